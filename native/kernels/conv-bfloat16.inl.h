// Convolutions whose operands are rounded to bfloat16: patches are rounded as they are gathered, a tile of places at a time, and
// multiplied as sbgemm multiplies. An element sums over all taps and channels, or over all places, in pairs and in parts of
// BF16_DEPTH, zeros around the places included, so its bits do not depend on what is computed with it.
#pragma once

/* How many parts a sum of k terms has, and where one of them begins. */
static inline int32_t rounded_parts(int32_t k) { return k > BF16_DEPTH ? (k + BF16_DEPTH - 1) / BF16_DEPTH : 1; }
static inline int32_t rounded_cut(int32_t k, int32_t part, int32_t parts) { return part == parts ? k : 2 * cut((k + 1) / 2, part, parts); }

/* A row of taps in a row of the input, null if that is outside. Between the places `whole`, what a place sums over lies there
   as one run of floats. */
struct TapRow {
  const float* from;
  Range whole;
};
static TapRow tap_row(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t id, int32_t ih) {
  if (!inside(c.d, id) || !inside(c.h, ih)) return {nullptr, {0, 0}};
  const bool joined = c.w.dilation == 1 && pixel == c.channels;
  const int32_t first = places_inside(c.w, 0, 0, c.w.out).first, last = places_inside(c.w, c.w.taps - 1, 0, c.w.out).last;
  return {in + ((ptrdiff_t)id * c.h.in + ih) * c.w.in * pixel, joined ? Range{first, last} : Range{0, 0}};
}
/* Columns [k0, k1) of what place w sums over there: where they are, or a copy at `space`. */
static inline const float* run_at(const Convolution& c, const TapRow& row, ptrdiff_t pixel, int32_t w, int32_t k0, int32_t k1,
    float* space) {
  if (w >= row.whole.first && w < row.whole.last) return row.from + place(c.w, w, 0) * pixel + k0;
  gather_run(c.w, w, w + 1, c.channels, row.from, pixel, k0, k1, space, 0);
  return space;
}

/* out[steps of k] = a row of k floats. Vectors are written whole. */
static inline void round_row(int32_t k, const float* from, float* out) {
  const int32_t steps = steps_of(k), whole = k / (STEP * W) * W;
  for (int32_t s = 0; s < steps; s += W) {
    const vf y = steps_at(from + s * STEP, s < whole ? STEP * W : k - s * STEP);
    if (STEP == 2) {
      put(out, s, y);
      continue;
    }
    float words[W];
    put(words, 0, y);
    for (int32_t i = 0; i < W; i++) out[s + i] = words[i ^ 1];
  }
}

/* Floats from one rounded patch to the next: those of k floats and of a vector that is written beyond them. */
static inline ptrdiff_t rounded_row(int32_t k) { return whole_vectors(steps_of(k)) + W; }
/* Floats that correlate_rounded needs: patches, rounded and not, and a run. */
static inline size_t rounded_space(const Convolution& c) {
  const int32_t k = taps_of(c) * c.channels;
  return DIRECT_ROWS * ((size_t)rounded_row(k) + k + W) + (size_t)c.w.taps * c.channels;
}

/* The rounded patches of places [w0, w1) of the row (d, h). Runs of an even length are rounded from where they lie; others join
   to patches first, because pairs cross their ends. */
static void gather_rounded(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t d, int32_t h, int32_t w0, int32_t w1,
    float* out, ptrdiff_t ld, float* patches, float* space) {
  const int32_t run = c.w.taps * c.channels, k = run * c.d.taps * c.h.taps;
  const ptrdiff_t patch = k + W;
  int32_t before = 0;
  for (int32_t td = 0; td < c.d.taps; td++) {
    for (int32_t th = 0; th < c.h.taps; th++, before += run) {
      const TapRow row = tap_row(c, in, pixel, place(c.d, d, td), place(c.h, h, th));
      for (int32_t w = w0; w < w1; w++) {
        const float* from = run_at(c, row, pixel, w, 0, run, space);
        if (run % 2 == 0) {
          round_row(run, from, out + (w - w0) * ld + before / STEP);
          continue;
        }
        float* to = patches + (w - w0) * patch + before;
        for (int32_t j = 0; j < run; j += W) put(to, j, some_at(from + j, run - j < W ? run - j : W));
      }
    }
  }
  for (int32_t i = 0; run % 2 == 1 && i < w1 - w0; i++) round_row(k, patches + i * patch, out + i * ld);
}

/* out = the panels of filters [k, whole vectors] at `panels`, rounded: each [steps of k, whole vectors]. */
static void round_panels(int32_t k, int32_t filters, const float* panels, float* out) {
  for (int32_t j = 0, ld; j < filters; j += ld) {
    ld = whole_vectors(panel_width(filters, j));
    pack_down(k, ld, panels + (ptrdiff_t)j * k, ld, out + (ptrdiff_t)j * steps_of(k), ld);
  }
}

/* What correlate computes, of panels that are rounded. */
static void correlate_rounded(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t d, int32_t h0, int32_t h1, int32_t w0,
    int32_t w1, const float* panels, float* out, ptrdiff_t step, ptrdiff_t step_h, const Epilogue& e, float* space) {
  const int32_t k = taps_of(c) * c.channels, wide = w1 - w0, places = (h1 - h0) * wide, parts = rounded_parts(k);
  const int32_t tiles = (places + DIRECT_ROWS - 1) / DIRECT_ROWS;
  const ptrdiff_t ld = rounded_row(k);
  float *rounded = space, *patches = rounded + DIRECT_ROWS * ld, *run = patches + DIRECT_ROWS * (ptrdiff_t)(k + W);
  for (int32_t t = 0; t < tiles; t++) {
    const int32_t first = cut(places, t, tiles), height = cut(places, t + 1, tiles) - first;
    for (int32_t i = 0, count; k > 0 && i < height; i += count) {
      const int32_t h = (first + i) / wide, w = first + i - h * wide;
      count = wide - w < height - i ? wide - w : height - i;
      gather_rounded(c, in, pixel, d, h0 + h, w0 + w, w0 + w + count, rounded + i * ld, ld, patches, run);
    }
    for (int32_t j = 0, width; j < c.filters; j += width) {
      width = panel_width(c.filters, j);
      const int32_t vectors = (width + W - 1) / W, ldb = vectors * W;
      const Tile tile = tile_of<false, PLAIN, multiply_pairs>(height, vectors);
      float sum[DIRECT_ROWS * FILTER_VECTORS * W];
      for (int32_t part = 0; part < parts; part++) {
        const int32_t p = rounded_cut(k, part, parts), kc = rounded_cut(k, part + 1, parts) - p;
        const float* b = panels + (ptrdiff_t)j * steps_of(k) + (ptrdiff_t)(p / STEP) * ldb;
        tile(steps_of(kc), rounded + p / STEP, ld, b, ldb, nullptr, 1.0f, part == 0 ? 0.0f : 1.0f, sum, ldb, W, {b, 0});
      }
      for (int32_t i = 0, count; i < height; i += count) {
        const int32_t h = (first + i) / wide, w = first + i - h * wide;
        count = wide - w < height - i ? wide - w : height - i;
        const ptrdiff_t to = h * step_h + w * step + j;
        finish(count, width, sum + i * ldb, ldb, 0.0f, out + to, step, e.bias == nullptr ? nullptr : e.bias + j, e.activation,
            e.gate == nullptr ? nullptr : e.gate + to);
      }
    }
  }
}

/* out[steps of the places, columns] = the pairs of places [from, to), counted through all images, in the columns of the part. */
static void gather_pairs(const Convolution& c, const float* x, ptrdiff_t pixel, const WeightPart& part, int32_t from, int32_t to,
    float* out, float* space) {
  const int32_t columns = part.k1 - part.k0, ld = whole_vectors(columns);
  const ptrdiff_t image_x = (ptrdiff_t)c.d.in * c.h.in * c.w.in * pixel;
  const float* even = nullptr;
  for (int32_t i = from, count; i < to; i += count) {
    const int32_t w = i % c.w.out, row = i / c.w.out, image = row / c.h.out / c.d.out;
    count = c.w.out - w < to - i ? c.w.out - w : to - i;
    const int32_t id = place(c.d, row / c.h.out % c.d.out, part.d), ih = place(c.h, row % c.h.out, part.h);
    const TapRow taps = tap_row(c, x + image * image_x, pixel, id, ih);
    for (int32_t q = 0; q < count; q++) {
      const int32_t n = i + q - from;
      const float* run = run_at(c, taps, pixel, w + q, part.k0, part.k1, space + n % 2 * ld);
      const bool last = n == to - from - 1;
      if (n % 2 == 0 && !last) {
        even = run;
        continue;
      }
      float* pair = out + (ptrdiff_t)(n / 2 * 2 / STEP) * ld;
      for (int32_t j = 0; j < columns; j += W) {
        const int32_t left = columns - j < W ? columns - j : W;
        const vf second = some_at(run + j, left);
        put_pairs(pair + j, ld, n % 2 == 0 ? second : some_at(even + j, left), n % 2 == 0 ? splat(0.0f) : second);
      }
    }
  }
}

/* The units [lo, hi) of dw, by sums of BF16_DEPTH places at most that are added up. */
static void weights_rounded(const Convolution& c, int32_t batch, const float* x, const float* dy, float* dw, int32_t lo, int32_t hi) {
  const int32_t places = batch * c.d.out * c.h.out * c.w.out, parts = rounded_parts(places), most = steps_of(BF16_DEPTH);
  const ptrdiff_t pixel = (ptrdiff_t)c.groups * c.channels, columns = (ptrdiff_t)c.groups * c.filters;
  const int32_t wide = whole_vectors(CONV_COLS);
  const size_t room = (size_t)most * whole_vectors(c.filters);
  float *right = conv_scratch(room + (most + 2) * wide), *left = right + room, *space = left + most * wide;
  for (int32_t p = 0; p < parts; p++) {
    const int32_t i = rounded_cut(places, p, parts), count = rounded_cut(places, p + 1, parts) - i, steps = steps_of(count);
    WeightPart packed = {};
    for (int32_t unit = lo; unit < hi;) {
      const WeightPart part = take_weights(c, unit, hi);
      const int32_t rows = part.k1 - part.k0, ld = whole_vectors(rows), bands = (rows + DIRECT_ROWS - 1) / DIRECT_ROWS;
      const bool again = part.group == packed.group && part.f0 == packed.f0 && part.f1 == packed.f1;
      float* to = dw + ((ptrdiff_t)(part.d * c.h.taps + part.h) * c.w.taps * c.channels + part.k0) * columns + part.group * c.filters;
      gather_pairs(c, x + part.group * c.channels, pixel, part, i, i + count, left, space);
      for (int32_t f = part.f0, width; f < part.f1; f += width) {
        width = panel_width(part.f1, f);
        const int32_t vectors = (width + W - 1) / W;
        float* b = right + (ptrdiff_t)(f - part.f0) * steps;
        if (!again) pack_down(count, width, dy + i * columns + part.group * c.filters + f, columns, b, vectors * W);
        for (int32_t band = 0; band < bands; band++) {
          const int32_t first = cut(rows, band, bands), height = cut(rows, band + 1, bands) - first;
          const Tile tile = tile_of<true, PLAIN, multiply_pairs>(height, vectors);
          tile(steps, left + first, ld, b, vectors * W, nullptr, 1.0f, p == 0 ? 0.0f : 1.0f, to + first * columns + f, columns,
              width - (vectors - 1) * W, {b, 0});
        }
      }
      packed = part;
    }
  }
}
