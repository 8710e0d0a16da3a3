import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip } from '../op/elementwise.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor, valueRange } from './ranges.ts';

export interface RandomBrightnessOptions extends RandomImageOptions {
  /** How much brighter images become, as parts of the range of values from -1 to 1: a number f for [-f, f], or two numbers. */
  factor: number | readonly number[];
  /** The lowest and the highest value of images, to which results are clipped (default [0, 255]). */
  valueRange?: readonly number[];
}

const OPTIONS = LAYER.extend<RandomBrightnessOptions>()({
  factor: factor({ least: -1, most: 1 }),
  valueRange: or(valueRange(), [0, 255]),
  ...RANDOM_IMAGE,
});

/** Adds a number to all values of an image. */
export class RandomBrightness extends RandomImage {
  readonly kind = 'randomBrightness';
  readonly factor: readonly [low: number, high: number];
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: RandomBrightnessOptions) {
    const held = OPTIONS.read('randomBrightness', options);
    super('random_brightness', held);
    this.factor = held.factor;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const [low, high] = this.valueRange;
    const more = perImage(x.shape[0]!, draws('brightness'), [this.factor[0] * (high - low), this.factor[1] * (high - low)]);
    return clip(add(x, more), low, high);
  }
}

/** Makes each image brighter or darker while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomBrightness = (options: RandomBrightnessOptions): RandomBrightness => new RandomBrightness(options);
