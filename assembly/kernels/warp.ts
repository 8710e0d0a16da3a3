// Images looked at through an affine transform. Transforms are data and may be wrong: a place that is no number is
// outside, or the first.
import { splat, vadd, vf, vmul, W } from '../simd';
import { add_scaled, channels, put_channels } from './pool';

const FILL_VALUE: i32 = 0, FILL_REFLECT: i32 = 2, FILL_WRAP: i32 = 3;

/** Where on an axis of n places one looks for place v: a place within, unless what is outside has one value. */
@inline function place_within(place: f32, n: f32, fill: i32): f32 {
  let v = place;
  const last = n - 1.0;
  if (fill == FILL_VALUE) return v;
  if (fill == FILL_REFLECT && v < 0.0) {
    v = 2.0 * n * floor<f32>(-v / (2.0 * n)) + v;
    v = v < -n ? v + 2.0 * n : -v - 1.0;
  } else if (fill == FILL_REFLECT && v > last) {
    v = v - 2.0 * n * floor<f32>(v / (2.0 * n));
    if (v >= n) v = 2.0 * n - v - 1.0;
  } else if (fill == FILL_WRAP && v < 0.0) {
    v = v + n * (floor<f32>(-v / last) + 1.0);
  } else if (fill == FILL_WRAP && v > last) {
    v = v - n * floor<f32>(v / last);
  }
  return v > 0.0 ? (v < last ? v : last) : 0.0;
}

/** The nearest whole number; halves go away from 0. */
@inline function nearest_whole(v: f32): f32 {
  const whole = floor<f32>(v), rest = v - whole;
  return rest > 0.5 || (rest == 0.5 && v > 0.0) ? whole + 1.0 : whole;
}

/** The offset of place (h, w) of an image, or -1 outside of it. */
@inline function offset_of(h: f32, w: f32, ih: i32, iw: i32, c: i32): i32 {
  const within = h >= 0.0 && h < <f32>ih && w >= 0.0 && w < <f32>iw;
  return within ? (<i32>h * iw + <i32>w) * c : -1;
}

@inline function channels_or(offset: i32, count: i32, value: f32, x: usize): vf {
  return offset < 0 ? splat(value) : channels(count, x + ((<usize>offset) << 2));
}

// y[n,oh,ow,c] = x[n,ih,iw,c] at the place that p[n,6] says, linear between four places, or if bilinear = 0 the nearest; outside: fill 0
//   value, 1 nearest, 2 reflect, 3 wrap
//   alias: none   nan: propagates   error: dot(8)
export function warp(n: i32, ih: i32, iw: i32, c: i32, oh: i32, ow: i32, bilinear: i32, fill: i32, value: f32, x: usize, p: usize, y: usize,
    lo: i32, hi: i32): void {
  if (ow == 0 || c == 0) return;
  const bytes = (<usize>c) << 2;
  for (let i: i32 = lo; i < hi; i++) {
    const image = i / oh;
    const row = <f32>(i % oh);
    const t = p + <usize>image * 24;
    const from = x + <usize>image * <usize>ih * <usize>iw * bytes;
    let to = y + <usize>i * <usize>ow * bytes;
    for (let j: i32 = 0; j < ow; j++, to += bytes) {
      const w = place_within(load<f32>(t) * <f32>j + load<f32>(t, 4) * row + load<f32>(t, 8), <f32>iw, fill);
      const h = place_within(load<f32>(t, 12) * <f32>j + load<f32>(t, 16) * row + load<f32>(t, 20), <f32>ih, fill);
      if (!bilinear) {
        const offset = offset_of(nearest_whole(h), nearest_whole(w), ih, iw, c);
        for (let b: i32 = 0; b < c; b += W) {
          const count = c - b < W ? c - b : W;
          put_channels(count, to + ((<usize>b) << 2), channels_or(offset < 0 ? -1 : offset + b, count, value, from));
        }
        continue;
      }
      const h0 = floor<f32>(h), w0 = floor<f32>(w), h1 = h0 + 1.0, w1 = w0 + 1.0;
      const a = offset_of(h0, w0, ih, iw, c), e = offset_of(h0, w1, ih, iw, c);
      const f = offset_of(h1, w0, ih, iw, c), g = offset_of(h1, w1, ih, iw, c);
      const left = splat(w1 - w), right = splat(w - w0), above = splat(h1 - h), below = splat(h - h0);
      for (let b: i32 = 0; b < c; b += W) {
        const count = c - b < W ? c - b : W;
        const upper = vadd(vmul(left, channels_or(a < 0 ? -1 : a + b, count, value, from)),
                              vmul(right, channels_or(e < 0 ? -1 : e + b, count, value, from)));
        const lower = vadd(vmul(left, channels_or(f < 0 ? -1 : f + b, count, value, from)),
                              vmul(right, channels_or(g < 0 ? -1 : g + b, count, value, from)));
        put_channels(count, to + ((<usize>b) << 2), vadd(vmul(above, upper), vmul(below, lower)));
      }
    }
  }
}

/** Adds scale x where there is a place. */
@inline function add_at(offset: i32, c: i32, scale: f32, x: usize, y: usize): void {
  if (offset >= 0) add_scaled(c, scale, 1, x, y + ((<usize>offset) << 2));
}

// dx[n,ih,iw,c] = sum of dy[n,oh,ow,c] times what warp takes of x there, in order of places of dy
//   alias: none   nan: propagates   error: dot(4 * oh * ow + 4)
export function warp_dx(n: i32, ih: i32, iw: i32, c: i32, oh: i32, ow: i32, bilinear: i32, fill: i32, dy: usize, p: usize, dx: usize,
    lo: i32, hi: i32): void {
  if (ih == 0 || iw == 0 || c == 0) return;
  const bytes = (<usize>c) << 2, size = <usize>ih * <usize>iw * bytes;
  for (let i: i32 = lo; i < hi; i++) {
    const t = p + <usize>i * 24;
    let from = dy + <usize>i * <usize>oh * <usize>ow * bytes;
    const to = dx + <usize>i * size;
    memory.fill(to, 0, size);
    for (let k: i32 = 0; k < oh; k++) {
      const row = <f32>k;
      for (let j: i32 = 0; j < ow; j++, from += bytes) {
        const w = place_within(load<f32>(t) * <f32>j + load<f32>(t, 4) * row + load<f32>(t, 8), <f32>iw, fill);
        const h = place_within(load<f32>(t, 12) * <f32>j + load<f32>(t, 16) * row + load<f32>(t, 20), <f32>ih, fill);
        if (!bilinear) {
          add_at(offset_of(nearest_whole(h), nearest_whole(w), ih, iw, c), c, 1.0, from, to);
          continue;
        }
        const h0 = floor<f32>(h), w0 = floor<f32>(w), h1 = h0 + 1.0, w1 = w0 + 1.0;
        add_at(offset_of(h0, w0, ih, iw, c), c, (h1 - h) * (w1 - w), from, to);
        add_at(offset_of(h0, w1, ih, iw, c), c, (h1 - h) * (w - w0), from, to);
        add_at(offset_of(h1, w0, ih, iw, c), c, (h - h0) * (w1 - w), from, to);
        add_at(offset_of(h1, w1, ih, iw, c), c, (h - h0) * (w - w0), from, to);
      }
    }
  }
}
