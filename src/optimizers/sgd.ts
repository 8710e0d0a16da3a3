import { checkBoolean, checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { updateMomentum, updateSgd, type Scaled } from '../op/update.ts';
import { CLIPPING, type ClippingOptions } from './clipping.ts';
import { Optimizer } from './optimizer.ts';

export interface SgdOptions extends ClippingOptions {
  learningRate?: number;
  /** Part of the last step that is taken again, in [0, 1]. */
  momentum?: number;
  /** Look ahead along the momentum (Nesterov 1983, as in Sutskever et al. 2013). */
  nesterov?: boolean;
}

class Sgd extends Optimizer {
  readonly kind = 'sgd';
  readonly #momentum: number;
  readonly #nesterov: boolean;

  constructor(options: SgdOptions) {
    checkKeys('sgd', options, ['learningRate', 'momentum', 'nesterov', ...CLIPPING]);
    super('sgd', { ...options }, options.learningRate ?? 0.01);
    this.#momentum = checkNumber('sgd', 'momentum', options.momentum ?? 0, { least: 0, most: 1 });
    this.#nesterov = checkBoolean('sgd', 'nesterov', options.nesterov ?? false);
  }

  protected slotNames(): readonly string[] {
    return this.#momentum === 0 ? [] : ['velocity'];
  }

  protected step(weights: readonly Variable[], gradients: Scaled): Tensor[] {
    const [velocity] = this.slots;
    if (velocity === undefined) return [updateSgd(weights, gradients, this.rate.tensor)];
    return [updateMomentum(weights, gradients, this.rate.tensor, velocity, { momentum: this.#momentum, nesterov: this.#nesterov })];
  }
}

/** Gradient descent: w -= learningRate g, with momentum if asked. */
export const sgd = (options: SgdOptions = {}): Optimizer => new Sgd(options);
