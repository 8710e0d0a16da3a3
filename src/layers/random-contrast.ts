import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, multiply, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor, valueRange } from './ranges.ts';

export interface RandomContrastOptions extends RandomImageOptions {
  /** By how much contrast changes, from 0 to 1: two numbers, the lower one l and the higher one u, for factors from 1 - l to 1 + u; a
   *  number u for factors from 1 to 1 + u, as in Keras. */
  factor: number | readonly number[];
  /** The lowest and the highest value of images, to which results are clipped (default [0, 255]). */
  valueRange?: readonly number[];
}

const OPTIONS = LAYER.extend<RandomContrastOptions>()({
  factor: factor({ least: 0, most: 1 }),
  valueRange: or(valueRange(), [0, 255]),
  ...RANDOM_IMAGE,
});

/** Changes the distance of values from the mean of their channel. */
export class RandomContrast extends RandomImage {
  readonly kind = 'randomContrast';
  readonly factor: readonly [low: number, high: number];
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: RandomContrastOptions) {
    const held = OPTIONS.read('randomContrast', options);
    super('random_contrast', held);
    this.factor = held.factor;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const by = perImage(x.shape[0]!, draws('contrast'), [1 - this.factor[0], 1 + this.factor[1]]);
    const middle = mean(x, { axis: [1, 2], keepdims: true });
    return clip(add(multiply(subtract(x, middle), by), middle), ...this.valueRange);
  }
}

/** Multiplies the distance of values from the mean of their channel by a factor for each image, while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomContrast = (options: RandomContrastOptions): RandomContrast => new RandomContrast(options);
