import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape } from '../op/move.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** Turns each sample into one row. */
export class Flatten extends Layer {
  readonly kind = 'flatten';

  constructor(options: LayerOptions = {}) {
    super('flatten', OPTIONS.read('flatten', options));
  }

  call(x: Tensor): Tensor {
    return reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
  }
}

/** @shape [batch, ...] -> [batch, product of the rest] */
export const flatten = (options?: LayerOptions): Flatten => new Flatten(options);
