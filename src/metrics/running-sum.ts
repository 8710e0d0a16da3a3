import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, addError } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';

/** A sum that takes one value after another, for each place of its shape: a float32 and, in a second one, what rounding
 *  has taken from it so far. Counts go on beyond 2^24, and many small values add up.
 *  @source Knuth, The Art of Computer Programming 2, 4.2.2, Theorem B */
export class RunningSum {
  readonly #sum: Variable;
  readonly #rest: Variable;

  constructor(sum: Variable, rest: Variable) {
    this.#sum = sum;
    this.#rest = rest;
  }

  /** @shape value: that of the sum */
  add(t: Trace, value: Tensor): void {
    const before = t.read(this.#sum);
    t.update(this.#rest, add(t.read(this.#rest), addError(before, value)));
    t.update(this.#sum, add(before, value));
  }

  /** The sums, in double precision. */
  read(state: (variable: Variable) => ArrayLike<number>): Float64Array {
    const rest = state(this.#rest);
    return Float64Array.from(state(this.#sum), (sum, i) => (Number.isFinite(sum) ? sum + rest[i]! : sum));
  }
}
