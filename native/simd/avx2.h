// AVX2 and FMA: eight floats, truth values as all ones or all zeros.
#pragma once
#include <immintrin.h>

typedef __m256 vf;
typedef __m256i vi;
typedef __m256 vm;
static const int32_t W = 8;

/* lanes: 0, 1, ... W - 1. first: true in the first count <= W lanes. */
static inline vi lanes() { return _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7); }
static inline vm first(int32_t count) { return _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(count), lanes())); }
static inline vi first_bits(int32_t count) { return _mm256_castps_si256(first(count)); }

static inline vf at(const float* p, int32_t i) { return _mm256_loadu_ps(p + i); }
static inline vi at(const int32_t* p, int32_t i) { return _mm256_loadu_si256((const __m256i*)(p + i)); }
static inline void put(float* p, int32_t i, vf v) { _mm256_storeu_ps(p + i, v); }
static inline void put(int32_t* p, int32_t i, vi v) { _mm256_storeu_si256((__m256i*)(p + i), v); }
static inline vf at_n(const float* p, int32_t i, int32_t count) { return _mm256_maskload_ps(p + i, first_bits(count)); }
static inline vi at_n(const int32_t* p, int32_t i, int32_t count) { return _mm256_maskload_epi32(p + i, first_bits(count)); }
/* Avoids the masked store, which takes about twenty cycles on Zen. */
static inline void put_n(float* p, int32_t i, int32_t count, vf v) {
  __m128 part = _mm256_castps256_ps128(v);
  p += i;
  if (count & 4) {
    _mm_storeu_ps(p, part);
    part = _mm256_extractf128_ps(v, 1);
    p += 4;
  }
  if (count & 2) {
    _mm_storel_pi((__m64*)p, part);
    part = _mm_movehl_ps(part, part);
    p += 2;
  }
  if (count & 1) _mm_store_ss(p, part);
}
static inline void put_n(int32_t* p, int32_t i, int32_t count, vi v) { put_n((float*)p, i, count, _mm256_castsi256_ps(v)); }

static inline vf splat(float x) { return _mm256_set1_ps(x); }
static inline vf vadd(vf a, vf b) { return _mm256_add_ps(a, b); }
static inline vf vsub(vf a, vf b) { return _mm256_sub_ps(a, b); }
static inline vf vmul(vf a, vf b) { return _mm256_mul_ps(a, b); }
static inline vf vdiv(vf a, vf b) { return _mm256_div_ps(a, b); }
static inline vf vfma(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
static inline vf vfnma(vf a, vf b, vf c) { return _mm256_fnmadd_ps(a, b, c); }
static inline vf vsqrt(vf a) { return _mm256_sqrt_ps(a); }
static inline vf vfloor(vf a) { return _mm256_floor_ps(a); }
static inline vf vceil(vf a) { return _mm256_ceil_ps(a); }
static inline vf vround(vf a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

static inline vi isplat(int32_t x) { return _mm256_set1_epi32(x); }
static inline vi iadd(vi a, vi b) { return _mm256_add_epi32(a, b); }
static inline vi isub(vi a, vi b) { return _mm256_sub_epi32(a, b); }
static inline vi imul(vi a, vi b) { return _mm256_mullo_epi32(a, b); }
static inline vi imax(vi a, vi b) { return _mm256_max_epi32(a, b); }
/* Multiplies the 16-bit halves of each lane and adds the two products of the lane. */
static inline vi imadd(vi a, vi b) { return _mm256_madd_epi16(a, b); }
static inline vi iand(vi a, vi b) { return _mm256_and_si256(a, b); }
static inline vi ior(vi a, vi b) { return _mm256_or_si256(a, b); }
static inline vi ixor(vi a, vi b) { return _mm256_xor_si256(a, b); }
static inline vi ishl(vi a, int32_t n) { return _mm256_slli_epi32(a, n); }
static inline vi ishr(vi a, int32_t n) { return _mm256_srai_epi32(a, n); }
static inline vi ishr_u(vi a, int32_t n) { return _mm256_srli_epi32(a, n); }

static inline vi as_int(vf a) { return _mm256_castps_si256(a); }
static inline vf as_float(vi a) { return _mm256_castsi256_ps(a); }
static inline vf to_float(vi a) { return _mm256_cvtepi32_ps(a); }
/* The nearest integer, halves to even; the value must fit into an int32. */
static inline vi to_nearest(vf a) { return _mm256_cvtps_epi32(a); }

static inline vm vless(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
static inline vm vless_equal(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
static inline vm vequal(vf a, vf b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
static inline vm iless(vi a, vi b) { return as_float(_mm256_cmpgt_epi32(b, a)); }
static inline vm iequal(vi a, vi b) { return as_float(_mm256_cmpeq_epi32(a, b)); }
static inline vm mand(vm a, vm b) { return _mm256_and_ps(a, b); }
static inline vm mor(vm a, vm b) { return _mm256_or_ps(a, b); }
static inline vm mnot(vm a) { return as_float(ixor(as_int(a), isplat(-1))); }
static inline int32_t any(vm a) { return _mm256_movemask_ps(a) != 0; }
static inline vf vselect(vm m, vf a, vf b) { return _mm256_blendv_ps(b, a, m); }
static inline vi iselect(vm m, vi a, vi b) { return as_int(vselect(m, as_float(a), as_float(b))); }

/* Rounds towards zero, saturates, turns NaN into 0. The instruction alone returns INT32_MIN for every value out of
   range. */
static inline vi to_int(vf a) {
  vi r = iand(_mm256_cvttps_epi32(a), as_int(vequal(a, a)));
  return iselect(vless_equal(splat(2147483648.0f), a), isplat(INT32_MAX), r);
}

/* The larger and the smaller of a and b. NaN in b is kept, NaN in a may be lost, and zeros may lose their sign. */
static inline vf vlarger(vf a, vf b) { return _mm256_max_ps(a, b); }
static inline vf vsmaller(vf a, vf b) { return _mm256_min_ps(a, b); }
/* The instructions return their second operand for NaN or two zeros; both orders together tell these cases apart. */
static inline vf vmin(vf a, vf b) { return _mm256_or_ps(_mm256_min_ps(a, b), _mm256_min_ps(b, a)); }
static inline vf vmax(vf a, vf b) {
  vf m = _mm256_max_ps(a, b), differ = _mm256_xor_ps(m, _mm256_max_ps(b, a));
  return vsub(_mm256_or_ps(m, differ), differ);
}

/* Folds one half of the lanes onto the other until one lane is left, so that the order of the operations is fixed. */
static inline float hsum(vf a) {
  __m128 q = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  q = _mm_add_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_add_ss(q, _mm_shuffle_ps(q, q, 1)));
}
static inline float lane_0(vf a) { return _mm256_cvtss_f32(a); }
static inline float hprod(vf a) {
  a = vmul(a, _mm256_permute2f128_ps(a, a, 1));
  a = vmul(a, _mm256_permute_ps(a, 0x4e));
  return lane_0(vmul(a, _mm256_permute_ps(a, 0xb1)));
}
static inline float hmax(vf a) {
  a = vmax(a, _mm256_permute2f128_ps(a, a, 1));
  a = vmax(a, _mm256_permute_ps(a, 0x4e));
  return lane_0(vmax(a, _mm256_permute_ps(a, 0xb1)));
}
/* The largest lane; NaN may be ignored. */
static inline float hlarger(vf a) {
  __m128 q = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  q = _mm_max_ps(q, _mm_movehl_ps(q, q));
  return _mm_cvtss_f32(_mm_max_ss(q, _mm_shuffle_ps(q, q, 1)));
}
static inline float hmin(vf a) {
  a = vmin(a, _mm256_permute2f128_ps(a, a, 1));
  a = vmin(a, _mm256_permute_ps(a, 0x4e));
  return lane_0(vmin(a, _mm256_permute_ps(a, 0xb1)));
}

/* table[index] in a table of 16 numbers; only the last four bits of the index count. */
static inline vf lookup(const float* table, vi index) {
  const vm high = as_float(ishl(index, 28));
  return vselect(high, _mm256_permutevar8x32_ps(at(table, 8), index), _mm256_permutevar8x32_ps(at(table, 0), index));
}

/* Interleaves a and b: zip_low their first halves, zip_high their second halves. */
static inline vf zip_low(vf a, vf b) { return _mm256_permute2f128_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b), 0x20); }
static inline vf zip_high(vf a, vf b) { return _mm256_permute2f128_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b), 0x31); }

/* Transposes W vectors: blocks of 4 x 4 within halves, then the halves. */
static inline void transpose(vf (&x)[W]) {
  vf y[W];
#pragma GCC unroll 2
  for (int32_t i = 0; i < W; i += 4) {
    const vf a = _mm256_unpacklo_ps(x[i], x[i + 1]), b = _mm256_unpackhi_ps(x[i], x[i + 1]);
    const vf c = _mm256_unpacklo_ps(x[i + 2], x[i + 3]), d = _mm256_unpackhi_ps(x[i + 2], x[i + 3]);
    y[i] = _mm256_shuffle_ps(a, c, 0x44);
    y[i + 1] = _mm256_shuffle_ps(a, c, 0xee);
    y[i + 2] = _mm256_shuffle_ps(b, d, 0x44);
    y[i + 3] = _mm256_shuffle_ps(b, d, 0xee);
  }
#pragma GCC unroll 4
  for (int32_t i = 0; i < 4; i++) {
    x[i] = _mm256_permute2f128_ps(y[i], y[4 + i], 0x20);
    x[4 + i] = _mm256_permute2f128_ps(y[i], y[4 + i], 0x31);
  }
}
