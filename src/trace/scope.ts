import { ConfigError } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { Carried } from '../graph/body.ts';
import { withInputs } from '../graph/rewrite.ts';
import { zeros, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { writesOf } from '../lower/update.ts';
import { where } from '../op/elementwise.ts';
import { unpack } from '../op/move.ts';
import { after, assign, assignAll, guarded } from '../op/update.ts';
import { gated, type Flagged } from './gated.ts';

/** The flag of a `when`, and the variables that change within it. */
export interface Guard extends Flagged {
  readonly changed: Set<Variable>;
}

/** What a step knows of a variable that it changes: its newest value, which counts where the flag of `guard` is not 0, and whether an
 *  effect that writes it is recorded already. */
interface Newest {
  readonly value: Tensor;
  /** The value that the variable keeps if the flag is 0. */
  readonly before: Tensor;
  readonly guard: Guard | undefined;
  readonly written: boolean;
}

/** One `setAll`: its variables, the flat tensor, and the part of each variable. `write` makes one assignment of it while all parts are
 *  still the newest values. */
interface Block {
  readonly variables: readonly Variable[];
  readonly parts: readonly Tensor[];
  readonly flat: Tensor;
}

/** What it counts to write a value. */
const WRITTEN = 1 << 15;

/** Records the changes of a step, or of a turn of a scan. */
export class Scope {
  /** The effects so far, in order. `write` adds those of values that are not written yet. */
  readonly effects: Tensor[] = [];
  readonly losses: Tensor[] = [];
  /** Whether a layer draws random numbers. */
  draws = false;
  /** By how much the count of draws grows. */
  counted = 0;
  /** The guard of the `when` that is being traced. */
  guard: Guard | undefined;
  /** In a scan, for each outer variable that its turns read or change, the carried variable that stands for it; undefined outside of
   *  scans. */
  readonly inner: Map<Variable, Carried> | undefined;
  readonly #newest = new Map<Variable, Newest>();
  #blocks: Block[] = [];

  /** @param carried  what the turns of a scan carry; undefined for a step */
  constructor(carried?: readonly Carried[]) {
    this.inner = carried && new Map(carried.map((c) => [c, c]));
  }

  /** Does what counts whatever the flag is. */
  always(work: () => void): void {
    const { guard } = this;
    this.guard = undefined;
    try {
      work();
    } finally {
      this.guard = guard;
    }
  }

  read(variable: Variable): Tensor {
    const v = this.#seen(variable);
    return this.#newest.get(v)?.value ?? v.tensor;
  }

  changed(variable: Variable): boolean {
    return this.#newest.has(this.#seen(variable));
  }

  set(variable: Variable, value: Tensor): void {
    const v = this.#seen(variable);
    if (value === this.read(variable)) return;
    // A value from under another guard, or under none, is written first, because this guard may skip the new value.
    if (this.#newest.has(v) && this.#newest.get(v)!.guard !== this.guard) atOnce(this.write([v]));
    this.guard?.changed.add(v);
    const known = this.#newest.get(v);
    const before = known === undefined ? v.tensor : known.written ? known.value : known.before;
    this.#newest.set(v, { value, before, guard: this.guard, written: false });
  }

  setAll(variables: readonly Variable[], flat: Tensor): void {
    const parts = unpack(flat, variables);
    variables.forEach((v, i) => this.set(v, parts[i]!));
    this.#blocks.push({ variables: variables.map((v) => this.#seen(v)), parts, flat });
  }

  /** Adds an effect of a kernel.
   *  @throws {ConfigError} if a variable that it writes has a new value already */
  apply(effect: Tensor): void {
    const written = writesOf(effect);
    const effectHere = withInputs(
      effect,
      effect.inputs.map((x) => (x.variable !== undefined && written.includes(x.variable) ? this.#seen(x.variable).tensor : x)),
    );
    for (const v of writesOf(effectHere)) {
      if (!this.#newest.has(v)) continue;
      const advice = 'Change a variable once, with all that is to be done to it.';
      throw new ConfigError(`${v.name}: the step has given this variable a new value already. ${advice}`);
    }
    this.#perform(effectHere, this.guard, () => undefined);
  }

  /** Adds effects for the values that only the trace knows so far, in pieces.
   *  @param variables  whose values to write; all variables unless given */
  *write(variables: readonly Variable[] = [...this.#newest.keys()]): Pieces<void> {
    const open = new Set(variables.filter((v) => this.#newest.get(v)?.written === false));
    const wanted = this.#blocks.filter((block) => block.variables.some((v) => open.has(v)));
    this.#blocks = this.#blocks.filter((block) => !block.variables.some((v) => open.has(v)));
    for (const { variables: all, parts, flat } of wanted) {
      if (!all.every((v, i) => this.#newest.get(v)!.value === parts[i])) continue;
      for (const v of all) open.delete(v);
      yield* this.#assign(all, assignAll(all, flat));
    }
    for (const v of open) yield* this.#assign([v], assign(v, this.#newest.get(v)!.value));
  }

  *#assign(variables: readonly Variable[], effect: Tensor): Pieces<void> {
    const values = new Map<Variable, Tensor | undefined>();
    const { guard } = this.#newest.get(variables[0]!)!;
    for (const v of variables) {
      const { value, before } = this.#newest.get(v)!;
      if (guard === undefined) values.set(v, value);
      else if (v.dtype === 'float32') values.set(v, where(guard.flag, yield* gated(value, guard), before));
    }
    this.#perform(effect, guard, (v) => values.get(v));
    yield WRITTEN;
  }

  /** @param value  the value of a variable behind the effect, in ops that have derivatives */
  #perform(effect: Tensor, guard: Guard | undefined, value: (v: Variable) => Tensor | undefined): void {
    this.effects.push(guard === undefined ? effect : guarded(guard.flag, effect));
    for (const v of writesOf(effect)) {
      const now = after(v, effect, value(v));
      this.#newest.set(v, { value: now, before: now, guard, written: true });
    }
  }

  /** The variable as this scope sees it. */
  #seen(v: Variable): Variable {
    if (this.inner === undefined) return v;
    const known = this.inner.get(v);
    if (known !== undefined) return known;
    const made = new Carried(v.name, zeros(v.shape, v.dtype));
    this.inner.set(v, made);
    return made;
  }
}
