import { GATE_STRIP } from '../abi/kernels.ts';
import type { Tensor } from '../graph/tensor.ts';
import { resultsOf, sizesOf } from '../lower/recurrent.ts';
import { concatenate, pad, reshape, transpose } from './move.ts';
import { severalOf } from './parts.ts';

/** The weights of a cell with four gates, or one that is made to look like it: columns are gates, each of `units` columns. */
export interface CellWeights {
  /** [features, 4 units] */
  readonly kernel: Tensor;
  /** [units, 4 units] */
  readonly recurrentKernel: Tensor;
  /** [4 units] */
  readonly bias: Tensor | undefined;
}

/** Strips of units, gate by gate, as the kernels read weights. @shape [k, 4 units] -> [strips, k, 4, GATE_STRIP] */
function packed(w: Tensor): Tensor {
  const [k, columns] = w.shape as [number, number];
  const [units, strips] = [columns / 4, Math.ceil(columns / 4 / GATE_STRIP)];
  const gates = reshape(w, [k, 4, units]);
  const whole = units % GATE_STRIP === 0 ? gates : pad(gates, [0, 0, 0], [0, 0, strips * GATE_STRIP - units]);
  return transpose(reshape(whole, [k, 4, strips, GATE_STRIP]), { axes: [2, 0, 1, 3] });
}

function forward(op: 'lstm' | 'gru', x: Tensor, { kernel, recurrentKernel, bias }: CellWeights, states: readonly Tensor[]): Tensor[] {
  const w = concatenate([kernel, recurrentKernel], { axis: 0 });
  return severalOf(op, [x, w, packed(w), ...states, ...(bias === undefined ? [] : [bias])], {}, resultsOf(op, sizesOf(x, w)));
}

/** All steps of long short-term memory over sequences, with gates in the order i, f, g, o.
 *  @param x  [batch, steps, features]
 *  @param h, c  the states before the first step, [batch, units]
 *  @returns the states h and c after each step, [batch, steps, units] */
export const lstmSequence = (x: Tensor, weights: CellWeights, h: Tensor, c: Tensor): [h: Tensor, c: Tensor] =>
  forward('lstm', x, weights, [h, c]).slice(0, 2) as [Tensor, Tensor];

/** All steps of a gated recurrent unit over sequences, whose reset gate is applied to the product of the state. Its gates are z, r, what is
 *  new of the inputs, and what is new of the state; `fourGates` makes them.
 *  @param x  [batch, steps, features]
 *  @param h  the state before the first step, [batch, units]
 *  @returns the state after each step, [batch, steps, units] */
export const gruSequence = (x: Tensor, weights: CellWeights, h: Tensor): Tensor => forward('gru', x, weights, [h])[0]!;
