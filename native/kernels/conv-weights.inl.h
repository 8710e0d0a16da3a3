// The gradient of a convolution's weights: for each tap and channel, sums over all places of x times dy.
#pragma once

/* A part of the weights: columns [k0, k1) of the row (d, h) of taps, counted by taps and channels, and columns [f0, f1)
   of one group, or of all if each channel is a group. */
struct WeightPart {
  int32_t d, h, k0, k1, group, f0, f1;
};

/* The part of the units [lo, hi) that begins at lo; moves lo behind it. Blocks of filters that follow one another are
   taken together. */
static inline WeightPart take_weights(const Convolution& c, int32_t& lo, int32_t hi) {
  const int32_t run = c.w.taps * c.channels, blocks = (run + CONV_COLS - 1) / CONV_COLS;
  const bool all = c.channels == 1;
  const int32_t columns = all ? c.groups * c.filters : c.filters, unit_columns = all ? GEMM_STRIP / 2 : GEMM_STRIP;
  const int32_t beside = (columns + unit_columns - 1) / unit_columns, groups = all ? 1 : c.groups;
  const int32_t side = lo % beside, group = lo / beside % groups, block = lo / beside / groups % blocks,
                row = lo / beside / groups / blocks, count = beside - side < hi - lo ? beside - side : hi - lo;
  lo += count;
  const int32_t end = (side + count) * unit_columns;
  return {row / c.h.taps, row % c.h.taps, cut(run, block, blocks), cut(run, block + 1, blocks), group, side * unit_columns,
      end < columns ? end : columns};
}

/* out[places, k1 - k0] = the columns of the part in the patches of places [from, to), counted through all images. */
static void gather_columns(const Convolution& c, const float* x, ptrdiff_t pixel, const WeightPart& part, int32_t from, int32_t to,
    float* out) {
  const ptrdiff_t ld = part.k1 - part.k0;
  for (int32_t i = from, count; i < to; i += count, out += count * ld) {
    const int32_t w = i % c.w.out, row = i / c.w.out, image = row / c.h.out / c.d.out;
    count = c.w.out - w < to - i ? c.w.out - w : to - i;
    const int32_t id = place(c.d, row / c.h.out % c.d.out, part.d), ih = place(c.h, row % c.h.out, part.h);
    const bool within = inside(c.d, id) && inside(c.h, ih);
    const float* line = within ? x + (((ptrdiff_t)image * c.d.in + id) * c.h.in + ih) * c.w.in * pixel : nullptr;
    gather_run(c.w, w, w + count, c.channels, line, pixel, part.k0, part.k1, out, ld);
  }
}

/* The rows of places that a tile of weights sums over: `planes` of `rows` of `count` places, so far apart in x and dy. */
struct Rows {
  int32_t planes, rows, count;
  ptrdiff_t x_plane, x_row, x_place, dy_plane, dy_row, dy_place;
};

/* c += sum over places of x dy for R adjacent columns of x and V vectors of filters. The last vector
   has `tail` columns. */
template <int32_t R, int32_t V>
static void weight_tile(const Rows& s, const float* x, const float* dy, float* c, ptrdiff_t ldc, int32_t tail) {
  vf sum[R][V];
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) sum[i][v] = splat(0.0f);
  }
  for (int32_t plane = 0; plane < s.planes; plane++) {
    for (int32_t row = 0; row < s.rows; row++) {
      const float *a = x + plane * s.x_plane + row * s.x_row, *b = dy + plane * s.dy_plane + row * s.dy_row;
      for (int32_t p = 0; p < s.count; p++, a += s.x_place, b += s.dy_place) {
        vf bp[V];
#pragma GCC unroll 8
        for (int32_t v = 0; v < V; v++) bp[v] = v < V - 1 ? at(b, v * W) : some_at(b + v * W, tail);
#pragma GCC unroll 16
        for (int32_t i = 0; i < R; i++) {
          const vf ap = splat(a[i]);
#pragma GCC unroll 8
          for (int32_t v = 0; v < V; v++) sum[i][v] = vfma(ap, bp[v], sum[i][v]);
        }
      }
    }
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++, c += ldc) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V; v++) {
      const bool whole = v < V - 1 || tail == W;
      const vf y = vadd(whole ? at(c, v * W) : at_n(c, v * W, tail), sum[i][v]);
      if (whole) put(c, v * W, y);
      else put_n(c, v * W, tail, y);
    }
  }
}

typedef void (*WeightTile)(const Rows& s, const float* x, const float* dy, float* c, ptrdiff_t ldc, int32_t tail);

static WeightTile weight_tile_of(int32_t rows, int32_t vectors) {
#define SIZE(R, V) weight_tile<(R <= DIRECT_ROWS ? R : DIRECT_ROWS), (V <= FILTER_VECTORS ? V : 1)>
#define ROW(R) {SIZE(R, 1), SIZE(R, 2), SIZE(R, 3)}
  static const WeightTile tiles[][3] = {
      ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
#undef SIZE
  return tiles[rows - 1][vectors - 1];
}

/* Places of the output [first, last) along an axis at which tap t is inside of the input; {0, 0} if there is none. */
static inline Range inner_places(const Axis& a, int32_t t) {
  const Range range = places_inside(a, t, 0, a.out);
  return range.first < range.last ? range : Range{0, 0};
}

/* Whether columns of several taps are one run at all places: no tap is ever outside, and taps and places lie closely. */
static inline bool taps_adjoin(const Convolution& c) { return c.groups == 1 && c.w.dilation == 1 && !has_zeros_beside(c); }

/* Images of few channels are copied with zeros beside their rows, so that taps adjoin. Otherwise tiles would be too low
   to hide the latency of a multiply-add. @source measured on Zen 5: 32x32x3 to 32 is twice as fast as from patches */
static const int32_t FEW_CHANNELS = 6;
static inline bool copies_image(const Convolution& c) {
  return !taps_adjoin(c) && c.channels < FEW_CHANNELS && c.w.dilation == 1 && c.w.out > 0 &&
         copy_size(c, (int64_t)c.d.in * c.h.in, reach_of(c.w, c.w.out)) / c.d.taps <= BESIDE_MOST;
}
static inline bool weights_direct(const Convolution& c) {
  return taps_adjoin(c) || c.channels >= FEW_CHANNELS || copies_image(c);
}

/* The part of dw, from x and dy where they lie, image by image. */
static void weights_in_place(const Convolution& c, int32_t batch, const float* x, ptrdiff_t pixel, const float* dy, ptrdiff_t columns,
    const WeightPart& part, float* dw) {
  const bool copies = copies_image(c), adjoin = copies || taps_adjoin(c);
  const Range d = inner_places(c.d, part.d), h = inner_places(c.h, part.h);
  const int32_t beside = copies ? (int32_t)reach_of(c.w, c.w.out) : c.w.in;
  const ptrdiff_t place_x = copies ? c.channels : pixel, line_x = beside * place_x, line_y = c.w.out * columns;
  const ptrdiff_t image_x = c.w.in * pixel * c.h.in * c.d.in, image_y = line_y * c.h.out * c.d.out;
  float* copy = copies ? conv_scratch((size_t)line_x * c.h.in * c.d.in) : nullptr;
  if (d.first == d.last || h.first == h.last) return;
  for (int32_t image = 0; image < batch; image++, x += image_x, dy += image_y) {
    for (int32_t i = 0; copies && i < c.d.in; i++) {
      copy_rows(c, x + i * c.h.in * c.w.in * pixel, pixel, 0, c.h.in, -c.w.pad, beside, copy + i * c.h.in * line_x);
    }
    for (int32_t k = part.k0, count; k < part.k1; k += count) {
      const int32_t t = k / c.channels, channel = k % c.channels;
      count = adjoin || c.channels - channel > part.k1 - k ? part.k1 - k : c.channels - channel;
      const Range w = adjoin ? Range{0, c.w.out} : inner_places(c.w, t);
      const Rows rows = {d.last - d.first, h.last - h.first, w.last - w.first, c.d.stride * c.h.in * line_x, c.h.stride * line_x,
          c.w.stride * place_x, c.h.out * line_y, line_y, columns};
      if (rows.count == 0) continue;
      const ptrdiff_t line = place(c.d, d.first, part.d) * (ptrdiff_t)c.h.in + place(c.h, h.first, part.h);
      const float* from = (copies ? copy : x) + line * line_x + (copies ? t : place(c.w, w.first, t)) * place_x + channel;
      const float* right = dy + (d.first * (ptrdiff_t)c.h.out + h.first) * line_y + w.first * columns;
      const int32_t tiles = (count + DIRECT_ROWS - 1) / DIRECT_ROWS;
      for (int32_t f = part.f0, width; f < part.f1; f += width) {
        width = panel_width(part.f1, f);
        const int32_t vectors = (width + W - 1) / W, tail = width - (vectors - 1) * W;
        for (int32_t i = 0; i < tiles; i++) {
          const int32_t first = cut(count, i, tiles), high = cut(count, i + 1, tiles) - first;
          weight_tile_of(high, vectors)(rows, from + first, right + f, dw + (k + first) * columns + f, columns, tail);
        }
      }
    }
  }
}

/* The same from patches that are gathered, for few channels. */
static void weights_by_patches(const Convolution& c, int32_t batch, const float* x, ptrdiff_t pixel, const float* dy, ptrdiff_t columns,
    const WeightPart& part, float* dw) {
  const int32_t places = batch * c.d.out * c.h.out * c.w.out, rows = part.k1 - part.k0, most = PATCHES / rows;
  float* patches = conv_scratch(PATCHES);
  for (int32_t i = 0, count; i < places; i += count) {
    count = places - i < most ? places - i : most;
    gather_columns(c, x, pixel, part, i, i + count, patches);
    multiply(1, 0, rows, part.f1 - part.f0, count, 1.0f, patches, rows, dy + i * columns + part.f0, columns, 1.0f,
        dw + part.k0 * columns + part.f0, columns, nullptr, ACTIVATION_LINEAR, nullptr);
  }
}
