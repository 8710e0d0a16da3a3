/** Variables whose first values wait until they are needed. */
import { expect, test } from 'vitest';
import type { TypedArray } from '../../src/core/dtype.ts';
import { constant, zeros } from '../../src/graph/tensor.ts';
import { Variable } from '../../src/graph/variable.ts';

interface Answer {
  resolve(values: TypedArray): void;
  reject(reason: Error): void;
}

/** A variable that waits for 1, 2; what was asked for them; and what answers the draws that are under way. */
function waiting(): { v: Variable; asked: string[]; answers: Answer[] } {
  const v = new Variable('w', zeros([2], 'float32'));
  const asked: string[] = [];
  const answers: Answer[] = [];
  const now = () => {
    asked.push('now');
    return constant(Float32Array.of(1, 2), [2]);
  };
  const later = () => {
    asked.push('later');
    return new Promise<TypedArray>((resolve, reject) => answers.push({ resolve, reject }));
  };
  v.drawLater(now, later);
  return { v, asked, answers };
}

test('all who ask while values are drawn get those of one draw', async () => {
  const { v, asked, answers } = waiting();
  const all = [v.beginLater(), v.beginLater()];
  answers[0]!.resolve(Float32Array.of(1, 2));
  await Promise.all([...all, v.beginLater()]);
  await v.beginLater();
  expect([...v.read()]).toEqual([1, 2]);
  expect(asked).toEqual(['later']);
});

test('a draw that failed is told to all who wait for it; who asks next begins another', async () => {
  const { v, asked, answers } = waiting();
  const all = [v.beginLater(), v.beginLater()];
  answers[0]!.reject(new Error('no memory'));
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = v.beginLater();
  answers[1]!.resolve(Float32Array.of(1, 2));
  await next;
  expect([...v.read()]).toEqual([1, 2]);
  expect(asked).toEqual(['later', 'later']);
});

test('assigned values need no draw, and stay when one ends that was under way', async () => {
  const { v, asked, answers } = waiting();
  const drawing = v.beginLater();
  v.assign([3, 4]);
  answers[0]!.resolve(Float32Array.of(1, 2));
  await drawing;
  expect([...v.read()]).toEqual([3, 4]);
  expect(asked).toEqual(['later']);
  expect(v.waits).toBe(false);
});

test('values that cannot be assigned leave those that wait', () => {
  const { v, asked } = waiting();
  const gone = Float32Array.of(3, 4);
  const given = constant(gone, [2]);
  structuredClone(gone, { transfer: [gone.buffer] });
  expect(() => v.assign(given)).toThrow('expected 2 values as when they were given, found 0');
  expect([...v.read()]).toEqual([1, 2]);
  expect(asked).toEqual(['now']);
});

test('values that wait anew, as for another seed, are not those of the draw before', async () => {
  const { v, answers } = waiting();
  const drawing = v.beginLater();
  v.drawLater(() => constant(Float32Array.of(5, 6), [2]), () => Promise.resolve(Float32Array.of(5, 6)));
  answers[0]!.resolve(Float32Array.of(1, 2));
  await Promise.all([drawing, v.beginLater()]);
  expect([...v.read()]).toEqual([5, 6]);
});
