// AVX-512 F, BW, DQ, VL: sixteen floats, truth values in mask registers.
#pragma once
#include <immintrin.h>

typedef __m512 vf;
typedef __m512i vi;
typedef __mmask16 vm;
static const int32_t W = 16;

/* lanes: 0, 1, ... W - 1. first: true in the first count <= W lanes. */
static inline vi lanes() { return _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }
static inline vm first(int32_t count) { return (vm)((1u << count) - 1); }

static inline vf at(const float* p, int32_t i) { return _mm512_loadu_ps(p + i); }
static inline vi at(const int32_t* p, int32_t i) { return _mm512_loadu_si512(p + i); }
static inline void put(float* p, int32_t i, vf v) { _mm512_storeu_ps(p + i, v); }
static inline void put(int32_t* p, int32_t i, vi v) { _mm512_storeu_si512(p + i, v); }
static inline vf at_n(const float* p, int32_t i, int32_t count) { return _mm512_maskz_loadu_ps(first(count), p + i); }
static inline vi at_n(const int32_t* p, int32_t i, int32_t count) { return _mm512_maskz_loadu_epi32(first(count), p + i); }
static inline void put_n(float* p, int32_t i, int32_t count, vf v) { _mm512_mask_storeu_ps(p + i, first(count), v); }
static inline void put_n(int32_t* p, int32_t i, int32_t count, vi v) { _mm512_mask_storeu_epi32(p + i, first(count), v); }

static inline vf splat(float x) { return _mm512_set1_ps(x); }
static inline vf vadd(vf a, vf b) { return _mm512_add_ps(a, b); }
static inline vf vsub(vf a, vf b) { return _mm512_sub_ps(a, b); }
static inline vf vmul(vf a, vf b) { return _mm512_mul_ps(a, b); }
static inline vf vdiv(vf a, vf b) { return _mm512_div_ps(a, b); }
static inline vf vfma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }
static inline vf vfnma(vf a, vf b, vf c) { return _mm512_fnmadd_ps(a, b, c); }
static inline vf vsqrt(vf a) { return _mm512_sqrt_ps(a); }
static inline vf vfloor(vf a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
static inline vf vceil(vf a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
static inline vf vround(vf a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

static inline vi isplat(int32_t x) { return _mm512_set1_epi32(x); }
static inline vi iadd(vi a, vi b) { return _mm512_add_epi32(a, b); }
static inline vi isub(vi a, vi b) { return _mm512_sub_epi32(a, b); }
static inline vi imul(vi a, vi b) { return _mm512_mullo_epi32(a, b); }
static inline vi imax(vi a, vi b) { return _mm512_max_epi32(a, b); }
/* Multiplies the 16-bit halves of each lane and adds the two products of the lane. */
static inline vi imadd(vi a, vi b) { return _mm512_madd_epi16(a, b); }
static inline vi iand(vi a, vi b) { return _mm512_and_si512(a, b); }
static inline vi ior(vi a, vi b) { return _mm512_or_si512(a, b); }
static inline vi ixor(vi a, vi b) { return _mm512_xor_si512(a, b); }
static inline vi ishl(vi a, int32_t n) { return _mm512_slli_epi32(a, (unsigned)n); }
static inline vi ishr(vi a, int32_t n) { return _mm512_srai_epi32(a, (unsigned)n); }
static inline vi ishr_u(vi a, int32_t n) { return _mm512_srli_epi32(a, (unsigned)n); }

static inline vi as_int(vf a) { return _mm512_castps_si512(a); }
static inline vf as_float(vi a) { return _mm512_castsi512_ps(a); }
static inline vf to_float(vi a) { return _mm512_cvtepi32_ps(a); }
/* The nearest integer, halves to even; the value must fit into an int32. */
static inline vi to_nearest(vf a) { return _mm512_cvtps_epi32(a); }

static inline vm vless(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
static inline vm vless_equal(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
static inline vm vequal(vf a, vf b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
static inline vm iless(vi a, vi b) { return _mm512_cmplt_epi32_mask(a, b); }
static inline vm iequal(vi a, vi b) { return _mm512_cmpeq_epi32_mask(a, b); }
static inline vm mand(vm a, vm b) { return (vm)(a & b); }
static inline vm mor(vm a, vm b) { return (vm)(a | b); }
static inline vm mnot(vm a) { return (vm)~a; }
static inline int32_t any(vm a) { return a != 0; }
static inline vf vselect(vm m, vf a, vf b) { return _mm512_mask_blend_ps(m, b, a); }
static inline vi iselect(vm m, vi a, vi b) { return _mm512_mask_blend_epi32(m, b, a); }

/* Rounds towards zero, saturates, turns NaN into 0. The instruction alone returns INT32_MIN for every value out of
   range. */
static inline vi to_int(vf a) {
  vi r = _mm512_maskz_cvttps_epi32(vequal(a, a), a);
  return iselect(vless_equal(splat(2147483648.0f), a), isplat(INT32_MAX), r);
}

/* The larger and the smaller of a and b. NaN in b is kept, NaN in a may be lost, and zeros may lose their sign. */
static inline vf vlarger(vf a, vf b) { return _mm512_max_ps(a, b); }
static inline vf vsmaller(vf a, vf b) { return _mm512_min_ps(a, b); }
/* The instructions return their second operand for NaN or two zeros; both orders together tell these cases apart. */
static inline vf vmin(vf a, vf b) { return _mm512_or_ps(_mm512_min_ps(a, b), _mm512_min_ps(b, a)); }
static inline vf vmax(vf a, vf b) {
  vf m = _mm512_max_ps(a, b), differ = _mm512_xor_ps(m, _mm512_max_ps(b, a));
  return vsub(_mm512_or_ps(m, differ), differ);
}

/* Folds one half of the lanes onto the other until one lane is left, so that the order of the operations is fixed. */
static inline float hsum(vf a) {
  __m256 h = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
  __m128 q = _mm_add_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
  q = _mm_add_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_add_ss(q, _mm_shuffle_ps(q, q, 1)));
}
static inline float lane_0(vf a) { return _mm512_cvtss_f32(a); }
static inline vf halves(vf a, int32_t step) {
  switch (step) {
    case 0: return _mm512_shuffle_f32x4(a, a, 0x4e);
    case 1: return _mm512_shuffle_f32x4(a, a, 0xb1);
    case 2: return _mm512_permute_ps(a, 0x4e);
    default: return _mm512_permute_ps(a, 0xb1);
  }
}
static inline float hprod(vf a) {
  for (int32_t step = 0; step < 4; step++) a = vmul(a, halves(a, step));
  return lane_0(a);
}
static inline float hmax(vf a) {
  for (int32_t step = 0; step < 4; step++) a = vmax(a, halves(a, step));
  return lane_0(a);
}
/* The largest lane; NaN may be ignored. */
static inline float hlarger(vf a) {
  __m256 h = _mm256_max_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
  __m128 q = _mm_max_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
  q = _mm_max_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_max_ss(q, _mm_shuffle_ps(q, q, 1)));
}
static inline float hmin(vf a) {
  for (int32_t step = 0; step < 4; step++) a = vmin(a, halves(a, step));
  return lane_0(a);
}

/* table[index] in a table of 16 numbers; only the last four bits of the index count. */
static inline vf lookup(const float* table, vi index) { return _mm512_permutexvar_ps(index, at(table, 0)); }

/* Interleaves a and b: zip_low their first halves, zip_high their second halves. */
static inline vf zip_low(vf a, vf b) {
  return _mm512_permutex2var_ps(a, _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), b);
}
static inline vf zip_high(vf a, vf b) {
  return _mm512_permutex2var_ps(a, _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), b);
}

/* Transposes W vectors: blocks of 4 x 4 within lanes of 128 bits, then these lanes. @source measured on Zen 4: 2.5 x as
   fast as rounds of zip_low and zip_high, whose instructions cross lanes */
static inline void transpose(vf (&x)[W]) {
  vf y[W];
#pragma GCC unroll 4
  for (int32_t i = 0; i < W; i += 4) {
    const __m512d a = _mm512_castps_pd(_mm512_unpacklo_ps(x[i], x[i + 1])), b = _mm512_castps_pd(_mm512_unpackhi_ps(x[i], x[i + 1]));
    const __m512d c = _mm512_castps_pd(_mm512_unpacklo_ps(x[i + 2], x[i + 3]));
    const __m512d d = _mm512_castps_pd(_mm512_unpackhi_ps(x[i + 2], x[i + 3]));
    y[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, c));
    y[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, c));
    y[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(b, d));
    y[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(b, d));
  }
#pragma GCC unroll 4
  for (int32_t i = 0; i < 4; i++) {
    const vf a = _mm512_shuffle_f32x4(y[i], y[4 + i], 0x44), b = _mm512_shuffle_f32x4(y[8 + i], y[12 + i], 0x44);
    const vf c = _mm512_shuffle_f32x4(y[i], y[4 + i], 0xee), d = _mm512_shuffle_f32x4(y[8 + i], y[12 + i], 0xee);
    x[i] = _mm512_shuffle_f32x4(a, b, 0x88);
    x[4 + i] = _mm512_shuffle_f32x4(a, b, 0xdd);
    x[8 + i] = _mm512_shuffle_f32x4(c, d, 0x88);
    x[12 + i] = _mm512_shuffle_f32x4(c, d, 0xdd);
  }
}

/* Half a vector, for data too narrow for a whole one: many processors compute two halves in the time of one whole
   vector. */
typedef __m256 hf;
static const int32_t HALF = 8;
static inline __mmask8 half_first(int32_t count) { return (__mmask8)((1u << count) - 1); }
static inline hf half_at(const float* p, int32_t i) { return _mm256_loadu_ps(p + i); }
static inline hf half_at_n(const float* p, int32_t i, int32_t count) { return _mm256_maskz_loadu_ps(half_first(count), p + i); }
static inline void half_put_n(float* p, int32_t i, int32_t count, hf v) { _mm256_mask_storeu_ps(p + i, half_first(count), v); }
static inline hf half_splat(float x) { return _mm256_set1_ps(x); }
static inline hf half_mul(hf a, hf b) { return _mm256_mul_ps(a, b); }
static inline hf half_fma(hf a, hf b, hf c) { return _mm256_fmadd_ps(a, b, c); }
