// Convolutions in which each channel is a group of its own: vectors of channels, no products.
import { at, at_n, put, put_n, splat, vf, vfma, W } from '../simd';
import { conv_scratch } from '../scratch';
import { Axis, AXIS_BYTES, first_out, first_tap, inside, last_tap, place } from './conv-shape';

@inline function get(p: usize, count: i32): vf { return count >= W ? at(p, 0) : at_n(p, 0, count); }
@inline function set(p: usize, count: i32, v: vf): void { if (count >= W) put(p, 0, v); else put_n(p, 0, count, v); }

/** The vector of x that belongs to the `count` columns of the output from column e on: each channel has `filters`
 *  columns. */
@inline function channels_at(x: usize, e: i32, filters: i32, count: i32): vf {
  if (filters == 1) return get(x + (<usize>e << 2), count);
  let v = v128.load32_splat(x + (<usize>(e / filters) << 2));
  if (count > 1) v = v128.load_lane<f32>(x + (<usize>((e + 1) / filters) << 2), v, 1);
  if (count > 2) v = v128.load_lane<f32>(x + (<usize>((e + 2) / filters) << 2), v, 2);
  if (count > 3) v = v128.load_lane<f32>(x + (<usize>((e + 3) / filters) << 2), v, 3);
  return v;
}

/** The weights of a channel: where those of tap 0 are, and how many bytes taps are apart along each axis. In a gradient taps
 *  go downwards. */
@unmanaged export class Taps {
  first: usize; d: i32; h: i32; w: i32;
}
/** In the scratch memory. */
export function taps_of(first: usize, d: i32, h: i32, w: i32): Taps {
  const taps = changetype<Taps>(conv_scratch + <usize>(4 * AXIS_BYTES));
  taps.first = first; taps.d = d; taps.h = h; taps.w = w;
  return taps;
}

/** One vector of four places from ow on, or of one: columns [e, e + count), over taps [w0, w1) of each row. */
@inline function tile(
  four: bool, one: bool, d: Axis, h: Axis, s: Axis, groups: i32, filters: i32, x: usize, taps: Taps, od: i32, oh: i32, ow: i32, w0: i32,
  w1: i32, e: i32, count: i32, y: usize, step: usize,
): void {
  const pixel = <usize>groups << 2, next = <usize>s.stride * pixel, beside = <usize>s.dilation * pixel, ldw = taps.w;
  const d0 = first_tap(d, od), d1 = last_tap(d, od), h0 = first_tap(h, oh), h1 = last_tap(h, oh);
  let a = splat(0), b = splat(0), c = splat(0), f = splat(0);
  for (let i = d0; i < d1; i++) {
    for (let j = h0; j < h1; j++) {
      let from = x + <usize>((place(d, od, i) * h.size + place(h, oh, j)) * s.size + place(s, ow, w0)) * pixel;
      let weights = taps.first + <usize>(i * taps.d + j * taps.h + w0 * ldw) + (<usize>e << 2);
      for (let k = w0; k < w1; k++, from += beside, weights += <usize>ldw) {
        const w = get(weights, count);
        a = vfma(one ? at(from, e) : channels_at(from, e, filters, count), w, a);
        if (!four) continue;
        b = vfma(one ? at(from + next, e) : channels_at(from + next, e, filters, count), w, b);
        c = vfma(one ? at(from + 2 * next, e) : channels_at(from + 2 * next, e, filters, count), w, c);
        f = vfma(one ? at(from + 3 * next, e) : channels_at(from + 3 * next, e, filters, count), w, f);
      }
    }
  }
  const to = y + (<usize>e << 2);
  set(to, count, a);
  if (!four) return;
  set(to + step, count, b);
  set(to + 2 * step, count, c);
  set(to + 3 * step, count, f);
}

/** The sums of places [from, to) of one row, `step` bytes apart in y. Near an edge each place has taps of its own. */
export function depthwise_row(
  d: Axis, h: Axis, s: Axis, groups: i32, filters: i32, x: usize, taps: Taps, od: i32, oh: i32, from: i32, to: i32, y: usize, step: usize,
): void {
  const columns = groups * filters, whole = columns & -W, left = columns - whole, one = filters == 1;
  const first = first_out(s, 0, 0), last = min(to, first_out(s, s.taps - 1, s.size));
  for (let o = from, count = 0; o < to; o += count, y += <usize>count * step) {
    count = o >= first && o + 4 <= last ? 4 : 1;
    if (count == 4) {
      const w1 = s.taps;
      if (one) {
        for (let e = 0; e < whole; e += W) tile(true, true, d, h, s, groups, 1, x, taps, od, oh, o, 0, w1, e, W, y, step);
      } else {
        for (let e = 0; e < whole; e += W) tile(true, false, d, h, s, groups, filters, x, taps, od, oh, o, 0, w1, e, W, y, step);
      }
      if (left > 0) tile(true, false, d, h, s, groups, filters, x, taps, od, oh, o, 0, w1, whole, left, y, step);
      continue;
    }
    const w0 = first_tap(s, o), w1 = last_tap(s, o);
    for (let e = 0; one && e < whole; e += W) tile(false, true, d, h, s, groups, 1, x, taps, od, oh, o, w0, w1, e, W, y, step);
    for (let e = one ? whole : 0; e < columns; e += W) {
      tile(false, false, d, h, s, groups, filters, x, taps, od, oh, o, w0, w1, e, min(W, columns - e), y, step);
    }
  }
}

/** dx[groups] of one place += the products of dy[groups, filters] and one tap. */
export function depthwise_dx_term(groups: i32, filters: i32, dy: usize, tap: usize, dx: usize): void {
  if (filters == 1) {
    for (let g = 0; g < groups; g += W) {
      const at = <usize>g << 2, count = groups - g;
      set(dx + at, count, vfma(get(dy + at, count), get(tap + at, count), get(dx + at, count)));
    }
    return;
  }
  for (let g = 0; g < groups; g++, dx += 4) {
    let sum = load<f32>(dx);
    for (let f = 0; f < filters; f++, dy += 4, tap += 4) sum += load<f32>(dy) * load<f32>(tap);
    store<f32>(dx, sum);
  }
}

/** dw += the sums of tap t, or of three from t on, over places [from, to) of one row, for one vector of columns. */
@inline function dw_tile(
  three: bool, one: bool, s: Axis, groups: i32, filters: i32, x: usize, dy: usize, t: i32, from: i32, to: i32, e: i32, count: i32,
  dw: usize,
): void {
  const pixel = <usize>groups << 2, tap = <usize>(groups * filters) << 2, beside = <usize>s.dilation * pixel;
  const stride = <usize>s.stride * pixel;
  let a = get(dw, count), b = three ? get(dw + tap, count) : a, c = three ? get(dw + 2 * tap, count) : a;
  let p = x + <usize>place(s, from, t) * pixel, y = dy + <usize>from * tap + (<usize>e << 2);
  for (let o = from; o < to; o++, p += stride, y += tap) {
    const v = get(y, count);
    a = vfma(one ? at(p, e) : channels_at(p, e, filters, count), v, a);
    if (!three) continue;
    b = vfma(one ? at(p + beside, e) : channels_at(p + beside, e, filters, count), v, b);
    c = vfma(one ? at(p + 2 * beside, e) : channels_at(p + 2 * beside, e, filters, count), v, c);
  }
  set(dw, count, a);
  if (!three) return;
  set(dw + tap, count, b);
  set(dw + 2 * tap, count, c);
}

/** The same for the columns [e0, e1). */
function dw_row(
  three: bool, s: Axis, groups: i32, filters: i32, x: usize, dy: usize, t: i32, from: i32, to: i32, e0: i32, e1: i32, dw: usize,
): void {
  if (from >= to) return;
  for (let e = e0; e < e1; e += W) {
    const count = min(W, e1 - e), own = dw + (<usize>(t * groups * filters + e) << 2);
    if (three && filters == 1 && count == W) dw_tile(true, true, s, groups, 1, x, dy, t, from, to, e, W, own);
    else if (three) dw_tile(true, false, s, groups, filters, x, dy, t, from, to, e, count, own);
    else dw_tile(false, false, s, groups, filters, x, dy, t, from, to, e, count, own);
  }
}

/** dw[taps, columns] of the columns [e0, e1) for the taps [t0, t1) of one row of taps, summed over all places. Three taps are
 *  summed together where all are inside, because each multiply-add of a single sum would wait for the one before. */
export function depthwise_dw(
  d: Axis, h: Axis, s: Axis, batch: i32, groups: i32, filters: i32, x: usize, dy: usize, td: i32, th: i32, t0: i32, t1: i32,
  e0: i32, e1: i32, dw: usize,
): void {
  const columns = groups * filters, own = dw + (<usize>((td * h.taps + th) * s.taps * columns) << 2);
  for (let t = t0; t < t1; t++) memory.fill(own + (<usize>(t * columns + e0) << 2), 0, <usize>(e1 - e0) << 2);
  for (let row = 0; row < batch * d.out * h.out; row++) {
    const id = place(d, row / h.out % d.out, td), ih = place(h, row % h.out, th), image = row / h.out / d.out;
    if (!inside(d, id) || !inside(h, ih)) continue;
    const from = x + (<usize>(((image * d.size + id) * h.size + ih) * s.size * groups) << 2);
    const y = dy + (<usize>(row * s.out * columns) << 2);
    for (let t = t0, count = 0; t < t1; t += count) {
      const first = first_out(s, t, 0), last = min(s.out, first_out(s, t + 2, s.size));
      count = t + 3 <= t1 && first < last ? 3 : 1;
      if (count == 1) {
        dw_row(false, s, groups, filters, from, y, t, first, min(s.out, first_out(s, t, s.size)), e0, e1, own);
        continue;
      }
      for (let i = t; i < t + 3; i++) dw_row(false, s, groups, filters, from, y, i, first_out(s, i, 0), first, e0, e1, own);
      dw_row(true, s, groups, filters, from, y, t, first, last, e0, e1, own);
      for (let i = t; i < t + 3; i++) {
        dw_row(false, s, groups, filters, from, y, i, last, min(s.out, first_out(s, i, s.size)), e0, e1, own);
      }
    }
  }
}
