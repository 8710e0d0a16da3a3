import type { ConstraintLike } from '../constraints/index.ts';
import { integer, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { InitializerLike } from '../initializers/index.ts';
import { convIn, depthwiseConvIn } from '../op/conv.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import type { Trace } from '../trace/trace.ts';
import { precisionOfProducts } from './conv-precision.ts';
import {
  Convolution, SIDES, windows, type DepthwiseOptions, type HeldWindows, type SidesOptions, type WindowOptions,
} from './convolution.ts';
import { LAYER } from './layer.ts';
import { partsOf, weight, type HeldWeight } from './weight-parts.ts';

interface SeparableOptions extends WindowOptions, SidesOptions, DepthwiseOptions {
  /** Channels of the output. */
  filters: number;
  /** How the pointwise kernel begins (default 'glorotUniform'). */
  pointwiseInitializer?: InitializerLike;
  /** The penalty on the pointwise kernel (default: none). */
  pointwiseRegularizer?: RegularizerLike | null;
  /** The constraint on the pointwise kernel after each step (default: nothing). */
  pointwiseConstraint?: ConstraintLike | null;
}
export interface SeparableConv1dOptions extends SeparableOptions {}
export interface SeparableConv2dOptions extends SeparableOptions {}

const SEPARABLE = {
  filters: integer({ least: 1 }), depthMultiplier: or(integer({ least: 1 }), 1), ...weight('depthwise', 'glorotUniform'),
  ...weight('pointwise', 'glorotUniform'), ...SIDES,
};
const OF_1D = LAYER.extend<SeparableConv1dOptions>()({ ...SEPARABLE, ...windows(1) });
const OF_2D = LAYER.extend<SeparableConv2dOptions>()({ ...SEPARABLE, ...windows(2) });

interface HeldSeparable extends HeldWindows, HeldWeight<'depthwise'>, HeldWeight<'pointwise'> {
  readonly filters: number;
  readonly depthMultiplier: number;
  readonly padding: 'valid' | 'same';
}

/** Convolutions of each channel by itself, whose results a product at each place makes into filters. */
export class SeparableConv extends Convolution {
  readonly kind: `separableConv${1 | 2}d`;
  readonly filters: number;
  readonly depthMultiplier: number;
  readonly padding: 'valid' | 'same';
  /** [...kernelSize, channels, depthMultiplier] */
  depthwiseKernel: Variable | undefined;
  /** [...1, channels * depthMultiplier, filters] */
  pointwiseKernel: Variable | undefined;
  readonly #held: HeldSeparable;

  constructor(places: 1 | 2, held: HeldSeparable) {
    super(`separable_conv${places}d`, held);
    this.kind = `separableConv${places}d`;
    this.#held = held;
    this.filters = held.filters;
    this.depthMultiplier = held.depthMultiplier;
    this.padding = held.padding;
  }

  protected override buildKernels(channels: number): number {
    const { kernelSize, depthMultiplier, filters } = this;
    this.depthwiseKernel = this.addWeight({
      name: 'depthwiseKernel', shape: [...kernelSize, channels, depthMultiplier], ...partsOf('depthwise', this.#held),
    });
    this.pointwiseKernel = this.addWeight({
      name: 'pointwiseKernel', shape: [...kernelSize.map(() => 1), channels * depthMultiplier, filters],
      ...partsOf('pointwise', this.#held),
    });
    return filters;
  }

  protected override convolve(x: Tensor, t: Trace): Tensor {
    const { strides, dilationRate, padding } = this;
    const y = depthwiseConvIn(this.name, x, t.read(this.depthwiseKernel!), { strides, dilationRate, padding });
    return convIn(this.name, y, t.read(this.pointwiseKernel!), { precision: precisionOfProducts(this) });
  }
}

/** A convolution over the steps of sequences, of each channel by itself, and a product over the channels of each step.
 *  @shape [batch, steps, channels] -> [batch, new steps, filters]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or shorter than a window */
export const separableConv1d = (options: SeparableConv1dOptions): SeparableConv =>
  new SeparableConv(1, OF_1D.read('separableConv1d', options));

/** A convolution over the places of images, of each channel by itself, and a product over the channels of each place.
 *  @shape [batch, height, width, channels] -> [batch, new height, new width, filters]; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or smaller than a window */
export const separableConv2d = (options: SeparableConv2dOptions): SeparableConv =>
  new SeparableConv(2, OF_2D.read('separableConv2d', options));
