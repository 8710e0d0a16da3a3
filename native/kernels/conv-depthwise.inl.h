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

/* The sums of one place: y[groups * filters]. */
static void depthwise_place(const Convolution& c, const float* x, const float* weights, int32_t d, int32_t h, int32_t w, float* y) {
  const int32_t columns = c.groups * c.filters;
  const Range td = taps_inside(c.d, d), th = taps_inside(c.h, h), tw = taps_inside(c.w, w);
  for (int32_t e = 0; e < columns; e += W) {
    const int32_t count = columns - e < W ? columns - e : W;
    vf sum = splat(0.0f);
    for (int32_t i = td.first; i < td.last; i++) {
      for (int32_t j = th.first; j < th.last; j++) {
        const float* row = x + ((ptrdiff_t)place(c.d, d, i) * c.h.in + place(c.h, h, j)) * c.w.in * c.groups;
        const float* taps = weights + (ptrdiff_t)(i * c.h.taps + j) * c.w.taps * columns;
        for (int32_t k = tw.first; k < tw.last; k++) {
          const vf weight = count == W ? at(taps + k * (ptrdiff_t)columns, e) : at_n(taps + k * (ptrdiff_t)columns, e, count);
          sum = vfma(channels_at(row + place(c.w, w, k) * (ptrdiff_t)c.groups, e, c.filters, count), weight, sum);
        }
      }
    }
    if (count == W) put(y, e, sum);
    else put_n(y, e, count, sum);
  }
}

/* The sums of one place of the gradient: dx[groups], of taps that go downwards. `weights` are those of the whole
   kernel. */
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
          if (c.filters == 1) {
            sum = count == W ? vfma(at(y, 0), at(t, 0), sum) : vfma(at_n(y, 0, count), at_n(t, 0, count), sum);
            continue;
          }
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

/* dw[taps, columns] of the columns [e, e + V vectors) for the taps [t0, t1) of one row of taps, summed over all
   places. The last vector has `tail` columns. */
template <int32_t V>
static void depthwise_dw_tile(const Convolution& c, int32_t batch, const float* x, const float* dy, int32_t td, int32_t th, int32_t t0,
    int32_t t1, int32_t e, int32_t tail, float* dw) {
  const int32_t columns = c.groups * c.filters;
  const ptrdiff_t image_x = (ptrdiff_t)c.d.in * c.h.in * c.w.in * c.groups;
  for (int32_t t = t0; t < t1; t++) {
    const Range range = places_inside(c.w, t, 0, c.w.out);
    vf sum[V];
    for (int32_t v = 0; v < V; v++) sum[v] = splat(0.0f);
    for (int32_t row = 0; range.first < range.last && row < batch * c.d.out * c.h.out; row++) {
      const int32_t id = place(c.d, row / c.h.out % c.d.out, td), ih = place(c.h, row % c.h.out, th), image = row / c.h.out / c.d.out;
      if (!inside(c.d, id) || !inside(c.h, ih)) continue;
      const float* from = x + image * image_x + ((ptrdiff_t)id * c.h.in + ih) * c.w.in * c.groups;
      for (int32_t o = range.first; o < range.last; o++) {
        const float *p = from + place(c.w, o, t) * (ptrdiff_t)c.groups, *y = dy + ((ptrdiff_t)row * c.w.out + o) * columns + e;
#pragma GCC unroll 4
        for (int32_t v = 0; v < V; v++) {
          const int32_t count = v < V - 1 ? W : tail;
          const vf a = channels_at(p, e + v * W, c.filters, count);
          sum[v] = vfma(a, count == W ? at(y, v * W) : at_n(y, v * W, count), sum[v]);
        }
      }
    }
    float* to = dw + (((ptrdiff_t)td * c.h.taps + th) * c.w.taps + t) * columns + e;
    for (int32_t v = 0; v < V - 1; v++) put(to, v * W, sum[v]);
    if (tail == W) put(to, (V - 1) * W, sum[V - 1]);
    else put_n(to, (V - 1) * W, tail, sum[V - 1]);
  }
}

/* The same for columns [e0, e1). */
static void depthwise_dw(const Convolution& c, int32_t batch, const float* x, const float* dy, int32_t td, int32_t th, int32_t t0,
    int32_t t1, int32_t e0, int32_t e1, float* dw) {
  for (int32_t e = e0, width; e < e1; e += width) {
    width = e1 - e < 4 * W ? e1 - e : 4 * W;
    const int32_t vectors = (width + W - 1) / W;
    const auto tile = vectors == 1 ? depthwise_dw_tile<1> : vectors == 2 ? depthwise_dw_tile<2>
                      : vectors == 3 ? depthwise_dw_tile<3> : depthwise_dw_tile<4>;
    tile(c, batch, x, dy, td, th, t0, t1, e, width - (vectors - 1) * W, dw);
  }
}
