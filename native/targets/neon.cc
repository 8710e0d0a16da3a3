// NEON, which every AArch64 processor has.
#define MYELIN_TARGET_NEON
#include "kernels.inl.h"

extern const Target target_neon = {"neon", W, run_chain, run_instruction};
