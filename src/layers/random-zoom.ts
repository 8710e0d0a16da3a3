import { orNone } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { transforms } from '../op/transforms.ts';
import { LAYER } from './layer.ts';
import { eachImage, RANDOM_AFFINE, RandomAffine, type RandomAffineOptions } from './random-affine.ts';
import type { Draws } from './random-image.ts';
import { factor } from './ranges.ts';

export interface RandomZoomOptions extends RandomAffineOptions {
  /** How much more of the height is seen, above -1 and up to 1: a number f for [-f, f], or two numbers. With 0.2 images become smaller,
   *  with -0.2 larger. */
  heightFactor: number | readonly number[];
  /** How much more of the width is seen (default: what is drawn for the height, so that nothing is distorted). */
  widthFactor?: number | readonly number[] | null;
}

const part = factor({ least: -1, most: 1 });
const OPTIONS = LAYER.extend<RandomZoomOptions>()({ heightFactor: part, widthFactor: orNone(part), ...RANDOM_AFFINE });

/** Sees more or less of images. */
export class RandomZoom extends RandomAffine {
  readonly kind = 'randomZoom';
  readonly heightFactor: readonly [low: number, high: number];
  readonly widthFactor: readonly [low: number, high: number] | undefined;

  constructor(options: RandomZoomOptions) {
    const held = OPTIONS.read('randomZoom', options);
    super('random_zoom', held);
    this.heightFactor = held.heightFactor;
    this.widthFactor = held.widthFactor;
    for (const [name, given] of [['heightFactor', options.heightFactor], ['widthFactor', options.widthFactor]] as const) {
      // -1 would see nothing; a number 1 is drawn from [-1, 1], as in Keras.
      if (given === -1 || (Array.isArray(given) && given.includes(-1))) {
        throw new ConfigError(`randomZoom: ${name} must be above -1, at which nothing is seen, received ${show(given)}.`);
      }
    }
  }

  transforms(batch: number, height: number, width: number, draws: Draws): Tensor {
    const down = eachImage(batch, draws('height'), this.heightFactor);
    const across = this.widthFactor === undefined ? down : eachImage(batch, draws('width'), this.widthFactor);
    return transforms(batch, [
      [across, [1, 0, -(width - 1) / 2, 0, 0, 0]],
      [down, [0, 0, 0, 0, 1, -(height - 1) / 2]],
    ]);
  }
}

/** Sees more or less of each image while training; its middle stays.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomZoom = (options: RandomZoomOptions): RandomZoom => new RandomZoom(options);
