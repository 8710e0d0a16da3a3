import { constant, type Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { add, countAsFloat, equal, multiply, subtract, where } from '../op/elementwise.ts';
import { unpack } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { cycle } from './cycle.ts';
import type { Group } from './group.ts';

/** The slot of a group in which the moving average of its weights is. */
export const AVERAGE = 'average';

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

  /** Sets weights to their averages at once. If they are that already, the averages follow them. */
  take(groups: readonly Group[]): void {
    for (const group of groups) {
      if (this.swapped) keepWeights(group);
      else setWeights(group, averagesOf(group));
    }
    this.swapped = false;
  }

  /** Exchanges weights and averages at once, unless it is done already.
   *  @param inModel  whether the weights are to be the averages, or what they were before */
  swap(groups: readonly Group[], inModel: boolean): void {
    if (inModel === this.swapped) return;
    for (const group of groups) {
      const averages = averagesOf(group);
      keepWeights(group);
      setWeights(group, averages);
    }
    this.swapped = inModel;
  }
}

const averagesOf = (group: Group): readonly Tensor[] => unpack(group.slot(AVERAGE).value(), group.variables);
const setWeights = (group: Group, values: readonly Tensor[]): void => values.forEach((value, i) => group.variables[i]!.assign(value));

/** Writes the weights of a group into the slot of their averages. */
function keepWeights(group: Group): void {
  const flat = new Float32Array(group.size);
  let at = 0;
  for (const v of group.variables) {
    flat.set(v.read(), at);
    at += v.size;
  }
  group.slot(AVERAGE).assign(constant(flat, [group.size]));
}
