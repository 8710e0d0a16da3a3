/** The networks that are compared, and data for them. */
import { generator } from '../../test/samples/sample.ts';

export interface Net {
  readonly name: string;
  readonly widths: readonly number[];
  /** Of the hidden layers; the last has a sigmoid or, where there are classes, softmax. */
  readonly activation: 'relu' | 'sigmoid';
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  /** Adam's: far below the root of any gradient's square, as Keras and PyTorch add it in different places (Adam's paper
   *  has both), which at their defaults moves the loss by more than all rounding. */
  readonly epsilon: number;
  readonly batch: number;
  /** Steps of an epoch. */
  readonly batches: number;
  /** Steps from the same weights after which libraries must have the same loss. */
  readonly checked: number;
  /** Steps after which a library with weights of its own must have learnt. */
  readonly learning: number;
}

const ADAM = { activation: 'relu', optimizer: 'adam', learningRate: 1e-3, epsilon: 1e-13 } as const;

export const NETS: readonly Net[] = [
  { ...ADAM, name: '8-10-8-1', widths: [8, 10, 8, 1], batch: 32, batches: 1000, checked: 50, learning: 1000 },
  { ...ADAM, name: '784-512-512-10', widths: [784, 512, 512, 10], batch: 128, batches: 100, checked: 4, learning: 0 },
  { ...ADAM, name: '1024-4096-4096-1000', widths: [1024, 4096, 4096, 1000], batch: 256, batches: 4, checked: 2, learning: 0 },
  {
    name: 'XOR 2-8-1', widths: [2, 8, 1], activation: 'sigmoid', optimizer: 'sgd', learningRate: 0.5, epsilon: 0,
    batch: 4, batches: 1, checked: 100, learning: 20_000,
  },
];

/** Rows, labels a network can learn from them, and weights to begin with, by Glorot's bounds. */
export function arraysOf({ name, widths, batch, batches }: Net): Float32Array[] {
  const next = generator(7);
  const [rows, inputs, outputs] = [batch * batches, widths[0]!, widths.at(-1)!];
  const weights = widths.slice(1).flatMap((units, i) => {
    const bound = Math.sqrt(6 / (widths[i]! + units));
    return [Float32Array.from({ length: widths[i]! * units }, () => bound * (2 * next() - 1)), new Float32Array(units)];
  });
  if (name.startsWith('XOR')) return [Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), Float32Array.of(0, 1, 1, 0), ...weights];
  const classes = Math.max(2, outputs);
  const prototypes = Array.from({ length: classes }, () => Float32Array.from({ length: inputs }, next));
  const labels = Float32Array.from({ length: rows }, () => Math.floor(classes * next()));
  const x = Float32Array.from(
    { length: rows * inputs },
    (_, i) => (3 * prototypes[labels[Math.floor(i / inputs)]!]![i % inputs]! + next()) / 4,
  );
  return [x, labels, ...weights];
}
