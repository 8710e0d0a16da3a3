import type { Tensor } from '../graph/tensor.ts';
import { adaptivePool } from '../op/adaptive-pool.ts';
import { DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { sizes } from './sizes.ts';

export interface AdaptivePoolingOptions extends LayerOptions, DataFormatOptions {
  /** How many windows there are: one number for all axes, or one for each. */
  outputSize: number | readonly number[];
}

type Places = 1 | 2 | 3;

const of = (places: Places) => LAYER.extend<AdaptivePoolingOptions>()({ outputSize: sizes(places), ...DATA_FORMAT });

interface HeldPooling extends LayerOptions {
  readonly outputSize: readonly number[];
  readonly dataFormat: DataFormat;
}

/** As many windows as are asked for, whatever the size of the input. Window i of o over n places has those from floor(i n / o) to
 *  ceil((i + 1) n / o), without the last. */
export class AdaptivePooling extends Layer {
  readonly kind: `adaptive${'Max' | 'Average'}Pooling${Places}d`;
  readonly outputSize: readonly number[];
  readonly dataFormat: DataFormat;
  readonly #op: 'max_pool' | 'average_pool';

  constructor(what: 'Max' | 'Average', held: HeldPooling) {
    const places = held.outputSize.length as Places;
    super(`adaptive_${what.toLowerCase()}_pooling${places}d`, held);
    this.kind = `adaptive${what}Pooling${places}d`;
    this.outputSize = held.outputSize;
    this.dataFormat = held.dataFormat;
    this.#op = what === 'Max' ? 'max_pool' : 'average_pool';
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.outputSize.length);
    return withChannelsLast(this.dataFormat, x, (last) => adaptivePool(this.name, this.#op, last, this.outputSize));
  }
}

const OF_1D = of(1);
const OF_2D = of(2);
const OF_3D = of(3);

/** The largest value of each of so many windows over sequences, for each channel.
 *  @shape [batch, steps, channels] -> [batch, outputSize, channels]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const adaptiveMaxPooling1d = (options: AdaptivePoolingOptions): AdaptivePooling =>
  new AdaptivePooling('Max', OF_1D.read('adaptiveMaxPooling1d', options));

/** The largest value of each of so many windows over images, for each channel.
 *  @shape [batch, height, width, channels] -> [batch, ...outputSize, channels]; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const adaptiveMaxPooling2d = (options: AdaptivePoolingOptions): AdaptivePooling =>
  new AdaptivePooling('Max', OF_2D.read('adaptiveMaxPooling2d', options));

/** The largest value of each of so many windows over volumes, for each channel.
 *  @shape [batch, depth, height, width, channels] -> [batch, ...outputSize, channels]; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const adaptiveMaxPooling3d = (options: AdaptivePoolingOptions): AdaptivePooling =>
  new AdaptivePooling('Max', OF_3D.read('adaptiveMaxPooling3d', options));

/** The mean of each of so many windows over sequences, for each channel.
 *  @shape [batch, steps, channels] -> [batch, outputSize, channels]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const adaptiveAveragePooling1d = (options: AdaptivePoolingOptions): AdaptivePooling =>
  new AdaptivePooling('Average', OF_1D.read('adaptiveAveragePooling1d', options));

/** The mean of each of so many windows over images, for each channel.
 *  @shape [batch, height, width, channels] -> [batch, ...outputSize, channels]; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const adaptiveAveragePooling2d = (options: AdaptivePoolingOptions): AdaptivePooling =>
  new AdaptivePooling('Average', OF_2D.read('adaptiveAveragePooling2d', options));

/** The mean of each of so many windows over volumes, for each channel.
 *  @shape [batch, depth, height, width, channels] -> [batch, ...outputSize, channels]; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const adaptiveAveragePooling3d = (options: AdaptivePoolingOptions): AdaptivePooling =>
  new AdaptivePooling('Average', OF_3D.read('adaptiveAveragePooling3d', options));
