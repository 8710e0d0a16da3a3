import { GATE_STRIP } from '../abi/kernels.ts';
import type { Tensor } from '../graph/tensor.ts';
import { FORMS, resultsOf, sizesOf, type CellActivation, type CellOp } from '../lower/recurrent.ts';
import { concatenate, pad, reshape, transpose } from './move.ts';
import { severalOf } from './parts.ts';

export type { CellActivation } from '../lower/recurrent.ts';

/** The weights of a cell: columns are gates, each of `units` columns; a cell that has four, or is made to look like it, or one that has
 *  none, which counts as one. */
export interface CellWeights {
  /** [features, gates * units] */
  readonly kernel: Tensor;
  /** [units, gates * units] */
  readonly recurrentKernel: Tensor;
  /** [gates * units] */
  readonly bias: Tensor | undefined;
}

/** Where a sequence begins, and which of its steps count. */
export interface Begun {
  /** The states before the first step. @shape each [batch, units] */
  readonly states: readonly Tensor[];
  /** Not 0 where a step counts; others keep the states. Undefined if all do. @shape [batch, steps] */
  readonly mask: Tensor | undefined;
}

/** Strips of units, gate by gate, as the kernels read weights. @shape [k, gates * units] -> [strips, k, gates, width of a strip] */
function packed(w: Tensor, gates: number): Tensor {
  const [k, columns] = w.shape as [number, number];
  const width = (4 * GATE_STRIP) / gates;
  const [units, strips] = [columns / gates, Math.ceil(columns / gates / width)];
  const apart = reshape(w, [k, gates, units]);
  const whole = units % width === 0 ? apart : pad(apart, [0, 0, 0], [0, 0, strips * width - units]);
  return transpose(reshape(whole, [k, gates, strips, width]), { axes: [2, 0, 1, 3] });
}

function forward(
  op: CellOp, x: Tensor, { kernel, recurrentKernel, bias }: CellWeights, { states, mask }: Begun, activation?: CellActivation,
): Tensor[] {
  const w = concatenate([kernel, recurrentKernel], { axis: 0 });
  const inputs = [x, w, packed(w, FORMS[op].gates), ...states, mask, bias].filter((t) => t !== undefined);
  const attributes = { masked: mask !== undefined, ...(activation === undefined ? {} : { activation }) };
  return severalOf(op, inputs, attributes, resultsOf(op, sizesOf(op, x, w))).slice(0, FORMS[op].states);
}

/** All steps of long short-term memory over sequences, with gates in the order i, f, g, o.
 *  @param x  [batch, steps, features]
 *  @param begun  the states h and c
 *  @returns the states h and c after each step, [batch, steps, units] */
export const lstmSequence = (x: Tensor, weights: CellWeights, begun: Begun): readonly Tensor[] => forward('lstm', x, weights, begun);

/** All steps of a gated recurrent unit over sequences, whose reset gate is applied to the product of the state. Its gates are z, r, what is
 *  new of the inputs, and what is new of the state; `fourGates` makes them.
 *  @param x  [batch, steps, features]
 *  @param begun  the state h
 *  @returns the state after each step, [batch, steps, units] */
export const gruSequence = (x: Tensor, weights: CellWeights, begun: Begun): readonly Tensor[] => forward('gru', x, weights, begun);

/** All steps of a cell without gates over sequences: h' = activation(x kernel + h recurrentKernel + bias).
 *  @param x  [batch, steps, features]
 *  @param begun  the state h
 *  @returns the state after each step, [batch, steps, units] */
export const simpleSequence = (x: Tensor, weights: CellWeights, begun: Begun, activation: CellActivation): readonly Tensor[] =>
  forward('simple_rnn', x, weights, begun, activation);
