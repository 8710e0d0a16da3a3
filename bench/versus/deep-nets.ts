/** The deep networks that are compared: their layers, in the words of myelin's own options, and data for them. */
import * as myelin from '../../src/index.ts';
import { generator } from '../../test/samples/sample.ts';
import { assemble, multiplyAdds, type Part } from './deep-model.ts';

export interface DeepNet {
  readonly name: string;
  /** Of a sample; tokens are whole numbers below `tokens`. */
  readonly inputShape: readonly number[];
  readonly tokens?: number;
  readonly parts: readonly Part[];
  /** 2 stand for one output with a sigmoid. */
  readonly classes: number;
  readonly batch: number;
  /** Steps of an epoch. */
  readonly batches: number;
}

const dense = (units: number, activation: string): Part => ({ kind: 'dense', options: { units, activation } });
const conv = (filters: number, kernelSize: number, options: object): Part => ({
  kind: 'conv2d', options: { filters, kernelSize, ...options },
});
const bare = (kind: string): Part => ({ kind, options: {} });
const normalized = (part: Part): Part[] => [part, bare('batchNormalization')];
const activated = (part: Part): Part[] => [...normalized(part), bare('reLU')];

/** A block of a residual net; the last activation stands behind the sum. */
const block = (filters: number): Part[] => {
  const same = conv(filters, 3, { padding: 'same', useBias: false });
  return [{ kind: 'residual', options: {}, parts: [...activated(same), ...normalized(same)] }, bare('reLU')];
};
/** A depthwise and a pointwise convolution, each normalised. */
const separable = (filters: number, strides: number): Part[] => [
  ...activated({ kind: 'depthwiseConv2d', options: { kernelSize: 3, strides, padding: 'same', useBias: false } }),
  ...activated(conv(filters, 1, { useBias: false })),
];
const encoder: Part = { kind: 'transformerEncoder', options: { numHeads: 4, intermediateDim: 512 } };
const TEN = dense(10, 'softmax');

export const DEEP_NETS: readonly DeepNet[] = [
  {
    name: 'cnn', inputShape: [28, 28, 1], classes: 10, batch: 64, batches: 16,
    parts: [
      conv(32, 3, { activation: 'relu' }), conv(64, 3, { activation: 'relu' }),
      { kind: 'maxPooling2d', options: { poolSize: 2 } }, bare('flatten'), dense(128, 'relu'), TEN,
    ],
  },
  {
    name: 'resnet', inputShape: [32, 32, 3], classes: 10, batch: 32, batches: 8,
    parts: [
      ...activated(conv(64, 3, { padding: 'same', useBias: false })), ...block(64), ...block(64), bare('globalAveragePooling2d'), TEN,
    ],
  },
  {
    name: 'lstm', inputShape: [64, 32], classes: 10, batch: 32, batches: 64,
    parts: [{ kind: 'lstm', options: { units: 128 } }, TEN],
  },
  {
    name: 'transformer', inputShape: [64, 128], classes: 10, batch: 16, batches: 32,
    parts: [encoder, encoder, bare('globalAveragePooling1d'), TEN],
  },
  {
    name: 'attention 4096', inputShape: [4096, 128], classes: 10, batch: 1, batches: 4,
    parts: [{ kind: 'multiHeadAttention', options: { numHeads: 4, keyDim: 32 } }, bare('globalAveragePooling1d'), TEN],
  },
  {
    name: 'textcnn', inputShape: [400], tokens: 5000, classes: 2, batch: 32, batches: 16,
    parts: [
      { kind: 'embedding', options: { inputDim: 5000, outputDim: 64 } },
      { kind: 'conv1d', options: { filters: 128, kernelSize: 5, activation: 'relu' } },
      bare('globalMaxPooling1d'), dense(64, 'relu'), dense(1, 'sigmoid'),
    ],
  },
  {
    name: 'mobilenet', inputShape: [64, 64, 3], classes: 10, batch: 16, batches: 16,
    parts: [
      ...activated(conv(32, 3, { strides: 2, padding: 'same', useBias: false })),
      ...separable(64, 1), ...separable(128, 2), ...separable(128, 1), ...separable(256, 2), ...separable(256, 1),
      bare('globalAveragePooling2d'), TEN,
    ],
  },
];

/** A part as the programs read it: with the shapes of its weights, in the order in which Keras has them. */
interface Written extends Part {
  readonly weights: readonly (readonly number[])[];
  readonly parts?: readonly Written[];
}

/** What the programs read of a net, and how many multiply-adds a step of training takes. */
export interface Described {
  readonly json: object;
  readonly arrays: readonly Float32Array[];
  readonly multiplyAdds: number;
}

/** Adam's epsilon is what Keras and PyTorch add in different places: as small as it is, all come to the same steps. */
const SETTINGS = { learningRate: 1e-3, epsilon: 1e-13, checked: 3 };

/** Rows, labels a network can learn from them, and weights to begin with. Biases are not 0 and factors not 1, so that one that is
 *  taken for another shows in the answers. */
export function describe(net: DeepNet): Described {
  const { inputShape, tokens, classes, batch, batches } = net;
  const { model, placed } = assemble(myelin, net);
  const next = generator(7);
  const about = (scale: number): number => scale * (2 * next() - 1);
  const values: Float32Array[] = [];
  let at = 0;
  const write = (parts: readonly Part[]): Written[] =>
    parts.map((part): Written => {
      if (part.parts !== undefined) return { ...part, weights: [], parts: write(part.parts) };
      const weights = placed[at++]!.layer.trainableWeights;
      for (const { shape, size, name } of weights) {
        const last = shape.at(-1)!;
        const fan = part.kind === 'depthwiseConv2d' ? shape[0]! * shape[1]! : size / last;
        const scale = /(kernel|embeddings)$/iu.test(name) ? Math.sqrt(6 / (fan + last)) : 0.1;
        const middle = name.endsWith('gamma') ? 1 : 0;
        values.push(Float32Array.from({ length: size }, () => middle + about(scale)));
      }
      return { kind: part.kind, options: part.options, weights: weights.map(({ shape }) => shape) };
    });
  const parts = write(net.parts);
  model.dispose();
  const [rows, width] = [batch * batches, inputShape.reduce((a, b) => a * b, 1)];
  const prototypes = Array.from({ length: classes }, () => Float32Array.from({ length: width }, () => about(1)));
  const labels = Float32Array.from({ length: rows }, () => Math.floor(classes * next()));
  const value = (i: number): number => (prototypes[labels[Math.floor(i / width)]!]![i % width]! + about(1)) / 2;
  const x = Float32Array.from({ length: rows * width }, (_, i) =>
    tokens === undefined ? value(i) : Math.floor((tokens * (value(i) + 1)) / 2),
  );
  return { json: { ...net, ...SETTINGS, parts }, arrays: [x, labels, ...values], multiplyAdds: multiplyAdds(net.batch, placed) };
}
