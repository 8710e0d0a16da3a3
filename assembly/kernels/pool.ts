// Windows of places, channel by channel. A window lies in a box of the input; of it, only the places within the input
// are read. Windows of 2 x 2 places, the usual ones, have loops of their own.
import {
  at, at_n, iequal, iselect, isplat, put, put_n, splat, vadd, vdiv, vf, vmax, vmul, vselect, W,
} from '../simd';
import { fill } from './move';
import { larger } from './reduce';

const POOL_MAX: i32 = 0, POOL_OF: i32 = 1, POOL_AVERAGE: i32 = 2;

/** Where, on one axis of n places, a window of k places that begins at `start` begins and ends. */
@inline function window_begin(start: i32): i32 { return start < 0 ? 0 : start; }
@inline function window_end(start: i32, k: i32, n: i32): i32 { return n - start < k ? n : start + k; }

@inline export function channels(count: i32, p: usize): vf { return count < W ? at_n(p, 0, count) : at(p, 0); }
@inline export function put_channels(count: i32, p: usize, v: vf): void {
  if (count < W) put_n(p, 0, count, v);
  else put(p, 0, v);
}

/** What a window of depths x rows x cols places gives for `count` channels; planes and rows of x are `plane` and `row`
 *  bytes apart, places `step`. */
@inline function over_window(op: i32, count: i32, depths: i32, rows: i32, cols: i32, plane: usize, row: usize, step: usize, x: usize,
    g: usize): vf {
  let best = op == POOL_AVERAGE ? splat(0.0) : channels(count, x), value = op == POOL_OF ? channels(count, g) : best;
  for (let d: i32 = 0; d < depths; d++) {
    for (let h: i32 = 0; h < rows; h++) {
      let place = <usize>d * plane + <usize>h * row;
      for (let w: i32 = 0; w < cols; w++, place += step) {
        const v = channels(count, x + place);
        if (op == POOL_MAX) best = vmax(best, v);
        if (op == POOL_AVERAGE) best = vadd(best, v);
        if (op == POOL_OF) {
          const m = larger(v, best);
          best = vselect(m, v, best);
          value = vselect(m, channels(count, g + place), value);
        }
      }
    }
  }
  if (op == POOL_AVERAGE) return vdiv(best, splat(<f32>depths * <f32>rows * <f32>cols));
  return op == POOL_OF ? value : best;
}

/** The same for 2 x 2 places. */
@inline function over_square(op: i32, count: i32, row: usize, step: usize, x: usize, g: usize): vf {
  const a = channels(count, x), b = channels(count, x + step);
  const e = channels(count, x + row), f = channels(count, x + row + step);
  if (op == POOL_MAX) return vmax(vmax(vmax(a, b), e), f);
  if (op == POOL_AVERAGE) return vmul(vadd(vadd(vadd(a, b), e), f), splat(0.25));
  const b_larger = larger(b, a), f_larger = larger(f, e);
  const below = larger(vselect(f_larger, f, e), vselect(b_larger, b, a));
  const above = vselect(b_larger, channels(count, g + step), channels(count, g));
  return vselect(below, vselect(f_larger, channels(count, g + row + step), channels(count, g + row)), above);
}

/** Rows [lo, hi) of the output. */
@inline function pool_rows(op: i32, id: i32, ih: i32, iw: i32, c: i32, od: i32, oh: i32, ow: i32, kd: i32, kh: i32, kw: i32, sd: i32,
    sh: i32, sw: i32, pd: i32, ph: i32, pw: i32, x: usize, g: usize, y: usize, lo: i32, hi: i32): void {
  if (ow == 0 || c == 0) return;
  const step = (<usize>c) << 2, row = <usize>iw * step, plane = <usize>ih * row;
  for (let i: i32 = lo; i < hi; i++) {
    const depth = i / oh % od * sd - pd, height = i % oh * sh - ph;
    const d = window_begin(depth), depths = window_end(depth, kd, id) - d;
    const h = window_begin(height), rows = window_end(height, kh, ih) - h;
    const from = <usize>(i / oh / od) * (<usize>id * plane) + <usize>d * plane + <usize>h * row;
    const to = y + <usize>i * <usize>ow * step;
    for (let j: i32 = 0; j < ow; j++) {
      const w = window_begin(j * sw - pw), cols = window_end(j * sw - pw, kw, iw) - w;
      const square = depths == 1 && rows == 2 && cols == 2;
      for (let b: i32 = 0; b < c; b += W) {
        const count = c - b < W ? c - b : W;
        const place = from + <usize>w * step + ((<usize>b) << 2);
        const v = square ? over_square(op, count, row, step, x + place, g + place)
                         : over_window(op, count, depths, rows, cols, plane, row, step, x + place, g + place);
        put_channels(count, to + <usize>j * step + ((<usize>b) << 2), v);
      }
    }
  }
}

// y[n,od,oh,ow,c] = the largest of the window of x[n,id,ih,iw,c]   alias: none   nan: propagates   error: exact
export function max_pool(n: i32, id: i32, ih: i32, iw: i32, c: i32, od: i32, oh: i32, ow: i32, kd: i32, kh: i32, kw: i32, sd: i32, sh: i32,
    sw: i32, pd: i32, ph: i32, pw: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  pool_rows(POOL_MAX, id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw, x, x, y, lo, hi);
}

/** Adds dy where a window has its first largest. */
@inline function add_at_largest(count: i32, depths: i32, rows: i32, cols: i32, plane: usize, row: usize, step: usize, x: usize, dy: vf,
    dx: usize): void {
  let best = channels(count, x);
  let largest = isplat(0);
  let i: i32 = 0;
  for (let d: i32 = 0; d < depths; d++) {
    for (let h: i32 = 0; h < rows; h++) {
      let place = <usize>d * plane + <usize>h * row;
      for (let w: i32 = 0; w < cols; w++, place += step, i++) {
        const v = channels(count, x + place);
        const m = larger(v, best);
        best = vselect(m, v, best);
        largest = iselect(m, isplat(i), largest);
      }
    }
  }
  i = 0;
  for (let d: i32 = 0; d < depths; d++) {
    for (let h: i32 = 0; h < rows; h++) {
      let place = <usize>d * plane + <usize>h * row;
      for (let w: i32 = 0; w < cols; w++, place += step, i++) {
        const part = vselect(iequal(largest, isplat(i)), dy, splat(0.0));
        put_channels(count, dx + place, vadd(channels(count, dx + place), part));
      }
    }
  }
}

/** The same for 2 x 2 places that are in no other window: writes dy there and 0 at the three others. */
@inline function put_at_largest(count: i32, row: usize, step: usize, x: usize, dy: vf, dx: usize): void {
  const a = channels(count, x), b = channels(count, x + step);
  const e = channels(count, x + row), f = channels(count, x + row + step);
  const b_larger = larger(b, a), f_larger = larger(f, e);
  const below = larger(vselect(f_larger, f, e), vselect(b_larger, b, a));
  const none = splat(0.0), above = vselect(below, none, dy), under = vselect(below, dy, none);
  put_channels(count, dx, vselect(b_larger, none, above));
  put_channels(count, dx + step, vselect(b_larger, above, none));
  put_channels(count, dx + row, vselect(f_larger, none, under));
  put_channels(count, dx + row + step, vselect(f_larger, under, none));
}

// dx[n,id,ih,iw,c] = sum of dy[n,od,oh,ow,c] over windows in which x[n,id,ih,iw,c] is the first largest, in order of windows
//   alias: none   nan: the first NaN is the largest   error: dot(kd * kh * kw)
export function max_pool_dx(n: i32, id: i32, ih: i32, iw: i32, c: i32, od: i32, oh: i32, ow: i32, kd: i32, kh: i32, kw: i32, sd: i32,
    sh: i32, sw: i32, pd: i32, ph: i32, pw: i32, x: usize, dy: usize, dx: usize, lo: i32, hi: i32): void {
  if (id == 0 || ih == 0 || iw == 0 || c == 0) return;
  const step = (<usize>c) << 2, row = <usize>iw * step, plane = <usize>ih * row, image = <usize>id * plane;
  const squares = kd == 1 && kh == 2 && kw == 2 && sd == 1 && sh == 2 && sw == 2 && ph == 0 && pw == 0;
  const whole = squares && od == id && 2 * <i64>oh == <i64>ih && 2 * <i64>ow == <i64>iw;
  for (let i: i32 = lo; i < hi; i++) {
    if (!whole) memory.fill(dx + <usize>i * image, 0, image);
    let from = dy + <usize>i * <usize>od * <usize>oh * <usize>ow * step;
    for (let a: i32 = 0; a < od; a++) {
      const d = window_begin(a * sd - pd), depths = window_end(a * sd - pd, kd, id) - d;
      for (let e: i32 = 0; e < oh; e++) {
        const h = window_begin(e * sh - ph), rows = window_end(e * sh - ph, kh, ih) - h;
        for (let j: i32 = 0; j < ow; j++, from += step) {
          const w = window_begin(j * sw - pw), cols = window_end(j * sw - pw, kw, iw) - w;
          const square = squares && rows == 2 && cols == 2;
          for (let b: i32 = 0; b < c; b += W) {
            const count = c - b < W ? c - b : W;
            const place = <usize>i * image + <usize>d * plane + <usize>h * row + <usize>w * step + ((<usize>b) << 2);
            const g = channels(count, from + ((<usize>b) << 2));
            if (square) put_at_largest(count, row, step, x + place, g, dx + place);
            else add_at_largest(count, depths, rows, cols, plane, row, step, x + place, g, dx + place);
          }
        }
      }
    }
  }
}

// y[n,od,oh,ow,c] = g where the window of x[n,id,ih,iw,c] has its first largest
//   alias: none   nan: the first NaN of x is the largest; NaN in g propagates   error: exact
export function max_pool_of(n: i32, id: i32, ih: i32, iw: i32, c: i32, od: i32, oh: i32, ow: i32, kd: i32, kh: i32, kw: i32, sd: i32,
    sh: i32, sw: i32, pd: i32, ph: i32, pw: i32, x: usize, g: usize, y: usize, lo: i32, hi: i32): void {
  pool_rows(POOL_OF, id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw, x, g, y, lo, hi);
}

// y[n,od,oh,ow,c] = sum of the window of x[n,id,ih,iw,c] / number of its places in x
//   alias: none   nan: propagates   error: dot(kd * kh * kw)
export function average_pool(n: i32, id: i32, ih: i32, iw: i32, c: i32, od: i32, oh: i32, ow: i32, kd: i32, kh: i32, kw: i32, sd: i32,
    sh: i32, sw: i32, pd: i32, ph: i32, pw: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  pool_rows(POOL_AVERAGE, id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw, x, x, y, lo, hi);
}

/** The first of the windows that have place i, and the last of them. */
@inline function first_window(i: i32, k: i32, s: i32, p: i32): i32 { return i + p < k ? 0 : (i + p - k) / s + 1; }
@inline function last_window(i: i32, s: i32, p: i32, o: i32): i32 { return (i + p) / s < o ? (i + p) / s : o - 1; }
/** How many places of an axis of n window o has. */
@inline function window_size(o: i32, k: i32, s: i32, p: i32, n: i32): f32 {
  return <f32>(window_end(o * s - p, k, n) - window_begin(o * s - p));
}

/** y = scale x, or y += scale x where `more`. */
@inline export function add_scaled(c: i32, scale: f32, more: i32, x: usize, y: usize): void {
  for (let b: i32 = 0; b < c; b += W) {
    const count = c - b < W ? c - b : W;
    const place = (<usize>b) << 2;
    const v = vmul(channels(count, x + place), splat(scale));
    put_channels(count, y + place, more ? vadd(channels(count, y + place), v) : v);
  }
}

// dx[n,id,ih,iw,c] = sum of dy[n,od,oh,ow,c] / number of places in x, over windows with this place, in order of windows
//   alias: none   nan: propagates   error: dot(kd * kh * kw + 1)
export function average_pool_dx(n: i32, id: i32, ih: i32, iw: i32, c: i32, od: i32, oh: i32, ow: i32, kd: i32, kh: i32, kw: i32, sd: i32,
    sh: i32, sw: i32, pd: i32, ph: i32, pw: i32, dy: usize, dx: usize, lo: i32, hi: i32): void {
  if (iw == 0 || c == 0) return;
  const step = (<usize>c) << 2;
  for (let i: i32 = lo; i < hi; i++) {
    const d = i / ih % id, h = i % ih;
    const image = <usize>(i / ih / id) * <usize>od;
    const d0 = first_window(d, kd, sd, pd), d1 = last_window(d, sd, pd, od);
    const h0 = first_window(h, kh, sh, ph), h1 = last_window(h, sh, ph, oh);
    for (let j: i32 = 0; j < iw; j++) {
      const w0 = first_window(j, kw, sw, pw), w1 = last_window(j, sw, pw, ow);
      const to = dx + (<usize>i * <usize>iw + <usize>j) * step;
      let more: i32 = 0;
      for (let a: i32 = d0; a <= d1; a++) {
        for (let e: i32 = h0; e <= h1; e++) {
          const above = window_size(a, kd, sd, pd, id) * window_size(e, kh, sh, ph, ih);
          for (let f: i32 = w0; f <= w1; f++, more = 1) {
            const from = dy + (((image + <usize>a) * <usize>oh + <usize>e) * <usize>ow + <usize>f) * step;
            add_scaled(c, 1.0 / (above * window_size(f, kw, sw, pw, iw)), more, from, to);
          }
        }
      }
      if (!more) fill(c, 0, to, 0, c);
    }
  }
}
