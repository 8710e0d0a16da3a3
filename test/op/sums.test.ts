/** Sums of very many values: right to float32 on every machine, and the same for any number of threads. */
import { afterAll, expect, test } from 'vitest';
import { ops, tensor } from '../../src/index.ts';
import { setBackend } from '../../src/backend/select.ts';
import { MACHINES, nativeWith, TARGETS } from '../machines.ts';

const COUNT = 1e7;
/** Equal values whose sum rounds the same way again and again, and values that differ. */
const VALUES = {
  equal: new Float32Array(COUNT).fill(0.1),
  different: Float32Array.from({ length: COUNT }, (_, i) => 1 / 3 + (i % 7)),
};
/** Four columns of a matrix over these values, and all of them. */
const exact = (values: Float32Array): number[] => {
  const columns = [0, 0, 0, 0];
  for (let i = 0; i < COUNT; i++) columns[i % 4]! += values[i]!;
  return [...columns.map((sum) => sum / (COUNT / 4)), columns.reduce((a, b) => a + b) / COUNT];
};
const means = (values: Float32Array): number[] => {
  const x = tensor(values);
  return [...ops.mean(ops.reshape(x, [COUNT / 4, 4]), { axis: 0 }).data, ops.mean(x).item()];
};

afterAll(() => setBackend(undefined));

const threads = TARGETS.map((target) => ({ machine: `native ${target}, 2 threads`, backend: () => nativeWith(target, 2) }));

test.each([...MACHINES, ...threads])('figures that are wrong without a word: means of 1e7 values on $machine', ({ backend }) => {
  setBackend(backend());
  for (const values of Object.values(VALUES)) {
    const expected = exact(values);
    means(values).forEach((mean, i) => expect(Math.abs(mean / expected[i]! - 1)).toBeLessThan(2e-6));
  }
});

test('sums of infinities are infinite, of opposite ones and of NaN NaN, however long', () => {
  setBackend(undefined);
  const sumWith = (...values: number[]): number[] => {
    const x = new Float32Array(200_000).fill(1);
    values.forEach((v, i) => (x[i * 66_000 + 5] = v));
    return [ops.sum(tensor(x)).item(), ops.sum(tensor(x, [50_000, 4]), { axis: 0 }).data[1]!];
  };
  expect(sumWith(Infinity)).toEqual([Infinity, Infinity]);
  expect(sumWith(-Infinity, 3, -Infinity)).toEqual([-Infinity, -Infinity]);
  expect(sumWith(3e38, 3e38, 3e38)).toEqual([Infinity, Infinity]);
  expect(sumWith(Infinity, -Infinity)).toEqual([NaN, NaN]);
  expect(sumWith(0, NaN)).toEqual([NaN, NaN]);
});
