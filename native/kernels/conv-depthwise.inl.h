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

/* The taps that lie within the input at the first of some places: how many along each axis, where the first of them is, in x and among
   the weights, and how far apart they are. Next places are `next` apart in x. */
struct Patch {
  const float *x, *weights;
  int32_t d, h, w;
  ptrdiff_t x_d, x_h, x_w, next, weights_d, weights_h, weights_w;
};

/* sum += T taps of a row for P places and V vectors, tap after tap, from column e on; if T > 1, next taps are as far apart as next places.
   Then a vector of x serves all places that have it under a tap. */
template <int32_t P, int32_t V, int32_t T, bool kOne, bool kWhole>
static inline void add_taps(const float* x, ptrdiff_t next, const float* w, ptrdiff_t ldw, int32_t e, int32_t filters, int32_t count,
    vf (&sum)[P][V]) {
  vf weights[T][V];
#pragma GCC unroll 4
  for (int32_t t = 0; t < T; t++) {
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) weights[t][v] = kWhole ? at(w + t * ldw, v * W) : at_n(w + t * ldw, v * W, count);
  }
#pragma GCC unroll 16
  for (int32_t q = 0; q < P + T - 1; q++, x += next) {
#pragma GCC unroll 4
    for (int32_t v = 0; v < V; v++) {
      const vf own = kOne && kWhole ? at(x, e + v * W) : channels_at(x, e + v * W, filters, count), a = T > 1 ? held(own) : own;
#pragma GCC unroll 4
      for (int32_t t = 0; t < T; t++) {
        if (q - t >= 0 && q - t < P) sum[q - t][v] = vfma(a, weights[t][v], sum[q - t][v]);
      }
    }
  }
}

/* The columns [e, end) of P places, V vectors at a time, `step` floats apart in y. If not kWhole, there is one vector, which is not
   whole. Returns the first column that is left. */
template <int32_t P, int32_t V, bool kOne, bool kWhole>
static int32_t depthwise_tiles(const Patch& patch, int32_t filters, int32_t e, int32_t end, float* y, ptrdiff_t step) {
  const int32_t count = kWhole ? W : end - e;
  const bool close = patch.next == patch.x_w;
  for (; kWhole ? end - e >= V * W : e < end; e += V * W) {
    vf sum[P][V];
#pragma GCC unroll 16
    for (int32_t i = 0; i < P * V; i++) sum[i / V][i % V] = splat(0.0f);
    const float *plane = patch.x, *plane_weights = patch.weights + e;
    for (int32_t i = patch.d; i > 0; i--, plane += patch.x_d, plane_weights += patch.weights_d) {
      const float *row = plane, *row_weights = plane_weights;
      for (int32_t j = patch.h; j > 0; j--, row += patch.x_h, row_weights += patch.weights_h) {
        const float *x = row, *w = row_weights;
        int32_t k = patch.w;
        for (; close && k >= 3; k -= 3, x += 3 * patch.x_w, w += 3 * patch.weights_w) {
          add_taps<P, V, 3, kOne, kWhole>(x, patch.next, w, patch.weights_w, e, filters, count, sum);
        }
        for (; close && k >= 2; k -= 2, x += 2 * patch.x_w, w += 2 * patch.weights_w) {
          add_taps<P, V, 2, kOne, kWhole>(x, patch.next, w, patch.weights_w, e, filters, count, sum);
        }
        for (; k > 0; k--, x += patch.x_w, w += patch.weights_w) {
          add_taps<P, V, 1, kOne, kWhole>(x, patch.next, w, 0, e, filters, count, sum);
        }
      }
    }
    float* to = y + e;
#pragma GCC unroll 8
    for (int32_t i = 0; i < P; i++, to += step) {
#pragma GCC unroll 4
      for (int32_t v = 0; v < V; v++) {
        call_line(to + P * step + v * W);  // where the next places end. @source measured on Zen 4: 16 x 16 x 128 gains 30 %
        if (kWhole) put(to, v * W, sum[i][v]);
        else put_n(to, 0, count, sum[i][v]);
      }
    }
  }
  return e;
}

/* All columns of P places. Of few places, several vectors are summed at once: sums that wait for themselves alone would leave the
   processor idle. */
template <int32_t P>
static void depthwise_places(const Patch& patch, int32_t filters, int32_t columns, float* y, ptrdiff_t step) {
  int32_t e = 0;
  if (filters == 1) {
    if (P == 1) e = depthwise_tiles<P, P == 1 ? 4 : 1, true, true>(patch, filters, e, columns, y, step);
    if (P <= 4) e = depthwise_tiles<P, P <= 4 ? 2 : 1, true, true>(patch, filters, e, columns, y, step);
    e = depthwise_tiles<P, 1, true, true>(patch, filters, e, columns, y, step);
  }
  e = depthwise_tiles<P, 1, false, true>(patch, filters, e, columns, y, step);
  if (e < columns) depthwise_tiles<P, 1, false, false>(patch, filters, e, columns, y, step);
}

/* The sums of places [w0, w1) of one row, `step` floats apart in y. Near an edge each place has taps of its own. Elsewhere several places
   are summed together, the last ones once more if they are too few. */
static void depthwise_row(const Convolution& c, const float* x, const Taps& taps, int32_t d, int32_t h, int32_t w0, int32_t w1, float* y,
    ptrdiff_t step) {
  const int32_t first = places_inside(c.w, 0, w0, w1).first, last = places_inside(c.w, c.w.taps - 1, w0, w1).last;
  const int32_t columns = c.groups * c.filters, together = last - first >= 8 ? 8 : last - first >= 4 ? 4 : last - first >= 2 ? 2 : 1;
  const ptrdiff_t pixel = c.groups, line = c.w.in * pixel, plane = c.h.in * line;
  const Range in_d = taps_inside(c.d, d), in_h = taps_inside(c.h, h);
  Patch patch = {nullptr, nullptr, in_d.last - in_d.first, in_h.last - in_h.first, 0, c.d.dilation * plane, c.h.dilation * line,
      c.w.dilation * pixel, c.w.stride * pixel, taps.d, taps.h, taps.w};
  const float* row = x + place(c.d, d, in_d.first) * plane + place(c.h, h, in_h.first) * line;
  const float* weights = taps.first + in_d.first * taps.d + in_h.first * taps.h;
  for (int32_t w = w0, count; w < w1; w += count) {
    const bool within = w >= first && w < last;
    const Range in_w = within ? Range{0, c.w.taps} : taps_inside(c.w, w);
    count = within ? together : 1;
    if (within && w + count > last) w = last - count;
    patch.w = in_w.last - in_w.first;
    patch.x = row + place(c.w, w, in_w.first) * pixel;
    patch.weights = weights + in_w.first * taps.w;
    const auto places = count == 8 ? depthwise_places<8> : count == 4 ? depthwise_places<4> : count == 2 ? depthwise_places<2>
                                                                                                  : depthwise_places<1>;
    places(patch, c.filters, columns, y + (w - w0) * step, step);
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
  const bool close = c.w.stride == 1 && c.w.dilation == 1 && c.filters == 1 && tail == W;
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
    if (close && first < last) {
      // What one tap has at a place, the tap before it has at the next: each place needs one new vector.
      static const int32_t OLD = T > 1 ? T - 1 : 1;
      vf old[OLD][V];
      const float *a = row + place(c.w, first, t) * pixel + e, *b = y + first * columns;
#pragma GCC unroll 16
      for (int32_t q = 0; q < OLD * V; q++) old[q / V][q % V] = at(a + q / V * pixel, q % V * W);
      a += (T - 1) * pixel;
      for (int32_t o = first; o < last; o++, a += pixel, b += columns) {
#pragma GCC unroll 4
        for (int32_t v = 0; v < V; v++) {
          const vf by = held(at(b, v * W)), fresh = held(at(a, v * W));
#pragma GCC unroll 4
          for (int32_t i = 0; i < T - 1; i++) {
            sum[i][v] = vfma(old[i][v], by, sum[i][v]);
            old[i][v] = i + 1 < T - 1 ? old[i + 1 < OLD ? i + 1 : 0][v] : fresh;
          }
          sum[T - 1][v] = vfma(fresh, by, sum[T - 1][v]);
        }
      }
    } else if (c.filters == 1 && tail == W && first < last) {
      // Rows of x that are strides apart are not foreseen by the processor. @source measured on Zen 4: 32 x 32 x 64 by strides of 2 takes
      // two thirds of the time
      const float *a = row + place(c.w, first, t) * pixel + e, *b = y + first * columns;
      const ptrdiff_t tap = c.w.dilation * pixel, next = c.w.stride * pixel;
      for (int32_t o = first; o < last; o++, a += next, b += columns) {
#pragma GCC unroll 4
        for (int32_t v = 0; v < V; v++) {
          const vf by = held(at(b, v * W));
          call_line(a + c.h.stride * line_x + v * W);
          if (T > 1) call_line(a + c.h.stride * line_x + tap + v * W);
          call_line(b + line_y + v * W);
#pragma GCC unroll 4
          for (int32_t i = 0; i < T; i++) sum[i][v] = vfma(at(a + i * tap, v * W), by, sum[i][v]);
        }
      }
    } else {
      for (int32_t o = first; o < last; o++) {
#pragma GCC unroll 4
        for (int32_t i = 0; i < T; i++) add(i, row + place(c.w, o, t + i) * pixel, y + o * columns);
      }
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

/* Columns of the weights in one unit. */
static const int32_t DEPTHWISE_COLUMNS = GEMM_STRIP / 2;

/* dw[taps, columns] of the units [lo, hi), summed over all places. The units of some columns, each a part of a row of taps, follow one
   another. Those that a call computes read a plane of x and dy one after the other, while it is in the cache. Up to four taps are summed
   together: a single sum would wait for the latency of each multiply-add. */
static void depthwise_dw(const Convolution& c, int32_t batch, const float* x, const float* dy, int32_t lo, int32_t hi, float* dw) {
  const int32_t columns = c.groups * c.filters, blocks = (c.w.taps + CONV_COLS - 1) / CONV_COLS, beside = c.d.taps * c.h.taps * blocks;
  const ptrdiff_t plane_x = (ptrdiff_t)c.h.in * c.w.in * c.groups, plane_y = (ptrdiff_t)c.h.out * c.w.out * columns;
  for (int32_t strips; lo < hi; lo += strips > 0 ? strips * beside : hi - lo < beside - lo % beside ? hi - lo : beside - lo % beside) {
    strips = lo % beside == 0 ? (hi - lo) / beside : 0;
    const int32_t u0 = lo % beside, u1 = strips > 0 || hi - lo > beside - u0 ? beside : u0 + hi - lo;
    const int32_t e0 = lo / beside * DEPTHWISE_COLUMNS, end = e0 + (strips > 0 ? strips : 1) * DEPTHWISE_COLUMNS,
                  e1 = end < columns ? end : columns;
    for (int32_t u = u0; u < u1; u++) {
      const int32_t t0 = cut(c.w.taps, u % blocks, blocks), t1 = cut(c.w.taps, u % blocks + 1, blocks);
      float* own = dw + (ptrdiff_t)(u / blocks) * c.w.taps * columns;
      for (int32_t t = t0; t < t1; t++) memset(own + (ptrdiff_t)t * columns + e0, 0, (size_t)(e1 - e0) * sizeof(float));
    }
    for (int32_t plane = 0; plane < batch * c.d.out; plane++) {
      for (int32_t u = u0; u < u1; u++) {
        const int32_t row = u / blocks, td = row / c.h.taps, th = row % c.h.taps, d = place(c.d, plane % c.d.out, td);
        if (!inside(c.d, d)) continue;
        const float *from = x + ((ptrdiff_t)(plane / c.d.out) * c.d.in + d) * plane_x, *y = dy + plane * plane_y;
        const int32_t t1 = cut(c.w.taps, u % blocks + 1, blocks);
        for (int32_t t = cut(c.w.taps, u % blocks, blocks), count; t < t1; t += count) {
          count = t1 - t < 4 ? t1 - t : 4;
          const auto taps = count == 1 ? depthwise_dw_taps<1> : count == 2 ? depthwise_dw_taps<2> : count == 3 ? depthwise_dw_taps<3>
                                                                                                  : depthwise_dw_taps<4>;
          taps(c, from, y, th, t, e0, e1, dw + (ptrdiff_t)row * c.w.taps * columns);
        }
      }
    }
  }
}
