// Convolutions without a matrix of patches: a patch is read where it lies, as runs of consecutive floats. One tile of
// output stays in registers while all runs are summed.
#pragma once

/* The most places of a tile. */
static const int32_t DIRECT_ROWS = rows_of(FILTER_VECTORS);

/* The runs that all tiles of a row of output sum over: so many along each axis, so far apart in a, and in b. */
struct Runs {
  int32_t d, h, w, length;
  ptrdiff_t a_d, a_h, a_w, b_d, b_h, b_w;
};

/* c = act(bias + sum over runs of a b) for R places, lda apart in a and ldc apart in c, and V vectors of filters; the
   last has `tail` columns. b holds whole vectors. act is relu or nothing. */
template <int32_t R, int32_t V>
static void direct_tile(const Runs& runs, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, const float* bias, bool relu,
    float* c, ptrdiff_t ldc, int32_t tail) {
  vf sum[R][V];
#pragma GCC unroll 8
  for (int32_t v = 0; v < V; v++) {
    const vf begin = bias == nullptr ? splat(0.0f) : v < V - 1 || tail == W ? at(bias, v * W) : at_n(bias, v * W, tail);
#pragma GCC unroll 16
    for (int32_t i = 0; i < R; i++) sum[i][v] = begin;
  }
  for (int32_t d = 0; d < runs.d; d++) {
    for (int32_t h = 0; h < runs.h; h++) {
      for (int32_t w = 0; w < runs.w; w++) {
        const float *from = a + d * runs.a_d + h * runs.a_h + w * runs.a_w, *to = b + d * runs.b_d + h * runs.b_h + w * runs.b_w;
        const float* rows[(R + 2) / 3];
        for (int32_t i = 0; i < R; i += 3) rows[i / 3] = from + i * lda;
        for (int32_t p = 0; p < runs.length; p++, to += ldb) {
          vf bp[V];
#pragma GCC unroll 8
          for (int32_t v = 0; v < V; v++) bp[v] = at(to, v * W);
#pragma GCC unroll 16
          for (int32_t i = 0; i < R; i++) {
            const vf ap = splat(rows[i / 3][(i % 3) * lda]);
#pragma GCC unroll 8
            for (int32_t v = 0; v < V; v++) sum[i][v] = vfma(ap, bp[v], sum[i][v]);
          }
#pragma GCC unroll 16
          for (int32_t i = 0; i < R; i += 3) rows[i / 3]++;
        }
      }
    }
  }
  if (relu) {
#pragma GCC unroll 32
    for (int32_t q = 0; q < R * V; q++) sum[q / V][q % V] = vlarger(splat(0.0f), sum[q / V][q % V]);
  }
#pragma GCC unroll 16
  for (int32_t i = 0; i < R; i++, c += ldc) {
#pragma GCC unroll 8
    for (int32_t v = 0; v < V - 1; v++) put(c, v * W, sum[i][v]);
    if (tail == W) put(c, (V - 1) * W, sum[i][V - 1]);
    else put_n(c, (V - 1) * W, tail, sum[i][V - 1]);
  }
}

typedef void (*DirectTile)(const Runs& runs, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, const float* bias, bool relu,
    float* c, ptrdiff_t ldc, int32_t tail);

static DirectTile direct_tile_of(int32_t rows, int32_t vectors) {
#define SIZE(R, V) direct_tile<(R <= DIRECT_ROWS ? R : DIRECT_ROWS), (V <= FILTER_VECTORS ? V : 1)>
#define ROW(R) {SIZE(R, 1), SIZE(R, 2), SIZE(R, 3)}
  static const DirectTile tiles[][3] = {
      ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
#undef SIZE
  return tiles[rows - 1][vectors - 1];
}

/* BESIDE: the floats of rows that are copied at a time, to put zeros beside them; a row that needs more is not copied.
   They stay in the L2 cache. */
static const int32_t BESIDE = 1 << 15, BESIDE_MOST = 1 << 20;

/* Places of an axis of the input that `count` places of the output sum over. */
static inline int64_t reach_of(const Axis& a, int32_t count) {
  return (count - 1) * (int64_t)a.stride + (a.taps - 1) * (int64_t)a.dilation + 1;
}
static inline bool has_zeros_beside(const Convolution& c) { return c.w.pad > 0 || reach_of(c.w, c.w.out) - c.w.pad > c.w.in; }
/* Floats of a copy of so many rows and columns, as a double, which does not overflow. */
static inline double copy_size(const Convolution& c, int64_t rows, int64_t columns) {
  return (double)rows * (double)columns * c.channels * c.d.taps;
}
/* Floats of the rows with zeros beside them that so many rows of output sum over. */
static inline double beside_size(const Convolution& c, int32_t rows) {
  return copy_size(c, reach_of(c.h, rows), reach_of(c.w, c.w.out < CONV_COLS ? c.w.out : CONV_COLS));
}

/* Whether patches are read where they lie. The sizes alone decide. */
static inline bool is_direct(const Convolution& c) {
  return c.channels > 0 && taps_of(c) > 0 && c.w.out > 0 && (!has_zeros_beside(c) || beside_size(c, 1) <= BESIDE_MOST);
}

/* How many rows of output are computed at a time. */
static inline int32_t rows_at_once(const Convolution& c) {
  int32_t rows = 1;
  while (rows < c.h.out && rows < 64 && beside_size(c, rows + 1) <= BESIDE) rows++;
  return rows;
}

/* Rows of taps [first, last) of an axis that are inside of the input for place o: as taps_inside, none as {0, 0}. */
static inline Range inner_taps(const Axis& a, int32_t o) {
  const Range range = taps_inside(a, o);
  return range.first < range.last ? range : Range{0, 0};
}

/* out[rows, columns, channels] = rows [h0, h1) of one plane of the input, columns from `left` on; zeros where there is
   no input. Rows outside of the input are not written. */
static void copy_rows(const Convolution& c, const float* plane, ptrdiff_t pixel, int32_t h0, int32_t h1, int32_t left, int32_t columns,
    float* out) {
  const ptrdiff_t row = (ptrdiff_t)columns * c.channels;
  const int32_t first = left < 0 ? -left : 0, last = c.w.in - left < columns ? c.w.in - left : columns;
  for (int32_t h = h0; h < h1; h++, out += row) {
    if (!inside(c.h, h)) continue;
    const float* from = plane + (ptrdiff_t)h * c.w.in * pixel;
    const int32_t begin = first < columns ? first : columns, end = last > begin ? last : begin;
    memset(out, 0, (size_t)begin * c.channels * sizeof(float));
    memset(out + (ptrdiff_t)end * c.channels, 0, (size_t)(columns - end) * c.channels * sizeof(float));
    if (pixel == c.channels) {
      memcpy(out + (ptrdiff_t)begin * c.channels, from + (left + begin) * pixel, (size_t)(end - begin) * c.channels * sizeof(float));
      continue;
    }
    for (int32_t i = begin; i < end; i++) copy_floats(c.channels, from + (left + i) * pixel, out + (ptrdiff_t)i * c.channels);
  }
}

/* Rows [h0, h1) and columns [w0, w1) of plane d of the output of one group. Places of a row of out are `step` apart,
   rows are `step_h` apart. `beside` has room for rows with zeros. */
static void correlate_direct(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t d, int32_t h0, int32_t h1, int32_t w0,
    int32_t w1, const float* panels, float* out, ptrdiff_t step, ptrdiff_t step_h, const Epilogue& e, float* beside) {
  const int32_t k = taps_of(c) * c.channels;
  const bool copies = has_zeros_beside(c);
  const Range td = inner_taps(c.d, d);
  const int32_t top = place(c.h, h0, 0), rows = place(c.h, h1 - 1, c.h.taps - 1) + 1 - top;
  const int32_t left = place(c.w, w0, 0), columns = place(c.w, w1 - 1, c.w.taps - 1) + 1 - left;
  const ptrdiff_t place_a = copies ? c.channels : pixel, row_a = place_a * (copies ? columns : c.w.in);
  const ptrdiff_t plane_a = copies ? row_a * rows : row_a * c.h.in;
  for (int32_t t = td.first; copies && t < td.last; t++) {
    copy_rows(c, in + (ptrdiff_t)place(c.d, d, t) * c.h.in * c.w.in * pixel, pixel, top, top + rows, left, columns,
        beside + (t - td.first) * plane_a);
  }
  const bool joined = c.w.dilation == 1 && place_a == c.channels;
  const bool finishes = e.gate != nullptr || e.activation > ACTIVATION_RELU;
  const int32_t tiles = (w1 - w0 + DIRECT_ROWS - 1) / DIRECT_ROWS;
  for (int32_t j = 0, width; j < c.filters; j += width) {
    width = panel_width(c.filters, j);
    const int32_t vectors = (width + W - 1) / W, tail = width - (vectors - 1) * W;
    const ptrdiff_t ldb = vectors * W;
    for (int32_t h = h0; h < h1; h++) {
      const Range th = inner_taps(c.h, h);
      Runs runs = {td.last - td.first, th.last - th.first, joined ? 1 : c.w.taps, joined ? c.w.taps * c.channels : c.channels,
          plane_a * (copies ? 1 : c.d.dilation), row_a * c.h.dilation, place_a * c.w.dilation, 0, 0, c.channels * ldb};
      runs.b_h = runs.b_w * c.w.taps;
      runs.b_d = runs.b_h * c.h.taps;
      const float* b = panels + (ptrdiff_t)j * k + td.first * runs.b_d + th.first * runs.b_h;
      const int32_t first_h = place(c.h, h, th.first);
      const float* a = copies ? beside + (first_h - top) * row_a
                              : in + place(c.d, d, td.first) * plane_a + first_h * row_a + left * place_a;
      if (runs.d == 0 || runs.h == 0) a = in;
      float* y = out + (h - h0) * step_h + j;
      for (int32_t i = 0; i < tiles; i++) {
        const int32_t from = cut(w1 - w0, i, tiles), height = cut(w1 - w0, i + 1, tiles) - from;
        const DirectTile tile = direct_tile_of(height, vectors);
        const ptrdiff_t shift = from * c.w.stride * place_a, lda = c.w.stride * place_a, to = from * step;
        const float* bias = e.bias == nullptr ? nullptr : e.bias + j;
        if (!finishes) {
          tile(runs, a + shift, lda, b, ldb, bias, e.activation == ACTIVATION_RELU, y + to, step, tail);
          continue;
        }
        float sum[DIRECT_ROWS * FILTER_VECTORS * W];
        tile(runs, a + shift, lda, b, ldb, nullptr, false, sum, ldb, W);
        finish(height, width, sum, ldb, 0.0f, y + to, step, bias, e.activation, e.gate == nullptr ? nullptr : e.gate + (y + to - out));
      }
    }
  }
}

/* The same in the way that the sizes ask for. `space` has room for space_of(c) floats. */
static void correlate(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t d, int32_t h0, int32_t h1, int32_t w0, int32_t w1,
    const float* panels, float* out, ptrdiff_t step, ptrdiff_t step_h, const Epilogue& e, float* space) {
  const bool direct = is_direct(c);
  const int32_t together = direct ? rows_at_once(c) : 1;
  for (int32_t h = h0, rows; h < h1 && w0 < w1; h += rows) {
    rows = h1 - h < together ? h1 - h : together;
    const ptrdiff_t to = (h - h0) * step_h;
    const Epilogue here = {e.bias, e.activation, e.gate == nullptr ? nullptr : e.gate + to};
    if (direct) correlate_direct(c, in, pixel, d, h, h + rows, w0, w1, panels, out + to, step, step_h, here, space);
    else correlate_patches(c, in, pixel, d, h, w0, w1, panels, out + to, step, here, space);
  }
}

static inline size_t space_of(const Convolution& c) {
  if (!is_direct(c)) return patches_size(c);
  return has_zeros_beside(c) ? (size_t)beside_size(c, rows_at_once(c)) : 0;
}
