/** Convolutions over one to three axes of places, channels last: [batch, ...places, channels]. */
import { ConfigError, ShapeError, show, unknownName } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { asTensor, type Attributes, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { reshape } from './move.ts';
import { perAxis } from './places.ts';

/** Where zeros are put around the places: nowhere; as many as let the output have size / strides places, half of them
 *  at each end; or, for sequences, before the first step alone, so that no step depends on later ones. */
export type ConvPadding = 'valid' | 'same' | 'causal';
/** One number for all axes of places, or one for each. */
export type PerAxis = number | readonly number[];

/** How exactly windows of 3 x 3 over images are summed: as float32 sums are, or by larger tiles, faster and less exactly. */
export type ConvPrecision = 'highest' | 'high';
export const CONV_PRECISIONS: readonly ConvPrecision[] = ['highest', 'high'];
/** The same, or operands that are rounded as those of `matmul` are. */
export type ProductPrecision = ConvPrecision | 'bfloat16';
const PRODUCT_PRECISIONS: readonly ProductPrecision[] = [...CONV_PRECISIONS, 'bfloat16'];

interface WindowOptions {
  /** Steps from one window to the next (default 1). */
  readonly strides?: PerAxis;
  /** Zeros around the places (default 'valid': none); 'causal' for sequences alone. */
  readonly padding?: ConvPadding;
  /** Steps from one element of a window to the next (default 1). */
  readonly dilationRate?: PerAxis;
}
/** What is allowed where the sums run over channels, too. */
interface PrecisionOptions {
  /** 'highest' (default): the error of float32 sums. 'high': windows of 3 x 3 with strides and dilations of 1 may go by tiles of
   *  4 x 4 places, up to two times as fast, with an error, for data around zero and up to 512 channels, of about 1e-6 of the
   *  largest value (root mean square), and 2e-5 at most. Gradients are computed at the same precision.
   *
   *  The error scales with the magnitudes under a tile, 6 x 6 places of the input: for inputs of 255 +- 0.5 and a Laplacian kernel it
   *  is 2e-5, and 6e-5 at most ('highest': 7e-6 and 2e-5). One value of 1e8 gives places near it large absolute errors, and one Inf
   *  or NaN makes places not finite whose windows do not have it.
   *
   *  'bfloat16': inputs and kernel are rounded to bfloat16, 8 significant bits, before they are multiplied; sums are float32. Where
   *  each channel is a group of its own, nothing is rounded. */
  readonly precision?: ProductPrecision;
}
export interface ConvOptions extends WindowOptions, PrecisionOptions {}
export interface DepthwiseConvOptions extends WindowOptions {
  readonly padding?: 'valid' | 'same';
}
export interface ConvTransposeOptions extends DepthwiseConvOptions, PrecisionOptions {
  /** Places at the end of each axis beyond those of the strides (default: as many as the padding asks for). */
  readonly outputPadding?: PerAxis | null;
}

/** What the three kernels know beside the shapes: an element of `strides`, `dilations` and `pads`, the zeros before
 *  the first place, for each axis. */
export interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly groups: number;
  /** Left away for 'highest'. */
  readonly precision?: Exclude<ProductPrecision, 'highest'>;
}

const attributes = ({ strides, dilations, pads, groups, precision }: Windows): Attributes =>
  ({ strides, dilations, pads, groups, ...(precision === undefined ? {} : { precision }) });

/** One of the three derivatives of the sum of all terms x w y, each the gradient of the other two. `conv` takes x and
 *  w; `conv_dx` takes dy and w; `conv_dw` takes x and dy. */
export const convolution = (op: 'conv' | 'conv_dx' | 'conv_dw', a: Tensor, b: Tensor, windows: Windows, shape: Shape): Tensor =>
  node(op, [a, b], attributes(windows), shape);

const KEYS = ['strides', 'padding', 'dilationRate'];
const SIDES = ['valid', 'same'] as const;

/** The attribute of a precision. @throws {ConfigError} if there is none of that name */
function precisionOf(where: string, { precision = 'highest' }: PrecisionOptions): Pick<Windows, 'precision'> {
  if (!PRODUCT_PRECISIONS.includes(precision)) unknownName(`precision of ${where}`, precision, PRODUCT_PRECISIONS);
  return precision === 'highest' ? {} : { precision };
}

/** A convolution of [batch, ...places, channels]: each place of the result is the sum of the products of a window and
 *  the kernel, which is not flipped (cross-correlation). Channels are cut into as many groups as the kernel's channels
 *  fit into them.
 *  @shape inputs [batch, ...places, channels], kernel [...kernel sizes, channels / groups, filters] -> [batch, ...places, filters]
 *  @throws {ShapeError} if the shapes do not fit together, or a window is larger than the places
 *  @throws {ConfigError} on invalid options */
export function conv(inputs: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor {
  checkKeys('conv', options, [...KEYS, 'precision']);
  return convIn('conv', inputs, kernel, options);
}

/** As `conv`; errors name the place `where`. */
export function convIn(where: string, inputs: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor {
  const [x, w] = operands(where, inputs, kernel);
  const [channels, each, filters] = [x.shape.at(-1)!, w.shape.at(-2)!, w.shape.at(-1)!];
  const groups = channels / each;
  if (!Number.isInteger(groups) || groups === 0 || filters % groups !== 0) {
    throw new ShapeError(
      `${where}: ${channels} channels and a kernel ${showShape(w.shape)} do not make groups: give the kernel ${channels} channels, or a ` +
      'divisor of that, and filters that the groups divide.',
    );
  }
  return windowed(where, x, w, options, groups, x.rank === 3 ? ['valid', 'same', 'causal'] : SIDES);
}

/** A convolution of each channel by itself, with `multiplier` filters of its own; those of channel c are columns
 *  c multiplier, c multiplier + 1, ... of the result.
 *  @shape inputs [batch, ...places, channels], kernel [...kernel sizes, channels, multiplier] -> [batch, ...places, channels * multiplier]
 *  @throws {ShapeError} if the shapes do not fit together, or a window is larger than the places
 *  @throws {ConfigError} on invalid options */
export function depthwiseConv(inputs: TensorLike, kernel: TensorLike, options: DepthwiseConvOptions = {}): Tensor {
  checkKeys('depthwiseConv', options, KEYS);
  return depthwiseConvIn('depthwiseConv', inputs, kernel, options);
}

/** As `depthwiseConv`; errors name the place `where`. */
export function depthwiseConvIn(where: string, inputs: TensorLike, kernel: TensorLike, options: DepthwiseConvOptions): Tensor {
  const [x, w] = operands(where, inputs, kernel);
  const [channels, multiplier] = w.shape.slice(-2) as [number, number];
  if (channels !== x.shape.at(-1)) {
    throw new ShapeError(
      `${where}: expected a kernel for ${x.shape.at(-1)} channels, received ${showShape(w.shape)}. Its axes are the sizes of a ` +
      'window, channels and filters for each channel.',
    );
  }
  return windowed(where, x, reshape(w, [...w.shape.slice(0, -2), 1, channels * multiplier]), options, channels, SIDES);
}

/** A depthwise convolution and, over its channels, a product at each place.
 *  @shape inputs [batch, ...places, channels], depthwiseKernel [...kernel sizes, channels, multiplier],
 *    pointwiseKernel [...1, channels * multiplier, filters] -> [batch, ...places, filters]
 *  @throws {ShapeError} if the shapes do not fit together, or a window is larger than the places
 *  @throws {ConfigError} on invalid options */
export function separableConv(
  inputs: TensorLike, depthwiseKernel: TensorLike, pointwiseKernel: TensorLike, options: DepthwiseConvOptions = {},
): Tensor {
  checkKeys('separableConv', options, KEYS);
  return convIn('separableConv', depthwiseConvIn('separableConv', inputs, depthwiseKernel, options), pointwiseKernel);
}

/** A transposed convolution: what a convolution with this kernel makes of places of the result goes the way back.
 *  Without outputPadding it is the gradient of `conv` by its inputs.
 *  @shape inputs [batch, ...places, channels], kernel [...kernel sizes, filters, channels] -> [batch, ...places, filters]
 *  @throws {ShapeError} if the shapes do not fit together
 *  @throws {ConfigError} on invalid options */
export function convTranspose(inputs: TensorLike, kernel: TensorLike, options: ConvTransposeOptions = {}): Tensor {
  checkKeys('convTranspose', options, [...KEYS, 'outputPadding', 'precision']);
  return convTransposeIn('convTranspose', inputs, kernel, options);
}

/** As `convTranspose`; errors name the place `where`. */
export function convTransposeIn(where: string, inputs: TensorLike, kernel: TensorLike, options: ConvTransposeOptions): Tensor {
  const [y, w] = operands(where, inputs, kernel);
  if (w.shape.at(-1) !== y.shape.at(-1)) {
    throw new ShapeError(
      `${where}: expected a kernel for ${y.shape.at(-1)} channels, received ${showShape(w.shape)}. Its axes are the sizes of a window, ` +
      'filters and channels.',
    );
  }
  const axes = y.rank - 2;
  const strides = perAxis(where, 'strides', options.strides ?? 1, axes);
  const dilations = perAxis(where, 'dilationRate', options.dilationRate ?? 1, axes);
  const padding = paddingOf(where, options.padding ?? 'valid', SIDES);
  const given = options.outputPadding ?? undefined;
  const more = given === undefined ? undefined : perAxis(where, 'outputPadding', given, axes, 0);
  strides.forEach((s, i) => {
    if (more !== undefined && more[i]! >= s) {
      throw new ConfigError(`${where}: outputPadding must be smaller than the strides, received ${show(given)} for ${show(strides)}.`);
    }
  });
  const ends = strides.map((s, i) => transposed(y.shape[i + 1]!, s, extent(where, w.shape[i]!, dilations[i]!), padding, more?.[i]));
  const shape = [y.shape[0]!, ...ends.map(({ size }) => size), w.shape.at(-2)!];
  const pads = ends.map(({ pad }) => pad);
  return convolution('conv_dx', y, w, { strides, dilations, pads, groups: 1, ...precisionOf(where, options) }, shape);
}

/** Places that a window spans. @throws {ShapeError} if there are more than an int32 can hold beside those of an input */
function extent(where: string, taps: number, dilation: number): number {
  const reach = (taps - 1) * dilation + 1;
  if (reach < 2 ** 30) return reach;
  throw new ShapeError(`${where}: a window of ${taps} taps, ${dilation} places apart, spans ${reach} places. Use a smaller dilationRate.`);
}

/** The size of an axis of a transposed convolution and how many places before the first are cut off.
 *  @source Keras 3, keras/src/backend/common/backend_utils.py */
function transposed(
  n: number, stride: number, reach: number, padding: ConvPadding, more: number | undefined,
): { size: number; pad: number } {
  if (padding === 'valid') return { size: (n - 1) * stride + reach + (more ?? Math.max(stride - reach, 0)), pad: 0 };
  const total = more === undefined ? stride + reach - 2 : reach + (reach % 2) - 2 + more;
  const size = more === undefined ? n * stride : (n - 1) * stride + (reach % 2) + more;
  return { size, pad: reach - 1 - Math.min(Math.ceil(total / 2), reach - 1) };
}

/** Inputs and kernel, of float32 and of equal ranks from 3 to 5. */
function operands(where: string, inputs: TensorLike, kernel: TensorLike): [x: Tensor, w: Tensor] {
  const [x, w] = [asTensor(inputs), asTensor(kernel)];
  if (x.dtype !== 'float32' || w.dtype !== 'float32' || x.rank < 3 || x.rank > 5 || w.rank !== x.rank) {
    throw new ShapeError(
      `${where}: expected float32 inputs [batch, ...places, channels] with one to three axes of places and a kernel of as many axes, ` +
      `received ${x.dtype} ${showShape(x.shape)} and ${w.dtype} ${showShape(w.shape)}.`,
    );
  }
  if (w.size === 0) throw new ShapeError(`${where}: expected a kernel with elements, received ${showShape(w.shape)}.`);
  return [x, w];
}

function paddingOf(where: string, given: unknown, words: readonly ConvPadding[]): ConvPadding {
  return words.find((word) => word === given) ?? unknownName(`padding of ${where}`, given, words);
}

function windowed(
  where: string, x: Tensor, w: Tensor, options: ConvOptions, groups: number, words: readonly ConvPadding[],
): Tensor {
  const axes = x.rank - 2;
  const strides = perAxis(where, 'strides', options.strides ?? 1, axes);
  const dilations = perAxis(where, 'dilationRate', options.dilationRate ?? 1, axes);
  const padding = paddingOf(where, options.padding ?? 'valid', words);
  const ends = strides.map((stride, i) => {
    const [size, reach] = [x.shape[i + 1]!, extent(where, w.shape[i]!, dilations[i]!)];
    if (padding === 'same') {
      const places = Math.ceil(size / stride);
      return { places, pad: Math.floor(Math.max((places - 1) * stride + reach - size, 0) / 2) };
    }
    const pad = padding === 'causal' ? reach - 1 : 0;
    const places = Math.floor((size + pad - reach) / stride) + 1;
    if (places > 0) return { places, pad };
    throw new ShapeError(
      `${where}: a window of ${reach} places does not fit into the ${size} of ${showShape(x.shape)}. Use padding 'same', or a smaller ` +
      'kernel.',
    );
  });
  const shape = [x.shape[0]!, ...ends.map(({ places }) => places), w.shape.at(-1)!];
  const pads = ends.map(({ pad }) => pad);
  return convolution('conv', x, w, { strides, dilations, pads, groups, ...precisionOf(where, options) }, shape);
}
