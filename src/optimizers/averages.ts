import type { Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { add, countAsFloat, equal, multiply, subtract, where } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import { cycle } from './cycle.ts';
import type { Group } from './group.ts';

/** The slot of a group in which the moving average of its weights is. */
export const AVERAGE = 'average';

/** What weights and their averages give each other. */
export interface Exchange {
  readonly name: string;
  /** Records it in a step. */
  record(t: Trace): void;
  /** Notes that the step was taken. */
  over(): void;
}

/** The moving averages of an optimizer's weights.
 *  @source Keras 3, the option use_ema */
export class Averages {
  /** Steps since the weights became their averages. */
  readonly #counted: Variable = zeroVariable('optimizer/averaged', []);
  readonly #momentum: number;
  readonly #every: number | undefined;
  /** Whether the weights are their averages now, and the averages hold the weights. */
  swapped = false;

  /** @param every  in every so many steps the weights become their averages; undefined if they never do */
  constructor(momentum: number, every: number | undefined) {
    this.#momentum = momentum;
    this.#every = every;
  }

  get variables(): readonly Variable[] {
    return this.#every === undefined ? [] : [this.#counted];
  }

  /** Updates the averages. The weights after the first step are the first average.
   *  @param iterations  counts the steps before this one
   *  @param done  1 if a step is taken now, else 0; undefined if every gradient makes a step */
  update(t: Trace, groups: readonly Group[], iterations: Variable, done: Tensor | undefined): void {
    const overwrite = this.#every === undefined ? undefined : cycle(t, this.#counted, this.#every, done);
    const stays = where(equal(countAsFloat(t.read(iterations)), 0), 0, this.#momentum);
    for (const group of groups) {
      const slot = group.slot(AVERAGE);
      const average = t.update(slot, add(multiply(stays, t.read(slot)), multiply(subtract(1, stays), group.read(t))));
      if (overwrite !== undefined) t.when(overwrite, () => group.write(t, average));
    }
  }

  /** The weights become their averages. If they are that already, the averages follow them. */
  taking(groups: readonly Group[]): Exchange {
    const { swapped } = this;
    return {
      name: swapped ? 'averages follow' : 'averages taken',
      record: (t) => {
        for (const group of groups) {
          const slot = group.slot(AVERAGE);
          if (swapped) t.update(slot, group.read(t));
          else t.updateAll(group.variables, t.read(slot));
        }
      },
      over: () => void (this.swapped = false),
    };
  }

  /** Weights and averages change places; undefined if they have done so already.
   *  @param inModel  whether the weights are to be the averages, or what they were before */
  swapping(groups: readonly Group[], inModel: boolean): Exchange | undefined {
    if (inModel === this.swapped) return undefined;
    return {
      name: 'averages swapped',
      record: (t) => {
        for (const group of groups) {
          const slot = group.slot(AVERAGE);
          const [weights, averages] = [group.read(t), t.read(slot)];
          t.updateAll(group.variables, averages);
          t.update(slot, weights);
        }
      },
      over: () => void (this.swapped = inModel),
    };
  }
}
