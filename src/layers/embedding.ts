import { checkBoolean, checkInteger, checkKeys } from '../core/options.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { InitializerLike } from '../initializers/index.ts';
import { cast, notEqual } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER_OPTIONS, type LayerOptions } from './layer.ts';
import { partNames, partsConfig, weightParts, type WeightParts } from './weight-parts.ts';

export interface EmbeddingOptions extends LayerOptions {
  /** How many indices there are: 0 to inputDim - 1. */
  inputDim: number;
  /** Size of the vector of each index. */
  outputDim: number;
  /** Default 'randomUniform'. */
  embeddingsInitializer?: InitializerLike;
  embeddingsRegularizer?: RegularizerLike | null;
  embeddingsConstraint?: ConstraintLike | null;
  /** Whether 0 stands for a step that does not count: the outputs then carry a mask (default false). */
  maskZero?: boolean;
}

/** Turns each index into a vector that is learnt. */
export class Embedding extends Layer {
  readonly kind = 'embedding';
  override readonly supportsMasking: boolean;
  readonly inputDim: number;
  readonly outputDim: number;
  readonly maskZero: boolean;
  /** [inputDim, outputDim] */
  embeddings: Variable | undefined;
  readonly #parts: WeightParts;

  constructor(options: EmbeddingOptions) {
    checkKeys('embedding', options, [...LAYER_OPTIONS, 'inputDim', 'outputDim', 'maskZero', ...partNames('embeddings')]);
    super('embedding', options);
    this.inputDim = checkInteger('embedding', 'inputDim', options.inputDim, 1);
    this.outputDim = checkInteger('embedding', 'outputDim', options.outputDim, 1);
    this.maskZero = checkBoolean('embedding', 'maskZero', options.maskZero ?? false);
    this.supportsMasking = this.maskZero;
    this.#parts = weightParts(options, 'embeddings', 'randomUniform');
  }

  override get inputDtype(): 'int32' {
    return 'int32';
  }

  override build(): void {
    this.embeddings = this.addWeight({ name: 'embeddings', shape: [this.inputDim, this.outputDim], ...this.#parts });
  }

  call(indices: Tensor, t: Trace): Tensor {
    return takeRows(t.read(this.embeddings!), cast(indices, 'int32'));
  }

  override computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    if (!this.maskZero) return super.computeMask(inputs, masks);
    const [indices] = inputs as [Tensor];
    return indices.dtype === 'int32' ? notEqual(indices, constant(Int32Array.of(0), [])) : notEqual(cast(indices, 'float32'), 0);
  }

  override getConfig(): Record<string, unknown> {
    const { inputDim, outputDim, maskZero } = this;
    return { ...super.getConfig(), inputDim, outputDim, ...partsConfig('embeddings', this.#parts), maskZero };
  }
}

/** Vectors for indices. Numbers that are not whole lose their fraction, and NaN counts as 0. An index below 0 or from inputDim on
 *  has no vector: its outputs are NaN, so that the loss is, too.
 *  @shape [batch, ...] -> [batch, ..., outputDim] */
export const embedding = (options: EmbeddingOptions): Embedding => new Embedding(options);
