import { or, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { cast, clip, divide, floor, multiply } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { valueRange } from './ranges.ts';
import { BYTES, rescaled } from './value-range.ts';

export interface RandomPosterizationOptions extends RandomImageOptions {
  /** How many bits of each byte stay, from 1 to 8: two numbers, the second of which is not drawn unless both are equal; a number b for
   *  [1, b]. */
  factor: number | readonly number[];
  /** The lowest and the highest value of images (default [0, 255]). */
  valueRange?: readonly number[];
}

const bits: Option<number | readonly number[], readonly [low: number, high: number]> = {
  check: (where, name, given) => {
    const pair = typeof given === 'number' ? [1, given] : given;
    if (Array.isArray(pair) && pair.length === 2 && all(pair, (b) => Number.isInteger(b) && b >= 1 && b <= 8)) {
      return [Math.min(...pair), Math.max(...pair)];
    }
    throw new ConfigError(`${where}: ${name} must be an integer from 1 to 8, or two of them, received ${show(given)}.`);
  },
  store: (held) => held,
};

const OPTIONS = LAYER.extend<RandomPosterizationOptions>()({ factor: bits, valueRange: or(valueRange(), [0, 255]), ...RANDOM_IMAGE });

/** The distance of bytes of which so many bits stay. */
const STEPS = constant(Float32Array.from({ length: 9 }, (_, b) => 2 ** (8 - b)), [9]);

/** Sets the lowest bits of bytes to 0. */
export class RandomPosterization extends RandomImage {
  readonly kind = 'randomPosterization';
  readonly factor: readonly [low: number, high: number];
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: RandomPosterizationOptions) {
    const held = OPTIONS.read('randomPosterization', options);
    super('random_posterization', held);
    this.factor = held.factor;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const kept = cast(floor(perImage(x.shape[0]!, draws('bits'), this.factor)), 'int32');
    const step = takeRows(STEPS, kept);
    const bytes = floor(clip(rescaled(x, this.valueRange, BYTES), ...BYTES));
    return rescaled(multiply(floor(divide(bytes, step)), step), BYTES, this.valueRange);
  }
}

/** Leaves each image a few levels of brightness while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomPosterization = (options: RandomPosterizationOptions): RandomPosterization => new RandomPosterization(options);
