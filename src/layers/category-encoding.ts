import { integer, oneOf, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { cast } from '../op/elementwise.ts';
import type { Tensors } from '../trace/trace.ts';
import { encodeTensor } from './encode-indices.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface CategoryEncodingOptions extends LayerOptions {
  /** The number of categories, which go from 0 to numTokens - 1. */
  numTokens: number;
  /** What becomes of the categories: one row for a sample, with 1 for each that occurs ('multiHot') or how often it does ('count'), or
   *  a row for each with a 1 at its place ('oneHot') (default 'multiHot'). */
  outputMode?: 'multiHot' | 'oneHot' | 'count';
}

const OPTIONS = LAYER.extend<CategoryEncodingOptions>()({
  numTokens: integer({ least: 1 }),
  outputMode: or(oneOf(['multiHot', 'oneHot', 'count']), 'multiHot'),
});

/** Encodes whole numbers as rows of zeros and ones, or of counts. */
export class CategoryEncoding extends Layer {
  readonly kind = 'categoryEncoding';
  readonly numTokens: number;
  readonly outputMode: 'multiHot' | 'oneHot' | 'count';

  constructor(options: CategoryEncodingOptions) {
    const held = OPTIONS.read('categoryEncoding', options);
    super('categoryEncoding', held);
    this.numTokens = held.numTokens;
    this.outputMode = held.outputMode;
  }

  override get inputDtype(): 'int32' {
    return 'int32';
  }

  call(inputs: Tensors): Tensor {
    const [x, weights] = (Array.isArray(inputs) ? inputs : [inputs]) as [Tensor, Tensor?];
    if (weights !== undefined && this.outputMode !== 'count')
      throw new ConfigError(`${this.name}: weights need outputMode 'count', and it is '${this.outputMode}'. Leave the second input away.`);
    if (weights !== undefined && !sameShape(x.shape, weights.shape))
      throw this.wrongInput(`${showShape(x.shape)} as the second input, the weights`, weights.shape, 'Give one for each category.');
    return encodeTensor(this.outputMode, cast(x, 'int32'), this.numTokens, weights);
  }
}

/** Encodes whole numbers as rows of zeros and ones, or of counts. Keras' argument `count_weights` is the second input here:
 *  `layer.apply([categories, weights])`. A number below 0 or from numTokens on counts nothing.
 *  @shape [batch, steps] -> [batch, numTokens] for 'multiHot' and 'count'; [batch, ...] -> [batch, ..., numTokens] for 'oneHot', without
 *    a last axis of 1 before; weights as the categories
 *  @throws {ConfigError} on invalid options, or on weights for another mode */
export const categoryEncoding = (options: CategoryEncodingOptions): CategoryEncoding => new CategoryEncoding(options);
