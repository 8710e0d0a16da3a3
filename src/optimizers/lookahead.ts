import { integer, number, options, or, type Held } from '../core/declaration.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import { add, countAsFloat, equal, multiply, notEqual, subtract } from '../op/elementwise.ts';
import { reshape, slice } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { cycle } from './cycle.ts';
import type { Optimizer } from './optimizer.ts';
import type { Pairs } from './pairs.ts';
import { wrapped, Wrapper } from './wrapper.ts';

export interface LookaheadOptions {
  /** The optimizer that takes the steps (default 'adam'). */
  optimizer?: Optimizer;
  /** Number of its steps between two steps of the slow weights (default 6). */
  syncPeriod?: number;
  /** Part of the way to the weights that the slow weights take, in [0, 1] (default 0.5). */
  slowStepSize?: number;
}

const OPTIONS = options<LookaheadOptions>()({
  optimizer: wrapped(),
  syncPeriod: or(integer({ least: 1 }), 6),
  slowStepSize: or(number({ least: 0, most: 1 }), 0.5),
});

class Lookahead extends Wrapper {
  readonly kind = 'lookahead';
  readonly #options: Held<typeof OPTIONS>;
  /** Steps since the slow weights took one. */
  readonly #counted: Variable = zeroVariable('optimizer/lookahead', []);

  constructor(given: LookaheadOptions) {
    const held = OPTIONS.read('lookahead', given);
    super('lookahead', OPTIONS.names, held.optimizer);
    this.#options = held;
  }

  protected override *applied(t: Trace, pairs: Pairs): Pieces<void> {
    this.build(pairs.map(([, v]) => v));
    const { syncPeriod, slowStepSize } = this.#options;
    // Weights may be set until the first step: the slow ones begin with what they are then.
    t.when(equal(countAsFloat(t.read(this.iterations)), 0), () => {
      for (const group of this.groups) t.update(group.slot('slow'), group.read(t));
    });
    const low = (): Tensor => reshape(slice(t.read(this.iterations), [0], [1]), []);
    const before = low();
    yield* this.inner.applying(t, pairs);
    // A gradient that is only accumulated is no step.
    const due = cycle(t, this.#counted, syncPeriod, notEqual(low(), before));
    t.when(due, () => {
      for (const group of this.groups) {
        const slow = group.slot('slow');
        group.write(t, t.update(slow, add(t.read(slow), multiply(slowStepSize, subtract(group.read(t), t.read(slow))))));
      }
      this.constrain(t, pairs.flatMap(([g, v]) => (g === null ? [] : [v])));
    });
  }

  override getConfig(): Record<string, unknown> {
    return OPTIONS.store(this.#options);
  }

  protected ownVariables(): readonly Variable[] {
    return [this.#counted];
  }

  protected override slotNames(): readonly string[] {
    return ['slow'];
  }
}

/** Lets another optimizer take `syncPeriod` steps, then moves slow weights a part of the way to where these led, and goes on
 *  from there.
 *  @throws {ConfigError} if the optimizer is a driver or a lookahead
 *  @source Zhang et al. 2019, Lookahead optimizer: k steps forward, 1 step back, algorithm 1; options and defaults of TensorFlow
 *  Addons */
export const lookahead = (options: LookaheadOptions = {}): Optimizer => new Lookahead(options);
