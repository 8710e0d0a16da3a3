import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, multiply, subtract } from '../op/elementwise.ts';
import { pad } from '../op/move.ts';
import { averagePool } from '../op/pool.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor, valueRange } from './ranges.ts';

export interface RandomSharpnessOptions extends RandomImageOptions {
  /** How sharp images become, from 0 (smooth) over 0.5 (as they are) to 1 (sharp): a number f for [0, f], or two numbers. */
  factor: number | readonly number[];
  /** The lowest and the highest value of images, to which results are clipped (default [0, 255]). */
  valueRange?: readonly number[];
}

const OPTIONS = LAYER.extend<RandomSharpnessOptions>()({
  factor: factor({ least: 0, most: 1 }),
  valueRange: or(valueRange(), [0, 255]),
  ...RANDOM_IMAGE,
});

/** Each value with 4 / 13 more than its share of the sum of the nine values around it, / 13. There are zeros outside of images. */
function smoothed(x: Tensor): Tensor {
  const around = averagePool(pad(x, [0, 1, 1, 0], [0, 1, 1, 0]), 3, { strides: 1 });
  return add(multiply(around, 9 / 13), multiply(x, 4 / 13));
}

/** Moves images away from their smoothed form, or towards it. */
export class RandomSharpness extends RandomImage {
  readonly kind = 'randomSharpness';
  readonly factor: readonly [low: number, high: number];
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: RandomSharpnessOptions) {
    const held = OPTIONS.read('randomSharpness', options);
    super('random_sharpness', held);
    this.factor = held.factor;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const [low, high] = this.factor;
    const towards = perImage(x.shape[0]!, draws('sharpness'), [1 - 2 * low, 1 - 2 * high]);
    return clip(add(x, multiply(towards, subtract(smoothed(x), x))), ...this.valueRange);
  }
}

/** Makes each image smoother or sharper while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomSharpness = (options: RandomSharpnessOptions): RandomSharpness => new RandomSharpness(options);
