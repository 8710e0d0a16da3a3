import { allocate, type TypedArray } from '../core/dtype.ts';
import { inTurns, Turns, type Pieces } from '../core/pieces.ts';
import { differentiating } from '../grad/differentiate.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { ancestors } from '../graph/walk.ts';
import { EFFECTS } from '../lower/update.ts';
import type { Take } from '../run/line.ts';
import type { Span } from '../trace/trace.ts';
import type { Engine } from './engine.ts';
import type { Batch } from './network.ts';

/** Where a step first came to a value that is not finite. */
export interface Origin {
  /** 'loss' if the loss is not finite, 'gradient' if only a gradient is not. */
  readonly part: 'loss' | 'gradient';
  /** The value: NaN, Infinity or -Infinity. */
  readonly value: number;
  /** The op that gave it; undefined if a weight had it at the beginning of the step. */
  readonly op: string | undefined;
  /** The layer whose call, or whose gradient, the op belongs to, or that has the weight; undefined if the op belongs to none. */
  readonly layer: string | undefined;
  /** The weight that is not finite. */
  readonly weight: string | undefined;
  /** The largest absolute value among the op's inputs. */
  readonly largest: number;
}

/** What is known of the values of a tensor. */
interface Seen {
  /** A value that is not finite; NaN before infinities. Undefined if there is none. */
  readonly bad: number | undefined;
  readonly largest: number;
}

/** The most elements that are fetched from the arena in one go. */
const TOGETHER = 1 << 24;

/** Placeholders of a batch, and their values. */
export interface Fed {
  readonly inputs: readonly Tensor[];
  readonly feeds: readonly TypedArray[];
  /** What waits for turns in the session, on trial. */
  readonly turn?: Take;
}

/** Computes a training step on a batch with the present weights, and finds out which op first gives a value that is not finite and that
 *  reaches the loss or a gradient. Infinities that a step gets rid of again, such as those of masks, are no fault. Changes nothing.
 *  Call it while no other work uses the session.
 *  @param batch  tensors that are held in the session, or placeholders
 *  @param fed  the placeholders and their values
 *  @returns undefined if loss and gradients are finite */
export async function firstNonFinite(engine: Engine, batch: Batch, fed: Fed): Promise<Origin | undefined> {
  const training = engine.training('fit');
  const t = training.trace();
  const { loss } = await inTurns(training.measuring(t, batch));
  const backward: { readonly through: Tensor; readonly from: number; readonly to: number }[] = [];
  const weights = training.weights.map((v) => t.read(v));
  const note = (through: Tensor, from: number, to: number): void => void backward.push({ through, from, to });
  const gradients = weights.length === 0 ? [] : await inTurns(differentiating(loss, weights, note));

  const seen = await look(engine, ancestors([loss, ...gradients]), fed);
  const bad = (x: Tensor): boolean => seen.get(x)?.bad !== undefined;
  const root = bad(loss) ? loss : gradients.filter(bad).toSorted((a, b) => a.id - b.id)[0];
  if (root === undefined) return undefined;
  const culprit = originOf(root, bad);
  const behind = backward.find(({ from, to }) => from <= culprit.id && culprit.id < to)?.through ?? culprit;
  const { variable } = culprit;
  return {
    part: root === loss ? 'loss' : 'gradient',
    value: seen.get(culprit)!.bad!,
    op: variable === undefined ? culprit.op : undefined,
    layer: variable === undefined ? layerOf(behind, t.spans) : ownersIn(engine).get(variable),
    weight: variable?.name,
    largest: Math.max(0, ...culprit.inputs.map((x) => seen.get(x)?.largest ?? 0)),
  };
}

/** The first tensor on the way to `root` that is not finite although all that it was computed from is. */
function originOf(root: Tensor, bad: (t: Tensor) => boolean): Tensor {
  let at = root;
  for (;;) {
    const [earlier] = at.inputs.filter(bad).toSorted((a, b) => a.id - b.id);
    if (earlier === undefined) return at;
    at = earlier;
  }
}

/** The innermost layer in whose call a tensor was made. */
const layerOf = ({ id }: Tensor, spans: readonly Span[]): string | undefined =>
  spans.find(({ from, to }) => from <= id && id < to)?.layer.name;

/** The name of the layer that has a weight, for each weight. Of several layers it is the first. */
export function ownersIn({ network }: Engine): ReadonlyMap<Variable, string> {
  const owners = new Map<Variable, string>();
  for (const layer of network.flattened()) for (const v of layer.ownWeights) if (!owners.has(v)) owners.set(v, layer.name);
  return owners;
}

/** Computes tensors and looks at their values. Constants are what somebody wrote, so that they count as finite. */
async function look(engine: Engine, tensors: readonly Tensor[], fed: Fed): Promise<Map<Tensor, Seen>> {
  const seen = new Map<Tensor, Seen>();
  const computed: Tensor[] = [];
  const turns = new Turns();
  for (const t of tensors) {
    if (t.variable !== undefined) seen.set(t, await inTurns(seenInWeight(t.variable), turns));
    else if (t.dtype === 'float32' && t.inputs.length > 0 && hasValue(t)) computed.push(t);
  }
  for (let from = 0; from < computed.length;) {
    let to = from;
    for (let size = 0; to < computed.length && (to === from || size + computed[to]!.size <= TOGETHER); to++) size += computed[to]!.size;
    const part = computed.slice(from, to);
    const values = await compute(engine, part, fed);
    for (const [i, t] of part.entries()) {
      const array = values[i]!;
      seen.set(t, await inTurns(seenInPieces(array.length, (a, b) => array.subarray(a, b)), turns));
    }
    from = to;
  }
  // An op's inputs among the data count for the largest value only.
  const leaves = tensors.filter((t) => t.inputs.length === 0 && t.concrete && t.dtype === 'float32');
  for (const t of leaves) seen.set(t, { bad: undefined, largest: seenIn(t.data).largest });
  return seen;
}

/** The results of a scan are tensors of their own, and an effect has no value. */
const hasValue = ({ op }: Tensor): boolean => op !== 'scan' && !EFFECTS.has(op);

/** Computes tensors by a program that is used once. Changes nothing. */
export async function compute(engine: Engine, tensors: readonly Tensor[], fed: Fed): Promise<TypedArray[]> {
  const session = engine.session();
  const { inputs, feeds, turn = (work) => session.turn(work) } = fed;
  const program = await inTurns(session.planning({ outputs: tensors, effects: [], inputs }));
  const values = tensors.map((t) => allocate(t.dtype, t.size));
  try {
    await turn(() => session.complete(program, feeds, undefined, values));
  } finally {
    session.discard(program);
  }
  return values;
}

/** @returns the first NaN, else the first infinity, and the largest of the finite absolute values */
function seenIn(values: TypedArray): Seen {
  let bad: number | undefined;
  let largest = 0;
  for (const v of values) {
    const size = Math.abs(v);
    if (size < Infinity) largest = size > largest ? size : largest;
    else if (bad === undefined || Number.isNaN(v)) {
      bad = v;
      if (Number.isNaN(v)) break;
    }
  }
  return { bad, largest };
}

/** Values that are looked at in one go. */
const PIECE = 1 << 18;

/** What is known of a weight, in pieces. */
export const seenInWeight = (weight: Variable): Pieces<Seen> => seenInPieces(weight.size, (from, to) => weight.part(from, to));

function* seenInPieces(length: number, part: (from: number, to: number) => TypedArray): Pieces<Seen> {
  let seen: Seen = { bad: undefined, largest: 0 };
  for (let from = 0; from < length; from += PIECE) {
    const { bad, largest } = seenIn(part(from, Math.min(length, from + PIECE)));
    seen = { bad: seen.bad === undefined || Number.isNaN(bad) ? bad : seen.bad, largest: Math.max(seen.largest, largest) };
    if (Number.isNaN(seen.bad)) break;
    yield 4 * PIECE;
  }
  return seen;
}

const size = (value: number): string => (value < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(2));

/** An origin as the end of a sentence. */
export function described({ part, value, op, layer, weight, largest }: Origin): string {
  if (op === undefined) return `the weight ${weight} of ${layer ?? 'no layer'} is ${value} at the beginning of the step already.`;
  const index = op === 'gather_rows' ? ' Is an index below 0, or beyond the table: of embedding, from inputDim on?' : '';
  const inputs = `its inputs are finite, the largest is ${size(largest)}.${index}`;
  const place = layer === undefined ? 'the loss' : `layer ${layer}`;
  if (part === 'loss') return `the op '${op}' of ${place} is the first to give ${value}; ${inputs}`;
  return `the loss is finite, and on the way back the op '${op}' in the gradient of ${place} is the first to give ${value}; ${inputs}`;
}
