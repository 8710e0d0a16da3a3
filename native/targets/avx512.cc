// AVX-512 F, BW, DQ and VL: Skylake-X (2017) and later.
#define MYELIN_TARGET_AVX512
#include "kernels.inl.h"

extern const Target target_avx512 = {"avx512", W, run_chain, run_instruction};
