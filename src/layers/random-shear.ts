import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { less, multiply, where } from '../op/elementwise.ts';
import { randomUniform } from '../op/random.ts';
import { transforms } from '../op/transforms.ts';
import { LAYER } from './layer.ts';
import { eachImage, RANDOM_AFFINE, RandomAffine, type RandomAffineOptions } from './random-affine.ts';
import type { Draws } from './random-image.ts';
import { factor } from './ranges.ts';

export interface RandomShearOptions extends RandomAffineOptions {
  /** How many columns a row is moved more than the row above it, from 0 to 1: a number f for [-f, f], or two numbers (default 0). */
  xFactor?: number | readonly number[];
  /** How many rows a column is moved more than the column on its left, from 0 to 1: a number f for [-f, f], or two numbers (default 0). */
  yFactor?: number | readonly number[];
}

const part = factor({ least: 0, most: 1, floor: -1 });
const OPTIONS = LAYER.extend<RandomShearOptions>()({ xFactor: or(part, 0), yFactor: or(part, 0), ...RANDOM_AFFINE });

/** Slants images. */
export class RandomShear extends RandomAffine {
  readonly kind = 'randomShear';
  readonly xFactor: readonly [low: number, high: number];
  readonly yFactor: readonly [low: number, high: number];

  constructor(options: RandomShearOptions = {}) {
    const held = OPTIONS.read('randomShear', options);
    super('random_shear', held);
    this.xFactor = held.xFactor;
    this.yFactor = held.yFactor;
  }

  transforms(batch: number, _height: number, _width: number, draws: Draws): Tensor {
    const way = where(less(0.5, randomUniform([batch, 1], draws('way'))), -1, 1);
    return transforms(batch, [
      [multiply(way, eachImage(batch, draws('x'), this.xFactor)), [0, 1, 0, 0, 0, 0]],
      [multiply(way, eachImage(batch, draws('y'), this.yFactor)), [0, 0, 0, 1, 0, 0]],
    ]);
  }
}

/** Slants each image while training, one way or the other. The first place stays where it is.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomShear = (options?: RandomShearOptions): RandomShear => new RandomShear(options);
