/** Training steps of small models, as graphs to plan. */
import { placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { layers, metrics, optimizers, sequential, type CompileOptions, type Layer } from '../../src/index.ts';

export interface TrainingGraph {
  readonly effects: readonly Tensor[];
  readonly inputs: readonly Tensor[];
}

function graph(
  net: Layer[], inputShape: number[], labelShape: number[], labelType: 'float32' | 'int32', compile: CompileOptions,
): TrainingGraph {
  const model = sequential(net, { seed: 1 });
  model.build([null, ...inputShape]);
  model.compile(compile);
  const inputs = [placeholder([4, ...inputShape]), placeholder([4, ...labelShape], labelType)];
  return { effects: model.engine.training('test').learn({ inputs: [inputs[0]!], targets: [inputs[1]!], weights: [undefined] }), inputs };
}

export const GRAPHS: Readonly<Record<string, () => TrainingGraph>> = {
  'a binary classifier with Adam': () =>
    graph([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })], [3], [1], 'float32', {
      optimizer: 'adam',
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
    }),
  'a classifier with momentum, dropout and accuracy': () =>
    graph(
      [
        layers.flatten(), layers.dense({ units: 6, activation: 'tanh' }), layers.dropout({ rate: 0.5, seed: 3 }),
        layers.dense({ units: 4, activation: 'softmax' }),
      ],
      [2, 2],
      [],
      'int32',
      { optimizer: optimizers.sgd({ momentum: 0.9, nesterov: true }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] },
    ),
  'a regression with SGD': () =>
    graph([layers.dense({ units: 2 })], [3], [2], 'float32', {
      optimizer: 'sgd',
      loss: 'meanSquaredError',
      metrics: [metrics.meanAbsoluteError()],
    }),
};

/** Where the leaves of a graph lie when variables and constants follow one another from 0. */
export function stateOf(): {
  place: (leaf: Tensor) => { segment: 'state'; offset: number } | undefined;
  leaves: Map<Tensor, number>;
  size: () => number;
} {
  const leaves = new Map<Tensor, number>();
  let size = 0;
  return {
    leaves,
    size: () => size,
    place: (leaf) => {
      if (leaf.op === 'input') return undefined;
      if (!leaves.has(leaf)) {
        leaves.set(leaf, size);
        size += leaf.size;
      }
      return { segment: 'state', offset: leaves.get(leaf)! };
    },
  };
}
