/** Counts and curves of predictions, worked out by hand. */
import { expect, test } from 'vitest';
import { atOnce } from '../../src/core/pieces.ts';
import { calibrationOf, classFiguresOf, confusionOf, histogramOf, rankingOf } from '../../src/report/scores.ts';
import { addressOf } from '../../src/report/bitmap.ts';
import { byKernel } from '../../src/report/machine.ts';
import { largest } from '../../src/report/worst.ts';

test('confusion counts rows by true and predicted class; of equal scores the first class is predicted', () => {
  const scores = [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.4, 0.4, 0.2, 0.2, 0.3, 0.5, 0.6, 0.3, 0.1];
  const confusion = atOnce(confusionOf(scores, [0, 1, 1, 2, 2], 3));
  expect(confusion).toEqual([[1, 0, 0], [1, 1, 0], [1, 0, 1]]);
  expect(classFiguresOf(confusion)).toEqual([
    { count: 1, precision: 1 / 3, recall: 1, f1: 0.5 },
    { count: 2, precision: 1, recall: 0.5, f1: 2 / 3 },
    { count: 2, precision: 1, recall: 0.5, f1: 2 / 3 },
  ]);
  expect(classFiguresOf([[0, 2], [0, 3]])[0]).toEqual({ count: 2, precision: NaN, recall: 0, f1: 0 });
});

test('ROC, its area, and mean precision: the example of scikit-learn, and ties', () => {
  // The example in the documentation of roc_auc_score and average_precision_score: 0.75 and 0.8333.
  const example = atOnce(rankingOf([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]))!;
  expect(example.roc).toEqual([[0, 0], [0, 0.5], [0.5, 0.5], [0.5, 1], [1, 1]]);
  expect(example.auc).toBe(0.75);
  expect(example.precisionRecall).toEqual([[0.5, 1], [0.5, 0.5], [1, 2 / 3], [1, 0.5]]);
  expect(example.averagePrecision).toBeCloseTo(5 / 6, 12);
  expect(example.thresholds).toEqual([0.8, 0.4, 0.35, 0.1]);
  // A positive and a negative row of one score count half: of 2 x 2 pairs 3 are right and one is a tie.
  const tied = atOnce(rankingOf([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0]))!;
  expect(tied.roc).toEqual([[0, 0], [0, 0.5], [0.5, 1], [1, 1]]);
  expect(tied.auc).toBe(0.875);
  expect(tied.averagePrecision).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  expect(atOnce(rankingOf([1, 2], [1, 1]))).toBeUndefined();
});

test('of many thresholds a curve keeps those that are seen, and its areas are those of all', () => {
  const rows = 50_000;
  // Higher scores are more often positive; some are those of several rows.
  const scores = Float32Array.from({ length: rows }, (_, i) => (((i * 7919) % 1000) * 49 + (i % 49)) / 49_000);
  const positive = Uint8Array.from({ length: rows }, (_, i) => Number(scores[i]! * 1000 > (i * 104_729) % 1000));
  const { roc, precisionRecall, thresholds, auc } = atOnce(rankingOf(scores, positive))!;
  const exact = ranked(scores, positive);
  expect(auc).toBeCloseTo(exact.auc, 9);
  expect(roc.length).toBeLessThan(20_000);
  expect([roc[0], roc.at(-1), precisionRecall.at(-1)![0]]).toEqual([[0, 0], [1, 1], 1]);
  const kept = new Map(exact.points.map(([threshold, x, y, precision]) => [threshold, [x, y, precision]]));
  thresholds.forEach((threshold, i) => expect([...roc[i + 1]!, precisionRecall[i]![1]]).toEqual(kept.get(threshold)));
  let at = 0;
  for (const [threshold, x, y, precision] of exact.points) {
    while (at + 1 < thresholds.length && thresholds[at + 1]! >= threshold) at++;
    const apart = [x - roc[at + 1]![0], y - roc[at + 1]![1], precision - precisionRecall[at]![1]];
    expect(Math.max(...apart.map(Math.abs))).toBeLessThan(1 / 2048);
  }
});

/** Each threshold with its rates and precision, by counting all rows from the top. */
function ranked(scores: Float32Array, positive: Uint8Array): { auc: number; points: (readonly [number, number, number, number])[] } {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
  const total = positive.reduce((a, b) => a + b, 0);
  const points: (readonly [number, number, number, number])[] = [];
  let [hits, auc, lastX, lastY] = [0, 0, 0, 0];
  order.forEach((i, k) => {
    hits += positive[i]!;
    if (k + 1 < order.length && scores[order[k + 1]!] === scores[i]) return;
    const [x, y] = [(k + 1 - hits) / (order.length - total), hits / total];
    auc += ((x - lastX) * (y + lastY)) / 2;
    [lastX, lastY] = [x, y];
    points.push([scores[i]!, x, y, hits / (k + 1)]);
  });
  return { auc, points };
}

test('calibration: bins, their means, and the mean distance', () => {
  const { bins, error } = atOnce(calibrationOf([0.05, 0.05, 0.95, 0.85, 0.95, 1, 0.1], [0, 1, 1, 1, 0, 1, 0]));
  expect(bins).toHaveLength(10);
  expect(bins[0]).toEqual({ low: 0, high: 0.1, count: 2, mean: 0.05, share: 0.5 });
  expect(bins[1]).toMatchObject({ count: 1, mean: 0.1, share: 0 });
  expect(bins[8]).toMatchObject({ count: 1, mean: 0.85, share: 1 });
  expect(bins[9]!.count).toBe(3);
  expect(bins[9]!.mean).toBeCloseTo(2.9 / 3, 12);
  expect(bins[9]!.share).toBeCloseTo(2 / 3, 12);
  expect(error).toBeCloseTo((Math.abs(0.1 - 1) + 0.1 + 0.15 + Math.abs(2.9 - 2)) / 7, 12);
});

test('histograms count finite values, both ends included', () => {
  expect(atOnce(histogramOf([[0, 1, 2], [3, 4, NaN, Infinity]], 0, 4, 2))).toEqual({ edges: [0, 2, 4], counts: [2, 3] });
  expect(atOnce(histogramOf([[7, 7]], 7, 7, 2))).toEqual({ edges: [6.5, 7, 7.5], counts: [0, 2] });
});

test('the largest errors, of equals the first rows', () => {
  expect(atOnce(largest([1, 5, 2, 5, 5, 0, 7], 4))).toEqual([6, 1, 3, 4]);
  expect(atOnce(largest([3, 1], 4))).toEqual([0, 1]);
});

test('an image becomes a bitmap of 24 bits, smaller if it is large', () => {
  const read = (address: string): Buffer => Buffer.from(address.replace('data:image/bmp;base64,', ''), 'base64');
  const grey = read(addressOf({ width: 2, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4) }));
  expect([grey.toString('latin1', 0, 2), grey.readUInt32LE(2), grey.readInt32LE(18), grey.readInt32LE(22), grey.readUInt16LE(28)])
    .toEqual(['BM', grey.length, 2, -2, 24]);
  expect([...grey.subarray(54)]).toEqual([1, 1, 1, 2, 2, 2, 0, 0, 3, 3, 3, 4, 4, 4, 0, 0]);
  const red = read(addressOf({ width: 1, height: 1, channels: 3, data: Uint8Array.of(10, 20, 30) }));
  expect([...red.subarray(54, 57)]).toEqual([30, 20, 10]);
  const large = Uint8Array.from({ length: 128 * 256 }, (_, i) => (i % 128 < 64 ? 0 : 255));
  const small = read(addressOf({ width: 128, height: 256, channels: 1, data: large }));
  expect([small.readInt32LE(18), small.readInt32LE(22), small[54], small.at(-1)]).toEqual([32, -64, 0, 255]);
});

test('instructions of one kernel are added up, and the last of many kernels are one line', () => {
  const row = (kernel: string, microseconds: number) => ({ kernel, microseconds, flops: 2, bytes: 3 });
  expect(byKernel([row('a', 1), row('b', 5), row('a', 2)])).toEqual([
    { kernel: 'b', microseconds: 5, flops: 2, bytes: 3, count: 1 }, { kernel: 'a', microseconds: 3, flops: 4, bytes: 6, count: 2 },
  ]);
  const many = byKernel(Array.from({ length: 20 }, (_, i) => row(`k${i}`, i)));
  expect(many).toHaveLength(12);
  expect(many.at(-1)).toMatchObject({ kernel: '9 others', count: 9, microseconds: 36 });
});
