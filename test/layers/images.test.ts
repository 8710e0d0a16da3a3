/** Images resized, cut out and transformed as Keras answered (test/golden/images.json, recorded by record-images.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { tensor, type Tensor } from '../../src/index.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { load, type Stored } from '../golden/stored.ts';
import { warp, type FillMode, type WarpInterpolation } from '../../src/op/warp.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/images.json', import.meta.url), 'utf8')) as {
  readonly layers: readonly {
    readonly layer: string;
    readonly options: Record<string, unknown>;
    readonly input: Stored;
    readonly output: Stored;
  }[];
  readonly image: Stored;
  readonly second: readonly number[];
  readonly transforms: readonly {
    readonly fillMode: FillMode;
    readonly interpolation: WarpInterpolation;
    readonly transform: readonly number[];
    readonly output: Stored;
  }[];
};


/** @param relative  to the largest value, or to 10 if that is larger */
function expectNear(actual: Tensor, { shape, data }: Stored, relative: number): void {
  const tolerance = relative * Math.max(10, ...data.map(Math.abs));
  expect(actual.shape).toEqual(shape);
  const far = data.findIndex((e, i) => !(Math.abs(actual.data[i]! - e) <= tolerance));
  expect(far, `element ${far}: ${actual.data[far]} for ${data[far]}`).toBe(-1);
}

/** TensorFlow looks cubic weights up in a table of 1024 distances. */
const toleranceOf = ({ interpolation, antialias }: Record<string, unknown>): number =>
  interpolation === 'bicubic' && !antialias ? 2e-3 : 2e-6;

describe('as Keras does', () => {
  const named = golden.layers.map((c) => [`${c.layer} ${JSON.stringify(c.options)} of ${c.input.shape.join(' x ')}`, c] as const);

  test.each(named)('%s', (_, c) => {
    expectNear(LAYERS[c.layer]!(c.options).apply(load(c.input), { training: true }) as Tensor, c.output, toleranceOf(c.options));
  });

  test.each(golden.transforms.map((c) => [`${c.fillMode} ${c.interpolation} ${c.transform.join()}`, c] as const))('%s', (_, c) => {
    const { fillMode, interpolation } = c;
    const both = tensor(Float32Array.from([...c.transform, ...golden.second]), [2, 6]);
    expectNear(warp(load(golden.image), both, [6, 8], { fillMode, interpolation, fillValue: 2.5 }), c.output, 2e-6);
  });
});
