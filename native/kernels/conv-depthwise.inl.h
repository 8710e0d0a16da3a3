// Convolutions in which each channel is a group of its own: vectors of channels, no products.
#pragma once

/* The vector of x that belongs to the `count` columns of the output from column e on: each channel has `filters`
   columns. */
static inline vf channels_at(const float* x, int32_t e, int32_t filters, int32_t count) {
  if (filters == 1) return count == W ? at(x, e) : at_n(x, e, count);
  float wide[W];
  for (int32_t i = 0; i < W; i++) wide[i] = i < count ? x[(e + i) / filters] : 0.0f;
  return at(wide, 0);
}

/* Taps [first, last) of an axis that are inside of the input at place o. */
static inline Range taps_inside(const Axis& a, int32_t o) {
  const int32_t before = a.pad - o * a.stride, first = before > 0 ? (before + a.dilation - 1) / a.dilation : 0;
  const int32_t end = a.in + before, last = end > 0 ? (end + a.dilation - 1) / a.dilation : 0;
  return {first, last < a.taps ? last : a.taps};
}

/* The weights of a channel: where those of tap 0 are, and how far apart taps are along each axis. In a gradient taps go
   downwards. */
struct Taps {
  const float* first;
  ptrdiff_t d, h, w;
};

/* sum += T taps of a row for P places and V vectors, tap after tap; next places and next taps are `next` floats apart in x if
   T > 1. Then a vector of x serves all places that have it under a tap. */
template <int32_t P, int32_t V, int32_t T, bool kOne, bool kWhole>
static inline void add_taps(const float* x, ptrdiff_t next, const float* w, ptrdiff_t ldw, int32_t e, int32_t filters, int32_t count,
    vf (&sum)[P][V]) {
#pragma GCC unroll 4
  for (int32_t v = 0; v < V; v++) {
    vf weights[T];
#pragma GCC unroll 4
    for (int32_t t = 0; t < T; t++) weights[t] = kWhole ? at(w + t * ldw, v * W) : at_n(w + t * ldw, v * W, count);
#pragma GCC unroll 16
    for (int32_t q = 0; q < P + T - 1; q++) {
      const vf a = kOne && kWhole ? at(x + q * next, e + v * W) : channels_at(x + q * next, e + v * W, filters, count);
#pragma GCC unroll 4
      for (int32_t t = 0; t < T; t++) {
        if (q - t >= 0 && q - t < P) sum[q - t][v] = vfma(a, weights[t], sum[q - t][v]);
      }
    }
  }
}

/* Taps [first, last) of the three axes. */
struct Within {
  Range d, h, w;
};

/* V vectors of P places from w on, `step` floats apart in y. If not kWhole, the vector has `count` columns. */
template <int32_t P, int32_t V, bool kOne, bool kWhole>
static void depthwise_tile(const Convolution& c, const float* x, const Taps& taps, int32_t d, int32_t h, int32_t w, const Within& in,
    int32_t e, int32_t count, float* y, ptrdiff_t step) {
  const ptrdiff_t pixel = c.groups;
  const bool close = c.w.stride == 1 && c.w.dilation == 1;
  vf sum[P][V];
#pragma GCC unroll 16
  for (int32_t i = 0; i < P * V; i++) sum[i / V][i % V] = splat(0.0f);
  for (int32_t i = in.d.first; i < in.d.last; i++) {
    for (int32_t j = in.h.first; j < in.h.last; j++) {
      const float* row = x + ((ptrdiff_t)place(c.d, d, i) * c.h.in + place(c.h, h, j)) * c.w.in * pixel;
      const float* weights = taps.first + i * taps.d + j * taps.h + e;
      int32_t k = in.w.first;
      for (; close && k + 3 <= in.w.last; k += 3) {
        add_taps<P, V, 3, kOne, kWhole>(row + (w + k - c.w.pad) * pixel, pixel, weights + k * taps.w, taps.w, e, c.filters, count, sum);
      }
      for (; k < in.w.last; k++) {
        const float* from = row + place(c.w, w, k) * pixel;
        add_taps<P, V, 1, kOne, kWhole>(from, c.w.stride * pixel, weights + k * taps.w, 0, e, c.filters, count, sum);
      }
    }
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < P * V; i++) {
    if (kWhole) put(y + i / V * step, e + i % V * W, sum[i / V][i % V]);
    else put_n(y + i / V * step, e, count, sum[i / V][i % V]);
  }
}

/* P places from w on, all columns. */
template <int32_t P>
static void depthwise_places(const Convolution& c, const float* x, const Taps& taps, int32_t d, int32_t h, int32_t w, const Within& in,
    float* y, ptrdiff_t step) {
  static const int32_t MORE = P > 2 ? 1 : 4 / P;  // vectors at once: sums that wait for themselves alone would leave the processor idle
  const int32_t columns = c.groups * c.filters;
  int32_t e = 0;
  if (c.filters == 1) {
    for (; e + MORE * W <= columns; e += MORE * W) depthwise_tile<P, MORE, true, true>(c, x, taps, d, h, w, in, e, W, y, step);
    for (; e + W <= columns; e += W) depthwise_tile<P, 1, true, true>(c, x, taps, d, h, w, in, e, W, y, step);
  }
  for (; e + W <= columns; e += W) depthwise_tile<P, 1, false, true>(c, x, taps, d, h, w, in, e, W, y, step);
  if (e < columns) depthwise_tile<P, 1, false, false>(c, x, taps, d, h, w, in, e, columns - e, y, step);
}

/* The sums of places [w0, w1) of one row, `step` floats apart in y. Near an edge each place has taps of its own. */
static void depthwise_row(const Convolution& c, const float* x, const Taps& taps, int32_t d, int32_t h, int32_t w0, int32_t w1, float* y,
    ptrdiff_t step) {
  const int32_t first = places_inside(c.w, 0, w0, w1).first, last = places_inside(c.w, c.w.taps - 1, w0, w1).last;
  Within in = {taps_inside(c.d, d), taps_inside(c.h, h), {0, 0}};
  for (int32_t w = w0, count; w < w1; w += count, y += count * step) {
    const int32_t left = w < first ? 1 : last - w;
    in.w = left < 1 || w < first ? taps_inside(c.w, w) : Range{0, c.w.taps};
    count = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    const auto places = count == 8 ? depthwise_places<8> : count == 4 ? depthwise_places<4> : count == 2 ? depthwise_places<2>
                                                                                                  : depthwise_places<1>;
    places(c, x, taps, d, h, w, in, y, step);
  }
}

/* The sums of one place of the gradient: dx[groups], of channels that have several filters. */
static void depthwise_dx_place(const Convolution& c, const Residue& d, const Residue& h, const Residue& w, const float* dy,
    const float* weights, int32_t qd, int32_t qh, int32_t qw, float* dx) {
  const int32_t columns = c.groups * c.filters;
  const Range td = taps_inside(d.axis, qd), th = taps_inside(h.axis, qh), tw = taps_inside(w.axis, qw);
  for (int32_t g = 0; g < c.groups; g += W) {
    const int32_t count = c.groups - g < W ? c.groups - g : W;
    vf sum = splat(0.0f);
    for (int32_t i = td.first; i < td.last; i++) {
      for (int32_t j = th.first; j < th.last; j++) {
        for (int32_t k = tw.first; k < tw.last; k++) {
          const ptrdiff_t from = ((ptrdiff_t)place(d.axis, qd, i) * h.axis.in + place(h.axis, qh, j)) * w.axis.in + place(w.axis, qw, k);
          const ptrdiff_t tap = ((d.first - i * d.step) * c.h.taps + h.first - j * h.step) * c.w.taps + w.first - k * w.step;
          const float *y = dy + from * columns + (ptrdiff_t)g * c.filters, *t = weights + tap * columns + (ptrdiff_t)g * c.filters;
          float total[W] = {};
          for (int32_t f = 0; f < count * c.filters; f++) total[f / c.filters] += y[f] * t[f];
          sum = vadd(sum, at(total, 0));
        }
      }
    }
    if (count == W) put(dx, g, sum);
    else put_n(dx, g, count, sum);
  }
}

/* The sums of the places [qw.first, qw.last) of one row of the gradient, `step` floats apart in dx. */
static void depthwise_dx_row(const Convolution& c, const Residue& d, const Residue& h, const Residue& w, const float* dy,
    const float* weights, int32_t qd, int32_t qh, const Range& qw, float* dx, ptrdiff_t step) {
  if (c.filters == 1) {
    const ptrdiff_t line = (ptrdiff_t)c.w.taps * c.groups, plane = c.h.taps * line;
    const Taps taps = {weights + d.first * plane + h.first * line + (ptrdiff_t)w.first * c.groups, -d.step * plane, -h.step * line,
        -(ptrdiff_t)w.step * c.groups};
    depthwise_row({d.axis, h.axis, w.axis, 1, 1, c.groups}, dy, taps, qd, qh, qw.first, qw.last, dx, step);
    return;
  }
  for (int32_t q = qw.first; q < qw.last; q++, dx += step) depthwise_dx_place(c, d, h, w, dy, weights, qd, qh, q, dx);
}

/* The sums of T taps from t on, V vectors of columns from e on, over all rows of one plane: x and dy begin there. dw[taps, columns]
   has the sums of the planes before. All T taps are inside at the places [first, last). The last vector has `tail` columns. */
template <int32_t T, int32_t V>
static void depthwise_dw_tile(const Convolution& c, const float* x, const float* dy, int32_t th, int32_t t, int32_t first, int32_t last,
    int32_t e, int32_t tail, float* dw) {
  const ptrdiff_t columns = c.groups * c.filters, pixel = c.groups, line_x = c.w.in * pixel, line_y = c.w.out * columns;
  const Range rows = places_inside(c.h, th, 0, c.h.out);
  Range own[T];
  vf sum[T][V];
#pragma GCC unroll 4
  for (int32_t i = 0; i < T; i++) own[i] = places_inside(c.w, t + i, 0, c.w.out);
#pragma GCC unroll 16
  for (int32_t q = 0; q < T * V; q++) {
    const float* of = dw + (t + q / V) * columns + e;
    sum[q / V][q % V] = q % V < V - 1 || tail == W ? at(of, q % V * W) : at_n(of, q % V * W, tail);
  }
  const auto add = [&](int32_t i, const float* a, const float* y) {
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) {
      const int32_t count = v < V - 1 ? W : tail;
      const vf b = count == W ? at(y, v * W) : at_n(y, v * W, count);
      sum[i][v] = vfma(channels_at(a, e + v * W, c.filters, count), b, sum[i][v]);
    }
  };
  for (int32_t h = rows.first; h < rows.last; h++) {
    const float *row = x + place(c.h, h, th) * line_x, *y = dy + h * line_y + e;
#pragma GCC unroll 4
    for (int32_t i = 0; i < T; i++) {
      for (int32_t o = own[i].first; o < own[i].last && o < first; o++) add(i, row + place(c.w, o, t + i) * pixel, y + o * columns);
    }
    for (int32_t o = first; o < last; o++) {
#pragma GCC unroll 4
      for (int32_t i = 0; i < T; i++) add(i, row + place(c.w, o, t + i) * pixel, y + o * columns);
    }
#pragma GCC unroll 4
    for (int32_t i = 0; i < T; i++) {
      for (int32_t o = last; o < own[i].last; o++) add(i, row + place(c.w, o, t + i) * pixel, y + o * columns);
    }
  }
#pragma GCC unroll 16
  for (int32_t q = 0; q < T * V; q++) {
    float* of = dw + (t + q / V) * columns + e;
    if (q % V < V - 1 || tail == W) put(of, q % V * W, sum[q / V][q % V]);
    else put_n(of, q % V * W, tail, sum[q / V][q % V]);
  }
}

/* The same for the columns [e0, e1) of up to four taps. */
template <int32_t T>
static void depthwise_dw_taps(const Convolution& c, const float* x, const float* dy, int32_t th, int32_t t, int32_t e0, int32_t e1,
    float* dw) {
  static const int32_t MOST = REGISTERS >= 32 ? 4 : 2;
  const int32_t first = places_inside(c.w, t, 0, c.w.out).first, last = places_inside(c.w, t + T - 1, 0, c.w.out).last;
  // Where no place has all taps, places before `first` are all that there are.
  const int32_t begin = first < last ? first : c.w.out, end = first < last ? last : c.w.out;
  int32_t e = e0;
  for (; e + MOST * W <= e1; e += MOST * W) depthwise_dw_tile<T, MOST>(c, x, dy, th, t, begin, end, e, W, dw);
  for (; MOST > 2 && e + 2 * W <= e1; e += 2 * W) depthwise_dw_tile<T, 2>(c, x, dy, th, t, begin, end, e, W, dw);
  for (; e < e1; e += W) depthwise_dw_tile<T, 1>(c, x, dy, th, t, begin, end, e, e1 - e < W ? e1 - e : W, dw);
}

/* dw[taps, columns] of the columns [e0, e1) for the taps [t0, t1) of one row of taps, summed over all places. Up to four taps are
   summed together: a single sum would wait for the latency of each multiply-add. */
static void depthwise_dw(const Convolution& c, int32_t batch, const float* x, const float* dy, int32_t td, int32_t th, int32_t t0,
    int32_t t1, int32_t e0, int32_t e1, float* dw) {
  const ptrdiff_t columns = c.groups * c.filters, plane_x = (ptrdiff_t)c.h.in * c.w.in * c.groups, plane_y = c.h.out * c.w.out * columns;
  float* own = dw + ((ptrdiff_t)td * c.h.taps + th) * c.w.taps * columns;
  for (int32_t t = t0; t < t1; t++) memset(own + t * columns + e0, 0, (size_t)(e1 - e0) * sizeof(float));
  for (int32_t plane = 0; plane < batch * c.d.out; plane++) {
    const int32_t image = plane / c.d.out, d = place(c.d, plane % c.d.out, td);
    if (!inside(c.d, d)) continue;
    const float *from = x + ((ptrdiff_t)image * c.d.in + d) * plane_x, *y = dy + plane * plane_y;
    for (int32_t t = t0, count; t < t1; t += count) {
      count = t1 - t < 4 ? t1 - t : 4;
      const auto taps = count == 1 ? depthwise_dw_taps<1> : count == 2 ? depthwise_dw_taps<2> : count == 3 ? depthwise_dw_taps<3>
                                                                                              : depthwise_dw_taps<4>;
      taps(c, from, y, th, t, e0, e1, own);
    }
  }
}
