/** Work that grows with data lets others have their turn: by its pieces, whatever the time that each takes. */
import { expect, test } from 'vitest';
import { sortedNumbers, type Pieces } from '../../src/core/pieces.ts';
import { layers, tensor } from '../../src/index.ts';
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
  ['texts become tokens', 238, vectors.converting(texts, true)],
  ['tokens become indices', 120, layers.stringLookup({ vocabulary: ['class 1'] }).converting(texts, true)],
  ['numbers become indices', 120, layers.integerLookup({ vocabulary: [1, 2] }).converting(Array.from({ length: ROWS }, (_, i) => i), true)],
  ['texts become bins', 80, layers.hashing({ numBins: 7 }).converting(texts, true)],
  ['pairs become bins', 199, layers.hashedCrossing({ numBins: 7 }).converting([texts, texts], true)],
  ['features become rows', 319, layers.featureSpace({ features: { a: 'float' } }).converting(texts.map((_, i) => ({ a: i })), true)],
  ['numbers are sorted', 171, sortedNumbers(Float64Array.from(numbers(ROWS)))],
  ['losses of rows', 41, rowLosses(classified)],
  ['errors of rows', 41, rowErrors(estimated)],
  ['the largest errors', 41, largest(losses, 20)],
  ['classes in a report', 1201, classificationOf('', classified, losses)],
  ['numbers in a report', 491, regressionOf('', estimated)],
  ['weights in a report', 241, layersFigure([{ name: 'dense', weights: [numbers(ROWS)], gradients: [numbers(ROWS)] }], 1)],
])('%s in %i pieces', (_, pieces, work) => {
  expect(counted(work).pieces).toBe(pieces);
});

test('numbers are sorted as an array sorts them', () => {
  for (const length of [0, 1, 2047, 2048, 2049, 5000, 9001]) {
    const given = Float64Array.from({ length }, (_, i) => ((i * 7919) % 101) - 50 + (i % 3) / 3);
    expect(counted(sortedNumbers(given)).value).toEqual(given.toSorted());
  }
});
