import type { Tensor } from '../graph/tensor.ts';
import { add, divide } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { Merge } from './merge.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** The mean of its inputs, element by element. */
export class Average extends Merge {
  readonly kind = 'average';

  constructor(options: LayerOptions = {}) {
    super('average', OPTIONS.read('average', options));
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return divide(
      inputs.reduce((a, b) => add(a, b)),
      inputs.length,
    );
  }
}

/** Averages its inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape what the inputs' shapes broadcast to; inputs with fewer axes get axes of size 1 behind the batch axis
 *  @throws {ShapeError} if shapes do not broadcast, batch sizes differ, or the inputs are not an array */
export const average = (options?: LayerOptions): Average => new Average(options);
