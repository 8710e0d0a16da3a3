import { boolean, integer, number, or, orNone } from '../core/declaration.ts';
import { normalizeAxis } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as losses from '../losses/factories.ts';
import { cast, notEqual, where } from '../op/elementwise.ts';
import { reshape, transpose } from '../op/move.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

interface Logits {
  /** Whether predictions are logits, not probabilities (default false). */
  fromLogits?: boolean;
}

export interface BinaryCrossentropyOptions extends MetricOptions, Logits {
  /** Moves targets towards 1/2 by this part of the way, in [0, 1] (default 0). */
  labelSmoothing?: number;
}

export interface CategoricalCrossentropyOptions extends MetricOptions, Logits {
  /** Spreads this part of each target evenly over the classes, in [0, 1] (default 0). */
  labelSmoothing?: number;
  /** Axis of the classes (default -1). */
  axis?: number;
}

export interface SparseCategoricalCrossentropyOptions extends MetricOptions, Logits {
  /** A label whose crossentropy is 0, and whose weight, if there are weights, does not count (default: none). */
  ignoreClass?: number | null;
  /** Axis of the classes (default -1). */
  axis?: number;
}

const logits = { fromLogits: or(boolean(), false) } as const;
const smoothing = { labelSmoothing: or(number({ least: 0, most: 1 }), 0) } as const;
const axis = { axis: or(integer(), -1) } as const;
const BINARY = METRIC.extend<BinaryCrossentropyOptions>()({ ...logits, ...smoothing });
const CATEGORICAL = METRIC.extend<CategoricalCrossentropyOptions>()({ ...logits, ...smoothing, ...axis });
const SPARSE = METRIC.extend<SparseCategoricalCrossentropyOptions>()({ ...logits, ignoreClass: orNone(integer()), ...axis });

const DOWN = { direction: 'down' } as const;

/** The axis as the last one. */
function last(where: string, x: Tensor, given: number): Tensor {
  const at = normalizeAxis(given, x.rank, where);
  return at === x.rank - 1 ? x : transpose(x, { axes: [...x.shape.keys()].filter((i) => i !== at).concat(at) });
}

/** The mean of -mean(y log p + (1 - y) log(1 - p)) over the last axis. */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Metric {
  const { fromLogits, labelSmoothing } = BINARY.read('binaryCrossentropy', options);
  return new Mean('binaryCrossentropy', options, 'values', losses.binaryCrossentropy({ fromLogits, labelSmoothing }).values, DOWN);
}

/** The mean of -sum(y log p) over the classes; y are probabilities, such as one-hot rows. */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Metric {
  const kind = 'categoricalCrossentropy';
  const { fromLogits, labelSmoothing, axis: classes } = CATEGORICAL.read(kind, options);
  return new Mean(kind, options, 'values', losses.categoricalCrossentropy({ fromLogits, labelSmoothing, axis: classes }).values, DOWN);
}

/** The mean of -log p[label]; labels are whole numbers from 0. */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Metric {
  const kind = 'sparseCategoricalCrossentropy';
  const { fromLogits, ignoreClass, axis: classes } = SPARSE.read(kind, options);
  const { values } = losses.sparseCategoricalCrossentropy({ fromLogits });
  const known = (labels: Tensor): Tensor => notEqual(cast(labels, 'float32'), ignoreClass!);
  const formula = (yTrue: Tensor, yPred: Tensor): Tensor => {
    const prediction = last(kind, yPred, classes);
    const labels = reshape(cast(yTrue, 'int32'), prediction.shape.slice(0, -1));
    if (ignoreClass === undefined) return values(labels, prediction);
    const counts = known(labels);
    return where(counts, values(cast(where(counts, cast(labels, 'float32'), 0), 'int32'), prediction), 0);
  };
  // Labels that lie beside another axis than the last one fit no shape that compile knows.
  const targets = classes === -1 ? 'classes' : 'any';
  return new Mean(kind, options, targets, formula, ignoreClass === undefined ? DOWN : { ...DOWN, counts: known });
}
