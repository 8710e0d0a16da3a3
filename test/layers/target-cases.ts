import { datasets, layers, type Targets } from '../../src/index.ts';
import type { TargetLayer } from '../../src/layers/target-layer.ts';

export interface TargetCase {
  readonly make: () => TargetLayer;
  /** Six targets. */
  readonly data: Targets;
  /** What the loss gets of them. */
  readonly encoded: readonly unknown[];
  readonly units: number;
  readonly activation: 'softmax' | 'sigmoid' | 'linear';
  readonly loss: 'sparseCategoricalCrossentropy' | 'binaryCrossentropy' | 'mse';
}

const WORDS = ['red', 'blue', 'green', 'red', 'blue', 'red'];
const COLUMN = datasets.parseCsv('y,z\n7,1\n-1,2\n7.0,3\n10,4\n-1,5\n07,6\n').column('y');
const VALUES = [[10], [20], [30], [40], [10], [10]];

/** A layer that has seen targets. */
function adapted<L extends TargetLayer & { adapt(data: never): void }>(layer: L, data: unknown): L {
  layer.adapt(data as never);
  return layer;
}

const normalized = VALUES.map(([v]) => [Math.fround((v! - 20) / Math.sqrt(400 / 3))]);

/** Every layer that reads targets. */
export const TARGET_CASES: Readonly<Record<string, TargetCase>> = {
  labelEncoding: {
    make: () => adapted(layers.labelEncoding(), WORDS), data: WORDS, encoded: [2, 0, 1, 2, 0, 2],
    units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy',
  },
  'labelEncoding of numbers in a column': {
    make: () => adapted(layers.labelEncoding(), COLUMN), data: COLUMN, encoded: [1, 0, 1, 2, 0, 1],
    units: 3, activation: 'softmax', loss: 'sparseCategoricalCrossentropy',
  },
  'labelEncoding of two given labels for one unit': {
    make: () => layers.labelEncoding({ labels: ['yes', 'no'] }), data: [['no'], ['yes'], ['yes'], ['no'], ['no'], ['no']],
    encoded: [[1], [0], [0], [1], [1], [1]], units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy',
  },
  targetNormalization: {
    make: () => adapted(layers.targetNormalization(), VALUES), data: VALUES, encoded: normalized,
    units: 1, activation: 'linear', loss: 'mse',
  },
};
