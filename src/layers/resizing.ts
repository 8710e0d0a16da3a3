import { boolean, integer, number, oneOf, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { cropToAspectRatio, INTERPOLATIONS, padToAspectRatio, resizeImages, type Interpolation } from '../op/resize.ts';
import { DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface ResizingOptions extends LayerOptions, DataFormatOptions {
  /** Rows of the resized images. */
  height: number;
  /** Columns of the resized images. */
  width: number;
  /** How values between places are made: 'nearest', 'bilinear', 'bicubic', 'lanczos3' or 'lanczos5' (default 'bilinear'). */
  interpolation?: Interpolation;
  /** Whether the edges of images are cut off first, so that nothing is distorted (default false). */
  cropToAspectRatio?: boolean;
  /** Whether images get a margin first, so that nothing is distorted (default false). */
  padToAspectRatio?: boolean;
  /** The value of margins (default 0). */
  fillValue?: number;
  /** Whether all places count where images become smaller, not only the nearest ones (default false). */
  antialias?: boolean;
}

const OPTIONS = LAYER.extend<ResizingOptions>()({
  height: integer({ least: 1 }),
  width: integer({ least: 1 }),
  interpolation: or(oneOf(INTERPOLATIONS), 'bilinear'),
  cropToAspectRatio: or(boolean(), false),
  padToAspectRatio: or(boolean(), false),
  fillValue: or(number(), 0),
  antialias: or(boolean(), false),
  ...DATA_FORMAT,
});

/** Images of another size, while training and otherwise. */
export class Resizing extends Layer {
  readonly kind = 'resizing';
  readonly size: readonly [height: number, width: number];
  readonly interpolation: Interpolation;
  readonly cropToAspectRatio: boolean;
  readonly padToAspectRatio: boolean;
  readonly fillValue: number;
  readonly antialias: boolean;
  readonly dataFormat: DataFormat;

  constructor(options: ResizingOptions) {
    const held = OPTIONS.read('resizing', options);
    super('resizing', held);
    this.size = [held.height, held.width];
    this.interpolation = held.interpolation;
    this.cropToAspectRatio = held.cropToAspectRatio;
    this.padToAspectRatio = held.padToAspectRatio;
    this.fillValue = held.fillValue;
    this.antialias = held.antialias;
    this.dataFormat = held.dataFormat;
    if (held.cropToAspectRatio && held.padToAspectRatio) {
      throw new ConfigError('resizing: cropToAspectRatio and padToAspectRatio are both true. Choose whether to cut off edges or add them.');
    }
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, 2);
    return withChannelsLast(this.dataFormat, x, (images) => {
      const shaped = this.cropToAspectRatio
        ? cropToAspectRatio(images, this.size)
        : this.padToAspectRatio
          ? padToAspectRatio(images, this.size, this.fillValue)
          : images;
      return resizeImages(shaped, this.size, this.interpolation, this.antialias);
    });
  }
}

/** Resizes images, as products with a matrix along rows and along columns.
 *  @shape [batch, height, width, channels], height and width as they are given; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const resizing = (options: ResizingOptions): Resizing => new Resizing(options);
