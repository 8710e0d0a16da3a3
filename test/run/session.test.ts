/** What a session keeps of programs that could not be planned. */
import { expect, test } from 'vitest';
import { selectBackend } from '../../src/backend/select.ts';
import { ops, tensor } from '../../src/index.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { Session } from '../../src/run/session.ts';

test('constants of a program that cannot be planned give their places back, and those of others keep them', () => {
  const session = new Session(selectBackend());
  const x = placeholder([1000]);
  const shared = tensor(new Float32Array(1000).fill(2), [1000]);
  const good = session.plan([ops.multiply(x, shared)], [], [x]);
  const { size } = session;
  for (let i = 0; i < 5; i++) {
    const own = tensor(new Float32Array(1000).fill(i), [1000]);
    // An input that nobody gives.
    expect(() => session.plan([ops.add(ops.multiply(x, own), ops.add(shared, placeholder([1000])))], [], [x])).toThrow();
    expect(session.size).toBe(size);
  }
  session.run(good, [new Float32Array(1000).fill(3)]);
  expect([...new Set(session.output(good, 0))]).toEqual([6]);
  session.discard(good);
  expect(session.size).toBe(size - 1000);
  session.end();
});
