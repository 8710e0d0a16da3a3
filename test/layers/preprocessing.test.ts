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

test('discretization: what cannot be is refused', () => {
  const make = (options: object): ReturnType<typeof layers.discretization> => layers.discretization({ name: 'bins', ...options });
  expect(() => make({})).toThrow(/bins: expected either binBoundaries, or numBins and a call of adapt, received neither/);
  expect(() => make({ numBins: 2, binBoundaries: [1] })).toThrow(/received both/);
  expect(() => make({ binBoundaries: [2, 1] })).toThrow(/binBoundaries must be finite numbers in ascending order, received \[2, 1\]/);
  expect(() => make({ numBins: 2 }).apply([1])).toThrow(/bins: the bounds are not known yet. Call adapt/);
  expect(() => make({ binBoundaries: [1] }).adapt([1])).toThrow(/the layer was given its own/);
  expect(() => make({ numBins: 2 }).adapt([1, NaN])).toThrow(/adapt expects finite values, received NaN/);
  expect(() => make({ numBins: 2 }).adapt([][Symbol.iterator]())).toThrow(/adapt expects values, received none/);
  expect(() => make({ numBins: 2 }).adapt({} as never)).toThrow(/expected data, or an iterable of pieces of data, received Object/);
  const one = make({ numBins: 1 });
  one.adapt([1, 2, 3]);
  expect(one.apply([[0, 5]]).toArray()).toEqual([[0, 0]]);
});

test('categoryEncoding: numbers outside count nothing, weights belong to counts', () => {
  const layer = layers.categoryEncoding({ numTokens: 2, outputMode: 'count', name: 'counts' });
  expect(layer.apply([[0, 1, 1, 2, -1]]).toArray()).toEqual([[1, 2]]);
  expect(() => layer.apply([tensor([[0, 1]]), tensor([[1]])])).toThrow(/counts: expected input of shape \[1, 2\] as the second input/);
  const hot = layers.categoryEncoding({ numTokens: 2, name: 'hot' });
  expect(() => hot.apply([tensor([[0]]), tensor([[1]])])).toThrow(/hot: weights need outputMode 'count', and it is 'multiHot'/);
});

test('hashing: numbers without their fraction, no others', () => {
  const layer = layers.hashing({ numBins: 1000, name: 'hashed' });
  expect(layer.apply([1.5, -0.5, -2.25]).toArray()).toEqual(layer.apply([1, 0, -2]).toArray());
  expect(layer.apply(['1', '0', '-2']).toArray()).toEqual(layer.apply([1, 0, -2]).toArray());
  expect(() => layer.apply([NaN])).toThrow(/hashed: expected strings, or numbers that are exact.*received NaN/);
  expect(() => layer.apply([1e300])).toThrow(/received 1e\+300/);
  expect(() => layers.hashing({ numBins: 2, activityRegularizer: 'l2' })).toThrow(/activityRegularizer is for outputs that are learnt/);
});

test('vocabularies: what cannot be is refused', () => {
  const make = (options: object): ReturnType<typeof layers.stringLookup> => layers.stringLookup({ name: 'words', ...options });
  expect(() => make({ vocabulary: [] })).toThrow(/words: vocabulary must be an array of tokens, received \[\]/);
  expect(() => make({ vocabulary: ['a', 'b', 'a'] })).toThrow(/vocabulary has 'a' twice/);
  expect(() => make({ vocabulary: ['a', 3] })).toThrow(/vocabulary must have strings, received 3/);
  expect(() => make({ vocabulary: ['a', ''], maskToken: '' })).toThrow(/has the mask token '' amidst.*begin with \['', '\[UNK\]'\]/);
  expect(() => make({ vocabulary: ['a', 'b'], maxTokens: 2 })).toThrow(/expected at most 2 tokens, maxTokens, received 2 besides 1/);
  expect(() => make({ maxTokens: 3, numOovIndices: 3 })).toThrow(/maxTokens must be more than the 3 special tokens/);
  expect(() => make({ padToMaxTokens: true })).toThrow(/padToMaxTokens needs maxTokens/);
  expect(() => make({ idfWeights: [1] })).toThrow(/idfWeights belong to a vocabulary and to outputMode 'tfIdf'/);
  expect(() => make({ vocabulary: ['a'], outputMode: 'tfIdf' })).toThrow(/given together for outputMode 'tfIdf'/);
  expect(() => make({ vocabulary: ['a'], outputMode: 'tfIdf', idfWeights: [1, 2] })).toThrow(/expected 1 idfWeights.*received 2/);
  expect(() => make({ invert: true, outputMode: 'count' })).toThrow(/invert needs outputMode 'int'/);
  expect(() => make({ salt: [1] })).toThrow(/salt must be a whole number, or an array of two, received \[1\]/);
  expect(() => make({ vocabulary: ['a'] }).adapt(['b'])).toThrow(/adapt finds the vocabulary, but the layer was given its own/);
  expect(() => make({}).adapt([])).toThrow(/adapt expects tokens, received none/);
  expect(() => make({}).apply(['a'])).toThrow(/the vocabulary is not known yet. Call adapt, or give a vocabulary/);
  expect(() => make({ vocabulary: ['a'] }).apply([['a'], ['b', 'c']])).toThrow(/nested arrays must be rectangular.*an array of 1/);
  expect(() => layers.integerLookup({ salt: 3 })).toThrow(/Set oovMethod to 'farmhash'/);
  const long = { outputMode: 'count', outputSequenceLength: 3 } as const;
  expect(() => layers.textVectorization(long)).toThrow(/outputSequenceLength is for outputMode 'int'/);
  expect(() => layers.textVectorization({ ngrams: 0 })).toThrow(/ngrams must be an integer >= 1, or an array of such, received 0/);
});

test('lookups there and back, and functions of your own for texts', () => {
  const words = layers.stringLookup({ vocabulary: ['a', 'b'], maskToken: '' });
  const back = layers.stringLookup({ vocabulary: words.getVocabulary(), maskToken: '', invert: true });
  expect(back.apply(words.apply([['b', ''], ['z', 'a']]))).toEqual([['b', ''], ['[UNK]', 'a']]);
  expect(words.vocabularySize()).toBe(4);
  expect(words.getVocabulary({ includeSpecialTokens: false })).toEqual(['a', 'b']);
  const texts = layers.textVectorization({ standardize: (text) => text.toUpperCase(), split: (text) => text.split('-') });
  texts.adapt(['a-b', 'b']);
  expect(texts.getVocabulary()).toEqual(['', '[UNK]', 'B', 'A']);
  expect(texts.apply(['A-b-c']).toArray()).toEqual([[3, 2, 1]]);
});

test('many texts in one call become what they become one by one', () => {
  const texts = layers.textVectorization({ maxTokens: 40 });
  const many = Array.from({ length: 1000 }, (_, i) => Array.from({ length: i % 5 }, (_, k) => `w${(i * 7 + k * k) % 50}`).join(' '));
  texts.adapt(many);
  const rows = texts.apply(many).toArray() as number[][];
  expect(rows).toHaveLength(1000);
  many.forEach((text, i) => {
    const [own] = texts.apply([text]).toArray() as [number[]];
    expect(rows[i]).toEqual([...own, ...new Array<number>(4 - own.length).fill(0)]);
  });
  expect(texts.apply([]).shape).toEqual([0, 0]);
});

const flat = (nested: unknown): unknown[] => (Array.isArray(nested) ? nested.flatMap(flat) : [nested]);
