import { activationName, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import { ConfigError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, LAYER_OPTIONS, type LayerOptions } from './layer.ts';

export interface ActivationOptions extends LayerOptions {
  activation: ActivationLike;
}

/** An activation function as a layer. */
export class Activation extends Layer {
  readonly kind = 'activation';
  override readonly supportsMasking: boolean = true;
  readonly #activation: ActivationLike;
  readonly #activate: ActivationFunction;

  constructor(options: ActivationOptions) {
    checkKeys('activation', options, [...LAYER_OPTIONS, 'activation']);
    super('activation', options);
    if (options.activation === undefined || options.activation === null) {
      throw new ConfigError("activation: expected a name or a function, received none. Give e.g. { activation: 'relu' }.");
    }
    this.#activation = options.activation;
    this.#activate = resolveActivation(options.activation);
  }

  call(x: Tensor): Tensor {
    return this.#activate(x);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), activation: activationName(this.#activation) };
  }
}

/** Applies an activation function. @shape as the input */
export const activation = (options: ActivationOptions): Activation => new Activation(options);
