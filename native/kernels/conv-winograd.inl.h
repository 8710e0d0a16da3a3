// Convolutions of 3 x 3 taps by Winograd's minimal filtering: tiles of the input are transformed, one product of
// matrices for each position in a tile takes the channels together, and its results are transformed into places.
// Tiles lie on a grid of the whole output, and each sum runs over the channels, so the bits of an element do not depend
// on the tiles that are computed with it.
#pragma once

/* A tile of the output begins at (h, w) of an image. */
struct WinogradTile {
  int32_t image, h, w;
};

/* WINOGRAD_TOGETHER: the most tiles that are computed together. GAP: floats between positions, which would otherwise fall
   into one set of the L1 cache. @source measured on Zen 4: 14 to 56 tiles are alike, 28 a little faster */
static const int32_t WINOGRAD_TOGETHER = 28, GAP = 16;

/* Floats from one tile to the next, for so many columns. */
static inline ptrdiff_t winograd_row(int32_t columns) {
  return whole_vectors(columns) + (whole_vectors(columns) % (ALIASING / 4) == 0 ? GAP : 0);
}

/* Sizes of the memory of a convolution by tiles of M x M. */
template <int32_t M>
struct WinogradRoom {
  static const int32_t N = Winograd<M>::N;
  int32_t tiles;
  ptrdiff_t row, data, sums;
  size_t taps;

  /* Transformed data and sums fill at most half of the L2 cache, so that taps have room beside them; but there are
     enough tiles for a product of the highest. */
  explicit WinogradRoom(const Convolution& c) {
    const int32_t width = FILTER_VECTORS * W, high = rows_of(FILTER_VECTORS);
    row = winograd_row(c.channels);
    const int32_t fits = caches.l2 / 2 / (int32_t)sizeof(float) / (N * N) / (int32_t)(row + width) / high * high;
    tiles = fits < high ? high : fits < WINOGRAD_TOGETHER ? fits : WINOGRAD_TOGETHER;
    data = tiles * row + GAP;
    sums = tiles * width + GAP;
    taps = (size_t)N * N * c.channels * whole_vectors(c.filters);
  }
  size_t size() const { return N * N * (data + sums) + taps; }
};

/* out[N * N positions, channels, width] = the transform of panels[9 taps, channels, width], whole vectors. */
template <int32_t M>
static void transform_taps(ptrdiff_t size, const float* panels, float* out) {
  const int32_t N = Winograd<M>::N;
  for (ptrdiff_t e = 0; e < size; e += W) {
    vf g[3][3], u[N][N];
#pragma GCC unroll 9
    for (int32_t t = 0; t < 9; t++) g[t / 3][t % 3] = at(panels + t * size + e, 0);
    along_both<3, N, Winograd<M>::taps>(g, u);
#pragma GCC unroll 36
    for (int32_t p = 0; p < N * N; p++) put(out + p * size + e, 0, u[p / N][p % N]);
  }
}

/* The image that a tile belongs to, of the input and of the output. */
static inline Image input_of(const Convolution& c, const WinogradTile& tile, const float* in) {
  return {in + (ptrdiff_t)tile.image * c.h.in * c.w.in * c.channels, c.h.in, c.w.in, c.channels};
}
static inline Image output_of(const Convolution& c, const WinogradTile& tile, const float* out) {
  return {out + (ptrdiff_t)tile.image * c.h.out * c.w.out * c.filters, c.h.out, c.w.out, c.filters};
}

/* Ends a tile of the output: the transform of its sums, whose positions are `position` floats apart, then bias,
   activation and gate; for `width` filters from column j on. */
template <int32_t M>
static void write_places(const Convolution& c, const WinogradTile& tile, const float* sums, ptrdiff_t position, int32_t j, int32_t width,
    const Epilogue& e, float* out) {
  const int32_t N = Winograd<M>::N;
  const int32_t high = c.h.out - tile.h < M ? c.h.out - tile.h : M, wide = c.w.out - tile.w < M ? c.w.out - tile.w : M;
  const ptrdiff_t first = (((ptrdiff_t)tile.image * c.h.out + tile.h) * c.w.out + tile.w) * c.filters + j;
  for (int32_t v = 0; v < width; v += W) {
    const int32_t count = width - v < W ? width - v : W;
    const bool whole = count == W;
    vf x[N][N], y[M][M];
#pragma GCC unroll 36
    for (int32_t p = 0; p < N * N; p++) x[p / N][p % N] = at(sums + p * position, v);
    along_both<N, M, Winograd<M>::places>(x, y);
    const vf bias = e.bias == nullptr ? splat(0.0f) : whole ? at(e.bias + j, v) : at_n(e.bias + j, v, count);
    for (int32_t i = 0; i < high; i++) {
      for (int32_t q = 0; q < wide; q++) {
        const ptrdiff_t to = first + ((ptrdiff_t)i * c.w.out + q) * c.filters + v;
        vf z = activate(vadd(y[i][q], bias), e.activation);
        if (e.gate != nullptr) {
          z = vselect(vless(splat(0.0f), whole ? at(e.gate, to) : at_n(e.gate, to, count)), z, splat(0.0f));
        }
        if (whole) put(out, to, z);
        else put_n(out, to, count, z);
      }
    }
  }
}

/* Some tiles: data, products and places. `taps` are transformed, in panels. */
template <int32_t M>
static void winograd_block(const Convolution& c, const WinogradRoom<M>& room, int32_t count, const WinogradTile* tiles, const float* in,
    const float* taps, const Epilogue& e, float* data, float* sums, float* out) {
  const int32_t N = Winograd<M>::N, positions = N * N, most = rows_of(FILTER_VECTORS), bands = (count + most - 1) / most;
  for (int32_t t = 0; t < count; t++) {
    const int32_t top = place(c.h, tiles[t].h, 0), left = place(c.w, tiles[t].w, 0), next = t + 1 < count ? t + 1 : t;
    call_places(input_of(c, tiles[next], in), place(c.h, tiles[next].h, 0), place(c.w, tiles[next].w, 2), N, M, c.channels);
    transform_patch<N, N, Winograd<M>::data>(input_of(c, tiles[t], in), top, left, c.channels, data + t * room.row, room.data);
  }
  for (int32_t j = 0, width; j < c.filters; j += width) {
    width = panel_width(c.filters, j);
    const int32_t vectors = (width + W - 1) / W, ld = vectors * W;
    const ptrdiff_t panel = (ptrdiff_t)c.channels * ld;
    const float* b = taps + (ptrdiff_t)j * c.channels * positions;
    for (int32_t p = 0; p < positions; p++, b += panel) {
      for (int32_t band = 0; band < bands; band++) {
        const int32_t i = cut(count, band, bands), height = cut(count, band + 1, bands) - i;
        // Each step prefetches a line of the next panel.
        tile_of<false>(height, vectors)(c.channels, data + p * room.data + i * room.row, room.row, b, ld, nullptr, 1.0f, 0.0f,
            sums + p * room.sums + i * ld, ld, W, {b + panel + band % vectors * W, ld});
      }
    }
    for (int32_t t = 0; t < count; t++) {
      const WinogradTile& next = tiles[t + 1 < count ? t + 1 : t];
      call_places(output_of(c, next, out + j), next.h, next.w, M, M, width);
      write_places<M>(c, tiles[t], sums + t * ld, room.sums, j, width, e, out);
    }
  }
}

/* Units [lo, hi) of the output, by tiles of M x M: out[image, h, w, filters]. `panels` are those of correlate, `space`
   has room for WinogradRoom<M>(c).size() floats. */
template <int32_t M>
static void correlate_winograd(const Convolution& c, const float* in, const float* panels, const Epilogue& e, float* out, float* space,
    int32_t lo, int32_t hi) {
  const int32_t positions = Winograd<M>::N * Winograd<M>::N;
  const WinogradRoom<M> room(c);
  float *data = space, *sums = data + positions * room.data, *taps = sums + positions * room.sums;
  for (int32_t j = 0, width; j < c.filters; j += width) {
    width = panel_width(c.filters, j);
    const ptrdiff_t before = (ptrdiff_t)j * c.channels;
    transform_taps<M>((ptrdiff_t)c.channels * whole_vectors(width), panels + 9 * before, taps + positions * before);
  }
  WinogradTile tiles[WINOGRAD_TOGETHER];
  int32_t count = 0;
  while (lo < hi) {
    const Band band = take_band(1, c.h.out, c.w.out, lo, hi);
    for (int32_t h = band.h0; h < band.h1; h += M) {
      for (int32_t w = band.w0; w < band.w1; w += M) {
        tiles[count++] = {band.image, h, w};
        if (count < room.tiles) continue;
        winograd_block<M>(c, room, count, tiles, in, taps, e, data, sums, out);
        count = 0;
      }
    }
  }
  if (count > 0) winograd_block<M>(c, room, count, tiles, in, taps, e, data, sums, out);
}

/* The same by tiles of 2 x 2 places where winograd is 1, of 4 x 4 where it is 2. */
static void correlate_winograd(int32_t winograd, const Convolution& c, const float* in, const float* panels, const Epilogue& e, float* out,
    float* space, int32_t lo, int32_t hi) {
  if (winograd == 1) correlate_winograd<2>(c, in, panels, e, out, space, lo, hi);
  else correlate_winograd<4>(c, in, panels, e, out, space, lo, hi);
}

/* The floats that `correlate` or, if tiles are given, `correlate_winograd` needs. */
static inline size_t space_of(const Convolution& c, int32_t winograd) {
  return winograd == 0 ? space_of(c) : winograd == 1 ? WinogradRoom<2>(c).size() : WinogradRoom<4>(c).size();
}
