import { checkKeys, checkShape } from '../core/options.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, type LayerOptions } from './layer.ts';

export interface InputOptions {
  /** Shape of one sample, without the batch axis. */
  shape: Shape;
  name?: string;
}

/** Says what a model's samples look like; computes nothing. */
export class Input extends Layer {
  readonly kind = 'input';

  constructor(options: InputOptions) {
    checkKeys('input', options, ['shape', 'name']);
    const shape = checkShape('input', 'shape', options.shape);
    const given: LayerOptions = { inputShape: shape };
    if (options.name !== undefined) given.name = options.name;
    super('input', given);
  }

  call(x: Tensor): Tensor {
    return x;
  }

  override getConfig(): Record<string, unknown> {
    return { name: this.name, shape: this.inputShape };
  }
}

/** @shape [batch, ...shape], unchanged */
export const input = (options: InputOptions): Input => new Input(options);
