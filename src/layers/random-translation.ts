import type { Tensor } from '../graph/tensor.ts';
import { transforms } from '../op/transforms.ts';
import { LAYER } from './layer.ts';
import { eachImage, RANDOM_AFFINE, RandomAffine, type RandomAffineOptions } from './random-affine.ts';
import type { Draws } from './random-image.ts';
import { factor } from './ranges.ts';

export interface RandomTranslationOptions extends RandomAffineOptions {
  /** How far images move down, as parts of their height from -1 to 1: a number f for [-f, f], or two numbers. */
  heightFactor: number | readonly number[];
  /** How far images move to the right, as parts of their width from -1 to 1: a number f for [-f, f], or two numbers. */
  widthFactor: number | readonly number[];
}

const part = factor({ least: -1, most: 1 });
const OPTIONS = LAYER.extend<RandomTranslationOptions>()({ heightFactor: part, widthFactor: part, ...RANDOM_AFFINE });

/** Moves images. */
export class RandomTranslation extends RandomAffine {
  readonly kind = 'randomTranslation';
  readonly heightFactor: readonly [low: number, high: number];
  readonly widthFactor: readonly [low: number, high: number];

  constructor(options: RandomTranslationOptions) {
    const held = OPTIONS.read('randomTranslation', options);
    super('random_translation', held);
    this.heightFactor = held.heightFactor;
    this.widthFactor = held.widthFactor;
  }

  transforms(batch: number, height: number, width: number, draws: Draws): Tensor {
    return transforms(batch, [
      [eachImage(batch, draws('right'), this.widthFactor), [0, 0, -width, 0, 0, 0]],
      [eachImage(batch, draws('down'), this.heightFactor), [0, 0, 0, 0, 0, -height]],
    ]);
  }
}

/** Moves each image by a distance of its own while training.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomTranslation = (options: RandomTranslationOptions): RandomTranslation => new RandomTranslation(options);
