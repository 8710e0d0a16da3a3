import { afterEach, expect, test } from 'vitest';
import { backend, selectBackend, setBackend } from '../../src/backend/select.ts';
import { wasmBackend } from '../../src/backend/wasm.ts';

afterEach(() => setBackend(undefined));

test('the choice is made once', () => {
  expect(selectBackend()).toBe(selectBackend());
  const { name, target, threads } = selectBackend();
  expect(backend()).toMatchObject({ name, target, threads });
});

test('a machine put in place is the one that answers', () => {
  const machine = wasmBackend({ threads: 3 });
  setBackend(machine);
  expect(selectBackend()).toBe(machine);
  expect(backend()).toEqual({ name: 'wasm', target: 'simd128', threads: 3, why: 'set by setBackend', failures: [] });
});
