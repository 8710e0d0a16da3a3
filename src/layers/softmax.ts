import { softmax as activate } from '../activations/index.ts';
import { axes, or } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { less, where } from '../op/elementwise.ts';
import type { CallArguments, Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { stepsApart } from './steps-apart.ts';

export interface SoftmaxOptions extends LayerOptions {
  /** The axis, or the axes together, over which the shares sum to 1 (default -1). */
  axis?: number | readonly number[];
}

const OPTIONS = LAYER.extend<SoftmaxOptions>()({ axis: or(axes(), -1) });

/** What masked logits become, as in Keras. */
const MASKED = -1e9;

/** e^x divided by the sum of e^x over the axes. Values that the mask hides have no part in the sum and become 0; if it hides all,
 *  all are 0. */
export class Softmax extends Layer {
  readonly kind = 'softmax';
  override readonly supportsMasking: boolean = true;
  readonly axis: number | readonly number[];

  constructor(options: SoftmaxOptions = {}) {
    const held = OPTIONS.read('softmax', options);
    super('softmax', held);
    this.axis = held.axis;
  }

  override stepwise([x]: readonly Tensor[]): boolean {
    return stepsApart(this.name, this.axis, x!);
  }

  call(x: Tensor, _t: Trace, { mask }: CallArguments): Tensor {
    if (mask === undefined) return activate(x, { axis: this.axis });
    const from = x.rank - mask.rank;
    if (from < 0 || !mask.shape.every((d, i) => d === 1 || d === x.shape[from + i]))
      throw new ShapeError(
        `${this.name}: expected a mask with the last axes of the input, ${showShape(x.shape)}, or 1 in their place, received ` +
          `${showShape(mask.shape)}. Give a mask of such a shape; one of steps, as layers pass it on, has none of the axes behind them.`,
      );
    const kept = less(0.5, mask);
    return where(kept, activate(where(kept, x, MASKED), { axis: this.axis }), 0);
  }
}

/** Shares that sum to 1.
 *  @shape as the input; the mask broadcasts to it from the right, as in Keras
 *  @throws {ShapeError} if an axis is outside the rank, or a mask does not broadcast to the input */
export const softmax = (options?: SoftmaxOptions): Softmax => new Softmax(options);
