import type { Tensor } from '../graph/tensor.ts';
import { add as sumOf } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { Merge } from './merge.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** The sum of its inputs. */
export class Add extends Merge {
  readonly kind = 'add';

  constructor(options: LayerOptions = {}) {
    super('add', OPTIONS.read('add', options));
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => sumOf(a, b));
  }
}

/** Adds its inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape what the inputs' shapes broadcast to; inputs with fewer axes get axes of size 1 behind the batch axis
 *  @throws {ShapeError} if shapes do not broadcast, batch sizes differ, or the inputs are not an array */
export const add = (options?: LayerOptions): Add => new Add(options);
