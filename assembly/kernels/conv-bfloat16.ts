// Convolutions whose operands are rounded to bfloat16: patches and the weights that belong to them are gathered, parts of a sum
// at a time, and multiplied as sbgemm multiplies.
import { CONV_COLS } from '../gen/abi';
import { AXES_BYTES, conv_scratch, KC, PATCHES } from '../scratch';
import { Axis, AXIS_BYTES } from './conv-shape';
import { multiply } from './gemm';

/** How many parts a sum of k terms has, and where one of them begins. */
export function rounded_parts(k: i32): i32 { return max((k + KC - 1) / KC, 1); }
export function rounded_cut(k: i32, part: i32, parts: i32): i32 {
  return part == parts ? k : 2 * <i32>((<i64>k + 1) / 2 * part / parts);
}

/** An axis as a sum over some of its taps: those from `first` on, each `step` further, and so many. Place q of the output sums over
 *  the places q stride + t dilation - pad of the input. */
@unmanaged export class Sum {
  size: i32; taps: i32; stride: i32; dilation: i32; pad: i32; first: i32; step: i32;
}
/** Sum 0, 1 or 2 in the scratch memory, behind axes and band. */
function sum(i: i32): Sum { return changetype<Sum>(conv_scratch + <usize>(5 * AXIS_BYTES + i * 28)); }

/** Of a convolution: all taps. */
export function forward_sum(i: i32, a: Axis): Sum {
  const s = sum(i);
  s.size = a.size; s.taps = a.taps; s.stride = a.stride; s.dilation = a.dilation; s.pad = a.pad; s.first = 0; s.step = 1;
  return s;
}

/** Of its gradient, at the places q stride + r of the input: the taps that reach them, downwards, over places of the output. */
export function backward_sum(i: i32, a: Axis, r: i32): Sum {
  const s = sum(i);
  let divisor = a.stride, b = a.dilation;
  while (b != 0) {
    const rest = divisor % b;
    divisor = b;
    b = rest;
  }
  const step = a.stride / divisor;
  let least = 0;
  while (least < step && least < a.taps && (<i64>r + a.pad - <i64>least * a.dilation) % a.stride != 0) least++;
  const none = least >= step || least >= a.taps, taps = none ? 0 : (a.taps - 1 - least) / step + 1, first = least + (taps - 1) * step;
  s.size = a.out; s.taps = taps; s.stride = 1; s.dilation = a.dilation / divisor; s.first = first; s.step = -step;
  s.pad = none ? 0 : (first * a.dilation - a.pad - r) / a.stride;
  return s;
}

@inline function at_tap(s: Sum, q: i32, t: i32): i32 { return q * s.stride + t * s.dilation - s.pad; }

/** y[count, cols] = act(sum + bias), gated, for `count` places of a row from (qd, qh, qw) on. The weight of tap (d, h, w), input
 *  channel i and output channel o is at w + ((d kernelH + h) kernelW + w) tap + i down + o across, in bytes; x has a channel after
 *  another, places `pixel` bytes apart; y has places `step` elements apart. */
export function correlate_rounded(
  d: Sum, h: Sum, s: Sum, kernelH: i32, kernelW: i32, channels: i32, cols: i32, x: usize, pixel: usize, width: i32, height: i32,
  w: usize, tap: usize, down: usize, across: usize, qd: i32, qh: i32, qw: i32, count: i32, y: usize, step: i32, bias: usize,
  activation: i32, gate: usize,
): void {
  const k = d.taps * h.taps * s.taps * channels, parts = rounded_parts(k);
  const patches = conv_scratch + AXES_BYTES, weights = patches + (<usize>PATCHES << 2);
  for (let part = 0; part < parts; part++) {
    const p0 = rounded_cut(k, part, parts), kc = rounded_cut(k, part + 1, parts) - p0, last = part == parts - 1;
    for (let j = 0; j < cols; j += CONV_COLS) {
      const wide = min(CONV_COLS, cols - j), right = <usize>j << 2;
      for (let p = 0, many = 0; p < kc; p += many) {
        const t = (p0 + p) / channels, c = p0 + p - t * channels;
        many = min(channels - c, kc - p);
        const td = t / s.taps / h.taps, th = t / s.taps % h.taps, tw = t % s.taps;
        if (j == 0) {
          const id = at_tap(d, qd, td), ih = at_tap(h, qh, th), row = (id * height + ih) * width;
          const within = id >= 0 && id < d.size && ih >= 0 && ih < h.size;
          let to = patches + (<usize>p << 2);
          for (let i = 0; i < count; i++, to += <usize>kc << 2) {
            const iw = at_tap(s, qw + i, tw);
            if (within && iw >= 0 && iw < s.size) memory.copy(to, x + <usize>(row + iw) * pixel + (<usize>c << 2), <usize>many << 2);
            else memory.fill(to, 0, <usize>many << 2);
          }
        }
        const which = ((d.first + td * d.step) * kernelH + h.first + th * h.step) * kernelW + s.first + tw * s.step;
        let from = w + <usize>which * tap + <usize>c * down + <usize>j * across, to = weights + (<usize>(p * wide) << 2);
        for (let i = 0; i < many; i++, from += down) {
          for (let q = 0; q < wide; q++, to += 4) store<f32>(to, load<f32>(from + <usize>q * across));
        }
      }
      multiply(
        true, 0, count, 0, wide, 0, 0, kc, 1, patches, kc, weights, wide, part == 0 ? 0 : 1, y + right, step,
        last && bias != 0 ? bias + right : 0, last ? activation : 0, last && gate != 0 ? gate + right : 0,
      );
    }
  }
}
