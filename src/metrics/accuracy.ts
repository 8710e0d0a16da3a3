import { boolean, integer, number, or } from '../core/declaration.ts';
import { cast, equal, less, multiply, subtract, where } from '../op/elementwise.ts';
import { oneHot } from '../op/gather.ts';
import { argmax, sum } from '../op/reduce.ts';
import { reshape, slice } from '../op/move.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

export interface BinaryAccuracyOptions extends MetricOptions {
  /** A prediction above it counts as 1 (default 0.5). */
  threshold?: number;
}
const BINARY = METRIC.extend<BinaryAccuracyOptions>()({ threshold: or(number(), 0.5) });

export interface TopKOptions extends MetricOptions {
  /** The prediction at the target must be among so many of the largest ones (default 5). */
  k?: number;
}
const TOP_K = METRIC.extend<TopKOptions>()({ k: or(integer({ least: 1 }), 5) });

export interface SparseTopKOptions extends TopKOptions {
  /** Whether predictions are class numbers, the most likely one first, instead of a score for each class (default false). */
  fromSortedIds?: boolean;
}
const SPARSE_TOP_K = TOP_K.extend<SparseTopKOptions>()({ fromSortedIds: or(boolean(), false) });

const UP = { direction: 'up' } as const;

/** Part of the values equal to their targets. */
export function accuracy(options: MetricOptions = {}): Metric {
  METRIC.read('accuracy', options);
  return new Mean('accuracy', options, 'values', equal, UP);
}

/** Part of the values on the right side of the threshold. */
export function binaryAccuracy(options: BinaryAccuracyOptions = {}): Metric {
  const { threshold } = BINARY.read('binaryAccuracy', options);
  return new Mean('binaryAccuracy', options, 'values', (yTrue, yPred) => equal(yTrue, less(threshold, yPred)), UP);
}

/** Part of the samples whose largest prediction is at the index of their largest target. */
export function categoricalAccuracy(options: MetricOptions = {}): Metric {
  METRIC.read('categoricalAccuracy', options);
  return new Mean(
    'categoricalAccuracy',
    options,
    'values',
    (yTrue, yPred) => equal(argmax(yTrue, { axis: -1 }), argmax(yPred, { axis: -1 })),
    UP,
  );
}

/** Part of the samples whose largest prediction is at the index of their label. */
export function sparseCategoricalAccuracy(options: MetricOptions = {}): Metric {
  METRIC.read('sparseCategoricalAccuracy', options);
  return new Mean(
    'sparseCategoricalAccuracy',
    options,
    'classes',
    (labels, yPred) => {
      const predicted = argmax(yPred, { axis: -1 });
      return equal(reshape(labels, predicted.shape), predicted);
    },
    UP,
  );
}

/** 1 if all predictions are finite and fewer than k are larger than that at the target, else 0. Also 0 if the target is no
 *  class. @shape target: a row of zeros with a 1 at the class, if there is one */
function inTopK(target: Tensor, yPred: Tensor, k: number): Tensor {
  const at = sum(where(target, yPred, 0), { axis: -1, keepdims: true });
  const finite = equal(sum(subtract(yPred, yPred), { axis: -1 }), 0);
  return multiply(multiply(finite, sum(target, { axis: -1 })), less(sum(less(at, yPred), { axis: -1 }), k));
}

/** Part of the samples whose target is among their k largest predictions. */
export function topKCategoricalAccuracy(options: TopKOptions = {}): Metric {
  const { k } = TOP_K.read('topKCategoricalAccuracy', options);
  return new Mean(
    'topKCategoricalAccuracy',
    options,
    'values',
    (yTrue, yPred) => inTopK(oneHot(argmax(yTrue, { axis: -1 }), yPred.shape.at(-1)!), yPred, k),
    UP,
  );
}

/** 1 if the label is among the first k predictions, which are labels themselves, else 0. */
function inFirst(labels: Tensor, yPred: Tensor, k: number): Tensor {
  const rows = yPred.shape.slice(0, -1);
  const first = slice(yPred, yPred.shape.map(() => 0), [...rows, Math.min(k, yPred.shape.at(-1)!)]);
  return less(0, sum(equal(reshape(cast(labels, 'float32'), [...rows, 1]), first), { axis: -1 }));
}

/** Part of the samples whose label is among their k largest predictions. */
export function sparseTopKCategoricalAccuracy(options: SparseTopKOptions = {}): Metric {
  const { fromSortedIds } = SPARSE_TOP_K.read('sparseTopKCategoricalAccuracy', options);
  const { k } = TOP_K.pick('sparseTopKCategoricalAccuracy', options);
  return new Mean(
    'sparseTopKCategoricalAccuracy',
    options,
    'classes',
    (labels, yPred) =>
      fromSortedIds
        ? inFirst(labels, yPred, k)
        : inTopK(oneHot(reshape(cast(labels, 'int32'), yPred.shape.slice(0, -1)), yPred.shape.at(-1)!), yPred, k),
    UP,
  );
}
