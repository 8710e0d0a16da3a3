// AVX-512 with VNNI and BF16 (products of bytes and of bfloat16): Cooper Lake (2020), Zen 4 (2022), Sapphire Rapids
// (2023) and later. It has kernels of its own for such products alone; all others are those of AVX-512.
#define MYELIN_TARGET_AVX512
#define MYELIN_TARGET_AVX512BF16
#include "kernels.inl.h"

static void run(const int32_t* w, float* const* base, int32_t lo, int32_t hi) {
  if (!run_narrow(w, base, lo, hi)) avx512_run_instruction(w, base, lo, hi);
}

extern const Target target_avx512bf16 = {"avx512bf16", W, avx512_run_chain, run};
