/** Cases of the rules of recurrent kernels. */
import { differentiate } from '../../src/grad/differentiate.ts';
import { tensor, type Tensor } from '../../src/graph/tensor.ts';
import { multiply } from '../../src/op/elementwise.ts';
import { pack, slice } from '../../src/op/move.ts';
import { fourGates } from '../../src/op/gru-gates.ts';
import { gruSequence, lstmSequence, simpleSequence } from '../../src/op/recurrent.ts';
import { sum } from '../../src/op/reduce.ts';
import type { GradientCase } from './check.ts';

const [BATCH, STEPS, FEATURES, UNITS] = [2, 3, 2, 3];
const STATE = [BATCH, UNITS];
const SEQUENCE = [BATCH, STEPS, FEATURES];
const OF_LSTM = [SEQUENCE, [FEATURES, 4 * UNITS], [UNITS, 4 * UNITS], STATE, STATE, [4 * UNITS]];
const OF_SIMPLE = [SEQUENCE, [FEATURES, UNITS], [UNITS, UNITS], STATE, [UNITS]];
const OF_GRU = [SEQUENCE, [FEATURES, 3 * UNITS], [UNITS, 3 * UNITS], STATE, [2, 3 * UNITS]];

/** Steps that do not count: at the beginning, in between and at the end. */
const MASK = [[0, 1, 1], [1, 0, 1]];
const maskOf = (x: Tensor, masked: boolean): Tensor | undefined =>
  masked ? tensor(Array.from({ length: x.shape[0]! }, (_, b) => MASK[b]!.slice(0, x.shape[1]))) : undefined;

const lstmWith = (masked: boolean) => (...[x, kernel, recurrentKernel, h, c, bias]: Tensor[]): readonly Tensor[] =>
  lstmSequence(x!, { kernel: kernel!, recurrentKernel: recurrentKernel!, bias }, { states: [h!, c!], mask: maskOf(x!, masked) });
const gruWith = (masked: boolean) => (...[x, kernel, recurrentKernel, h, bias]: Tensor[]): Tensor =>
  gruSequence(
    x!, fourGates({ kernel: kernel!, recurrentKernel: recurrentKernel!, bias }), { states: [h!], mask: maskOf(x!, masked) },
  )[0]!;
const simpleWith = (activation: 'tanh' | 'relu' | 'sigmoid' | 'linear', masked: boolean) => (
  ...[x, kernel, recurrentKernel, h, bias]: Tensor[]
): Tensor =>
  simpleSequence(
    x!, { kernel: kernel!, recurrentKernel: recurrentKernel!, bias }, { states: [h!], mask: maskOf(x!, masked) }, activation,
  )[0]!;
const [lstm, gru] = [lstmWith(false), gruWith(false)];
const last = (y: Tensor): Tensor => slice(y, [0, STEPS - 1, 0], [BATCH, 1, UNITS]);

/** The gradients of the squares of what `f` gives. */
const gradientsOf =
  (f: (...xs: Tensor[]) => Tensor) =>
  (...xs: Tensor[]): Tensor => {
    const y = f(...xs);
    return pack(differentiate(sum(multiply(y, y)), xs));
  };

const LSTM: readonly GradientCase[] = [
  { f: (...xs) => pack(lstmWith(true)(...xs)), shapes: OF_LSTM },
  { f: (...xs) => last(lstmWith(true)(...xs)[0]!), shapes: OF_LSTM.slice(0, -1) },
  { f: (...xs) => pack(lstm(...xs)), shapes: OF_LSTM },
  { f: (...xs) => lstm(...xs)[0]!, shapes: OF_LSTM.slice(0, -1) },
  { f: (...xs) => last(lstm(...xs)[1]!), shapes: OF_LSTM },
];
const GRU: readonly GradientCase[] = [
  { f: gruWith(true), shapes: OF_GRU },
  { f: gru, shapes: OF_GRU },
  { f: (...xs) => last(gru(...xs)), shapes: OF_GRU.slice(0, -1) },
];

const SIMPLE: readonly GradientCase[] = [
  ...(['tanh', 'relu', 'sigmoid', 'linear'] as const).map((name): GradientCase => ({ f: simpleWith(name, false), shapes: OF_SIMPLE })),
  { f: simpleWith('tanh', true), shapes: OF_SIMPLE },
  { f: (...xs) => last(simpleWith('sigmoid', true)(...xs)), shapes: OF_SIMPLE.slice(0, -1) },
];

const [small, third] = [[1, 2, 1], [1, 2]];
const SMALL_LSTM = [small, [1, 8], [2, 8], third, third, [8]];
const SMALL_SIMPLE = [small, [1, 2], [2, 2], third, [2]];
const SMALL_GRU = [small, [1, 6], [2, 6], third, [2, 6]];

export const RECURRENT_CASES: Readonly<Record<string, readonly GradientCase[]>> = {
  lstm: LSTM,
  lstm_dz: [false, true].map((masked) => ({ f: gradientsOf((...xs) => pack(lstmWith(masked)(...xs))), shapes: SMALL_LSTM })),
  gru: GRU,
  gru_dz: [false, true].map((masked) => ({ f: gradientsOf(gruWith(masked)), shapes: SMALL_GRU })),
  simple_rnn: SIMPLE,
  simple_rnn_dz: [
    ...(['tanh', 'relu', 'sigmoid'] as const).map((name) => ({ f: gradientsOf(simpleWith(name, false)), shapes: SMALL_SIMPLE })),
    { f: gradientsOf(simpleWith('tanh', true)), shapes: SMALL_SIMPLE },
  ],
};
