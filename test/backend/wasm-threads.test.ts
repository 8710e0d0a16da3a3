/** Threads that share instructions on WebAssembly: the same bits, whoever helps, whoever else computes, whatever is cancelled. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { link, type Place } from '../../src/abi/program.ts';
import { Writer } from '../../src/abi/writer.ts';
import type { Arena, Loaded } from '../../src/backend/backend.ts';
import { Machine } from '../../src/backend/wasm-machine.ts';
import { wasmBackend } from '../../src/backend/wasm.ts';
import { ConfigError } from '../../src/core/errors.ts';

const N = 192;
const at = (index: number): Place => ({ segment: 'state', offset: index * N * N });
const values = Float32Array.from({ length: 2 * N * N }, (_, i) => Math.sin(i * 0.7));

interface Product {
  readonly arena: Arena;
  readonly program: Loaded;
  readonly result: () => string;
}

/** A product of matrices, then a chain and a softmax of rows over its result. Tells results by their hash. */
function product(threads: number): Product {
  const writer = new Writer();
  writer.emit('sgemm', {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: N, n: N, k: N, alpha: 1, a: at(0), lda: N, b: at(1), ldb: N,
    beta: 0, c: at(2), ldc: N, bias: null, activation: 0, share: 0, beside: null,
  });
  writer.chain(N, N, [{ kind: 'in_full', place: at(2) }, { kind: 'out', place: at(3) }], [{ kernel: 'tanh', operands: [0, 1] }]);
  writer.emit('softmax', { rows: N, cols: N, x: at(3), y: at(4) });
  const arena = wasmBackend({ threads }).allocate(5 * N * N);
  arena.write(0, values);
  const program = arena.load(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 }));
  const result = (): string => {
    const into = new Float32Array(3 * N * N);
    arena.read(2 * N * N, into);
    return createHash('sha256').update(new Uint8Array(into.buffer)).digest('hex');
  };
  return { arena, program, result };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('helpers come to work, as many as were called', async () => {
  const machine = new Machine();
  expect(machine.helping).toBe(0);
  machine.recruit(3);
  machine.recruit(2);
  while (machine.helping < 3) await pause(5);
  await pause(20);
  expect(machine.helping).toBe(3);
  machine.end();
});

test('a number of threads that cannot be is refused', () => {
  for (const threads of [0, 1.5, 257, NaN]) expect(() => wasmBackend({ threads })).toThrow(ConfigError);
});

test('the same bits on any number of threads, here and off this thread, before helpers come and with them', async () => {
  const alone = product(1);
  alone.arena.run(alone.program, 1);
  const expected = alone.result();
  for (const threads of [2, 3, 5]) {
    const { arena, program, result } = product(threads);
    for (let i = 0; i < 40; i++) {
      arena.write(2 * N * N, new Float32Array(3 * N * N).fill(NaN));
      if (i % 2 === 0) arena.run(program, 3);
      else expect(await arena.runAsync(program, 3, Infinity)).toBe(3);
      expect(result()).toBe(expected);
      if (i === 10) await pause(200); // by then helpers have begun
    }
    arena.free();
  }
  alone.arena.free();
});

test('two callers at once: helpers serve one, and both are right', async () => {
  const alone = product(1);
  alone.arena.run(alone.program, 1);
  const expected = alone.result();
  const [here, there] = [product(3), product(3)];
  for (let i = 0; i < 10; i++) {
    const run = there.arena.runAsync(there.program, 20, Infinity);
    for (let k = 0; k < 10; k++) here.arena.run(here.program, 1);
    expect(here.result()).toBe(expected);
    expect(await run).toBe(20);
    expect(there.result()).toBe(expected);
  }
  for (const { arena } of [alone, here, there]) arena.free();
});

test('a run that is cancelled ends soon, and the next is right', async () => {
  const { arena, program, result } = product(2);
  arena.run(program, 1);
  const expected = result();
  for (let i = 0; i < 20; i++) {
    const run = arena.runAsync(program, 1e9, Infinity);
    await pause(i);
    arena.cancel();
    expect(await run).toBeLessThan(1e9);
    expect(await arena.runAsync(program, 2, Infinity)).toBe(2);
    expect(result()).toBe(expected);
  }
  arena.free();
});
