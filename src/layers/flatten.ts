import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape, transpose } from '../op/move.ts';
import { DATA_FORMAT, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface FlattenOptions extends LayerOptions, DataFormatOptions {}

const OPTIONS = LAYER.extend<FlattenOptions>()(DATA_FORMAT);

/** Turns each sample into one row, the channels of each place beside one another. */
export class Flatten extends Layer {
  readonly kind = 'flatten';
  readonly dataFormat: DataFormat;

  constructor(options: FlattenOptions = {}) {
    const held = OPTIONS.read('flatten', options);
    super('flatten', held);
    this.dataFormat = held.dataFormat;
  }

  call(x: Tensor): Tensor {
    const axes = [...x.shape.keys()];
    const y = this.dataFormat === 'channelsFirst' && x.rank > 2 ? transpose(x, { axes: [0, ...axes.slice(2), 1] }) : x;
    return reshape(y, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
  }
}

/** @shape [batch, ...] -> [batch, product of the rest]; with 'channelsFirst' the channels, axis 1, are put last first
 *  @throws {ConfigError} on invalid options */
export const flatten = (options?: FlattenOptions): Flatten => new Flatten(options);
