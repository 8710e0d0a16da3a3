import { expect } from 'vitest';
import { differentiate } from '../../src/grad/differentiate.ts';
import { pushForward } from '../../src/grad/forward.ts';
import { constant, placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { float64Function } from './float64.ts';

/** One function to check: its inputs' shapes, and where needed the range of their values. */
export interface GradientCase {
  readonly f: (...xs: Tensor[]) => Tensor;
  readonly shapes: readonly (readonly number[])[];
  /** Values are drawn evenly from here (default [-2, 2]). */
  readonly range?: readonly [number, number];
  /** Values nearer than this to a kink of f are moved off it: 0 by default is a kink of nothing. */
  readonly kinks?: readonly number[];
}

/** A small generator for test data (mulberry32, public domain). */
export function numbers(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STEP = 1e-5;
const TOLERANCE = 1e-6;

/** Compares every partial derivative of a weighted sum of f's results with its central difference, and the tangent of the results in a
 *  random direction with what these derivatives say of it. */
export function checkGradient({ f, shapes, range = [-2, 2], kinks = [] }: GradientCase, seed = 1): void {
  const random = numbers(seed);
  const draw = (): number => {
    for (;;) {
      const v = range[0] + (range[1] - range[0]) * random();
      if (kinks.every((k) => Math.abs(v - k) > 0.01)) return v;
    }
  };
  const xs = shapes.map((shape) => placeholder(shape));
  const values = xs.map((x) => Float64Array.from({ length: x.size }, draw));
  const result = f(...xs);
  const weights = constant(Float32Array.from({ length: result.size }, () => random() - 0.3), result.shape);
  const scalar = sum(multiply(result, weights));
  const gradients = float64Function(differentiate(scalar, xs), xs)(values);
  const value = float64Function([scalar], xs);

  const directions = xs.map((x) => Float64Array.from({ length: x.size }, () => random() - 0.5));
  const tangents = xs.map((x) => placeholder(x.shape));
  const along = float64Function(pushForward([result], xs, tangents), [...xs, ...tangents])([...values, ...directions])[0]!;
  const forward = along.reduce((total, d, i) => total + d * weights.data[i]!, 0);
  const terms = gradients.flatMap((g, i) => [...g].map((d, e) => d * directions[i]![e]!));
  const reverse = terms.reduce((total, term) => total + term, 0);
  // Constants of programs are float32, and the terms may cancel each other.
  const size = terms.reduce((total, term) => total + Math.abs(term), 1);
  expect(Math.abs(forward - reverse) / size, `tangent ${forward}, from gradients ${reverse}`).toBeLessThan(TOLERANCE);

  xs.forEach((x, i) => {
    for (let e = 0; e < x.size; e++) {
      const kept = values[i]![e]!;
      const at = (v: number): number => {
        values[i]![e] = v;
        return value(values)[0]![0]!;
      };
      const expected = (at(kept + STEP) - at(kept - STEP)) / (2 * STEP);
      values[i]![e] = kept;
      const received = gradients[i]![e]!;
      const error = Math.abs(received - expected) / Math.max(1, Math.abs(expected));
      expect(
        error,
        `input ${i}, element ${e} (value ${kept}, seed ${seed}): derivative ${received}, central difference ${expected}`,
      ).toBeLessThan(TOLERANCE);
    }
  });
}
