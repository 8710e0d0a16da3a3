/** Preprocessing layers against Keras (test/golden/record-preprocessing.py names producer and version). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layers, tensor, type Layer, type Tensor } from '../../src/index.ts';
import { sizeOf } from '../../src/core/shape.ts';

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
  readonly dtype?: 'int32';
}

interface Case {
  readonly layer: keyof typeof layers;
  readonly options: Readonly<Record<string, unknown>>;
  readonly pieces?: readonly unknown[];
  readonly vocabulary?: readonly unknown[];
  readonly binBoundaries?: readonly number[];
  readonly inputs: unknown;
  readonly more?: { readonly countWeights: number[][] };
  readonly outputs: GoldenTensor;
}

const golden = JSON.parse(readFileSync(new URL('../golden/preprocessing.json', import.meta.url), 'utf8')) as {
  readonly producer: string;
  readonly cases: readonly Case[];
};

const given = (inputs: unknown): unknown => {
  const { shape, data } = inputs as GoldenTensor;
  return Array.isArray(inputs) ? inputs : tensor(Float32Array.from(data, Number), shape);
};

interface Adaptable extends Layer {
  adapt(data: unknown): void;
  getVocabulary(): unknown;
  readonly binBoundaries: readonly number[];
  apply(x: unknown): Tensor;
}

describe(`as ${golden.producer}`, () => {
  const all = golden.cases.filter(({ layer }) => layer in layers);
  test.each(all.map((c, i) => [`${c.layer} ${JSON.stringify(c.options)} (${i})`, c] as const))('%s', (_, c) => {
    const layer = (layers[c.layer] as unknown as (options: object) => Adaptable)(c.options);
    if (c.pieces !== undefined) layer.adapt(c.pieces.map(given)[Symbol.iterator]());
    if (c.vocabulary !== undefined) expect(layer.getVocabulary()).toEqual(c.vocabulary);
    if (c.binBoundaries !== undefined) expect(layer.binBoundaries).toEqual(c.binBoundaries.map(Math.fround));
    const inputs = given(c.inputs);
    const answer = layer.apply(
      c.more === undefined ? inputs : [tensor(inputs as number[][], undefined, 'int32'), tensor(c.more.countWeights)],
    );
    if (typeof c.outputs.data[0] === 'string') return void expect(flat(answer)).toEqual(c.outputs.data);
    expect(answer.shape).toEqual(c.outputs.shape);
    expect(answer.dtype).toBe((c.options['outputMode'] ?? 'int') === 'int' && c.layer !== 'categoryEncoding' ? 'int32' : 'float32');
    expect(sizeOf(answer.shape)).toBe(c.outputs.data.length);
    expect([...answer.data]).toEqual(c.outputs.data.map((v) => (Number.isInteger(v) ? v : expect.closeTo(Number(v), 6))));
  });
});

const flat = (nested: unknown): unknown[] => (Array.isArray(nested) ? nested.flatMap(flat) : [nested]);
