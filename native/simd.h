// One vector of floats per processor target, under names that assembly/simd.ts repeats, so that a kernel reads the
// same in both languages. The target's file defines MYELIN_TARGET_<name> before it includes this one.
//
//   vf  W floats      vi  W 32-bit integers      vm  W truth values
//
// at/put take (base, index[, count]); functions of floats begin with v, of integers with i, of truth values with m.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline float float_of(int32_t bits) { float x; memcpy(&x, &bits, 4); return x; }
static inline int32_t bits_of(float x) { int32_t bits; memcpy(&bits, &x, 4); return bits; }

#if defined(MYELIN_TARGET_AVX512)
#include "simd/avx512.h"
#elif defined(MYELIN_TARGET_AVX2)
#include "simd/avx2.h"
#elif defined(MYELIN_TARGET_NEON)
#include "simd/neon.h"
#elif defined(MYELIN_TARGET_BASELINE)
#include "simd/sse2.h"
#else
#error "define MYELIN_TARGET_BASELINE, _AVX2, _AVX512 or _NEON"
#endif

// What follows is the same on every target.

/* -x and |x| change only the sign bit: NaN keeps its payload, and -0 differs from 0. */
static inline vf vneg(vf a) { return as_float(ixor(as_int(a), isplat(INT32_MIN))); }
static inline vf vabs(vf a) { return as_float(iand(as_int(a), isplat(INT32_MAX))); }
/* The magnitude of a with the sign of b. */
static inline vf vcopysign(vf a, vf b) { return as_float(ior(iand(as_int(a), isplat(INT32_MAX)), iand(as_int(b), isplat(INT32_MIN)))); }
static inline vm vis_nan(vf a) { return mnot(vequal(a, a)); }

/* a within [low, high]; NaN stays NaN. */
static inline vf vclamp(vf a, float low, float high) { return vlarger(splat(low), vsmaller(splat(high), a)); }

/* Like at_n, but lanes beyond count hold `other`. */
static inline vf at_or(const float* p, int32_t i, int32_t count, float other) {
  return vselect(first(count), at_n(p, i, count), splat(other));
}

/* Makes the compiler keep a in a register; gcc would otherwise load it from memory at every use. */
static inline vf held(vf a) {
#if defined(__GNUC__) && defined(__x86_64__)
  __asm__("" : "+v"(a));
#endif
  return a;
}
/* Hides where a step comes from; gcc would otherwise compute its multiples before the loop and keep them in memory. */
static inline ptrdiff_t held(ptrdiff_t step) {
#if defined(__GNUC__)
  __asm__("" : "+r"(step));
#endif
  return step;
}
