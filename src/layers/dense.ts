import { activation, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import { boolean, integer, or, orNone, type Held } from '../core/declaration.ts';
import { allocate } from '../core/dtype.ts';
import { ConfigError, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { InitializerLike } from '../initializers/index.ts';
import { add } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { INT8_MOST_INPUTS, matmulInt8 } from '../op/int8.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { absMaxQuantize, checkQuantizationMode, Int8Kernel, type QuantizationMode } from './quantization.ts';
import { activationApart } from './steps-apart.ts';
import { isStored } from './stored-weights.ts';
import { partsOf, weight } from './weight-parts.ts';

export interface DenseOptions extends LayerOptions {
  /** Size of the output's last axis. */
  units: number;
  /** The activation function: a name, or any function over ops (default: nothing). */
  activation?: ActivationLike | null;
  /** Whether to add a bias (default true). */
  useBias?: boolean;
  /** How the kernel begins (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** How the bias begins (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** The penalty on the kernel (default: none). */
  kernelRegularizer?: RegularizerLike | null;
  /** The penalty on the bias (default: none). */
  biasRegularizer?: RegularizerLike | null;
  /** The constraint on the kernel after each step (default: nothing). */
  kernelConstraint?: ConstraintLike | null;
  /** The constraint on the bias after each step (default: nothing). */
  biasConstraint?: ConstraintLike | null;
}

const OPTIONS = LAYER.extend<DenseOptions>()({
  units: integer({ least: 1 }),
  activation: orNone(activation()),
  useBias: or(boolean(), true),
  ...weight('kernel', 'glorotUniform'),
  ...weight('bias', 'zeros'),
});

/** activation(x * kernel + bias) over the last axis, with a matrix product. */
export class Dense extends Layer {
  readonly kind = 'dense';
  override readonly supportsMasking: boolean = true;
  readonly units: number;
  readonly useBias: boolean;
  /** [inputs, units] */
  kernel: Variable | undefined;
  /** [units], the factors by which the columns of a quantised kernel were multiplied */
  kernelScale: Variable | undefined;
  /** [units] */
  bias: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;
  readonly #activate: ActivationFunction;
  #mode: QuantizationMode | undefined;

  constructor(options: DenseOptions) {
    const held = OPTIONS.read('dense', options);
    super('dense', held);
    this.#options = held;
    this.units = held.units;
    this.useBias = held.useBias;
    this.#activate = resolveActivation(held.activation ?? 'linear');
  }

  override build(inputShape: BatchShape): void {
    const width = inputShape.at(-1);
    if (inputShape.length < 2 || typeof width !== 'number')
      throw this.wrongInput('[*, ..., features]', inputShape, 'Give each sample at least one axis.');
    const quantised = this.#mode !== undefined;
    if (!quantised) this.kernel = this.addWeight({ name: 'kernel', shape: [width, this.units], ...partsOf('kernel', this.#options) });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [this.units], ...partsOf('bias', this.#options) });
    if (quantised) {
      void isStored(`${this.name}/kernel`, [width, this.units]);
      this.#hold(
        constant(allocate('int8', width * this.units), [width, this.units]),
        constant(new Float32Array(this.units).fill(1), [this.units]),
      );
    }
  }

  override stepwise(): boolean | string {
    return activationApart(this.#activate);
  }

  call(x: Tensor, t: Trace): Tensor {
    const kernel = this.kernel!;
    if (x.shape.at(-1) !== kernel.shape[0]) {
      throw this.wrongInput(
        showShape([null, ...x.shape.slice(1, -1), kernel.shape[0]!]),
        x.shape,
        `The layer was built for ${kernel.shape[0]} features: give it those, or make a new layer.`,
      );
    }
    if (x.dtype !== 'float32') {
      throw new ShapeError(
        `${this.name}: expected float32 values, received ${x.dtype} of shape ${showShape([null, ...x.shape.slice(1)])}. Numbers that ` +
        "stand for something, such as those of textVectorization, go through an embedding first, or are counted by outputMode " +
        "'multiHot'; others through ops.cast(x, 'float32').",
      );
    }
    const product =
      kernel instanceof Int8Kernel
        ? matmulInt8(x, kernel.packed.tensor, this.kernelScale!.tensor)
        : matmul(x, t.read(kernel), { precision: this.computeDtype });
    return this.#activate(this.bias === undefined ? product : add(product, t.read(this.bias)));
  }

  override get quantizationMode(): QuantizationMode | undefined {
    return this.#mode;
  }

  /** Empty once the layer is quantised, because an int8 kernel has no gradient. */
  protected override ownTrainable(): readonly Variable[] {
    return this.#mode === undefined ? super.ownTrainable() : [];
  }

  /** Prepares to quantise the kernel to int8, with a scale for each unit. Rows of inputs are quantised in each call. A layer
   *  that is not built yet gets its int8 kernel from a file.
   *  @returns the function that quantises
   *  @throws {DataError} on weights that are not finite
   *  @throws {ConfigError} if the layer is quantised already, or if sums over so many inputs would not fit an int32 */
  override quantization(mode: QuantizationMode): () => void {
    if (this.#mode !== undefined)
      throw new ConfigError(`${this.name}: the layer is quantised to ${this.#mode} already. Quantise the float32 model instead.`);
    const { kernel } = this;
    if (kernel === undefined) return () => void (this.#mode = mode);
    const inputs = kernel.shape[0]!;
    if (inputs > INT8_MOST_INPUTS)
      throw new ConfigError(`${this.name}: a kernel of bytes can have ${INT8_MOST_INPUTS} inputs at most, this has ${inputs}.`);
    const { values, scale } = absMaxQuantize(kernel);
    return () => {
      this.#mode = mode;
      this.release(kernel);
      this.#hold(values, scale);
    };
  }

  #hold(values: Tensor, scale: Tensor): void {
    this.kernel = this.hold(new Int8Kernel(`${this.name}/kernel`, values));
    this.kernelScale = this.hold(new Variable(`${this.name}/kernelScale`, scale, false));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...(this.#mode === undefined ? {} : { quantizationMode: this.#mode }) };
  }
}

/** A fully connected layer.
 *  @shape [batch, ..., inputs] -> [batch, ..., units] */
export function dense(options: DenseOptions): Dense {
  return new Dense(options);
}

/** Makes the layer that a saved configuration describes. */
export function denseFromConfig(config: Record<string, unknown>): Dense {
  const { quantizationMode, ...options } = config;
  const layer = dense(options as unknown as DenseOptions);
  if (quantizationMode !== undefined) layer.quantization(checkQuantizationMode(layer.name, quantizationMode))();
  return layer;
}
