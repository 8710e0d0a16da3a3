/** What dropout makes of values that are not finite. */
import { expect, test } from 'vitest';
import { compile, grad, layers, ops, tensor, type Tensor } from '../../src/index.ts';

const n = 64;
const drop = layers.dropout({ rate: 0.5, seed: 3 });
const dropped = compile((t, x) => t.call(drop, x), { training: true });

test('what is dropped is 0, also infinity and NaN; what stays is scaled', () => {
  const [finite, infinite, unknown] = [1, Infinity, NaN].map((value) => {
    const layer = layers.dropout({ rate: 0.5, seed: 3 });
    return [...(layer.apply(ops.full([n], value), { training: true }) as Tensor).data];
  }) as [number[], number[], number[]];
  const kept = finite.map((v) => v !== 0);
  expect(kept.filter(Boolean).length).toBeGreaterThan(n / 4);
  expect(kept.filter((k) => !k).length).toBeGreaterThan(n / 4);
  expect(finite).toEqual(kept.map((k) => (k ? 2 : 0)));
  expect(infinite).toEqual(kept.map((k) => (k ? Infinity : 0)));
  expect(unknown).toEqual(kept.map((k) => (k ? NaN : 0)));
  const negative = [...(layers.dropout({ rate: 0.5, seed: 3 }).apply(ops.full([n], -1), { training: true }) as Tensor).data];
  expect(negative).toEqual(kept.map((k) => (k ? -2 : 0))); // toEqual tells 0 and -0 apart
});

test('gradients go through what stays alone, also infinite ones', () => {
  const y = [...dropped(ops.full([n], 1)).data];
  const layer = layers.dropout({ rate: 0.5, seed: 3 });
  const slope = grad((x) => ops.sum(ops.multiply(layer.apply(x, { training: true }), tensor(new Float32Array(n).fill(Infinity)))));
  const gradient = [...slope(new Float32Array(n).fill(1)).data];
  expect(gradient.every((g) => g === 0 || g === Infinity)).toBe(true);
  expect(gradient.filter((g) => g === 0).length).toBe(y.filter((v) => v === 0).length);
});
