import { kept } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import type { Tensor } from '../graph/tensor.ts';
import { transpose } from '../op/move.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface PermuteOptions extends LayerOptions {
  /** For each axis of a sample, the axis that comes there. Axes are counted from 1, because the batch stays in front. */
  dims: readonly number[];
}

const OPTIONS = LAYER.extend<PermuteOptions>()({
  dims: kept((where, name, given: readonly number[]) => {
    if (Array.isArray(given) && given.length > 0 && all(given, (_, i) => given.includes(i + 1))) return given;
    throw new ConfigError(`${where}: ${name} must be the axes 1, 2, ... of a sample in another order, received ${show(given)}.`);
  }),
});

/** Puts the axes of each sample in another order. */
export class Permute extends Layer {
  readonly kind = 'permute';
  readonly dims: readonly number[];

  constructor(options: PermuteOptions) {
    const held = OPTIONS.read('permute', options);
    super('permute', held);
    this.dims = held.dims;
  }

  call(x: Tensor): Tensor {
    if (x.rank !== this.dims.length + 1) {
      const expected = `[*, ${this.dims.map((_, i) => `d${i + 1}`).join(', ')}]`;
      throw this.wrongInput(expected, x.shape, `dims ${show(this.dims)} must name each axis of a sample.`);
    }
    return transpose(x, { axes: [0, ...this.dims] });
  }
}

/** Transposes samples: dims [2, 1] exchanges the two axes of a matrix.
 *  @shape [batch, d1, d2, ...] -> [batch, d of dims[0], d of dims[1], ...]
 *  @throws {ConfigError} if dims are not the axes from 1 on
 *  @throws {ShapeError} on samples of another number of axes */
export const permute = (options: PermuteOptions): Permute => new Permute(options);
