import { integer, number, options, or, type Held } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { Variable, zeroVariable } from '../graph/variable.ts';
import { abs, add, equal, less, multiply, reciprocal, where } from '../op/elementwise.ts';
import { max } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import type { Optimizer } from './optimizer.ts';
import type { Pairs } from './pairs.ts';
import { wrapped, Wrapper } from './wrapper.ts';

export interface LossScaleOptimizerOptions {
  /** The optimizer that takes the steps (default 'adam'). */
  innerOptimizer?: Optimizer;
  /** The first factor of the loss (default 32768). */
  initialScale?: number;
  /** Number of steps with finite gradients after which the factor doubles (default 2000). */
  dynamicGrowthSteps?: number;
}

const OPTIONS = options<LossScaleOptimizerOptions>()({
  innerOptimizer: wrapped(),
  initialScale: or(number({ least: Number.MIN_VALUE }), 32768),
  dynamicGrowthSteps: or(integer({ least: 1 }), 2000),
});

class LossScaleOptimizer extends Wrapper {
  readonly kind = 'lossScaleOptimizer';
  readonly #options: Held<typeof OPTIONS>;
  readonly #scale: Variable;
  /** Steps with finite gradients since the scale changed. */
  readonly #counted: Variable = zeroVariable('optimizer/stepCounter', []);

  constructor(given: LossScaleOptimizerOptions) {
    const held = OPTIONS.read('lossScaleOptimizer', given);
    const inner = held.innerOptimizer;
    super('lossScaleOptimizer', OPTIONS.names, inner);
    if ((inner.getConfig()['lossScaleFactor'] ?? undefined) !== undefined)
      throw new ConfigError(
        `lossScaleOptimizer: ${inner.kind} has a lossScaleFactor, too, which would scale gradients twice. Leave it away.`,
      );
    this.#options = held;
    this.#scale = new Variable('optimizer/dynamicScale', full([], held.initialScale), false);
  }

  override scaleLoss(loss: Tensor, t?: Trace): Tensor {
    return multiply(super.scaleLoss(loss, t), t === undefined ? this.#scale.value() : t.read(this.#scale));
  }

  protected override *applied(t: Trace, pairs: Pairs): Pieces<void> {
    this.build(pairs.map(([, v]) => v));
    const { dynamicGrowthSteps } = this.#options;
    const [scale, counted] = [t.read(this.#scale), t.read(this.#counted)];
    const gradients = pairs.flatMap(([g]) => (g === null || g.size === 0 ? [] : [g]));
    const finite = gradients.map((g) => less(max(abs(g)), Infinity)).reduce(multiply, full([], 1));
    // A factor of all gradients, which the kernels of optimizers multiply by as they read them.
    const share = reciprocal(scale);
    yield PASS;
    yield* t.whenInPieces(finite, () =>
      this.inner.applying(
        t,
        pairs.map(([g, v]) => [g === null ? null : multiply(g, share), v]),
      ),
    );
    const grows = equal(counted, dynamicGrowthSteps - 1);
    t.update(this.#scale, multiply(scale, where(finite, where(grows, 2, 1), 0.5)));
    t.update(this.#counted, where(finite, where(grows, 0, add(counted, 1)), 0));
  }

  override getConfig(): Record<string, unknown> {
    return OPTIONS.store(this.#options);
  }

  protected ownVariables(): readonly Variable[] {
    return [this.#scale, this.#counted];
  }
}

/** Multiplies the loss by a factor and divides gradients by it, so that small gradients do not become 0 in arithmetic of low
 *  precision. A step with a gradient that is not finite is not taken and halves the factor; after `dynamicGrowthSteps` good
 *  steps the factor doubles. In a training loop of your own, give `applyGradients` the gradients of `scaleLoss(loss)`.
 *  @throws {ConfigError} if the optimizer has a `lossScaleFactor`, is a driver, or is a lossScaleOptimizer
 *  @source Micikevicius et al. 2018, Mixed precision training, section 3.2, in the form of Keras */
export const lossScaleOptimizer = (options: LossScaleOptimizerOptions = {}): Optimizer => new LossScaleOptimizer(options);
