// How a target multiplies bytes: W sums of four products at a time. Weights are stored with 128 added, because
// processors multiply unsigned bytes by signed ones. If a target uses them as stored, SHIFTED is true, and 128 times
// the sum of the other factors must be subtracted from the result.
#pragma once

#if defined(MYELIN_TARGET_AVX512BF16) || defined(MYELIN_TARGET_NEON)

/* Weights: four weights in each of W lanes. Four: the same four numbers of x in every lane. */
typedef vi Weights;
typedef vi Four;
/* Words that four numbers of x take. */
static const int32_t FOUR_WORDS = 1;
static inline Four four(const int32_t* q) { return isplat(q[0]); }

#if defined(MYELIN_TARGET_AVX512BF16)
static const bool SHIFTED = true;
static inline Weights weights(vi w) { return w; }
static inline vi dot(Weights w, Four x, vi sum) { return _mm512_dpbusd_epi32(sum, w, x); }
static inline void put_bytes(int32_t* q, vi x) { _mm_storeu_si128((__m128i*)q, _mm512_cvtepi32_epi8(x)); }
#else
static const bool SHIFTED = false;
static inline Weights weights(vi w) { return ixor(w, isplat((int32_t)0x80808080)); }
static inline vi dot(Weights w, Four x, vi sum) {
  const int8x16_t a = vreinterpretq_s8_s32(w), b = vreinterpretq_s8_s32(x);
#if defined(__ARM_FEATURE_DOTPROD)
  return vdotq_s32(sum, a, b);
#else
  return vpadalq_s16(sum, vpaddq_s16(vmull_s8(vget_low_s8(a), vget_low_s8(b)), vmull_high_s8(a, b)));
#endif
}
static inline void put_bytes(int32_t* q, vi x) {
  const int16x4_t halves = vmovn_s32(x);
  *q = vget_lane_s32(vreinterpret_s32_s8(vmovn_s16(vcombine_s16(halves, halves))), 0);
}
#endif

/* Stores W numbers that fit into a byte at q, in the form that `four` reads. */
static inline void put_quantised(int32_t* q, int32_t p, vi x) { put_bytes(q + p / 4, x); }
static inline void pair(int32_t, int32_t*) {}

#else

/* Bytes as 16-bit halves of a lane: `even` has bytes 0 and 2 of a group of four, `odd` bytes 1 and 3. The x86
   instructions that add products of bytes in 16 bits would saturate. */
struct Weights { vi even, odd; };
struct Four { vi even, odd; };
/* Only the first two of the four are read. Moving them closer together would cost more than it saves. */
static const int32_t FOUR_WORDS = 4;
static const bool SHIFTED = true;
static inline Weights weights(vi w) { return {iand(w, isplat(0x00ff00ff)), ishr_u(iand(w, isplat((int32_t)0xff00ff00)), 8)}; }
static inline Four four(const int32_t* q) { return {isplat(q[0]), isplat(q[1])}; }
static inline vi dot(Weights w, Four x, vi sum) { return iadd(sum, iadd(imadd(w.even, x.even), imadd(w.odd, x.odd))); }
static inline void put_quantised(int32_t* q, int32_t p, vi x) { put(q, p, x); }

/* Puts numbers that are two words apart into the halves of one word. */
static inline void pair(int32_t count, int32_t* q) {
  for (int32_t p = 0; p < count; p += W) put(q, p, ior(iand(at(q, p), isplat(0xffff)), ishl(at(q, p + 2), 16)));
}

#endif
