// NEON, which every AArch64 processor has.
#define MYELIN_TARGET_NEON
#include "kernels.inl.h"

TARGET(neon)
