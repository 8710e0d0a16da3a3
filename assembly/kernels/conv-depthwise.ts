// Convolutions in which each channel is a group of its own: vectors of channels, no products.
import { at, at_n, put, put_n, splat, vf, vfma, W } from '../simd';
import { Axis, first_out, first_tap, inside, last_tap, place } from './conv-shape';

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

/** The sums of one place: y[groups * filters]. */
export function depthwise_place(
  d: Axis, h: Axis, s: Axis, groups: i32, filters: i32, x: usize, weights: usize, od: i32, oh: i32, ow: i32, y: usize,
): void {
  const columns = groups * filters, pixel = <usize>groups << 2, tap = <usize>columns << 2;
  const d0 = first_tap(d, od), d1 = last_tap(d, od), h0 = first_tap(h, oh), h1 = last_tap(h, oh);
  const w0 = first_tap(s, ow), w1 = last_tap(s, ow);
  for (let e = 0; e < columns; e += W) {
    const count = columns - e;
    let sum = splat(0);
    for (let i = d0; i < d1; i++) {
      for (let j = h0; j < h1; j++) {
        const row = x + <usize>((place(d, od, i) * h.size + place(h, oh, j)) * s.size) * pixel;
        const taps = weights + <usize>((i * h.taps + j) * s.taps) * tap + (<usize>e << 2);
        for (let k = w0; k < w1; k++) {
          sum = vfma(channels_at(row + <usize>place(s, ow, k) * pixel, e, filters, count), get(taps + <usize>k * tap, count), sum);
        }
      }
    }
    set(y + (<usize>e << 2), count, sum);
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

/** dw[taps, columns] of the columns [e0, e1) for the taps [t0, t1) of one row of taps, summed over all places. Takes two
 *  vectors at a time, because each multiply-add of a single sum would wait for the one before. */
export function depthwise_dw(
  d: Axis, h: Axis, s: Axis, batch: i32, groups: i32, filters: i32, x: usize, dy: usize, td: i32, th: i32, t0: i32, t1: i32,
  e0: i32, e1: i32, dw: usize,
): void {
  const columns = groups * filters, pixel = <usize>groups << 2, tap = <usize>columns << 2;
  for (let t = t0; t < t1; t++) {
    const first = first_out(s, t, 0), last = min(s.out, first_out(s, t, s.size));
    const rows = first < last ? batch * d.out * h.out : 0;
    for (let e = e0; e < e1; e += 2 * W) {
      const count = e1 - e, more = count - W, at = <usize>e << 2;
      let sum = splat(0), next = splat(0);
      for (let row = 0; row < rows; row++) {
        const id = place(d, row / h.out % d.out, td), ih = place(h, row % h.out, th), image = row / h.out / d.out;
        if (!inside(d, id) || !inside(h, ih)) continue;
        const from = x + <usize>(((image * d.size + id) * h.size + ih) * s.size) * pixel;
        for (let o = first; o < last; o++) {
          const p = from + <usize>place(s, o, t) * pixel, y = dy + <usize>(row * s.out + o) * tap + at;
          sum = vfma(channels_at(p, e, filters, count), get(y, count), sum);
          if (more > 0) next = vfma(channels_at(p, e + W, filters, more), get(y + 16, more), next);
        }
      }
      const to = dw + <usize>((td * h.taps + th) * s.taps + t) * tap + at;
      set(to, count, sum);
      if (more > 0) set(to + 16, more, next);
    }
  }
}
