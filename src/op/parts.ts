import { sizeOf, type Shape } from '../core/shape.ts';
import type { Attributes, Tensor } from '../graph/tensor.ts';
import { node } from '../run/node.ts';

/** The results of a kernel that has several: views of what it has written, one behind the other. Gradients of them come to the rule of
 *  the kernel one by one (`RULES_OF_PARTS`), so that nothing is spent on results that nobody reads.
 *  @param shapes  of the first results, or of all
 *  @returns a tensor for each shape */
export function parts(whole: Tensor, shapes: readonly Shape[]): Tensor[] {
  let offset = 0;
  return shapes.map((shape, index) => {
    const part = node('part', [whole], { index, offset }, shape);
    offset += sizeOf(shape);
    return part;
  });
}

/** The results of an op that has several. */
export function severalOf(op: string, inputs: readonly Tensor[], attrs: Attributes, shapes: readonly Shape[]): Tensor[] {
  return parts(node(op, inputs, attrs, [shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)]), shapes);
}
