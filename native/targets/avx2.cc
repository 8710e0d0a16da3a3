// AVX2 and FMA: Haswell (2013), Zen (2017) and later.
#define MYELIN_TARGET_AVX2
#include "kernels.inl.h"

TARGET(avx2)
