import { boolean, integer, or, orNone, type Held, type Option } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import { constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { InitializerLike } from '../initializers/index.ts';
import { cast, notEqual } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { partsOf, weight } from './weight-parts.ts';

export interface EmbeddingOptions extends LayerOptions {
  /** Number of indices, which go from 0 to inputDim - 1. */
  inputDim: number;
  /** Size of the vector of each index. */
  outputDim: number;
  /** How the vectors begin (default 'randomUniform'). */
  embeddingsInitializer?: InitializerLike;
  /** The penalty on the vectors (default: none). */
  embeddingsRegularizer?: RegularizerLike | null;
  /** The constraint on the vectors after each step (default: nothing). */
  embeddingsConstraint?: ConstraintLike | null;
  /** The vectors to begin with, in place of those of the initializer; a file keeps them as weights (default: none).
   *  @shape [inputDim, outputDim] */
  weights?: TensorLike | null;
  /** Whether index 0 marks a step that does not count; the outputs then carry a mask (default false). */
  maskZero?: boolean;
}

/** The weights of a layer are in its file, beside its configuration. */
const vectors = (): Option<TensorLike, Tensor> => ({ check: (_where, _name, given) => cast(given, 'float32'), store: () => undefined });

const OPTIONS = LAYER.extend<EmbeddingOptions>()({
  inputDim: integer({ least: 1 }),
  outputDim: integer({ least: 1 }),
  ...weight('embeddings', 'randomUniform'),
  weights: orNone(vectors()),
  maskZero: or(boolean(), false),
});

/** Turns each index into a trainable vector. */
export class Embedding extends Layer {
  readonly kind = 'embedding';
  override readonly supportsMasking: boolean;
  readonly inputDim: number;
  readonly outputDim: number;
  readonly maskZero: boolean;
  /** [inputDim, outputDim] */
  embeddings: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: EmbeddingOptions) {
    const held = OPTIONS.read('embedding', options);
    super('embedding', held);
    this.#options = held;
    this.inputDim = held.inputDim;
    this.outputDim = held.outputDim;
    this.maskZero = held.maskZero;
    this.supportsMasking = held.maskZero;
    const expected = [held.inputDim, held.outputDim];
    if (held.weights !== undefined && !sameShape(held.weights.shape, expected))
      throw new ConfigError(`embedding: weights must be of shape ${showShape(expected)}, received ${showShape(held.weights.shape)}.`);
  }

  override get inputDtype(): 'int32' {
    return 'int32';
  }

  override inputSpecs(): readonly Spec[] | undefined {
    return super.inputSpecs()?.map((spec) => ({ ...spec, below: this.inputDim }));
  }

  override build(): void {
    const shape = [this.inputDim, this.outputDim];
    this.embeddings = this.addWeight({ name: 'embeddings', shape, ...partsOf('embeddings', this.#options) });
    if (this.#options.weights !== undefined) this.embeddings.assign(this.#options.weights);
  }

  override stepwise(): boolean {
    return true;
  }

  call(indices: Tensor, t: Trace): Tensor {
    return takeRows(t.read(this.embeddings!), cast(indices, 'int32'));
  }

  override computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    if (!this.maskZero) return super.computeMask(inputs, masks);
    const [indices] = inputs as [Tensor];
    return indices.dtype === 'int32' ? notEqual(indices, constant(Int32Array.of(0), [])) : notEqual(cast(indices, 'float32'), 0);
  }
}

/** Looks up a vector for each index. As the first layer of a model it takes whole numbers: `fit`, `predict` and the like refuse
 *  fractions, NaN and, where it has an inputShape, indices that have no vector. Behind an input or a layer that gives float32, and in
 *  `apply`, indices are cut off towards 0 as in Keras, and NaN counts as 0; an index below 0 or from inputDim on has no vector: its
 *  outputs are NaN, so the loss becomes NaN too.
 *  @shape [batch, ...] -> [batch, ..., outputDim] */
export const embedding = (options: EmbeddingOptions): Embedding => new Embedding(options);
