import type { Place } from '../abi/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { follows, offset, type Emitter, type Lowering } from './lowering.ts';

/** Effects: nodes without a value that change variables. They run after everything that reads the old values.
 *  The variables an effect writes are those among its inputs listed in `writes`. */
export const EFFECTS: ReadonlySet<string> = new Set([
  'assign', 'sgd', 'sgd_momentum', 'adam', 'sgd_rows', 'scatter_rows', 'record', 'shuffle', 'guarded',
]);

/** The variables whose values an effect replaces. */
export function writesOf(effect: Tensor): Variable[] {
  if (effect.op === 'guarded') return writesOf(effect.inputs[1]!);
  return effect.inputs.filter((_, i) => isTarget(effect, i)).map((t) => t.variable!);
}

/** Whether input i of a tensor is a variable that it changes. */
export function isTarget({ op, inputs, attrs }: Tensor, i: number): boolean {
  const from = { assign: 1, sgd: 2, sgd_momentum: 2, adam: 2, sgd_rows: 3, scatter_rows: 2 }[op];
  const factors = ((attrs['scales'] as number | undefined) ?? 0) + (attrs['decays'] === true ? 1 : 0);
  return from !== undefined && i >= from && i < inputs.length - factors;
}

/** A run of weights that one instruction updates. Its gradients and slots begin at element `from` of the flat ones. */
interface Run {
  readonly weight: Tensor;
  readonly from: number;
  readonly scale: Tensor | undefined;
  size: number;
}

/** Divides the weights into as few runs as their places and scales allow; one run if the session placed them one
 *  after another. */
function updateRuns(weights: readonly Tensor[], scales: readonly Tensor[], to: Emitter): Run[] {
  const runs: Run[] = [];
  let along = 0;
  weights.forEach((weight, i) => {
    const scale = scales.length > 1 ? scales[i] : scales[0];
    const last = runs.at(-1);
    if (last !== undefined && last.scale === scale && follows(to.at(weight), to.at(last.weight), last.size)) {
      last.size += weight.size;
    } else runs.push({ weight, from: along, scale, size: weight.size });
    along += weight.size;
  });
  return runs;
}

/** One instruction for each run of weights. */
function emitUpdates(
  y: Tensor,
  to: Emitter,
  step: string,
  slots: readonly string[],
  options: Readonly<Record<string, number | Place | null>>,
): void {
  const [size, g, ...rest] = y.inputs as [Tensor, Tensor, ...Tensor[]];
  if (y.attrs['decays'] === true) rest.pop();
  const scales = rest.splice(rest.length - (y.attrs['scales'] as number));
  const state = rest.splice(0, slots.length);
  for (const { weight, from, scale, size: n } of updateRuns(rest, scales, to)) {
    const places = Object.fromEntries(slots.map((name, k) => [name, offset(to.at(state[k]!), from)]));
    to.emit(y.op, {
      n, [step]: to.at(size), scale: scale === undefined ? null : to.at(scale), ...options, g: offset(to.at(g), from),
      ...places, w: to.at(weight),
    });
  }
}

/** The sizes and places for an instruction that updates rows of a table. */
function rowsOf(values: Tensor, index: Tensor, table: Tensor): Readonly<Record<'n' | 'width' | 'rows', number>> {
  const width = values.size / index.size;
  return { n: index.size, width, rows: table.size / width };
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  record: (y, to) => {
    const [x, row, table] = y.inputs as [Tensor, Tensor, Tensor];
    to.emit('record', { n: x.size, rows: table.shape[0]!, row: to.at(row), x: to.at(x), y: to.at(table) });
  },
  sgd: (y, to) => emitUpdates(y, to, 'rate', [], {}),
  sgd_rows: (y, to) => {
    const [rate, g, index, w] = y.inputs as [Tensor, Tensor, Tensor, Tensor];
    to.emit('sgd_rows', { ...rowsOf(g, index, w), rate: to.at(rate), g: to.at(g), index: to.at(index), w: to.at(w) });
  },
  scatter_rows: (y, to) => {
    const [x, index, table] = y.inputs as [Tensor, Tensor, Tensor];
    to.emit('scatter_rows', { ...rowsOf(x, index, table), x: to.at(x), index: to.at(index), y: to.at(table) });
  },
  sgd_momentum: (y, to) => {
    const { momentum, nesterov } = y.attrs as { momentum: number; nesterov: boolean };
    emitUpdates(y, to, 'rate', ['m'], { momentum, nesterov: Number(nesterov) });
  },
  adam: (y, to) => {
    const { beta1, beta2, epsilon } = y.attrs as { beta1: number; beta2: number; epsilon: number };
    const decay = y.attrs['decays'] === true ? to.at(y.inputs.at(-1)!) : null;
    emitUpdates(y, to, 'alpha', ['m', 'v'], { decay, beta1, beta2, epsilon });
  },
};
