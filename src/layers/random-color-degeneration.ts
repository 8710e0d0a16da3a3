import { or } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, clip, multiply, subtract } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor, valueRange } from './ranges.ts';

export interface RandomColorDegenerationOptions extends RandomImageOptions {
  /** How much of their colour images lose, from -1 to 1: a number f for [-f, f], or two numbers. With 1 they become grey. */
  factor: number | readonly number[];
  /** The lowest and the highest value of images, to which results are clipped (default [0, 255]). */
  valueRange?: readonly number[];
}

const OPTIONS = LAYER.extend<RandomColorDegenerationOptions>()({
  factor: factor({ least: -1, most: 1 }),
  valueRange: or(valueRange(), [0, 255]),
  ...RANDOM_IMAGE,
});

/** How bright red, green and blue are. @source ITU-R BT.601, as TensorFlow rounds it */
const GREY = constant(Float32Array.of(0.2989, 0.587, 0.114), [1, 1, 1, 3]);

/** Moves colours towards grey. */
export class RandomColorDegeneration extends RandomImage {
  readonly kind = 'randomColorDegeneration';
  readonly factor: readonly [low: number, high: number];
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: RandomColorDegenerationOptions) {
    const held = OPTIONS.read('randomColorDegeneration', options);
    super('random_color_degeneration', held);
    this.factor = held.factor;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const channels = x.shape[3];
    if (channels !== 1 && channels !== 3) {
      throw new ShapeError(`${this.name}: expected images of 1 or 3 channels, received ${channels}. Give it colours, or leave it away.`);
    }
    const grey = channels === 1 ? x : sum(multiply(x, GREY), { axis: 3, keepdims: true });
    const by = perImage(x.shape[0]!, draws('degeneration'), this.factor);
    return clip(add(x, multiply(by, subtract(grey, x))), ...this.valueRange);
  }
}

/** Makes the colours of each image weaker or stronger while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, and of other than 1 or 3 channels */
export const randomColorDegeneration = (options: RandomColorDegenerationOptions): RandomColorDegeneration =>
  new RandomColorDegeneration(options);
