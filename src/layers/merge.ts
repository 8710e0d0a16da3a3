import { ShapeError } from '../core/errors.ts';
import { broadcastShapes, showShape } from '../core/shape.ts';
import { Tensor } from '../graph/tensor.ts';
import { logicalOr, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
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

/** The inputs of a layer with two inputs. @throws {ShapeError} if they are not two */
export function twoInputs(layer: Layer, inputs: Tensors): readonly [Tensor, Tensor] {
  const list = severalInputs(layer, inputs);
  if (list.length !== 2)
    throw new ShapeError(`${layer.name}: expected two inputs, received ${list.length}. Call the layer with [a, b].`);
  return list as unknown as readonly [Tensor, Tensor];
}

/** A layer that combines several tensors, element by element. Inputs with fewer axes than others get axes of size 1 behind the
 *  batch axis, then shapes are broadcast. A step of the output counts if it counts in one of the inputs. If one input has no
 *  mask, the output has none. */
export abstract class Merge extends Layer {
  override readonly supportsMasking: boolean = true;

  /** The function of the inputs, whose shapes can be broadcast.
   *  @param masks  for each input its mask, which broadcasts to it, if it has one */
  protected abstract merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor;

  override stepwise(inputs: readonly Tensor[]): boolean {
    return inputs.every((x) => x.rank === inputs[0]!.rank);
  }

  call(inputs: Tensors, t: Trace, { mask }: CallArguments): Tensor {
    const list = severalInputs(this, inputs);
    const { shape } = list[0]!;
    const other = list.find((x) => x.shape[0] !== shape[0]);
    if (other !== undefined) {
      const received = `${showShape(shape)} and ${showShape(other.shape)}`;
      throw new ShapeError(`${this.name}: expected inputs of one batch size, received ${received}. Give each the same rows.`);
    }
    const rank = Math.max(...list.map((x) => x.rank));
    const ones = (count: number): readonly number[] => new Array<number>(count).fill(1);
    const aligned = list.map((x) => reshape(x, [x.shape[0]!, ...ones(rank - x.rank), ...x.shape.slice(1)]));
    aligned.reduce((sofar, x) => broadcastShapes(sofar, x.shape, this.name), aligned[0]!.shape);
    const masks = list.map((x, i) => {
      const own = i === 0 && mask !== undefined ? mask : t.maskOf(x);
      if (own === undefined) return undefined;
      return reshape(own, [x.shape[0]!, ...ones(rank - x.rank), ...own.shape.slice(1), ...ones(x.rank - own.rank)]);
    });
    return this.merge(aligned, masks);
  }

  override computeMask(_inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    return masks.every((m) => m !== undefined) ? masks.reduce((a, b) => logicalOr(a, b)) : undefined;
  }
}

/** Two inputs of which those steps count that their masks leave: where one does not count, the other is taken for both. The result
 *  has a mask if both have.
 *  @param op  the function of two tensors */
export function mergeWhereBothCount(
  inputs: readonly Tensor[],
  masks: readonly (Tensor | undefined)[],
  op: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  let [sofar, mask] = [inputs[0]!, masks[0]];
  inputs.slice(1).forEach((x, i) => {
    const own = masks[i + 1];
    const second = own === undefined ? x : where(own, x, sofar);
    const first = mask === undefined ? sofar : where(mask, sofar, second);
    mask = mask !== undefined && own !== undefined ? logicalOr(mask, own) : undefined;
    sofar = op(first, second);
  });
  return sofar;
}
