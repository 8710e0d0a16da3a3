// Images looked at through an affine transform. Transforms are data and may be wrong: a place that is no number is
// outside, or the first.
#pragma once
#include <math.h>
#include "pool.inl.h"

enum Fill { FILL_VALUE, FILL_NEAREST, FILL_REFLECT, FILL_WRAP };

/* Where on an axis of n places one looks for place v: a place within, unless what is outside has one value. */
static inline float place_within(float v, float n, int32_t fill) {
  const float last = n - 1.0f;
  if (fill == FILL_VALUE) return v;
  if (fill == FILL_REFLECT && v < 0.0f) {
    v = 2.0f * n * floorf(-v / (2.0f * n)) + v;
    v = v < -n ? v + 2.0f * n : -v - 1.0f;
  } else if (fill == FILL_REFLECT && v > last) {
    v = v - 2.0f * n * floorf(v / (2.0f * n));
    if (v >= n) v = 2.0f * n - v - 1.0f;
  } else if (fill == FILL_WRAP && v < 0.0f) {
    v = v + n * (floorf(-v / last) + 1.0f);
  } else if (fill == FILL_WRAP && v > last) {
    v = v - n * floorf(v / last);
  }
  return v > 0.0f ? (v < last ? v : last) : 0.0f;
}

/* The nearest whole number; halves go away from 0. */
static inline float nearest_whole(float v) {
  const float whole = floorf(v), rest = v - whole;
  return rest > 0.5f || (rest == 0.5f && v > 0.0f) ? whole + 1.0f : whole;
}

/* The offset of place (h, w) of an image, or -1 outside of it. */
static inline int64_t offset_of(float h, float w, int32_t ih, int32_t iw, int32_t c) {
  const int32_t within = h >= 0.0f && h < (float)ih && w >= 0.0f && w < (float)iw;
  return within ? ((int64_t)h * iw + (int64_t)w) * c : -1;
}

static inline vf channels_or(int64_t offset, int32_t count, float value, const float* x) {
  return offset < 0 ? splat(value) : channels(count, x + offset);
}

// y[n,oh,ow,c] = x[n,ih,iw,c] at the place that p[n,6] says, linear between four places, or if bilinear = 0 the nearest; outside: fill 0
//   value, 1 nearest, 2 reflect, 3 wrap
//   alias: none   nan: propagates   error: dot(8)
static void warp(int32_t n, int32_t ih, int32_t iw, int32_t c, int32_t oh, int32_t ow, int32_t bilinear, int32_t fill, float value,
    const float* x, const float* p, float* y, int32_t lo, int32_t hi) {
  if (ow == 0 || c == 0) return;
  for (int32_t i = lo; i < hi; i++) {
    const int32_t image = i / oh;
    const float row = (float)(i % oh);
    const float* t = p + (int64_t)image * 6;
    const float* from = x + (int64_t)image * ih * iw * c;
    float* to = y + (int64_t)i * ow * c;
    for (int32_t j = 0; j < ow; j++, to += c) {
      const float w = place_within(t[0] * (float)j + t[1] * row + t[2], (float)iw, fill);
      const float h = place_within(t[3] * (float)j + t[4] * row + t[5], (float)ih, fill);
      if (!bilinear) {
        const int64_t offset = offset_of(nearest_whole(h), nearest_whole(w), ih, iw, c);
        for (int32_t b = 0; b < c; b += W) {
          const int32_t count = c - b < W ? c - b : W;
          put_channels(count, to + b, channels_or(offset < 0 ? -1 : offset + b, count, value, from));
        }
        continue;
      }
      const float h0 = floorf(h), w0 = floorf(w), h1 = h0 + 1.0f, w1 = w0 + 1.0f;
      const int64_t a = offset_of(h0, w0, ih, iw, c), e = offset_of(h0, w1, ih, iw, c);
      const int64_t f = offset_of(h1, w0, ih, iw, c), g = offset_of(h1, w1, ih, iw, c);
      const vf left = splat(w1 - w), right = splat(w - w0), above = splat(h1 - h), below = splat(h - h0);
      for (int32_t b = 0; b < c; b += W) {
        const int32_t count = c - b < W ? c - b : W;
        const vf upper = vadd(vmul(left, channels_or(a < 0 ? -1 : a + b, count, value, from)),
                              vmul(right, channels_or(e < 0 ? -1 : e + b, count, value, from)));
        const vf lower = vadd(vmul(left, channels_or(f < 0 ? -1 : f + b, count, value, from)),
                              vmul(right, channels_or(g < 0 ? -1 : g + b, count, value, from)));
        put_channels(count, to + b, vadd(vmul(above, upper), vmul(below, lower)));
      }
    }
  }
}

/* Adds scale x where there is a place. */
static inline void add_at(int64_t offset, int32_t c, float scale, const float* x, float* y) {
  if (offset >= 0) add_scaled(c, scale, 1, x, y + offset);
}

// dx[n,ih,iw,c] = sum of dy[n,oh,ow,c] times what warp takes of x there, in order of places of dy
//   alias: none   nan: propagates   error: dot(4 * oh * ow + 4)
static void warp_dx(int32_t n, int32_t ih, int32_t iw, int32_t c, int32_t oh, int32_t ow, int32_t bilinear, int32_t fill, const float* dy,
    const float* p, float* dx, int32_t lo, int32_t hi) {
  if (ih == 0 || iw == 0 || c == 0) return;
  const int64_t size = (int64_t)ih * iw * c;
  for (int32_t i = lo; i < hi; i++) {
    const float* t = p + (int64_t)i * 6;
    const float* from = dy + (int64_t)i * oh * ow * c;
    float* to = dx + i * size;
    memset(to, 0, (size_t)size * 4);
    for (int32_t k = 0; k < oh; k++) {
      const float row = (float)k;
      for (int32_t j = 0; j < ow; j++, from += c) {
        const float w = place_within(t[0] * (float)j + t[1] * row + t[2], (float)iw, fill);
        const float h = place_within(t[3] * (float)j + t[4] * row + t[5], (float)ih, fill);
        if (!bilinear) {
          add_at(offset_of(nearest_whole(h), nearest_whole(w), ih, iw, c), c, 1.0f, from, to);
          continue;
        }
        const float h0 = floorf(h), w0 = floorf(w), h1 = h0 + 1.0f, w1 = w0 + 1.0f;
        add_at(offset_of(h0, w0, ih, iw, c), c, (h1 - h) * (w1 - w), from, to);
        add_at(offset_of(h0, w1, ih, iw, c), c, (h1 - h) * (w - w0), from, to);
        add_at(offset_of(h1, w0, ih, iw, c), c, (h - h0) * (w1 - w), from, to);
        add_at(offset_of(h1, w1, ih, iw, c), c, (h - h0) * (w - w0), from, to);
      }
    }
  }
}
