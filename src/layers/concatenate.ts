import { ShapeError } from '../core/errors.ts';
import { integer, or } from '../core/declaration.ts';
import { normalizeAxis, showShape } from '../core/shape.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { broadcastTo, concatenate as joined, reshape } from '../op/move.ts';
import { any } from '../op/statistics.ts';
import type { Tensors } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { severalInputs } from './merge.ts';
import { stepsApart } from './steps-apart.ts';

export interface ConcatenateOptions extends LayerOptions {
  /** The axis along which the inputs are joined (default -1). */
  axis?: number;
}

const OPTIONS = LAYER.extend<ConcatenateOptions>()({ axis: or(integer(), -1) });

/** Joins its inputs along an axis. Masks are joined along the same axis, and an input without a mask counts fully. A step of
 *  the output counts if one of its features does. */
export class Concatenate extends Layer {
  readonly kind = 'concatenate';
  override readonly supportsMasking: boolean = true;
  readonly axis: number;

  constructor(options: ConcatenateOptions = {}) {
    const held = OPTIONS.read('concatenate', options);
    super('concatenate', held);
    this.axis = held.axis;
  }

  override stepwise([x]: readonly Tensor[]): boolean {
    return stepsApart(this.name, this.axis, x!);
  }

  call(inputs: Tensors): Tensor {
    const list = severalInputs(this, inputs);
    const [{ shape, rank, dtype }] = list as [Tensor];
    const axis = normalizeAxis(this.axis, rank, this.name);
    const other = list.find((x) => x.rank !== rank || x.dtype !== dtype || x.shape.some((d, i) => i !== axis && d !== shape[i]));
    if (other !== undefined) {
      const wanted = `${dtype} inputs like the first, ${showShape(shape)}, but for axis ${axis}`;
      throw new ShapeError(
        `${this.name}: expected ${wanted}, received ${other.dtype} ${showShape(other.shape)}. Reshape or cast them first.`,
      );
    }
    return joined(list, { axis });
  }

  override computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    if (masks.every((m) => m === undefined)) return undefined;
    // A mask has one number for a whole step. Each element of the step gets this number, so that masks can be joined along any
    // axis.
    const parts = inputs.map(({ shape, rank }, i) => {
      const mask = masks[i];
      if (mask === undefined) return full(shape, 1);
      return broadcastTo(reshape(mask, [...mask.shape, ...new Array<number>(rank - mask.rank).fill(1)]), shape);
    });
    return any(joined(parts, { axis: this.axis }), { axis: -1 });
  }
}

/** Joins its inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape as the inputs, the sizes along the axis added up
 *  @throws {ShapeError} if the inputs differ in another axis or in their dtype, or are not an array */
export const concatenate = (options?: ConcatenateOptions): Concatenate => new Concatenate(options);
