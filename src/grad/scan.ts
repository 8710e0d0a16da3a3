import { Body, Carried, inMemory, resultOf } from '../graph/body.ts';
import { rewrite } from '../graph/rewrite.ts';
import { full, Tensor, zeros } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';
import { isView } from '../lower/view.ts';
import { add } from '../op/elementwise.ts';
import { assign } from '../op/update.ts';

/** The type of `pullBack`. It is a parameter, because it and `throughScan` call each other. */
export type PullBack = (ys: readonly (readonly [Tensor, Tensor])[], xs: readonly Tensor[]) => Tensor[];

/** Gradients of a scan's inputs from those of its results, by a second scan in the other direction. A turn receives the
 *  gradient of the carry that the forward turn gave, and carries the gradient of the carry that the forward turn received.
 *  Gradients of tensors that every turn reads are summed. The first scan keeps the values that the second one needs, a row for
 *  each turn.
 *  @param results  gradients, by the numbers of results
 *  @param matters  whether an input needs a gradient
 *  @returns a gradient for each input of the scan, null if it has none
 *  @source Werbos 1990, Backpropagation through time: what it does and how to do it */
export function throughScan(
  scan: Tensor,
  results: ReadonlyMap<number, Tensor>,
  matters: (input: Tensor) => boolean,
  pullBack: PullBack,
): (Tensor | null)[] {
  const body = scan.attrs['body'] as Body;
  const { carried, next, rows, held } = body;
  const part = <T>(list: readonly T[], from: number, count: number): readonly T[] => list.slice(from, from + count);
  const wants = (from: number, leaves: readonly Tensor[]): boolean[] =>
    leaves.map((leaf, i) => leaf.dtype === 'float32' && matters(scan.inputs[from + i]!));
  const float = carried.map((c, i) => next[i] !== undefined && c.dtype === 'float32');
  const rowsWanted = wants(carried.length, rows);
  const heldWanted = wants(carried.length + rows.length, held);

  // The gradients of one turn.
  const carriedBack = carried.filter((_, i) => float[i]).map((c) => new Carried(`gradient of ${c.name}`, zeros(c.shape, c.dtype)));
  const given = body.ys.flatMap((y, i) => {
    const gradient = results.get(carried.length + i);
    return gradient === undefined ? [] : [{ y, gradient, row: new Tensor('row', [], {}, y.shape, y.dtype) }];
  });
  const seeds = [
    ...next.filter((_, i) => float[i]).map((y, i) => [y!, carriedBack[i]!.tensor] as const),
    ...given.map(({ y, row }) => [y, row] as const),
  ];
  const leaves = [
    ...carried.filter((_, i) => float[i]).map((c) => c.tensor),
    ...rows.filter((_, j) => rowsWanted[j]),
    ...held.filter((_, k) => heldWanted[k]),
  ];
  const gradients = pullBack(seeds, leaves);
  const sums = part(gradients, leaves.length - heldWanted.filter(Boolean).length, leaves.length).map((g) =>
    g.op === 'fill' ? undefined : g,
  );
  const summed = sums.map((g) => (g === undefined ? undefined : new Carried('sum of gradients', zeros(g.shape, g.dtype))));
  const carriedNext = [
    ...part(gradients, 0, carriedBack.length),
    ...sums.flatMap((g, k) => (g === undefined ? [] : [add(summed[k]!.tensor, g)])),
  ];
  const rowGradients = part(gradients, carriedBack.length, rowsWanted.filter(Boolean).length);

  // The values of the forward turn that the backward turn reads.
  const there = new Set(ancestors([...next.flatMap((t) => t ?? []), ...body.ys]));
  const read = [...readOf([...carriedNext, ...rowGradients], there)].filter((t) => !held.includes(t));
  const kept = read.map((t) => {
    const j = rows.indexOf(t);
    return j < 0
      ? { t, row: new Tensor('row', [], {}, t.shape, t.dtype), all: resultOf(scan, body.keep(t)) }
      : { t, row: t, all: scan.inputs[carried.length + j]! };
  });
  const instead = new Map(kept.map(({ t, row }) => [t, row]));
  const inside = rewrite([...carriedNext, ...rowGradients], (t) => instead.get(t));
  const used = new Set(ancestors(inside));
  const heldThere = held.flatMap((leaf, k) => (used.has(leaf) ? [{ leaf, input: scan.inputs[carried.length + rows.length + k]! }] : []));
  const carriers = [...carriedBack, ...summed.flatMap((c) => c ?? [])];
  const back = new Body({
    length: body.length,
    reverse: !body.reverse,
    carried: carriers,
    next: part(inside, 0, carriers.length),
    rows: [...given.map(({ row }) => row), ...kept.map(({ row }) => row)],
    held: heldThere.map((h) => h.leaf),
    effects: carriers.map((c, i) => assign(c, inside[i]!)),
    ys: part(inside, carriers.length, rowGradients.length),
  });
  const initial = [
    ...carried.flatMap((c, i) => (float[i] ? [results.get(i) ?? full(c.shape, 0)] : [])),
    ...summed.flatMap((c) => (c === undefined ? [] : [full(c.shape, 0)])),
  ];
  const inputs = [...initial, ...given.map((g) => inMemory(g.gradient)), ...kept.map((k) => k.all), ...heldThere.map((h) => h.input)];
  const scanBack = new Tensor('scan', inputs, { body: back }, [], 'float32');

  // Gradients of the inputs, in their order.
  let at = 0;
  const initials = float.map((is) => (is ? resultOf(scanBack, at++) : null));
  let sum = 0;
  const helds = heldWanted.map((is) => (is && summed[sum++] !== undefined ? resultOf(scanBack, at++) : null));
  const xs = rowsWanted.map((is) => (is ? resultOf(scanBack, at++) : null));
  return [...initials, ...xs, ...helds];
}

/** The tensors among `there` that the roots depend on directly or through other tensors that are not among `there`. Views do
 *  not count. */
function readOf(roots: readonly Tensor[], there: ReadonlySet<Tensor>): Set<Tensor> {
  const read = new Set<Tensor>();
  const seen = new Set<Tensor>(roots);
  for (const t of seen) {
    const number = t.op === 'fill' || t.op === 'constant';
    // A scan within the turn has no value of its own, only results. Some of these may have been added after `there` was made.
    const known = there.has(t.op === 'scan_result' ? t.inputs[0]! : t);
    if (known && !number && (t.inputs.length === 0 || !isView(t) || t.op === 'after')) read.add(t);
    else for (const x of t.inputs) seen.add(x);
  }
  return read;
}
