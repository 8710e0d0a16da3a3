/** Ten small networks of different kinds, each with data, and an optimizer that remembers. The first is large enough for a run to go on
 *  from batch to batch of a source. */
import { input, layers, losses, model, optimizers, schedules, sequential, type LayerLike, type Model } from '../../src/index.ts';
import { generator } from '../../test/samples/sample.ts';

export interface Values {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

export interface Net {
  readonly name: string;
  /** Shapes of a sample of each input; whole numbers below `words` if that is given. */
  readonly inputs: readonly (readonly number[])[];
  readonly words?: number;
  /** Shapes of a sample of each target. */
  readonly targets: readonly (readonly number[])[];
  make(seed: number): Model<unknown>;
}

type Part = LayerLike;
const row = (parts: readonly Part[], seed: number, optimizer: object): Model<unknown> =>
  sequential(parts, { seed }).compile({ optimizer, loss: 'mse', metrics: ['mae'] } as never) as unknown as Model<unknown>;

export const NETS: readonly Net[] = [
  {
    name: 'dense',
    inputs: [[12]],
    targets: [[3]],
    make: (seed) =>
      row(
        [
          layers.dense({ units: 160, activation: 'relu', inputShape: [12] }), layers.dropout({ rate: 0.2 }),
          layers.dense({ units: 160, activation: 'relu' }), layers.dense({ units: 3 }),
        ],
        seed,
        optimizers.adam({}),
      ),
  },
  {
    name: 'images',
    inputs: [[8, 8, 2]],
    targets: [[4]],
    make: (seed) =>
      row(
        [
          layers.conv2d({ filters: 6, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
          layers.batchNormalization({}),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.flatten({}),
          layers.dense({ units: 4 }),
        ],
        seed,
        optimizers.sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true }),
      ),
  },
  {
    name: 'lstm',
    inputs: [[7, 3]],
    targets: [[2]],
    make: (seed) =>
      row([layers.lstm({ units: 10, dropout: 0.1, inputShape: [7, 3] }), layers.dense({ units: 2 })], seed, optimizers.rmsprop({})),
  },
  {
    name: 'gru',
    inputs: [[6, 4]],
    targets: [[6, 2]],
    make: (seed) =>
      row(
        [layers.bidirectional({ layer: layers.gru({ units: 5, returnSequences: true }), inputShape: [6, 4] }), layers.dense({ units: 2 })],
        seed,
        optimizers.adamw({ clipnorm: 1, weightDecay: 0.01 }),
      ),
  },
  {
    name: 'words',
    inputs: [[9]],
    words: 30,
    targets: [[9, 8]],
    make: (seed) =>
      row(
        [
          layers.embedding({ inputDim: 30, outputDim: 8, inputShape: [9] }),
          layers.transformerEncoder({ intermediateDim: 16, numHeads: 2, dropout: 0.1 }),
        ],
        seed,
        optimizers.lion({ learningRate: 1e-3 }),
      ),
  },
  {
    name: 'two ways',
    inputs: [[5], [4, 3]],
    targets: [[2], [1]],
    make(seed) {
      const [a, b] = [input({ shape: [5] }), input({ shape: [4, 3] })];
      const shared = layers.concatenate().apply([layers.dense({ units: 6, activation: 'tanh' }).apply(a), layers.flatten({}).apply(b)]);
      const outputs = [layers.dense({ units: 2 }).apply(shared), layers.dense({ units: 1, kernelRegularizer: 'l2' }).apply(shared)];
      return model({ inputs: [a, b], outputs, seed }).compile({
        optimizer: 'nadam',
        loss: ['mse', losses.huber()],
        lossWeights: [1, 0.5],
      }) as unknown as Model<unknown>;
    },
  },
  {
    name: 'averages',
    inputs: [[10]],
    targets: [[2]],
    make: (seed) =>
      row(
        [layers.dense({ units: 16, activation: 'gelu', inputShape: [10] }), layers.layerNormalization({}), layers.dense({ units: 2 })],
        seed,
        optimizers.adam({
          useEma: true,
          gradientAccumulationSteps: 3,
          learningRate: schedules.cosineDecay({ initialLearningRate: 0.01, decaySteps: 50 }),
        }),
      ),
  },
  {
    name: 'searched',
    inputs: [[6]],
    targets: [[1]],
    make: (seed) =>
      row([layers.dense({ units: 8, activation: 'tanh', inputShape: [6] }), layers.dense({ units: 1 })], seed, optimizers.lbfgs({})),
  },
  {
    name: 'steps',
    inputs: [[12, 2]],
    targets: [[3]],
    make: (seed) =>
      row(
        [
          layers.conv1d({ filters: 8, kernelSize: 3, padding: 'causal', inputShape: [12, 2] }),
          layers.groupNormalization({ groups: 2 }),
          layers.globalAveragePooling1d({}),
          layers.dense({ units: 3 }),
        ],
        seed,
        optimizers.adagrad({ globalClipnorm: 1 }),
      ),
  },
  {
    name: 'half',
    inputs: [[16]],
    targets: [[4]],
    make: (seed) =>
      row(
        [
          layers.dense({ units: 24, activation: 'relu', dtype: 'mixed_bfloat16', inputShape: [16] }),
          layers.gaussianNoise({ stddev: 0.1 }),
          layers.dense({ units: 4 }),
        ],
        seed,
        optimizers.lamb({}),
      ),
  },
];

function drawn(shape: readonly number[], random: () => number, words?: number): Values {
  const length = shape.reduce((a, b) => a * b, 1);
  const data =
    words === undefined
      ? Float32Array.from({ length }, () => 2 * random() - 1)
      : Int32Array.from({ length }, () => Math.floor(words * random()));
  return { data, shape };
}

/** Rows for a network, the same for the same seed: one for each input, one for each target. */
export function rowsOf({ inputs, targets, words }: Net, rows: number, seed: number): { x: Values[]; y: Values[] } {
  const random = generator(seed);
  return { x: inputs.map((shape) => drawn([rows, ...shape], random, words)), y: targets.map((shape) => drawn([rows, ...shape], random)) };
}
