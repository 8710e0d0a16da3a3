// The layout of a chain instruction: `rows cols operands steps`, (kind, word) for each operand, (opcode, operand
// numbers) for each step. Mirrors lengthAt of src/abi/instructions.ts and checkChain of src/abi/validate.ts. This
// file is plain C, because both the runner and the kernels include it.
#pragma once
#include <stdint.h>
#include "gen/check.inl.h"

/* The number of words of the chain at w, or 0 if it is malformed or cut short. Never reads at or beyond `end`. */
static inline int32_t chain_words(const int32_t* w, const int32_t* end) {
  if (end - w < 5 || w[3] < 1 || w[3] > CHAIN_MAX_OPERANDS || w[4] < 1 || w[4] > CHAIN_MAX_STEPS) return 0;
  int32_t length = 5 + 2 * w[3];
  for (int32_t s = 0; s < w[4]; s++) {
    if (end - w <= length) return 0;
    const int32_t count = step_operands(w + length);
    if (count == 0) return 0;
    length += 1 + count;
  }
  return length;
}

/* Like `check` of the generated file, but for a chain. All words of the chain must be present. */
static inline double chain_check(const int32_t* w) {
  const double rows = w[1], cols = w[2];
  const int32_t operands = w[3], steps = w[4];
  if (rows < 0 || cols < 0) return -STATUS_BAD_SIZE;
  double needs = 0;
  uint8_t written[CHAIN_MAX_OPERANDS];
  for (int32_t i = 0; i < operands; i++) {
    const int32_t kind = w[5 + 2 * i];
    if (kind < 0 || kind >= KIND_COUNT) return -STATUS_BAD_CHAIN;
    written[i] = kind != KIND_TEMP && kind != KIND_OUT;
    if (kind == KIND_IMMEDIATE || kind == KIND_TEMP) continue;
    const double extent = kind == KIND_IN_ROW ? cols : kind == KIND_IN_COL ? rows : kind == KIND_IN_SCALAR ? 1 : rows * cols;
    needs = max(needs, reach(w[6 + 2 * i], extent));
  }
  const int32_t* kinds = w + 5;
  w += 5 + 2 * operands;
  for (int32_t s = 0; s < steps; s++) {
    const int32_t count = step_operands(w);
    for (int32_t i = 1; i <= count; i++) {
      const int32_t operand = w[i];
      if (operand < 0 || operand >= operands) return -STATUS_BAD_CHAIN;
      const int32_t kind = kinds[2 * operand];
      if (i < count ? !written[operand] : kind != KIND_OUT && kind != KIND_TEMP) return -STATUS_BAD_CHAIN;
      written[operand] = 1;
    }
    w += 1 + count;
  }
  return needs;
}

/* Arithmetic operations of all steps, per element. */
static inline double chain_flops(const int32_t* w) {
  const int32_t* step = w + 5 + 2 * w[3];
  double flops = 0;
  for (int32_t s = 0; s < w[4]; s++, step += 1 + step_operands(step)) flops += step_flops(step);
  return flops;
}

/* Bytes that the chain reads and writes. Counts only operands of rows * cols elements. */
static inline double chain_bytes(const int32_t* w) {
  double operands = 0;
  for (int32_t i = 0; i < w[3]; i++) operands += w[5 + 2 * i] == KIND_IN_FULL || w[5 + 2 * i] == KIND_OUT;
  return 4 * operands * w[1] * w[2];
}

/* The number of whole rows in one block of a chain with cols > 0 columns; 0 if a block is BLOCK columns of one row. */
static inline int32_t chain_block_rows(int32_t cols) { return cols <= BLOCK ? BLOCK / cols : 0; }

/* The number of blocks of a chain; 0 if it has no output. An output lies within the arena, which bounds rows *
   cols. */
static inline double chain_units(const int32_t* w) {
  const int32_t rows = w[1], cols = w[2];
  int32_t outputs = 0;
  for (int32_t i = 0; i < w[3]; i++) outputs += w[5 + 2 * i] == KIND_OUT;
  if (outputs == 0 || rows == 0 || cols == 0) return 0;
  const int32_t whole = chain_block_rows(cols);
  return whole > 0 ? ceil_div(rows, whole) : (double)rows * ceil_div(cols, BLOCK);
}
