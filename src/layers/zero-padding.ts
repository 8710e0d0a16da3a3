import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { pad } from '../op/move.ts';
import { DATA_FORMAT, mustHavePlaces, placeAxes, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { margin, margins, type Margin, type Margins } from './margins.ts';

export interface ZeroPadding1dOptions extends LayerOptions, DataFormatOptions {
  /** Zeros before and after the steps: one number for both, or [before, after] (default 1). */
  padding?: Margin;
}
export interface ZeroPadding2dOptions extends LayerOptions, DataFormatOptions {
  /** Zeros at the edges: one number for all, or for height and width each a number or [before, after] (default 1). */
  padding?: Margins;
}
export interface ZeroPadding3dOptions extends LayerOptions, DataFormatOptions {
  /** Zeros at the faces: one number for all, or for depth, height and width each a number or [before, after] (default 1). */
  padding?: Margins;
}

const OF_1D = LAYER.extend<ZeroPadding1dOptions>()({ padding: or(margin(), 1), ...DATA_FORMAT });
const OF_2D = LAYER.extend<ZeroPadding2dOptions>()({ padding: or(margins(2), 1), ...DATA_FORMAT });
const OF_3D = LAYER.extend<ZeroPadding3dOptions>()({ padding: or(margins(3), 1), ...DATA_FORMAT });

interface HeldPadding extends LayerOptions {
  readonly padding: readonly (readonly [before: number, after: number])[];
  readonly dataFormat: DataFormat;
}

/** Puts zeros around the places of each sample. */
export class ZeroPadding extends Layer {
  readonly kind: `zeroPadding${1 | 2 | 3}d`;
  readonly padding: HeldPadding['padding'];
  readonly dataFormat: DataFormat;

  constructor(places: 1 | 2 | 3, held: HeldPadding) {
    super(`zero_padding${places}d`, held);
    this.kind = `zeroPadding${places}d`;
    this.padding = held.padding;
    this.dataFormat = held.dataFormat;
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.padding.length);
    const [before, after] = [x.shape.map(() => 0), x.shape.map(() => 0)];
    placeAxes(this.dataFormat, this.padding.length).forEach((axis, i) => ([before[axis], after[axis]] = this.padding[i]!));
    return pad(x, before, after);
  }
}

/** Puts zeros before and after sequences.
 *  @shape [batch, steps, channels] -> [batch, before + steps + after, channels]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const zeroPadding1d = (options: ZeroPadding1dOptions = {}): ZeroPadding =>
  new ZeroPadding(1, OF_1D.read('zeroPadding1d', options));

/** Puts zeros around images.
 *  @shape [batch, height, width, channels], height and width longer by what is put there; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const zeroPadding2d = (options: ZeroPadding2dOptions = {}): ZeroPadding =>
  new ZeroPadding(2, OF_2D.read('zeroPadding2d', options));

/** Puts zeros around volumes.
 *  @shape [batch, depth, height, width, channels], all but batch and channels longer by what is put there; channels behind the batch
 *    with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const zeroPadding3d = (options: ZeroPadding3dOptions = {}): ZeroPadding =>
  new ZeroPadding(3, OF_3D.read('zeroPadding3d', options));
