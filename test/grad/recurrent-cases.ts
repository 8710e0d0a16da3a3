/** Cases of the rules of recurrent kernels. */
import { differentiate } from '../../src/grad/differentiate.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { multiply } from '../../src/op/elementwise.ts';
import { pack, slice } from '../../src/op/move.ts';
import { fourGates } from '../../src/op/gru-gates.ts';
import { gruSequence, lstmSequence } from '../../src/op/recurrent.ts';
import { sum } from '../../src/op/reduce.ts';
import type { GradientCase } from './check.ts';

const [BATCH, STEPS, FEATURES, UNITS] = [2, 3, 2, 3];
const STATE = [BATCH, UNITS];
const SEQUENCE = [BATCH, STEPS, FEATURES];
const OF_LSTM = [SEQUENCE, [FEATURES, 4 * UNITS], [UNITS, 4 * UNITS], STATE, STATE, [4 * UNITS]];
const OF_GRU = [SEQUENCE, [FEATURES, 3 * UNITS], [UNITS, 3 * UNITS], STATE, [2, 3 * UNITS]];

const lstm = (...[x, kernel, recurrentKernel, h, c, bias]: Tensor[]): [Tensor, Tensor] =>
  lstmSequence(x!, { kernel: kernel!, recurrentKernel: recurrentKernel!, bias }, h!, c!);
const gru = (...[x, kernel, recurrentKernel, h, bias]: Tensor[]): Tensor =>
  gruSequence(x!, fourGates({ kernel: kernel!, recurrentKernel: recurrentKernel!, bias }), h!);
const last = (y: Tensor): Tensor => slice(y, [0, STEPS - 1, 0], [BATCH, 1, UNITS]);

/** The gradients of the squares of what `f` gives. */
const gradientsOf =
  (f: (...xs: Tensor[]) => Tensor) =>
  (...xs: Tensor[]): Tensor => {
    const y = f(...xs);
    return pack(differentiate(sum(multiply(y, y)), xs));
  };

const LSTM: readonly GradientCase[] = [
  { f: (...xs) => pack(lstm(...xs)), shapes: OF_LSTM },
  { f: (...xs) => lstm(...xs)[0], shapes: OF_LSTM.slice(0, -1) },
  { f: (...xs) => last(lstm(...xs)[1]), shapes: OF_LSTM },
];
const GRU: readonly GradientCase[] = [
  { f: gru, shapes: OF_GRU },
  { f: (...xs) => last(gru(...xs)), shapes: OF_GRU.slice(0, -1) },
];

const [small, third] = [[1, 2, 1], [1, 2]];
const SMALL_LSTM = [small, [1, 8], [2, 8], third, third, [8]];
const SMALL_GRU = [small, [1, 6], [2, 6], third, [2, 6]];

export const RECURRENT_CASES: Readonly<Record<string, readonly GradientCase[]>> = {
  lstm: LSTM,
  lstm_dz: [{ f: gradientsOf((...xs) => pack(lstm(...xs))), shapes: SMALL_LSTM }],
  gru: GRU,
  gru_dz: [{ f: gradientsOf(gru), shapes: SMALL_GRU }],
};
