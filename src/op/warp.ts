import type { Tensor } from '../graph/tensor.ts';
import { FILL_MODES, INTERPOLATIONS } from '../lower/warp.ts';
import { node } from '../run/node.ts';

export { FILL_MODES, INTERPOLATIONS };
/** What one sees between places: the nearest, or the mean of four places by their distance. */
export type WarpInterpolation = (typeof INTERPOLATIONS)[number];
/** What one sees outside of an image: one value, its edge, its reflection, or the image again. */
export type FillMode = (typeof FILL_MODES)[number];

export interface WarpOptions {
  readonly interpolation: WarpInterpolation;
  readonly fillMode: FillMode;
  /** What is outside with fill mode 'constant'. */
  readonly fillValue: number;
}

/** Images as they are seen through affine transforms. A place of the result, (column, row), shows place
 *  (t0 column + t1 row + t2, t3 column + t4 row + t5) of the image. There are gradients of images, none of transforms.
 *  @param size  rows and columns of the result
 *  @shape images [batch, height, width, channels], transforms [batch, 6] -> [batch, ...size, channels] */
export const warp = (images: Tensor, transforms: Tensor, size: readonly [number, number], options: WarpOptions): Tensor =>
  node('warp', [images, transforms], { ...options, imageSize: images.shape.slice(1, 3) }, [images.shape[0]!, ...size, images.shape[3]!]);

/** The gradient of the images of `y`, a node `warp` or one like it. */
export function warpGradient(dy: Tensor, y: Tensor): Tensor {
  const size = y.attrs['imageSize'] as readonly [number, number];
  return node('warp_dx', [dy, y.inputs[1]!], { ...y.attrs, size: y.shape.slice(1, 3) }, [dy.shape[0]!, ...size, dy.shape[3]!]);
}

/** What becomes of g, a gradient of the gradient `y`: it is seen through the same transforms, with zeros outside. */
export function warpLike(g: Tensor, y: Tensor): Tensor {
  const { interpolation, fillMode, size } = y.attrs as unknown as WarpOptions & { readonly size: readonly [number, number] };
  return warp(g, y.inputs[1]!, size, { interpolation, fillMode, fillValue: 0 });
}
