import { ConfigError } from '../core/errors.ts';
import { Carried } from '../graph/body.ts';
import { withInputs } from '../graph/rewrite.ts';
import { zeros, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { writesOf } from '../lower/update.ts';
import { where } from '../op/elementwise.ts';
import { unpack } from '../op/move.ts';
import { after, assign, assignAll, guarded } from '../op/update.ts';

/** The flag of a `when`, and the variables that change within. */
export interface Guard {
  readonly flag: Tensor;
  readonly changed: Set<Variable>;
}

/** A value that a variable gets, in steps that the guard lets it; `written` if an effect gives it already. */
interface Newest {
  readonly value: Tensor;
  /** What the variable keeps where the guard does not let it. */
  readonly before: Tensor;
  readonly guard: Guard | undefined;
  readonly written: boolean;
}

/** Flat values that several variables took together. */
interface Block {
  readonly variables: readonly Variable[];
  readonly parts: readonly Tensor[];
  readonly flat: Tensor;
}

/** What changes in the course of a step, or of a turn of what a scan repeats. */
export class Scope {
  /** What changes, in order. Values that no effect gives yet come last. */
  readonly effects: Tensor[] = [];
  readonly losses: Tensor[] = [];
  /** Whether a layer draws. */
  draws = false;
  /** Of the `when` that is being traced. */
  guard: Guard | undefined;
  /** Within a scan, variables as its turns see them; undefined for a step. */
  readonly inner: Map<Variable, Carried> | undefined;
  readonly #newest = new Map<Variable, Newest>();
  #blocks: Block[] = [];

  /** @param carried  what the turns of a scan carry; undefined for a step */
  constructor(carried?: readonly Carried[]) {
    this.inner = carried && new Map(carried.map((c) => [c, c]));
  }

  read(variable: Variable): Tensor {
    const v = this.#seen(variable);
    return this.#newest.get(v)?.value ?? v.tensor;
  }

  set(variable: Variable, value: Tensor): void {
    const v = this.#seen(variable);
    // What another guard gives, or none, is given before what this one may leave out.
    if (this.#newest.has(v) && this.#newest.get(v)!.guard !== this.guard) this.write([v]);
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

  /** Takes up an effect of a kernel.
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

  /** Gives variables the values that only the trace knows so far: all, unless some are named. */
  write(variables: readonly Variable[] = [...this.#newest.keys()]): void {
    const open = new Set(variables.filter((v) => this.#newest.get(v)?.written === false));
    this.#blocks = this.#blocks.filter((block) => {
      if (!block.variables.some((v) => open.has(v))) return true;
      if (!block.variables.every((v, i) => this.#newest.get(v)!.value === block.parts[i])) return false;
      for (const v of block.variables) open.delete(v);
      this.#assign(block.variables, assignAll(block.variables, block.flat));
      return false;
    });
    for (const v of open) this.#assign([v], assign(v, this.#newest.get(v)!.value));
  }

  #assign(variables: readonly Variable[], effect: Tensor): void {
    const given = new Map(variables.map((v) => [v, this.#newest.get(v)!]));
    const { guard } = given.get(variables[0]!)!;
    this.#perform(effect, guard, (v) => {
      const { value, before } = given.get(v)!;
      if (v.dtype !== 'float32') return undefined;
      return guard === undefined ? value : where(guard.flag, value, before);
    });
  }

  /** @param value  what a variable is behind the effect, as a function that has a derivative */
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
