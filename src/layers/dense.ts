import { activationName, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import { allocate } from '../core/dtype.ts';
import { ConfigError } from '../core/errors.ts';
import { checkBoolean, checkInteger, checkKeys } from '../core/options.ts';
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
import { Layer, LAYER_OPTIONS, type BatchShape, type LayerOptions } from './layer.ts';
import { absMaxQuantize, checkQuantizationMode, Int8Kernel, type QuantizationMode } from './quantization.ts';
import { partNames, partsConfig, weightParts, type WeightParts } from './weight-parts.ts';

export interface DenseOptions extends LayerOptions {
  /** Size of the output's last axis. */
  units: number;
  activation?: ActivationLike | null;
  useBias?: boolean;
  kernelInitializer?: InitializerLike;
  biasInitializer?: InitializerLike;
  kernelRegularizer?: RegularizerLike | null;
  biasRegularizer?: RegularizerLike | null;
  kernelConstraint?: ConstraintLike | null;
  biasConstraint?: ConstraintLike | null;
}

/** activation(x kernel + bias) over the last axis. */
export class Dense extends Layer {
  readonly kind = 'dense';
  override readonly supportsMasking: boolean = true;
  readonly units: number;
  readonly useBias: boolean;
  /** [inputs, units] */
  kernel: Variable | undefined;
  /** [units], what the columns of a quantised kernel were multiplied by */
  kernelScale: Variable | undefined;
  /** [units] */
  bias: Variable | undefined;
  readonly #activation: ActivationLike | null | undefined;
  readonly #activate: ActivationFunction;
  readonly #kernelParts: WeightParts;
  readonly #biasParts: WeightParts;
  #mode: QuantizationMode | undefined;

  constructor(options: DenseOptions) {
    checkKeys('dense', options, [...LAYER_OPTIONS, 'units', 'activation', 'useBias', ...partNames('kernel'), ...partNames('bias')]);
    super('dense', options);
    this.units = checkInteger('dense', 'units', options.units, 1);
    this.useBias = checkBoolean('dense', 'useBias', options.useBias ?? true);
    this.#kernelParts = weightParts(options, 'kernel', 'glorotUniform');
    this.#biasParts = weightParts(options, 'bias', 'zeros');
    this.#activation = options.activation;
    this.#activate = resolveActivation(options.activation);
  }

  override build(inputShape: BatchShape): void {
    const width = inputShape.at(-1);
    if (inputShape.length < 2 || typeof width !== 'number') {
      throw this.wrongInput('[*, ..., features]', inputShape, 'Give each sample at least one axis.');
    }
    const quantised = this.#mode !== undefined;
    if (!quantised) this.kernel = this.addWeight({ name: 'kernel', shape: [width, this.units], ...this.#kernelParts });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [this.units], ...this.#biasParts });
    if (quantised) {
      this.#hold(
        constant(allocate('int8', width * this.units), [width, this.units]),
        constant(new Float32Array(this.units).fill(1), [this.units]),
      );
    }
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
    const product =
      kernel instanceof Int8Kernel
        ? matmulInt8(x, kernel.packed.tensor, this.kernelScale!.tensor)
        : matmul(x, t.read(kernel), { precision: this.computeDtype });
    return this.#activate(this.bias === undefined ? product : add(product, t.read(this.bias)));
  }

  override get quantizationMode(): QuantizationMode | undefined {
    return this.#mode;
  }

  /** None once quantised: a kernel of bytes has no gradient. */
  protected override ownTrainable(): readonly Variable[] {
    return this.#mode === undefined ? super.ownTrainable() : [];
  }

  /** Makes the kernel bytes, a scale for each unit; rows of inputs are made bytes as they come. A layer that is not
   *  built yet will get its bytes from a file.
   *  @throws {DataError} on weights that are not finite
   *  @throws {ConfigError} if the layer is quantised already, or sums over so many inputs would not fit an int32 */
  override quantization(mode: QuantizationMode): () => void {
    if (this.#mode !== undefined) {
      throw new ConfigError(`${this.name}: the layer is quantised to ${this.#mode} already. Quantise the float32 model instead.`);
    }
    const { kernel } = this;
    if (kernel === undefined) return () => void (this.#mode = mode);
    const inputs = kernel.shape[0]!;
    if (inputs > INT8_MOST_INPUTS) {
      throw new ConfigError(`${this.name}: a kernel of bytes can have ${INT8_MOST_INPUTS} inputs at most, this has ${inputs}.`);
    }
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
    const activation = activationName(this.#activation);
    return {
      ...super.getConfig(),
      units: this.units,
      ...(activation === undefined ? {} : { activation }),
      useBias: this.useBias,
      ...partsConfig('kernel', this.#kernelParts),
      ...partsConfig('bias', this.#biasParts),
      ...(this.#mode === undefined ? {} : { quantizationMode: this.#mode }),
    };
  }
}

/** A fully connected layer.
 *  @shape [batch, ..., inputs] -> [batch, ..., units] */
export function dense(options: DenseOptions): Dense {
  return new Dense(options);
}

/** The layer a saved configuration describes. */
export function denseFromConfig(config: Record<string, unknown>): Dense {
  const { quantizationMode, ...options } = config;
  const layer = dense(options as unknown as DenseOptions);
  if (quantizationMode !== undefined) layer.quantization(checkQuantizationMode(layer.name, quantizationMode))();
  return layer;
}
