import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, addError } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';

/** Reads a metric's variables: the value of a variable at a flat index. */
export type MetricState = (variable: Variable, place?: number) => number;

/** A running sum for each element of a shape. It is kept in two float32 numbers: the sum, and the rounding error of it so far.
 *  So counts grow beyond 2^24, and many small values add up.
 *  @source Knuth, The Art of Computer Programming 2, 4.2.2, Theorem B */
export class RunningSum {
  readonly #sum: Variable;
  readonly #rest: Variable;

  constructor(sum: Variable, rest: Variable) {
    this.#sum = sum;
    this.#rest = rest;
  }

  /** Adds a value to the sum, element by element. @shape value: as the sum */
  add(t: Trace, value: Tensor): void {
    const before = t.read(this.#sum);
    t.update(this.#rest, add(t.read(this.#rest), addError(before, value)));
    t.update(this.#sum, add(before, value));
  }

  /** The sum at a flat index, in double precision. */
  value(state: MetricState, place = 0): number {
    const sum = state(this.#sum, place);
    return Number.isFinite(sum) ? sum + state(this.#rest, place) : sum;
  }

  /** All sums, flat. */
  values(state: MetricState): Float64Array {
    return Float64Array.from({ length: this.#sum.size }, (_, place) => this.value(state, place));
  }
}
