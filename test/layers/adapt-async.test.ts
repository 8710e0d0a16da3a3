/** What `adaptAsync` finds is what `adapt` does. */
import { expect, test, vi } from 'vitest';
import { host } from '../../src/core/host.ts';
import { Turns } from '../../src/core/pieces.ts';
import { layers, MyelinError, type Layer } from '../../src/index.ts';

const COUNT = 5000;
const numbers = Float32Array.from({ length: COUNT }, (_, i) => Math.round(1000 * Math.sin(i)));
const texts = Array.from({ length: COUNT }, (_, i) => `word${(i * i) % 31} w${i % 7} ${i % 3 === 0 ? 'a' : 'b'}`);
const rows = Array.from({ length: COUNT }, (_, i) => ({ n: numbers[i]!, s: `s${i % 5}`, day: `2024-0${1 + (i % 9)}-11`, text: texts[i]! }));

interface Adapting extends Layer {
  adapt(data: unknown): void;
  adaptAsync(data: unknown): Promise<void>;
}

/** Layers, what they see, and what they refuse. */
const CASES: Readonly<Record<string, readonly [make: () => unknown, data: unknown, wrong: unknown]>> = {
  normalization: [() => layers.normalization({ axis: -1 }), { data: numbers, shape: [COUNT / 5, 5] }, [[NaN]]],
  discretization: [() => layers.discretization({ numBins: 7 }), numbers, [Infinity]],
  stringLookup: [() => layers.stringLookup({ outputMode: 'tfIdf' }), texts.map((text) => text.split(' ')), [1]],
  integerLookup: [() => layers.integerLookup({ maxTokens: 50 }), [...numbers], ['a']],
  textVectorization: [() => layers.textVectorization({ ngrams: 2, maxTokens: 40 }), texts, [1]],
  bytePairTokenizer: [() => layers.bytePairTokenizer({ vocabularySize: 300 }), texts, [1]],
  tableEncoding: [() => layers.tableEncoding(), rows, [{ n: 1 }, { n: 1 }]],
  featureSpace: [
    () => layers.featureSpace({ features: { n: 'floatNormalized', s: 'stringCategorical', day: 'floatNormalized' } }),
    rows.map(({ n, s }, i) => ({ n, s, day: i % 30 })), [{ n: 1 }],
  ],
  labelEncoding: [() => layers.labelEncoding(), texts, ['a']],
  targetNormalization: [() => layers.targetNormalization(), numbers, ['a']],
};

test.each(Object.entries(CASES))('%s', async (_, [make, data, wrong]) => {
  const [atOnce, inPieces] = [make() as Adapting, make() as Adapting];
  atOnce.adapt(data);
  vi.spyOn(Turns.prototype, 'over', 'get').mockReturnValue(true);
  const turns = vi.spyOn(host(), 'pause');
  await inPieces.adaptAsync(data);
  expect(turns).toHaveBeenCalled();
  vi.restoreAllMocks();
  const found = (layer: Adapting): unknown => [layer.getConfig()['adapted'], layer.weights.map((w) => [...w.read()])];
  expect(found(inPieces)).toEqual(found(atOnce));
  expect(JSON.stringify(found(atOnce)).length).toBeGreaterThan(20);
  await expect(inPieces.adaptAsync(wrong)).rejects.toThrow(MyelinError);
  expect(found(inPieces)).toEqual(found(atOnce)); // what it had found stays
});

test('a feature space knows all of what it found, or what it knew before', async () => {
  const space = layers.featureSpace({ features: { a: 'floatNormalized', b: 'stringCategorical', c: 'floatNormalized' } });
  space.adapt([{ a: 1, b: 'x', c: 1 }, { a: 3, b: 'y', c: 2 }]);
  const before = space.getConfig()['adapted'];
  const wrong = [{ a: 5, b: 'z', c: 1 }, { a: 9, b: 'z', c: Number.NaN }];
  expect(() => space.adapt(wrong)).toThrow(MyelinError);
  await expect(space.adaptAsync(wrong)).rejects.toThrow(MyelinError);
  expect(space.getConfig()['adapted']).toEqual(before);
});
