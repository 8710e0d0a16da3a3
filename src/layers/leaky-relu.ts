import { leakyRelu } from '../activations/index.ts';
import { checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, LAYER_OPTIONS, type LayerOptions } from './layer.ts';

export interface LeakyReLUOptions extends LayerOptions {
  /** Slope below 0 (default 0.3, as Keras' layer; the activation of this name has 0.2). */
  negativeSlope?: number;
}

/** x above 0, negativeSlope x below. @source Maas et al. 2013 */
export class LeakyReLU extends Layer {
  readonly kind = 'leakyReLU';
  override readonly supportsMasking: boolean = true;
  readonly negativeSlope: number;

  constructor(options: LeakyReLUOptions = {}) {
    checkKeys('leakyReLU', options, [...LAYER_OPTIONS, 'negativeSlope']);
    super('leaky_re_lu', options);
    this.negativeSlope = checkNumber('leakyReLU', 'negativeSlope', options.negativeSlope ?? 0.3, { least: 0 });
  }

  call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), negativeSlope: this.negativeSlope };
  }
}

/** @shape as the input */
export const leakyReLU = (options?: LeakyReLUOptions): LeakyReLU => new LeakyReLU(options);
