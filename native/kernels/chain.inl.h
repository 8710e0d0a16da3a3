// A chain: steps over the same elements, one after another.
#pragma once
#include <stddef.h>
#include "../chain.h"
#include "elementwise.inl.h"
#include "scratch.inl.h"

static inline void run_step(int32_t op, int32_t n, float* p0, float* p1, float* p2, float* p3);

/* A scratch block for each operand of a chain. */
OF_THREAD float* chain_blocks() {
  static thread_local Scratch mine;
  return grown(mine, (size_t)CHAIN_MAX_OPERANDS * BLOCK);
}

// MIRROR: WebAssembly runs by blocks what has no loop of its own; native, chains of arithmetic by pieces
#include "pieces.inl.h"
#include "compiled.inl.h"

/* Sets the pointers p of the operands that are the same for every block of n elements. A block is `rows` whole rows,
   or columns of one longer row if rows = 0. */
static void chain_constants(const int32_t* w, float* arena, int32_t rows, int32_t n, float** p) {
  const int32_t cols = w[2];
  for (int32_t i = 0; i < w[3]; i++) {
    const int32_t kind = w[5 + 2 * i], word = w[6 + 2 * i];
    if (kind == KIND_IMMEDIATE) spread(n, float_of(word), p[i]);
    else if (kind == KIND_IN_SCALAR) spread(n, arena[word], p[i]);
    else if (kind == KIND_IN_ROW && rows == 1) p[i] = arena + word;
    else if (kind == KIND_IN_ROW) for (int32_t r = 0; r < rows; r++) copy(cols, arena + word, p[i] + r * cols);
  }
}

/* Sets the pointers p of the other operands to their n elements from (row, col) on. */
static void chain_variables(const int32_t* w, float* arena, int32_t row, int32_t col, int32_t n, float** p) {
  const int32_t cols = w[2], width = n < cols ? n : cols;
  for (int32_t i = 0; i < w[3]; i++) {
    const int32_t kind = w[5 + 2 * i], word = w[6 + 2 * i];
    if (kind == KIND_IN_FULL || kind == KIND_OUT) p[i] = arena + word + (ptrdiff_t)row * cols + col;
    else if (kind == KIND_IN_ROW && cols > BLOCK) p[i] = arena + word + col;
    else if (kind == KIND_IN_COL && cols == 1) p[i] = arena + word + row;
    else if (kind == KIND_IN_COL) for (int32_t r = 0; r * width < n; r++) spread(width, arena[word + row + r], p[i] + r * width);
  }
}

/* Whether a chain is a single step whose operands all have rows * cols elements. All its blocks can then be computed
   at once. */
static int32_t chain_is_stretch(const int32_t* w) {
  for (int32_t i = 0; i < w[3]; i++) {
    if (w[5 + 2 * i] != KIND_IN_FULL && w[5 + 2 * i] != KIND_OUT) return 0;
  }
  return w[4] == 1;
}

/* Computes blocks [lo, hi) of the chain at w. A block is as many whole rows as it holds, or BLOCK columns of a
   longer row. Each step runs over the whole block before the next step begins. */
static void run_chain(const int32_t* w, float* arena, int32_t lo, int32_t hi) {
  const int32_t rows = w[1], cols = w[2], operands = w[3], steps = w[4];
  const int32_t whole = chain_block_rows(cols), most = whole < rows ? whole : rows;
  const int32_t across = whole > 0 ? 1 : (cols - 1) / BLOCK + 1, down = whole > 0 ? whole : 1;
  float(*blocks)[BLOCK] = (float(*)[BLOCK])chain_blocks();
  if (steps > 1 && (int64_t)rows * cols >= COMPILED_LEAST) {
    const int32_t below = hi / across * down < rows ? hi / across * down : rows;
    const ptrdiff_t from = (ptrdiff_t)(lo / across * down) * cols + lo % across * BLOCK;
    const ptrdiff_t to = (ptrdiff_t)below * cols + hi % across * BLOCK;
    if (run_compiled(w, arena, from, to)) return;
    if ((int64_t)rows * cols >= BLOCK && run_in_pieces(w, arena, blocks[0], from, to)) return;
  }
  float* p[CHAIN_MAX_OPERANDS];
  for (int32_t i = 0; i < operands; i++) p[i] = blocks[i];
  chain_constants(w, arena, most, whole > 0 ? most * cols : BLOCK, p);
  const int32_t together = chain_is_stretch(w) ? hi - lo : 1;
  for (int32_t unit = lo; unit < hi; unit += together) {
    const int32_t row = unit / across * down, col = unit % across * BLOCK, next = unit + together;
    const int32_t below = next / across * down < rows ? next / across * down : rows;
    const int32_t right = next % across * BLOCK;
    const int32_t n = (below - row) * cols + right - col;
    chain_variables(w, arena, row, col, n, p);
    const int32_t* step = w + 5 + 2 * operands;
    for (int32_t s = 0; s < steps; s++) {
      const int32_t count = step_operands(step);
      run_step(step[0], n, p[step[1]], p[step[2]], count > 2 ? p[step[3]] : 0, count > 3 ? p[step[4]] : 0);
      step += 1 + count;
    }
  }
}
