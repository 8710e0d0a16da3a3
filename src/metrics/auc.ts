import { boolean, integer, kept, maybe, oneOf, or, type Held } from '../core/declaration.ts';
import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { constant, full, type Tensor } from '../graph/tensor.ts';
import { multiply, sigmoid } from '../op/elementwise.ts';
import { broadcastTo, reshape } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { Metric, METRIC, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState } from './running-sum.ts';
import { areaUnderPR, areaUnderPRGain, areaUnderROC, type Summation } from './area.ts';
import { evenThresholds, listed, ThresholdCounts, thresholds, type Thresholds } from './threshold-counts.ts';

export interface AucOptions extends MetricOptions {
  /** Thresholds that divide [0, 1] evenly, at least 2 (default 200). */
  numThresholds?: number;
  /** Receiver operating characteristic, precision over recall, or the gain in precision over that in recall (default 'ROC'). */
  curve?: 'ROC' | 'PR' | 'PRGAIN';
  /** How the area between two thresholds is summed (default 'interpolation'). */
  summationMethod?: Summation;
  /** Thresholds in [0, 1] instead of even ones; 0 and 1 are added. */
  thresholds?: readonly number[];
  /** Whether each label has an area of its own; the result is then their mean (default false: all labels are one). */
  multiLabel?: boolean;
  /** Number of labels that predictions must have (default: any). It is checked without multiLabel, too. */
  numLabels?: number;
  /** Weight of each label: of its area with multiLabel, else of its predictions (default: 1 each). */
  labelWeights?: readonly number[];
  /** Whether predictions are logits, not probabilities (default false). */
  fromLogits?: boolean;
}

const OPTIONS = METRIC.extend<AucOptions>()({
  numThresholds: or(integer({ least: 2 }), 200),
  curve: or(oneOf(['ROC', 'PR', 'PRGAIN']), 'ROC'),
  summationMethod: or(oneOf(['interpolation', 'minoring', 'majoring']), 'interpolation'),
  thresholds: maybe(thresholds<readonly number[]>()),
  multiLabel: or(boolean(), false),
  numLabels: maybe(integer({ least: 1 })),
  labelWeights: maybe(
    kept((where, name, given: readonly number[]) => {
      if (Array.isArray(given) && all(given, (w) => typeof w === 'number' && w >= 0)) return given;
      throw new ConfigError(`${where}: ${name} must be an array of numbers >= 0, received ${show(given)}.`);
    }),
  ),
  fromLogits: or(boolean(), false),
});

/** The area under a curve of a classifier's rates over its thresholds.
 *  @source Davis & Goadrich 2006, The Relationship Between Precision-Recall and ROC Curves, for the interpolation of PR */
class Auc extends Metric {
  readonly kind = 'auc';
  readonly #options: Held<typeof OPTIONS>;
  readonly #thresholds: Thresholds;
  readonly #area: typeof areaUnderROC;
  #counts: ThresholdCounts | undefined;
  #labels = 1;

  constructor(options: AucOptions) {
    const held = OPTIONS.read('auc', options);
    super('auc', options);
    const even = evenThresholds(held.numThresholds);
    const [first, last] = [even.values[0]!, even.values.at(-1)!];
    const given = held.thresholds === undefined ? undefined : listed(held.thresholds).toSorted((a, b) => a - b);
    this.#thresholds = given === undefined ? even : { values: [first, ...given, last], even: false };
    this.#area = { ROC: areaUnderROC, PR: areaUnderPR, PRGAIN: areaUnderPRGain }[held.curve];
    this.#options = held;
  }

  override build(predictions: readonly (number | null)[]): void {
    const width = predictions.length > 1 ? predictions.at(-1)! : 1;
    const { multiLabel, numLabels, labelWeights } = this.#options;
    if (numLabels !== undefined && numLabels !== width)
      throw new ShapeError(`auc: expected predictions of ${numLabels} labels as numLabels says, received shape ${showShape(predictions)}.`);
    if (labelWeights !== undefined && labelWeights.length !== width)
      throw new ShapeError(
        `auc: expected ${labelWeights.length} labels as labelWeights has, received predictions of shape ${showShape(predictions)}.`,
      );
    this.#labels = multiLabel ? width : 1;
    this.#counts = new ThresholdCounts((name, shape) => this.addSum(name, shape), this.#thresholds, this.#labels);
  }

  override get direction(): 'up' {
    return 'up';
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const { fromLogits, labelWeights } = this.#options;
    const each = weight === undefined ? full(yPred.shape, 1) : spreadWeight('auc', weight, yPred);
    const labels =
      labelWeights === undefined || this.#labels > 1 ? undefined : constant(Float32Array.from(labelWeights), [labelWeights.length]);
    const weights = labels === undefined ? each : multiply(each, broadcastTo(labels, yPred.shape));
    const rows = (x: Tensor): Tensor => reshape(x, [x.size / this.#labels, this.#labels]);
    this.#counts!.add(t, rows(yTrue), rows(fromLogits ? sigmoid(yPred) : yPred), rows(weights));
  }

  compute(state: MetricState): number {
    if (this.#counts === undefined) return 0;
    const areas = Array.from({ length: this.#labels }, (_, label) =>
      this.#area(this.#counts!.read(state, label), this.#options.summationMethod),
    );
    const weights = this.#labels > 1 ? this.#options.labelWeights : undefined;
    const total = areas.reduce((sum, area, i) => sum + area * (weights?.[i] ?? 1), 0);
    const divisor = areas.reduce((sum, _, i) => sum + (weights?.[i] ?? 1), 0);
    return divisor === 0 ? 0 : total / divisor;
  }
}

/** The area under the ROC, the PR or the PRGAIN curve, of predictions in [0, 1]. */
export const auc = (options: AucOptions = {}): Metric => new Auc(options);
