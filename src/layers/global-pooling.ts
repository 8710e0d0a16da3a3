import { boolean, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { cast, divide, where } from '../op/elementwise.ts';
import { expandDims } from '../op/move.ts';
import { max, mean, sum } from '../op/reduce.ts';
import type { CallArguments, Trace } from '../trace/trace.ts';
import { DATA_FORMAT, mustHavePlaces, placeAxes, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface GlobalPoolingOptions extends LayerOptions, DataFormatOptions {
  /** Whether the axes of the places stay, with size 1 (default false). */
  keepdims?: boolean;
}

const OPTIONS = LAYER.extend<GlobalPoolingOptions>()({ keepdims: or(boolean(), false), ...DATA_FORMAT });

interface HeldPooling extends LayerOptions {
  readonly keepdims: boolean;
  readonly dataFormat: DataFormat;
}

type Places = 1 | 2 | 3;

/** One value of all places, for each channel. */
export class GlobalPooling extends Layer {
  readonly kind: `global${'Max' | 'Average'}Pooling${Places}d`;
  readonly keepdims: boolean;
  readonly dataFormat: DataFormat;
  readonly #places: Places;
  readonly #of: typeof max;

  constructor(what: 'Max' | 'Average', places: Places, held: HeldPooling) {
    super(`global_${what.toLowerCase()}_pooling${places}d`, held);
    this.kind = `global${what}Pooling${places}d`;
    this.keepdims = held.keepdims;
    this.dataFormat = held.dataFormat;
    this.#places = places;
    this.#of = what === 'Max' ? max : mean;
  }

  call(x: Tensor, _t: Trace, args: CallArguments): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.#places);
    const axis = placeAxes(this.dataFormat, this.#places);
    const { keepdims } = this;
    // As in Keras, no other of these layers looks at a mask.
    const mask = this.kind === 'globalAveragePooling1d' ? args.mask : undefined;
    if (mask === undefined) return this.#of(x, { axis, keepdims });
    const present = cast(expandDims(mask, this.dataFormat === 'channelsFirst' ? 1 : 2), 'float32');
    return divide(sum(where(present, x, 0), { axis, keepdims }), sum(present, { axis, keepdims }));
  }
}

/** The largest value of each channel of sequences.
 *  @shape [batch, steps, channels] -> [batch, channels], or [batch, 1, channels] with keepdims; channels before steps with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const globalMaxPooling1d = (options: GlobalPoolingOptions = {}): GlobalPooling =>
  new GlobalPooling('Max', 1, OPTIONS.read('globalMaxPooling1d', options));

/** The largest value of each channel of images.
 *  @shape [batch, height, width, channels] -> [batch, channels], or [batch, 1, 1, channels] with keepdims; channels behind the batch
 *    with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const globalMaxPooling2d = (options: GlobalPoolingOptions = {}): GlobalPooling =>
  new GlobalPooling('Max', 2, OPTIONS.read('globalMaxPooling2d', options));

/** The largest value of each channel of volumes.
 *  @shape [batch, depth, height, width, channels] -> [batch, channels], or [batch, 1, 1, 1, channels] with keepdims; channels behind
 *    the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const globalMaxPooling3d = (options: GlobalPoolingOptions = {}): GlobalPooling =>
  new GlobalPooling('Max', 3, OPTIONS.read('globalMaxPooling3d', options));

/** The mean of each channel of sequences. Steps that a mask leaves out do not count; without any
 *  step it is NaN, as in Keras.
 *  @shape [batch, steps, channels] -> [batch, channels], or [batch, 1, channels] with keepdims; channels before steps with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const globalAveragePooling1d = (options: GlobalPoolingOptions = {}): GlobalPooling =>
  new GlobalPooling('Average', 1, OPTIONS.read('globalAveragePooling1d', options));

/** The mean of each channel of images.
 *  @shape [batch, height, width, channels] -> [batch, channels], or [batch, 1, 1, channels] with keepdims; channels behind the batch
 *    with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const globalAveragePooling2d = (options: GlobalPoolingOptions = {}): GlobalPooling =>
  new GlobalPooling('Average', 2, OPTIONS.read('globalAveragePooling2d', options));

/** The mean of each channel of volumes.
 *  @shape [batch, depth, height, width, channels] -> [batch, channels], or [batch, 1, 1, 1, channels] with keepdims; channels behind
 *    the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const globalAveragePooling3d = (options: GlobalPoolingOptions = {}): GlobalPooling =>
  new GlobalPooling('Average', 3, OPTIONS.read('globalAveragePooling3d', options));
