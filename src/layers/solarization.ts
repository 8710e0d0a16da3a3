import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, less, subtract, where } from '../op/elementwise.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor, valueRange } from './ranges.ts';
import { BYTES, rescaled } from './value-range.ts';

export interface SolarizationOptions extends RandomImageOptions {
  /** What is added to bytes, from 0 to 1: two numbers l and u for numbers from l to 255 u, as in Keras; a number u for [0, u]
   *  (default 0). */
  additionFactor?: number | readonly number[];
  /** From which byte on values are inverted, from 0 to 1, drawn like additionFactor (default 0: all are). */
  thresholdFactor?: number | readonly number[];
  /** The lowest and the highest value of images (default [0, 255]). */
  valueRange?: readonly number[];
}

const part = factor({ least: 0, most: 1 });
const OPTIONS = LAYER.extend<SolarizationOptions>()({
  additionFactor: or(part, 0),
  thresholdFactor: or(part, 0),
  valueRange: or(valueRange(), [0, 255]),
  ...RANDOM_IMAGE,
});

/** Inverts bright values. */
export class Solarization extends RandomImage {
  readonly kind = 'solarization';
  readonly additionFactor: readonly [low: number, high: number];
  readonly thresholdFactor: readonly [low: number, high: number];
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: SolarizationOptions = {}) {
    const held = OPTIONS.read('solarization', options);
    super('solarization', held);
    this.additionFactor = held.additionFactor;
    this.thresholdFactor = held.thresholdFactor;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const drawn = (name: string, [low, high]: readonly [number, number]): Tensor => perImage(x.shape[0]!, draws(name), [low, 255 * high]);
    const bytes = clip(add(rescaled(x, this.valueRange, BYTES), drawn('addition', this.additionFactor)), ...BYTES);
    const solarized = where(less(bytes, drawn('threshold', this.thresholdFactor)), bytes, subtract(255, bytes));
    return rescaled(solarized, BYTES, this.valueRange);
  }
}

/** Inverts the values of each image above a threshold while training, as a film does that gets too much light.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const solarization = (options?: SolarizationOptions): Solarization => new Solarization(options);
