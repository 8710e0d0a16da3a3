#pragma once
// Chains of known form: a loop for each, written by src/abi/codegen-chains.ts, goes through all steps with vectors in registers.
// Chains of other forms go by pieces or by blocks; all come to the same bits.
#include <stddef.h>
#include "../chain.h"
#include "../simd.h"

/* Vectors that a loop loads before it computes, and computes before it stores: an element of one operand is often where another has its
   next one in its page, and loads wait for such stores. As many as registers hold. @source measured on Zen 4, AVX-512, 1 M weights,
   times of one vector at once by those of four: RMSprop 1.29, Lion 1.39 */
#if defined(MYELIN_TARGET_AVX512) || defined(MYELIN_TARGET_NEON)
static const int32_t VECTORS_TOGETHER = 4;
#else
static const int32_t VECTORS_TOGETHER = 2;
#endif
static const int32_t FLOATS_TOGETHER = VECTORS_TOGETHER * W;
/* Elements from which on a chain is worth looking for its form. */
static const int32_t COMPILED_LEAST = 64;

/* Prefetches what a loop loads later, once for each line. @source that of PIECE_AHEAD in pieces.inl.h */
static inline void ahead_of(const float* p) {
  if (W == 16 || ((uintptr_t)p & 63) < 4 * W) __builtin_prefetch(p + PIECE_AHEAD);
}

#include "../gen/chains.inl.h"

/* Whether the chain at w, with as many steps, is of this form. `operand` becomes the operand of the chain for each one of the form. */
static bool has_form(const int32_t* w, const uint8_t* form, int32_t* operand) {
  const int32_t* step = w + 5 + 2 * w[3];
  const uint8_t *kinds = form + 3, *own = kinds + form[0];
  if (step[0] != own[0]) return false;
  int32_t holder[CHAIN_MAX_OPERANDS];
  for (int32_t i = 0; i < w[3]; i++) holder[i] = -1;
  for (int32_t i = 0; i < form[0]; i++) operand[i] = -1;
  for (int32_t left = w[4]; left > 0; left--) {
    const int32_t count = step_operands(step);
    if (step[0] != own[0]) return false;
    for (int32_t k = 1; k <= count; k++) {
      const int32_t i = step[k], kind = w[5 + 2 * i];
      if ((kind == KIND_IMMEDIATE ? KIND_IN_SCALAR : kind) != kinds[own[k]]) return false;
      // A number has an operand of the form for each use; of others each has one.
      if (kind != KIND_IMMEDIATE && kind != KIND_IN_SCALAR) {
        if (holder[i] < 0 && operand[own[k]] < 0) holder[i] = own[k];
        if (holder[i] != own[k]) return false;
      }
      operand[own[k]] = i;
    }
    step += 1 + count;
    own += 1 + count;
  }
  return true;
}

/* Elements [from, to), a multiple of FLOATS_TOGETHER. Operands that are rows lie at p + (i & mask); with the mask WHOLE, which has all
   bits, as others do. */
typedef void (*CompiledLoop)(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask);

/* A loop, and the operands of its form. */
struct Compiled {
  CompiledLoop loop;
  int32_t operands;
  const uint8_t* kinds;
};

/* Finds the loop for the chain at w, null if there is none. */
static Compiled compiled_of(const int32_t* w, int32_t* operand) {
  const int32_t steps = w[4];
  if (steps > COMPILED_STEPS) return {nullptr, 0, nullptr};
  const uint8_t* form = COMPILED_FORMS + COMPILED_PLACE[steps];
  for (int32_t number = COMPILED_FIRST[steps]; number < COMPILED_FIRST[steps + 1]; number++) {
    if (has_form(w, form, operand)) return {COMPILED_LOOPS[number], form[0], form + 3};
    form += 3 + form[0] + form[2];
  }
  return {nullptr, 0, nullptr};
}

/* Runs elements [from, to) of a loop; a last group that is not whole lies in scratch meanwhile. */
static void run_loop(const Compiled& compiled, float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const ptrdiff_t whole = to - (to - from) % FLOATS_TOGETHER;
  const int32_t left = (int32_t)(to - whole);
  if (from < whole) compiled.loop(p, from, whole, mask);
  if (left == 0) return;
  float* own[CHAIN_MAX_OPERANDS];
  for (int32_t i = 0; i < compiled.operands; i++) {
    const int32_t kind = compiled.kinds[i];
    own[i] = p[i];
    if (kind == KIND_IN_SCALAR || kind == KIND_IN_COL || kind == KIND_TEMP) continue;
    own[i] = chain_blocks() + (ptrdiff_t)i * BLOCK;
    if (kind == KIND_OUT) continue;
    copy(left, p[i] + (kind == KIND_IN_ROW ? whole & mask : whole), own[i]);
    spread(FLOATS_TOGETHER - left, 1.0f, own[i] + left);
  }
  compiled.loop(own, 0, FLOATS_TOGETHER, WHOLE);
  for (int32_t i = 0; i < compiled.operands; i++) if (compiled.kinds[i] == KIND_OUT) copy(left, own[i], p[i] + whole);
}

/* Rows of 2^n elements one behind the other: operands that are rows repeat. Shorter ones than a group repeat in scratch. */
static void run_repeating(const Compiled& compiled, float** p, ptrdiff_t cols, ptrdiff_t from, ptrdiff_t to) {
  for (int32_t i = 0; cols < FLOATS_TOGETHER && i < compiled.operands; i++) {
    if (compiled.kinds[i] != KIND_IN_ROW) continue;
    float* const rows = chain_blocks() + (ptrdiff_t)i * BLOCK + FLOATS_TOGETHER;
    for (ptrdiff_t j = 0; j < FLOATS_TOGETHER; j += cols) copy((int32_t)cols, p[i], rows + j);
    p[i] = rows;
  }
  run_loop(compiled, p, from, to, (cols < FLOATS_TOGETHER ? FLOATS_TOGETHER : cols) - 1);
}

static void run_row_by_row(const Compiled& compiled, float* const* p, ptrdiff_t cols, ptrdiff_t from, ptrdiff_t to) {
  float* of_row[CHAIN_MAX_OPERANDS];
  while (from < to) {
    const ptrdiff_t row = from / cols, begin = row * cols, end = begin + cols < to ? begin + cols : to;
    for (int32_t i = 0; i < compiled.operands; i++) {
      const int32_t kind = compiled.kinds[i];
      of_row[i] = p[i] + (kind == KIND_IN_FULL || kind == KIND_OUT ? begin : kind == KIND_IN_COL ? row : 0);
    }
    run_loop(compiled, of_row, from - begin, end - begin, WHOLE);
    from = end;
  }
}

/* Runs elements [from, to) of the chain at w. Returns false, and does nothing, if there is no loop for its form, or if its rows are so
   short and odd that blocks are faster. */
static bool run_compiled(const int32_t* w, float* arena, ptrdiff_t from, ptrdiff_t to) {
  int32_t operand[CHAIN_MAX_OPERANDS];
  const Compiled compiled = compiled_of(w, operand);
  if (compiled.loop == nullptr) return false;
  float values[CHAIN_MAX_OPERANDS];
  float* p[CHAIN_MAX_OPERANDS];
  bool rows = false, columns = false;
  for (int32_t i = 0; i < compiled.operands; i++) {
    const int32_t kind = w[5 + 2 * operand[i]], word = w[6 + 2 * operand[i]];
    values[i] = float_of(word);
    p[i] = kind == KIND_IMMEDIATE || kind == KIND_TEMP ? &values[i] : arena + word;
    rows = rows || kind == KIND_IN_ROW;
    columns = columns || kind == KIND_IN_COL;
  }
  const int32_t cols = w[2];
  if (!rows && !columns) run_loop(compiled, p, from, to, WHOLE);
  else if (!columns && (cols & (cols - 1)) == 0) run_repeating(compiled, p, cols, from, to);
  else if (cols >= BLOCK || cols % FLOATS_TOGETHER == 0) run_row_by_row(compiled, p, cols, from, to);
  else return false;
  return true;
}
