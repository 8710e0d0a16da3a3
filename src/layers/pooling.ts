import { oneOf, or, orNone } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pool } from '../op/pool.ts';
import { DATA_FORMAT, mustHavePlaces, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { sizes } from './sizes.ts';

interface PoolingOptions extends LayerOptions, DataFormatOptions {
  /** How far apart windows begin: one number for all axes, or one for each (default: poolSize). */
  strides?: number | readonly number[] | null;
  /** 'valid': windows lie within the input; 'same': there are ceil(size / stride) of them, and those at the edges have fewer places
   *  (default 'valid'). */
  padding?: 'valid' | 'same';
}
export interface MaxPoolingOptions extends PoolingOptions {
  /** Places of a window: one number for all axes, or one for each (default 2). */
  poolSize?: number | readonly number[];
}
export interface AveragePoolingOptions extends PoolingOptions {
  /** Places of a window: one number for all axes, or one for each. */
  poolSize: number | readonly number[];
}

type Places = 1 | 2 | 3;

const PADDING = { padding: or(oneOf(['valid', 'same']), 'valid'), ...DATA_FORMAT };
const ofMaxima = (places: Places) =>
  LAYER.extend<MaxPoolingOptions>()({ poolSize: or(sizes(places), 2), strides: orNone(sizes(places)), ...PADDING });
const ofMeans = (places: Places) =>
  LAYER.extend<AveragePoolingOptions>()({ poolSize: sizes(places), strides: orNone(sizes(places)), ...PADDING });

interface HeldPooling extends LayerOptions {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[] | undefined;
  readonly padding: 'valid' | 'same';
  readonly dataFormat: DataFormat;
}

/** One value of each window of places. */
export class Pooling extends Layer {
  readonly kind: `${'max' | 'average'}Pooling${Places}d`;
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: DataFormat;
  readonly #op: 'max_pool' | 'average_pool';

  constructor(what: 'max' | 'average', held: HeldPooling) {
    const places = held.poolSize.length as Places;
    super(`${what}_pooling${places}d`, held);
    this.kind = `${what}Pooling${places}d`;
    this.poolSize = held.poolSize;
    this.strides = held.strides ?? held.poolSize;
    this.padding = held.padding;
    this.dataFormat = held.dataFormat;
    this.#op = `${what}_pool`;
  }

  call(x: Tensor): Tensor {
    const { poolSize, strides, padding, dataFormat } = this;
    mustHavePlaces(this, x, dataFormat, poolSize.length);
    return pool(this.name, this.#op, x, poolSize, { strides, padding, dataFormat });
  }
}

const MAX_1D = ofMaxima(1);
/** The largest value of each window of sequences, for each channel. If one of the values is NaN, it is NaN.
 *  @shape [batch, steps, channels] -> [batch, windows, channels]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or smaller than a window */
export const maxPooling1d = (options: MaxPoolingOptions = {}): Pooling =>
  new Pooling('max', MAX_1D.read('maxPooling1d', options));

const MAX_2D = ofMaxima(2);
/** The largest value of each window of images, for each channel. If one of the values is NaN, it is NaN.
 *  @shape [batch, height, width, channels] -> [batch, rows of windows, windows of a row, channels]; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or smaller than a window */
export const maxPooling2d = (options: MaxPoolingOptions = {}): Pooling =>
  new Pooling('max', MAX_2D.read('maxPooling2d', options));

const MAX_3D = ofMaxima(3);
/** The largest value of each window of volumes, for each channel. If one of the values is NaN, it is NaN.
 *  @shape [batch, depth, height, width, channels] -> the same with windows in the place of places; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or smaller than a window */
export const maxPooling3d = (options: MaxPoolingOptions = {}): Pooling =>
  new Pooling('max', MAX_3D.read('maxPooling3d', options));

const AVERAGE_1D = ofMeans(1);
/** The mean of each window of sequences, for each channel. Only places within the input count.
 *  @shape [batch, steps, channels] -> [batch, windows, channels]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or smaller than a window */
export const averagePooling1d = (options: AveragePoolingOptions): Pooling =>
  new Pooling('average', AVERAGE_1D.read('averagePooling1d', options));

const AVERAGE_2D = ofMeans(2);
/** The mean of each window of images, for each channel. Only places within the input count.
 *  @shape [batch, height, width, channels] -> [batch, rows of windows, windows of a row, channels]; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or smaller than a window */
export const averagePooling2d = (options: AveragePoolingOptions): Pooling =>
  new Pooling('average', AVERAGE_2D.read('averagePooling2d', options));

const AVERAGE_3D = ofMeans(3);
/** The mean of each window of volumes, for each channel. Only places within the input count.
 *  @shape [batch, depth, height, width, channels] -> the same with windows in the place of places; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or smaller than a window */
export const averagePooling3d = (options: AveragePoolingOptions): Pooling =>
  new Pooling('average', AVERAGE_3D.read('averagePooling3d', options));
