import { integer, or } from '../core/declaration.ts';
import { constant, full, type Tensor } from '../graph/tensor.ts';
import { add, cast, clip, divide, floor, less, lessEqual, maximum, multiply, round, subtract, where } from '../op/elementwise.ts';
import { takeGradient, takeRows } from '../op/gather.ts';
import { matmul } from '../op/gemm.ts';
import { reshape } from '../op/move.ts';
import { max, min, sum } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { valueRange } from './ranges.ts';
import { BYTES, rescaled, type ValueRange } from './value-range.ts';

export interface EqualizationOptions extends LayerOptions, DataFormatOptions {
  /** The lowest and the highest value of images (default [0, 255]). */
  valueRange?: readonly number[];
  /** How many bins the histogram of a channel has (default 256). */
  bins?: number;
}

const OPTIONS = LAYER.extend<EqualizationOptions>()({
  valueRange: or(valueRange(), [0, 255]),
  bins: or(integer({ least: 1 }), 256),
  ...DATA_FORMAT,
});

/** Spreads the values of each channel of a batch so that each is about equally frequent. */
export class Equalization extends Layer {
  readonly kind = 'equalization';
  readonly valueRange: ValueRange;
  readonly bins: number;
  readonly dataFormat: DataFormat;

  constructor(options: EqualizationOptions = {}) {
    const held = OPTIONS.read('equalization', options);
    super('equalization', held);
    this.valueRange = held.valueRange;
    this.bins = held.bins;
    this.dataFormat = held.dataFormat;
  }

  call(x: Tensor, t: Trace): Tensor {
    mustHavePlaces(this, x, this.dataFormat, 2);
    return t.training ? withChannelsLast(this.dataFormat, x, (images) => this.transform(images)) : x;
  }

  /** @shape x [batch, height, width, channels], unchanged */
  transform(x: Tensor): Tensor {
    const { bins } = this;
    const channels = x.shape[3]!;
    const bytes = rescaled(x, this.valueRange, BYTES);
    // Bins of all channels lie one behind another.
    const first = constant(Float32Array.from({ length: channels }, (_, c) => c * bins), [1, 1, 1, channels]);
    const binsOf = (scaled: Tensor): Tensor => cast(add(floor(clip(scaled, 0, bins - 1)), first), 'int32');
    const counted = binsOf(divide(multiply(bytes, bins - 1), 255));
    const histogram = reshape(takeGradient(full(x.shape, 1), counted, [channels * bins]), [channels, bins]);
    const upTo = Float32Array.from({ length: bins * bins }, (_, i) => (Math.floor(i / bins) <= i % bins ? 1 : 0));
    const below = matmul(histogram, constant(upTo, [bins, bins]));
    const total = max(below, { axis: 1, keepdims: true });
    const least = min(where(less(0, below), below, total), { axis: 1, keepdims: true });
    const levels = clip(round(divide(multiply(subtract(below, least), 255), maximum(subtract(total, least), 1))), ...BYTES);
    const spread = takeRows(reshape(levels, [channels * bins]), binsOf(multiply(divide(bytes, 255), bins - 1)));
    const oneBin = lessEqual(sum(less(0, histogram), { axis: 1 }), 1);
    return rescaled(where(reshape(oneBin, [1, 1, 1, channels]), bytes, spread), BYTES, this.valueRange);
  }
}

/** Equalizes the histogram of each channel over the whole batch while training, as Keras does.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const equalization = (options?: EqualizationOptions): Equalization => new Equalization(options);
