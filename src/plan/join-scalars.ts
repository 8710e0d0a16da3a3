import { bitsOf } from '../abi/bits.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { walking } from '../graph/walk.ts';
import { ELEMENTWISE } from '../lower/elementwise.ts';
import { follows } from '../lower/lowering.ts';
import { EFFECTS, writesOf } from '../lower/update.ts';
import { origin } from '../lower/view.ts';
import type { PlaceOf } from './blocks.ts';
import { immediateOf, isImmediate, isLeaf } from './schedule.ts';

/** How many ops a formula has that are looked at, one within the other. What they read otherwise may differ. */
const DEEP = 2;

/** Assigns to numbers that are neighbours in memory at once, where each gets a value by the same formula: the sums of all metrics, say.
 *  A step over a few numbers takes as long as one over a single number.
 *  @param roots  effects, and what else the graph computes */
export function* joinScalars(roots: readonly Tensor[], place: PlaceOf): Pieces<Tensor[]> {
  const buckets = new Map<string, Tensor[]>();
  for (const effect of yield* candidates(roots, place)) {
    const formula = formulaOf(effect.inputs[0]!, 0);
    const known = buckets.get(formula);
    if (known === undefined) buckets.set(formula, [effect]);
    else known.push(effect);
  }
  const joined = new Map<Tensor, Tensor | undefined>();
  const vectors = new Vectors(place);
  for (const bucket of buckets.values()) {
    yield PASS;
    for (const run of runsOf(bucket, place)) {
      const vector = run.length < 2 ? undefined : vectors.of(run.map((effect) => effect.inputs[0]!), 0);
      if (vector === undefined) continue;
      for (const effect of run) joined.set(effect, undefined);
      joined.set(run[0]!, new Tensor('assign', [vector, ...run.map((effect) => effect.inputs[1]!)], {}, [], 'float32'));
    }
  }
  return roots.flatMap((root) => (joined.has(root) ? (joined.get(root) ?? []) : [root]));
}

/** The assignments of computed values to single numbers that nothing reads behind them and nothing else changes. */
function* candidates(roots: readonly Tensor[], place: PlaceOf): Pieces<Tensor[]> {
  const single = roots.filter(({ op, inputs }) => op === 'assign' && inputs.length === 2 && inputs[0]!.size === 1);
  if (single.length < 2) return [];
  const writers = new Map<Variable, number>();
  const readBehind = new Set<Tensor>();
  for (const t of yield* walking(roots)) {
    if (t.op === 'after') readBehind.add(t.inputs[1]!);
    if (EFFECTS.has(t.op) && t.op !== 'guarded') for (const v of writesOf(t)) writers.set(v, (writers.get(v) ?? 0) + 1);
  }
  return single.filter((effect) => {
    const [value, v] = effect.inputs as [Tensor, Tensor];
    return ELEMENTWISE.has(value.op) && place(v) !== undefined && writers.get(v.variable!) === 1 && !readBehind.has(effect);
  });
}

/** The ops of a value that read variables and constants, by which equal formulas are found. */
function formulaOf(t: Tensor, depth: number): string {
  if (t.variable !== undefined) return 'variable';
  if (isImmediate(t)) return `${bitsOf(immediateOf(t))}`;
  return isOwn(t, depth) ? `${t.op}(${t.inputs.map((x) => formulaOf(x, depth + 1)).join()})` : `any ${t.dtype}`;
}

/** Whether an op is part of the formula: the value itself, and what reads variables within. */
const isOwn = (t: Tensor, depth: number): boolean =>
  depth === 0 || (depth < DEEP && ELEMENTWISE.has(t.op) && t.inputs.some((x) => x.variable !== undefined));

/** Divides assignments into runs whose variables are neighbours in memory. */
function runsOf(effects: readonly Tensor[], place: PlaceOf): Tensor[][] {
  const at = (effect: Tensor) => place(effect.inputs[1]!)!;
  const runs: Tensor[][] = [];
  for (const effect of effects.toSorted((a, b) => at(a).offset - at(b).offset)) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && follows(at(effect), at(last), 1)) runs.at(-1)!.push(effect);
    else runs.push([effect]);
  }
  return runs;
}

/** Values of equal formulas as one vector. */
class Vectors {
  readonly #place: PlaceOf;
  readonly #known = new Map<string, Tensor>();

  constructor(place: PlaceOf) {
    this.#place = place;
  }

  /** The vector of numbers; undefined if it cannot be computed as one. */
  of(parts: readonly Tensor[], depth: number): Tensor | undefined {
    const [first] = parts as [Tensor];
    if (parts.every((t) => t === first) || isImmediate(first)) return first;
    const key = `${isOwn(first, depth) ? depth : ''} ${parts.map((t) => t.id).join()}`;
    const known = this.#known.get(key) ?? this.#make(parts, depth);
    if (known !== undefined) this.#known.set(key, known);
    return known;
  }

  #make(parts: readonly Tensor[], depth: number): Tensor | undefined {
    const [first] = parts as [Tensor];
    const whole = [parts.length];
    if (first.variable !== undefined || !isOwn(first, depth)) {
      const fits = first.variable !== undefined ? this.#areNeighbours(parts) : parts.every((t) => !isLeaf(origin(t)));
      return fits ? new Tensor('pack', parts, {}, whole, first.dtype) : undefined;
    }
    const inputs = first.inputs.map((_, i) => this.of(parts.map((t) => t.inputs[i]!), depth + 1));
    if (inputs.some((x) => x === undefined)) return undefined;
    return new Tensor(first.op, inputs as Tensor[], first.attrs, whole, first.dtype);
  }

  #areNeighbours(variables: readonly Tensor[]): boolean {
    const places = variables.map((v) => this.#place(v));
    return places.every((to, i) => to !== undefined && (i === 0 || follows(to, places[i - 1]!, 1)));
  }
}
