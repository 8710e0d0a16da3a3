// The gradient of the weights of 3 x 3 taps by Winograd's minimal filtering, the derivative of the forward one: tiles
// of x and of dy are transformed, their products are summed over all tiles of the batch for each position, and the sums
// are transformed into taps.
#pragma once

/* The tiles of M x M that are transformed together: the sums of an element are added up block by block, so the number
   decides the result's bits. @source measured on Zen 4 */
static constexpr int32_t winograd_depth(int32_t m) { return m == 2 ? 64 : 32; }

/* Channels [c0, c1) and filters [f0, f1) of the weights, and the part of the images. */
struct WinogradPart {
  int32_t c0, c1, f0, f1, images;
};

/* The part of the units [lo, hi) that begins at lo; moves lo behind it. A unit has GEMM_STRIP / 2 channels and
   GEMM_STRIP filters, or 2 GEMM_STRIP of each if images have several parts, of which each is transformed by itself; blocks of channels
   follow one another, those of filters follow columns of them, and parts of the images follow all of these. */
static inline WinogradPart take_winograd(const Convolution& c, int32_t parts, int32_t& lo, int32_t hi) {
  const int32_t tall = parts > 1 ? 2 * GEMM_STRIP : GEMM_STRIP / 2, broad = parts > 1 ? 2 * GEMM_STRIP : GEMM_STRIP;
  const int32_t high = (c.channels + tall - 1) / tall, wide = (c.filters + broad - 1) / broad, images = lo / (high * wide);
  const int32_t first = images * high * wide, left = hi - lo, row = (lo - first) % high, col = (lo - first) / high;
  const int32_t most = row == 0 && left >= high ? left / high : 1, cols = most < wide - col ? most : wide - col;
  const int32_t rows = row + left < high ? left : high - row;
  lo += cols * rows;
  const int32_t c1 = (row + rows) * tall, f1 = (col + cols) * broad;
  return {row * tall, c1 < c.channels ? c1 : c.channels, col * broad, f1 < c.filters ? f1 : c.filters, images};
}

/* A part of dw[9 taps, channels, filters], by tiles of M x M. */
template <int32_t M>
static void weights_winograd_part(const Convolution& c, int32_t batch, const float* x, const float* dy, const WinogradPart& part,
    float* dw) {
  const int32_t N = Winograd<M>::N, positions = N * N, depth = winograd_depth(M);
  const int32_t high = (c.h.out + M - 1) / M, wide = (c.w.out + M - 1) / M, tiles = batch * high * wide;
  const int32_t channels = part.c1 - part.c0, filters = part.f1 - part.f0;
  const ptrdiff_t row_x = whole_vectors(channels), row_y = whole_vectors(filters);
  const ptrdiff_t block_x = depth * row_x + GAP, block_y = depth * row_y + GAP, block_sums = channels * row_y + GAP;
  const ptrdiff_t most_columns = row_x > row_y ? row_x : row_y;
  float *data = conv_scratch((size_t)positions * (block_x + block_y + block_sums) + most_columns), *right = data + positions * block_x,
        *sums = right + positions * block_y, *zeros = sums + positions * block_sums;
  memset(sums, 0, ((size_t)positions * block_sums + most_columns) * sizeof(float));
  for (int32_t first = 0, count; first < tiles; first += count) {
    count = tiles - first < depth ? tiles - first : depth;
    for (int32_t t = 0; t < count; t++) {
      const int32_t i = first + t;
      const WinogradTile tile = {i / wide / high, i / wide % high * M, i % wide * M};
      const Image from = input_of(c, tile, x + part.c0), to = output_of(c, tile, dy + part.f0);
      const int32_t top = place(c.h, tile.h, 0), left = place(c.w, tile.w, 0);
      // Beside this tile is the next one, mostly.
      call_places(from, top, left + N, N, M, channels);
      call_places(to, tile.h, tile.w + M, M, M, filters);
      const float *places[N][N], *results[M][M];
      find_places<N>(from, top, left, zeros, places);
      find_places<M>(to, tile.h, tile.w, zeros, results);
      transform_places<N, N, Winograd<M>::data>(places, channels, data + t * row_x, block_x);
      transform_places<M, N, Winograd<M>::places_back>(results, filters, right + t * row_y, block_y);
    }
    const int32_t most = rows_of(FILTER_VECTORS), bands = (channels + most - 1) / most;
    for (int32_t p = 0; p < positions; p++) {
      for (int32_t j = 0, width; j < row_y; j += width) {
        width = panel_width((int32_t)row_y, j);
        const float* b = right + p * block_y + j;
        for (int32_t band = 0; band < bands; band++) {
          const int32_t i = cut(channels, band, bands), height = cut(channels, band + 1, bands) - i;
          tile_of<true>(height, width / W)(
              count, data + p * block_x + i, row_x, b, row_y, nullptr, 1.0f, 1.0f, sums + p * block_sums + i * row_y + j, row_y, W, {b, 0});
        }
      }
    }
  }
  for (int32_t i = 0; i < channels; i++) {
    for (int32_t f = 0; f < filters; f += W) {
      const int32_t left = filters - f < W ? filters - f : W;
      vf u[N][N], g[3][3];
#pragma GCC unroll 36
      for (int32_t p = 0; p < positions; p++) u[p / N][p % N] = at(sums + p * block_sums + i * row_y, f);
      along_both<N, 3, Winograd<M>::taps_back>(u, g);
      float* to = dw + (ptrdiff_t)(part.c0 + i) * c.filters + part.f0 + f;
      for (int32_t t = 0; t < 9; t++, to += (ptrdiff_t)c.channels * c.filters) {
        if (left == W) put(to, 0, g[t / 3][t % 3]);
        else put_n(to, 0, left, g[t / 3][t % 3]);
      }
    }
  }
}

/* The units [lo, hi) of the same, of each of `parts` of the images. Parts of the weights are so small that their sums fill about twice
   the L2 cache at most: tiles are transformed again for each part. @source measured on Zen 4: half as much is up to a fifth slower */
template <int32_t M>
static void weights_winograd(const Convolution& c, int32_t batch, int32_t parts, const float* x, const float* dy, float* dw, int32_t lo,
    int32_t hi) {
  const int32_t wide = 4 * GEMM_STRIP, fits = caches.l2 / 2 / (Winograd<M>::N * Winograd<M>::N);
  while (lo < hi) {
    const WinogradPart part = take_winograd(c, parts, lo, hi);
    const ptrdiff_t images = batch / parts, skipped = part.images * images;
    const float* own_x = x + skipped * c.h.in * c.w.in * c.channels;
    const float* own_dy = dy + skipped * c.h.out * c.w.out * c.filters;
    float* own_dw = dw + part.images * (ptrdiff_t)9 * c.channels * c.filters;
    for (int32_t f0 = part.f0, f1; f0 < part.f1; f0 = f1) {
      f1 = part.f1 - f0 < wide ? part.f1 : f0 + wide;
      const int32_t tall = fits / whole_vectors(f1 - f0) + 1, pieces = (part.c1 - part.c0 + tall - 1) / tall;
      for (int32_t i = 0; i < pieces; i++) {
        const int32_t c0 = part.c0 + cut(part.c1 - part.c0, i, pieces), c1 = part.c0 + cut(part.c1 - part.c0, i + 1, pieces);
        weights_winograd_part<M>(c, (int32_t)images, own_x, own_dy, {c0, c1, f0, f1, part.images}, own_dw);
      }
    }
  }
}
