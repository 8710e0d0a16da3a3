import { BYTES } from '../core/dtype.ts';
import type { Tensor } from '../graph/tensor.ts';

/** A contiguous part of another tensor's values. */
export interface View {
  /** The tensor that has the values in memory. */
  readonly source: Tensor;
  /** Elements of the source before the first of the view. */
  readonly offset: number;
}

/** Whether a tensor is a view of its first input: it needs no instruction and no memory of its own. `after` is a view
 *  of a variable after an effect has changed it. */
export function isView(t: Tensor): boolean {
  return t.op === 'reshape' || t.op === 'stop_gradient' || t.op === 'after' || t.op === 'part' || (t.op === 'slice' && isContiguous(t));
}

/** The tensor and offset where the values of t are: t itself from its begin, unless it is a view. */
export function viewOf(t: Tensor): View {
  let source = t;
  let offset = 0;
  while (isView(source)) {
    if (source.op === 'slice' || source.op === 'part') offset += source.attrs['offset'] as number;
    source = source.inputs[0]!;
  }
  return { source, offset };
}

/** Whether a tensor shows all of its origin, each element at its own position. */
export function isWhole(t: Tensor): boolean {
  const { source, offset } = viewOf(t);
  return offset === 0 && source.size === t.size;
}

export const origin = (t: Tensor): Tensor => viewOf(t).source;

/** Whether a slice is contiguous in its input: after the first axis of more than one element all axes are whole.
 *  Places count elements of four bytes, so a slice of bytes is copied. */
function isContiguous({ shape, inputs, dtype }: Tensor): boolean {
  const input = inputs[0]!.shape;
  const first = shape.findIndex((d) => d > 1);
  return BYTES[dtype] === 4 && (first < 0 || shape.every((d, i) => i <= first || d === input[i]));
}
