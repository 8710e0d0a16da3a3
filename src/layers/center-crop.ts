import { integer } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { slice } from '../op/move.ts';
import { cropToAspectRatio, resizeImages } from '../op/resize.ts';
import { DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface CenterCropOptions extends LayerOptions, DataFormatOptions {
  /** Rows to keep. */
  height: number;
  /** Columns to keep. */
  width: number;
}

const OPTIONS = LAYER.extend<CenterCropOptions>()({ height: integer({ least: 1 }), width: integer({ least: 1 }), ...DATA_FORMAT });

/** The largest part in the middle of images that has the shape of a size, resized to it.
 *  @shape images [batch, height, width, channels] -> [batch, ...size, channels] */
export const fitted = (images: Tensor, size: readonly [number, number]): Tensor => resizeImages(cropToAspectRatio(images, size), size);

/** The middle of images, while training and otherwise. */
export class CenterCrop extends Layer {
  readonly kind = 'centerCrop';
  readonly size: readonly [height: number, width: number];
  readonly dataFormat: DataFormat;

  constructor(options: CenterCropOptions) {
    const held = OPTIONS.read('centerCrop', options);
    super('center_crop', held);
    this.size = [held.height, held.width];
    this.dataFormat = held.dataFormat;
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, 2);
    return withChannelsLast(this.dataFormat, x, (images) => {
      const [batch, h, w, c] = images.shape as readonly [number, number, number, number];
      const [rows, cols] = this.size;
      if (h < rows || w < cols) return fitted(images, this.size);
      return slice(images, [0, Math.floor((h - rows) / 2), Math.floor((w - cols) / 2), 0], [batch, rows, cols, c]);
    });
  }
}

/** Cuts out the middle of images. Of images that are smaller, it resizes the largest part that has the shape of the result.
 *  @shape [batch, height, width, channels], height and width as they are given; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const centerCrop = (options: CenterCropOptions): CenterCrop => new CenterCrop(options);
