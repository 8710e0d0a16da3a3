import { boolean, number, or, type Held } from '../core/declaration.ts';
import { checkOptions } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, maximum, multiply, power, sqrt, square, subtract } from '../op/elementwise.ts';
import { updateAdam } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { movingMean } from './moving-mean.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients, in [0, 1) (default 0.9). */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1) (default 0.999). */
  beta2?: number;
  /** Added to the divisor of steps (default 1e-7). */
  epsilon?: number;
  /** Whether steps are divided by the largest mean of squares so far instead of the newest (default false). */
  amsgrad?: boolean;
}

const OPTIONS = OPTIMIZER.extend<AdamOptions>()({
  beta1: or(number({ least: 0, below: 1 }), 0.9),
  beta2: or(number({ least: 0, below: 1 }), 0.999),
  epsilon: or(number({ least: 0 }), 1e-7),
  amsgrad: or(boolean(), false),
});

class Adam extends Optimizer {
  readonly kind: string;
  readonly #options: Held<typeof OPTIONS>;

  constructor(kind: string, options: AdamOptions) {
    super(kind, options, OPTIONS.names, 0.001);
    this.kind = kind;
    this.#options = OPTIONS.pick(kind, options);
  }

  /** The kernel subtracts the decay, too. */
  protected override get decaysInPlace(): boolean {
    return !this.#options.amsgrad;
  }

  protected override slotNames(): readonly string[] {
    return ['m', 'v', ...(this.#options.amsgrad ? ['vHat'] : [])];
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { beta1, beta2, epsilon, amsgrad } = this.#options;
    const step = this.stepNumber(t);
    const alpha = multiply(rate, divide(sqrt(subtract(1, power(beta2, step))), subtract(1, power(beta1, step))));
    const [m, v] = [group.slot('m'), group.slot('v')];
    if (!amsgrad && this.inPlace(group)) {
      const decay = group.decay === undefined ? undefined : multiply(group.decay, rate);
      return t.apply(updateAdam(group.variables, Gradients.forKernel(gradients), alpha, m, v, { beta1, beta2, epsilon }, decay));
    }
    const g = gradients.flat();
    const mean = t.update(m, movingMean(t.read(m), g, beta1));
    const squares = t.update(v, movingMean(t.read(v), square(g), beta2));
    const largest = amsgrad ? t.update(group.slot('vHat'), maximum(t.read(group.slot('vHat')), squares)) : squares;
    group.write(t, subtract(group.read(t), divide(multiply(mean, alpha), add(sqrt(largest), epsilon))));
  }
}

/** Adam: steps scaled by running means of the gradient and its square.
 *  @source Kingma & Ba 2015, section 2, last paragraph; epsilon is their epsilon-hat, as in Keras; amsgrad: Reddi et al. 2018,
 *  On the convergence of Adam and beyond, algorithm 2 */
export const adam = (options: AdamOptions = {}): Optimizer => new Adam('adam', options);

/** Adam with weights that decay apart from their gradients, by 0.004 unless the options say otherwise.
 *  @source Loshchilov & Hutter 2019, Decoupled weight decay regularization, in the form of Keras */
export function adamw(options: AdamOptions = {}): Optimizer {
  checkOptions('adamw', options);
  return new Adam('adamw', { ...options, weightDecay: options.weightDecay ?? 0.004 });
}
