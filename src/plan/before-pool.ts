/** What is done to the gradient of a max pool, done to what it is made of, which has a value for each window in place of one for each
 *  place. */
import { Tensor } from '../graph/tensor.ts';

/** The same tensor by fewer values; undefined where `t` is not one of these:
 *
 *  - the gradient by the input x of a pool, let through where x > 0, as behind a convolution with relu. What a window gives to its
 *    largest place is let through where the largest is;
 *  - the sum of the gradient over all places for each channel, as of a bias: each window gives its value to one place.
 *
 *  @param inputs  those of `t`, simplified
 *  @param unique  gives the tensor that stands for all that are equal */
export function beforePool(t: Tensor, inputs: readonly Tensor[], unique: (t: Tensor) => Tensor): Tensor | undefined {
  const dx = inputs.length > 0 ? unshaped(inputs[0]!) : t;
  if (dx.op !== 'max_pool_dx') return undefined;
  const [x, dy] = dx.inputs as [Tensor, Tensor];
  const shaped = (from: Tensor, shape: Tensor['shape']): Tensor =>
    from.shape === shape ? from : unique(new Tensor('reshape', [from], {}, shape, from.dtype));
  if (t.op === 'relu_d' && unshaped(inputs[1]!) === unshaped(x)) {
    const largest = unique(new Tensor('max_pool', [x], dx.attrs, dy.shape, x.dtype));
    // In the shape in which it was computed, so that a product behind which it stands can let it through itself.
    const given = unshaped(dy);
    const passed = unique(new Tensor('relu_d', [given, shaped(largest, given.shape)], t.attrs, given.shape, t.dtype));
    return shaped(unique(new Tensor('max_pool_dx', [x, shaped(passed, dy.shape)], dx.attrs, dx.shape, dx.dtype)), t.shape);
  }
  const { outer, inner } = t.attrs;
  if (t.op !== 'reduce_sum' || outer !== 1 || inner !== x.shape.at(-1)) return undefined;
  return new Tensor('reduce_sum', [dy], { ...t.attrs, mid: dy.size / inner }, t.shape, t.dtype);
}

const unshaped = (t: Tensor): Tensor => (t.op === 'reshape' ? unshaped(t.inputs[0]!) : t);
