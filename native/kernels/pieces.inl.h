#pragma once
// Chains of arithmetic that have no loop of their own, in pieces of a few vectors. If each step runs over a whole block, the
// divider is idle during other steps, and memory is idle during divisions. Here all steps run over one piece before the next
// piece: the processor begins a piece while it still divides for the last one, as in a kernel written for the chain.
// @source measured on Sapphire Rapids with AVX-512, RMSprop on 1 M weights: 24 GB/s by blocks, 38 by pieces, 44 with pairs of
// steps in registers; one division and one root for each weight limit the rate to 47.
#include <stddef.h>
#include "../chain.h"
#include "../simd.h"

static const int32_t PIECE_VECTORS = 8;
static const int32_t PIECE = PIECE_VECTORS * W;
/* Distance of the prefetch, in floats. @source measured, as above, 16 M weights: 21 GB/s without, 27 with */
static const int32_t PIECE_AHEAD = 512;
/* Stands for all rows of a chain. */
static const ptrdiff_t WHOLE = -1;

/* An operand: at p for every piece (moves = 0), at p + i for the piece at i (moves = -1), or at that place of a row of moves + 1
   elements. */
struct PieceOperand {
  float* p;
  ptrdiff_t moves;
};

/* One step on a piece, or two of which the second takes the value of the first: a, b and c are the operands of a step
   alone; of two, a and b are those of the first, c is the other operand of the second. Each run prefetches memory at
   `ahead`, unless that is null. */
struct PieceStep {
  void (*run)(const PieceStep* step, ptrdiff_t i);
  PieceOperand a, b, c, y;
  const float* ahead;
};
typedef void (*PieceRun)(const PieceStep* step, ptrdiff_t i);

static inline float* piece_of(const PieceOperand& operand, ptrdiff_t i) { return operand.p + (i & operand.moves); }

template <vf (*f)(vf, vf, vf)>
static void run_piece(const PieceStep* step, ptrdiff_t i) {
  const float *a = piece_of(step->a, i), *b = piece_of(step->b, i), *c = piece_of(step->c, i);
  float* y = piece_of(step->y, i);
  vf z[PIECE_VECTORS];
#pragma GCC unroll 8
  for (int32_t q = 0; q < PIECE_VECTORS; q++) z[q] = f(at(a, q * W), at(b, q * W), at(c, q * W));
#pragma GCC unroll 8
  for (int32_t q = 0; q < PIECE_VECTORS; q++) put(y, q * W, z[q]);
}

template <vf (*f)(vf)>
static inline vf of_a(vf a, vf, vf) { return f(a); }
template <vf (*f)(vf, vf)>
static inline vf of_ab(vf a, vf b, vf) { return f(a, b); }
/* Two steps: the value of the first is the second's first operand, its last one, or its only one. */
template <vf (*f)(vf, vf, vf), vf (*g)(vf, vf)>
static inline vf then_first(vf a, vf b, vf c) { return g(f(a, b, c), c); }
template <vf (*f)(vf, vf, vf), vf (*g)(vf, vf)>
static inline vf then_last(vf a, vf b, vf c) { return g(c, f(a, b, c)); }
template <vf (*f)(vf, vf, vf), vf (*g)(vf)>
static inline vf then_alone(vf a, vf b, vf c) { return g(f(a, b, c)); }

/* The step `op` alone; null if there is no piece step for it. */
static PieceRun piece_step(int32_t op) {
  switch (op) {
    case OP_COPY: return run_piece<of_a<vsame>>;
    case OP_NEG: return run_piece<of_a<vneg>>;
    case OP_ABS: return run_piece<of_a<vabs>>;
    case OP_SQRT: return run_piece<of_a<vsqrt>>;
    case OP_RELU: return run_piece<of_a<vrelu>>;
    case OP_SIGN: return run_piece<of_a<vsign>>;
    case OP_RECIPROCAL: return run_piece<of_a<vinverse>>;
    case OP_SELECT: return run_piece<vchosen>;
    case OP_ADD: return run_piece<of_ab<vadd>>;
    case OP_SUB: return run_piece<of_ab<vsub>>;
    case OP_MUL: return run_piece<of_ab<vmul>>;
    case OP_DIV: return run_piece<of_ab<vdiv>>;
    case OP_MAXIMUM: return run_piece<of_ab<vmax>>;
    case OP_MINIMUM: return run_piece<of_ab<vmin>>;
    case OP_RELU_D: return run_piece<of_ab<vrelu_d>>;
  }
  return nullptr;
}

template <vf (*f)(vf, vf, vf)>
static PieceRun piece_before(int32_t next, bool last) {
  switch (next) {
    case OP_ADD: return last ? run_piece<then_last<f, vadd>> : run_piece<then_first<f, vadd>>;
    case OP_SUB: return last ? run_piece<then_last<f, vsub>> : run_piece<then_first<f, vsub>>;
    case OP_MUL: return last ? run_piece<then_last<f, vmul>> : run_piece<then_first<f, vmul>>;
    case OP_DIV: return last ? run_piece<then_last<f, vdiv>> : run_piece<then_first<f, vdiv>>;
    case OP_MAXIMUM: return last ? run_piece<then_last<f, vmax>> : run_piece<then_first<f, vmax>>;
    case OP_SQRT: return run_piece<then_alone<f, vsqrt>>;
    case OP_RELU: return run_piece<then_alone<f, vrelu>>;
  }
  return nullptr;
}

/* The step `op` with the step `next`, which takes its value as its last operand or its first one; null if they are no
   pair. */
static PieceRun piece_pair(int32_t op, int32_t next, bool last) {
  switch (op) {
    case OP_SQRT: return piece_before<of_a<vsqrt>>(next, last);
    case OP_SIGN: return piece_before<of_a<vsign>>(next, last);
    case OP_ABS: return piece_before<of_a<vabs>>(next, last);
    case OP_ADD: return piece_before<of_ab<vadd>>(next, last);
    case OP_SUB: return piece_before<of_ab<vsub>>(next, last);
    case OP_MUL: return piece_before<of_ab<vmul>>(next, last);
    case OP_DIV: return piece_before<of_ab<vdiv>>(next, last);
  }
  return nullptr;
}

/* The number of times that the step reads an operand. */
static inline int32_t reads_of(const int32_t* step, int32_t operand) {
  int32_t reads = 0;
  for (int32_t k = 1; k < step_operands(step); k++) reads += step[k] == operand;
  return reads;
}

/* Whether the `left` steps from `step` on have no use for the operand's present value. */
static inline bool unused_from(const int32_t* step, int32_t left, int32_t operand) {
  for (; left > 0; left--) {
    const int32_t count = step_operands(step);
    if (reads_of(step, operand) > 0) return false;
    if (step[count] == operand) return true;
    step += 1 + count;
  }
  return true;
}

/* Turns the steps of the chain at w into steps on pieces. Two steps become one pair if nothing else reads the value
   between them. Returns the number of steps, 0 if there is no piece step for one of them. */
static int32_t piece_steps(const int32_t* w, const PieceOperand* operand, PieceStep* to) {
  const int32_t* step = w + 5 + 2 * w[3];
  int32_t made = 0;
  for (int32_t left = w[4]; left > 0; left--, made++) {
    const int32_t count = step_operands(step), value = step[count];
    const int32_t* next = step + 1 + count;
    PieceStep& s = to[made];
    s = {piece_step(step[0]), operand[step[1]], operand[step[count > 2 ? 2 : 1]], operand[step[count > 3 ? 3 : 1]],
        operand[value], nullptr};
    if (s.run == nullptr) return 0;
    if (left > 1 && w[5 + 2 * value] == KIND_TEMP && reads_of(next, value) == 1) {
      const int32_t others = step_operands(next);
      const bool last = others > 2 && next[2] == value;
      const PieceRun pair = piece_pair(step[0], next[0], last);
      if (pair != nullptr && (next[others] == value || unused_from(next + 1 + others, left - 2, value))) {
        s.run = pair;
        s.c = operand[next[last || others == 2 ? 1 : 2]];
        s.y = operand[next[others]];
        step = next;
        left--;
      }
    }
    step += 1 + step_operands(step);
  }
  return made;
}

/* Finds the operands of the chain at w: those of one row, or, if `row` is WHOLE, of all rows one behind the other. Then there
   are no columns among them, and rows have 2^n elements. */
static void piece_operands(const int32_t* w, float* arena, float* scratch, ptrdiff_t row, PieceOperand* to) {
  const bool whole = row == WHOLE;
  const int32_t cols = w[2];
  for (int32_t i = 0; i < w[3]; i++) {
    const int32_t kind = w[5 + 2 * i], word = w[6 + 2 * i];
    if (kind == KIND_IN_FULL || kind == KIND_OUT) {
      to[i] = {arena + word + (whole ? 0 : row * cols), -1};
    } else if (kind == KIND_IN_ROW) {
      const bool repeats = whole && cols < PIECE;
      to[i] = repeats ? PieceOperand{scratch + i * PIECE, 0} : PieceOperand{arena + word, whole ? cols - 1 : -1};
      for (int32_t j = 0; repeats && j < PIECE; j += cols) copy(cols, arena + word, to[i].p + j);
    } else {
      to[i] = {scratch + i * PIECE, 0};
      const float value = kind == KIND_IMMEDIATE ? float_of(word) : arena[word + (kind == KIND_IN_COL ? row : 0)];
      if (kind != KIND_TEMP) spread(PIECE, value, to[i].p);
    }
  }
}

/* Runs elements [from, to) of a row of the chain at w, or of all rows. Returns false, and does nothing, if pieces cannot run it. */
static bool run_pieces(const int32_t* w, float* arena, float* scratch, ptrdiff_t row, ptrdiff_t from, ptrdiff_t to) {
  PieceOperand operand[CHAIN_MAX_OPERANDS];
  PieceStep steps[CHAIN_MAX_STEPS];
  piece_operands(w, arena, scratch, row, operand);
  const int32_t made = piece_steps(w, operand, steps);
  if (made == 0) return false;
  // Each step prefetches one operand: a core has room for few loads that wait for memory.
  for (int32_t i = 0, called = 0; i < w[3] && called < made; i++) {
    if (w[5 + 2 * i] == KIND_IN_FULL) steps[called++].ahead = operand[i].p + PIECE_AHEAD;
  }
  ptrdiff_t i = from;
  for (; to - i >= PIECE; i += PIECE) {
    for (int32_t s = 0; s < made; s++) {
      if (steps[s].ahead != nullptr) {
#pragma GCC unroll 8
        for (int32_t q = 0; q < PIECE; q += 16) __builtin_prefetch(steps[s].ahead + i + q);
      }
      steps[s].run(&steps[s], i);
    }
  }
  const int32_t* step = w + 5 + 2 * w[3];
  for (int32_t s = 0; i < to && s < w[4]; s++) {
    const int32_t count = step_operands(step);
    const auto p = [&](int32_t k) { return k <= count ? piece_of(operand[step[k]], i) : nullptr; };
    run_step(step[0], (int32_t)(to - i), p(1), p(2), p(3), p(4));
    step += 1 + count;
  }
  return true;
}

/* Runs elements [from, to) of the chain at w, row by row if operands are columns, or rows that pieces would not divide. Returns
   false, and does nothing, if pieces cannot run it. */
static bool run_in_pieces(const int32_t* w, float* arena, float* scratch, ptrdiff_t from, ptrdiff_t to) {
  const ptrdiff_t cols = w[2];
  bool by_rows = false;
  for (int32_t i = 0; i < w[3]; i++) {
    by_rows = by_rows || w[5 + 2 * i] == KIND_IN_COL || (w[5 + 2 * i] == KIND_IN_ROW && (cols & (cols - 1)) != 0);
  }
  if (!by_rows) return run_pieces(w, arena, scratch, WHOLE, from, to);
  // Shorter rows go by blocks: steps and operands are found anew for each row.
  if (cols < BLOCK) return false;
  while (from < to) {
    const ptrdiff_t row = from / cols, end = (row + 1) * cols < to ? (row + 1) * cols : to;
    if (!run_pieces(w, arena, scratch, row, from - row * cols, end - row * cols)) return false;
    from = end;
  }
  return true;
}
