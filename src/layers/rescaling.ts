import { checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply } from '../op/elementwise.ts';
import { Layer, LAYER_OPTIONS, type LayerOptions } from './layer.ts';

export interface RescalingOptions extends LayerOptions {
  scale: number;
  offset?: number;
}

/** x scale + offset: brings image bytes to [0, 1] with scale 1 / 255. */
export class Rescaling extends Layer {
  readonly kind = 'rescaling';
  override readonly supportsMasking: boolean = true;
  readonly scale: number;
  readonly offset: number;

  constructor(options: RescalingOptions) {
    checkKeys('rescaling', options, [...LAYER_OPTIONS, 'scale', 'offset']);
    super('rescaling', options);
    this.scale = checkNumber('rescaling', 'scale', options.scale);
    this.offset = checkNumber('rescaling', 'offset', options.offset ?? 0);
  }

  call(x: Tensor): Tensor {
    return add(multiply(x, this.scale), this.offset);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), scale: this.scale, offset: this.offset };
  }
}

/** @shape as the input */
export const rescaling = (options: RescalingOptions): Rescaling => new Rescaling(options);
