/** Activations of single numbers in float64, written from their formulas: what the ops are compared with. */
import { activations } from '../../src/index.ts';
import { erf as erfs } from '../reference/elementwise.ts';

type Formula = (x: number) => number;

function erf(x: number): number {
  const y = new Float64Array(1);
  erfs({ n: 1, x: Float64Array.of(x), y });
  return y[0]!;
}
const { abs, max, min, exp, log1p, expm1, sqrt, tanh } = Math;
const sigmoid: Formula = (x) => (x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)));
const softplus: Formula = (x) => max(x, 0) + log1p(exp(-abs(x)));
const between = (x: number, low: number, high: number): number => min(max(x, low), high);

export interface ActivationCase {
  readonly name: string;
  readonly options?: object;
  readonly formula: Formula;
  /** Where the function bends. */
  readonly kinks?: readonly number[];
}

/** Every activation of single numbers at least once. */
export const CASES: readonly ActivationCase[] = [
  { name: 'relu', formula: (x) => max(x, 0), kinks: [0] },
  { name: 'relu', options: { negativeSlope: 0.25 }, formula: (x) => (x > 0 ? x : x / 4), kinks: [0] },
  {
    name: 'relu', options: { negativeSlope: 0.25, maxValue: 1.5, threshold: 0.5 },
    formula: (x) => (x > 0.5 ? min(x, 1.5) : (x - 0.5) / 4), kinks: [0.5, 1.5],
  },
  { name: 'relu6', formula: (x) => between(x, 0, 6), kinks: [0, 6] },
  { name: 'leakyRelu', formula: (x) => (x > 0 ? x : x / 5), kinks: [0] },
  { name: 'elu', formula: (x) => (x > 0 ? x : expm1(x)), kinks: [0] },
  { name: 'elu', options: { alpha: 0.5 }, formula: (x) => (x > 0 ? x : expm1(x) / 2), kinks: [0] },
  { name: 'selu', formula: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x)), kinks: [0] },
  { name: 'celu', formula: (x) => (x > 0 ? x : expm1(x)), kinks: [0] },
  { name: 'celu', options: { alpha: 2 }, formula: (x) => (x > 0 ? x : 2 * expm1(x / 2)), kinks: [0] },
  { name: 'gelu', formula: (x) => (x < -8.5 ? -0 : (x * (1 + erf(x * Math.SQRT1_2))) / 2) },
  { name: 'gelu', options: { approximate: true }, formula: (x) => (x / 2) * (1 + tanh(sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))) },
  { name: 'silu', formula: (x) => x * sigmoid(x) },
  { name: 'swish', formula: (x) => x * sigmoid(x) },
  { name: 'mish', formula: (x) => x * tanh(softplus(x)) },
  { name: 'sigmoid', formula: sigmoid },
  { name: 'logSigmoid', formula: (x) => -softplus(-x) },
  { name: 'hardSigmoid', formula: (x) => between(x / 6 + 0.5, 0, 1), kinks: [-3, 3] },
  { name: 'hardSilu', formula: (x) => x * between(x / 6 + 0.5, 0, 1), kinks: [-3, 3] },
  { name: 'hardSwish', formula: (x) => x * between(x / 6 + 0.5, 0, 1), kinks: [-3, 3] },
  { name: 'hardTanh', formula: (x) => between(x, -1, 1), kinks: [-1, 1] },
  { name: 'hardShrink', formula: (x) => (abs(x) > 0.5 ? x : 0), kinks: [-0.5, 0.5] },
  { name: 'softShrink', options: { threshold: 0.25 }, formula: (x) => x - between(x, -0.25, 0.25), kinks: [-0.25, 0.25] },
  { name: 'tanh', formula: tanh },
  { name: 'tanhShrink', formula: (x) => x - tanh(x) },
  { name: 'softplus', formula: softplus },
  { name: 'softsign', formula: (x) => x / (1 + abs(x)), kinks: [0] },
  { name: 'exponential', formula: exp },
  { name: 'linear', formula: (x) => x },
  // The conjugate form, which does not cancel below 0.
  { name: 'squareplus', formula: (x) => (x < 0 ? 2 / (sqrt(x * x + 4) - x) : (x + sqrt(x * x + 4)) / 2) },
  { name: 'squareplus', options: { b: 0.5 }, formula: (x) => (x < 0 ? 0.25 / (sqrt(x * x + 0.5) - x) : (x + sqrt(x * x + 0.5)) / 2) },
  { name: 'squareplus', options: { b: 0 }, formula: (x) => max(x, 0), kinks: [0] },
  { name: 'sparsePlus', formula: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) ** 2 / 4 : x), kinks: [-1, 1] },
  { name: 'sparseSigmoid', formula: (x) => between((x + 1) / 2, 0, 1), kinks: [-1, 1] },
  { name: 'threshold', options: { threshold: 0.5, defaultValue: -2 }, formula: (x) => (x > 0.5 ? x : -2), kinks: [0.5] },
];

/** Activations of whole axes. */
export const OF_AXES: readonly { readonly name: string; readonly options: object }[] = [
  { name: 'softmax', options: {} },
  { name: 'softmax', options: { axis: [0, 2] } },
  { name: 'logSoftmax', options: { axis: 1 } },
  { name: 'sparsemax', options: { axis: -1 } },
  { name: 'glu', options: { axis: 1 } },
];

export type Activation = (x: unknown, options?: object) => ReturnType<typeof activations.relu>;
export const activationOf = (name: string): Activation => activations[name as 'relu'] as Activation;
export const titled = ({ name, options = {} }: { readonly name: string; readonly options?: object }): string =>
  `${name} ${JSON.stringify(options)}`;
