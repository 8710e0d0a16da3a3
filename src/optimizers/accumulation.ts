import { full, type Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { add, multiply, where } from '../op/elementwise.ts';
import { pack, unpack } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { cycle } from './cycle.ts';
import type { Group } from './group.ts';

/** The slot of a group in which its gradients are summed. */
export const GRADIENT = 'gradient';

/** Gradients of several batches, of which an optimizer takes one step with their mean. */
export class Accumulation {
  /** Gradients since the last step. */
  readonly counted: Variable = zeroVariable('optimizer/accumulated', []);
  /** The number of gradients of a step. */
  readonly every: number;

  constructor(every: number) {
    this.every = every;
  }

  /** Adds gradients to those before.
   *  @returns 1 if a step is due now, else 0, and the means of all gradients, which are right for a step that is due */
  add(t: Trace, groups: readonly Group[], gradients: ReadonlyMap<Variable, Tensor>): { due: Tensor; means: Map<Variable, Tensor> } {
    const due = cycle(t, this.counted, this.every);
    const means = new Map<Variable, Tensor>();
    for (const group of groups) {
      const slot = group.slot(GRADIENT);
      const sum = add(t.read(slot), pack(group.variables.map((v) => gradients.get(v)!)));
      t.update(slot, where(due, full(slot.shape, 0), sum));
      unpack(multiply(sum, 1 / this.every), group.variables).forEach((mean, i) => means.set(group.variables[i]!, mean));
    }
    return { due, means };
  }
}
