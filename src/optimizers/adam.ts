import { number, or, type Held } from '../core/declaration.ts';
import { checkOptions } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, power, sqrt, square, subtract } from '../op/elementwise.ts';
import { updateAdam, type Scaled } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { flatten, type Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients, in [0, 1) (default 0.9). */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1) (default 0.999). */
  beta2?: number;
  /** Added to the divisor of steps (default 1e-7). */
  epsilon?: number;
}

const OPTIONS = OPTIMIZER.extend<AdamOptions>()({
  beta1: or(number({ least: 0, below: 1 }), 0.9),
  beta2: or(number({ least: 0, below: 1 }), 0.999),
  epsilon: or(number({ least: 0 }), 1e-7),
});

class Adam extends Optimizer {
  readonly kind: string;
  readonly #options: Held<typeof OPTIONS>;

  constructor(kind: string, options: AdamOptions) {
    super(kind, options, OPTIONS.names, 0.001);
    this.kind = kind;
    this.#options = OPTIONS.pick(kind, options);
  }

  protected slotNames(): readonly string[] {
    return ['m', 'v'];
  }

  protected step(t: Trace, group: Group, gradients: Scaled, rate: Tensor): void {
    const { beta1, beta2, epsilon } = this.#options;
    const step = this.stepNumber(t);
    const alpha = multiply(rate, divide(sqrt(subtract(1, power(beta2, step))), subtract(1, power(beta1, step))));
    const [m, v] = [group.slot('m'), group.slot('v')];
    if (this.inPlace(group)) return t.apply(updateAdam(group.variables, gradients, alpha, m, v, { beta1, beta2, epsilon }));
    const g = flatten(gradients);
    const mean = t.update(m, add(t.read(m), multiply(subtract(g, t.read(m)), 1 - beta1)));
    const squares = t.update(v, add(t.read(v), multiply(subtract(square(g), t.read(v)), 1 - beta2)));
    group.write(t, subtract(group.read(t), divide(multiply(mean, alpha), add(sqrt(squares), epsilon))));
  }
}

/** Adam: steps scaled by running means of the gradient and its square.
 *  @source Kingma & Ba 2015, section 2, last paragraph; epsilon is their epsilon-hat, as in Keras */
export const adam = (options: AdamOptions = {}): Optimizer => new Adam('adam', options);

/** Adam with weights that decay apart from their gradients, by 0.004 unless the options say otherwise.
 *  @source Loshchilov & Hutter 2019, Decoupled weight decay regularization, in the form of Keras */
export function adamw(options: AdamOptions = {}): Optimizer {
  checkOptions('adamw', options);
  return new Adam('adamw', { ...options, weightDecay: options.weightDecay ?? 0.004 });
}
