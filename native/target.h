#pragma once
#include <stdint.h>

/** One build of every kernel, for one kind of processor. */
struct Target {
  const char* name;
  /** Floats in a vector. */
  int32_t width;
  /** Blocks [lo, hi) of the chain at w. */
  void (*run_chain)(const int32_t* w, float* arena, int32_t lo, int32_t hi);
  /** Units [lo, hi) of the fixed-length instruction at w; operand i is an offset from base[i]. */
  void (*run_instruction)(const int32_t* w, float* const* base, int32_t lo, int32_t hi);
};

/** Ends a kernel for whose work there is no memory: the run that it belongs to throws OutOfMemory. */
[[noreturn]] void kernel_out_of_memory();

/** Kernels of AVX-512, which the target with VNNI and BF16 shares. */
void avx512_run_chain(const int32_t* w, float* arena, int32_t lo, int32_t hi);
void avx512_run_instruction(const int32_t* w, float* const* base, int32_t lo, int32_t hi);

extern const Target target_baseline, target_avx2, target_avx512, target_avx512bf16, target_neon;
