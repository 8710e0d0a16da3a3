import { ConfigError, ShapeError } from '../core/errors.ts';
import { checkBoolean, checkShape, checkText } from '../core/options.ts';
import { freshSeed, hashSeed } from '../core/seed.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { asTensor, constant, mustBeTensor, placeholder, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import { resolveInitializer, type InitializerLike } from '../initializers/registry.ts';
import type { Precision } from '../op/gemm.ts';
import type { Draw } from '../op/random.ts';
import { evaluate } from '../run/eager.ts';
import { checkDtypePolicy, computesIn, dtypePolicy, type DtypePolicy } from './dtype-policy.ts';
import type { QuantizationMode } from './quantization.ts';

/** A shape whose first axis, the batch, may be anything (null). */
export type BatchShape = readonly (number | null)[];

/** What a layer's call may depend on besides its input. */
export interface CallContext {
  /** Whether the model is learning: dropout drops, ... */
  readonly training: boolean;
  /** int32 scalar that counts training steps, for draws that differ from step to step. */
  readonly step?: Tensor;
}

export interface LayerOptions {
  name?: string;
  /** Whether the optimizer changes the weights (default true). */
  trainable?: boolean;
  /** Shape of one sample, on the first layer of a sequential model. */
  inputShape?: Shape;
  /** What the layer computes in (default: what `setDtypePolicy` says, 'float32' if nothing). */
  dtype?: DtypePolicy;
}
export const LAYER_OPTIONS = ['name', 'trainable', 'inputShape', 'dtype'] as const;

export interface WeightOptions {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer?: InitializerLike;
  readonly trainable?: boolean;
}

const namesGiven = new Map<string, number>();

/** A part of a network: weights and a function of tensors. A layer of your own extends this class with `build` (make
 *  weights with addWeight), `call` (ops on the input) and `getConfig`.
 *  @example
 *  class Scale extends Layer {
 *    readonly kind = 'scale';
 *    readonly factor: number;
 *    constructor({ factor, ...options }: { factor: number } & layers.LayerOptions) {
 *      super('scale', options);
 *      this.factor = factor;
 *    }
 *    call(x: Tensor): Tensor {
 *      return ops.multiply(x, this.factor);
 *    }
 *    override getConfig(): Record<string, unknown> {
 *      return { ...super.getConfig(), factor: this.factor };
 *    }
 *  }
 *  await loadModel(path, { customObjects: { scale: (config) => new Scale(config) } }); */
export abstract class Layer {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly inputShape: Shape | undefined;
  readonly dtypePolicy: DtypePolicy;
  readonly weights: Variable[] = [];
  /** Fixes the layer's draws; a model sets it from its own seed and the layer's position. */
  seed: number = freshSeed();
  #builtFor: BatchShape | undefined;

  constructor(defaultName: string, options: LayerOptions = {}) {
    checkText('a layer of your own', 'the first argument of super, its default name,', defaultName);
    if (options.name !== undefined && checkText(defaultName, 'name', options.name).includes('/')) throw new ConfigError(`${defaultName}: name must have no '/', received '${options.name}'.`);
    const count = namesGiven.get(defaultName) ?? 0;
    if (options.name === undefined) namesGiven.set(defaultName, count + 1);
    this.name = options.name ?? (count === 0 ? defaultName : `${defaultName}_${count}`);
    this.trainable = checkBoolean(this.name, 'trainable', options.trainable ?? true);
    this.inputShape = options.inputShape === undefined ? undefined : checkShape(this.name, 'inputShape', options.inputShape);
    this.dtypePolicy = checkDtypePolicy(options.dtype ?? dtypePolicy());
  }

  /** Makes the weights for inputs of this shape. */
  build(_inputShape: BatchShape): void {}

  /** The layer's function, in ops. */
  abstract call(x: Tensor, context: CallContext): Tensor;

  /** The options that make the layer again. */
  getConfig(): Record<string, unknown> {
    return { name: this.name, ...(this.trainable ? {} : { trainable: false }), ...(this.inputShape === undefined ? {} : { inputShape: this.inputShape }), dtype: this.dtypePolicy };
  }

  /** What matrix products are to be computed in: `matmul(x, w, { precision: this.computeDtype })`. */
  get computeDtype(): Precision {
    return computesIn(this.dtypePolicy);
  }

  /** What the layer's weights were made for inference; undefined as long as they are float32. */
  get quantizationMode(): QuantizationMode | undefined {
    return undefined;
  }

  /** Prepares to make the weights small for inference; answers with what makes them so, undefined if the layer cannot. */
  quantization(_mode: QuantizationMode): (() => void) | undefined {
    return undefined;
  }

  get built(): boolean {
    return this.#builtFor !== undefined;
  }

  get trainableWeights(): Variable[] {
    return this.trainable ? this.weights.filter((w) => w.trainable) : [];
  }

  countParams(): number {
    return this.weights.reduce((sum, w) => sum + w.size, 0);
  }

  /** Builds if need be, then calls: symbolic in, symbolic out. */
  trace(x: Tensor, context: CallContext): Tensor {
    if (this.#builtFor === undefined) {
      const shape = [null, ...x.shape.slice(1)];
      this.build(shape);
      this.#builtFor = shape;
    }
    return mustBeTensor(this.name, this.call(x, context));
  }

  /** Applies the layer: at once to concrete values, or as a further part of a graph to a symbolic tensor. */
  apply(x: TensorLike, { training = false }: { training?: boolean } = {}): Tensor {
    const input = asTensor(x);
    if (input.rank === 0) throw new ShapeError(`${this.name}: expected an input with a batch axis, received a scalar.`);
    const context: CallContext = { training, step: constant(Int32Array.of(0), []) };
    if (!input.concrete) return this.trace(input, context);
    const symbolic = placeholder(input.shape, input.dtype);
    return evaluate([this.trace(symbolic, context)], new Map([[symbolic, input]]))[0]!;
  }

  /** A new weight, drawn by the initializer from the layer's seed. */
  protected addWeight({ name, shape, initializer = 'glorotUniform', trainable = true }: WeightOptions): Variable {
    const initial = resolveInitializer(initializer).call(shape, { seed: this.seed, stream: hashSeed(name) });
    const variable = new Variable(`${this.name}/${name}`, initial, trainable);
    this.weights.push(variable);
    return variable;
  }

  /** Where this layer's draws of one training step take place. */
  protected draw(context: CallContext, name: string): Draw {
    return { seed: this.seed, stream: hashSeed(name), ...(context.step === undefined ? {} : { counter: context.step }) };
  }

  protected wrongInput(expected: string, received: BatchShape, advice: string): ShapeError {
    return new ShapeError(`${this.name}: expected input of shape ${expected}, received ${showShape(received)}. ${advice}`);
  }
}
