// All kernels, compiled for the target whose file includes this one. All functions are static and all headers are C
// headers: code of one target must never be linked with an inline function that was compiled for a newer processor.
#include "../chain.h"
#include "../cpu.h"
#include "../simd.h"
#include "../target.h"
#include "../math.inl.h"
#include "../kernels/scratch.inl.h"
#include "../kernels/elementwise.inl.h"
#include "../kernels/chain.inl.h"
#include "../kernels/gemm.inl.h"
#include "../kernels/reduce.inl.h"
#include "../kernels/softmax.inl.h"
#include "../kernels/gather.inl.h"
#include "../kernels/move.inl.h"
#include "../kernels/random.inl.h"
#include "../kernels/update.inl.h"
#include "../kernels/blas.inl.h"
#include "../kernels/bf16.inl.h"
#include "../kernels/int8.inl.h"
#include "../kernels/recurrent.inl.h"
#include "../kernels/pool.inl.h"
#include "../kernels/warp.inl.h"
#include "../kernels/conv.inl.h"
#include "../kernels/attention.inl.h"
#include "../kernels/moments.inl.h"
#include "../gen/dispatch.inl.h"

/* A target of its name. native/prebuild compiles the source of some twice, because its compiler does chains better by other flags than
   instructions: one of the two has the chains alone. */
#define CHAINS_OF(NAME) void NAME##_run_chain(const int32_t* w, float* arena, int32_t lo, int32_t hi)
#if defined(MYELIN_CHAINS)
#define TARGET(NAME) CHAINS_OF(NAME) { run_chain(w, arena, lo, hi); }
#elif defined(MYELIN_INSTRUCTIONS)
#define TARGET(NAME) CHAINS_OF(NAME); extern const Target target_##NAME = {#NAME, W, NAME##_run_chain, run_instruction};
#else
#define TARGET(NAME) extern const Target target_##NAME = {#NAME, W, run_chain, run_instruction};
#endif
