import type { Tensor } from '../graph/tensor.ts';
import { subtract as difference } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { Merge, twoInputs } from './merge.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** The difference of two inputs. */
export class Subtract extends Merge {
  readonly kind = 'subtract';

  constructor(options: LayerOptions = {}) {
    super('subtract', OPTIONS.read('subtract', options));
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    const [a, b] = twoInputs(this, inputs);
    return difference(a, b);
  }
}

/** Subtracts the second input from the first: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape what the inputs' shapes broadcast to; inputs with fewer axes get axes of size 1 behind the batch axis
 *  @throws {ShapeError} if shapes do not broadcast, batch sizes differ, or the inputs are not two */
export const subtract = (options?: LayerOptions): Subtract => new Subtract(options);
