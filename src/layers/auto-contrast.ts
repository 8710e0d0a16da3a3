import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { clip, divide, equal, multiply, subtract, where } from '../op/elementwise.ts';
import { max, min } from '../op/reduce.ts';
import { DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { valueRange } from './ranges.ts';
import { BYTES, rescaled, type ValueRange } from './value-range.ts';

export interface AutoContrastOptions extends LayerOptions, DataFormatOptions {
  /** The lowest and the highest value of images, to which each channel is stretched (default [0, 255]). */
  valueRange?: readonly number[];
}

const OPTIONS = LAYER.extend<AutoContrastOptions>()({ valueRange: or(valueRange(), [0, 255]), ...DATA_FORMAT });

/** Stretches the values of each channel of an image to the whole range, while training and otherwise. */
export class AutoContrast extends Layer {
  readonly kind = 'autoContrast';
  readonly valueRange: ValueRange;
  readonly dataFormat: DataFormat;

  constructor(options: AutoContrastOptions = {}) {
    const held = OPTIONS.read('autoContrast', options);
    super('auto_contrast', held);
    this.valueRange = held.valueRange;
    this.dataFormat = held.dataFormat;
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, 2);
    return withChannelsLast(this.dataFormat, x, (images) => this.transform(images));
  }

  /** @shape x [batch, height, width, channels], unchanged */
  transform(x: Tensor): Tensor {
    const bytes = rescaled(x, this.valueRange, BYTES);
    const [low, high] = [min(bytes, { axis: [1, 2], keepdims: true }), max(bytes, { axis: [1, 2], keepdims: true })];
    // A channel of one value stays as it is.
    const flat = equal(low, high);
    const scale = divide(255, where(flat, 1, subtract(high, low)));
    const stretched = clip(multiply(subtract(bytes, low), scale), ...BYTES);
    return where(flat, x, rescaled(stretched, BYTES, this.valueRange));
  }
}

/** Stretches the values of each channel of an image to the whole range, while training and otherwise. Channels of one value stay as they
 *  are.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const autoContrast = (options?: AutoContrastOptions): AutoContrast => new AutoContrast(options);
