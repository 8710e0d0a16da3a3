import { or } from '../core/declaration.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { slice } from '../op/move.ts';
import { DATA_FORMAT, mustHavePlaces, placeAxes, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { margin, margins, type Margin, type Margins } from './margins.ts';

export interface Cropping1dOptions extends LayerOptions {
  /** Steps to cut off at both ends: one number for both, or [before, after] (default 1). */
  cropping?: Margin;
}
export interface Cropping2dOptions extends LayerOptions, DataFormatOptions {
  /** Places to cut off at the edges: one number for all, or for height and width each a number or [before, after] (default 0). */
  cropping?: Margins;
}
export interface Cropping3dOptions extends LayerOptions, DataFormatOptions {
  /** Places to cut off at the faces: one number for all, or for depth, height and width each a number or [before, after]
   *  (default 1). */
  cropping?: Margins;
}

const OF_1D = LAYER.extend<Cropping1dOptions>()({ cropping: or(margin(), 1) });
const OF_2D = LAYER.extend<Cropping2dOptions>()({ cropping: or(margins(2), 0), ...DATA_FORMAT });
const OF_3D = LAYER.extend<Cropping3dOptions>()({ cropping: or(margins(3), 1), ...DATA_FORMAT });

interface HeldCropping extends LayerOptions {
  readonly cropping: readonly (readonly [before: number, after: number])[];
  readonly dataFormat?: DataFormat;
}

/** Cuts off the outermost places of each sample. */
export class Cropping extends Layer {
  readonly kind: `cropping${1 | 2 | 3}d`;
  readonly cropping: HeldCropping['cropping'];
  readonly dataFormat: DataFormat;

  constructor(places: 1 | 2 | 3, held: HeldCropping) {
    super(`cropping${places}d`, held);
    this.kind = `cropping${places}d`;
    this.cropping = held.cropping;
    this.dataFormat = held.dataFormat ?? 'channelsLast';
  }

  call(x: Tensor): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.cropping.length);
    const start = x.shape.map(() => 0);
    const shape = [...x.shape];
    placeAxes(this.dataFormat, this.cropping.length).forEach((axis, i) => {
      const [before, after] = this.cropping[i]!;
      start[axis] = before;
      shape[axis] = x.shape[axis]! - before - after;
      if (shape[axis] > 0) return;
      const least = x.shape.map((_, a) => (a === axis ? before + after + 1 : null));
      throw this.wrongInput(`${showShape(least)} at least`, x.shape, `Cropping by ${before} and ${after} leaves nothing of axis ${axis}.`);
    });
    return slice(x, start, shape);
  }
}

/** Cuts off the ends of sequences.
 *  @shape [batch, steps, channels] -> [batch, steps - before - after, channels]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or of which nothing is left */
export const cropping1d = (options: Cropping1dOptions = {}): Cropping => new Cropping(1, OF_1D.read('cropping1d', options));

/** Cuts off the edges of images.
 *  @shape [batch, height, width, channels], height and width shorter by what is cut off; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or of which nothing is left */
export const cropping2d = (options: Cropping2dOptions = {}): Cropping => new Cropping(2, OF_2D.read('cropping2d', options));

/** Cuts off the faces of volumes.
 *  @shape [batch, depth, height, width, channels], all but batch and channels shorter by what is cut off; channels behind the batch
 *    with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, or of which nothing is left */
export const cropping3d = (options: Cropping3dOptions = {}): Cropping => new Cropping(3, OF_3D.read('cropping3d', options));
