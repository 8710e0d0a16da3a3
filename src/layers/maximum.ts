import type { Tensor } from '../graph/tensor.ts';
import { maximum as largest } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { mergeWhereBothCount, Merge } from './merge.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** The largest of its inputs, element by element. Where a step of one input does not count, the others alone are compared. */
export class Maximum extends Merge {
  readonly kind = 'maximum';

  constructor(options: LayerOptions = {}) {
    super('maximum', OPTIONS.read('maximum', options));
  }

  protected merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor {
    return mergeWhereBothCount(inputs, masks, largest);
  }
}

/** Takes the largest of its inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape what the inputs' shapes broadcast to; inputs with fewer axes get axes of size 1 behind the batch axis
 *  @throws {ShapeError} if shapes do not broadcast, batch sizes differ, or the inputs are not an array */
export const maximum = (options?: LayerOptions): Maximum => new Maximum(options);
