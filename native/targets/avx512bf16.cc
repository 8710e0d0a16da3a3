// AVX-512 with VNNI and BF16 (products of bytes and of bfloat16): Cooper Lake (2020), Zen 4 (2022), Sapphire Rapids
// (2023) and later.
#define MYELIN_TARGET_AVX512
#define MYELIN_TARGET_AVX512BF16
#include "kernels.inl.h"

extern const Target target_avx512bf16 = {"avx512bf16", W, run_chain, run_instruction};
