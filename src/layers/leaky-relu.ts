import { leakyRelu } from '../activations/index.ts';
import { number, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface LeakyReLUOptions extends LayerOptions {
  /** Slope below 0 (default 0.3), as in Keras' layer. The activation of this name has 0.2. */
  negativeSlope?: number;
}

const OPTIONS = LAYER.extend<LeakyReLUOptions>()({ negativeSlope: or(number({ least: 0 }), 0.3) });

/** x above 0, negativeSlope * x below. @source Maas et al. 2013 */
export class LeakyReLU extends Layer {
  readonly kind = 'leakyReLU';
  override readonly supportsMasking: boolean = true;
  readonly negativeSlope: number;

  constructor(options: LeakyReLUOptions = {}) {
    const held = OPTIONS.read('leakyReLU', options);
    super('leaky_re_lu', held);
    this.negativeSlope = held.negativeSlope;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }
}

/** @shape as the input */
export const leakyReLU = (options?: LeakyReLUOptions): LeakyReLU => new LeakyReLU(options);
