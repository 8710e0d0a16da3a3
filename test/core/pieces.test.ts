/** Work that grows with data lets others have their turn: by its pieces, whatever the time that each takes. */
import { readFile } from 'node:fs';
import { expect, test } from 'vitest';
import { Gathered } from '../../src/core/gathered.ts';
import { host } from '../../src/core/host.ts';
import { sortedNumbers, type Pieces } from '../../src/core/pieces.ts';
import { layers, sequential, tensor } from '../../src/index.ts';
import { Sequential } from '../../src/model/sequential.ts';
import { TokenMap } from '../../src/preprocessing/token-map.ts';
import { SPLIT, tokensOf } from '../../src/preprocessing/tokens.ts';
import { classificationOf, rowLosses, type Classified } from '../../src/report/classification.ts';
import { layersFigure } from '../../src/report/layers.ts';
import { regressionOf, rowErrors, type Estimated } from '../../src/report/regression.ts';
import { largest } from '../../src/report/worst.ts';

const ROWS = 20_000;

const numbers = (count: number, by = 7919): Float32Array => Float32Array.from({ length: count }, (_, i) => ((i * by) % 1009) / 1009);
const texts = Array.from({ length: ROWS }, (_, i) => `class ${i % 10}`);

/** Does the work. @returns its result, and in how many pieces it came */
function counted<T>(work: Pieces<T>): { readonly pieces: number; readonly value: T } {
  for (let pieces = 1; ; pieces++) {
    const { done, value } = work.next();
    if (done === true) return { pieces, value };
  }
}

const labels = layers.labelEncoding({ labels: Array.from({ length: 10 }, (_, i) => `class ${i}`) });
const units = layers.targetNormalization();
units.restore({ mean: 3, std: 2 });
const vectors = layers.textVectorization({ vocabulary: ['class', '1', '2'] });
const classified: Classified = {
  classes: ['a', 'b', 'c'], scores: numbers(3 * ROWS), truth: Int32Array.from({ length: ROWS }, (_, i) => i % 3), several: false,
};
const estimated: Estimated = { predicted: numbers(ROWS), truth: numbers(ROWS, 31), name: 'y', width: 1 };
const losses = counted(rowLosses(classified)).value;

/** With how many pieces each comes: a loop over the rows has 40. One that is done at once takes its own away. */
test.each<[string, number, Pieces<unknown>]>([
  ['labels become classes', 80, labels.encoding(texts)],
  ['predictions become labels', 41, labels.labelling(tensor({ data: numbers(10 * ROWS), shape: [ROWS, 10] }))],
  ['targets become standard ones', 160, units.encoding(Array.from(numbers(ROWS)))],
  ['predictions get units', 41, units.decoding(tensor({ data: numbers(ROWS), shape: [ROWS, 1] }))],
  ['texts become tokens', 394, vectors.converting(texts, true)],
  ['one long text becomes tokens', 53, vectors.converting([texts.join(' ')], true)],
  ['a long text is learned from', 56, layers.textVectorization().adapting([texts.join(' ')])],
  ['pairs of a long text are learned', 45, layers.bytePairTokenizer({ vocabularySize: 258 }).adapting([texts.join(' ')])],
  ['rows of one text become tokens', 276, vectors.converting(texts.map((text) => [text]), true)],
  ['tokens become indices', 120, layers.stringLookup({ vocabulary: ['class 1'] }).converting(texts, true)],
  ['numbers become indices', 120, layers.integerLookup({ vocabulary: [1, 2] }).converting(Array.from({ length: ROWS }, (_, i) => i), true)],
  ['texts become bins', 80, layers.hashing({ numBins: 7 }).converting(texts, true)],
  ['pairs become bins', 199, layers.hashedCrossing({ numBins: 7 }).converting([texts, texts], true)],
  ['features become rows', 319, layers.featureSpace({ features: { a: 'float' } }).converting(texts.map((_, i) => ({ a: i })), true)],
  ['numbers are sorted', 171, sortedNumbers(Float64Array.from(numbers(ROWS)))],
  ['layers become a model', 121, new Sequential([], { seed: 1 }).appendInPieces(
    Array.from({ length: 40 }, (_, i) => layers.dense({ units: 2, ...(i === 0 ? { inputShape: [2] } : {}) })),
  )],
  ['a model of layers becomes a part of a model', 207, new Sequential([], { seed: 1 }).appendInPieces([
    layers.dense({ units: 2, inputShape: [2] }), sequential(Array.from({ length: 40 }, () => layers.dense({ units: 2 }))),
  ])],
  ['losses of rows', 41, rowLosses(classified)],
  ['errors of rows', 41, rowErrors(estimated)],
  ['the largest errors', 41, largest(losses, 20)],
  ['classes in a report', 1204, classificationOf('', classified, losses)],
  ['numbers in a report', 491, regressionOf('', estimated)],
  ['weights in a report', 241, layersFigure([{ name: 'dense', weights: [numbers(ROWS)], gradients: [numbers(ROWS)] }], 1)],
])('%s in %i pieces', (_, pieces, work) => {
  expect(counted(work).pieces).toBe(pieces);
});

test('values become a list, with places that have none', () => {
  const gathered = new Gathered<number>();
  const expected: (number | undefined)[] = [];
  const puts = [0, 1, 5, 16383, 16384, 50_000, 50_001];
  for (const at of puts) {
    gathered.put(at, at);
    expected[at] = at;
  }
  gathered.push(7);
  expected.push(7);
  expect([gathered.length, gathered.last]).toEqual([50_003, 7]);
  expect(counted(gathered.list(70_000))).toEqual({ pieces: 6, value: Array.from({ length: 70_000 }, (_, i) => expected[i]) });
});

test('a map of tokens keeps as many as a Map', () => {
  const [tokens, map] = [new TokenMap<string, number>(), new Map<string, number>()];
  for (let i = 0; i < 5000; i++) {
    const token = String.fromCodePoint(i % 300, 0x1f600 + (i % 7)).repeat(i % 4) + ((i * 7919) % 977);
    tokens.set(token, i);
    map.set(token, i);
    if (i % 5 === 0) [tokens, map].forEach((m) => m.delete(`${i % 977}`));
  }
  expect(tokens.size).toBe(map.size);
  expect(new Map(tokens)).toEqual(map);
  for (const [token, i] of map) expect(tokens.get(token)).toBe(i);
});

test('a map of tokens divides numbers, too', () => {
  const tokens = new TokenMap<number, number>();
  const given = [0, -1, -0, 64, 128, 192, 2 ** 31, 2 ** 40 + 64, -(2 ** 33), Number.MAX_SAFE_INTEGER];
  given.forEach((token, i) => tokens.set(token, i));
  expect(new Map(tokens)).toEqual(new Map(given.map((token, i) => [token, i])));
});

const LONG = 'Ab, c! \u{1f600}\u{1f601} d\t'.repeat(5000);

test.each(['whitespace', 'character'] as const)('a long text has the tokens that it has as a whole, by %s', (split) => {
  for (const text of [LONG, ` ${LONG} `, LONG.replaceAll(/\s/g, ''), ' '.repeat(40_000), `${'x'.repeat(16384)} ${'y'.repeat(16383)}\n`]) {
    const { pieces, value } = counted(tokensOf(text, (part) => part.replaceAll(',', ''), split));
    expect(pieces).toBe(1 + Math.ceil(text.length / 16384));
    expect(value).toEqual(SPLIT[split](text.replaceAll(',', '')));
  }
});

test('a pause lets a timer that is due come first, also in work that a file called', async () => {
  const came: string[] = [];
  await new Promise<void>((done) => {
    readFile(import.meta.filename, () => {
      const until = performance.now() + 5;
      setTimeout(() => came.push('timer'), 1);
      while (performance.now() < until); // the timer is due now
      void host().pause().then(() => {
        came.push('work');
        done();
      });
    });
  });
  expect(came).toEqual(['timer', 'work']);
});

test('numbers are sorted as an array sorts them', () => {
  for (const length of [0, 1, 2047, 2048, 2049, 5000, 9001]) {
    const given = Float64Array.from({ length }, (_, i) => ((i * 7919) % 101) - 50 + (i % 3) / 3);
    expect(counted(sortedNumbers(given)).value).toEqual(given.toSorted());
  }
});
