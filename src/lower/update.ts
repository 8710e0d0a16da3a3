import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { offset, type Lowering } from './lowering.ts';

/** Effects: nodes without a value that change variables. They run after everything that reads the old values.
 *  The variables an effect writes are those among its inputs listed in `writes`. */
export const EFFECTS: ReadonlySet<string> = new Set(['assign', 'sgd', 'sgd_momentum', 'adam', 'record', 'shuffle']);

/** The variables whose values an effect replaces. */
export function writesOf(effect: Tensor): Variable[] {
  const from = { assign: 0, sgd: 2, sgd_momentum: 2, adam: 2 }[effect.op];
  if (from === undefined) return [];
  const to = effect.op === 'assign' ? 1 : effect.inputs.length - (effect.attrs['scales'] as number);
  return effect.inputs.slice(from, to).map((t) => t.variable!);
}

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

/** One instruction for all the weights, or one for each if each has a scale of its own. */
function emitUpdates(y: Tensor, to: Parameters<Lowering>[1], step: string, slots: readonly string[], options: Readonly<Record<string, number>>): void {
  const [size, g, ...rest] = y.inputs as [Tensor, Tensor, ...Tensor[]];
  const scales = rest.splice(rest.length - (y.attrs['scales'] as number));
  const state = rest.splice(0, slots.length);
  const block = blockOf(rest, to);
  let from = 0;
  for (const [i, n] of (scales.length > 1 ? rest.map((w) => w.size) : [g.size]).entries()) {
    const places = Object.fromEntries(slots.map((name, k) => [name, offset(to.at(state[k]!), from)]));
    to.emit(y.op, { n, [step]: to.at(size), scale: scales[i] === undefined ? null : to.at(scales[i]), ...options, g: offset(to.at(g), from), ...places, w: offset(block, from) });
    from += n;
  }
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  record: (y, to) => {
    const [x, row, table] = y.inputs as [Tensor, Tensor, Tensor];
    to.emit('record', { n: x.size, rows: table.shape[0]!, row: to.at(row), x: to.at(x), y: to.at(table) });
  },
  sgd: (y, to) => emitUpdates(y, to, 'rate', [], {}),
  sgd_momentum: (y, to) => {
    const { momentum, nesterov } = y.attrs as { momentum: number; nesterov: boolean };
    emitUpdates(y, to, 'rate', ['m'], { momentum, nesterov: Number(nesterov) });
  },
  adam: (y, to) => {
    const { beta1, beta2, epsilon } = y.attrs as { beta1: number; beta2: number; epsilon: number };
    emitUpdates(y, to, 'alpha', ['m', 'v'], { beta1, beta2, epsilon });
  },
};
