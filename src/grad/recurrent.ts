import { Body, Carried, inMemory, resultOf } from '../graph/body.ts';
import { rewrite } from '../graph/rewrite.ts';
import { full, placeholder, Tensor, zeros } from '../graph/tensor.ts';
import { add, multiply, relu, sigmoid, subtract, tanh, where } from '../op/elementwise.ts';
import {
  FORMS, gradientInputsOf, gradientsOf, inputsOf, READ, resultsOf, sizesOf, type CellActivation, type CellAttributes, type CellOp,
} from '../lower/recurrent.ts';
import { matmul } from '../op/gemm.ts';
import { pad, reshape, slice, split, transpose } from '../op/move.ts';
import { parts, severalOf } from '../op/parts.ts';
import { sum } from '../op/reduce.ts';
import { assign } from '../op/update.ts';
import type { PartsRule, PullBack } from './parts-rule.ts';

/** What the kernel of the gradient reads beside the transposed weights of the state, and what each step read. */
function keptOf(op: CellOp, y: Tensor): { readonly xh: Tensor; readonly read: readonly Tensor[] } {
  const { sizes } = inputsOf(op, y);
  const all = parts(y, resultsOf(op, sizes));
  const xh = all[FORMS[op].states]!;
  return { xh, read: { lstm: [all[1]!, all.at(-1)!], gru: [xh, all.at(-1)!], simple_rnn: [all[0]!] }[op] };
}

/** The gradients of a cell's inputs follow from that of the sums within its gates, which the kernel finds from the last step to the first:
 *  each is one product over all steps. What each step read has a gradient in derivatives of this one: it is that of the inputs and of the
 *  states before. */
function through(op: CellOp, y: Tensor, results: ReadonlyMap<number, Tensor>): (Tensor | null)[] {
  const { x, w, states, mask, bias, sizes, attributes } = inputsOf(op, y);
  const { batch, steps, inputs, units } = sizes;
  const columns = w.shape[1]!;
  const { xh, read } = keptOf(op, y);
  const wt = transpose(slice(w, [inputs, 0], [units, columns]));
  const ofRead = results.get(states.length);
  const before = ofRead && reshape(slice(ofRead, [0, inputs], [batch * steps, units]), [batch, steps, units]);
  const dh = sumOf(results.get(0), before && pad(slice(before, [0, 1, 0], [batch, steps - 1, units]), [0, 0, 0], [0, 1, 0]));
  const dc = op === 'lstm' ? results.get(1) : undefined;
  const given = { ...attributes, dh: dh !== undefined, dc: dc !== undefined };
  const more = [dh, dc, mask, bias].filter((t) => t !== undefined);
  const [dz, ...ofStates] = severalOf(`${op}_dz`, [x, w, ...states, wt, ...read, ...more], given, gradientsOf(op, sizes)) as [
    Tensor, ...Tensor[],
  ];
  const dx = matmul(dz, slice(w, [0, 0], [inputs, columns]), { transposeB: true });
  const dw = matmul(xh, dz, { transposeA: true });
  if (before !== undefined) ofStates[0] = add(ofStates[0]!, reshape(slice(before, [0, 0, 0], [batch, 1, units]), [batch, units]));
  const ofInputs = sumOf(dx, ofRead && slice(ofRead, [0, 0], [batch * steps, inputs]))!;
  return [
    reshape(ofInputs, x.shape), dw, null, ...ofStates, ...(mask === undefined ? [] : [null]),
    ...(bias === undefined ? [] : [sum(dz, { axis: 0 })]),
  ];
}

const sumOf = (a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined =>
  a === undefined || b === undefined ? (a ?? b) : add(a, b);

/** The cells as scans over ops, for derivatives of the derivative.
 *  @param mask  [batch, steps]
 *  @param extra  is added to the sums within the gates. [steps, batch, gates * units]
 *  @returns the states after each step. [steps, batch, units] */
function byTurns(
  op: CellOp, x: Tensor, w: Tensor, bias: Tensor | undefined, states: readonly Tensor[], mask: Tensor | undefined, extra: Tensor,
  { activation }: CellAttributes,
): Tensor[] {
  const { batch, steps, inputs, units } = sizesOf(op, x, w);
  const columns = w.shape[1]!;
  const leaf = (t: Tensor, shape = t.shape): Tensor => new Tensor('row', [], {}, shape, t.dtype);
  const carried = states.map((s, i) => new Carried(`state ${i}`, zeros(s.shape, s.dtype)));
  const rows: readonly Tensor[] = [
    leaf(x, [batch, inputs]), leaf(extra, [batch, columns]), ...(mask === undefined ? [] : [leaf(mask, [batch, 1])]),
  ];
  const held = [w, ...(bias === undefined ? [] : [bias])];
  const heldLeaves = held.map((t) => leaf(t));
  const before = carried.map((c) => c.tensor);
  const weights = heldLeaves[0]!;
  const along = (from: number, count: number): Tensor => slice(weights, [from, 0], [count, columns]);
  const z = add(add(matmul(rows[0]!, along(0, inputs)), matmul(before[0]!, along(inputs, units))), rows[1]!);
  const sums = split(heldLeaves[1] === undefined ? z : add(z, heldLeaves[1]), FORMS[op].gates, { axis: -1 });
  const fresh = STEPS[op](sums, before, activation);
  const next = rows[2] === undefined ? fresh : fresh.map((state, i) => where(rows[2]!, state, before[i]!));
  const body = new Body({
    length: steps, reverse: false, carried, next, rows, held: heldLeaves, effects: carried.map((c, i) => assign(c, next[i]!)), ys: next,
  });
  const perTurn = [
    transpose(x, { axes: [1, 0, 2] }), extra, ...(mask === undefined ? [] : [inMemory(reshape(transpose(mask), [steps, batch, 1]))]),
  ];
  const scan = new Tensor('scan', [...states.map(inMemory), ...perTurn, ...held], { body }, [], 'float32');
  return next.map((_, i) => resultOf(scan, carried.length + i));
}

const ACTIVATIONS: Readonly<Record<CellActivation, (x: Tensor) => Tensor>> = { linear: (x) => x, relu, sigmoid, tanh };

/** The new states of a step, from the sums within its gates and the states before. */
type Step = (sums: readonly Tensor[], before: readonly Tensor[], activation: CellActivation | undefined) => Tensor[];

const STEPS: Readonly<Record<CellOp, Step>> = {
  lstm: ([i, f, g, o], [, c]) => {
    const memory = add(multiply(sigmoid(f!), c!), multiply(sigmoid(i!), tanh(g!)));
    return [multiply(sigmoid(o!), tanh(memory)), memory];
  },
  gru: ([z, r, a, q], [h]) => {
    const update = sigmoid(z!);
    return [add(multiply(update, h!), multiply(subtract(1, update), tanh(add(a!, multiply(sigmoid(r!), q!)))))];
  },
  simple_rnn: ([z], _, activation) => [ACTIVATIONS[activation!](z!)],
};

/** The derivative of the gradient of a cell: that of the gradient of the scan. Leaves stand for the inputs until it is found, because one
 *  input may depend on another. */
function throughGradient(op: CellOp, y: Tensor, results: ReadonlyMap<number, Tensor>, pullBack: PullBack): (Tensor | null)[] {
  const given = gradientInputsOf(op, y);
  const { mask, sizes: { batch, steps }, attributes } = given;
  const inTurns = (t: Tensor): Tensor => transpose(t, { axes: [1, 0, 2] });
  const leafOf = <T extends Tensor | undefined>(t: T): T => (t && placeholder(t.shape)) as T;
  const [x, w, bias] = [leafOf(given.x), leafOf(given.w), leafOf(given.bias)];
  const states = given.states.map(leafOf);
  const [dh, dc] = [leafOf(given.dh), leafOf(given.dc)];
  const columns = w.shape[1]!;
  const extra = inMemory(full([steps, batch, columns], 0));
  const after = byTurns(op, x, w, bias, states, mask, extra, attributes);
  const asked = [dh, dc].flatMap((t, i) => (t === undefined ? [] : [[after[i]!, inTurns(t)] as const]));
  const [dz, ...ofStates] = pullBack(asked, [extra, ...states]) as [Tensor, ...Tensor[]];
  const made = [reshape(inTurns(dz), [batch * steps, columns]), ...ofStates];
  const inputs = [given.x, given.w, ...given.states, given.dh, given.dc, given.bias].filter((t) => t !== undefined);
  const leaves = [x, w, ...states, dh, dc, bias].filter((t) => t !== undefined);
  const found = pullBack(made.flatMap((t, i) => (results.has(i) ? [[t, results.get(i)!] as const] : [])), leaves);
  const placed = new Map(leaves.map((leaf, i) => [leaf, inputs[i]!]));
  const gradients = rewrite(found, (t) => placed.get(t));
  const behind = 2 + states.length;
  const ofBias = bias === undefined ? [] : gradients.splice(-1);
  return [
    ...gradients.slice(0, behind), ...Array<null>(READ[op]).fill(null), ...gradients.slice(behind), ...(mask === undefined ? [] : [null]),
    ...ofBias,
  ];
}

const OPS = Object.keys(FORMS) as CellOp[];

export const recurrent: Readonly<Record<string, PartsRule>> = Object.fromEntries(
  OPS.flatMap((op): [string, PartsRule][] => [
    [op, (y, results) => through(op, y, results)],
    [`${op}_dz`, (y, results, pullBack) => throughGradient(op, y, results, pullBack)],
  ]),
);
