import type { Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { multiply } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import type { Scaled } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';

/** Weights that an optimizer treats alike. They and each slot of its state are one flat row of numbers. */
export class Group {
  readonly variables: readonly Variable[];
  /** Part of the weights, multiplied by the learning rate, that each step subtracts; undefined for none. */
  readonly decay: number | undefined;
  readonly #slots: ReadonlyMap<string, Variable>;

  /** @param suffix  tells the slots of several groups apart */
  constructor(variables: readonly Variable[], decay: number | undefined, slots: readonly string[], suffix: string) {
    this.variables = variables;
    this.decay = decay;
    const size = variables.reduce((sum, v) => sum + v.size, 0);
    this.#slots = new Map(slots.map((name) => [name, zeroVariable(`optimizer/${name}${suffix}`, [size])]));
  }

  get slots(): readonly Variable[] {
    return [...this.#slots.values()];
  }

  slot(name: string): Variable {
    return this.#slots.get(name)!;
  }

  /** The newest weights, flat. */
  read(t: Trace): Tensor {
    return pack(this.variables.map((v) => t.read(v)));
  }

  /** Gives all weights new values. @shape flat, in the order of `read` */
  write(t: Trace, flat: Tensor): void {
    t.updateAll(this.variables, flat);
  }
}

/** Gradients times their scales, flat. */
export function flatten({ gradients, scales }: Scaled): Tensor {
  if (scales.length <= 1) return scales.length === 0 ? pack(gradients) : multiply(pack(gradients), scales[0]!);
  return pack(gradients.map((g, i) => multiply(g, scales[i]!)));
}
