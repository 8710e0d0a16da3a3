// SSE2, which every x86-64 processor has: four floats, truth values as all ones or all zeros.
#pragma once
#include <emmintrin.h>

typedef __m128 vf;
typedef __m128i vi;
typedef __m128 vm;
static const int32_t W = 4;

static inline vi as_int(vf a) { return _mm_castps_si128(a); }
static inline vf as_float(vi a) { return _mm_castsi128_ps(a); }
static inline vf to_float(vi a) { return _mm_cvtepi32_ps(a); }
/* The nearest integer, halves to even; the value must fit into an int32. */
static inline vi to_nearest(vf a) { return _mm_cvtps_epi32(a); }

static inline vf at(const float* p, int32_t i) { return _mm_loadu_ps(p + i); }
static inline vi at(const int32_t* p, int32_t i) { return _mm_loadu_si128((const __m128i*)(p + i)); }
static inline void put(float* p, int32_t i, vf v) { _mm_storeu_ps(p + i, v); }
static inline void put(int32_t* p, int32_t i, vi v) { _mm_storeu_si128((__m128i*)(p + i), v); }
static inline vf at_n(const float* p, int32_t i, int32_t count) {
  if (count == 1) return _mm_load_ss(p + i);
  vf low = as_float(_mm_loadl_epi64((const __m128i*)(p + i)));
  return count == 2 ? low : _mm_movelh_ps(low, _mm_load_ss(p + i + 2));
}
static inline vi at_n(const int32_t* p, int32_t i, int32_t count) { return as_int(at_n((const float*)p, i, count)); }
static inline void put_n(float* p, int32_t i, int32_t count, vf v) {
  if (count == 1) return _mm_store_ss(p + i, v);
  _mm_storel_epi64((__m128i*)(p + i), as_int(v));
  if (count == 3) _mm_store_ss(p + i + 2, _mm_movehl_ps(v, v));
}
static inline void put_n(int32_t* p, int32_t i, int32_t count, vi v) { put_n((float*)p, i, count, as_float(v)); }

static inline vf splat(float x) { return _mm_set1_ps(x); }
static inline vf vadd(vf a, vf b) { return _mm_add_ps(a, b); }
static inline vf vsub(vf a, vf b) { return _mm_sub_ps(a, b); }
static inline vf vmul(vf a, vf b) { return _mm_mul_ps(a, b); }
static inline vf vdiv(vf a, vf b) { return _mm_div_ps(a, b); }
static inline vf vfma(vf a, vf b, vf c) { return vadd(vmul(a, b), c); }
static inline vf vfnma(vf a, vf b, vf c) { return vsub(c, vmul(a, b)); }
static inline vf vsqrt(vf a) { return _mm_sqrt_ps(a); }

static inline vi isplat(int32_t x) { return _mm_set1_epi32(x); }
static inline vi iadd(vi a, vi b) { return _mm_add_epi32(a, b); }
static inline vi isub(vi a, vi b) { return _mm_sub_epi32(a, b); }
static inline vi imul(vi a, vi b) {
  vi even = _mm_mul_epu32(a, b), odd = _mm_mul_epu32(_mm_srli_epi64(a, 32), _mm_srli_epi64(b, 32));
  return _mm_unpacklo_epi32(_mm_shuffle_epi32(even, 0x08), _mm_shuffle_epi32(odd, 0x08));
}
static inline vi iand(vi a, vi b) { return _mm_and_si128(a, b); }
static inline vi ior(vi a, vi b) { return _mm_or_si128(a, b); }
static inline vi ixor(vi a, vi b) { return _mm_xor_si128(a, b); }
static inline vi ishl(vi a, int32_t n) { return _mm_slli_epi32(a, n); }
static inline vi ishr(vi a, int32_t n) { return _mm_srai_epi32(a, n); }
static inline vi ishr_u(vi a, int32_t n) { return _mm_srli_epi32(a, n); }

static inline vm vless(vf a, vf b) { return _mm_cmplt_ps(a, b); }
static inline vm vless_equal(vf a, vf b) { return _mm_cmple_ps(a, b); }
static inline vm vequal(vf a, vf b) { return _mm_cmpeq_ps(a, b); }
static inline vm iless(vi a, vi b) { return as_float(_mm_cmplt_epi32(a, b)); }
static inline vm iequal(vi a, vi b) { return as_float(_mm_cmpeq_epi32(a, b)); }
static inline vm mand(vm a, vm b) { return _mm_and_ps(a, b); }
static inline vm mor(vm a, vm b) { return _mm_or_ps(a, b); }
static inline vm mnot(vm a) { return as_float(ixor(as_int(a), isplat(-1))); }
static inline int32_t any(vm a) { return _mm_movemask_ps(a) != 0; }
static inline vf vselect(vm m, vf a, vf b) { return _mm_or_ps(_mm_and_ps(m, a), _mm_andnot_ps(m, b)); }
static inline vi iselect(vm m, vi a, vi b) { return as_int(vselect(m, as_float(a), as_float(b))); }
static inline vi imax(vi a, vi b) { return iselect(iless(a, b), b, a); }
/* Multiplies the 16-bit halves of each lane and adds the two products of the lane. */
static inline vi imadd(vi a, vi b) { return _mm_madd_epi16(a, b); }

/* lanes: 0, 1, ... W - 1. first: true in the first count <= W lanes. */
static inline vi lanes() { return _mm_setr_epi32(0, 1, 2, 3); }
static inline vm first(int32_t count) { return iless(lanes(), isplat(count)); }

/* Rounds towards zero, saturates, turns NaN into 0. The instruction alone returns INT32_MIN for every value out of
   range. */
static inline vi to_int(vf a) {
  vi r = iand(_mm_cvttps_epi32(a), as_int(vequal(a, a)));
  return iselect(vless_equal(splat(2147483648.0f), a), isplat(INT32_MAX), r);
}

/* SSE2 has no rounding instruction. r is a rounded by one of the functions below, for |a| < 2^23; r gets the sign
   of a, also if it is 0. For larger |a| and for NaN the result is a itself. */
static inline vf rounded(vf a, vf r) {
  vf sign = as_float(iand(as_int(a), isplat(INT32_MIN))), size = _mm_andnot_ps(splat(-0.0f), a);
  return vselect(vless(size, splat(8388608.0f)), _mm_or_ps(r, sign), a);
}
static inline vf vfloor(vf a) {
  vf t = to_float(_mm_cvttps_epi32(a));
  return rounded(a, vsub(t, _mm_and_ps(vless(a, t), splat(1.0f))));
}
static inline vf vceil(vf a) {
  vf t = to_float(_mm_cvttps_epi32(a));
  return rounded(a, vadd(t, _mm_and_ps(vless(t, a), splat(1.0f))));
}
static inline vf vround(vf a) { return rounded(a, to_float(_mm_cvtps_epi32(a))); }

/* The larger and the smaller of a and b. NaN in b is kept, NaN in a may be lost, and zeros may lose their sign. */
static inline vf vlarger(vf a, vf b) { return _mm_max_ps(a, b); }
static inline vf vsmaller(vf a, vf b) { return _mm_min_ps(a, b); }
/* The instructions return their second operand for NaN or two zeros; both orders together tell these cases apart. */
static inline vf vmin(vf a, vf b) { return _mm_or_ps(_mm_min_ps(a, b), _mm_min_ps(b, a)); }
static inline vf vmax(vf a, vf b) {
  vf m = _mm_max_ps(a, b), differ = _mm_xor_ps(m, _mm_max_ps(b, a));
  return vsub(_mm_or_ps(m, differ), differ);
}

/* Folds one half of the lanes onto the other until one lane is left, so that the order of the operations is fixed. */
static inline float hsum(vf a) {
  a = vadd(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_add_ss(a, _mm_shuffle_ps(a, a, 1)));
}
static inline float lane_0(vf a) { return _mm_cvtss_f32(a); }
static inline float hprod(vf a) {
  a = vmul(a, _mm_movehl_ps(a, a));
  return lane_0(vmul(a, _mm_shuffle_ps(a, a, 1)));
}
static inline float hmax(vf a) {
  a = vmax(a, _mm_movehl_ps(a, a));
  return lane_0(vmax(a, _mm_shuffle_ps(a, a, 1)));
}
/* The largest lane; NaN may be ignored. */
static inline float hlarger(vf a) {
  a = _mm_max_ps(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_max_ss(a, _mm_shuffle_ps(a, a, 1)));
}
static inline float hmin(vf a) {
  a = vmin(a, _mm_movehl_ps(a, a));
  return lane_0(vmin(a, _mm_shuffle_ps(a, a, 1)));
}

/* table[index] in a table of 16 numbers; only the last four bits of the index count. */
static inline vf lookup(const float* table, vi index) {
  alignas(16) int32_t i[4];
  put(i, 0, iand(index, isplat(15)));
  return _mm_setr_ps(table[i[0]], table[i[1]], table[i[2]], table[i[3]]);
}

/* Interleaves a and b: zip_low their first halves, zip_high their second halves. */
static inline vf zip_low(vf a, vf b) { return _mm_unpacklo_ps(a, b); }
static inline vf zip_high(vf a, vf b) { return _mm_unpackhi_ps(a, b); }

/* Transposes W vectors. */
static inline void transpose(vf (&x)[W]) {
  const vf a = zip_low(x[0], x[2]), b = zip_low(x[1], x[3]), c = zip_high(x[0], x[2]), d = zip_high(x[1], x[3]);
  x[0] = zip_low(a, b), x[1] = zip_high(a, b), x[2] = zip_low(c, d), x[3] = zip_high(c, d);
}
