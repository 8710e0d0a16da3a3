import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

/** How one looks between places, and what is outside of an image, in the numbers of the table. */
export const INTERPOLATIONS = ['nearest', 'bilinear'] as const;
export const FILL_MODES = ['constant', 'nearest', 'reflect', 'wrap'] as const;

/** The sizes of an instruction over `input` and `output`, both [batch, height, width, channels]. */
function sizes({ attrs }: Tensor, input: Tensor, output: Tensor): Readonly<Record<string, number>> {
  const [n, ih, iw, c] = input.shape as readonly [number, number, number, number];
  const [, oh, ow] = output.shape as readonly [number, number, number];
  const { interpolation, fillMode } = attrs as { interpolation: 'nearest'; fillMode: 'constant' };
  return { n, ih, iw, c, oh, ow, bilinear: INTERPOLATIONS.indexOf(interpolation), fill: FILL_MODES.indexOf(fillMode) };
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  warp: (y, to) => {
    const [x, p] = y.inputs as [Tensor, Tensor];
    to.emit('warp', { ...sizes(y, x, y), value: y.attrs['fillValue'] as number, x: to.at(x), p: to.at(p), y: to.at(y) });
  },
  warp_dx: (dx, to) => {
    const [dy, p] = dx.inputs as [Tensor, Tensor];
    to.emit('warp_dx', { ...sizes(dx, dx, dy), dy: to.at(dy), p: to.at(p), dx: to.at(dx) });
  },
};
