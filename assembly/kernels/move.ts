// The same values in other places.
import { put, put_n, splat, W } from '../simd';

// y[n] = value, bit for bit   alias: none   nan: propagates   error: exact
export function fill(n: i32, value: f32, y: usize, lo: i32, hi: i32): void {
  const v = splat(value);
  let i: i32 = lo;
  for (; hi - i >= W; i += W) put(y, i, v);
  if (i < hi) put_n(y, i, hi - i, v);
}

/** Side of a tile of a transposition: one cache line of each of 16 rows stays in the L1 cache until all of it is
 *  used. */
const TILE: i32 = 16;

/** y[i d5 + j] = x[i s4 + j s5] */
function read_plane(d4: i32, d5: i32, s4: usize, s5: usize, x: usize, y: usize): void {
  const n: usize = d5;
  if (s5 == 1) {
    for (let i: i32 = 0; i < d4; i++) memory.copy(y + ((<usize>i * n) << 2), x + ((<usize>i * s4) << 2), n << 2);
  } else if (s5 == 0) {
    for (let i: i32 = 0; i < d4; i++) fill(d5, load<f32>(x + ((<usize>i * s4) << 2)), y + ((<usize>i * n) << 2), 0, d5);
  } else {
    for (let i0: i32 = 0; i0 < d4; i0 += TILE) {
      const i1 = d4 - i0 < TILE ? d4 : i0 + TILE;
      for (let j0: i32 = 0; j0 < d5; j0 += TILE) {
        const j1 = d5 - j0 < TILE ? d5 : j0 + TILE;
        for (let i: i32 = i0; i < i1; i++) {
          for (let j: i32 = j0; j < j1; j++) {
            store<i32>(y + ((<usize>i * n + j) << 2), load<i32>(x + ((<usize>i * s4 + <usize>j * s5) << 2)));
          }
        }
      }
    }
  }
}

/** y[i s4 + j s5] = x[i d5 + j] */
function write_plane(d4: i32, d5: i32, s4: usize, s5: usize, x: usize, y: usize): void {
  const n: usize = d5;
  if (s5 == 1) {
    for (let i: i32 = 0; i < d4; i++) memory.copy(y + ((<usize>i * s4) << 2), x + ((<usize>i * n) << 2), n << 2);
  } else {
    for (let i0: i32 = 0; i0 < d4; i0 += TILE) {
      const i1 = d4 - i0 < TILE ? d4 : i0 + TILE;
      for (let j0: i32 = 0; j0 < d5; j0 += TILE) {
        const j1 = d5 - j0 < TILE ? d5 : j0 + TILE;
        for (let j: i32 = j0; j < j1; j++) {
          for (let i: i32 = i0; i < i1; i++) {
            store<i32>(y + ((<usize>i * s4 + <usize>j * s5) << 2), load<i32>(x + ((<usize>i * n + j) << 2)));
          }
        }
      }
    }
  }
}

/** Drops axes of size 1 and joins neighbours that one stride spans, so that the inner plane is as large as possible;
 *  then copies plane by plane. If `scatter`, y has the strides, otherwise x has them. */
function copy_planes(
  scatter: i32, d0: i32, d1: i32, d2: i32, d3: i32, d4: i32, d5: i32, s0: usize, s1: usize, s2: usize, s3: usize,
  s4: usize, s5: usize, x: usize, y: usize,
): void {
  const more = d0 > 1 || d1 > 1 || d2 > 1 || d3 > 1;
  if (d5 == 1 && (more || d4 > 1)) return copy_planes(scatter, 1, d0, d1, d2, d3, d4, 0, s0, s1, s2, s3, s4, x, y);
  if (d4 == 1 && more) return copy_planes(scatter, 1, d0, d1, d2, d3, d5, 0, s0, s1, s2, s3, s5, x, y);
  if (d4 > 1 && <u64>s4 == <u64>d5 * <u64>s5) return copy_planes(scatter, 1, d0, d1, d2, d3, d4 * d5, 0, s0, s1, s2, s3, s5, x, y);
  let dense: usize = 0;
  for (let i0: i32 = 0; i0 < d0; i0++) {
    for (let i1: i32 = 0; i1 < d1; i1++) {
      for (let i2: i32 = 0; i2 < d2; i2++) {
        for (let i3: i32 = 0; i3 < d3; i3++) {
          const strided = <usize>i0 * s0 + <usize>i1 * s1 + <usize>i2 * s2 + <usize>i3 * s3;
          if (scatter) write_plane(d4, d5, s4, s5, x + (dense << 2), y + (strided << 2));
          else read_plane(d4, d5, s4, s5, x + (strided << 2), y + (dense << 2));
          dense += <usize>d4 * d5;
        }
      }
    }
  }
}

// y[d0,...,d5] = x[i0 s0 + ... + i5 s5]: transpose, broadcast (stride 0), slice   alias: none   nan: propagates   error: exact
export function strided_read(d0: i32, d1: i32, d2: i32, d3: i32, d4: i32, d5: i32, s0: i32, s1: i32, s2: i32, s3: i32, s4: i32, s5: i32,
    x: usize, y: usize, lo: i32, hi: i32): void {
  if (lo == hi || d1 == 0 || d2 == 0 || d3 == 0 || d4 == 0 || d5 == 0) return;
  const inner = <usize>d1 * d2 * d3 * d4 * d5;
  copy_planes(0, hi - lo, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, x + ((<usize>lo * s0) << 2), y + ((<usize>lo * inner) << 2));
}

// y[i0 s0 + ... + i5 s5] = x[d0,...,d5]; the rest of y stays: concatenate, pad   alias: none   nan: propagates   error: exact
export function strided_write(d0: i32, d1: i32, d2: i32, d3: i32, d4: i32, d5: i32, s0: i32, s1: i32, s2: i32, s3: i32, s4: i32, s5: i32,
    x: usize, y: usize): void {
  if (d0 == 0 || d1 == 0 || d2 == 0 || d3 == 0 || d4 == 0 || d5 == 0) return;
  copy_planes(1, d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, x, y);
}

// y[n] = float(x[n])   alias: none   nan: propagates   error: exact
export function cast_u8_f32(n: i32, x: usize, y: usize, lo: i32, hi: i32): void {
  // MIRROR: the C++ compiler makes vectors of this loop, assembly spells them out
  let i: i32 = lo;
  for (; hi - i >= 8; i += 8) {
    const bytes = v128.load8x8_u(x + i);
    put(y, i, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes)));
    put(y, i + 4, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(bytes)));
  }
  for (; i < hi; i++) store<f32>(y + ((<usize>i) << 2), <f32>load<u8>(x + i));
}

// y[row[0],n] = x[n]; a row outside 0..rows-1 writes nothing   alias: none   nan: propagates   error: exact
export function record(n: i32, rows: i32, row: usize, x: usize, y: usize): void {
  const at = load<i32>(row);
  if (at < 0 || at >= rows) return;
  memory.copy(y + ((<usize>at * n) << 2), x, <usize>n << 2);
}
