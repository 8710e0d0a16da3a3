import { integer, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { depthwiseConvIn } from '../op/conv.ts';
import type { Trace } from '../trace/trace.ts';
import {
  Convolution, SIDES, windows, type DepthwiseOptions, type HeldWindows, type SidesOptions, type WindowOptions,
} from './convolution.ts';
import { LAYER } from './layer.ts';
import { partsOf, weight, type HeldWeight } from './weight-parts.ts';

export interface DepthwiseConv1dOptions extends WindowOptions, SidesOptions, DepthwiseOptions {}
export interface DepthwiseConv2dOptions extends WindowOptions, SidesOptions, DepthwiseOptions {}

const DEPTHWISE = { depthMultiplier: or(integer({ least: 1 }), 1), ...weight('depthwise', 'glorotUniform'), ...SIDES };
const OF_1D = LAYER.extend<DepthwiseConv1dOptions>()({ ...DEPTHWISE, ...windows(1) });
const OF_2D = LAYER.extend<DepthwiseConv2dOptions>()({ ...DEPTHWISE, ...windows(2) });

interface HeldDepthwise extends HeldWindows, HeldWeight<'depthwise'> {
  readonly depthMultiplier: number;
  readonly padding: 'valid' | 'same';
}

/** Convolutions of each channel by itself. */
export class DepthwiseConv extends Convolution {
  readonly kind: `depthwiseConv${1 | 2}d`;
  readonly depthMultiplier: number;
  readonly padding: 'valid' | 'same';
  /** [...kernelSize, channels, depthMultiplier] */
  kernel: Variable | undefined;
  readonly #held: HeldDepthwise;

  constructor(places: 1 | 2, held: HeldDepthwise) {
    super(`depthwise_conv${places}d`, held);
    this.kind = `depthwiseConv${places}d`;
    this.#held = held;
    this.depthMultiplier = held.depthMultiplier;
    this.padding = held.padding;
  }

  protected override buildKernels(channels: number): number {
    this.kernel = this.addWeight({
      name: 'kernel', shape: [...this.kernelSize, channels, this.depthMultiplier], ...partsOf('depthwise', this.#held),
    });
    return channels * this.depthMultiplier;
  }

  protected override convolve(x: Tensor, t: Trace): Tensor {
    const { strides, dilationRate, padding } = this;
    return depthwiseConvIn(this.name, x, t.read(this.kernel!), { strides, dilationRate, padding });
  }
}

/** A convolution over the steps of sequences, of each channel by itself.
 *  @shape [batch, steps, channels] -> [batch, new steps, channels * depthMultiplier]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or shorter than a window */
export const depthwiseConv1d = (options: DepthwiseConv1dOptions): DepthwiseConv =>
  new DepthwiseConv(1, OF_1D.read('depthwiseConv1d', options));

/** A convolution over the places of images, of each channel by itself.
 *  @shape [batch, height, width, channels] -> [batch, new height, new width, channels * depthMultiplier]; channels behind the
 *    batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels, or smaller than a window */
export const depthwiseConv2d = (options: DepthwiseConv2dOptions): DepthwiseConv =>
  new DepthwiseConv(2, OF_2D.read('depthwiseConv2d', options));
