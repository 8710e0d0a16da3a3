// Products of bytes, for inference. Each row of x is quantised with a scale of its own, from its largest value. Sums
// of such products are exact, so the bits are the same on all machines, whatever tiles they use.
import { INT8_STRIP } from '../gen/abi';
import { GEMM_BYTES, gemm_scratch } from '../scratch';
import {
  at, at_n, hmax, iadd, iand, imadd, imax, ior, ishl, isplat, isub, put, put_n, splat, to_float, to_nearest, vabs, vadd,
  vdiv, vmax, vmul, W,
} from '../simd';

// MIRROR: tiles and products of bytes follow each machine's registers and instructions.

/** ROWS: rows of a tile. BLOCK_ROWS: rows quantised at a time, as many as the scratch has room for. */
const ROWS: i32 = 4;
const BLOCK_ROWS: i32 = 64;
/** The parts of the scratch memory: the sums of a tile; for each quantised row 128 times its sum, and its scale; the
 *  quantised rows. */
const SUMS: i32 = ROWS * INT8_STRIP * 4;
const OFFSETS: i32 = SUMS, SCALES: i32 = OFFSETS + BLOCK_ROWS * 4, QUANTISED: i32 = SCALES + BLOCK_ROWS * 4;

@inline function get(p: usize, left: i32): v128 { return left >= W ? at(p, 0) : at_n(p, 0, left); }

/** Quantises a row: q = the integers nearest to x scale. Of every four, 0 and 2 are the halves of one word, 1 and 3
 *  of the next. Returns the scale, which is NaN if x holds NaN or infinity. */
function quantise(k: i32, x: usize, q: usize, offset: usize): f32 {
  let largest = isplat(0);
  for (let p = 0; p < k; p += W) largest = imax(largest, vabs(get(x + (<usize>p << 2), k - p)));
  const most = hmax(largest);
  const scale: f32 = most <= f32.MAX_VALUE ? 127 / (most + <f32>1e-7) : NaN;
  let sum = isplat(0);
  for (let p = 0; p < k; p += W) {
    const rounded = to_nearest(vmul(get(x + (<usize>p << 2), k - p), splat(scale)));
    sum = iadd(sum, rounded);
    put(q, p, ior(iand(rounded, isplat(0xffff)), ishl(i32x4.shuffle(rounded, rounded, 2, 3, 2, 3), 16)));
  }
  store<i32>(
    offset,
    (i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)) << 7,
  );
  return scale;
}

@inline function dot(even: v128, odd: v128, q: usize, sum: v128): v128 {
  return iadd(sum, iadd(imadd(even, v128.load32_splat(q)), imadd(odd, v128.load32_splat(q, 4))));
}

/** sum = q w for four rows and half a strip of columns at w. If there are fewer than four `rows`, the first row
 *  stands for the missing ones. */
function tile_int8(groups: i32, rows: i32, q: usize, ld: usize, w: usize, sum: usize): void {
  let c00 = isplat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let q1 = rows > 1 ? q + ld : q, q2 = rows > 2 ? q + 2 * ld : q, q3 = rows > 3 ? q + 3 * ld : q;
  for (; groups > 0; groups--) {
    const w0 = v128.load(w), w1 = v128.load(w, 16);
    const even0 = iand(w0, isplat(0x00ff00ff)), odd0 = i16x8.shr_u(w0, 8), even1 = iand(w1, isplat(0x00ff00ff)), odd1 = i16x8.shr_u(w1, 8);
    c00 = dot(even0, odd0, q, c00); c01 = dot(even1, odd1, q, c01);
    c10 = dot(even0, odd0, q1, c10); c11 = dot(even1, odd1, q1, c11);
    c20 = dot(even0, odd0, q2, c20); c21 = dot(even1, odd1, q2, c21);
    c30 = dot(even0, odd0, q3, c30); c31 = dot(even1, odd1, q3, c31);
    w += INT8_STRIP << 2; q += 16; q1 += 16; q2 += 16; q3 += 16;
  }
  v128.store(sum, c00); v128.store(sum, c01, 16); v128.store(sum, c10, 64); v128.store(sum, c11, 80);
  v128.store(sum, c20, 128); v128.store(sum, c21, 144); v128.store(sum, c30, 192); v128.store(sum, c31, 208);
}

/** The same for one row and a whole strip of columns. */
function row_int8(groups: i32, q: usize, w: usize, sum: usize): void {
  let c0 = isplat(0), c1 = c0, c2 = c0, c3 = c0;
  for (; groups > 0; groups--) {
    const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48), mask = isplat(0x00ff00ff);
    c0 = dot(iand(w0, mask), i16x8.shr_u(w0, 8), q, c0); c1 = dot(iand(w1, mask), i16x8.shr_u(w1, 8), q, c1);
    c2 = dot(iand(w2, mask), i16x8.shr_u(w2, 8), q, c2); c3 = dot(iand(w3, mask), i16x8.shr_u(w3, 8), q, c3);
    w += INT8_STRIP << 2; q += 16;
  }
  v128.store(sum, c0); v128.store(sum, c1, 16); v128.store(sum, c2, 32); v128.store(sum, c3, 48);
}

/** Turns the sums of `cols` columns of one row into y. */
function finish_int8(cols: i32, sum: usize, rowScale: f32, offset: i32, scale: usize, bias: usize, relu: i32, y: usize): void {
  for (let c = 0; c < cols; c += W) {
    const by = <usize>c << 2, left = cols - c;
    let z = vdiv(to_float(isub(at(sum, c), isplat(offset))), vmul(get(scale + by, left), splat(rowScale)));
    if (bias != 0) z = vadd(z, get(bias + by, left));
    if (relu) z = vmax(z, splat(0));
    if (left >= W) put(y, c, z);
    else put_n(y, c, left, z);
  }
}

// y[m,n] = act(sum over k of q[m,k] (w[k,n] - 128) / (scale[n] s[m]) + bias[n]), s[m] = 127 / (max over k of |x[m,k]| + 1e-7), q = x s to
//   the nearest integer, halves to even; act is relu or nothing; the sum is exact, all else rounded to float32 at every step; w lies as [n
//   / INT8_STRIP][k / 4][INT8_STRIP][4], filled up with anything
//   alias: none   nan: a row of x with NaN or infinity gives a row of NaN   error: exact
export function gemm_int8(m: i32, n: i32, k: i32, x: usize, w: usize, scale: usize, bias: usize, relu: i32, y: usize, lo: i32,
    hi: i32): void {
  // If there are few rows, units are wide pieces of columns, because each unit quantises all rows again. Otherwise
  // units are bands of rows.
  const byRows = m >= INT8_STRIP, unit: i64 = byRows ? INT8_STRIP / 2 : 16 * INT8_STRIP;
  const i0 = byRows ? <i32>(lo * unit) : 0, i1 = byRows ? <i32>min<i64>(hi * unit, m) : m;
  const j0 = byRows ? 0 : <i32>(lo * unit), j1 = byRows ? n : <i32>min<i64>(hi * unit, n);
  const groups = (k + 3) / 4, ld = <usize>groups << 4, strip = <usize>groups * (INT8_STRIP << 2);
  const sums = gemm_scratch, offsets = sums + OFFSETS, scales = sums + SCALES, q = sums + QUANTISED;
  const block = min(BLOCK_ROWS, (GEMM_BYTES - QUANTISED) / max(<i32>ld, 1));
  for (let i = i0, count = 0; i < i1; i += count) {
    count = min(i1 - i, block);
    for (let r = 0; r < count; r++) {
      store<f32>(scales + ((<usize>r) << 2), quantise(k, x + ((<usize>(i + r) * k) << 2), q + <usize>r * ld, offsets + ((<usize>r) << 2)));
    }
    for (let j = j0; j < j1; j += INT8_STRIP) {
      const from = w + <usize>(j / INT8_STRIP) * strip, across = <usize>j << 2;
      for (let r = 0; r < count; r += ROWS) {
        const rows = min(count - r, ROWS), qr = q + <usize>r * ld;
        if (rows == 1) row_int8(groups, qr, from, sums);
        else {
          tile_int8(groups, rows, qr, ld, from, sums);
          tile_int8(groups, rows, qr, ld, from + 32, sums + 32);
        }
        for (let s = 0; s < rows; s++) {
          const row = <usize>(r + s) << 2;
          finish_int8(
            min(j1 - j, INT8_STRIP), sums + s * (INT8_STRIP << 2), load<f32>(scales + row), load<i32>(offsets + row),
            scale + across, bias == 0 ? 0 : bias + across, relu, y + ((<usize>(i + r + s) * n) << 2) + across,
          );
        }
      }
    }
  }
}
