import { integer, oneOf, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { INTERPOLATIONS, resizeAxis, type Interpolation } from '../op/resize.ts';
import { DATA_FORMAT, mustHavePlaces, placeAxes, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { repeat } from './repeat.ts';
import { sizes } from './sizes.ts';

export interface UpSampling1dOptions extends LayerOptions {
  /** How often each step is repeated (default 2). */
  size?: number;
}
export interface UpSampling2dOptions extends LayerOptions, DataFormatOptions {
  /** How many times as many rows and columns there will be: one number for both, or [height, width] (default 2). */
  size?: number | readonly number[];
  /** How new places get their values: 'nearest' repeats those that are there, the others take weighted means of those around
   *  (default 'nearest'). */
  interpolation?: Interpolation;
}
export interface UpSampling3dOptions extends LayerOptions, DataFormatOptions {
  /** How often places are repeated: one number for all axes, or [depth, height, width] (default 2). */
  size?: number | readonly number[];
}

const OF_1D = LAYER.extend<UpSampling1dOptions>()({ size: or(integer({ least: 1 }), 2) });
const OF_2D = LAYER.extend<UpSampling2dOptions>()({
  size: or(sizes(2), 2), interpolation: or(oneOf(INTERPOLATIONS), 'nearest'), ...DATA_FORMAT,
});
const OF_3D = LAYER.extend<UpSampling3dOptions>()({ size: or(sizes(3), 2), ...DATA_FORMAT });

interface HeldSampling extends LayerOptions {
  readonly size: number | readonly number[];
  readonly dataFormat?: DataFormat;
  readonly interpolation?: Interpolation;
}

/** Gives each sample more places: repeats those that are there, each beside itself, or puts means between them. */
export class UpSampling extends Layer {
  readonly kind: `upSampling${1 | 2 | 3}d`;
  readonly size: readonly number[];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;

  constructor(places: 1 | 2 | 3, held: HeldSampling) {
    super(`up_sampling${places}d`, held);
    this.kind = `upSampling${places}d`;
    this.size = typeof held.size === 'number' ? [held.size] : held.size;
    this.dataFormat = held.dataFormat ?? 'channelsLast';
    this.interpolation = held.interpolation ?? 'nearest';
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.size.length);
    const { interpolation, size } = this;
    const longer = (y: Tensor, axis: number, times: number): Tensor =>
      interpolation === 'nearest' ? repeat(y, axis, times) : resizeAxis(y, axis, y.shape[axis]! * times, interpolation);
    return placeAxes(this.dataFormat, size.length).reduce((y, axis, i) => longer(y, axis, size[i]!), x);
  }
}

/** Repeats the steps of sequences.
 *  @shape [batch, steps, channels] -> [batch, steps * size, channels]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const upSampling1d = (options: UpSampling1dOptions = {}): UpSampling => new UpSampling(1, OF_1D.read('upSampling1d', options));

/** Gives images more rows and columns.
 *  @shape [batch, height, width, channels] -> [batch, height * size[0], width * size[1], channels]; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const upSampling2d = (options: UpSampling2dOptions = {}): UpSampling => new UpSampling(2, OF_2D.read('upSampling2d', options));

/** Repeats the places of volumes.
 *  @shape [batch, depth, height, width, channels], all but batch and channels longer by the factors; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const upSampling3d = (options: UpSampling3dOptions = {}): UpSampling => new UpSampling(3, OF_3D.read('upSampling3d', options));
