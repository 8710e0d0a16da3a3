#pragma once
// The same values in other places.
#include <string.h>
#include "../simd.h"

// y[n] = value, bit for bit   alias: none   nan: propagates   error: exact
static void fill(int32_t n, float value, float* y, int32_t lo, int32_t hi) {
  const vf v = splat(value);
  int32_t i = lo;
  for (; hi - i >= W; i += W) put(y, i, v);
  if (i < hi) put_n(y, i, hi - i, v);
}

/* Side of a tile of a transposition: one cache line of each of 16 rows stays in the L1 cache until all of it is
   used. */
static const int32_t TILE = 16;

/* y[i ldy + j] = x[j ldx + i] for W rows and columns.
   MIRROR: blocks of vectors are transposed by native alone. @source measured on Zen 4: 128 x 512 gains 3 x */
static inline void transpose_block(const float* x, int64_t ldx, float* y, int64_t ldy) {
  vf v[W];
#pragma GCC unroll 16
  for (int32_t j = 0; j < W; j++) v[j] = at(x + j * ldx, 0);
  transpose(v);
#pragma GCC unroll 16
  for (int32_t i = 0; i < W; i++) put(y + i * ldy, 0, v[i]);
}

/* y[i d5 + j] = x[i s4 + j s5] */
static void read_plane(int32_t d4, int32_t d5, int64_t s4, int64_t s5, const float* x, float* y) {
  if (s5 == 1) {
    for (int32_t i = 0; i < d4; i++) memcpy(y + (int64_t)i * d5, x + i * s4, (size_t)d5 * 4);
  } else if (s5 == 0) {
    for (int32_t i = 0; i < d4; i++) fill(d5, x[i * s4], y + (int64_t)i * d5, 0, d5);
  } else {
    for (int32_t i0 = 0; i0 < d4; i0 += TILE) {
      const int32_t i1 = d4 - i0 < TILE ? d4 : i0 + TILE;
      for (int32_t j0 = 0; j0 < d5; j0 += TILE) {
        const int32_t j1 = d5 - j0 < TILE ? d5 : j0 + TILE;
        if (s4 == 1 && i1 - i0 == TILE && j1 - j0 == TILE) {
          for (int32_t i = i0; i < i1; i += W) {
            for (int32_t j = j0; j < j1; j += W) transpose_block(x + i + j * s5, s5, y + (int64_t)i * d5 + j, d5);
          }
          continue;
        }
        for (int32_t i = i0; i < i1; i++) {
          for (int32_t j = j0; j < j1; j++) y[(int64_t)i * d5 + j] = x[i * s4 + j * s5];
        }
      }
    }
  }
}

/* y[i s4 + j s5] = x[i d5 + j] */
static void write_plane(int32_t d4, int32_t d5, int64_t s4, int64_t s5, const float* x, float* y) {
  if (s5 == 1) {
    for (int32_t i = 0; i < d4; i++) memcpy(y + i * s4, x + (int64_t)i * d5, (size_t)d5 * 4);
  } else {
    for (int32_t i0 = 0; i0 < d4; i0 += TILE) {
      const int32_t i1 = d4 - i0 < TILE ? d4 : i0 + TILE;
      for (int32_t j0 = 0; j0 < d5; j0 += TILE) {
        const int32_t j1 = d5 - j0 < TILE ? d5 : j0 + TILE;
        if (s4 == 1 && i1 - i0 == TILE && j1 - j0 == TILE) {
          for (int32_t i = i0; i < i1; i += W) {
            for (int32_t j = j0; j < j1; j += W) transpose_block(x + (int64_t)i * d5 + j, d5, y + i + j * s5, s5);
          }
          continue;
        }
        for (int32_t j = j0; j < j1; j++) {
          for (int32_t i = i0; i < i1; i++) y[i * s4 + j * s5] = x[(int64_t)i * d5 + j];
        }
      }
    }
  }
}

/* Drops axes of size 1 and joins neighbours that one stride spans, so that the inner plane is as large as possible;
   then copies plane by plane. If `scatter`, y has the strides, otherwise x has them. */
static void copy_planes(int32_t scatter, int32_t d0, int32_t d1, int32_t d2, int32_t d3, int32_t d4, int32_t d5, int64_t s0, int64_t s1,
    int64_t s2, int64_t s3, int64_t s4, int64_t s5, const float* x, float* y) {
  const int32_t more = d0 > 1 || d1 > 1 || d2 > 1 || d3 > 1;
  if (d5 == 1 && (more || d4 > 1)) return copy_planes(scatter, 1, d0, d1, d2, d3, d4, 0, s0, s1, s2, s3, s4, x, y);
  if (d4 == 1 && more) return copy_planes(scatter, 1, d0, d1, d2, d3, d5, 0, s0, s1, s2, s3, s5, x, y);
  if (d4 > 1 && s4 == d5 * s5) return copy_planes(scatter, 1, d0, d1, d2, d3, d4 * d5, 0, s0, s1, s2, s3, s5, x, y);
  int64_t dense = 0;
  for (int32_t i0 = 0; i0 < d0; i0++) {
    for (int32_t i1 = 0; i1 < d1; i1++) {
      for (int32_t i2 = 0; i2 < d2; i2++) {
        for (int32_t i3 = 0; i3 < d3; i3++) {
          const int64_t strided = i0 * s0 + i1 * s1 + i2 * s2 + i3 * s3;
          if (scatter) write_plane(d4, d5, s4, s5, x + dense, y + strided);
          else read_plane(d4, d5, s4, s5, x + strided, y + dense);
          dense += (int64_t)d4 * d5;
        }
      }
    }
  }
}

// y[d0,...,d5] = x[i0 s0 + ... + i5 s5]: transpose, broadcast (stride 0), slice   alias: none   nan: propagates   error: exact
static void strided_read(int32_t d0, int32_t d1, int32_t d2, int32_t d3, int32_t d4, int32_t d5, int32_t s0, int32_t s1, int32_t s2,
    int32_t s3, int32_t s4, int32_t s5, const float* x, float* y, int32_t lo, int32_t hi) {
  if (lo == hi || d1 == 0 || d2 == 0 || d3 == 0 || d4 == 0 || d5 == 0) return;
  const int64_t inner = (int64_t)d1 * d2 * d3 * d4 * d5;
  copy_planes(0, hi - lo, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, x + (int64_t)lo * s0, y + lo * inner);
}

// y[i0 s0 + ... + i5 s5] = x[d0,...,d5]; the rest of y stays: concatenate, pad   alias: none   nan: propagates   error: exact
static void strided_write(int32_t d0, int32_t d1, int32_t d2, int32_t d3, int32_t d4, int32_t d5, int32_t s0, int32_t s1, int32_t s2,
    int32_t s3, int32_t s4, int32_t s5, const float* x, float* y) {
  if (d0 == 0 || d1 == 0 || d2 == 0 || d3 == 0 || d4 == 0 || d5 == 0) return;
  copy_planes(1, d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, x, y);
}

// y[n] = float(x[n])   alias: none   nan: propagates   error: exact
static void cast_u8_f32(int32_t n, const uint8_t* x, float* y, int32_t lo, int32_t hi) {
  // MIRROR: the C++ compiler makes vectors of this loop, assembly spells them out
  for (int32_t i = lo; i < hi; i++) y[i] = x[i];
}

// y[row[0],n] = x[n]; a row outside 0..rows-1 writes nothing   alias: none   nan: propagates   error: exact
static void record(int32_t n, int32_t rows, const int32_t* row, const float* x, float* y) {
  const int32_t at = row[0];
  if (at < 0 || at >= rows) return;
  memcpy(y + (int64_t)at * n, x, (size_t)n * 4);
}
