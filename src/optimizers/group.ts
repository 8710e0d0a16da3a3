import { ConfigError, ShapeError, show, unknownName } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { where } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';

/** Weights that an optimizer treats alike. They and each slot of its state are one flat row of numbers. */
export class Group {
  /** The weights. Flat rows have them in this order. */
  readonly variables: readonly Variable[];
  /** The weight decay: each step subtracts `decay * rate * weight`; undefined for none. It has been subtracted when `step` is called,
   *  unless a kernel subtracts it in the same pass. */
  readonly decay: number | undefined;
  /** Number of elements of all weights. */
  readonly size: number;
  readonly #slots: ReadonlyMap<string, Variable>;
  /** Variables that `write` leaves as they are. */
  #held: ReadonlySet<Variable> = new Set();

  /** @param suffix  tells the slots of several groups apart */
  constructor(variables: readonly Variable[], decay: number | undefined, slots: readonly string[], suffix: string) {
    this.variables = variables;
    this.decay = decay;
    this.size = variables.reduce((sum, v) => sum + v.size, 0);
    this.#slots = new Map(slots.map((name) => [name, zeroVariable(`optimizer/${name}${suffix}`, [this.size])]));
  }

  get slots(): readonly Variable[] {
    return [...this.#slots.values()];
  }

  /** The slot of this name: a number for each element of the weights, in the order of `read`. @shape [size]
   *  @throws {ConfigError} if `slotNames` of the optimizer does not have the name */
  slot(name: string): Variable {
    return this.#slots.get(name) ?? unknownName('slot of an optimizer', name, [...this.#slots.keys()]);
  }

  /** The newest weights, flat. @shape [size] */
  read(t: Trace): Tensor {
    return pack(this.variables.map((v) => t.read(v)));
  }

  /** Gives all weights new values. @shape flat [size], in the order of `read`
   *  @throws {ShapeError} if the number of values is another */
  write(t: Trace, flat: Tensor): void {
    if (flat.size !== this.size || flat.dtype !== 'float32') {
      const received = `${flat.dtype} of shape ${showShape(flat.shape)}`;
      throw new ShapeError(`${this.variables.map((v) => v.name).join(', ')}: expected ${this.size} float32 values, received ${received}.`);
    }
    t.updateAll(this.variables, this.holds ? where(this.#moves(), flat, this.read(t)) : flat);
  }

  /** Lets `write` leave these variables as they are, and no others. */
  hold(variables: ReadonlySet<Variable>): void {
    this.#held = variables;
  }

  /** Whether `write` leaves any of the weights as it is. */
  get holds(): boolean {
    return this.variables.some((v) => this.#held.has(v));
  }

  /** 1 for each element that `write` changes, 0 for the others. @shape [size] */
  #moves(): Tensor {
    const moves = this.variables.flatMap((v) => Array.from<number>({ length: v.size }).fill(Number(!this.#held.has(v))));
    return constant(Float32Array.from(moves), [this.size]);
  }
}

/** How an optimizer divides weights into groups. */
export interface Division {
  /** The optimizer, as errors name it. */
  readonly kind: string;
  /** The names of the slots of each group. */
  readonly slots: readonly string[];
  /** Names that slots cannot have, because other state of the optimizer has them. */
  readonly taken: readonly string[];
  /** Part of the weight, multiplied by the learning rate, that each step subtracts; undefined for none. */
  decayOf(weight: Variable): number | undefined;
  /** Whether the weight is a group of its own. */
  alone(weight: Variable): boolean;
}

/** Weights that decay come before those that do not. @throws {ConfigError} if two slots would have one name */
export function groupsOf(weights: readonly Variable[], { kind, slots, taken, decayOf, alone }: Division): Group[] {
  const twice = slots.find((name, i) => slots.indexOf(name) !== i || taken.includes(name));
  if (twice !== undefined)
    throw new ConfigError(
      `${kind}: the name ${show(twice)} stands for two parts of the state. Give the slot another name: the optimizer itself uses ` +
        "'average' and 'gradient', for averages and for accumulation, and the names of its own variables.",
    );
  const decays = [...new Set(weights.map(decayOf))].filter((decay) => decay !== undefined);
  const parts = [...decays, undefined]
    .flatMap((decay) => {
      const variables = weights.filter((v) => decayOf(v) === decay);
      const several = [variables.filter((v) => !alone(v)), ...variables.filter(alone).map((v) => [v])];
      return several.map((part) => ({ decay, variables: part }));
    })
    .filter((p) => p.variables.length > 0);
  return parts.map(({ decay, variables }, i) => new Group(variables, decay, slots, parts.length === 1 ? '' : `/${i}`));
}
