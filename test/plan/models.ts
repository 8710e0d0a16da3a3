/** Training steps of small models, as graphs to plan. */
import { atOnce } from '../../src/core/pieces.ts';
import { placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { constraints, Layer, layers, metrics, ops, optimizers, sequential, type CompileOptions, type Trace } from '../../src/index.ts';

export interface TrainingGraph {
  readonly effects: readonly Tensor[];
  readonly inputs: readonly Tensor[];
}

function graph(
  net: Layer[],
  inputShape: number[],
  labelShape: number[],
  labelType: 'float32' | 'int32',
  compile: CompileOptions,
): TrainingGraph {
  const model = sequential(net, { seed: 1 });
  model.build([null, ...inputShape]);
  model.compile(compile);
  const inputs = [placeholder([4, ...inputShape]), placeholder([4, ...labelShape], labelType)];
  const batch = { inputs: [inputs[0]!], targets: [inputs[1]!], weights: [undefined] };
  return { effects: atOnce(model.engine.training('test').learning(batch)), inputs };
}

/** h' = tanh(x w + h u), over [batch, steps, features]. */
class Recurrent extends Layer {
  readonly kind = 'recurrent';
  readonly #units: number;

  constructor(units: number) {
    super('recurrent', {});
    this.#units = units;
  }

  override build(shape: readonly (number | null)[]): void {
    this.addWeight({ name: 'kernel', shape: [shape.at(-1)!, this.#units] });
    this.addWeight({ name: 'recurrentKernel', shape: [this.#units, this.#units] });
  }

  call(x: Tensor, t: Trace): Tensor {
    const [w, u] = this.weights.map((v) => t.read(v)) as [Tensor, Tensor];
    const turn = ([h]: readonly Tensor[], [row]: readonly Tensor[]): Tensor => ops.tanh(ops.add(ops.matmul(row!, w), ops.matmul(h!, u)));
    const first = ops.full([x.shape[0]!, this.#units], 0);
    return t.scan((_, carry, rows) => ({ carry: [turn(carry, rows)] }), { carry: [first], xs: [ops.transpose(x, { axes: [1, 0, 2] })] })
      .carry[0]!;
  }
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
        layers.flatten(),
        layers.dense({ units: 6, activation: 'tanh' }),
        layers.dropout({ rate: 0.5, seed: 3 }),
        layers.dense({ units: 4, activation: 'softmax' }),
      ],
      [2, 2],
      [],
      'int32',
      { optimizer: optimizers.sgd({ momentum: 0.9, nesterov: true }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] },
    ),
  'a classifier with Adam, which every second step is taken, averages and a constraint': () =>
    graph(
      [
        layers.dense({ units: 5, activation: 'relu', kernelConstraint: constraints.maxNorm({ maxValue: 1 }) }),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
      [3],
      [1],
      'float32',
      {
        optimizer: optimizers.adam({ gradientAccumulationSteps: 2, useEma: true, emaOverwriteFrequency: 2 }),
        loss: 'binaryCrossentropy',
      },
    ),
  'a recurrent layer with momentum': () =>
    graph([new Recurrent(4), layers.dense({ units: 1 })], [5, 3], [1], 'float32', {
      optimizer: optimizers.sgd({ momentum: 0.9 }),
      loss: 'meanSquaredError',
    }),
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
