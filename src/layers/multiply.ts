import type { Tensor } from '../graph/tensor.ts';
import { logicalOr, multiply as times, where } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { Merge } from './merge.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** The product of its inputs, element by element. An input is left out where its step does not count. Where no input counts, the
 *  product is 0. */
export class Multiply extends Merge {
  readonly kind = 'multiply';

  constructor(options: LayerOptions = {}) {
    super('multiply', OPTIONS.read('multiply', options));
  }

  protected merge(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor {
    const product = inputs.map((x, i) => (masks[i] === undefined ? x : where(masks[i], x, 1))).reduce((a, b) => times(a, b));
    const known = masks.filter((m) => m !== undefined);
    return known.length === masks.length ? where(known.reduce((a, b) => logicalOr(a, b)), product, 0) : product;
  }
}

/** Multiplies its inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape what the inputs' shapes broadcast to; inputs with fewer axes get axes of size 1 behind the batch axis
 *  @throws {ShapeError} if shapes do not broadcast, batch sizes differ, or the inputs are not an array */
export const multiply = (options?: LayerOptions): Multiply => new Multiply(options);
