import { checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, cast, divide, multiply, power, sqrt, subtract } from '../op/elementwise.ts';
import { updateAdam, type Scaled } from '../op/update.ts';
import { CLIPPING, type ClippingOptions } from './clipping.ts';
import { Optimizer } from './optimizer.ts';

export interface AdamOptions extends ClippingOptions {
  learningRate?: number;
  /** Decay of the mean of gradients, in [0, 1). */
  beta1?: number;
  /** Decay of the mean of their squares, in [0, 1). */
  beta2?: number;
  epsilon?: number;
}

class Adam extends Optimizer {
  readonly kind = 'adam';
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;

  constructor(options: AdamOptions) {
    checkKeys('adam', options, ['learningRate', 'beta1', 'beta2', 'epsilon', ...CLIPPING]);
    super('adam', { ...options }, options.learningRate ?? 0.001);
    this.#beta1 = checkNumber('adam', 'beta1', options.beta1 ?? 0.9, { least: 0, below: 1 });
    this.#beta2 = checkNumber('adam', 'beta2', options.beta2 ?? 0.999, { least: 0, below: 1 });
    this.#epsilon = checkNumber('adam', 'epsilon', options.epsilon ?? 1e-7, { least: 0 });
  }

  protected slotNames(): readonly string[] {
    return ['m', 'v'];
  }

  protected step(weights: readonly Variable[], gradients: Scaled): Tensor[] {
    const t = add(cast(this.iterations.tensor, 'float32'), 1);
    const correction = divide(sqrt(subtract(1, power(this.#beta2, t))), subtract(1, power(this.#beta1, t)));
    const [m, v] = this.slots as [Variable, Variable];
    return [updateAdam(weights, gradients, multiply(this.rate.tensor, correction), m, v, { beta1: this.#beta1, beta2: this.#beta2, epsilon: this.#epsilon })];
  }
}

/** Adam: steps scaled by running means of the gradient and its square.
 *  @source Kingma & Ba 2015, section 2, last paragraph; epsilon is their epsilon-hat, as in Keras */
export const adam = (options: AdamOptions = {}): Optimizer => new Adam(options);
