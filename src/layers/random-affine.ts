import { number, oneOf, or, type Optional } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { randomUniform, type Draw } from '../op/random.ts';
import { FILL_MODES, INTERPOLATIONS, warp, type FillMode, type WarpInterpolation } from '../op/warp.ts';
import { RANDOM_IMAGE, RandomImage, type Draws, type HeldRandomImage, type RandomImageOptions } from './random-image.ts';

export interface RandomAffineOptions extends RandomImageOptions {
  /** What is outside of an image: 'reflect' (cba|abc|cba), 'wrap' (abc|abc|abc), 'nearest' (aaa|abc|ccc), or 'constant'
   *  (default 'reflect'). */
  fillMode?: FillMode;
  /** What is between places: 'bilinear', or the 'nearest' place (default 'bilinear'). */
  interpolation?: WarpInterpolation;
  /** The value outside with the fill mode 'constant' (default 0). */
  fillValue?: number;
}

export const RANDOM_AFFINE: typeof RANDOM_IMAGE & {
  readonly fillMode: Optional<FillMode, FillMode>;
  readonly interpolation: Optional<WarpInterpolation, WarpInterpolation>;
  readonly fillValue: Optional<number, number>;
} = {
  fillMode: or(oneOf(FILL_MODES), 'reflect'),
  interpolation: or(oneOf(INTERPOLATIONS), 'bilinear'),
  fillValue: or(number(), 0),
  ...RANDOM_IMAGE,
};

export interface HeldRandomAffine extends HeldRandomImage {
  readonly fillMode: FillMode;
  readonly interpolation: WarpInterpolation;
  readonly fillValue: number;
}

/** One number for each image. @shape [batch, 1] */
export const eachImage = (batch: number, draw: Draw, [low, high]: readonly [number, number]): Tensor =>
  randomUniform([batch, 1], draw, { low, high });

/** Looks at images through random affine transforms. */
export abstract class RandomAffine extends RandomImage {
  readonly fillMode: FillMode;
  readonly interpolation: WarpInterpolation;
  readonly fillValue: number;

  constructor(defaultName: string, held: HeldRandomAffine) {
    super(defaultName, held);
    this.fillMode = held.fillMode;
    this.interpolation = held.interpolation;
    this.fillValue = held.fillValue;
  }

  /** The transforms for images of this size. @shape [batch, 6] */
  abstract transforms(batch: number, height: number, width: number, draws: Draws): Tensor;

  transform(x: Tensor, draws: Draws): Tensor {
    const [batch, h, w] = x.shape as readonly [number, number, number];
    const { interpolation, fillMode, fillValue } = this;
    return warp(x, this.transforms(batch, h, w, draws), [h, w], { interpolation, fillMode, fillValue });
  }
}
