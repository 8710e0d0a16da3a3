import { EPSILON } from '../core/epsilon.ts';
import { boolean, integer, kept, number, or, orNone, type Held, type Option } from '../core/declaration.ts';
import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { add, cast, less, lessEqual, multiply, notEqual, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { argmax } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { ratio } from './area.ts';
import { histogram } from './histogram.ts';
import { Metric, METRIC, spreadWeight, type MetricOptions } from './metric.ts';
import type { MetricState, RunningSum } from './running-sum.ts';

interface Classes extends MetricOptions {
  /** Number of classes. Pairs with a class number outside of it do not count. */
  numClasses: number;
  /** Pairs whose actual class is this one do not count (default: all count). */
  ignoreClass?: number | null;
  /** Axis of scores for the classes (default -1). */
  axis?: number;
}

export interface OneHotMeanIoUOptions extends Classes {
  /** Whether predictions are class numbers, not a score for each class (default false). */
  sparseYPred?: boolean;
}

export interface MeanIoUOptions extends Classes {
  /** Whether targets are class numbers, not a score for each class (default true). */
  sparseYTrue?: boolean;
  /** Whether predictions are class numbers, not a score for each class (default true). */
  sparseYPred?: boolean;
}

interface Targeted {
  /** The classes whose mean is the result. */
  targetClassIds: readonly number[];
}

export interface IoUOptions extends MeanIoUOptions, Targeted {}
export interface OneHotIoUOptions extends OneHotMeanIoUOptions, Targeted {}

export interface BinaryIoUOptions extends MetricOptions {
  /** The classes whose mean is the result: 0, 1 or both (default: both). */
  targetClassIds?: readonly number[];
  /** Predictions from it on are class 1 (default 0.5). */
  threshold?: number;
}

const ids = (): Option<readonly number[], readonly number[]> =>
  kept((where, name, given) => {
    if (Array.isArray(given) && given.length > 0 && all(given, (id) => Number.isInteger(id) && id >= 0)) return given;
    throw new ConfigError(`${where}: ${name} must be an array of class numbers >= 0, received ${show(given)}.`);
  });

const common = { numClasses: integer({ least: 1 }), ignoreClass: orNone(integer()), axis: or(integer(), -1) } as const;
const MEAN = METRIC.extend<MeanIoUOptions>()({ ...common, sparseYTrue: or(boolean(), true), sparseYPred: or(boolean(), true) });
const ONE_HOT_MEAN = METRIC.extend<OneHotMeanIoUOptions>()({ ...common, sparseYPred: or(boolean(), false) });
const IOU = MEAN.extend<IoUOptions>()({ targetClassIds: ids() });
const ONE_HOT = ONE_HOT_MEAN.extend<OneHotIoUOptions>()({ targetClassIds: ids() });
const BINARY = METRIC.extend<BinaryIoUOptions>()({ targetClassIds: orNone(ids()), threshold: or(number(), 0.5) });

interface Settings extends Omit<Held<typeof MEAN>, 'name'> {
  readonly targetClassIds?: readonly number[] | undefined;
  /** Makes predictions classes 0 and 1. */
  readonly threshold?: number;
}

/** Overlap of the actual and the predicted places of classes: their intersection divided by their union. */
class IoU extends Metric {
  readonly kind: string;
  readonly #settings: Settings;
  readonly #counts: RunningSum;

  constructor(kind: string, options: MetricOptions & object, settings: Settings) {
    super(kind, options, 'any');
    const { numClasses, targetClassIds } = settings;
    const outside = targetClassIds?.find((id) => id >= numClasses);
    if (outside !== undefined)
      throw new ConfigError(`${kind}: targetClassIds must be below the number of classes, ${numClasses}, received ${outside}.`);
    this.kind = kind;
    this.#settings = settings;
    this.#counts = this.addSum('counts', [numClasses * numClasses]);
  }

  override get direction(): 'up' {
    return 'up';
  }

  update(t: Trace, yTrue: Tensor, yPred: Tensor, weight?: Tensor): void {
    const { numClasses, ignoreClass, sparseYTrue, sparseYPred, threshold } = this.#settings;
    const predicted = threshold === undefined ? this.#classes(yPred, sparseYPred) : lessEqual(threshold, yPred);
    const actual = this.#classes(yTrue, sparseYTrue);
    if (actual.size !== predicted.size)
      throw new ShapeError(
        `${this.kind}: expected a class for each of the predictions, received targets of shape ${showShape(yTrue.shape)} for ` +
          `predictions of shape ${showShape(yPred.shape)}. sparseYTrue and sparseYPred say which of them are class numbers.`,
      );
    const [a, p] = [actual, predicted].map((x) => reshape(x, [x.size])) as [Tensor, Tensor];
    const weights = weight === undefined ? full(p.shape, 1) : reshape(spreadWeight(this.kind, weight, predicted), p.shape);
    const known = [a, p].map((x) => multiply(lessEqual(0, x), less(x, numClasses))).reduce(multiply);
    const counted = ignoreClass === undefined ? known : multiply(known, notEqual(a, ignoreClass));
    const at = where(counted, add(multiply(a, numClasses), p), -Infinity);
    this.#counts.add(t, histogram(weights, at, numClasses * numClasses));
  }

  /** Class numbers as float32. Numbers that are not whole are truncated. */
  #classes(x: Tensor, sparse: boolean): Tensor {
    const classes = sparse ? cast(x, 'int32') : argmax(cast(x, 'float32'), { axis: this.#settings.axis });
    return cast(classes, 'float32');
  }

  /** As in Keras, classes that are neither actual nor predicted do not count, and epsilon is added to both divisors. */
  compute(state: MetricState): number {
    const { numClasses, targetClassIds = [...Array(numClasses).keys()] } = this.#settings;
    const counts = this.#counts.values(state);
    const sum = (place: (i: number) => number): number =>
      Array.from({ length: numClasses }, (_, i) => counts[place(i)]!).reduce((a, b) => a + b, 0);
    const present = targetClassIds.flatMap((id) => {
      const both = counts[id * numClasses + id]!;
      const union = sum((i) => id * numClasses + i) + sum((i) => i * numClasses + id) - both;
      return union > 1e-9 ? [both / (union + EPSILON)] : [];
    });
    return ratio(present.reduce((a, b) => a + b, 0), present.length + EPSILON);
  }
}

/** The mean intersection over union of some classes. Targets and predictions are class numbers, or scores for the classes.
 *  Weights need not be whole numbers; Keras counts them whole only if its metric is of a float type.
 *  @throws {ConfigError} on a target class that is no class
 *  @throws {ShapeError} on targets and predictions of different sizes */
export function iou(options: IoUOptions): Metric {
  const { targetClassIds } = IOU.read('iou', options);
  return new IoU('iou', options, { ...MEAN.pick('iou', options), targetClassIds });
}

/** The mean intersection over union of all classes. */
export const meanIoU = (options: MeanIoUOptions): Metric => new IoU('meanIoU', options, MEAN.read('meanIoU', options));

/** The mean intersection over union of some classes, for targets that are one-hot rows or scores. */
export function oneHotIoU(options: OneHotIoUOptions): Metric {
  const { targetClassIds } = ONE_HOT.read('oneHotIoU', options);
  return new IoU('oneHotIoU', options, { ...ONE_HOT_MEAN.pick('oneHotIoU', options), sparseYTrue: false, targetClassIds });
}

/** The mean intersection over union of all classes, for targets that are one-hot rows or scores. */
export const oneHotMeanIoU = (options: OneHotMeanIoUOptions): Metric =>
  new IoU('oneHotMeanIoU', options, { ...ONE_HOT_MEAN.read('oneHotMeanIoU', options), sparseYTrue: false });

/** The mean intersection over union of class 0, class 1 or both, which a threshold makes of predictions. */
export function binaryIoU(options: BinaryIoUOptions = {}): Metric {
  const { targetClassIds, threshold } = BINARY.read('binaryIoU', options);
  const sparse = { sparseYTrue: true, sparseYPred: true, axis: -1, ignoreClass: undefined };
  return new IoU('binaryIoU', options, { numClasses: 2, targetClassIds, threshold, ...sparse });
}
