// NEON of AArch64: four floats, truth values as all ones or all zeros.
#pragma once
#include <arm_neon.h>

typedef float32x4_t vf;
typedef int32x4_t vi;
typedef uint32x4_t vm;
static const int32_t W = 4;

static inline vi as_int(vf a) { return vreinterpretq_s32_f32(a); }
static inline vf as_float(vi a) { return vreinterpretq_f32_s32(a); }
static inline vf to_float(vi a) { return vcvtq_f32_s32(a); }
/* Rounds towards zero, saturates, turns NaN into 0, as the instruction does. */
static inline vi to_int(vf a) { return vcvtq_s32_f32(a); }
/* The nearest integer, halves to even; the value must fit into an int32. */
static inline vi to_nearest(vf a) { return vcvtnq_s32_f32(a); }

static inline vf at(const float* p, int32_t i) { return vld1q_f32(p + i); }
static inline vi at(const int32_t* p, int32_t i) { return vld1q_s32(p + i); }
static inline void put(float* p, int32_t i, vf v) { vst1q_f32(p + i, v); }
static inline void put(int32_t* p, int32_t i, vi v) { vst1q_s32(p + i, v); }
static inline vf at_n(const float* p, int32_t i, int32_t count) {
  vf v = vld1q_lane_f32(p + i, vdupq_n_f32(0.0f), 0);
  if (count > 1) v = vld1q_lane_f32(p + i + 1, v, 1);
  return count > 2 ? vld1q_lane_f32(p + i + 2, v, 2) : v;
}
static inline vi at_n(const int32_t* p, int32_t i, int32_t count) { return as_int(at_n((const float*)p, i, count)); }
static inline void put_n(float* p, int32_t i, int32_t count, vf v) {
  vst1q_lane_f32(p + i, v, 0);
  if (count > 1) vst1q_lane_f32(p + i + 1, v, 1);
  if (count > 2) vst1q_lane_f32(p + i + 2, v, 2);
}
static inline void put_n(int32_t* p, int32_t i, int32_t count, vi v) { put_n((float*)p, i, count, as_float(v)); }

static inline vf splat(float x) { return vdupq_n_f32(x); }
static inline vf vadd(vf a, vf b) { return vaddq_f32(a, b); }
static inline vf vsub(vf a, vf b) { return vsubq_f32(a, b); }
static inline vf vmul(vf a, vf b) { return vmulq_f32(a, b); }
static inline vf vdiv(vf a, vf b) { return vdivq_f32(a, b); }
static inline vf vfma(vf a, vf b, vf c) { return vfmaq_f32(c, a, b); }
static inline vf vfnma(vf a, vf b, vf c) { return vfmsq_f32(c, a, b); }
static inline vf vsqrt(vf a) { return vsqrtq_f32(a); }
static inline vf vfloor(vf a) { return vrndmq_f32(a); }
static inline vf vceil(vf a) { return vrndpq_f32(a); }
static inline vf vround(vf a) { return vrndnq_f32(a); }
static inline vf vmin(vf a, vf b) { return vminq_f32(a, b); }
static inline vf vmax(vf a, vf b) { return vmaxq_f32(a, b); }
/* The larger and the smaller of a and b. NaN in b is kept, NaN in a may be lost, and zeros may lose their sign. */
static inline vf vlarger(vf a, vf b) { return vmaxq_f32(a, b); }
static inline vf vsmaller(vf a, vf b) { return vminq_f32(a, b); }

static inline vi isplat(int32_t x) { return vdupq_n_s32(x); }
static inline vi iadd(vi a, vi b) { return vaddq_s32(a, b); }
static inline vi isub(vi a, vi b) { return vsubq_s32(a, b); }
static inline vi imul(vi a, vi b) { return vmulq_s32(a, b); }
static inline vi imax(vi a, vi b) { return vmaxq_s32(a, b); }
static inline vi iand(vi a, vi b) { return vandq_s32(a, b); }
static inline vi ior(vi a, vi b) { return vorrq_s32(a, b); }
static inline vi ixor(vi a, vi b) { return veorq_s32(a, b); }
static inline vi ishl(vi a, int32_t n) { return vshlq_s32(a, vdupq_n_s32(n)); }
static inline vi ishr(vi a, int32_t n) { return vshlq_s32(a, vdupq_n_s32(-n)); }
static inline vi ishr_u(vi a, int32_t n) { return vreinterpretq_s32_u32(vshlq_u32(vreinterpretq_u32_s32(a), vdupq_n_s32(-n))); }

static inline vm vless(vf a, vf b) { return vcltq_f32(a, b); }
static inline vm vless_equal(vf a, vf b) { return vcleq_f32(a, b); }
static inline vm vequal(vf a, vf b) { return vceqq_f32(a, b); }
static inline vm iless(vi a, vi b) { return vcltq_s32(a, b); }
static inline vm iequal(vi a, vi b) { return vceqq_s32(a, b); }
static inline vm mand(vm a, vm b) { return vandq_u32(a, b); }
static inline vm mor(vm a, vm b) { return vorrq_u32(a, b); }
static inline vm mnot(vm a) { return vmvnq_u32(a); }
static inline int32_t any(vm a) { return vmaxvq_u32(a) != 0; }
static inline vf vselect(vm m, vf a, vf b) { return vbslq_f32(m, a, b); }
static inline vi iselect(vm m, vi a, vi b) { return vbslq_s32(m, a, b); }

/* lanes: 0, 1, ... W - 1. first: true in the first count <= W lanes. */
static inline vi lanes() {
  static const int32_t order[4] = {0, 1, 2, 3};
  return at(order, 0);
}
static inline vm first(int32_t count) { return iless(lanes(), isplat(count)); }

/* Folds one half of the lanes onto the other until one lane is left, so that the order of the operations is fixed. */
static inline float hsum(vf a) {
  float32x2_t h = vadd_f32(vget_low_f32(a), vget_high_f32(a));
  return vget_lane_f32(h, 0) + vget_lane_f32(h, 1);
}
static inline float lane_0(vf a) { return vgetq_lane_f32(a, 0); }
static inline float hprod(vf a) {
  float32x2_t h = vmul_f32(vget_low_f32(a), vget_high_f32(a));
  return vget_lane_f32(h, 0) * vget_lane_f32(h, 1);
}
static inline float hmax(vf a) { return vmaxvq_f32(a); }
/* The largest lane; NaN may be ignored. */
static inline float hlarger(vf a) { return vmaxvq_f32(a); }
static inline float hmin(vf a) { return vminvq_f32(a); }

/* table[index] in a table of 16 numbers; only the last four bits of the index count. */
static inline vf lookup(const float* table, vi index) {
  alignas(16) int32_t i[4];
  put(i, 0, iand(index, isplat(15)));
  alignas(16) const float picked[4] = {table[i[0]], table[i[1]], table[i[2]], table[i[3]]};
  return at(picked, 0);
}

/* Interleaves a and b: zip_low their first halves, zip_high their second halves. */
static inline vf zip_low(vf a, vf b) { return vzip1q_f32(a, b); }
static inline vf zip_high(vf a, vf b) { return vzip2q_f32(a, b); }

/* Transposes W vectors. */
static inline void transpose(vf (&x)[W]) {
  const vf a = zip_low(x[0], x[2]), b = zip_low(x[1], x[3]), c = zip_high(x[0], x[2]), d = zip_high(x[1], x[3]);
  x[0] = zip_low(a, b), x[1] = zip_high(a, b), x[2] = zip_low(c, d), x[3] = zip_high(c, d);
}
