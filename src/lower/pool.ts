import type { Tensor } from '../graph/tensor.ts';
import type { Emitter, Lowering } from './lowering.ts';

/** Emits a kernel over the windows between `input` and `output`, both [batch, depth, height, width, channels]. */
function windows(node: Tensor, to: Emitter, input: Tensor, output: Tensor, operands: Readonly<Record<string, Tensor>>): void {
  const { window, strides, pads } = node.attrs as unknown as Record<'window' | 'strides' | 'pads', readonly [number, number, number]>;
  const [n, id, ih, iw, c] = input.shape as readonly [number, number, number, number, number];
  const [, od, oh, ow] = output.shape as readonly [number, number, number, number, number];
  const [[kd, kh, kw], [sd, sh, sw], [pd, ph, pw]] = [window, strides, pads];
  to.emit(node.op, {
    n, id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw,
    ...Object.fromEntries(Object.entries(operands).map(([name, tensor]) => [name, to.at(tensor)])),
  });
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  max_pool: (y, to) => windows(y, to, y.inputs[0]!, y, { x: y.inputs[0]!, y }),
  max_pool_dx: (dx, to) => windows(dx, to, dx, dx.inputs[1]!, { x: dx.inputs[0]!, dy: dx.inputs[1]!, dx }),
  max_pool_of: (y, to) => windows(y, to, y.inputs[0]!, y, { x: y.inputs[0]!, g: y.inputs[1]!, y }),
  average_pool: (y, to) => windows(y, to, y.inputs[0]!, y, { x: y.inputs[0]!, y }),
  average_pool_dx: (dx, to) => windows(dx, to, dx, dx.inputs[0]!, { dy: dx.inputs[0]!, dx }),
};
