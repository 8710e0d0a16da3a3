import { checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import { cast, equal, less, multiply, subtract, where } from '../op/elementwise.ts';
import { oneHot } from '../op/gather.ts';
import { argmax, mean, sum } from '../op/reduce.ts';
import { reshape } from '../op/move.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Mean } from './mean.ts';
import type { Metric, MetricOptions } from './metric.ts';

const UP = { direction: 'up' } as const;

/** Part of the values equal to their targets. */
export function accuracy(options: MetricOptions = {}): Metric {
  checkKeys('accuracy', options, ['name']);
  return new Mean('accuracy', options, 'values', (yTrue, yPred) => mean(equal(yTrue, yPred), { axis: -1 }), UP);
}

/** Part of the values on the right side of the threshold. */
export function binaryAccuracy(options: MetricOptions & { threshold?: number } = {}): Metric {
  checkKeys('binaryAccuracy', options, ['name', 'threshold']);
  const threshold = checkNumber('binaryAccuracy', 'threshold', options.threshold ?? 0.5);
  return new Mean('binaryAccuracy', options, 'values', (yTrue, yPred) => mean(equal(yTrue, less(threshold, yPred)), { axis: -1 }), UP);
}

/** Part of the samples whose largest prediction is where the target's is. */
export function categoricalAccuracy(options: MetricOptions = {}): Metric {
  checkKeys('categoricalAccuracy', options, ['name']);
  return new Mean(
    'categoricalAccuracy',
    options,
    'values',
    (yTrue, yPred) => equal(argmax(yTrue, { axis: -1 }), argmax(yPred, { axis: -1 })),
    UP,
  );
}

/** Part of the samples whose largest prediction is at their label. */
export function sparseCategoricalAccuracy(options: MetricOptions = {}): Metric {
  checkKeys('sparseCategoricalAccuracy', options, ['name']);
  return new Mean('sparseCategoricalAccuracy', options, 'classes', (labels, yPred) => {
    const predicted = argmax(yPred, { axis: -1 });
    return equal(reshape(labels, predicted.shape), predicted);
  }, UP);
}

/** 1 where fewer than k predictions are larger than the one at the target, and that is a finite number. */
function inTopK(target: Tensor, yPred: Tensor, k: number): Tensor {
  const at = sum(where(target, yPred, 0), { axis: -1, keepdims: true });
  const finite = reshape(equal(subtract(at, at), 0), at.shape.slice(0, -1));
  return multiply(finite, less(sum(less(at, yPred), { axis: -1 }), k));
}

export function topKCategoricalAccuracy(options: MetricOptions & { k?: number } = {}): Metric {
  checkKeys('topKCategoricalAccuracy', options, ['name', 'k']);
  const k = checkInteger('topKCategoricalAccuracy', 'k', options.k ?? 5, 1);
  return new Mean(
    'topKCategoricalAccuracy',
    options,
    'values',
    (yTrue, yPred) => inTopK(oneHot(argmax(yTrue, { axis: -1 }), yPred.shape.at(-1)!), yPred, k),
    UP,
  );
}

export function sparseTopKCategoricalAccuracy(options: MetricOptions & { k?: number } = {}): Metric {
  checkKeys('sparseTopKCategoricalAccuracy', options, ['name', 'k']);
  const k = checkInteger('sparseTopKCategoricalAccuracy', 'k', options.k ?? 5, 1);
  return new Mean(
    'sparseTopKCategoricalAccuracy',
    options,
    'classes',
    (labels, yPred) => inTopK(oneHot(reshape(cast(labels, 'int32'), yPred.shape.slice(0, -1)), yPred.shape.at(-1)!), yPred, k),
    UP,
  );
}
