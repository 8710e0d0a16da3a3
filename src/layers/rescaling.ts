import { number, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply } from '../op/elementwise.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface RescalingOptions extends LayerOptions {
  /** The factor of inputs. */
  scale: number;
  /** The number that is then added (default 0). */
  offset?: number;
}

const OPTIONS = LAYER.extend<RescalingOptions>()({ scale: number(), offset: or(number(), 0) });

/** x * scale + offset. A scale of 1 / 255 brings image bytes to [0, 1]. */
export class Rescaling extends Layer {
  readonly kind = 'rescaling';
  override readonly supportsMasking: boolean = true;
  readonly scale: number;
  readonly offset: number;

  constructor(options: RescalingOptions) {
    const held = OPTIONS.read('rescaling', options);
    super('rescaling', held);
    this.scale = held.scale;
    this.offset = held.offset;
  }

  call(x: Tensor): Tensor {
    return add(multiply(x, this.scale), this.offset);
  }
}

/** @shape as the input */
export const rescaling = (options: RescalingOptions): Rescaling => new Rescaling(options);
