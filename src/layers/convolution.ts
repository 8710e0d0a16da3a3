import { activation, resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import { boolean, oneOf, or, orNone, type Option, type Optional } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { InitializerLike } from '../initializers/index.ts';
import type { ConvPadding } from '../op/conv.ts';
import { add } from '../op/elementwise.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { axesAdvice, DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, type BatchShape, type LayerOptions } from './layer.ts';
import { sizes } from './sizes.ts';
import { partsOf, weight, type HeldWeight, type WeightDeclaration } from './weight-parts.ts';

/** How windows lie over the places. */
export interface PlacementOptions extends DataFormatOptions {
  /** Size of the window: one number for all axes of places, or one for each. */
  kernelSize: number | readonly number[];
  /** Steps from one window to the next: one number for all axes, or one for each (default 1). */
  strides?: number | readonly number[];
  /** Steps from one element of a window to the next: one number for all axes, or one for each (default 1). */
  dilationRate?: number | readonly number[];
}

/** What all layers of convolutions are given. */
export interface WindowOptions extends LayerOptions, PlacementOptions {
  /** The activation function: a name, or any function over ops (default: nothing). */
  activation?: ActivationLike | null;
  /** Whether to add a bias (default true). */
  useBias?: boolean;
  /** How the bias begins (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** The penalty on the bias (default: none). */
  biasRegularizer?: RegularizerLike | null;
  /** The constraint on the bias after each step (default: nothing). */
  biasConstraint?: ConstraintLike | null;
}

export interface SidesOptions {
  /** Zeros around the places: 'valid' for none, 'same' for as many as give each stride a place, half of them at each end
   *  (default 'valid'). */
  padding?: 'valid' | 'same';
}
export interface CausalOptions {
  /** Zeros around the steps: 'valid' for none, 'same' for as many as give each stride a place, half of them at each end,
   *  'causal' for zeros before the first step alone, so that no step depends on later ones (default 'valid'). */
  padding?: ConvPadding;
}

export interface KernelOptions {
  /** How the kernel begins (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** The penalty on the kernel (default: none). */
  kernelRegularizer?: RegularizerLike | null;
  /** The constraint on the kernel after each step (default: nothing). */
  kernelConstraint?: ConstraintLike | null;
}

export interface DepthwiseOptions {
  /** Filters of each channel (default 1). */
  depthMultiplier?: number;
  /** How the depthwise kernel begins (default 'glorotUniform'). */
  depthwiseInitializer?: InitializerLike;
  /** The penalty on the depthwise kernel (default: none). */
  depthwiseRegularizer?: RegularizerLike | null;
  /** The constraint on the depthwise kernel after each step (default: nothing). */
  depthwiseConstraint?: ConstraintLike | null;
}

export type Places = 1 | 2 | 3;

export const SIDES: { readonly padding: Optional<'valid' | 'same', 'valid' | 'same'> } = { padding: or(oneOf(['valid', 'same']), 'valid') };
export const CAUSAL: { readonly padding: Optional<ConvPadding, ConvPadding> } = {
  padding: or(oneOf(['valid', 'same', 'causal']), 'valid'),
};

export interface PlacementDeclaration {
  readonly kernelSize: Option<number | readonly number[], readonly number[]>;
  readonly strides: Optional<number | readonly number[], readonly number[]>;
  readonly dilationRate: Optional<number | readonly number[], readonly number[]>;
  readonly dataFormat: Optional<DataFormat, DataFormat>;
}
interface WindowsDeclaration extends PlacementDeclaration, WeightDeclaration<'bias'> {
  readonly activation: Optional<ActivationLike, ActivationLike | undefined>;
  readonly useBias: Optional<boolean, boolean>;
}

/** The declaration of PlacementOptions over so many axes of places. */
export const placement = (axes: Places): PlacementDeclaration => ({
  kernelSize: sizes(axes),
  strides: or(sizes(axes), 1),
  dilationRate: or(sizes(axes), 1),
  ...DATA_FORMAT,
});

/** The declaration of WindowOptions over so many axes of places. */
export const windows = (axes: Places): WindowsDeclaration => ({
  ...placement(axes),
  activation: orNone(activation()),
  useBias: or(boolean(), true),
  ...weight('bias', 'zeros'),
});

/** What a layer holds of them. */
export interface HeldPlacement {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly dataFormat: DataFormat;
}
export interface HeldWindows extends LayerOptions, HeldPlacement, HeldWeight<'bias'> {
  readonly activation: ActivationLike | undefined;
  readonly useBias: boolean;
}

/** activation(convolution + bias), over one to three axes of places. */
export abstract class Convolution extends Layer {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly dataFormat: DataFormat;
  readonly useBias: boolean;
  /** [filters] */
  bias: Variable | undefined;
  readonly #held: HeldWindows;
  protected readonly activate: ActivationFunction;
  /** Channels the weights were made for. */
  #channels = 0;

  constructor(name: string, held: HeldWindows) {
    super(name, held);
    this.#held = held;
    this.kernelSize = held.kernelSize;
    this.strides = held.strides;
    this.dilationRate = held.dilationRate;
    this.dataFormat = held.dataFormat;
    this.useBias = held.useBias;
    this.activate = resolveActivation(held.activation ?? 'linear');
  }

  /** Makes the kernels for so many channels. Returns the filters, for each of which there is a bias. */
  protected abstract buildKernels(channels: number): number;
  /** @param x  [batch, ...places, channels] */
  protected abstract convolve(x: Tensor, t: Trace): Tensor;

  override build(inputShape: BatchShape): void {
    const channels = inputShape.length === this.kernelSize.length + 2 ? inputShape.at(this.#channelAxis) : undefined;
    if (typeof channels !== 'number' || channels === 0) {
      throw this.wrongInput(this.#expected('channels'), inputShape, axesAdvice(inputShape, this.dataFormat, this.kernelSize.length));
    }
    this.#channels = channels;
    const filters = this.buildKernels(channels);
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [filters], ...partsOf('bias', this.#held) });
  }

  call(x: Tensor, t: Trace): Tensor {
    mustHavePlaces(this, x, this.dataFormat, this.kernelSize.length);
    if (x.shape.at(this.#channelAxis) !== this.#channels) {
      const advice = `The layer was built for ${this.#channels} channels: give it those, or make a new layer.`;
      throw this.wrongInput(this.#expected(String(this.#channels)), x.shape, advice);
    }
    return withChannelsLast(this.dataFormat, x, (last) => this.#finish(this.convolve(last, t), t));
  }

  get #channelAxis(): number {
    return this.dataFormat === 'channelsLast' ? -1 : 1;
  }

  #expected(channels: string): string {
    const places = this.kernelSize.map(() => null);
    const shape = showShape([null, ...places]).slice(0, -1);
    return this.dataFormat === 'channelsLast' ? `${shape}, ${channels}]` : shape.replace('*', `*, ${channels}`).concat(']');
  }

  #finish(y: Tensor, t: Trace): Tensor {
    return this.activate(this.bias === undefined ? y : add(y, t.read(this.bias)));
  }
}

/** @throws {ConfigError} if windows are both strided and dilated, which Keras refuses */
export function refuseStridedAndDilated(where: string, { strides, dilationRate }: HeldPlacement): void {
  if (!strides.some((s) => s > 1) || !dilationRate.some((d) => d > 1)) return;
  throw new ConfigError(
    `${where}: strides and dilationRate cannot both be greater than 1, received ${show(strides)} and ${show(dilationRate)}. Leave one ` +
    'at 1.',
  );
}
