import { layers, type Inputs, type Layer } from '../../src/index.ts';

export interface HostCase {
  readonly make: () => Layer;
  /** Six samples. */
  readonly data: Inputs;
  /** The shape of what comes of the data in a model. */
  readonly shape: readonly number[];
  /** Whether data are a table, whose columns have names. */
  readonly table?: boolean;
}

const WORDS = [['a', 'b'], ['b', 'c'], ['c', 'a'], ['d', 'a'], ['b', 'b'], ['e', 'a']];
const NUMBERS = [[1, 2], [2, 3], [3, 1], [-4, 1], [2, 2], [5, 1]];
const TABLE = { a: [1, 2, 3, 4, 5, 6], 'b/c': ['x', 'y', 'x', 'z', 'x', 'y'], d: [0.5, 0.25, 1, 7, 2, 3], e: [1, 2, 1, 3, 1, 2] };
const TEXTS = ['A cat, a dog.', 'the dog', 'the cat sat', '', 'far away', 'a far cat!'];

/** A layer that has seen data. */
function adapted<L extends Layer & { adapt(data: never): void }>(layer: L, data: unknown): L {
  layer.adapt(data as never);
  return layer;
}

/** Every layer that reads data on the host, given what it must know and having found it. */
export const HOST_CASES: Readonly<Record<string, HostCase>> = {
  bytePairTokenizer: {
    make: () => adapted(layers.bytePairTokenizer({ vocabularySize: 262, sequenceLength: 7, specialTokens: ['<|end|>'] }), TEXTS),
    data: TEXTS, shape: [6, 7],
  },
  'bytePairTokenizer of any length': {
    make: () => adapted(layers.bytePairTokenizer({ vocabularySize: 270, addPrefixSpace: true }), TEXTS), data: TEXTS, shape: [6, 8],
  },
  featureSpace: {
    make: () =>
      adapted(
        layers.featureSpace({
          features: {
            a: 'floatNormalized', 'b/c': 'stringCategorical', d: { type: 'floatDiscretized', numBins: 2 },
            e: { type: 'integerHashed', numBins: 3 },
          },
          crosses: [['b/c', 'd']], crossingDim: 4,
        }),
        TABLE,
      ),
    data: TABLE, shape: [6, 14], table: true,
  },
  hashedCrossing: {
    make: () => layers.hashedCrossing({ numBins: 4, outputMode: 'oneHot' }), data: [TABLE['b/c'], TABLE.e], shape: [6, 4], table: true,
  },
  hashing: { make: () => layers.hashing({ numBins: 4, outputMode: 'multiHot', salt: [1, 2], maskValue: 'a' }), data: WORDS, shape: [6, 4] },
  integerLookup: {
    make: () => layers.integerLookup({ vocabulary: [1, 2], outputMode: 'count', oovMethod: 'farmhash', numOovIndices: 2, salt: 3 }),
    data: NUMBERS, shape: [6, 4],
  },
  'integerLookup that has adapted': {
    make: () => adapted(layers.integerLookup({ inputShape: [2] }), NUMBERS), data: NUMBERS, shape: [6, 2],
  },
  stringLookup: {
    make: () => layers.stringLookup({ vocabulary: ['a', 'b'], idfWeights: [0.5, 2], outputMode: 'tfIdf', inputShape: [2] }),
    data: WORDS, shape: [6, 3],
  },
  'stringLookup that has adapted': {
    make: () => adapted(layers.stringLookup({ outputMode: 'tfIdf', maxTokens: 9, padToMaxTokens: true }), WORDS),
    data: WORDS, shape: [6, 9],
  },
  'stringLookup of single strings': { make: () => layers.stringLookup({ vocabulary: ['dog'] }), data: TEXTS, shape: [6, 1] },
  tableEncoding: { make: () => adapted(layers.tableEncoding(), TABLE), data: TABLE, shape: [6, 6], table: true },
  textVectorization: {
    make: () => layers.textVectorization({ vocabulary: ['cat', 'dog'], standardize: null, split: 'character', ngrams: [1, 3] }),
    data: TEXTS, shape: [6, 24],
  },
  'textVectorization that has adapted': {
    make: () => adapted(layers.textVectorization({ outputMode: 'tfIdf', ngrams: 2, maxTokens: 7 }), TEXTS), data: TEXTS, shape: [6, 7],
  },
};
