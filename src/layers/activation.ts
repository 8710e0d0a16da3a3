import { activation as anActivation, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { activationApart } from './steps-apart.ts';

export interface ActivationOptions extends LayerOptions {
  /** A name, or any function over ops. */
  activation: ActivationLike;
}

const OPTIONS = LAYER.extend<ActivationOptions>()({ activation: anActivation() });

/** An activation function as a layer. */
export class Activation extends Layer {
  readonly kind = 'activation';
  override readonly supportsMasking: boolean = true;
  readonly #activate: ActivationFunction;

  constructor(options: ActivationOptions) {
    const held = OPTIONS.read('activation', options);
    super('activation', held);
    this.#activate = resolveActivation(held.activation);
  }

  override stepwise(): boolean | string {
    return activationApart(this.#activate);
  }

  call(x: Tensor): Tensor {
    return this.#activate(x);
  }
}

/** Applies an activation function. @shape as the input */
export const activation = (options: ActivationOptions): Activation => new Activation(options);
