import type { Tensor } from '../graph/tensor.ts';
import { minimum as smallest } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { mergeWhereBothCount, Merge } from './merge.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** The smallest of its inputs, element by element. Where a step of one input does not count, the others alone are compared. */
export class Minimum extends Merge {
  readonly kind = 'minimum';

  constructor(options: LayerOptions = {}) {
    super('minimum', OPTIONS.read('minimum', options));
  }

  protected merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor {
    return mergeWhereBothCount(inputs, masks, smallest);
  }
}

/** Takes the smallest of its inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape what the inputs' shapes broadcast to; inputs with fewer axes get axes of size 1 behind the batch axis
 *  @throws {ShapeError} if shapes do not broadcast, batch sizes differ, or the inputs are not an array */
export const minimum = (options?: LayerOptions): Minimum => new Minimum(options);
