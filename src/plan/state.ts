import { Tensor } from '../graph/tensor.ts';
import { ancestors, usersOf } from '../graph/walk.ts';
import { ELEMENTWISE } from '../lower/elementwise.ts';
import { EFFECTS, writesOf } from '../lower/update.ts';
import { isView, origin, viewOf } from '../lower/view.ts';
import type { PlaceOf } from './blocks.ts';
import { rewrite } from './rewrite.ts';

/** How a program changes state. A variable has one value after another; what is computed for its place must come behind
 *  every reader of the value that stood there before. */
export interface StateOrder {
  /** The roots, with the value instead of its assignment where it is computed in the variable's own place. */
  readonly roots: readonly Tensor[];
  /** What runs behind the point up to which a step can be cancelled. */
  readonly effects: ReadonlySet<Tensor>;
  /** Values computed in the place of variables: the first of those variables. */
  readonly stored: ReadonlyMap<Tensor, Tensor>;
  /** For each tensor, those that must come before it though it does not read them. */
  readonly before: ReadonlyMap<Tensor, readonly Tensor[]>;
  /** Whether `t` would overwrite, within one chain with `nodes`, what these read at other positions than it writes. */
  conflicts(t: Tensor, nodes: readonly Tensor[]): boolean;
}

/** A variable's value as something reads it: what stood there at the beginning, or behind an effect. */
interface Reading {
  readonly variable: Tensor;
  readonly behind: Tensor | undefined;
}

/** A reader that must come both before and behind a writer, and what it reads. */
interface Cycle {
  readonly reader: Tensor;
  readonly variable: Tensor;
}

/** Decides which values are computed in the place of their variables, and orders readers before writers. Where they wait
 *  for each other in a circle, as in a swap, a reader is given a copy.
 *  @param fetched  how many of the roots are read after the run: the first ones */
export function orderState(roots: readonly Tensor[], fetched: number, place: PlaceOf): StateOrder {
  let current = roots;
  for (;;) {
    const attempt = new Attempt(current, fetched, place);
    const cycle = attempt.cycle();
    if (cycle === undefined) return attempt;
    current = withCopy(current, cycle);
  }
}

function withCopy(roots: readonly Tensor[], { reader, variable }: Cycle): Tensor[] {
  return rewrite(roots, (t, inputs) => {
    if (t !== reader) return undefined;
    const copied = inputs.map((x, i) =>
      isTarget(t, i) || !readingsOf(x).some((r) => r.variable === variable) ? x : new Tensor('copy', [x], {}, x.shape, x.dtype),
    );
    return new Tensor(t.op, copied, t.attrs, t.shape, t.dtype);
  });
}

/** Whether input i of an effect is a variable that it changes. */
const isTarget = (t: Tensor, i: number): boolean =>
  EFFECTS.has(t.op) && t.inputs[i]!.variable !== undefined && writesOf(t).includes(t.inputs[i]!.variable);

function readingsOf(x: Tensor): Reading[] {
  if (x.variable !== undefined) return [{ variable: x, behind: undefined }];
  if (x.op === 'after') return [{ variable: x.inputs[0]!, behind: x.inputs[1]! }];
  if (isView(x)) return readingsOf(x.inputs[0]!);
  return x.op === 'block' ? x.inputs.flatMap(readingsOf) : [];
}

class Attempt implements StateOrder {
  readonly roots: readonly Tensor[];
  readonly effects: Set<Tensor>;
  readonly stored = new Map<Tensor, Tensor>();
  readonly before = new Map<Tensor, Tensor[]>();
  /** The variables that a tensor writes. */
  readonly #targets = new Map<Tensor, readonly Tensor[]>();
  /** Who writes a variable, in order. */
  readonly #writers = new Map<Tensor, Tensor[]>();
  readonly #place: PlaceOf;
  #misplaced: Cycle | undefined;

  constructor(roots: readonly Tensor[], fetched: number, place: PlaceOf) {
    this.#place = place;
    const tensors = ancestors(roots);
    this.effects = effectsOf(tensors, new Set(roots.slice(0, fetched)));
    this.roots = roots.map((root) => this.#store(root));
    const running = ancestors(this.roots).filter((t) => this.effects.has(t) && !isView(t) && t.op !== 'block');
    for (const t of running) if (EFFECTS.has(t.op)) this.#targets.set(t, t.inputs.filter((_, i) => isTarget(t, i)));
    this.#orderWriters();
    for (const t of running) this.#orderReads(t);
  }

  conflicts(t: Tensor, nodes: readonly Tensor[]): boolean {
    const targets = this.#targets.get(t);
    if (targets === undefined) return false;
    return nodes.some((n) =>
      n.inputs.some((x, i) => !isTarget(n, i) && readingsOf(x).some((r) => targets.includes(r.variable)) && !this.#aligned(x, targets)),
    );
  }

  cycle(): Cycle | undefined {
    if (this.#misplaced !== undefined) return this.#misplaced;
    const done = new Set<Tensor>();
    let waiting = ancestors(this.roots).filter((t) => this.effects.has(t));
    const needs = (t: Tensor): Tensor[] => [...t.inputs.filter((x) => this.effects.has(x)), ...(this.before.get(t) ?? [])];
    for (let left = -1; left !== waiting.length; ) {
      left = waiting.length;
      waiting = waiting.filter((t) => !(needs(t).every((x) => done.has(x)) && done.add(t)));
    }
    const stuck = new Set(waiting);
    const reaches = (from: Tensor, to: Tensor): boolean => {
      const seen = new Set<Tensor>([from]);
      for (const t of seen) for (const x of needs(t)) if (stuck.has(x)) seen.add(x);
      return seen.has(to);
    };
    for (const writer of waiting) {
      for (const reader of this.before.get(writer) ?? []) {
        if (!stuck.has(reader) || !reaches(reader, writer)) continue;
        const targets = this.#targets.get(writer)!;
        const variable = reader.inputs
          .filter((_, i) => !isTarget(reader, i))
          .flatMap(readingsOf)
          .find((r) => targets.includes(r.variable))?.variable;
        if (variable !== undefined) return { reader, variable };
      }
    }
    if (stuck.size > 0) throw new Error(`the effects ${[...stuck].map((t) => t.op).join(', ')} wait for each other`);
    return undefined;
  }

  /** The value in place of the assignment, if it can be computed where it is to stand. */
  #store(root: Tensor): Tensor {
    if (root.op !== 'assign') return root;
    const [given, ...targets] = root.inputs as [Tensor, ...Tensor[]];
    const value = origin(given);
    const inPlace =
      ELEMENTWISE.has(value.op) &&
      value.size === given.size &&
      value.dtype === targets[0]!.dtype &&
      this.effects.has(value) &&
      !this.stored.has(value);
    if (!inPlace || value.inputs.some((x) => this.#readsElsewhere(x, targets))) return root;
    this.stored.set(value, targets[0]!);
    this.#targets.set(value, targets);
    return value;
  }

  /** Writers of a variable come in the order of the graph, its assignment last. */
  #orderWriters(): void {
    const rank = (t: Tensor): number => (t.op === 'assign' || this.stored.has(t) ? Infinity : t.id);
    for (const [writer, targets] of this.#targets) for (const v of targets) this.#writers.set(v, [...(this.#writers.get(v) ?? []), writer]);
    for (const writers of this.#writers.values()) {
      writers.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
      if (writers.filter((w) => rank(w) === Infinity).length > 1) throw new Error('two assignments to one variable in a program');
      writers.slice(1).forEach((w, i) => this.#behind(writers[i]!, w));
    }
  }

  /** What t reads of variables is there until it has read it. */
  #orderReads(t: Tensor): void {
    t.inputs.forEach((x, i) => {
      if (isTarget(t, i)) return;
      for (const { variable, behind } of readingsOf(x)) {
        const writers = this.#writers.get(variable) ?? [];
        const next = writers[behind === undefined ? 0 : writers.indexOf(behind) + 1];
        if (next === t && !this.#aligned(x, this.#targets.get(t)!)) this.#misplaced ??= { reader: t, variable };
        if (next !== undefined && next !== t) this.#behind(t, next);
      }
    });
  }

  #behind(first: Tensor, then: Tensor): void {
    this.before.set(then, [...(this.before.get(then) ?? []), first]);
  }

  /** Whether x shows some of the variables, not just as they lie from the first of them on. */
  #readsElsewhere(x: Tensor, targets: readonly Tensor[]): boolean {
    return readingsOf(x).some((r) => targets.includes(r.variable)) && !this.#aligned(x, targets);
  }

  #aligned(x: Tensor, targets: readonly Tensor[]): boolean {
    const { source, offset } = viewOf(x);
    const at = this.#place(source.op === 'block' ? origin(source.inputs[0]!) : source)!;
    const to = this.#place(targets[0]!)!;
    return at.segment === to.segment && at.offset + offset === to.offset && x.size === targets.reduce((sum, v) => sum + v.size, 0);
  }
}

/** Effects, what reads their results, and elementwise steps that serve nothing but an assignment of their own size: these
 *  can then be computed in the place of the variable. */
function effectsOf(tensors: readonly Tensor[], fetched: ReadonlySet<Tensor>): Set<Tensor> {
  const effects = new Set<Tensor>();
  for (const t of tensors) if (EFFECTS.has(t.op) || t.inputs.some((x) => effects.has(x))) effects.add(t);
  const users = usersOf(tensors);
  const serving = new Set<Tensor>();
  for (const t of tensors.toReversed()) {
    if (effects.has(t) || fetched.has(t) || t.inputs.length === 0 || !(ELEMENTWISE.has(t.op) || isView(t))) continue;
    const readers = users.get(t)!;
    if (
      readers.every((u) => effects.has(u)) &&
      readers.some((u) => (u.op === 'assign' && u.inputs[0] === t) || (serving.has(u) && u.size === t.size))
    ) {
      effects.add(t);
      serving.add(t);
    }
  }
  return effects;
}
