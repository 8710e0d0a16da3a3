import { integer, orNone } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { convTransposeIn, type ConvPrecision, type ProductPrecision } from '../op/conv.ts';
import type { Trace } from '../trace/trace.ts';
import { PRECISION, precisionOfProducts, type PrecisionOptions } from './conv-precision.ts';
import {
  Convolution, refuseStridedAndDilated, SIDES, windows, type HeldWindows, type KernelOptions, type Places,
  type SidesOptions, type WindowOptions,
} from './convolution.ts';
import { LAYER } from './layer.ts';
import { sizes } from './sizes.ts';
import { partsOf, weight, type HeldWeight } from './weight-parts.ts';

interface TransposeOptions extends WindowOptions, KernelOptions, SidesOptions {
  /** Channels of the output. */
  filters: number;
  /** Places at the end of each axis beyond those of the strides, fewer than these (default: as many as the padding asks for). */
  outputPadding?: number | readonly number[] | null;
}
export interface Conv1dTransposeOptions extends TransposeOptions {}
export interface Conv2dTransposeOptions extends TransposeOptions, PrecisionOptions {}
export interface Conv3dTransposeOptions extends TransposeOptions {}

const FILTERS = { filters: integer({ least: 1 }), ...weight('kernel', 'glorotUniform'), ...SIDES };
const OF_1D = LAYER.extend<Conv1dTransposeOptions>()({ ...FILTERS, ...windows(1), outputPadding: orNone(sizes(1, 0)) });
const OF_2D = LAYER.extend<Conv2dTransposeOptions>()({ ...FILTERS, ...windows(2), outputPadding: orNone(sizes(2, 0)), ...PRECISION });
const OF_3D = LAYER.extend<Conv3dTransposeOptions>()({ ...FILTERS, ...windows(3), outputPadding: orNone(sizes(3, 0)) });

interface HeldTranspose extends HeldWindows, HeldWeight<'kernel'> {
  readonly filters: number;
  readonly padding: 'valid' | 'same';
  readonly outputPadding: readonly number[] | undefined;
  readonly precision?: ConvPrecision;
}

/** Convolutions that go the other way: from places to the windows around them. */
export class ConvTranspose extends Convolution {
  readonly kind: `conv${Places}dTranspose`;
  readonly filters: number;
  readonly padding: 'valid' | 'same';
  readonly outputPadding: readonly number[] | undefined;
  /** Of layers over images. */
  readonly precision: ConvPrecision | undefined;
  /** [...kernelSize, filters, channels] */
  kernel: Variable | undefined;
  readonly #held: HeldTranspose;
  readonly #products: ProductPrecision;

  constructor(places: Places, held: HeldTranspose) {
    super(`conv${places}d_transpose`, held);
    this.kind = `conv${places}dTranspose`;
    this.#held = held;
    this.filters = held.filters;
    this.padding = held.padding;
    this.outputPadding = held.outputPadding;
    this.precision = held.precision;
    this.#products = precisionOfProducts(this, held.precision);
    refuseStridedAndDilated(this.name, held);
    if (held.outputPadding?.some((n, i) => n >= held.strides[i]!)) {
      throw new ConfigError(
        `${this.name}: outputPadding must be smaller than the strides, received ${show(held.outputPadding)} for ${show(held.strides)}.`,
      );
    }
  }

  protected override buildKernels(channels: number): number {
    this.kernel = this.addWeight({
      name: 'kernel', shape: [...this.kernelSize, this.filters, channels], ...partsOf('kernel', this.#held),
    });
    return this.filters;
  }

  protected override convolve(x: Tensor, t: Trace): Tensor {
    const { strides, dilationRate, padding, outputPadding = null } = this, precision = this.#products;
    return convTransposeIn(this.name, x, t.read(this.kernel!), { strides, dilationRate, padding, outputPadding, precision });
  }
}

/** A transposed convolution over the steps of sequences.
 *  @shape [batch, steps, channels] -> [batch, new steps, filters]; channels before steps with 'channelsFirst'. With padding 'same'
 *    there are steps * strides new steps.
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels */
export const conv1dTranspose = (options: Conv1dTransposeOptions): ConvTranspose =>
  new ConvTranspose(1, OF_1D.read('conv1dTranspose', options));

/** A transposed convolution over the places of images.
 *  @shape [batch, height, width, channels] -> [batch, new height, new width, filters]; channels behind the batch with
 *    'channelsFirst'. With padding 'same' height and width are multiplied by the strides.
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels */
export const conv2dTranspose = (options: Conv2dTransposeOptions): ConvTranspose =>
  new ConvTranspose(2, OF_2D.read('conv2dTranspose', options));

/** A transposed convolution over the places of volumes.
 *  @shape [batch, depth, height, width, channels] -> [batch, new depth, new height, new width, filters]; channels behind the
 *    batch with 'channelsFirst'. With padding 'same' depth, height and width are multiplied by the strides.
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes or channels */
export const conv3dTranspose = (options: Conv3dTransposeOptions): ConvTranspose =>
  new ConvTranspose(3, OF_3D.read('conv3dTranspose', options));
