import { node, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Lowering } from './lowering.ts';
import { pack } from './move.ts';

/** Effects: nodes without a value that change variables. They run after everything that reads the old values.
 *  The variables an effect writes are those among its inputs listed in `writes`. */
export const EFFECTS: ReadonlySet<string> = new Set(['assign', 'sgd', 'sgd_momentum', 'adam', 'record', 'shuffle']);

/** Gives a variable a new value at the end of the run. */
export function assign(variable: Variable, value: Tensor): Tensor {
  return node('assign', [variable.tensor, value], {}, []);
}

/** w -= rate * g for all the variables at once. @shape rate [] */
export function updateSgd(variables: readonly Variable[], gradients: readonly Tensor[], rate: Tensor): Tensor {
  return node('sgd', [rate, pack(gradients), ...tensors(variables)], {}, []);
}

/** @shape velocity: flat, as long as the variables together */
export function updateMomentum(variables: readonly Variable[], gradients: readonly Tensor[], rate: Tensor, velocity: Variable, options: { momentum: number; nesterov: boolean }): Tensor {
  return node('sgd_momentum', [rate, pack(gradients), velocity.tensor, ...tensors(variables)], options, []);
}

/** @shape m, v: flat, as long as the variables together; alpha [], the step size with bias correction */
export function updateAdam(variables: readonly Variable[], gradients: readonly Tensor[], alpha: Tensor, m: Variable, v: Variable, options: { beta1: number; beta2: number; epsilon: number }): Tensor {
  return node('adam', [alpha, pack(gradients), m.tensor, v.tensor, ...tensors(variables)], options, []);
}

/** Writes the values one after another into row `row` of a table that lies in the data set; nothing if the table has
 *  no such row. @shape values together [n], row [] int32, table [rows, n] */
export function record(values: readonly Tensor[], row: Tensor, table: Tensor): Tensor {
  return node('record', [pack(values), row, table], {}, []);
}

/** The variables whose values an effect replaces. */
export function writesOf(effect: Tensor): Variable[] {
  const from = { assign: 0, sgd: 2, sgd_momentum: 2, adam: 2 }[effect.op];
  if (from === undefined) return [];
  const to = effect.op === 'assign' ? 1 : effect.inputs.length;
  return effect.inputs.slice(from, to).map((t) => t.variable!);
}

const tensors = (variables: readonly Variable[]): Tensor[] => variables.map((v) => v.tensor);

/** Place of the first weight; the others must follow one upon another, as a model lays its state out. */
const blockOf = (weights: readonly Tensor[], to: Parameters<Lowering>[1]): ReturnType<typeof to.at> => {
  const first = to.at(weights[0]!);
  let next = first.offset;
  for (const w of weights) {
    const place = to.at(w);
    if (place.segment !== first.segment || place.offset !== next) throw new Error(`update: ${w.variable?.name} does not follow the weight before it in the arena`);
    next += w.size;
  }
  return first;
};

export const lowerings: Readonly<Record<string, Lowering>> = {
  record: (y, to) => {
    const [x, row, table] = y.inputs as [Tensor, Tensor, Tensor];
    to.emit('record', { n: x.size, rows: table.shape[0]!, row: to.at(row), x: to.at(x), y: to.at(table) });
  },
  sgd: (y, to) => {
    const [rate, g, ...w] = y.inputs as [Tensor, Tensor, ...Tensor[]];
    to.emit('sgd', { n: g.size, rate: to.at(rate), g: to.at(g), w: blockOf(w, to) });
  },
  sgd_momentum: (y, to) => {
    const [rate, g, m, ...w] = y.inputs as [Tensor, Tensor, Tensor, ...Tensor[]];
    const { momentum, nesterov } = y.attrs as { momentum: number; nesterov: boolean };
    to.emit('sgd_momentum', { n: g.size, rate: to.at(rate), momentum, nesterov: Number(nesterov), g: to.at(g), m: to.at(m), w: blockOf(w, to) });
  },
  adam: (y, to) => {
    const [alpha, g, m, v, ...w] = y.inputs as [Tensor, Tensor, Tensor, Tensor, ...Tensor[]];
    const { beta1, beta2, epsilon } = y.attrs as Record<string, number>;
    to.emit('adam', { n: g.size, alpha: to.at(alpha), beta1: beta1!, beta2: beta2!, epsilon: epsilon!, g: to.at(g), m: to.at(m), v: to.at(v), w: blockOf(w, to) });
  },
};
