// The layout of instructions as words: instructions of fixed length, chains, and the two that control a stretch of
// words behind them (skip and repeat). Mirrors src/abi/instructions.ts.
#pragma once
#include "chain.h"

static inline bool is_control(const int32_t* w) { return w[0] == OP_SKIP || w[0] == OP_REPEAT; }

/* The number of words of the skip or repeat at w, without its stretch; 0 if its count of operands is impossible. */
static inline int32_t control_words(const int32_t* w) {
  if (w[0] == OP_SKIP) return 3;
  return w[3] >= 0 && w[3] <= (INT32_MAX - 4) / 2 ? 4 + 2 * w[3] : 0;
}

/* The number of words of the instruction at w, or 0 if it is malformed. Of a chain, reads no word at or beyond
   `end`. */
static inline int32_t words_at(const int32_t* w, const int32_t* end) {
  return is_control(w) ? control_words(w) : w[0] == OP_CHAIN ? chain_words(w, end) : instruction_words(w);
}

/* Whether word i of the instruction at w is the offset of an operand that is not absent. */
static inline bool is_offset(const int32_t* w, int32_t i) {
  if (w[0] == OP_SKIP) return i == 1;
  if (w[0] == OP_REPEAT) return false;
  if (w[0] != OP_CHAIN) return ((operand_words(w) >> i) & 1) == 1 && w[i] != -1;
  return i >= 5 && i < 5 + 2 * w[3] && i % 2 == 0 && w[i - 1] != KIND_IMMEDIATE && w[i - 1] != KIND_TEMP;
}

/* Adds `turns` strides to each operand that the repeat at w moves. */
static inline void move_operands(int32_t* w, int32_t turns) {
  int32_t* const stretch = w + control_words(w);
  for (const int32_t* pair = w + 4; pair < stretch; pair += 2) {
    // After the last turn an offset may overflow int32 until it is moved back.
    stretch[pair[0]] = (int32_t)((uint32_t)stretch[pair[0]] + (uint32_t)pair[1] * (uint32_t)turns);
  }
}
