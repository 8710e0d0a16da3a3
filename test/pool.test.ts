/** Pooling over windows of all kinds, drawn at random, on every machine against the float64 reference. */
import { describe, expect, test } from 'vitest';
import type { Backend } from '../src/backend/backend.ts';
import { MACHINES } from './machines.ts';
import { faultOf, ranIn } from './reference/judge.ts';
import { POOLS, poolSample, type Triple } from './samples/pool.ts';
import { arrange, generator, uniform, whole, type Sample } from './samples/sample.ts';

const GEOMETRIES = 120;

/** A sample with one to three axes, windows up to 4 places, strides up to 5 and any padding that leaves no window empty. */
function drawn(seed: number): Sample {
  const next = generator(seed);
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const axes = integer(1, 3);
  const sized = [0, 1, 2].map((axis) => {
    if (axis < 3 - axes) return { n: 1, k: 1, s: 1, p: 0, after: 0 };
    const k = integer(1, 4);
    const p = integer(0, k - 1);
    const s = integer(1, 5);
    return { n: integer(Math.max(1, k - p), 9), k, s, p, after: integer(0, k - 1) };
  });
  const of = (name: 'n' | 'k' | 's' | 'p' | 'after'): Triple => sized.map((axis) => axis[name]) as unknown as Triple;
  const geometry = { n: integer(1, 3), input: of('n'), c: integer(1, 19), window: of('k'), strides: of('s'), pads: of('p') };
  const kernel = POOLS[seed % POOLS.length]!;
  return poolSample(kernel, { ...geometry, trailing: of('after') }, next() < 0.5 ? whole(seed, -2, 3) : uniform(seed));
}

const SAMPLES = Array.from({ length: GEOMETRIES * POOLS.length }, (_, seed) => drawn(seed));

function faultOn(backend: Backend, sample: Sample): string | undefined {
  const arrangement = arrange(sample);
  const arena = backend.allocate(arrangement.elements);
  const after = ranIn(arena, arrangement);
  arena.free();
  return faultOf(sample, arrangement, after);
}

describe.each(MACHINES)('$machine', ({ backend }) => {
  test.each(POOLS)('%s', (kernel) => {
    const samples = SAMPLES.filter((s) => s.kernel === kernel);
    expect(samples.length).toBe(GEOMETRIES);
    for (const sample of samples) expect(faultOn(backend(), sample), `${kernel}, ${sample.label}`).toBeUndefined();
  });
});
