// Windows of places, channel by channel. A window lies in a box of the input; of it, only the places within the input
// are read. Windows of 2 x 2 places, the usual ones, have loops of their own.
#pragma once
#include "move.inl.h"
#include "reduce.inl.h"

enum Pool { POOL_MAX, POOL_OF, POOL_AVERAGE };

/* Where, on one axis of n places, a window of k places that begins at `start` begins and ends. */
static inline int32_t window_begin(int32_t start) { return start < 0 ? 0 : start; }
static inline int32_t window_end(int32_t start, int32_t k, int32_t n) { return n - start < k ? n : start + k; }

/* Where a is larger than b, or NaN while b is not. */
static inline vm larger(vf a, vf b) { return better<FOLD_MAX>(a, b); }

static inline vf channels(int32_t count, const float* p) { return count < W ? at_n(p, 0, count) : at(p, 0); }
static inline void put_channels(int32_t count, float* p, vf v) {
  if (count < W) put_n(p, 0, count, v);
  else put(p, 0, v);
}

/* Prefetches 2 x 2 places of the windows one row further down. Always inline as call_places is. @source measured on Zen 4: windows of
   2 x 2 in 24 x 24 x 64 gain 30 %, their gradient 16 % */
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
static inline void call_below(const float* window, int64_t row, int32_t c, int32_t sh) {
  const float* below = window + sh * row;
  call_line(below);
  call_line(below + c);
  call_line(below + row);
  call_line(below + row + c);
}

/* What a window of depths x rows x cols places gives for `count` channels; planes and rows of x are `plane` and `row`
   elements apart. */
template <Pool OP> static inline vf over_window(int32_t count, int32_t depths, int32_t rows, int32_t cols, int64_t plane, int64_t row,
    int32_t c, const float* x, const float* g) {
  vf best = OP == POOL_AVERAGE ? splat(0.0f) : channels(count, x), value = OP == POOL_OF ? channels(count, g) : best;
  for (int32_t d = 0; d < depths; d++) {
    for (int32_t h = 0; h < rows; h++) {
      int64_t place = d * plane + h * row;
      for (int32_t w = 0; w < cols; w++, place += c) {
        const vf v = channels(count, x + place);
        if (OP == POOL_MAX) best = vmax(best, v);
        if (OP == POOL_AVERAGE) best = vadd(best, v);
        if (OP == POOL_OF) {
          const vm m = larger(v, best);
          best = vselect(m, v, best);
          value = vselect(m, channels(count, g + place), value);
        }
      }
    }
  }
  if (OP == POOL_AVERAGE) return vdiv(best, splat((float)depths * (float)rows * (float)cols));
  return OP == POOL_OF ? value : best;
}

/* The same for 2 x 2 places. */
template <Pool OP> static inline vf over_square(int32_t count, int64_t row, int32_t c, const float* x, const float* g) {
  const vf a = channels(count, x), b = channels(count, x + c), e = channels(count, x + row), f = channels(count, x + row + c);
  if (OP == POOL_MAX) return vmax(vmax(vmax(a, b), e), f);
  if (OP == POOL_AVERAGE) return vmul(vadd(vadd(vadd(a, b), e), f), splat(0.25f));
  const vm b_larger = larger(b, a), f_larger = larger(f, e);
  const vm below = larger(vselect(f_larger, f, e), vselect(b_larger, b, a));
  const vf above = vselect(b_larger, channels(count, g + c), channels(count, g));
  return vselect(below, vselect(f_larger, channels(count, g + row + c), channels(count, g + row)), above);
}

/* Rows [lo, hi) of the output. */
template <Pool OP> static void pool_rows(int32_t id, int32_t ih, int32_t iw, int32_t c, int32_t od, int32_t oh, int32_t ow, int32_t kd,
    int32_t kh, int32_t kw, int32_t sd, int32_t sh, int32_t sw, int32_t pd, int32_t ph, int32_t pw, const float* x, const float* g,
    float* y, int32_t lo, int32_t hi) {
  if (ow == 0 || c == 0) return;
  const int64_t row = (int64_t)iw * c, plane = ih * row;
  for (int32_t i = lo; i < hi; i++) {
    const int32_t depth = i / oh % od * sd - pd, height = i % oh * sh - ph;
    const int32_t d = window_begin(depth), depths = window_end(depth, kd, id) - d;
    const int32_t h = window_begin(height), rows = window_end(height, kh, ih) - h;
    const int64_t from = i / oh / od * (id * plane) + d * plane + h * row;
    float* to = y + (int64_t)i * ow * c;
    for (int32_t j = 0; j < ow; j++) {
      const int32_t w = window_begin(j * sw - pw), cols = window_end(j * sw - pw, kw, iw) - w;
      const int32_t square = depths == 1 && rows == 2 && cols == 2;
      for (int32_t b = 0; b < c; b += W) {
        const int32_t count = c - b < W ? c - b : W;
        const int64_t place = from + (int64_t)w * c + b;
        call_below(x + place, row, c, sh);
        const vf v = square ? over_square<OP>(count, row, c, x + place, g + place)
                            : over_window<OP>(count, depths, rows, cols, plane, row, c, x + place, g + place);
        put_channels(count, to + (int64_t)j * c + b, v);
      }
    }
  }
}

// y[n,od,oh,ow,c] = the largest of the window of x[n,id,ih,iw,c]   alias: none   nan: propagates   error: exact
static void max_pool(int32_t n, int32_t id, int32_t ih, int32_t iw, int32_t c, int32_t od, int32_t oh, int32_t ow, int32_t kd, int32_t kh,
    int32_t kw, int32_t sd, int32_t sh, int32_t sw, int32_t pd, int32_t ph, int32_t pw, const float* x, float* y, int32_t lo, int32_t hi) {
  pool_rows<POOL_MAX>(id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw, x, x, y, lo, hi);
}

/* Adds dy where a window has its first largest. */
static inline void add_at_largest(int32_t count, int32_t depths, int32_t rows, int32_t cols, int64_t plane, int64_t row, int32_t c,
    const float* x, vf dy, float* dx) {
  vf best = channels(count, x);
  vi largest = isplat(0);
  int32_t i = 0;
  for (int32_t d = 0; d < depths; d++) {
    for (int32_t h = 0; h < rows; h++) {
      int64_t place = d * plane + h * row;
      for (int32_t w = 0; w < cols; w++, place += c, i++) {
        const vf v = channels(count, x + place);
        const vm m = larger(v, best);
        best = vselect(m, v, best);
        largest = iselect(m, isplat(i), largest);
      }
    }
  }
  i = 0;
  for (int32_t d = 0; d < depths; d++) {
    for (int32_t h = 0; h < rows; h++) {
      int64_t place = d * plane + h * row;
      for (int32_t w = 0; w < cols; w++, place += c, i++) {
        const vf part = vselect(iequal(largest, isplat(i)), dy, splat(0.0f));
        put_channels(count, dx + place, vadd(channels(count, dx + place), part));
      }
    }
  }
}

/* The same for 2 x 2 places that are in no other window: writes dy there and 0 at the three others. */
static inline void put_at_largest(int32_t count, int64_t row, int32_t c, const float* x, vf dy, float* dx) {
  const vf a = channels(count, x), b = channels(count, x + c), e = channels(count, x + row), f = channels(count, x + row + c);
  const vm b_larger = larger(b, a), f_larger = larger(f, e);
  const vm below = larger(vselect(f_larger, f, e), vselect(b_larger, b, a));
  const vf none = splat(0.0f), above = vselect(below, none, dy), under = vselect(below, dy, none);
  put_channels(count, dx, vselect(b_larger, none, above));
  put_channels(count, dx + c, vselect(b_larger, above, none));
  put_channels(count, dx + row, vselect(f_larger, none, under));
  put_channels(count, dx + row + c, vselect(f_larger, under, none));
}

// dx[n,id,ih,iw,c] = sum of dy[n,od,oh,ow,c] over windows in which x[n,id,ih,iw,c] is the first largest, in order of windows
//   alias: none   nan: the first NaN is the largest   error: dot(kd * kh * kw)
static void max_pool_dx(int32_t n, int32_t id, int32_t ih, int32_t iw, int32_t c, int32_t od, int32_t oh, int32_t ow, int32_t kd,
    int32_t kh, int32_t kw, int32_t sd, int32_t sh, int32_t sw, int32_t pd, int32_t ph, int32_t pw, const float* x, const float* dy,
    float* dx, int32_t lo, int32_t hi) {
  if (id == 0 || ih == 0 || iw == 0 || c == 0) return;
  const int64_t row = (int64_t)iw * c, plane = ih * row, image = id * plane;
  const int32_t squares = kd == 1 && kh == 2 && kw == 2 && sd == 1 && sh == 2 && sw == 2 && ph == 0 && pw == 0;
  const int32_t whole = squares && od == id && 2 * (int64_t)oh == ih && 2 * (int64_t)ow == iw;
  for (int32_t i = lo; i < hi; i++) {
    if (!whole) memset(dx + i * image, 0, (size_t)image * 4);
    const float* from = dy + (int64_t)i * od * oh * ow * c;
    for (int32_t a = 0; a < od; a++) {
      const int32_t d = window_begin(a * sd - pd), depths = window_end(a * sd - pd, kd, id) - d;
      for (int32_t e = 0; e < oh; e++) {
        const int32_t h = window_begin(e * sh - ph), rows = window_end(e * sh - ph, kh, ih) - h;
        for (int32_t j = 0; j < ow; j++, from += c) {
          const int32_t w = window_begin(j * sw - pw), cols = window_end(j * sw - pw, kw, iw) - w;
          const int32_t square = squares && rows == 2 && cols == 2;
          for (int32_t b = 0; b < c; b += W) {
            const int32_t count = c - b < W ? c - b : W;
            const int64_t place = i * image + d * plane + h * row + (int64_t)w * c + b;
            const vf g = channels(count, from + b);
            call_below(x + place, row, c, sh);
            call_below(dx + place, row, c, sh);
            if (square) put_at_largest(count, row, c, x + place, g, dx + place);
            else add_at_largest(count, depths, rows, cols, plane, row, c, x + place, g, dx + place);
          }
        }
      }
    }
  }
}

// y[n,od,oh,ow,c] = g where the window of x[n,id,ih,iw,c] has its first largest
//   alias: none   nan: the first NaN of x is the largest; NaN in g propagates   error: exact
static void max_pool_of(int32_t n, int32_t id, int32_t ih, int32_t iw, int32_t c, int32_t od, int32_t oh, int32_t ow, int32_t kd,
    int32_t kh, int32_t kw, int32_t sd, int32_t sh, int32_t sw, int32_t pd, int32_t ph, int32_t pw, const float* x, const float* g,
    float* y, int32_t lo, int32_t hi) {
  pool_rows<POOL_OF>(id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw, x, g, y, lo, hi);
}

// y[n,od,oh,ow,c] = sum of the window of x[n,id,ih,iw,c] / number of its places in x
//   alias: none   nan: propagates   error: dot(kd * kh * kw)
static void average_pool(int32_t n, int32_t id, int32_t ih, int32_t iw, int32_t c, int32_t od, int32_t oh, int32_t ow, int32_t kd,
    int32_t kh, int32_t kw, int32_t sd, int32_t sh, int32_t sw, int32_t pd, int32_t ph, int32_t pw, const float* x, float* y, int32_t lo,
    int32_t hi) {
  pool_rows<POOL_AVERAGE>(id, ih, iw, c, od, oh, ow, kd, kh, kw, sd, sh, sw, pd, ph, pw, x, x, y, lo, hi);
}

/* The first of the windows that have place i, and the last of them. */
static inline int32_t first_window(int32_t i, int32_t k, int32_t s, int32_t p) { return i + p < k ? 0 : (i + p - k) / s + 1; }
static inline int32_t last_window(int32_t i, int32_t s, int32_t p, int32_t o) { return (i + p) / s < o ? (i + p) / s : o - 1; }
/* How many places of an axis of n window o has. */
static inline float window_size(int32_t o, int32_t k, int32_t s, int32_t p, int32_t n) {
  return (float)(window_end(o * s - p, k, n) - window_begin(o * s - p));
}

/* y = scale x, or y += scale x where `more`. */
static inline void add_scaled(int32_t c, float scale, int32_t more, const float* x, float* y) {
  for (int32_t b = 0; b < c; b += W) {
    const int32_t count = c - b < W ? c - b : W;
    const vf v = vmul(channels(count, x + b), splat(scale));
    put_channels(count, y + b, more ? vadd(channels(count, y + b), v) : v);
  }
}

// dx[n,id,ih,iw,c] = sum of dy[n,od,oh,ow,c] / number of places in x, over windows with this place, in order of windows
//   alias: none   nan: propagates   error: dot(kd * kh * kw + 1)
static void average_pool_dx(int32_t n, int32_t id, int32_t ih, int32_t iw, int32_t c, int32_t od, int32_t oh, int32_t ow, int32_t kd,
    int32_t kh, int32_t kw, int32_t sd, int32_t sh, int32_t sw, int32_t pd, int32_t ph, int32_t pw, const float* dy, float* dx, int32_t lo,
    int32_t hi) {
  if (iw == 0 || c == 0) return;
  for (int32_t i = lo; i < hi; i++) {
    const int32_t d = i / ih % id, h = i % ih;
    const int64_t image = i / ih / id * (int64_t)od;
    const int32_t d0 = first_window(d, kd, sd, pd), d1 = last_window(d, sd, pd, od);
    const int32_t h0 = first_window(h, kh, sh, ph), h1 = last_window(h, sh, ph, oh);
    for (int32_t j = 0; j < iw; j++) {
      const int32_t w0 = first_window(j, kw, sw, pw), w1 = last_window(j, sw, pw, ow);
      float* to = dx + ((int64_t)i * iw + j) * c;
      int32_t more = 0;
      for (int32_t a = d0; a <= d1; a++) {
        for (int32_t e = h0; e <= h1; e++) {
          const float above = window_size(a, kd, sd, pd, id) * window_size(e, kh, sh, ph, ih);
          for (int32_t f = w0; f <= w1; f++, more = 1) {
            add_scaled(c, 1.0f / (above * window_size(f, kw, sw, pw, iw)), more, dy + (((image + a) * oh + e) * ow + f) * c, to);
          }
        }
      }
      if (!more) fill(c, 0, to, 0, c);
    }
  }
}
