import { checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, power, sqrt, square, subtract } from '../op/elementwise.ts';
import { updateAdam, type Scaled } from '../op/update.ts';
import type { Trace } from '../trace/trace.ts';
import { flatten, type Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerOptions } from './options.ts';

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean of gradients, in [0, 1). */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1). */
  beta2?: number;
  epsilon?: number;
}

class Adam extends Optimizer {
  readonly kind: string;
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;

  constructor(kind: string, options: AdamOptions) {
    super(kind, options, ['beta1', 'beta2', 'epsilon'], 0.001);
    this.kind = kind;
    this.#beta1 = checkNumber(kind, 'beta1', options.beta1 ?? 0.9, { least: 0, below: 1 });
    this.#beta2 = checkNumber(kind, 'beta2', options.beta2 ?? 0.999, { least: 0, below: 1 });
    this.#epsilon = checkNumber(kind, 'epsilon', options.epsilon ?? 1e-7, { least: 0 });
  }

  protected slotNames(): readonly string[] {
    return ['m', 'v'];
  }

  protected step(t: Trace, group: Group, gradients: Scaled, rate: Tensor): void {
    const step = this.stepNumber(t);
    const alpha = multiply(rate, divide(sqrt(subtract(1, power(this.#beta2, step))), subtract(1, power(this.#beta1, step))));
    const [m, v] = [group.slot('m'), group.slot('v')];
    if (this.inPlace(group)) {
      return t.apply(
        updateAdam(group.variables, gradients, alpha, m, v, { beta1: this.#beta1, beta2: this.#beta2, epsilon: this.#epsilon }),
      );
    }
    const g = flatten(gradients);
    const mean = t.update(m, add(t.read(m), multiply(subtract(g, t.read(m)), 1 - this.#beta1)));
    const squares = t.update(v, add(t.read(v), multiply(subtract(square(g), t.read(v)), 1 - this.#beta2)));
    group.write(t, subtract(group.read(t), divide(multiply(mean, alpha), add(sqrt(squares), this.#epsilon))));
  }
}

/** Adam: steps scaled by running means of the gradient and its square.
 *  @source Kingma & Ba 2015, section 2, last paragraph; epsilon is their epsilon-hat, as in Keras */
export const adam = (options: AdamOptions = {}): Optimizer => new Adam('adam', options);

/** Adam with weights that decay apart from their gradients, by 0.004 unless told otherwise.
 *  @source Loshchilov & Hutter 2019, Decoupled weight decay regularization, in the form of Keras */
export const adamw = (options: AdamOptions = {}): Optimizer => new Adam('adamw', { ...options, weightDecay: options.weightDecay ?? 0.004 });
