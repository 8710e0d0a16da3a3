import { ConfigError, DataError, ShapeError } from '../core/errors.ts';
import { integer, maybe, number, or } from '../core/declaration.ts';
import { showShape } from '../core/shape.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { add, cast, less, lessEqual, multiply, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { argmax } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { histogram } from './histogram.ts';
import { Metric, METRIC, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState, RunningSum } from './running-sum.ts';

export interface ConfusionMatrixOptions extends MetricOptions {
  /** Number of classes (default: the size of the output's last axis, or 2 where that is 1). */
  numClasses?: number;
  /** The single output of a binary classifier means class 1 above this number (default 0.5). */
  threshold?: number;
}

const OPTIONS = METRIC.extend<ConfusionMatrixOptions>()({ numClasses: maybe(integer({ least: 2 })), threshold: or(number(), 0.5) });

/** Counts how often each class was predicted for each class. */
class ConfusionMatrix extends Metric<number[][]> {
  readonly kind = 'confusionMatrix';
  readonly #threshold: number;
  readonly #given: number | undefined;
  #classes = 0;
  #sum: RunningSum | undefined;

  constructor(options: ConfusionMatrixOptions) {
    const { numClasses, threshold } = OPTIONS.read('confusionMatrix', options);
    super('confusionMatrix', options, 'either');
    this.#given = numClasses;
    this.#threshold = threshold;
  }

  override build(predictions: readonly (number | null)[]): void {
    if (predictions.length < 2)
      throw new ShapeError(
        `${this.kind}: expected predictions of shape [batch, classes] or [batch, 1], received ${showShape(predictions)}. Give a row for ` +
          'each sample; class numbers become rows by ops.oneHot.',
      );
    const width = predictions.at(-1)!;
    this.#classes = this.#given ?? Math.max(2, width);
    if (this.#classes < width) throw new ConfigError(`${this.kind}: numClasses is ${this.#classes}, but the output has ${width} classes.`);
    this.#sum = this.addSum('counts', [this.#classes * this.#classes]);
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const classOf = (x: Tensor): Tensor => (yPred.shape.at(-1) === 1 ? less(this.#threshold, x) : cast(argmax(x, { axis: -1 }), 'float32'));
    if (yTrue.dtype === 'int32' && yTrue.concrete) this.#checkClasses(yTrue);
    const flat = (x: Tensor): Tensor => reshape(x, [x.size]);
    const actual = flat(yTrue.dtype === 'int32' ? cast(yTrue, 'float32') : classOf(yTrue));
    const predicted = classOf(yPred);
    const weights = weight === undefined ? full([predicted.size], 1) : flat(spreadWeight(this.kind, weight, predicted));
    const known = multiply(lessEqual(0, actual), less(actual, this.#classes));
    const at = where(known, add(multiply(actual, this.#classes), flat(predicted)), -Infinity);
    this.#sum!.add(t, histogram(weights, at, this.#classes * this.#classes));
  }

  /** @throws {DataError} on a class number outside the matrix. Only concrete targets are checked; in a program such samples are not
   *  counted. */
  #checkClasses({ data }: Tensor): void {
    const at = data.findIndex((label) => label < 0 || label >= this.#classes);
    if (at >= 0)
      throw new DataError(`${this.kind}: expected class numbers from 0 to ${this.#classes - 1}, received ${data[at]} at position ${at}.`);
  }

  /** A row for each actual class, a column for each predicted one. */
  compute(state: MetricState): number[][] {
    const counts = this.#sum?.values(state) ?? [];
    return Array.from({ length: this.#classes }, (_, i) => [...counts.slice(i * this.#classes, (i + 1) * this.#classes)]);
  }
}

/** Counts how often each actual class (row) was predicted as each class (column). Targets are class numbers, one-hot rows or,
 *  with one output, 0 and 1. */
export const confusionMatrix = (options: ConfusionMatrixOptions = {}): Metric<number[][]> => new ConfusionMatrix(options);
