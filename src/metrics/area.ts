import type { Confusion } from './threshold-counts.ts';

/** Height of the area between two thresholds: the mean of both ends ('interpolation'), the lower one ('minoring') or the higher
 *  one ('majoring'). */
export type Summation = 'interpolation' | 'minoring' | 'majoring';

export const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

/** Area under the true positive rate over the false positive rate. */
export function areaUnderROC(counts: readonly Confusion[], summation: Summation): number {
  return between(
    counts.map((c) => ratio(c.falsePositives, c.falsePositives + c.trueNegatives)),
    counts.map((c) => ratio(c.truePositives, c.truePositives + c.falseNegatives)),
    summation,
  );
}

/** Area under precision over recall. */
export function areaUnderPR(counts: readonly Confusion[], summation: Summation): number {
  if (summation === 'interpolation') return interpolatedPR(counts);
  return between(
    counts.map((c) => ratio(c.truePositives, c.truePositives + c.falseNegatives)),
    counts.map((c) => ratio(c.truePositives, c.truePositives + c.falsePositives)),
    summation,
  );
}

/** Area under the precision gain over the recall gain. Without true positives the gains are 1 and 0; a recall gain below 0 is 0,
 *  as in Keras.
 *  @source Flach & Kull 2015, Precision-Recall-Gain Curves */
export function areaUnderPRGain(counts: readonly Confusion[], summation: Summation): number {
  const gain = (c: Confusion, wrong: number): number =>
    1 - ratio(c.truePositives + c.falseNegatives, c.trueNegatives + c.falsePositives) * ratio(wrong, c.truePositives);
  return between(
    counts.map((c) => (c.truePositives === 0 ? 0 : Math.max(0, gain(c, c.falseNegatives)))),
    counts.map((c) => (c.truePositives === 0 ? 1 : gain(c, c.falsePositives))),
    summation,
  );
}

/** Sums strips between neighbouring points. The width of a strip is the decrease of x. */
function between(x: readonly number[], y: readonly number[], summation: Summation): number {
  const height = { interpolation: (a: number, b: number): number => (a + b) / 2, minoring: Math.min, majoring: Math.max }[summation];
  return x.slice(1).reduce((area, next, i) => area + (x[i]! - next) * height(y[i]!, y[i + 1]!), 0);
}

/** Area under the PR curve. Between two thresholds true positives grow linearly with predicted positives, so the integral of
 *  their ratio has a logarithm.
 *  @source Davis & Goadrich 2006; as in Keras' AUC.interpolate_pr_auc */
function interpolatedPR(counts: readonly Confusion[]): number {
  return counts.slice(1).reduce((area, right, i) => {
    const left = counts[i]!;
    const positives = (c: Confusion): number => c.truePositives + c.falsePositives;
    const slope = ratio(left.truePositives - right.truePositives, Math.max(0, positives(left) - positives(right)));
    const intercept = right.truePositives - slope * positives(right);
    const growth = positives(left) > 0 && positives(right) > 0 ? positives(left) / positives(right) : 1;
    const gained = slope * (left.truePositives - right.truePositives + intercept * Math.log(growth));
    return area + ratio(gained, Math.max(0, right.truePositives + right.falseNegatives));
  }, 0);
}
