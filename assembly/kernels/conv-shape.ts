// The places of a convolution and how its output is divided.
import { CONV_COLS, CONV_ROWS } from '../gen/abi';
import { conv_scratch } from '../scratch';

/** One axis: place o of the output is a sum over the taps t of the places o stride + t dilation - pad of the input.
 *  Outside of the input there are zeros. */
@unmanaged export class Axis {
  size: i32; out: i32; taps: i32; stride: i32; dilation: i32; pad: i32;
}
export const AXIS_BYTES: i32 = 24;

/** Axis 0, 1 or 2 in the scratch memory. */
export function axis(i: i32, size: i32, out: i32, taps: i32, stride: i32, dilation: i32, pad: i32): Axis {
  const a = changetype<Axis>(conv_scratch + <usize>(i * AXIS_BYTES));
  a.size = size; a.out = out; a.taps = taps; a.stride = stride; a.dilation = dilation; a.pad = pad;
  return a;
}

/** Makes of an axis without strides that of the gradient: a sum over the places of the output, with its taps downwards. */
export function turn(a: Axis): void {
  const size = a.size;
  a.size = a.out; a.out = size; a.pad = (a.taps - 1) * a.dilation - a.pad;
}

@inline export function place(a: Axis, o: i32, t: i32): i32 { return o * a.stride + t * a.dilation - a.pad; }
@inline export function inside(a: Axis, i: i32): bool { return i >= 0 && i < a.size; }

/** The first place o from which tap t is at place `from` of the input or behind it. */
export function first_out(a: Axis, t: i32, from: i32): i32 {
  const shift = a.pad - t * a.dilation + from;
  return shift > 0 ? (shift + a.stride - 1) / a.stride : 0;
}

/** The first tap of an axis that is inside of the input at place o, and the one behind the last. */
export function first_tap(a: Axis, o: i32): i32 {
  const before = a.pad - o * a.stride;
  return before > 0 ? (before + a.dilation - 1) / a.dilation : 0;
}
export function last_tap(a: Axis, o: i32): i32 {
  const end = a.size + a.pad - o * a.stride;
  return min(a.taps, end > 0 ? (end + a.dilation - 1) / a.dilation : 0);
}

/** Where part number `part` begins if `count` things are cut into `parts` parts of nearly equal size. */
@inline export function cut(count: i32, part: i32, parts: i32): i32 { return <i32>(<i64>count * part / parts); }

/** Where part number `part` of an axis begins: at a multiple of CONV_ROWS places, where tiles of Winograd begin, too. */
@inline function cut_places(places: i32, part: i32, parts: i32): i32 {
  return min(places, CONV_ROWS * cut((places + CONV_ROWS - 1) / CONV_ROWS, part, parts));
}

/** Rows [h0, h1) of columns [w0, w1) of one plane of an image. */
@unmanaged export class Band {
  image: i32; d: i32; h0: i32; h1: i32; w0: i32; w1: i32;
}

/** The band that is unit number `unit` of an output of so many places, in the scratch memory. */
export function band_of(depth: i32, height: i32, width: i32, unit: i32): Band {
  const high = (height + CONV_ROWS - 1) / CONV_ROWS, wide = (width + CONV_COLS - 1) / CONV_COLS;
  const col = unit % wide, row = unit / wide % high, plane = unit / wide / high;
  const band = changetype<Band>(conv_scratch + <usize>(3 * AXIS_BYTES));
  band.image = plane / depth; band.d = plane % depth;
  band.h0 = cut_places(height, row, high); band.h1 = cut_places(height, row + 1, high);
  band.w0 = cut_places(width, col, wide); band.w1 = cut_places(width, col + 1, wide);
  return band;
}
