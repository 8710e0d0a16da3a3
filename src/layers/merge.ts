import { ShapeError } from '../core/errors.ts';
import { broadcastShapes, showShape } from '../core/shape.ts';
import { Tensor } from '../graph/tensor.ts';
import { logicalOr } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import type { Tensors } from '../trace/trace.ts';
import { Layer } from './layer.ts';

/** The inputs of a layer with several inputs.
 *  @throws {ShapeError} if they are one tensor, or an empty list */
export function severalInputs(layer: Layer, inputs: Tensors): readonly Tensor[] {
  if (inputs instanceof Tensor) {
    const received = `one tensor of shape ${showShape(inputs.shape)}`;
    throw new ShapeError(`${layer.name}: expected an array of inputs, received ${received}. Call the layer with [a, b].`);
  }
  if (inputs.length === 0) throw new ShapeError(`${layer.name}: expected at least one input, received none. Call the layer with [a, b].`);
  return inputs;
}

/** A layer that combines several tensors, element by element. Inputs with fewer axes than others get axes of size 1 behind the
 *  batch axis, then shapes are broadcast. A step of the output counts if it counts in one of the inputs. If one input has no
 *  mask, the output has none. */
export abstract class Merge extends Layer {
  override readonly supportsMasking: boolean = true;

  /** The function of the inputs, whose shapes can be broadcast. */
  protected abstract merge(inputs: readonly Tensor[]): Tensor;

  call(inputs: Tensors): Tensor {
    const list = severalInputs(this, inputs);
    const { shape } = list[0]!;
    const other = list.find((x) => x.shape[0] !== shape[0]);
    if (other !== undefined) {
      const received = `${showShape(shape)} and ${showShape(other.shape)}`;
      throw new ShapeError(`${this.name}: expected inputs of one batch size, received ${received}. Give each the same rows.`);
    }
    const rank = Math.max(...list.map((x) => x.rank));
    const aligned = list.map((x) => reshape(x, [x.shape[0]!, ...new Array<number>(rank - x.rank).fill(1), ...x.shape.slice(1)]));
    aligned.reduce((sofar, x) => broadcastShapes(sofar, x.shape, this.name), aligned[0]!.shape);
    return this.merge(aligned);
  }

  override computeMask(_inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    return masks.every((m) => m !== undefined) ? masks.reduce((a, b) => logicalOr(a, b)) : undefined;
  }
}
