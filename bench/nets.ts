/** The networks that are measured, and data for them. */
import { input, layers, model, sequential, type Model, type Sequential, type TensorLike } from '../src/index.ts';
import { generator } from '../test/samples/sample.ts';

/** A network, its optimizer and loss, and the work it is given. */
export interface TrainedNet {
  readonly name: string;
  readonly batchSize: number;
  readonly rows: number;
  /** Rows of the answer's check: the reference is slow. */
  readonly checked: number;
  /** Largest relative difference of losses from the reference: far above what rounding does in a few steps, far below any
   *  mistake. In bfloat16 a sum that differs in its last bit may be rounded the other way in the next layer. */
  readonly tolerance: number;
  /** Epochs of one fit. */
  readonly epochs: number;
  readonly inputs: number;
  readonly classes: number;
  model(): Model;
}
export interface Net extends TrainedNet {
  model(): Sequential;
}

/** A large one in each of the precisions, a small and a tiny one. */
export const NETS: readonly Net[] = [
  ...(['float32', 'mixed_bfloat16'] as const).map((dtype): Net => ({
    name: `784-512-512-10${dtype === 'float32' ? '' : ` ${dtype}`}`,
    batchSize: 128, rows: 4096, checked: 256, tolerance: dtype === 'float32' ? 1e-4 : 1e-3, epochs: 1, inputs: 784,
    classes: 10,
    model() {
      const model = sequential(
        [
          layers.dense({ units: 512, activation: 'relu', inputShape: [784], dtype }),
          layers.dense({ units: 512, activation: 'relu', dtype }),
          layers.dense({ units: 10, activation: 'softmax', dtype }),
        ],
        { seed: 1 },
      );
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      return model;
    },
  })),
  {
    name: '8-10-8-1', batchSize: 32, rows: 768, checked: 768, tolerance: 1e-4, epochs: 100, inputs: 8, classes: 2,
    model() {
      const model = sequential(
        [
          layers.dense({ units: 10, activation: 'relu', inputShape: [8] }),
          layers.dense({ units: 8, activation: 'relu' }),
          layers.dense({ units: 1, activation: 'sigmoid' }),
        ],
        { seed: 1 },
      );
      model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
      return model;
    },
  },
  {
    name: '2-8-1', batchSize: 4, rows: 4, checked: 4, tolerance: 1e-4, epochs: 1000, inputs: 2, classes: 2,
    model() {
      const model = sequential(
        [layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
        { seed: 1 },
      );
      model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      return model;
    },
  },
];

/** Recurrent layers and attention over sequences of which some steps are hidden, in a step of training. */
export const SEQUENCES: TrainedNet = {
  name: 'sequences', batchSize: 9, rows: 9, checked: 9, tolerance: 1e-4, epochs: 1, inputs: 35, classes: 2,
  model() {
    const x = input({ shape: [35] });
    const steps = layers.reshape({ targetShape: [7, 5] }).apply(x);
    const seen = layers.masking({ maskValue: 0 }).apply(layers.reLU({ threshold: 0.2 }).apply(steps));
    const all = { returnSequences: true } as const;
    const below = layers.lstm({ units: 19, ...all }).apply(layers.simpleRNN({ units: 70, ...all }).apply(seen));
    const between = layers.multiHeadAttention({ numHeads: 2, keyDim: 5 }).apply([below, below]);
    const above = layers.gru({ units: 17, goBackwards: true }).apply(between);
    const net = model({ inputs: x, outputs: layers.dense({ units: 1, activation: 'sigmoid' }).apply(above), seed: 1 });
    net.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    return net;
  },
};

/** Noise, and labels at random: what is learnt does not matter to the time it takes. */
export function dataOf({ inputs, classes }: TrainedNet, rows: number): { x: TensorLike; y: TensorLike } {
  const next = generator(1);
  return {
    x: { data: Float32Array.from({ length: rows * inputs }, next), shape: [rows, inputs] },
    y: { data: Int32Array.from({ length: rows }, () => Math.floor(classes * next())), shape: [rows] },
  };
}
