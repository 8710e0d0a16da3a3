import { integer } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { floor, multiply } from '../op/elementwise.ts';
import { randomUniform } from '../op/random.ts';
import { transforms } from '../op/transforms.ts';
import { warp } from '../op/warp.ts';
import type { Trace } from '../trace/trace.ts';
import { fitted } from './center-crop.ts';
import { withChannelsLast } from './data-format.ts';
import { LAYER } from './layer.ts';
import { RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';

export interface RandomCropOptions extends RandomImageOptions {
  /** Rows to keep. */
  height: number;
  /** Columns to keep. */
  width: number;
}

const OPTIONS = LAYER.extend<RandomCropOptions>()({ height: integer({ least: 1 }), width: integer({ least: 1 }), ...RANDOM_IMAGE });

/** A part of images from a random place, the same for the whole batch. */
export class RandomCrop extends RandomImage {
  readonly kind = 'randomCrop';
  readonly size: readonly [height: number, width: number];

  constructor(options: RandomCropOptions) {
    const held = OPTIONS.read('randomCrop', options);
    super('random_crop', held);
    this.size = [held.height, held.width];
  }

  override call(x: Tensor, t: Trace): Tensor {
    if (t.training) return super.call(x, t);
    return withChannelsLast(this.dataFormat, super.call(x, t), (images) => fitted(images, this.size));
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const [batch, h, w] = x.shape as readonly [number, number, number];
    const [rows, cols] = this.size;
    if (h <= rows || w <= cols) return fitted(x, this.size);
    const start = (name: string, places: number): Tensor => floor(multiply(randomUniform([1, 1], draws(name)), places));
    const from = transforms(batch, [
      [start('column', w - cols + 1), [0, 0, 1, 0, 0, 0]],
      [start('row', h - rows + 1), [0, 0, 0, 0, 0, 1]],
    ]);
    return warp(x, from, this.size, { interpolation: 'nearest', fillMode: 'nearest', fillValue: 0 });
  }
}

/** Cuts images out at random while training. Otherwise, and of images that are not larger, it resizes the largest part in the middle that
 *  has the shape of the result.
 *  @shape [batch, height, width, channels], height and width as they are given; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomCrop = (options: RandomCropOptions): RandomCrop => new RandomCrop(options);
