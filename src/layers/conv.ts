import { integer, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { convIn, type ConvPadding, type ConvPrecision, type ProductPrecision } from '../op/conv.ts';
import type { Trace } from '../trace/trace.ts';
import { PRECISION, precisionOfProducts, type PrecisionOptions } from './conv-precision.ts';
import {
  CAUSAL, Convolution, refuseStridedAndDilated, SIDES, windows, type CausalOptions, type HeldWindows, type KernelOptions,
  type Places, type SidesOptions, type WindowOptions,
} from './convolution.ts';
import { withStepsBefore } from './earlier-steps.ts';
import { LAYER } from './layer.ts';
import { activationApart } from './steps-apart.ts';
import { partsOf, weight, type HeldWeight } from './weight-parts.ts';

interface FiltersOptions extends WindowOptions, KernelOptions {
  /** Channels of the output. */
  filters: number;
  /** Groups into which channels and filters are cut; the filters of a group see its channels alone (default 1). */
  groups?: number;
}
export interface Conv1dOptions extends FiltersOptions, CausalOptions {}
export interface Conv2dOptions extends FiltersOptions, SidesOptions, PrecisionOptions {}
export interface Conv3dOptions extends FiltersOptions, SidesOptions {}

const FILTERS = {
  filters: integer({ least: 1 }), groups: or(integer({ least: 1 }), 1), ...weight('kernel', 'glorotUniform'),
};
const OF_1D = LAYER.extend<Conv1dOptions>()({ ...FILTERS, ...windows(1), ...CAUSAL });
const OF_2D = LAYER.extend<Conv2dOptions>()({ ...FILTERS, ...windows(2), ...SIDES, ...PRECISION });
const OF_3D = LAYER.extend<Conv3dOptions>()({ ...FILTERS, ...windows(3), ...SIDES });

interface HeldConv extends HeldWindows, HeldWeight<'kernel'> {
  readonly filters: number;
  readonly groups: number;
  readonly padding: ConvPadding;
  readonly precision?: ConvPrecision;
}

/** Convolutions with filters that see all channels, or those of their group. */
export class Conv extends Convolution {
  readonly kind: `conv${Places}d`;
  readonly filters: number;
  readonly groups: number;
  readonly padding: ConvPadding;
  /** Of layers over images. */
  readonly precision: ConvPrecision | undefined;
  /** [...kernelSize, channels / groups, filters] */
  kernel: Variable | undefined;
  readonly #held: HeldConv;
  readonly #products: ProductPrecision;

  constructor(places: Places, held: HeldConv) {
    super(`conv${places}d`, held);
    this.kind = `conv${places}d`;
    this.#held = held;
    this.filters = held.filters;
    this.groups = held.groups;
    this.padding = held.padding;
    this.precision = held.precision;
    this.#products = precisionOfProducts(this, held.precision);
    refuseStridedAndDilated(this.name, held);
    if (held.filters % held.groups !== 0)
      throw new ConfigError(`${this.name}: filters must be a multiple of groups, received ${held.filters} and ${held.groups}.`);
  }

  protected override buildKernels(channels: number): number {
    const { groups, filters } = this;
    if (channels % groups !== 0) {
      throw new ConfigError(`${this.name}: channels must be a multiple of groups, received ${channels} and ${groups}.`);
    }
    this.kernel = this.addWeight({
      name: 'kernel', shape: [...this.kernelSize, channels / groups, filters], ...partsOf('kernel', this.#held),
    });
    return filters;
  }

  override stepwise(): boolean | string {
    const { kernelSize: [taps], strides: [stride], padding, dataFormat, kind } = this;
    if (kind !== 'conv1d' || dataFormat !== 'channelsLast') return false;
    const joins = stride !== 1 || (taps !== 1 && padding !== 'causal');
    return joins ? "its windows see later steps. Make it with padding 'causal' and strides 1" : activationApart(this.activate);
  }

  protected override convolve(x: Tensor, t: Trace): Tensor {
    const { strides, dilationRate, padding } = this, precision = this.#products;
    const kernel = t.read(this.kernel!);
    if (t.stage === undefined) return convIn(this.name, x, kernel, { strides, dilationRate, padding, precision });
    const seen = withStepsBefore(this, t, t.stage, x, (this.kernelSize[0]! - 1) * dilationRate[0]!);
    return convIn(this.name, seen, kernel, { dilationRate, precision });
  }
}

/** A convolution over the steps of sequences.
 *  @shape [batch, steps, channels] -> [batch, new steps, filters]; channels before steps with 'channelsFirst'
 *  @throws {ConfigError} on invalid options, and on channels that the groups do not divide
 *  @throws {ShapeError} on an input of other axes or channels, or shorter than a window */
export const conv1d = (options: Conv1dOptions): Conv => new Conv(1, OF_1D.read('conv1d', options));

/** A convolution over the places of images.
 *  @shape [batch, height, width, channels] -> [batch, new height, new width, filters]; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ConfigError} on invalid options, and on channels that the groups do not divide
 *  @throws {ShapeError} on an input of other axes or channels, or smaller than a window */
export const conv2d = (options: Conv2dOptions): Conv => new Conv(2, OF_2D.read('conv2d', options));

/** A convolution over the places of volumes.
 *  @shape [batch, depth, height, width, channels] -> [batch, new depth, new height, new width, filters]; channels behind the
 *    batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options, and on channels that the groups do not divide
 *  @throws {ShapeError} on an input of other axes or channels, or smaller than a window */
export const conv3d = (options: Conv3dOptions): Conv => new Conv(3, OF_3D.read('conv3d', options));
