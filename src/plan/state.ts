import { forEach, PASS, type Pieces } from '../core/pieces.ts';
import { rewrite } from '../graph/rewrite.ts';
import { Tensor } from '../graph/tensor.ts';
import { AT_A_TIME, usersOf, walking } from '../graph/walk.ts';
import { ELEMENTWISE } from '../lower/elementwise.ts';
import { EFFECTS, isTarget } from '../lower/update.ts';
import { isView, origin, viewOf } from '../lower/view.ts';
import type { PlaceOf } from './blocks.ts';
import { effectsOf, guardsOf } from './effects.ts';

/** How a program changes state. A new value of a variable takes the place of the old one, so it is computed after all reads of
 *  the old one. */
export interface StateOrder {
  readonly roots: readonly Tensor[];
  /** All that the roots depend on, inputs before users. */
  readonly tensors: readonly Tensor[];
  /** The readers of each tensor. */
  readonly users: ReadonlyMap<Tensor, readonly Tensor[]>;
  /** Tensors that are computed after the last point where a step can be cancelled. */
  readonly effects: ReadonlySet<Tensor>;
  /** For each value that is computed in the place of variables, the first of these variables. */
  readonly stored: ReadonlyMap<Tensor, Tensor>;
  /** Assignments of such values. They need no instruction. */
  readonly done: ReadonlySet<Tensor>;
  /** The flag that guards a tensor: where it is 0, nothing needs the tensor and it is not computed. Undefined for a tensor that is
   *  always computed. */
  guardOf(t: Tensor): Tensor | undefined;
  /** For each tensor, the tensors that must come before it although it does not read them. */
  readonly before: ReadonlyMap<Tensor, readonly Tensor[]>;
  /** The inputs of a tensor that show variables, except those that are its targets. */
  readsOf(t: Tensor): readonly Read[];
  /** Whether `t` cannot join a chain with these reads: it writes a variable that they read at other positions. */
  conflicts(t: Tensor, reads: readonly Read[]): boolean;
}

/** One value of a variable as something reads it: the value that the effect `behind` wrote or, if that is undefined, the value at the
 *  beginning of the step. */
interface Reading {
  readonly variable: Tensor;
  readonly behind: Tensor | undefined;
}

/** An input that shows variables, and which values of them. */
export interface Read {
  readonly input: Tensor;
  readonly readings: readonly Reading[];
}

/** A reader that must come both before and behind a writer of the variable. */
interface Cycle {
  readonly reader: Tensor;
  readonly variable: Tensor;
}

/** Decides which values are computed in the place of their variables, and orders readers before writers. If they wait for each
 *  other in a cycle, as in a swap, a reader gets a copy.
 *  @param fetched  number of roots that are read after the run: the first ones */
export function* orderState(roots: readonly Tensor[], fetched: number, place: PlaceOf): Pieces<StateOrder> {
  let current = roots;
  /** Reads that may still get a copy: one for each input of a tensor. */
  let left: number | undefined;
  for (;;) {
    const attempt = yield* Attempt.of(current, fetched, place);
    const cycle = attempt.cycle();
    if (cycle === undefined) return attempt;
    left = (left ?? attempt.tensors.reduce((sum, t) => sum + t.inputs.length, 0)) - 1;
    const next = withCopy(current, cycle);
    if (left < 0 || next.every((root, i) => root === current[i]))
      throw new Error(`${cycle.reader.op} and what follows it wait for each other`);
    current = next;
  }
}

function withCopy(roots: readonly Tensor[], { reader, variable }: Cycle): Tensor[] {
  return rewrite(roots, (t, inputs) => {
    if (t !== reader) return undefined;
    const copied = inputs.map((x, i) => (isTarget(t, i) || !shows(x, variable) ? x : new Tensor('copy', [x], {}, x.shape, x.dtype)));
    return new Tensor(t.op, copied, t.attrs, t.shape, t.dtype);
  });
}

function shows(x: Tensor, variable: Tensor): boolean {
  if (x === variable) return true;
  return (isView(x) && shows(x.inputs[0]!, variable)) || (x.op === 'block' && x.inputs.some((member) => shows(member, variable)));
}

/** What is known of a graph before the order of its effects. */
interface Parts {
  readonly roots: readonly Tensor[];
  readonly tensors: readonly Tensor[];
  readonly users: ReadonlyMap<Tensor, readonly Tensor[]>;
  readonly guards: ReadonlyMap<Tensor, Tensor>;
  readonly kept: ReadonlySet<Tensor>;
  readonly effects: Set<Tensor>;
}

class Attempt implements StateOrder {
  readonly roots: readonly Tensor[];
  readonly tensors: readonly Tensor[];
  readonly users: ReadonlyMap<Tensor, readonly Tensor[]>;
  readonly effects: Set<Tensor>;
  readonly stored = new Map<Tensor, Tensor>();
  readonly done = new Set<Tensor>();
  readonly before = new Map<Tensor, Tensor[]>();
  /** The variables that a tensor writes. */
  readonly #targets = new Map<Tensor, readonly Tensor[]>();
  /** The writers of each variable, in order. */
  readonly #writers = new Map<Tensor, Tensor[]>();
  /** For an assignment whose value is computed in the place of its variables, that value. */
  readonly #computedBy = new Map<Tensor, Tensor>();
  readonly #guards: ReadonlyMap<Tensor, Tensor>;
  readonly #reads = new Map<Tensor, readonly Read[]>();
  /** Values that are needed besides the effects: outputs and flags. */
  readonly #kept: ReadonlySet<Tensor>;
  readonly #place: PlaceOf;
  #misplaced: Cycle | undefined;
  /** Whether no tensor waits for a younger one, flags included. Then there is no cycle. */
  #inOrder = true;

  static *of(roots: readonly Tensor[], fetched: number, place: PlaceOf): Pieces<Attempt> {
    const tensors = yield* walking(roots);
    const guards = yield* guardsOf(tensors, roots, fetched);
    const users = yield* usersOf(tensors);
    const kept = new Set([...roots.slice(0, fetched), ...guards.values()].flatMap((t) => [t, origin(t)]));
    const effects = yield* effectsOf(tensors, users, kept);
    const attempt = new Attempt({ roots, tensors, guards, users, kept, effects }, place);
    yield* attempt.#order(fetched);
    return attempt;
  }

  private constructor({ roots, tensors, guards, users, kept, effects }: Parts, place: PlaceOf) {
    this.#place = place;
    this.roots = roots;
    this.tensors = tensors;
    this.users = users;
    this.#guards = guards;
    this.#kept = kept;
    this.effects = effects;
  }

  /** Finds out what is computed in the place of variables, and what must come before what. */
  *#order(fetched: number): Pieces<void> {
    const { roots, tensors } = this;
    const changes = roots.slice(fetched).map((root) => (root.op === 'guarded' ? root.inputs[1]! : root));
    for (const effect of changes) this.#store(effect);
    const running = tensors.filter((t) => this.effects.has(t) && t.op !== 'guarded' && !isView(t) && t.op !== 'block' && !this.done.has(t));
    for (const t of running)
      if (EFFECTS.has(t.op))
        this.#targets.set(
          t,
          t.inputs.filter((_, i) => isTarget(t, i)),
        );
    this.#orderWriters(changes);
    yield PASS;
    yield* forEach(running.length, (i) => this.#orderReads(running[i]!), AT_A_TIME);
    if (running.some((t) => this.#flagsOf(t).some((flag) => flag.id > t.id))) this.#inOrder = false;
  }

  guardOf(t: Tensor): Tensor | undefined {
    const flag = this.#guards.get(t);
    // A flag that is computed among the effects cannot guard a tensor that comes before them.
    return flag !== undefined && this.effects.has(origin(flag)) && !this.effects.has(t) ? undefined : flag;
  }

  /** The flag that is computed among the effects and guards t. */
  #flagsOf(t: Tensor): readonly Tensor[] {
    const flag = this.#guards.get(t);
    return flag !== undefined && this.effects.has(t) && this.effects.has(origin(flag)) ? [origin(flag)] : [];
  }

  readsOf(t: Tensor): readonly Read[] {
    let reads = this.#reads.get(t);
    if (reads === undefined) this.#reads.set(t, (reads = this.#findReads(t)));
    return reads;
  }

  conflicts(t: Tensor, reads: readonly Read[]): boolean {
    const targets = this.#targets.get(t);
    if (targets === undefined) return false;
    return reads.some(({ input, readings }) => readings.some((r) => targets.includes(r.variable)) && !this.#aligned(input, targets));
  }

  cycle(): Cycle | undefined {
    if (this.#misplaced !== undefined || this.#inOrder) return this.#misplaced;
    const needs = (t: Tensor): Tensor[] => [
      ...t.inputs.filter((x) => this.effects.has(x)),
      ...(this.before.get(t) ?? []),
      ...this.#flagsOf(t),
    ];
    const waiting = this.#waiting(needs);
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
        const variable = this.readsOf(reader)
          .flatMap(({ readings }) => readings)
          .find((r) => targets.includes(r.variable))?.variable;
        if (variable !== undefined) return { reader, variable };
      }
    }
    if (stuck.size > 0) throw new Error(`the effects ${[...stuck].map((t) => t.op).join(', ')} wait for each other`);
    return undefined;
  }

  /** The effects in a cycle, and those that wait for one. */
  #waiting(needs: (t: Tensor) => readonly Tensor[]): Tensor[] {
    const followers = new Map<Tensor, Tensor[]>();
    for (const t of this.effects) followers.set(t, []);
    const missing = new Map<Tensor, number>();
    for (const t of this.effects) {
      const needed = needs(t);
      missing.set(t, needed.length);
      for (const x of needed) followers.get(x)!.push(t);
    }
    const done = [...this.effects].filter((t) => missing.get(t) === 0);
    for (const t of done) {
      for (const follower of followers.get(t)!) {
        const left = missing.get(follower)! - 1;
        missing.set(follower, left);
        if (left === 0) done.push(follower);
      }
    }
    return this.tensors.filter((t) => (missing.get(t) ?? 0) > 0);
  }

  /** Marks the value of an assignment to be computed in the place of its variables, if that is possible. */
  #store(effect: Tensor): void {
    if (effect.op !== 'assign') return;
    const [given, ...targets] = effect.inputs as [Tensor, ...Tensor[]];
    const value = origin(given);
    const whole = ELEMENTWISE.has(value.op) && value.size === given.size && value.dtype === targets[0]!.dtype;
    const inPlace = whole && this.effects.has(value) && !this.stored.has(value) && this.#guards.get(value) === this.#guards.get(effect);
    // Another effect that gives the same variable the value, too, may come before this one.
    if (this.users.get(value)!.some((u) => u !== effect && EFFECTS.has(u.op) && targets.some((v) => u.inputs.includes(v)))) return;
    // A later change of the variables would change what is fetched, or the flag.
    if (this.#kept.has(value)) return;
    if (!inPlace || value.inputs.some((x) => this.#readsElsewhere(x, targets))) return;
    this.stored.set(value, targets[0]!);
    this.done.add(effect);
    this.#computedBy.set(effect, value);
    this.#targets.set(value, targets);
  }

  /** Orders the writers of each variable as the effects are ordered. */
  #orderWriters(changes: readonly Tensor[]): void {
    for (const effect of changes) {
      const writer = this.#computedBy.get(effect) ?? effect;
      for (const v of this.#targets.get(writer) ?? []) {
        const writers = this.#writers.get(v) ?? [];
        if (writers.length > 0) this.#behind(writers.at(-1)!, writer);
        this.#writers.set(v, writers);
        writers.push(writer);
      }
    }
  }

  /** The values of variables that x shows. */
  #readingsOf(x: Tensor): readonly Reading[] {
    if (x.variable !== undefined) return [{ variable: x, behind: undefined }];
    if (x.op === 'after') return [{ variable: x.inputs[0]!, behind: this.#computedBy.get(x.inputs[1]!) ?? x.inputs[1]! }];
    if (isView(x)) return this.#readingsOf(x.inputs[0]!);
    if (x.op === 'block') return x.inputs.flatMap((member) => this.#readingsOf(member));
    return this.stored.has(x) ? this.#targets.get(x)!.map((variable) => ({ variable, behind: x })) : [];
  }

  #findReads(t: Tensor): readonly Read[] {
    const reads: Read[] = [];
    t.inputs.forEach((input, i) => {
      const readings = this.#readingsOf(input);
      if (readings.length > 0 && !isTarget(t, i)) reads.push({ input, readings });
    });
    return reads;
  }

  /** Orders `t` before the next writer of each variable that it reads. */
  #orderReads(t: Tensor): void {
    for (const { input, readings } of this.readsOf(t)) {
      for (const { variable, behind } of readings) {
        const writers = this.#writers.get(variable) ?? [];
        const next = writers[behind === undefined ? 0 : writers.indexOf(behind) + 1];
        if (next === t && !this.#aligned(input, this.#targets.get(t)!)) this.#misplaced ??= { reader: t, variable };
        if (next !== undefined && next !== t) this.#behind(t, next);
      }
    }
  }

  #behind(first: Tensor, then: Tensor): void {
    if (first.id > then.id) this.#inOrder = false;
    const known = this.before.get(then);
    if (known === undefined) this.before.set(then, [first]);
    else known.push(first);
  }

  /** Whether x shows some of the variables at other positions than those at which they are written. */
  #readsElsewhere(x: Tensor, targets: readonly Tensor[]): boolean {
    return this.#readingsOf(x).some((r) => targets.includes(r.variable)) && !this.#aligned(x, targets);
  }

  #aligned(x: Tensor, targets: readonly Tensor[]): boolean {
    const { source, offset } = viewOf(x);
    const at = this.#place(this.stored.get(source) ?? (source.op === 'block' ? origin(source.inputs[0]!) : source))!;
    const to = this.#place(targets[0]!)!;
    return at.segment === to.segment && at.offset + offset === to.offset && x.size === targets.reduce((sum, v) => sum + v.size, 0);
  }
}
