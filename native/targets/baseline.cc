// SSE2, which every x86-64 processor has.
#define MYELIN_TARGET_BASELINE
#include "kernels.inl.h"

TARGET(baseline)
