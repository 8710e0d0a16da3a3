import { activationName, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import { checkBoolean, checkInteger, checkKeys } from '../core/options.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Initializer, InitializerLike } from '../initializers/index.ts';
import { initializerConfig, initializerFromConfig, resolveInitializer } from '../initializers/registry.ts';
import { add } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { Layer, LAYER_OPTIONS, type BatchShape, type LayerOptions } from './layer.ts';

export interface DenseOptions extends LayerOptions {
  /** Size of the output's last axis. */
  units: number;
  activation?: ActivationLike | null;
  useBias?: boolean;
  kernelInitializer?: InitializerLike;
  biasInitializer?: InitializerLike;
}

/** activation(x kernel + bias) over the last axis. */
export class Dense extends Layer {
  readonly kind = 'dense';
  readonly units: number;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  /** [inputs, units] */
  kernel: Variable | undefined;
  /** [units] */
  bias: Variable | undefined;
  readonly #activation: ActivationLike | null | undefined;
  readonly #activate: ActivationFunction;

  constructor(options: DenseOptions) {
    checkKeys('dense', options, [...LAYER_OPTIONS, 'units', 'activation', 'useBias', 'kernelInitializer', 'biasInitializer']);
    super('dense', options);
    this.units = checkInteger('dense', 'units', options.units, 1);
    this.useBias = checkBoolean('dense', 'useBias', options.useBias ?? true);
    this.kernelInitializer = resolveInitializer(options.kernelInitializer ?? 'glorotUniform');
    this.biasInitializer = resolveInitializer(options.biasInitializer ?? 'zeros');
    this.#activation = options.activation;
    this.#activate = resolveActivation(options.activation);
  }

  override build(inputShape: BatchShape): void {
    const width = inputShape.at(-1);
    if (inputShape.length < 2 || typeof width !== 'number') throw this.wrongInput('[*, ..., features]', inputShape, 'Give each sample at least one axis.');
    this.kernel = this.addWeight({ name: 'kernel', shape: [width, this.units], initializer: this.kernelInitializer });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [this.units], initializer: this.biasInitializer });
  }

  call(x: Tensor): Tensor {
    const kernel = this.kernel!;
    if (x.shape.at(-1) !== kernel.shape[0]) {
      throw this.wrongInput(showShape([null, ...x.shape.slice(1, -1), kernel.shape[0]!]), x.shape, `The layer was built for ${kernel.shape[0]} features: give it those, or make a new layer.`);
    }
    const product = matmul(x, kernel.tensor, { precision: this.computeDtype });
    return this.#activate(this.bias === undefined ? product : add(product, this.bias.tensor));
  }

  override getConfig(): Record<string, unknown> {
    const activation = activationName(this.#activation);
    return {
      ...super.getConfig(),
      units: this.units,
      ...(activation === undefined ? {} : { activation }),
      useBias: this.useBias,
      kernelInitializer: initializerConfig(this.kernelInitializer),
      biasInitializer: initializerConfig(this.biasInitializer),
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
  const initializerOf = (key: string): Initializer => initializerFromConfig(config[key] as { kind: string; config: object });
  return dense({ ...config, kernelInitializer: initializerOf('kernelInitializer'), biasInitializer: initializerOf('biasInitializer') } as unknown as DenseOptions);
}
