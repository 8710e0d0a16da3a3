// Tiles of recurrent cells. A tile computes sums for some rows at once, from the input and the state of before, which lie side by side.
// Each sum goes along k in one order, whatever the tile, so that the bits do not depend on how the batch is divided.
#pragma once

/* Rows of a tile: four gates of so many rows leave registers for a vector of each gate's weights and an element of xh. */
static const int32_t GATE_ROWS = REGISTERS >= 32 ? 6 : 2;
/* Floats from one element of k to the next in packed weights. */
static const int32_t GATE_STEP = 4 * GATE_STRIP;

/* The sums of G vectors of columns, STRIDE apart, for R rows: rows of xh are lda apart. `sum` gets them as [row][vector]. The vectors are
   the gates of W units, or 4 W units of a cell without gates, or the fewer that are left of them. */
template <int32_t R, int32_t G, int32_t STRIDE>
static void cell_tile(int32_t k, const float* a, ptrdiff_t lda, const float* w, float* sum) {
  vf s[R][G];
#pragma GCC unroll 8
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 4
    for (int32_t g = 0; g < G; g++) s[i][g] = splat(0.0f);
  }
  const float* rows[(R + 2) / 3];
  for (int32_t i = 0; i < R; i += 3) rows[i / 3] = a + i * lda;
  for (int32_t p = 0; p < k; p++, w += GATE_STEP) {
    vf b[G];
#pragma GCC unroll 4
    for (int32_t g = 0; g < G; g++) b[g] = at(w, g * STRIDE);
#pragma GCC unroll 8
    for (int32_t i = 0; i < R; i++) {
      const vf x = splat(rows[i / 3][(i % 3) * lda]);
#pragma GCC unroll 4
      for (int32_t g = 0; g < G; g++) s[i][g] = vfma(x, b[g], s[i][g]);
    }
#pragma GCC unroll 8
    for (int32_t i = 0; i < R; i += 3) rows[i / 3]++;
  }
#pragma GCC unroll 8
  for (int32_t i = 0; i < R; i++) {
#pragma GCC unroll 4
    for (int32_t g = 0; g < G; g++) put(sum, (G * i + g) * W, s[i][g]);
  }
}

typedef void (*CellTile)(int32_t k, const float* a, ptrdiff_t lda, const float* w, float* sum);

static CellTile gate_tile_of(int32_t rows) {
#define TILE(R) cell_tile<(R <= GATE_ROWS ? R : 1), 4, GATE_STRIP>
  static const CellTile tiles[] = {TILE(1), TILE(2), TILE(3), TILE(4), TILE(5), TILE(6)};
#undef TILE
  return tiles[rows - 1];
}

static CellTile plain_tile_of(int32_t rows, int32_t vectors) {
#define TILE(R, G) cell_tile<(R <= GATE_ROWS ? R : 1), G, W>
#define ROW(R) {TILE(R, 1), TILE(R, 2), TILE(R, 3), TILE(R, 4)}
  static const CellTile tiles[][4] = {ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6)};
#undef ROW
#undef TILE
  return tiles[rows - 1][vectors - 1];
}
