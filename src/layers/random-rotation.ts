import type { Tensor } from '../graph/tensor.ts';
import { cos, sin, subtract } from '../op/elementwise.ts';
import { transforms } from '../op/transforms.ts';
import { LAYER } from './layer.ts';
import { eachImage, RANDOM_AFFINE, RandomAffine, type RandomAffineOptions } from './random-affine.ts';
import type { Draws } from './random-image.ts';
import { factor } from './ranges.ts';

export interface RandomRotationOptions extends RandomAffineOptions {
  /** The turns to draw from, from -1 to 1: a number f for [-f, f], or two numbers. 1 is a whole turn counterclockwise. */
  factor: number | readonly number[];
}

const OPTIONS = LAYER.extend<RandomRotationOptions>()({ factor: factor({ least: -1, most: 1 }), ...RANDOM_AFFINE });

/** Turns images about their middle. */
export class RandomRotation extends RandomAffine {
  readonly kind = 'randomRotation';
  readonly factor: readonly [low: number, high: number];

  constructor(options: RandomRotationOptions) {
    const held = OPTIONS.read('randomRotation', options);
    super('random_rotation', held);
    this.factor = held.factor;
  }

  transforms(batch: number, height: number, width: number, draws: Draws): Tensor {
    const [low, high] = this.factor;
    const angle = eachImage(batch, draws('angle'), [2 * Math.PI * low, 2 * Math.PI * high]);
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    return transforms(batch, [
      [subtract(cos(angle), 1), [1, 0, -x, 0, 1, -y]],
      [sin(angle), [0, -1, y, 1, 0, -x]],
    ]);
  }
}

/** Turns each image by an angle of its own while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomRotation = (options: RandomRotationOptions): RandomRotation => new RandomRotation(options);
