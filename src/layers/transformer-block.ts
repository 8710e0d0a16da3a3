import { activation, type ActivationLike } from '../activations/registry.ts';
import { boolean, integer, number, or, type Options } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Initializer, InitializerLike } from '../initializers/index.ts';
import { initializer } from '../initializers/registry.ts';
import { add } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import { Dense } from './dense.ts';
import { Dropout } from './dropout.ts';
import { LayerNormalization } from './layer-normalization.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { MultiHeadAttention } from './multi-head-attention.ts';

export interface TransformerOptions extends LayerOptions {
  /** Size of the hidden layer of the feedforward part. */
  intermediateDim: number;
  /** Number of heads, a divisor of the number of features. */
  numHeads: number;
  /** Fraction to drop while training, of the shares of values and of what each part adds (default 0). */
  dropout?: number;
  /** The activation function of the hidden layer (default 'relu'). */
  activation?: ActivationLike;
  /** Added to variances in normalisations (default 0.00001). */
  layerNormEpsilon?: number;
  /** How kernels begin (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** How biases begin (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** Whether each part normalises its input, not what it gives (default false). */
  normalizeFirst?: boolean;
}

interface HeldTransformerOptions {
  readonly intermediateDim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly activation: ActivationLike;
  readonly layerNormEpsilon: number;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly normalizeFirst: boolean;
}

/** The options of `transformerEncoder` and `transformerDecoder`. */
export const TRANSFORMER: Options<TransformerOptions, HeldTransformerOptions, LayerOptions> = LAYER.extend<TransformerOptions>()({
  intermediateDim: integer({ least: 1 }),
  numHeads: integer({ least: 1 }),
  dropout: or(number({ least: 0, most: 1 }), 0),
  activation: or(activation(), 'relu'),
  layerNormEpsilon: or(number({ least: 0 }), 1e-5),
  kernelInitializer: or(initializer(), 'glorotUniform'),
  biasInitializer: or(initializer(), 'zeros'),
  normalizeFirst: or(boolean(), false),
});

/** A part of a transformer: it is normalised before or behind, and added to its input. */
export abstract class TransformerBlock extends Layer {
  override readonly supportsMasking: boolean = true;
  protected readonly held: HeldTransformerOptions;

  constructor(defaultName: string, options: HeldTransformerOptions & LayerOptions) {
    super(defaultName, options);
    this.held = options;
  }

  /** x, and what a part makes of it. */
  protected residual(x: Tensor, norm: LayerNormalization, dropout: Dropout, t: Trace, part: (x: Tensor) => Tensor): Tensor {
    const { normalizeFirst } = this.held;
    const added = add(x, t.call(dropout, part(normalizeFirst ? t.call(norm, x) : x)));
    return normalizeFirst ? added : t.call(norm, added);
  }

  protected attention(name: string, features: number): MultiHeadAttention {
    const { numHeads, dropout, kernelInitializer, biasInitializer } = this.held;
    if (features % numHeads !== 0)
      throw new ConfigError(`${this.name}: numHeads must divide the number of features, received ${numHeads} for ${features} features.`);
    return new MultiHeadAttention({
      name, numHeads, keyDim: features / numHeads, dropout, kernelInitializer, biasInitializer, ...this.#common,
    });
  }

  protected dense(name: string, units: number, activated = false): Dense {
    const { kernelInitializer, biasInitializer } = this.held;
    const own = activated ? { activation: this.held.activation } : {};
    return new Dense({ name, units, kernelInitializer, biasInitializer, ...own, ...this.#common });
  }

  protected norm(name: string): LayerNormalization {
    return new LayerNormalization({ name, epsilon: this.held.layerNormEpsilon, ...this.#common });
  }

  protected drop(name: string): Dropout {
    return new Dropout({ name, rate: this.held.dropout });
  }

  get #common(): Pick<LayerOptions, 'dtype' | 'trainable'> {
    return { dtype: this.dtypePolicy, trainable: this.trainable };
  }

  /** The number of features. @throws {ShapeError} unless the input is [*, steps, features] */
  protected featuresOf(shape: BatchShape): number {
    const features = shape.at(-1);
    if (shape.length === 3 && typeof features === 'number') return features;
    throw this.wrongInput('[*, steps, features]', shape, 'Give each step its features, by an embedding for instance.');
  }
}
