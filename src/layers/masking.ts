import { number, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { cast, notEqual, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { any } from '../op/statistics.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface MaskingOptions extends LayerOptions {
  /** The value of every feature of a step that does not count (default 0). */
  maskValue?: number;
}

const OPTIONS = LAYER.extend<MaskingOptions>()({ maskValue: or(number(), 0) });

/** Masks the steps whose features are all `maskValue`: they become 0, and the outputs carry a mask. */
export class Masking extends Layer {
  readonly kind = 'masking';
  override readonly supportsMasking: boolean = true;
  readonly maskValue: number;

  constructor(options: MaskingOptions = {}) {
    const held = OPTIONS.read('masking', options);
    super('masking', held);
    this.maskValue = held.maskValue;
  }

  override stepwise(): boolean {
    return true;
  }

  call(input: Tensor, t: Trace): Tensor {
    if (input.rank < 2) throw this.wrongInput('[*, ..., features]', input.shape, 'Give each sample at least one axis.');
    const x = cast(input, 'float32');
    const present = any(notEqual(x, this.maskValue), { axis: -1, keepdims: true });
    const kept = where(present, x, 0);
    t.setMask(kept, reshape(present, x.shape.slice(0, -1)));
    return kept;
  }
}

/** Masks steps without content.
 *  @shape [batch, steps, features], unchanged; the mask is [batch, steps]
 *  @throws {ShapeError} on samples without an axis */
export const masking = (options?: MaskingOptions): Masking => new Masking(options);
