// AVX-512 F, BW, DQ and VL: Skylake-X (2017) and later.
#define MYELIN_TARGET_AVX512
#include "kernels.inl.h"

void avx512_run_chain(const int32_t* w, float* arena, int32_t lo, int32_t hi) { run_chain(w, arena, lo, hi); }
void avx512_run_instruction(const int32_t* w, float* const* base, int32_t lo, int32_t hi) { run_instruction(w, base, lo, hi); }

extern const Target target_avx512 = {"avx512", W, avx512_run_chain, avx512_run_instruction};
