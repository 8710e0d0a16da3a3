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
   into one set of the L1 cache. */
static const int32_t WINOGRAD_TOGETHER = 28, GAP = 16;

/* Floats from one tile to the next, for so many columns. */
static inline ptrdiff_t winograd_row(int32_t columns) {
  return whole_vectors(columns) + (whole_vectors(columns) % (ALIASING / 4) == 0 ? GAP : 0);
}

/* Sizes of the memory of a convolution by tiles of M x M. */
template <int32_t M>
struct WinogradRoom {
  static const int32_t N = Winograd<M>::N;
  int32_t tiles, filters;
  /* Floats of the sums of a tile for a panel of filters: those of a position lie FILTER_VECTORS vectors behind those of the last. */
  static const ptrdiff_t SUMS = N * N * FILTER_VECTORS * W + GAP;
  ptrdiff_t row, data;
  size_t taps, zeros;

  /* Of the transformed data, one row of positions is there at a time. So few tiles that it stays in the L1 cache, if that are enough
     for a product of the highest; else as many as pay for the taps, which come from further away. The sums of `filters` filters are there
     for all positions, a quarter of the L2 cache at most. */
  explicit WinogradRoom(const Convolution& c) {
    const int32_t width = FILTER_VECTORS * W, high = rows_of(FILTER_VECTORS), most = WINOGRAD_TOGETHER / high * high;
    row = winograd_row(c.channels);
    const int32_t near = caches.l1 / 2 / (int32_t)sizeof(float) / N / (int32_t)row / high * high;
    tiles = near < high || near > most ? most : near;
    data = tiles * row + GAP;
    const int32_t panels = caches.l2 / 4 / (int32_t)sizeof(float) / tiles / (int32_t)SUMS, all = (c.filters + width - 1) / width;
    filters = (panels < 1 ? 1 : panels < all ? panels : all) * width;
    taps = (size_t)N * N * c.channels * whole_vectors(c.filters);
    zeros = whole_vectors(c.channels);
  }
  ptrdiff_t all_sums() const { return tiles * SUMS * (filters / (FILTER_VECTORS * W)); }
  size_t size() const { return N * data + all_sums() + taps + zeros; }
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

/* Activations beside relu, which are too long to stand in a loop for each place of a tile. */
#if defined(__GNUC__)
__attribute__((noinline))
#endif
static vf activate_apart(vf x, int32_t activation) { return activate(x, activation); }

/* Ends a tile of the output: the transform of its sums, then bias, activation and gate; for `width` filters from column j on. */
template <int32_t M>
static void write_places(const Convolution& c, const WinogradTile& tile, const float* sums, int32_t j, int32_t width, const Epilogue& e,
    float* out) {
  const int32_t N = Winograd<M>::N;
  const int32_t high = c.h.out - tile.h, wide = c.w.out - tile.w;
  const bool all = high >= M && wide >= M;
  const ptrdiff_t first = (((ptrdiff_t)tile.image * c.h.out + tile.h) * c.w.out + tile.w) * c.filters + j;
  for (int32_t v = 0; v < width; v += W) {
    const int32_t count = width - v < W ? width - v : W;
    const bool whole = count == W;
    vf x[N][N], y[M][M];
#pragma GCC unroll 36
    for (int32_t p = 0; p < N * N; p++) x[p / N][p % N] = at(sums + p * FILTER_VECTORS * W, v);
    along_both<N, M, Winograd<M>::places>(x, y);
    const vf bias = e.bias == nullptr ? splat(0.0f) : whole ? at(e.bias + j, v) : at_n(e.bias + j, v, count);
#pragma GCC unroll 16
    for (int32_t p = 0; p < M * M; p++) {
      const int32_t i = p / M, q = p % M;
      if (!all && (i >= high || q >= wide)) continue;
      const ptrdiff_t to = first + ((ptrdiff_t)i * c.w.out + q) * c.filters + v;
      vf z = vadd(y[i][q], bias);
      if (e.activation == ACTIVATION_RELU) z = vlarger(splat(0.0f), z);
      else if (e.activation != ACTIVATION_LINEAR) z = activate_apart(z, e.activation);
      if (e.gate != nullptr) z = vselect(vless(splat(0.0f), whole ? at(e.gate, to) : at_n(e.gate, to, count)), z, splat(0.0f));
      if (whole) put(out, to, z);
      else put_n(out, to, count, z);
    }
  }
}

/* Some tiles. */
struct WinogradTiles {
  int32_t count;
  WinogradTile tile[WINOGRAD_TOGETHER];
};

/* The tiles of M x M of the units [lo, hi), in order. */
template <int32_t M>
struct WinogradWalk {
  const Convolution& c;
  int32_t lo, hi;
  Band band = {};
  int32_t h = 0, w = 0;

  void take(int32_t most, WinogradTiles& tiles) {
    tiles.count = 0;
    while (tiles.count < most) {
      if (w >= band.w1) h += M, w = band.w0;
      if (h >= band.h1) {
        if (lo == hi) return;
        band = take_band(1, c.h.out, c.w.out, lo, hi);
        h = band.h0, w = band.w0;
      }
      tiles.tile[tiles.count++] = {band.image, h, w};
      w += M;
    }
  }
};

/* What a block of tiles reads and writes. `taps` are transformed, in panels. */
struct WinogradBlock {
  const float *in, *taps, *zeros;
  float *data, *sums, *out;
};

/* Prefetches a share of what is needed from memory: the places of the output of these tiles, and those of the input of the next.
   Always inline as call_places is. */
template <int32_t M>
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
static inline void call_tiles(const Convolution& c, const WinogradBlock& b, const WinogradTiles& tiles, const WinogradTiles& next,
    int32_t j0, int32_t j1, int32_t from, int32_t to, int32_t of) {
  for (int32_t t = cut(tiles.count, from, of); t < cut(tiles.count, to, of); t++) {
    call_places(output_of(c, tiles.tile[t], b.out + j0), tiles.tile[t].h, tiles.tile[t].w, M, M, j1 - j0);
    if (t >= next.count) continue;
    const WinogradTile& n = next.tile[t];
    call_places(input_of(c, n, b.in), place(c.h, n.h, 0), place(c.w, n.w, 2), Winograd<M>::N, M, c.channels);
  }
}

/* The sums of all rows of positions from row I on, for filters [j0, j1). */
template <int32_t M, int32_t I = 0>
static void winograd_rows(const Convolution& c, const WinogradRoom<M>& room, const WinogradBlock& block, const WinogradTiles& tiles,
    const WinogradTiles& next, int32_t j0, int32_t j1) {
  const int32_t N = Winograd<M>::N, most = rows_of(FILTER_VECTORS), bands = (tiles.count + most - 1) / most;
  for (int32_t t = 0; t < tiles.count; t++) {
    const WinogradTile& tile = tiles.tile[t];
    const float* places[N][N];
    find_places<N>(input_of(c, tile, block.in), place(c.h, tile.h, 0), place(c.w, tile.w, 0), block.zeros, places);
    transform_row<N, N, Winograd<M>::data, I>(places, c.channels, block.data + t * room.row, room.data);
  }
  float* sums = block.sums + I * N * FILTER_VECTORS * W;
  for (int32_t j = j0, width; j < j1; j += width, sums += tiles.count * room.SUMS) {
    width = panel_width(j1, j);
    const int32_t vectors = (width + W - 1) / W, ld = vectors * W;
    const ptrdiff_t panel = (ptrdiff_t)c.channels * ld;
    const float* b = block.taps + (ptrdiff_t)j * c.channels * N * N + I * N * panel;
    for (int32_t q = 0; q < N; q++, b += panel) {
      const int32_t part = (I * (j1 - j0) + j - j0) * N + q * width;
      call_tiles<M>(c, block, tiles, next, j0, j1, part, part + width, N * N * (j1 - j0));
      for (int32_t band = 0; band < bands; band++) {
        const int32_t i = cut(tiles.count, band, bands), height = cut(tiles.count, band + 1, bands) - i;
        // Each step prefetches a line of the next panel.
        tile_of<false>(height, vectors)(c.channels, block.data + q * room.data + i * room.row, room.row, b, ld, nullptr, 1.0f, 0.0f,
            sums + i * room.SUMS + q * FILTER_VECTORS * W, room.SUMS, W, {b + panel + band % vectors * W, ld});
      }
    }
  }
  if constexpr (I + 1 < N) winograd_rows<M, I + 1>(c, room, block, tiles, next, j0, j1);
}

/* Units [lo, hi) of the output, by tiles of M x M: out[image, h, w, filters]. `panels` are those of correlate, `space`
   has room for WinogradRoom<M>(c).size() floats. */
template <int32_t M>
static void correlate_winograd(const Convolution& c, const float* in, const float* panels, const Epilogue& e, float* out, float* space,
    int32_t lo, int32_t hi) {
  const int32_t N = Winograd<M>::N;
  const WinogradRoom<M> room(c);
  float *data = space, *sums = data + N * room.data, *zeros = sums + room.all_sums(), *taps = zeros + room.zeros;
  memset(zeros, 0, room.zeros * sizeof(float));
  for (int32_t j = 0, width; j < c.filters; j += width) {
    width = panel_width(c.filters, j);
    const ptrdiff_t before = (ptrdiff_t)j * c.channels;
    transform_taps<M>((ptrdiff_t)c.channels * whole_vectors(width), panels + 9 * before, taps + N * N * before);
  }
  const WinogradBlock block = {in, taps, zeros, data, sums, out};
  WinogradWalk<M> walk = {c, lo, hi};
  WinogradTiles both[2];
  walk.take(room.tiles, both[0]);
  for (int32_t k = 0; both[k].count > 0; k = 1 - k) {
    const WinogradTiles& tiles = both[k];
    walk.take(room.tiles, both[1 - k]);
    for (int32_t j0 = 0, j1; j0 < c.filters; j0 = j1) {
      j1 = c.filters - j0 < room.filters ? c.filters : j0 + room.filters;
      winograd_rows<M>(c, room, block, tiles, both[1 - k], j0, j1);
      for (int32_t t = 0; t < tiles.count; t++) {
        for (int32_t j = j0, width; j < j1; j += width) {
          width = panel_width(j1, j);
          const float* from = sums + ((j - j0) / (FILTER_VECTORS * W) * tiles.count + t) * room.SUMS;
          write_places<M>(c, tiles.tile[t], from, j, width, e, out);
        }
      }
    }
  }
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
