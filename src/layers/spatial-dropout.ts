import { number } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Draw } from '../op/random.ts';
import type { Trace } from '../trace/trace.ts';
import { DATA_FORMAT, mustHavePlaces, placeAxes, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { dropped, Noise, SEED, type SeedOptions } from './noise.ts';

export interface SpatialDropout1dOptions extends LayerOptions, SeedOptions {
  /** Fraction of the channels to drop, in [0, 1]. */
  rate: number;
}
export interface SpatialDropout2dOptions extends SpatialDropout1dOptions, DataFormatOptions {}
export interface SpatialDropout3dOptions extends SpatialDropout1dOptions, DataFormatOptions {}

const RATE = { rate: number({ least: 0, most: 1 }), ...SEED };
const OF_1D = LAYER.extend<SpatialDropout1dOptions>()(RATE);
const OF_2D = LAYER.extend<SpatialDropout2dOptions>()({ ...RATE, ...DATA_FORMAT });
const OF_3D = LAYER.extend<SpatialDropout3dOptions>()({ ...RATE, ...DATA_FORMAT });

type Kind = `spatialDropout${1 | 2 | 3}d`;

interface HeldSpatial extends LayerOptions {
  readonly rate: number;
  readonly seed: number | undefined;
  readonly dataFormat?: DataFormat;
}

/** Sets random channels of each sample to 0 while training, all places of a channel together, and scales the rest by
 *  1 / (1 - rate). Neighbouring places are alike, so that single ones would hardly be missed.
 *  @source Tompson et al. 2015, Efficient object localization using convolutional networks, section 3.2 */
export class SpatialDropout extends Noise {
  readonly kind: Kind;
  readonly rate: number;
  readonly dataFormat: DataFormat;
  readonly #places: number;

  constructor(places: 1 | 2 | 3, held: HeldSpatial) {
    super(`spatial_dropout${places}d`, held, held.seed);
    this.kind = `spatialDropout${places}d`;
    this.rate = held.rate;
    this.dataFormat = held.dataFormat ?? 'channelsLast';
    this.#places = places;
  }

  protected get silent(): boolean {
    return this.rate === 0;
  }

  override call(x: Tensor, t: Trace): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.#places);
    return super.call(x, t);
  }

  protected override get sharesDraws(): boolean {
    return true;
  }

  protected disturb(x: Tensor, draw: Draw): Tensor {
    const places = placeAxes(this.dataFormat, this.#places);
    return dropped(x, this.rate, x.shape.map((d, i) => (places.includes(i) ? 1 : d)), draw);
  }
}

/** Drops whole features of sequences.
 *  @shape [batch, steps, channels], unchanged
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const spatialDropout1d = (options: SpatialDropout1dOptions): SpatialDropout =>
  new SpatialDropout(1, OF_1D.read('spatialDropout1d', options));

/** Drops whole feature maps of images.
 *  @shape [batch, height, width, channels], unchanged; [batch, channels, height, width] with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const spatialDropout2d = (options: SpatialDropout2dOptions): SpatialDropout =>
  new SpatialDropout(2, OF_2D.read('spatialDropout2d', options));

/** Drops whole feature maps of volumes.
 *  @shape [batch, depth, height, width, channels], unchanged; [batch, channels, depth, height, width] with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const spatialDropout3d = (options: SpatialDropout3dOptions): SpatialDropout =>
  new SpatialDropout(3, OF_3D.read('spatialDropout3d', options));
