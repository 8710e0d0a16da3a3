import { EPILOGUE_ACTIVATIONS } from '../abi/kernels.ts';
import type { Place } from '../abi/program.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { offset, type Emitter, type Lowering } from './lowering.ts';

/** The cells that kernels take through all steps, by the names of their ops. */
export type CellOp = 'lstm' | 'gru' | 'simple_rnn';
/** The activations that the kernel of a cell without gates can apply. */
export type CellActivation = (typeof EPILOGUE_ACTIVATIONS)[number];

interface CellForm {
  /** Matrices of `units` columns in the weights. */
  readonly gates: number;
  /** States that go from step to step, h first. */
  readonly states: number;
}
export const FORMS: Readonly<Record<CellOp, CellForm>> = {
  lstm: { gates: 4, states: 2 }, gru: { gates: 4, states: 1 }, simple_rnn: { gates: 1, states: 1 },
};

export interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
}

/** The sizes of a call, from the sequences and the weights of (input, state). */
export function sizesOf(op: CellOp, x: Tensor, w: Tensor): Sizes {
  const [batch, steps, inputs] = x.shape as [number, number, number];
  return { batch, steps, inputs, units: w.shape[1]! / FORMS[op].gates };
}

/** The results of a cell, one behind the other in memory: the states after each step, what each step read, and the gates where there are
 *  several. */
export function resultsOf(op: CellOp, { batch, steps, inputs, units }: Sizes): readonly Shape[] {
  const { gates, states } = FORMS[op];
  return [
    ...Array.from({ length: states }, () => [batch, steps, units]), [batch * steps, inputs + units],
    ...(gates === 1 ? [] : [[batch * steps, gates * units]]),
  ];
}

/** The results of its gradient: that of the sums within the gates, then those of the states before the first step. */
export function gradientsOf(op: CellOp, { batch, steps, units }: Sizes): readonly Shape[] {
  const { gates, states } = FORMS[op];
  return [[batch * steps, gates * units], ...Array.from({ length: states }, () => [batch, units])];
}

/** Whether a mask is among the inputs of a cell, and what its kernel is told. */
export interface CellAttributes {
  readonly masked: boolean;
  /** Of a cell without gates. */
  readonly activation?: CellActivation;
}

/** The inputs of the node of a cell: `x, w, packed, ...states`, then a mask and a bias if there are any. */
export interface CellInputs {
  readonly x: Tensor;
  /** The weights of (input, state), in rows. */
  readonly w: Tensor;
  /** The same as the kernel reads them. */
  readonly packed: Tensor;
  readonly states: readonly Tensor[];
  readonly mask: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly sizes: Sizes;
  readonly attributes: CellAttributes;
}

export function inputsOf(op: CellOp, y: Tensor): CellInputs {
  const [x, w, packed, ...more] = y.inputs as [Tensor, Tensor, Tensor, ...Tensor[]];
  const attributes = y.attrs as unknown as CellAttributes;
  const states = more.splice(0, FORMS[op].states);
  const mask = attributes.masked ? more.shift() : undefined;
  return { x, w, packed, states, mask, bias: more[0], sizes: sizesOf(op, x, w), attributes };
}

/** Which gradients the node of a gradient is given, beside what its cell was. */
export interface GradientAttributes extends CellAttributes {
  readonly dh: boolean;
  readonly dc: boolean;
}

/** The inputs of the node of a gradient: `x, w, ...states`, what the kernel reads of the weights and results of the cell (`read`), then
 *  gradients, a mask and a bias if there are any. */
export interface GradientInputs extends Omit<CellInputs, 'packed'> {
  readonly read: readonly Tensor[];
  readonly dh: Tensor | undefined;
  readonly dc: Tensor | undefined;
  readonly attributes: GradientAttributes;
}

/** How many tensors `read` are: the transposed weights of the state, and results of the cell. */
export const READ: Readonly<Record<CellOp, number>> = { lstm: 3, gru: 3, simple_rnn: 2 };

export function gradientInputsOf(op: CellOp, y: Tensor): GradientInputs {
  const [x, w, ...more] = y.inputs as [Tensor, Tensor, ...Tensor[]];
  const attributes = y.attrs as unknown as GradientAttributes;
  const states = more.splice(0, FORMS[op].states);
  const read = more.splice(0, READ[op]);
  const [dh, dc] = [attributes.dh ? more.shift() : undefined, attributes.dc ? more.shift() : undefined];
  const mask = attributes.masked ? more.shift() : undefined;
  return { x, w, states, read, dh, dc, mask, bias: more[0], sizes: sizesOf(op, x, w), attributes };
}

/** The places of results that lie one behind the other. */
function placesOf(first: Place, shapes: readonly Shape[]): Place[] {
  let along = 0;
  return shapes.map((shape) => {
    const place = offset(first, along);
    along += sizeOf(shape);
    return place;
  });
}

const placeOf = (t: Tensor | undefined, to: Emitter): Place | null => (t === undefined ? null : to.at(t));

/** The arguments that all cells have, and their results by number. */
function forward(op: CellOp, y: Tensor, to: Emitter): { args: Record<string, number | Place | null>; results: Place[] } {
  const { x, packed, states, mask, bias, sizes } = inputsOf(op, y);
  return {
    args: { ...sizes, x: to.at(x), w: to.at(packed), bias: placeOf(bias, to), h0: to.at(states[0]!), mask: placeOf(mask, to) },
    results: placesOf(to.at(y), resultsOf(op, sizes)),
  };
}

function backward(
  op: CellOp, y: Tensor, to: Emitter,
): { args: Record<string, number | Place | null>; given: GradientInputs; results: Place[] } {
  const given = gradientInputsOf(op, y);
  const { read, dh, mask, sizes: { batch, steps, units } } = given;
  return {
    args: { batch, steps, units, wt: to.at(read[0]!), dh: placeOf(dh, to), mask: placeOf(mask, to) },
    given, results: placesOf(to.at(y), gradientsOf(op, given.sizes)),
  };
}

const codeOf = ({ activation }: CellAttributes): number => EPILOGUE_ACTIVATIONS.indexOf(activation!);

export const lowerings: Readonly<Record<string, Lowering>> = {
  lstm: (y, to) => {
    const { args, results: [h, c, xh, gates] } = forward('lstm', y, to);
    to.emit('lstm', { ...args, c0: to.at(inputsOf('lstm', y).states[1]!), h: h!, c: c!, xh: xh!, gates: gates! });
  },
  gru: (y, to) => {
    const { args, results: [h, xh, gates] } = forward('gru', y, to);
    to.emit('gru', { ...args, h: h!, xh: xh!, gates: gates! });
  },
  simple_rnn: (y, to) => {
    const { args, results: [h, xh] } = forward('simple_rnn', y, to);
    to.emit('simple_rnn', { ...args, activation: codeOf(inputsOf('simple_rnn', y).attributes), h: h!, xh: xh! });
  },
  lstm_dz: (y, to) => {
    const { args, given: { states, read: [, c, gates], dc }, results: [dz, dh0, dc0] } = backward('lstm', y, to);
    to.emit('lstm_dz', {
      ...args, c0: to.at(states[1]!), c: to.at(c!), gates: to.at(gates!), dc: placeOf(dc, to),
      dz: dz!, dh0: dh0!, dc0: dc0!,
    });
  },
  gru_dz: (y, to) => {
    const { args, given: { read: [, xh, gates], sizes: { inputs } }, results: [dz, dh0] } = backward('gru', y, to);
    to.emit('gru_dz', { ...args, inputs, xh: to.at(xh!), gates: to.at(gates!), dz: dz!, dh0: dh0! });
  },
  simple_rnn_dz: (y, to) => {
    const { args, given: { read: [, h], attributes }, results: [dz, dh0] } = backward('simple_rnn', y, to);
    to.emit('simple_rnn_dz', { ...args, activation: codeOf(attributes), h: to.at(h!), dz: dz!, dh0: dh0! });
  },
};
