import { Body, Carried, inMemory, resultOf } from '../graph/body.ts';
import { rewrite } from '../graph/rewrite.ts';
import { full, placeholder, Tensor, zeros } from '../graph/tensor.ts';
import { add, multiply, sigmoid, subtract, tanh } from '../op/elementwise.ts';
import { gradientsOf, resultsOf, sizesOf, type Given } from '../lower/recurrent.ts';
import { matmul } from '../op/gemm.ts';
import { pad, reshape, slice, split, transpose } from '../op/move.ts';
import { parts, severalOf } from '../op/parts.ts';
import { sum } from '../op/reduce.ts';
import { assign } from '../op/update.ts';
import type { PartsRule, PullBack } from './parts-rule.ts';

type Op = 'lstm' | 'gru';

/** What is behind the results that are read: what each step read, and the gates. */
function keptOf(op: Op, y: Tensor): { readonly xh: Tensor; readonly gates: Tensor; readonly c: Tensor | undefined } {
  const [x, w] = y.inputs as [Tensor, Tensor];
  const all = parts(y, resultsOf(op, sizesOf(x, w)));
  const [xh, gates] = all.slice(-2) as [Tensor, Tensor];
  return { xh, gates, c: op === 'lstm' ? all[1] : undefined };
}

/** The states and the bias among the inputs of a node, behind sequences, weights and packed weights. */
function statesOf(op: Op, y: Tensor): { readonly states: readonly Tensor[]; readonly bias: Tensor | undefined } {
  const [, , , ...more] = y.inputs;
  const count = op === 'lstm' ? 2 : 1;
  return { states: more.slice(0, count), bias: more[count] };
}

/** The gradients of a cell's inputs follow from that of the sums within its gates, which the kernel finds from the last step to the first:
 *  each is one product over all steps. What each step read has a gradient in derivatives of this one: it is that of the inputs and of the
 *  states before. */
function through(op: Op, y: Tensor, results: ReadonlyMap<number, Tensor>): (Tensor | null)[] {
  const [x, w] = y.inputs as [Tensor, Tensor];
  const { batch, steps, inputs, units } = sizesOf(x, w);
  const { states, bias } = statesOf(op, y);
  const { xh, gates, c } = keptOf(op, y);
  const wt = transpose(slice(w, [inputs, 0], [units, 4 * units]));
  const ofRead = results.get(states.length);
  const before = ofRead && reshape(slice(ofRead, [0, inputs], [batch * steps, units]), [batch, steps, units]);
  const dh = sumOf(results.get(0), before && pad(slice(before, [0, 1, 0], [batch, steps - 1, units]), [0, 0, 0], [0, 1, 0]));
  const dc = op === 'lstm' ? results.get(1) : undefined;
  const given = { dh: dh !== undefined, dc: dc !== undefined };
  const read = op === 'lstm' ? [x, w, states[0]!, states[1]!, wt, c!, gates] : [x, w, states[0]!, wt, xh, gates];
  const more = [dh, dc, bias].filter((t) => t !== undefined);
  const [dz, ...ofStates] = severalOf(`${op}_dz`, [...read, ...more], given, gradientsOf(op, sizesOf(x, w))) as [Tensor, ...Tensor[]];
  const dx = matmul(dz, slice(w, [0, 0], [inputs, 4 * units]), { transposeB: true });
  const dw = matmul(xh, dz, { transposeA: true });
  if (before !== undefined) ofStates[0] = add(ofStates[0]!, reshape(slice(before, [0, 0, 0], [batch, 1, units]), [batch, units]));
  const ofInputs = sumOf(dx, ofRead && slice(ofRead, [0, 0], [batch * steps, inputs]))!;
  return [reshape(ofInputs, x.shape), dw, null, ...ofStates, ...(bias === undefined ? [] : [sum(dz, { axis: 0 })])];
}

const sumOf = (a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined =>
  a === undefined || b === undefined ? (a ?? b) : add(a, b);

/** The cells as scans over ops, for derivatives of the derivative.
 *  @param extra  is added to the sums within the gates. [steps, batch, 4 units]
 *  @returns the states after each step. [steps, batch, units] */
function byTurns(op: Op, x: Tensor, w: Tensor, bias: Tensor | undefined, states: readonly Tensor[], extra: Tensor): Tensor[] {
  const { batch, steps, inputs, units } = sizesOf(x, w);
  const leaf = (t: Tensor, shape = t.shape): Tensor => new Tensor('row', [], {}, shape, t.dtype);
  const carried = states.map((s, i) => new Carried(`state ${i}`, zeros(s.shape, s.dtype)));
  const rows = [leaf(x, [batch, inputs]), leaf(extra, [batch, 4 * units])] as const;
  const held = [w, ...(bias === undefined ? [] : [bias])];
  const heldLeaves = held.map((t) => leaf(t));
  const h = carried[0]!.tensor;
  const weights = heldLeaves[0]!;
  const along = (from: number, count: number): Tensor => slice(weights, [from, 0], [count, 4 * units]);
  const z = add(add(matmul(rows[0], along(0, inputs)), matmul(h, along(inputs, units))), rows[1]);
  const gates = split(heldLeaves[1] === undefined ? z : add(z, heldLeaves[1]), 4, { axis: -1 }) as [Tensor, Tensor, Tensor, Tensor];
  const next = op === 'lstm' ? lstmStep(gates, carried[1]!.tensor) : [gruStep(gates, h)];
  const body = new Body({
    length: steps, reverse: false, carried, next, rows, held: heldLeaves, effects: carried.map((c, i) => assign(c, next[i]!)), ys: next,
  });
  const scan = new Tensor('scan', [...states.map(inMemory), transpose(x, { axes: [1, 0, 2] }), extra, ...held], { body }, [], 'float32');
  return next.map((_, i) => resultOf(scan, carried.length + i));
}

function lstmStep([i, f, g, o]: readonly [Tensor, Tensor, Tensor, Tensor], c: Tensor): Tensor[] {
  const memory = add(multiply(sigmoid(f), c), multiply(sigmoid(i), tanh(g)));
  return [multiply(sigmoid(o), tanh(memory)), memory];
}

function gruStep([z, r, a, q]: readonly [Tensor, Tensor, Tensor, Tensor], h: Tensor): Tensor {
  const update = sigmoid(z);
  return add(multiply(update, h), multiply(subtract(1, update), tanh(add(a, multiply(sigmoid(r), q)))));
}

/** The derivative of `lstm_dz` and `gru_dz`: that of the gradient of the scan. Leaves stand for the inputs until it is found, because one
 *  input may depend on another. */
function throughGradient(op: Op, y: Tensor, results: ReadonlyMap<number, Tensor>, pullBack: PullBack): (Tensor | null)[] {
  const count = op === 'lstm' ? 2 : 1;
  const behind = 2 + count;
  const { dh, dc } = y.attrs as unknown as Given;
  const inputs = [...y.inputs.slice(0, behind), ...y.inputs.slice(behind + 3)];
  const leaves = inputs.map((t) => placeholder(t.shape));
  const [x, w, ...more] = leaves as [Tensor, Tensor, ...Tensor[]];
  const states = more.slice(0, count);
  const given = more.slice(count, count + Number(dh) + Number(dc));
  const bias = more[count + given.length];
  const { batch, steps, units } = sizesOf(x, w);
  const extra = inMemory(full([steps, batch, 4 * units], 0));
  const after = byTurns(op, x, w, bias, states, extra);
  const asked = [...(dh ? [after[0]!] : []), ...(dc ? [after[1]!] : [])];
  const inTurns = (t: Tensor): Tensor => transpose(t, { axes: [1, 0, 2] });
  const [dz, ...ofStates] = pullBack(asked.map((t, i) => [t, inTurns(given[i]!)] as const), [extra, ...states]) as [Tensor, ...Tensor[]];
  const made = [reshape(inTurns(dz), [batch * steps, 4 * units]), ...ofStates];
  const found = pullBack(made.flatMap((t, i) => (results.has(i) ? [[t, results.get(i)!] as const] : [])), leaves);
  const placed = new Map(leaves.map((leaf, i) => [leaf, inputs[i]!]));
  const gradients = rewrite(found, (t) => placed.get(t));
  return [...gradients.slice(0, behind), null, null, null, ...gradients.slice(behind)];
}

export const recurrent: Readonly<Record<string, PartsRule>> = {
  lstm: (y, results) => through('lstm', y, results),
  gru: (y, results) => through('gru', y, results),
  lstm_dz: (y, results, pullBack) => throughGradient('lstm', y, results, pullBack),
  gru_dz: (y, results, pullBack) => throughGradient('gru', y, results, pullBack),
};
