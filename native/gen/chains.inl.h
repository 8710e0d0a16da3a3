// GENERATED from src/abi/compiled-chains.ts by src/abi/codegen-chains.ts (npm run generate). Do not edit.
#pragma once

/* t2 = mul c0 x1; y4 = sub x3 t2 */
static void compiled_0(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px3 = p[3];
  float* const py4 = p[4];
  const vf c0 = splat(*p[0]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], y4[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(c0, x1[q]);
      y4[q] = vsub(x3[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
    }
  }
}

/* t2 = mul x0 c1; y3 = sub x0 t2 */
static void compiled_1(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  float* const py3 = p[3];
  const vf c1 = splat(*p[1]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], y3[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      y3[q] = vsub(x0[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py3 + i, q * W, y3[q]);
    }
  }
}

/* t2 = add x0 x1; y4 = relu_d t2 x3 */
static void compiled_2(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px3 = p[3];
  float* const py4 = p[4];
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], y4[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vadd(x0[q], x1[q]);
      y4[q] = vrelu_d(t2, x3[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
    }
  }
}

/* y2 = mul x0 c1; t5 = mul x3 c4; y6 = sub x3 t5 */
static void compiled_3(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  float* const py2 = p[2];
  float* const py6 = p[6];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], y2[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      y2[q] = vmul(x0[q], c1);
      vf t5 = vmul(x3[q], c4);
      y6[q] = vsub(x3[q], t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py2 + i, q * W, y2[q]);
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* y2 = mul x0 k1; t4 = mul y2 r3; y6 = add t4 r5 */
static void compiled_4(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr3 = p[3];
  const float* const pr5 = p[5];
  float* const py2 = p[2];
  float* const py6 = p[6];
  const vf k1 = splat(*p[1]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r3[VECTORS_TOGETHER], r5[VECTORS_TOGETHER], y2[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r3[q] = at(pr3 + (i & mask), q * W);
      r5[q] = at(pr5 + (i & mask), q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      y2[q] = vmul(x0[q], k1);
      vf t4 = vmul(y2[q], r3[q]);
      y6[q] = vadd(t4, r5[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py2 + i, q * W, y2[q]);
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* t2 = mul k0 c1; t2 = mul t2 x3; y5 = add x4 t2 */
static void compiled_5(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px3 = p[3];
  const float* const px4 = p[4];
  float* const py5 = p[5];
  const vf k0 = splat(*p[0]);
  const vf c1 = splat(*p[1]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x3[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], y5[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(k0, c1);
      t2 = vmul(t2, x3[q]);
      y5[q] = vadd(x4[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py5 + i, q * W, y5[q]);
    }
  }
}

/* t2 = mul x0 k1; t2 = mul t2 r3; t2 = mul c4 t2; y6 = sub x5 t2 */
static void compiled_6(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr3 = p[3];
  const float* const px5 = p[5];
  float* const py6 = p[6];
  const vf k1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r3[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r3[q] = at(pr3 + (i & mask), q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], k1);
      t2 = vmul(t2, r3[q]);
      t2 = vmul(c4, t2);
      y6[q] = vsub(x5[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul c3 t2; y4 = add x1 t2; y5 = copy y4 */
static void compiled_7(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  float* const py4 = p[4];
  float* const py5 = p[5];
  const vf c3 = splat(*p[3]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y5[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(c3, t2);
      y4[q] = vadd(x1[q], t2);
      y5[q] = vsame(y4[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py5 + i, q * W, y5[q]);
    }
  }
}

/* t2 = mul c0 x1; y4 = add t2 x3; t2 = mul c5 y4; y6 = add x3 t2 */
static void compiled_8(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px3 = p[3];
  float* const py4 = p[4];
  float* const py6 = p[6];
  const vf c0 = splat(*p[0]);
  const vf c5 = splat(*p[5]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(c0, x1[q]);
      y4[q] = vadd(t2, x3[q]);
      t2 = vmul(c5, y4[q]);
      y6[q] = vadd(x3[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* t2 = mul c0 x1; t5 = mul x3 c4; t5 = sub x3 t5; y6 = sub t5 t2 */
static void compiled_9(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px3 = p[3];
  float* const py6 = p[6];
  const vf c0 = splat(*p[0]);
  const vf c4 = splat(*p[4]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(c0, x1[q]);
      vf t5 = vmul(x3[q], c4);
      t5 = vsub(x3[q], t5);
      y6[q] = vsub(t5, t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; y5 = relu t2 */
static void compiled_10(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr1 = p[1];
  const float* const pr3 = p[3];
  const float* const pr4 = p[4];
  float* const py5 = p[5];
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r1[VECTORS_TOGETHER], r3[VECTORS_TOGETHER], r4[VECTORS_TOGETHER], y5[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r1[q] = at(pr1 + (i & mask), q * W);
      r3[q] = at(pr3 + (i & mask), q * W);
      r4[q] = at(pr4 + (i & mask), q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], r1[q]);
      t2 = vmul(t2, r3[q]);
      t2 = vadd(t2, r4[q]);
      y5[q] = vrelu(t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py5 + i, q * W, y5[q]);
    }
  }
}

/* t2 = mul x0 r1; y4 = mul x0 x3; y6 = mul t2 k5; y8 = mul t2 x7 */
static void compiled_11(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr1 = p[1];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  float* const py4 = p[4];
  float* const py6 = p[6];
  float* const py8 = p[8];
  const vf k5 = splat(*p[5]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r1[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y8[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r1[q] = at(pr1 + (i & mask), q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], r1[q]);
      y4[q] = vmul(x0[q], x3[q]);
      y6[q] = vmul(t2, k5);
      y8[q] = vmul(t2, x7[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py6 + i, q * W, y6[q]);
      put(py8 + i, q * W, y8[q]);
    }
  }
}

/* y1 = copy x0; t4 = mul x2 c3; t4 = sub x2 t4; t7 = mul c5 x6; y8 = sub t4 t7 */
static void compiled_12(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px2 = p[2];
  const float* const px6 = p[6];
  float* const py1 = p[1];
  float* const py8 = p[8];
  const vf c3 = splat(*p[3]);
  const vf c5 = splat(*p[5]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], y1[VECTORS_TOGETHER], y8[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      y1[q] = vsame(x0[q]);
      vf t4 = vmul(x2[q], c3);
      t4 = vsub(x2[q], t4);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vsub(t4, t7);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py1 + i, q * W, y1[q]);
      put(py8 + i, q * W, y8[q]);
    }
  }
}

/* t2 = mul x0 c1; t5 = mul c3 x4; y6 = add t5 t2; t5 = mul c7 y6; y8 = add t2 t5 */
static void compiled_13(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  float* const py6 = p[6];
  float* const py8 = p[8];
  const vf c1 = splat(*p[1]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y8[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t2);
      t5 = vmul(c7, y6[q]);
      y8[q] = vadd(t2, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py8 + i, q * W, y8[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; y7 = sub t2 t5 */
static void compiled_14(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  float* const py7 = p[7];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], y7[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      t5 = vmul(c6, t5);
      y7[q] = vsub(t2, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py7 + i, q * W, y7[q]);
    }
  }
}

/* t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = relu t2; y6 = relu_d x5 t2 */
static void compiled_15(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr1 = p[1];
  const float* const pr3 = p[3];
  const float* const pr4 = p[4];
  const float* const px5 = p[5];
  float* const py6 = p[6];
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r1[VECTORS_TOGETHER], r3[VECTORS_TOGETHER], r4[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r1[q] = at(pr1 + (i & mask), q * W);
      r3[q] = at(pr3 + (i & mask), q * W);
      r4[q] = at(pr4 + (i & mask), q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], r1[q]);
      t2 = vmul(t2, r3[q]);
      t2 = vadd(t2, r4[q]);
      t2 = vrelu(t2);
      y6[q] = vrelu_d(x5[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* t2 = sub r0 x1; t5 = sub x3 r4; t2 = mul t2 r6; t2 = add t5 t2; y8 = mul t2 r7 */
static void compiled_16(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const pr0 = p[0];
  const float* const px1 = p[1];
  const float* const px3 = p[3];
  const float* const pr4 = p[4];
  const float* const pr6 = p[6];
  const float* const pr7 = p[7];
  float* const py8 = p[8];
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf r0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], r4[VECTORS_TOGETHER], r6[VECTORS_TOGETHER], r7[VECTORS_TOGETHER], y8[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      r0[q] = at(pr0 + (i & mask), q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      r4[q] = at(pr4 + (i & mask), q * W);
      r6[q] = at(pr6 + (i & mask), q * W);
      r7[q] = at(pr7 + (i & mask), q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(r0[q], x1[q]);
      vf t5 = vsub(x3[q], r4[q]);
      t2 = vmul(t2, r6[q]);
      t2 = vadd(t5, t2);
      y8[q] = vmul(t2, r7[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
    }
  }
}

/* t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = add x5 t2; y6 = relu t2 */
static void compiled_17(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr1 = p[1];
  const float* const pr3 = p[3];
  const float* const pr4 = p[4];
  const float* const px5 = p[5];
  float* const py6 = p[6];
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r1[VECTORS_TOGETHER], r3[VECTORS_TOGETHER], r4[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], y6[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r1[q] = at(pr1 + (i & mask), q * W);
      r3[q] = at(pr3 + (i & mask), q * W);
      r4[q] = at(pr4 + (i & mask), q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], r1[q]);
      t2 = vmul(t2, r3[q]);
      t2 = vadd(t2, r4[q]);
      t2 = vadd(x5[q], t2);
      y6[q] = vrelu(t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
    }
  }
}

/* t2 = mul c0 x1; t5 = mul c3 x4; y6 = sub t5 t2; t5 = mul x7 c8; t5 = sub x7 t5; y9 = add t5 y6 */
static void compiled_18(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px4 = p[4];
  const float* const px7 = p[7];
  float* const py6 = p[6];
  float* const py9 = p[9];
  const vf c0 = splat(*p[0]);
  const vf c3 = splat(*p[3]);
  const vf c8 = splat(*p[8]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y9[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(c0, x1[q]);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vsub(t5, t2);
      t5 = vmul(x7[q], c8);
      t5 = vsub(x7[q], t5);
      y9[q] = vadd(t5, y6[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py9 + i, q * W, y9[q]);
    }
  }
}

/* t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = add x5 t2; t2 = relu t2; y7 = relu_d x6 t2 */
static void compiled_19(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const pr1 = p[1];
  const float* const pr3 = p[3];
  const float* const pr4 = p[4];
  const float* const px5 = p[5];
  const float* const px6 = p[6];
  float* const py7 = p[7];
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], r1[VECTORS_TOGETHER], r3[VECTORS_TOGETHER], r4[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], y7[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      r1[q] = at(pr1 + (i & mask), q * W);
      r3[q] = at(pr3 + (i & mask), q * W);
      r4[q] = at(pr4 + (i & mask), q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], r1[q]);
      t2 = vmul(t2, r3[q]);
      t2 = vadd(t2, r4[q]);
      t2 = vadd(x5[q], t2);
      t2 = vrelu(t2);
      y7[q] = vrelu_d(x6[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py7 + i, q * W, y7[q]);
    }
  }
}

/* t1 = mul x0 x0; y3 = add x2 t1; t1 = mul c4 x0; t6 = add y3 c5; t6 = sqrt t6; t6 = div t1 t6; y8 = sub x7 t6 */
static void compiled_20(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px2 = p[2];
  const float* const px7 = p[7];
  float* const py3 = p[3];
  float* const py8 = p[8];
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y3[VECTORS_TOGETHER], y8[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      y3[q] = vadd(x2[q], t1);
      t1 = vmul(c4, x0[q]);
      vf t6 = vadd(y3[q], c5);
      t6 = vsqrt(t6);
      t6 = vdiv(t1, t6);
      y8[q] = vsub(x7[q], t6);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py3 + i, q * W, y3[q]);
      put(py8 + i, q * W, y8[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; t9 = mul c7 x8; y10 = sub t9 t5; y11 = add t2 y10 */
static void compiled_21(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px8 = p[8];
  float* const py10 = p[10];
  float* const py11 = p[11];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  const vf c7 = splat(*p[7]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y11[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      t5 = vmul(c6, t5);
      vf t9 = vmul(c7, x8[q]);
      y10[q] = vsub(t9, t5);
      y11[q] = vadd(t2, y10[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py10 + i, q * W, y10[q]);
      put(py11 + i, q * W, y11[q]);
    }
  }
}

/* t2 = mul c0 x1; t5 = mul c3 x4; y6 = sub t5 t2; t5 = mul c7 y6; t5 = sub t5 t2; t2 = mul x8 c9; t2 = sub x8 t2; y10 = add t2 t5 */
static void compiled_22(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px4 = p[4];
  const float* const px8 = p[8];
  float* const py6 = p[6];
  float* const py10 = p[10];
  const vf c0 = splat(*p[0]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c9 = splat(*p[9]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(c0, x1[q]);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vsub(t5, t2);
      t5 = vmul(c7, y6[q]);
      t5 = vsub(t5, t2);
      t2 = vmul(x8[q], c9);
      t2 = vsub(x8[q], t2);
      y10[q] = vadd(t2, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; y5 = add x4 t3; t2 = mul c6 t2; t3 = add y5 c7; t3 = sqrt t3; t3 = div t2 t3; y9 = sub x8 t3 */
static void compiled_23(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px8 = p[8];
  float* const py5 = p[5];
  float* const py9 = p[9];
  const vf c1 = splat(*p[1]);
  const vf c6 = splat(*p[6]);
  const vf c7 = splat(*p[7]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], y5[VECTORS_TOGETHER], y9[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      y5[q] = vadd(x4[q], t3);
      t2 = vmul(c6, t2);
      t3 = vadd(y5[q], c7);
      t3 = vsqrt(t3);
      t3 = vdiv(t2, t3);
      y9[q] = vsub(x8[q], t3);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py5 + i, q * W, y5[q]);
      put(py9 + i, q * W, y9[q]);
    }
  }
}

/* t2 = mul x0 c1; t5 = mul x3 c4; t5 = add t5 t2; t5 = sign t5; t5 = mul c6 t5; y8 = sub x7 t5; t5 = mul x0 c9; t2 = mul x3 c10; y11 = add t2 t5 */
static void compiled_24(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  float* const py8 = p[8];
  float* const py11 = p[11];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y11[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t5 = vmul(x3[q], c4);
      t5 = vadd(t5, t2);
      t5 = vsign(t5);
      t5 = vmul(c6, t5);
      y8[q] = vsub(x7[q], t5);
      t5 = vmul(x0[q], c9);
      t2 = vmul(x3[q], c10);
      y11[q] = vadd(t2, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py11 + i, q * W, y11[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; y10 = sub x9 t1 */
static void compiled_25(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px9 = p[9];
  float* const py6 = p[6];
  float* const py10 = p[10];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vadd(y6[q], c8);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      y10[q] = vsub(x9[q], t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
    }
  }
}

/* t1 = mul x0 x0; y3 = add x2 t1; t1 = mul c4 x0; t6 = add y3 c5; t6 = sqrt t6; t6 = div t1 t6; t1 = mul x7 c8; t1 = sub x7 t1; y9 = sub t1 t6 */
static void compiled_26(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px2 = p[2];
  const float* const px7 = p[7];
  float* const py3 = p[3];
  float* const py9 = p[9];
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  const vf c8 = splat(*p[8]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y3[VECTORS_TOGETHER], y9[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      y3[q] = vadd(x2[q], t1);
      t1 = vmul(c4, x0[q]);
      vf t6 = vadd(y3[q], c5);
      t6 = vsqrt(t6);
      t6 = vdiv(t1, t6);
      t1 = vmul(x7[q], c8);
      t1 = vsub(x7[q], t1);
      y9[q] = vsub(t1, t6);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py3 + i, q * W, y3[q]);
      put(py9 + i, q * W, y9[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; t9 = mul c7 x8; y10 = sub t9 t5; t9 = mul c11 y10; t9 = sub t9 t5; y12 = add t2 t9 */
static void compiled_27(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px8 = p[8];
  float* const py10 = p[10];
  float* const py12 = p[12];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  const vf c7 = splat(*p[7]);
  const vf c11 = splat(*p[11]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y12[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      t5 = vmul(c6, t5);
      vf t9 = vmul(c7, x8[q]);
      y10[q] = vsub(t9, t5);
      t9 = vmul(c11, y10[q]);
      t9 = vsub(t9, t5);
      y12[q] = vadd(t2, t9);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py10 + i, q * W, y10[q]);
      put(py12 + i, q * W, y12[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = abs x0; t7 = mul c5 x6; y8 = maximum t7 t2; t7 = mul c9 y4; t2 = add y8 c10; t2 = div t7 t2; y12 = sub x11 t2 */
static void compiled_28(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px6 = p[6];
  const float* const px11 = p[11];
  float* const py4 = p[4];
  float* const py8 = p[8];
  float* const py12 = p[12];
  const vf c3 = splat(*p[3]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y12[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vabs(x0[q]);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vmax(t7, t2);
      t7 = vmul(c9, y4[q]);
      t2 = vadd(y8[q], c10);
      t2 = vdiv(t7, t2);
      y12[q] = vsub(x11[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py8 + i, q * W, y8[q]);
      put(py12 + i, q * W, y12[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = sqrt x5; t2 = add t2 c8; y9 = div x1 t2 */
static void compiled_29(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px5 = p[5];
  float* const py4 = p[4];
  float* const py7 = p[7];
  float* const py9 = p[9];
  const vf c3 = splat(*p[3]);
  const vf c6 = splat(*p[6]);
  const vf c8 = splat(*p[8]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y7[VECTORS_TOGETHER], y9[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vmul(x0[q], x0[q]);
      t2 = vsub(t2, x5[q]);
      t2 = vmul(t2, c6);
      y7[q] = vadd(x5[q], t2);
      t2 = vsqrt(x5[q]);
      t2 = vadd(t2, c8);
      y9[q] = vdiv(x1[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py7 + i, q * W, y7[q]);
      put(py9 + i, q * W, y9[q]);
    }
  }
}

/* t2 = mul x0 c1; t4 = mul t2 c3; t7 = mul x5 c6; t7 = add t7 t4; t7 = sign t7; t7 = mul c8 t7; y10 = sub x9 t7; t2 = mul t2 c11; t7 = mul x5 c12; y13 = add t7 t2 */
static void compiled_30(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px5 = p[5];
  const float* const px9 = p[9];
  float* const py10 = p[10];
  float* const py13 = p[13];
  const vf c1 = splat(*p[1]);
  const vf c3 = splat(*p[3]);
  const vf c6 = splat(*p[6]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t4 = vmul(t2, c3);
      vf t7 = vmul(x5[q], c6);
      t7 = vadd(t7, t4);
      t7 = vsign(t7);
      t7 = vmul(c8, t7);
      y10[q] = vsub(x9[q], t7);
      t2 = vmul(t2, c11);
      t7 = vmul(x5[q], c12);
      y13[q] = vadd(t7, t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py10 + i, q * W, y10[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t2 = mul c9 t2; t7 = add y8 c10; t7 = sqrt t7; t7 = div t2 t7; y12 = sub x11 t7 */
static void compiled_31(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px6 = p[6];
  const float* const px11 = p[11];
  float* const py8 = p[8];
  float* const py12 = p[12];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y12[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      t3 = vmul(c4, t3);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vadd(t7, t3);
      t2 = vmul(c9, t2);
      t7 = vadd(y8[q], c10);
      t7 = vsqrt(t7);
      t7 = vdiv(t2, t7);
      y12[q] = vsub(x11[q], t7);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py12 + i, q * W, y12[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; y8 = add x7 t6; t5 = mul c9 t5; t6 = add y8 c10; t6 = sqrt t6; t6 = div t5 t6; y11 = sub t2 t6 */
static void compiled_32(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  float* const py8 = p[8];
  float* const py11 = p[11];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y11[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      y8[q] = vadd(x7[q], t6);
      t5 = vmul(c9, t5);
      t6 = vadd(y8[q], c10);
      t6 = vsqrt(t6);
      t6 = vdiv(t5, t6);
      y11[q] = vsub(t2, t6);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py11 + i, q * W, y11[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c9 x10; y11 = add t5 t1; y13 = sub x12 y11 */
static void compiled_33(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px10 = p[10];
  const float* const px12 = p[12];
  float* const py6 = p[6];
  float* const py11 = p[11];
  float* const py13 = p[13];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c9 = splat(*p[9]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vadd(y6[q], c8);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      t5 = vmul(c9, x10[q]);
      y11[q] = vadd(t5, t1);
      y13[q] = vsub(x12[q], y11[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py11 + i, q * W, y11[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t2 = mul x0 c1; t5 = mul x3 c4; t5 = add t5 t2; t5 = sign t5; t5 = mul c6 t5; t2 = mul x0 c7; t9 = mul x3 c8; y10 = add t9 t2; t9 = mul x11 c12; t9 = sub x11 t9; y13 = sub t9 t5 */
static void compiled_34(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px11 = p[11];
  float* const py10 = p[10];
  float* const py13 = p[13];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t5 = vmul(x3[q], c4);
      t5 = vadd(t5, t2);
      t5 = vsign(t5);
      t5 = vmul(c6, t5);
      t2 = vmul(x0[q], c7);
      vf t9 = vmul(x3[q], c8);
      y10[q] = vadd(t9, t2);
      t9 = vmul(x11[q], c12);
      t9 = vsub(x11[q], t9);
      y13[q] = vsub(t9, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py10 + i, q * W, y10[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; t5 = mul x9 c10; t5 = sub x9 t5; y11 = sub t5 t1 */
static void compiled_35(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px9 = p[9];
  float* const py6 = p[6];
  float* const py11 = p[11];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y11[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vadd(y6[q], c8);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      t5 = vmul(x9[q], c10);
      t5 = vsub(x9[q], t5);
      y11[q] = vsub(t5, t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py11 + i, q * W, y11[q]);
    }
  }
}

/* t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = abs t2; t4 = mul c7 x8; y9 = maximum t4 t2; t4 = mul c10 y6; t2 = add y9 c11; t2 = div t4 t2; y13 = sub x12 t2 */
static void compiled_36(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px8 = p[8];
  const float* const px12 = p[12];
  float* const py6 = p[6];
  float* const py9 = p[9];
  float* const py13 = p[13];
  const vf c1 = splat(*p[1]);
  const vf c5 = splat(*p[5]);
  const vf c7 = splat(*p[7]);
  const vf c10 = splat(*p[10]);
  const vf c11 = splat(*p[11]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t4 = vsub(t2, x3[q]);
      t4 = vmul(t4, c5);
      y6[q] = vadd(x3[q], t4);
      t2 = vabs(t2);
      t4 = vmul(c7, x8[q]);
      y9[q] = vmax(t4, t2);
      t4 = vmul(c10, y6[q]);
      t2 = vadd(y9[q], c11);
      t2 = vdiv(t4, t2);
      y13[q] = vsub(x12[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py9 + i, q * W, y9[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = mul t2 t2; t2 = sub t2 x7; t2 = mul t2 c8; y9 = add x7 t2; t2 = sqrt x7; t2 = add t2 c10; y11 = div x3 t2 */
static void compiled_37(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  float* const py6 = p[6];
  float* const py9 = p[9];
  float* const py11 = p[11];
  const vf c1 = splat(*p[1]);
  const vf c5 = splat(*p[5]);
  const vf c8 = splat(*p[8]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y11[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t4 = vsub(t2, x3[q]);
      t4 = vmul(t4, c5);
      y6[q] = vadd(x3[q], t4);
      t2 = vmul(t2, t2);
      t2 = vsub(t2, x7[q]);
      t2 = vmul(t2, c8);
      y9[q] = vadd(x7[q], t2);
      t2 = vsqrt(x7[q]);
      t2 = vadd(t2, c10);
      y11[q] = vdiv(x3[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py9 + i, q * W, y9[q]);
      put(py11 + i, q * W, y11[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = abs x0; t7 = mul c5 x6; y8 = maximum t7 t2; t7 = mul c9 y4; t2 = add y8 c10; t2 = div t7 t2; t7 = mul x11 c12; t7 = sub x11 t7; y13 = sub t7 t2 */
static void compiled_38(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px6 = p[6];
  const float* const px11 = p[11];
  float* const py4 = p[4];
  float* const py8 = p[8];
  float* const py13 = p[13];
  const vf c3 = splat(*p[3]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vabs(x0[q]);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vmax(t7, t2);
      t7 = vmul(c9, y4[q]);
      t2 = vadd(y8[q], c10);
      t2 = vdiv(t7, t2);
      t7 = vmul(x11[q], c12);
      t7 = vsub(x11[q], t7);
      y13[q] = vsub(t7, t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py8 + i, q * W, y8[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t2 = mul c9 t2; t7 = add y8 c10; t7 = sqrt t7; t7 = div t2 t7; t2 = mul c11 x12; y13 = add t2 t7; y15 = sub x14 y13 */
static void compiled_39(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px6 = p[6];
  const float* const px12 = p[12];
  const float* const px14 = p[14];
  float* const py8 = p[8];
  float* const py13 = p[13];
  float* const py15 = p[15];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  const vf c11 = splat(*p[11]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], x14[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y13[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
      ahead_of(px14 + i + q * W);
      x14[q] = at(px14 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      t3 = vmul(c4, t3);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vadd(t7, t3);
      t2 = vmul(c9, t2);
      t7 = vadd(y8[q], c10);
      t7 = vsqrt(t7);
      t7 = vdiv(t2, t7);
      t2 = vmul(c11, x12[q]);
      y13[q] = vadd(t2, t7);
      y15[q] = vsub(x14[q], y13[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py13 + i, q * W, y13[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = mul t5 c6; t10 = mul x8 c9; t10 = add t10 t7; t10 = sign t10; t10 = mul c11 t10; y12 = sub t2 t10; t5 = mul t5 c13; t10 = mul x8 c14; y15 = add t10 t5 */
static void compiled_40(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px8 = p[8];
  float* const py12 = p[12];
  float* const py15 = p[15];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  const vf c9 = splat(*p[9]);
  const vf c11 = splat(*p[11]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t7 = vmul(t5, c6);
      vf t10 = vmul(x8[q], c9);
      t10 = vadd(t10, t7);
      t10 = vsign(t10);
      t10 = vmul(c11, t10);
      y12[q] = vsub(t2, t10);
      t5 = vmul(t5, c13);
      t10 = vmul(x8[q], c14);
      y15[q] = vadd(t10, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py12 + i, q * W, y12[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t5 = mul c12 t5; t10 = add y11 c13; t10 = sqrt t10; t10 = div t5 t10; y14 = sub t2 t10 */
static void compiled_41(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px9 = p[9];
  float* const py11 = p[11];
  float* const py14 = p[14];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y14[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      t6 = vmul(c7, t6);
      vf t10 = vmul(c8, x9[q]);
      y11[q] = vadd(t10, t6);
      t5 = vmul(c12, t5);
      t10 = vadd(y11[q], c13);
      t10 = vsqrt(t10);
      t10 = vdiv(t5, t10);
      y14[q] = vsub(t2, t10);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py11 + i, q * W, y11[q]);
      put(py14 + i, q * W, y14[q]);
    }
  }
}

/* t1 = mul x0 x0; t3 = sqrt x2; y4 = add x2 t1; t1 = sqrt y4; t3 = sub t1 t3; t3 = mul t3 c5; t3 = mul t3 x6; t3 = sub x0 t3; y8 = add x7 t3; t3 = neg y8; t3 = mul t3 c9; t1 = add t1 c10; y11 = div t3 t1 */
static void compiled_42(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px2 = p[2];
  const float* const px6 = p[6];
  const float* const px7 = p[7];
  float* const py4 = p[4];
  float* const py8 = p[8];
  float* const py11 = p[11];
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y11[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      vf t3 = vsqrt(x2[q]);
      y4[q] = vadd(x2[q], t1);
      t1 = vsqrt(y4[q]);
      t3 = vsub(t1, t3);
      t3 = vmul(t3, c5);
      t3 = vmul(t3, x6[q]);
      t3 = vsub(x0[q], t3);
      y8[q] = vadd(x7[q], t3);
      t3 = vneg(y8[q]);
      t3 = vmul(t3, c9);
      t1 = vadd(t1, c10);
      y11[q] = vdiv(t3, t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py8 + i, q * W, y8[q]);
      put(py11 + i, q * W, y11[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; y9 = maximum x8 y7; t2 = mul y4 c10; t11 = sqrt y9; t11 = add t11 c12; t11 = div t2 t11; y14 = sub x13 t11 */
static void compiled_43(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px5 = p[5];
  const float* const px8 = p[8];
  const float* const px13 = p[13];
  float* const py4 = p[4];
  float* const py7 = p[7];
  float* const py9 = p[9];
  float* const py14 = p[14];
  const vf c3 = splat(*p[3]);
  const vf c6 = splat(*p[6]);
  const vf c10 = splat(*p[10]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y7[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y14[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vmul(x0[q], x0[q]);
      t2 = vsub(t2, x5[q]);
      t2 = vmul(t2, c6);
      y7[q] = vadd(x5[q], t2);
      y9[q] = vmax(x8[q], y7[q]);
      t2 = vmul(y4[q], c10);
      vf t11 = vsqrt(y9[q]);
      t11 = vadd(t11, c12);
      t11 = vdiv(t2, t11);
      y14[q] = vsub(x13[q], t11);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py7 + i, q * W, y7[q]);
      put(py9 + i, q * W, y9[q]);
      put(py14 + i, q * W, y14[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c9 x10; y11 = add t5 t1; t5 = mul x12 c13; t5 = sub x12 t5; y14 = sub t5 y11 */
static void compiled_44(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px10 = p[10];
  const float* const px12 = p[12];
  float* const py6 = p[6];
  float* const py11 = p[11];
  float* const py14 = p[14];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c9 = splat(*p[9]);
  const vf c13 = splat(*p[13]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y14[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vadd(y6[q], c8);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      t5 = vmul(c9, x10[q]);
      y11[q] = vadd(t5, t1);
      t5 = vmul(x12[q], c13);
      t5 = vsub(x12[q], t5);
      y14[q] = vsub(t5, y11[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py11 + i, q * W, y11[q]);
      put(py14 + i, q * W, y14[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t5 = abs t5; t7 = mul c10 x11; y12 = maximum t7 t5; t7 = mul c13 y9; t5 = add y12 c14; t5 = div t7 t5; y15 = sub t2 t5 */
static void compiled_45(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px6 = p[6];
  const float* const px11 = p[11];
  float* const py9 = p[9];
  float* const py12 = p[12];
  float* const py15 = p[15];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c8 = splat(*p[8]);
  const vf c10 = splat(*p[10]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t7 = vsub(t5, x6[q]);
      t7 = vmul(t7, c8);
      y9[q] = vadd(x6[q], t7);
      t5 = vabs(t5);
      t7 = vmul(c10, x11[q]);
      y12[q] = vmax(t7, t5);
      t7 = vmul(c13, y9[q]);
      t5 = vadd(y12[q], c14);
      t5 = vdiv(t7, t5);
      y15[q] = vsub(t2, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py9 + i, q * W, y9[q]);
      put(py12 + i, q * W, y12[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = mul c8 y4; t10 = mul c9 x0; t10 = add t2 t10; t2 = sqrt y7; t2 = add t2 c11; t2 = div t10 t2; y13 = sub x12 t2 */
static void compiled_46(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px5 = p[5];
  const float* const px12 = p[12];
  float* const py4 = p[4];
  float* const py7 = p[7];
  float* const py13 = p[13];
  const vf c3 = splat(*p[3]);
  const vf c6 = splat(*p[6]);
  const vf c8 = splat(*p[8]);
  const vf c9 = splat(*p[9]);
  const vf c11 = splat(*p[11]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y7[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vmul(x0[q], x0[q]);
      t2 = vsub(t2, x5[q]);
      t2 = vmul(t2, c6);
      y7[q] = vadd(x5[q], t2);
      t2 = vmul(c8, y4[q]);
      vf t10 = vmul(c9, x0[q]);
      t10 = vadd(t2, t10);
      t2 = vsqrt(y7[q]);
      t2 = vadd(t2, c11);
      t2 = vdiv(t10, t2);
      y13[q] = vsub(x12[q], t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py7 + i, q * W, y7[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; y14 = sub x13 t1 */
static void compiled_47(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px9 = p[9];
  const float* const px13 = p[13];
  float* const py6 = p[6];
  float* const py10 = p[10];
  float* const py14 = p[14];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y14[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vmul(c8, x9[q]);
      y10[q] = vadd(t1, t5);
      t1 = vmul(y10[q], y10[q]);
      t1 = vsub(y6[q], t1);
      t5 = vmul(c11, x0[q]);
      t1 = vadd(t1, c12);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      y14[q] = vsub(x13[q], t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
      put(py14 + i, q * W, y14[q]);
    }
  }
}

/* t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = mul t2 t2; t2 = sub t2 x7; t2 = mul t2 c8; y9 = add x7 t2; y11 = maximum x10 y9; t2 = mul y6 c12; t4 = sqrt y11; t4 = add t4 c13; t4 = div t2 t4; y15 = sub x14 t4 */
static void compiled_48(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  const float* const px10 = p[10];
  const float* const px14 = p[14];
  float* const py6 = p[6];
  float* const py9 = p[9];
  float* const py11 = p[11];
  float* const py15 = p[15];
  const vf c1 = splat(*p[1]);
  const vf c5 = splat(*p[5]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], x14[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
      ahead_of(px14 + i + q * W);
      x14[q] = at(px14 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t4 = vsub(t2, x3[q]);
      t4 = vmul(t4, c5);
      y6[q] = vadd(x3[q], t4);
      t2 = vmul(t2, t2);
      t2 = vsub(t2, x7[q]);
      t2 = vmul(t2, c8);
      y9[q] = vadd(x7[q], t2);
      y11[q] = vmax(x10[q], y9[q]);
      t2 = vmul(y6[q], c12);
      t4 = vsqrt(y11[q]);
      t4 = vadd(t4, c13);
      t4 = vdiv(t2, t4);
      y15[q] = vsub(x14[q], t4);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py9 + i, q * W, y9[q]);
      put(py11 + i, q * W, y11[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; t5 = sqrt x4; y6 = add x4 t3; t3 = sqrt y6; t5 = sub t3 t5; t5 = mul t5 c7; t5 = mul t5 x8; t5 = sub t2 t5; y10 = add x9 t5; t5 = neg y10; t5 = mul t5 c11; t3 = add t3 c12; y13 = div t5 t3 */
static void compiled_49(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px8 = p[8];
  const float* const px9 = p[9];
  float* const py6 = p[6];
  float* const py10 = p[10];
  float* const py13 = p[13];
  const vf c1 = splat(*p[1]);
  const vf c7 = splat(*p[7]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      vf t5 = vsqrt(x4[q]);
      y6[q] = vadd(x4[q], t3);
      t3 = vsqrt(y6[q]);
      t5 = vsub(t3, t5);
      t5 = vmul(t5, c7);
      t5 = vmul(t5, x8[q]);
      t5 = vsub(t2, t5);
      y10[q] = vadd(x9[q], t5);
      t5 = vneg(y10[q]);
      t5 = vmul(t5, c11);
      t3 = vadd(t3, c12);
      y13[q] = vdiv(t5, t3);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t5 = mul c12 t5; t10 = add y11 c13; t10 = sqrt t10; t10 = div t5 t10; t5 = mul c14 x15; y16 = add t5 t10; y17 = sub t2 y16 */
static void compiled_50(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px9 = p[9];
  const float* const px15 = p[15];
  float* const py11 = p[11];
  float* const py16 = p[16];
  float* const py17 = p[17];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x15[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y16[VECTORS_TOGETHER], y17[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px15 + i + q * W);
      x15[q] = at(px15 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      t6 = vmul(c7, t6);
      vf t10 = vmul(c8, x9[q]);
      y11[q] = vadd(t10, t6);
      t5 = vmul(c12, t5);
      t10 = vadd(y11[q], c13);
      t10 = vsqrt(t10);
      t10 = vdiv(t5, t10);
      t5 = vmul(c14, x15[q]);
      y16[q] = vadd(t5, t10);
      y17[q] = vsub(t2, y16[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py11 + i, q * W, y11[q]);
      put(py16 + i, q * W, y16[q]);
      put(py17 + i, q * W, y17[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = add y6 c7; t1 = add x8 c9; t1 = div t1 t5; t1 = sqrt t1; t1 = mul t1 x0; t5 = mul t1 t1; t5 = mul c10 t5; t12 = mul c11 x8; y13 = add t12 t5; t1 = mul c14 t1; y16 = sub x15 t1 */
static void compiled_51(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px8 = p[8];
  const float* const px15 = p[15];
  float* const py6 = p[6];
  float* const py13 = p[13];
  float* const py16 = p[16];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  const vf c11 = splat(*p[11]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x15[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y13[VECTORS_TOGETHER], y16[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px15 + i + q * W);
      x15[q] = at(px15 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vadd(y6[q], c7);
      t1 = vadd(x8[q], c9);
      t1 = vdiv(t1, t5);
      t1 = vsqrt(t1);
      t1 = vmul(t1, x0[q]);
      t5 = vmul(t1, t1);
      t5 = vmul(c10, t5);
      vf t12 = vmul(c11, x8[q]);
      y13[q] = vadd(t12, t5);
      t1 = vmul(c14, t1);
      y16[q] = vsub(x15[q], t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py13 + i, q * W, y13[q]);
      put(py16 + i, q * W, y16[q]);
    }
  }
}

/* t3 = select c0 x1 x2; t5 = mul x4 x4; t5 = sub t5 x6; t5 = mul t5 c7; y8 = add x6 t5; t5 = sqrt y8; t10 = mul c9 t3; t5 = add t5 c11; t13 = mul c12 x4; t13 = div t13 t5; y14 = sub t3 t13; t10 = sub x1 t10; t10 = mul c15 t10; t13 = mul c16 y14; y17 = add t10 t13 */
static void compiled_52(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px2 = p[2];
  const float* const px4 = p[4];
  const float* const px6 = p[6];
  float* const py8 = p[8];
  float* const py14 = p[14];
  float* const py17 = p[17];
  const vf c0 = splat(*p[0]);
  const vf c7 = splat(*p[7]);
  const vf c9 = splat(*p[9]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  const vf c15 = splat(*p[15]);
  const vf c16 = splat(*p[16]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y14[VECTORS_TOGETHER], y17[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t3 = vchosen(c0, x1[q], x2[q]);
      vf t5 = vmul(x4[q], x4[q]);
      t5 = vsub(t5, x6[q]);
      t5 = vmul(t5, c7);
      y8[q] = vadd(x6[q], t5);
      t5 = vsqrt(y8[q]);
      vf t10 = vmul(c9, t3);
      t5 = vadd(t5, c11);
      vf t13 = vmul(c12, x4[q]);
      t13 = vdiv(t13, t5);
      y14[q] = vsub(t3, t13);
      t10 = vsub(x1[q], t10);
      t10 = vmul(c15, t10);
      t13 = vmul(c16, y14[q]);
      y17[q] = vadd(t10, t13);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py14 + i, q * W, y14[q]);
      put(py17 + i, q * W, y17[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; y9 = maximum x8 y7; t2 = mul y4 c10; t11 = sqrt y9; t11 = add t11 c12; t11 = div t2 t11; t2 = mul x13 c14; t2 = sub x13 t2; y15 = sub t2 t11 */
static void compiled_53(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px5 = p[5];
  const float* const px8 = p[8];
  const float* const px13 = p[13];
  float* const py4 = p[4];
  float* const py7 = p[7];
  float* const py9 = p[9];
  float* const py15 = p[15];
  const vf c3 = splat(*p[3]);
  const vf c6 = splat(*p[6]);
  const vf c10 = splat(*p[10]);
  const vf c12 = splat(*p[12]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y7[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vmul(x0[q], x0[q]);
      t2 = vsub(t2, x5[q]);
      t2 = vmul(t2, c6);
      y7[q] = vadd(x5[q], t2);
      y9[q] = vmax(x8[q], y7[q]);
      t2 = vmul(y4[q], c10);
      vf t11 = vsqrt(y9[q]);
      t11 = vadd(t11, c12);
      t11 = vdiv(t2, t11);
      t2 = vmul(x13[q], c14);
      t2 = vsub(x13[q], t2);
      y15[q] = vsub(t2, t11);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py7 + i, q * W, y7[q]);
      put(py9 + i, q * W, y9[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t1 = mul x0 x0; t3 = sqrt x2; y4 = add x2 t1; t1 = sqrt y4; t3 = sub t1 t3; t3 = mul t3 c5; t1 = add t1 c6; t9 = mul x7 c8; t9 = sub x7 t9; t9 = mul t3 t9; t9 = sub x0 t9; y11 = add x10 t9; t9 = neg y11; t9 = mul t9 c12; y13 = div t9 t1 */
static void compiled_54(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px2 = p[2];
  const float* const px7 = p[7];
  const float* const px10 = p[10];
  float* const py4 = p[4];
  float* const py11 = p[11];
  float* const py13 = p[13];
  const vf c5 = splat(*p[5]);
  const vf c6 = splat(*p[6]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y13[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      vf t3 = vsqrt(x2[q]);
      y4[q] = vadd(x2[q], t1);
      t1 = vsqrt(y4[q]);
      t3 = vsub(t1, t3);
      t3 = vmul(t3, c5);
      t1 = vadd(t1, c6);
      vf t9 = vmul(x7[q], c8);
      t9 = vsub(x7[q], t9);
      t9 = vmul(t3, t9);
      t9 = vsub(x0[q], t9);
      y11[q] = vadd(x10[q], t9);
      t9 = vneg(y11[q]);
      t9 = vmul(t9, c12);
      y13[q] = vdiv(t9, t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py11 + i, q * W, y11[q]);
      put(py13 + i, q * W, y13[q]);
    }
  }
}

/* t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t4 = mul t2 t2; t4 = sub t4 x7; t4 = mul t4 c8; y9 = add x7 t4; t4 = mul c10 y6; t2 = mul c11 t2; t2 = add t4 t2; t4 = sqrt y9; t4 = add t4 c12; t4 = div t2 t4; y14 = sub x13 t4 */
static void compiled_55(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  const float* const px13 = p[13];
  float* const py6 = p[6];
  float* const py9 = p[9];
  float* const py14 = p[14];
  const vf c1 = splat(*p[1]);
  const vf c5 = splat(*p[5]);
  const vf c8 = splat(*p[8]);
  const vf c10 = splat(*p[10]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y14[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t4 = vsub(t2, x3[q]);
      t4 = vmul(t4, c5);
      y6[q] = vadd(x3[q], t4);
      t4 = vmul(t2, t2);
      t4 = vsub(t4, x7[q]);
      t4 = vmul(t4, c8);
      y9[q] = vadd(x7[q], t4);
      t4 = vmul(c10, y6[q]);
      t2 = vmul(c11, t2);
      t2 = vadd(t4, t2);
      t4 = vsqrt(y9[q]);
      t4 = vadd(t4, c12);
      t4 = vdiv(t2, t4);
      y14[q] = vsub(x13[q], t4);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py9 + i, q * W, y9[q]);
      put(py14 + i, q * W, y14[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = mul c9 t2; t3 = mul c10 x11; y12 = add t3 t7; t3 = mul y12 y12; t3 = sub y8 t3; t2 = mul c13 t2; t3 = add t3 c14; t3 = sqrt t3; t3 = div t2 t3; y16 = sub x15 t3 */
static void compiled_56(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px6 = p[6];
  const float* const px11 = p[11];
  const float* const px15 = p[15];
  float* const py8 = p[8];
  float* const py12 = p[12];
  float* const py16 = p[16];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], x15[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y16[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
      ahead_of(px15 + i + q * W);
      x15[q] = at(px15 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      t3 = vmul(c4, t3);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vadd(t7, t3);
      t7 = vmul(c9, t2);
      t3 = vmul(c10, x11[q]);
      y12[q] = vadd(t3, t7);
      t3 = vmul(y12[q], y12[q]);
      t3 = vsub(y8[q], t3);
      t2 = vmul(c13, t2);
      t3 = vadd(t3, c14);
      t3 = vsqrt(t3);
      t3 = vdiv(t2, t3);
      y16[q] = vsub(x15[q], t3);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py12 + i, q * W, y12[q]);
      put(py16 + i, q * W, y16[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c13 x14; y15 = add t5 t1; y17 = sub x16 y15 */
static void compiled_57(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px9 = p[9];
  const float* const px14 = p[14];
  const float* const px16 = p[16];
  float* const py6 = p[6];
  float* const py10 = p[10];
  float* const py15 = p[15];
  float* const py17 = p[17];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x14[VECTORS_TOGETHER], x16[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y15[VECTORS_TOGETHER], y17[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px14 + i + q * W);
      x14[q] = at(px14 + i, q * W);
      ahead_of(px16 + i + q * W);
      x16[q] = at(px16 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vmul(c8, x9[q]);
      y10[q] = vadd(t1, t5);
      t1 = vmul(y10[q], y10[q]);
      t1 = vsub(y6[q], t1);
      t5 = vmul(c11, x0[q]);
      t1 = vadd(t1, c12);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      t5 = vmul(c13, x14[q]);
      y15[q] = vadd(t5, t1);
      y17[q] = vsub(x16[q], y15[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
      put(py15 + i, q * W, y15[q]);
      put(py17 + i, q * W, y17[q]);
    }
  }
}

/* t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = mul c8 y4; t10 = mul c9 x0; t10 = add t2 t10; t2 = sqrt y7; t2 = add t2 c11; t2 = div t10 t2; t10 = mul x12 c13; t10 = sub x12 t10; y14 = sub t10 t2 */
static void compiled_58(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px1 = p[1];
  const float* const px5 = p[5];
  const float* const px12 = p[12];
  float* const py4 = p[4];
  float* const py7 = p[7];
  float* const py14 = p[14];
  const vf c3 = splat(*p[3]);
  const vf c6 = splat(*p[6]);
  const vf c8 = splat(*p[8]);
  const vf c9 = splat(*p[9]);
  const vf c11 = splat(*p[11]);
  const vf c13 = splat(*p[13]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x1[VECTORS_TOGETHER], x5[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], y4[VECTORS_TOGETHER], y7[VECTORS_TOGETHER], y14[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px5 + i + q * W);
      x5[q] = at(px5 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vsub(x0[q], x1[q]);
      t2 = vmul(t2, c3);
      y4[q] = vadd(x1[q], t2);
      t2 = vmul(x0[q], x0[q]);
      t2 = vsub(t2, x5[q]);
      t2 = vmul(t2, c6);
      y7[q] = vadd(x5[q], t2);
      t2 = vmul(c8, y4[q]);
      vf t10 = vmul(c9, x0[q]);
      t10 = vadd(t2, t10);
      t2 = vsqrt(y7[q]);
      t2 = vadd(t2, c11);
      t2 = vdiv(t10, t2);
      t10 = vmul(x12[q], c13);
      t10 = vsub(x12[q], t10);
      y14[q] = vsub(t10, t2);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py4 + i, q * W, y4[q]);
      put(py7 + i, q * W, y7[q]);
      put(py14 + i, q * W, y14[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul x13 c14; t5 = sub x13 t5; y15 = sub t5 t1 */
static void compiled_59(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px9 = p[9];
  const float* const px13 = p[13];
  float* const py6 = p[6];
  float* const py10 = p[10];
  float* const py15 = p[15];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vmul(c8, x9[q]);
      y10[q] = vadd(t1, t5);
      t1 = vmul(y10[q], y10[q]);
      t1 = vsub(y6[q], t1);
      t5 = vmul(c11, x0[q]);
      t1 = vadd(t1, c12);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      t5 = vmul(x13[q], c14);
      t5 = vsub(x13[q], t5);
      y15[q] = vsub(t5, t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = add y8 c9; t3 = add x10 c11; t3 = div t3 t7; t3 = sqrt t3; t3 = mul t3 t2; t2 = mul t3 t3; t2 = mul c12 t2; t7 = mul c13 x10; y14 = add t7 t2; t3 = mul c15 t3; y17 = sub x16 t3 */
static void compiled_60(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px6 = p[6];
  const float* const px10 = p[10];
  const float* const px16 = p[16];
  float* const py8 = p[8];
  float* const py14 = p[14];
  float* const py17 = p[17];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  const vf c15 = splat(*p[15]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], x16[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y14[VECTORS_TOGETHER], y17[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
      ahead_of(px16 + i + q * W);
      x16[q] = at(px16 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      t3 = vmul(c4, t3);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vadd(t7, t3);
      t7 = vadd(y8[q], c9);
      t3 = vadd(x10[q], c11);
      t3 = vdiv(t3, t7);
      t3 = vsqrt(t3);
      t3 = vmul(t3, t2);
      t2 = vmul(t3, t3);
      t2 = vmul(c12, t2);
      t7 = vmul(c13, x10[q]);
      y14[q] = vadd(t7, t2);
      t3 = vmul(c15, t3);
      y17[q] = vsub(x16[q], t3);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py14 + i, q * W, y14[q]);
      put(py17 + i, q * W, y17[q]);
    }
  }
}

/* t3 = select c0 x1 x2; t5 = mul c4 t3; t8 = mul x6 c7; t9 = mul t8 t8; t9 = sub t9 x10; t9 = mul t9 c11; y12 = add x10 t9; t9 = sqrt y12; t9 = add t9 c13; t8 = mul c14 t8; t8 = div t8 t9; y15 = sub t3 t8; t5 = sub x1 t5; t5 = mul c16 t5; t8 = mul c17 y15; y18 = add t5 t8 */
static void compiled_61(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px2 = p[2];
  const float* const px6 = p[6];
  const float* const px10 = p[10];
  float* const py12 = p[12];
  float* const py15 = p[15];
  float* const py18 = p[18];
  const vf c0 = splat(*p[0]);
  const vf c4 = splat(*p[4]);
  const vf c7 = splat(*p[7]);
  const vf c11 = splat(*p[11]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  const vf c16 = splat(*p[16]);
  const vf c17 = splat(*p[17]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y15[VECTORS_TOGETHER], y18[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t3 = vchosen(c0, x1[q], x2[q]);
      vf t5 = vmul(c4, t3);
      vf t8 = vmul(x6[q], c7);
      vf t9 = vmul(t8, t8);
      t9 = vsub(t9, x10[q]);
      t9 = vmul(t9, c11);
      y12[q] = vadd(x10[q], t9);
      t9 = vsqrt(y12[q]);
      t9 = vadd(t9, c13);
      t8 = vmul(c14, t8);
      t8 = vdiv(t8, t9);
      y15[q] = vsub(t3, t8);
      t5 = vsub(x1[q], t5);
      t5 = vmul(c16, t5);
      t8 = vmul(c17, y15[q]);
      y18[q] = vadd(t5, t8);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py12 + i, q * W, y12[q]);
      put(py15 + i, q * W, y15[q]);
      put(py18 + i, q * W, y18[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t5 = mul t5 t5; t5 = sub t5 x10; t5 = mul t5 c11; y12 = add x10 t5; y14 = maximum x13 y12; t5 = mul y9 c15; t7 = sqrt y14; t7 = add t7 c16; t7 = div t5 t7; y17 = sub t2 t7 */
static void compiled_62(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px6 = p[6];
  const float* const px10 = p[10];
  const float* const px13 = p[13];
  float* const py9 = p[9];
  float* const py12 = p[12];
  float* const py14 = p[14];
  float* const py17 = p[17];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c15 = splat(*p[15]);
  const vf c16 = splat(*p[16]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y14[VECTORS_TOGETHER], y17[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t7 = vsub(t5, x6[q]);
      t7 = vmul(t7, c8);
      y9[q] = vadd(x6[q], t7);
      t5 = vmul(t5, t5);
      t5 = vsub(t5, x10[q]);
      t5 = vmul(t5, c11);
      y12[q] = vadd(x10[q], t5);
      y14[q] = vmax(x13[q], y12[q]);
      t5 = vmul(y9[q], c15);
      t7 = vsqrt(y14[q]);
      t7 = vadd(t7, c16);
      t7 = vdiv(t5, t7);
      y17[q] = vsub(t2, t7);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py9 + i, q * W, y9[q]);
      put(py12 + i, q * W, y12[q]);
      put(py14 + i, q * W, y14[q]);
      put(py17 + i, q * W, y17[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t8 = sqrt x7; y9 = add x7 t6; t6 = sqrt y9; t8 = sub t6 t8; t8 = mul t8 c10; t8 = mul t8 t2; t8 = sub t5 t8; y12 = add x11 t8; t8 = neg y12; t8 = mul t8 c13; t6 = add t6 c14; y15 = div t8 t6 */
static void compiled_63(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px7 = p[7];
  const float* const px11 = p[11];
  float* const py9 = p[9];
  float* const py12 = p[12];
  float* const py15 = p[15];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c10 = splat(*p[10]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x7[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y15[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px7 + i + q * W);
      x7[q] = at(px7 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      vf t8 = vsqrt(x7[q]);
      y9[q] = vadd(x7[q], t6);
      t6 = vsqrt(y9[q]);
      t8 = vsub(t6, t8);
      t8 = vmul(t8, c10);
      t8 = vmul(t8, t2);
      t8 = vsub(t5, t8);
      y12[q] = vadd(x11[q], t8);
      t8 = vneg(y12[q]);
      t8 = vmul(t8, c13);
      t6 = vadd(t6, c14);
      y15[q] = vdiv(t8, t6);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py9 + i, q * W, y9[q]);
      put(py12 + i, q * W, y12[q]);
      put(py15 + i, q * W, y15[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = add y6 c7; t1 = add x8 c9; t1 = div t1 t5; t1 = sqrt t1; t1 = mul t1 x0; t5 = mul t1 t1; t5 = mul c10 t5; t12 = mul c11 x8; y13 = add t12 t5; t1 = mul c14 t1; t12 = mul x15 c16; t12 = sub x15 t12; y17 = sub t12 t1 */
static void compiled_64(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px8 = p[8];
  const float* const px15 = p[15];
  float* const py6 = p[6];
  float* const py13 = p[13];
  float* const py17 = p[17];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  const vf c11 = splat(*p[11]);
  const vf c14 = splat(*p[14]);
  const vf c16 = splat(*p[16]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x15[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y13[VECTORS_TOGETHER], y17[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px15 + i + q * W);
      x15[q] = at(px15 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vadd(y6[q], c7);
      t1 = vadd(x8[q], c9);
      t1 = vdiv(t1, t5);
      t1 = vsqrt(t1);
      t1 = vmul(t1, x0[q]);
      t5 = vmul(t1, t1);
      t5 = vmul(c10, t5);
      vf t12 = vmul(c11, x8[q]);
      y13[q] = vadd(t12, t5);
      t1 = vmul(c14, t1);
      t12 = vmul(x15[q], c16);
      t12 = vsub(x15[q], t12);
      y17[q] = vsub(t12, t1);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py13 + i, q * W, y13[q]);
      put(py17 + i, q * W, y17[q]);
    }
  }
}

/* t3 = select c0 x1 x2; t5 = mul x4 x4; t5 = sub t5 x6; t5 = mul t5 c7; y8 = add x6 t5; t5 = sqrt y8; t10 = mul c9 t3; t12 = mul x1 c11; t12 = sub x1 t12; t5 = add t5 c13; t15 = mul c14 x4; t15 = div t15 t5; y16 = sub t3 t15; t12 = sub t12 t10; t12 = mul c17 t12; t10 = mul c18 y16; y19 = add t12 t10 */
static void compiled_65(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px2 = p[2];
  const float* const px4 = p[4];
  const float* const px6 = p[6];
  float* const py8 = p[8];
  float* const py16 = p[16];
  float* const py19 = p[19];
  const vf c0 = splat(*p[0]);
  const vf c7 = splat(*p[7]);
  const vf c9 = splat(*p[9]);
  const vf c11 = splat(*p[11]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  const vf c17 = splat(*p[17]);
  const vf c18 = splat(*p[18]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y16[VECTORS_TOGETHER], y19[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t3 = vchosen(c0, x1[q], x2[q]);
      vf t5 = vmul(x4[q], x4[q]);
      t5 = vsub(t5, x6[q]);
      t5 = vmul(t5, c7);
      y8[q] = vadd(x6[q], t5);
      t5 = vsqrt(y8[q]);
      vf t10 = vmul(c9, t3);
      vf t12 = vmul(x1[q], c11);
      t12 = vsub(x1[q], t12);
      t5 = vadd(t5, c13);
      vf t15 = vmul(c14, x4[q]);
      t15 = vdiv(t15, t5);
      y16[q] = vsub(t3, t15);
      t12 = vsub(t12, t10);
      t12 = vmul(c17, t12);
      t10 = vmul(c18, y16[q]);
      y19[q] = vadd(t12, t10);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py16 + i, q * W, y16[q]);
      put(py19 + i, q * W, y19[q]);
    }
  }
}

/* t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = mul c9 t2; t3 = mul c10 x11; y12 = add t3 t7; t3 = mul y12 y12; t3 = sub y8 t3; t2 = mul c13 t2; t3 = add t3 c14; t3 = sqrt t3; t3 = div t2 t3; t2 = mul c15 x16; y17 = add t2 t3; y19 = sub x18 y17 */
static void compiled_66(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px6 = p[6];
  const float* const px11 = p[11];
  const float* const px16 = p[16];
  const float* const px18 = p[18];
  float* const py8 = p[8];
  float* const py12 = p[12];
  float* const py17 = p[17];
  float* const py19 = p[19];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c5 = splat(*p[5]);
  const vf c9 = splat(*p[9]);
  const vf c10 = splat(*p[10]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  const vf c15 = splat(*p[15]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x11[VECTORS_TOGETHER], x16[VECTORS_TOGETHER], x18[VECTORS_TOGETHER], y8[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y17[VECTORS_TOGETHER], y19[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px11 + i + q * W);
      x11[q] = at(px11 + i, q * W);
      ahead_of(px16 + i + q * W);
      x16[q] = at(px16 + i, q * W);
      ahead_of(px18 + i + q * W);
      x18[q] = at(px18 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      vf t3 = vmul(t2, t2);
      t3 = vmul(c4, t3);
      vf t7 = vmul(c5, x6[q]);
      y8[q] = vadd(t7, t3);
      t7 = vmul(c9, t2);
      t3 = vmul(c10, x11[q]);
      y12[q] = vadd(t3, t7);
      t3 = vmul(y12[q], y12[q]);
      t3 = vsub(y8[q], t3);
      t2 = vmul(c13, t2);
      t3 = vadd(t3, c14);
      t3 = vsqrt(t3);
      t3 = vdiv(t2, t3);
      t2 = vmul(c15, x16[q]);
      y17[q] = vadd(t2, t3);
      y19[q] = vsub(x18[q], y17[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py8 + i, q * W, y8[q]);
      put(py12 + i, q * W, y12[q]);
      put(py17 + i, q * W, y17[q]);
      put(py19 + i, q * W, y19[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t7 = mul t5 t5; t7 = sub t7 x10; t7 = mul t7 c11; y12 = add x10 t7; t7 = mul c13 y9; t5 = mul c14 t5; t5 = add t7 t5; t7 = sqrt y12; t7 = add t7 c15; t7 = div t5 t7; y16 = sub t2 t7 */
static void compiled_67(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px6 = p[6];
  const float* const px10 = p[10];
  float* const py9 = p[9];
  float* const py12 = p[12];
  float* const py16 = p[16];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c13 = splat(*p[13]);
  const vf c14 = splat(*p[14]);
  const vf c15 = splat(*p[15]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x6[VECTORS_TOGETHER], x10[VECTORS_TOGETHER], y9[VECTORS_TOGETHER], y12[VECTORS_TOGETHER], y16[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px6 + i + q * W);
      x6[q] = at(px6 + i, q * W);
      ahead_of(px10 + i + q * W);
      x10[q] = at(px10 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t7 = vsub(t5, x6[q]);
      t7 = vmul(t7, c8);
      y9[q] = vadd(x6[q], t7);
      t7 = vmul(t5, t5);
      t7 = vsub(t7, x10[q]);
      t7 = vmul(t7, c11);
      y12[q] = vadd(x10[q], t7);
      t7 = vmul(c13, y9[q]);
      t5 = vmul(c14, t5);
      t5 = vadd(t7, t5);
      t7 = vsqrt(y12[q]);
      t7 = vadd(t7, c15);
      t7 = vdiv(t5, t7);
      y16[q] = vsub(t2, t7);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py9 + i, q * W, y9[q]);
      put(py12 + i, q * W, y12[q]);
      put(py16 + i, q * W, y16[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = mul c12 t5; t6 = mul c13 x14; y15 = add t6 t10; t6 = mul y15 y15; t6 = sub y11 t6; t5 = mul c16 t5; t6 = add t6 c17; t6 = sqrt t6; t6 = div t5 t6; y18 = sub t2 t6 */
static void compiled_68(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px9 = p[9];
  const float* const px14 = p[14];
  float* const py11 = p[11];
  float* const py15 = p[15];
  float* const py18 = p[18];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  const vf c16 = splat(*p[16]);
  const vf c17 = splat(*p[17]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x14[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y15[VECTORS_TOGETHER], y18[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px14 + i + q * W);
      x14[q] = at(px14 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      t6 = vmul(c7, t6);
      vf t10 = vmul(c8, x9[q]);
      y11[q] = vadd(t10, t6);
      t10 = vmul(c12, t5);
      t6 = vmul(c13, x14[q]);
      y15[q] = vadd(t6, t10);
      t6 = vmul(y15[q], y15[q]);
      t6 = vsub(y11[q], t6);
      t5 = vmul(c16, t5);
      t6 = vadd(t6, c17);
      t6 = vsqrt(t6);
      t6 = vdiv(t5, t6);
      y18[q] = vsub(t2, t6);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py11 + i, q * W, y11[q]);
      put(py15 + i, q * W, y15[q]);
      put(py18 + i, q * W, y18[q]);
    }
  }
}

/* t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c13 x14; y15 = add t5 t1; t5 = mul x16 c17; t5 = sub x16 t5; y18 = sub t5 y15 */
static void compiled_69(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px4 = p[4];
  const float* const px9 = p[9];
  const float* const px14 = p[14];
  const float* const px16 = p[16];
  float* const py6 = p[6];
  float* const py10 = p[10];
  float* const py15 = p[15];
  float* const py18 = p[18];
  const vf c2 = splat(*p[2]);
  const vf c3 = splat(*p[3]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c11 = splat(*p[11]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  const vf c17 = splat(*p[17]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x4[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x14[VECTORS_TOGETHER], x16[VECTORS_TOGETHER], y6[VECTORS_TOGETHER], y10[VECTORS_TOGETHER], y15[VECTORS_TOGETHER], y18[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px4 + i + q * W);
      x4[q] = at(px4 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px14 + i + q * W);
      x14[q] = at(px14 + i, q * W);
      ahead_of(px16 + i + q * W);
      x16[q] = at(px16 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t1 = vmul(x0[q], x0[q]);
      t1 = vmul(c2, t1);
      vf t5 = vmul(c3, x4[q]);
      y6[q] = vadd(t5, t1);
      t5 = vmul(c7, x0[q]);
      t1 = vmul(c8, x9[q]);
      y10[q] = vadd(t1, t5);
      t1 = vmul(y10[q], y10[q]);
      t1 = vsub(y6[q], t1);
      t5 = vmul(c11, x0[q]);
      t1 = vadd(t1, c12);
      t1 = vsqrt(t1);
      t1 = vdiv(t5, t1);
      t5 = vmul(c13, x14[q]);
      y15[q] = vadd(t5, t1);
      t5 = vmul(x16[q], c17);
      t5 = vsub(x16[q], t5);
      y18[q] = vsub(t5, y15[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py6 + i, q * W, y6[q]);
      put(py10 + i, q * W, y10[q]);
      put(py15 + i, q * W, y15[q]);
      put(py18 + i, q * W, y18[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = add y11 c12; t6 = add x13 c14; t6 = div t6 t10; t6 = sqrt t6; t6 = mul t6 t5; t5 = mul t6 t6; t5 = mul c15 t5; t10 = mul c16 x13; y17 = add t10 t5; t6 = mul c18 t6; y19 = sub t2 t6 */
static void compiled_70(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px9 = p[9];
  const float* const px13 = p[13];
  float* const py11 = p[11];
  float* const py17 = p[17];
  float* const py19 = p[19];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  const vf c14 = splat(*p[14]);
  const vf c15 = splat(*p[15]);
  const vf c16 = splat(*p[16]);
  const vf c18 = splat(*p[18]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x13[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y17[VECTORS_TOGETHER], y19[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px13 + i + q * W);
      x13[q] = at(px13 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      t6 = vmul(c7, t6);
      vf t10 = vmul(c8, x9[q]);
      y11[q] = vadd(t10, t6);
      t10 = vadd(y11[q], c12);
      t6 = vadd(x13[q], c14);
      t6 = vdiv(t6, t10);
      t6 = vsqrt(t6);
      t6 = vmul(t6, t5);
      t5 = vmul(t6, t6);
      t5 = vmul(c15, t5);
      t10 = vmul(c16, x13[q]);
      y17[q] = vadd(t10, t5);
      t6 = vmul(c18, t6);
      y19[q] = vsub(t2, t6);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py11 + i, q * W, y11[q]);
      put(py17 + i, q * W, y17[q]);
      put(py19 + i, q * W, y19[q]);
    }
  }
}

/* t3 = select c0 x1 x2; t5 = mul c4 t3; t7 = mul x1 c6; t7 = sub x1 t7; t10 = mul x8 c9; t11 = mul t10 t10; t11 = sub t11 x12; t11 = mul t11 c13; y14 = add x12 t11; t11 = sqrt y14; t11 = add t11 c15; t10 = mul c16 t10; t10 = div t10 t11; y17 = sub t3 t10; t7 = sub t7 t5; t7 = mul c18 t7; t5 = mul c19 y17; y20 = add t7 t5 */
static void compiled_71(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px1 = p[1];
  const float* const px2 = p[2];
  const float* const px8 = p[8];
  const float* const px12 = p[12];
  float* const py14 = p[14];
  float* const py17 = p[17];
  float* const py20 = p[20];
  const vf c0 = splat(*p[0]);
  const vf c4 = splat(*p[4]);
  const vf c6 = splat(*p[6]);
  const vf c9 = splat(*p[9]);
  const vf c13 = splat(*p[13]);
  const vf c15 = splat(*p[15]);
  const vf c16 = splat(*p[16]);
  const vf c18 = splat(*p[18]);
  const vf c19 = splat(*p[19]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x1[VECTORS_TOGETHER], x2[VECTORS_TOGETHER], x8[VECTORS_TOGETHER], x12[VECTORS_TOGETHER], y14[VECTORS_TOGETHER], y17[VECTORS_TOGETHER], y20[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px1 + i + q * W);
      x1[q] = at(px1 + i, q * W);
      ahead_of(px2 + i + q * W);
      x2[q] = at(px2 + i, q * W);
      ahead_of(px8 + i + q * W);
      x8[q] = at(px8 + i, q * W);
      ahead_of(px12 + i + q * W);
      x12[q] = at(px12 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t3 = vchosen(c0, x1[q], x2[q]);
      vf t5 = vmul(c4, t3);
      vf t7 = vmul(x1[q], c6);
      t7 = vsub(x1[q], t7);
      vf t10 = vmul(x8[q], c9);
      vf t11 = vmul(t10, t10);
      t11 = vsub(t11, x12[q]);
      t11 = vmul(t11, c13);
      y14[q] = vadd(x12[q], t11);
      t11 = vsqrt(y14[q]);
      t11 = vadd(t11, c15);
      t10 = vmul(c16, t10);
      t10 = vdiv(t10, t11);
      y17[q] = vsub(t3, t10);
      t7 = vsub(t7, t5);
      t7 = vmul(c18, t7);
      t5 = vmul(c19, y17[q]);
      y20[q] = vadd(t7, t5);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py14 + i, q * W, y14[q]);
      put(py17 + i, q * W, y17[q]);
      put(py20 + i, q * W, y20[q]);
    }
  }
}

/* t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = mul c12 t5; t6 = mul c13 x14; y15 = add t6 t10; t6 = mul y15 y15; t6 = sub y11 t6; t5 = mul c16 t5; t6 = add t6 c17; t6 = sqrt t6; t6 = div t5 t6; t5 = mul c18 x19; y20 = add t5 t6; y21 = sub t2 y20 */
static void compiled_72(float* const* p, ptrdiff_t from, ptrdiff_t to, ptrdiff_t mask) {
  const float* const px0 = p[0];
  const float* const px3 = p[3];
  const float* const px9 = p[9];
  const float* const px14 = p[14];
  const float* const px19 = p[19];
  float* const py11 = p[11];
  float* const py15 = p[15];
  float* const py20 = p[20];
  float* const py21 = p[21];
  const vf c1 = splat(*p[1]);
  const vf c4 = splat(*p[4]);
  const vf c7 = splat(*p[7]);
  const vf c8 = splat(*p[8]);
  const vf c12 = splat(*p[12]);
  const vf c13 = splat(*p[13]);
  const vf c16 = splat(*p[16]);
  const vf c17 = splat(*p[17]);
  const vf c18 = splat(*p[18]);
  for (ptrdiff_t i = from; i < to; i += FLOATS_TOGETHER) {
    vf x0[VECTORS_TOGETHER], x3[VECTORS_TOGETHER], x9[VECTORS_TOGETHER], x14[VECTORS_TOGETHER], x19[VECTORS_TOGETHER], y11[VECTORS_TOGETHER], y15[VECTORS_TOGETHER], y20[VECTORS_TOGETHER], y21[VECTORS_TOGETHER];
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      ahead_of(px0 + i + q * W);
      x0[q] = at(px0 + i, q * W);
      ahead_of(px3 + i + q * W);
      x3[q] = at(px3 + i, q * W);
      ahead_of(px9 + i + q * W);
      x9[q] = at(px9 + i, q * W);
      ahead_of(px14 + i + q * W);
      x14[q] = at(px14 + i, q * W);
      ahead_of(px19 + i + q * W);
      x19[q] = at(px19 + i, q * W);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      vf t2 = vmul(x0[q], c1);
      t2 = vsub(x0[q], t2);
      vf t5 = vmul(x3[q], c4);
      vf t6 = vmul(t5, t5);
      t6 = vmul(c7, t6);
      vf t10 = vmul(c8, x9[q]);
      y11[q] = vadd(t10, t6);
      t10 = vmul(c12, t5);
      t6 = vmul(c13, x14[q]);
      y15[q] = vadd(t6, t10);
      t6 = vmul(y15[q], y15[q]);
      t6 = vsub(y11[q], t6);
      t5 = vmul(c16, t5);
      t6 = vadd(t6, c17);
      t6 = vsqrt(t6);
      t6 = vdiv(t5, t6);
      t5 = vmul(c18, x19[q]);
      y20[q] = vadd(t5, t6);
      y21[q] = vsub(t2, y20[q]);
    }
#pragma GCC unroll 4
    for (int32_t q = 0; q < VECTORS_TOGETHER; q++) {
      put(py11 + i, q * W, y11[q]);
      put(py15 + i, q * W, y15[q]);
      put(py20 + i, q * W, y20[q]);
      put(py21 + i, q * W, y21[q]);
    }
  }
}

/* What each loop is found by: counts of operands, steps and words of the steps, the kind of each operand, those words. */
static const uint8_t COMPILED_FORMS[] = {
  5, 2, 8, 3, 0, 5, 0, 6, 24, 0, 1, 2, 23, 3, 2, 4,
  4, 2, 8, 0, 3, 5, 6, 24, 0, 1, 2, 23, 0, 2, 3,
  5, 2, 8, 0, 0, 5, 0, 6, 22, 0, 1, 2, 33, 2, 3, 4,
  7, 3, 12, 0, 3, 6, 0, 3, 5, 6, 24, 0, 1, 2, 24, 3, 4, 5, 23, 3, 5, 6,
  7, 3, 12, 0, 2, 6, 1, 5, 1, 6, 24, 0, 1, 2, 24, 2, 3, 4, 22, 4, 5, 6,
  6, 3, 12, 2, 3, 5, 0, 0, 6, 24, 0, 1, 2, 24, 2, 3, 2, 22, 4, 2, 5,
  7, 4, 16, 0, 2, 5, 1, 3, 0, 6, 24, 0, 1, 2, 24, 2, 3, 2, 24, 4, 2, 2, 23, 5, 2, 6,
  6, 4, 15, 0, 0, 5, 3, 6, 6, 23, 0, 1, 2, 24, 3, 2, 2, 22, 1, 2, 4, 1, 4, 5,
  7, 4, 16, 3, 0, 5, 0, 6, 3, 6, 24, 0, 1, 2, 22, 2, 3, 4, 24, 5, 4, 2, 22, 3, 2, 6,
  7, 4, 16, 3, 0, 5, 0, 3, 5, 6, 24, 0, 1, 2, 24, 3, 4, 5, 23, 3, 5, 5, 23, 5, 2, 6,
  6, 4, 15, 0, 1, 5, 1, 1, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 2, 4, 2, 18, 2, 5,
  9, 4, 16, 0, 1, 5, 0, 6, 2, 6, 0, 6, 24, 0, 1, 2, 24, 0, 3, 4, 24, 2, 5, 6, 24, 2, 7, 8,
  9, 5, 19, 0, 6, 0, 3, 5, 3, 0, 5, 6, 1, 0, 1, 24, 2, 3, 4, 23, 2, 4, 4, 24, 5, 6, 7, 23, 4, 7, 8,
  9, 5, 20, 0, 3, 5, 3, 0, 5, 6, 3, 6, 24, 0, 1, 2, 24, 3, 4, 5, 22, 5, 2, 6, 24, 7, 6, 5, 22, 2, 5, 8,
  8, 5, 20, 0, 3, 5, 0, 3, 5, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 6, 5, 5, 23, 2, 5, 7,
  7, 5, 19, 0, 1, 5, 1, 1, 0, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 2, 4, 2, 18, 2, 2, 33, 5, 2, 6,
  9, 5, 20, 1, 0, 5, 0, 1, 5, 1, 1, 6, 23, 0, 1, 2, 23, 3, 4, 5, 24, 2, 6, 2, 22, 5, 2, 2, 24, 2, 7, 8,
  7, 5, 19, 0, 1, 5, 1, 1, 0, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 2, 4, 2, 22, 5, 2, 2, 18, 2, 6,
  10, 6, 24, 3, 0, 5, 3, 0, 5, 6, 0, 3, 6, 24, 0, 1, 2, 24, 3, 4, 5, 23, 5, 2, 6, 24, 7, 8, 5, 23, 7, 5, 5, 22, 5, 6, 9,
  8, 6, 23, 0, 1, 5, 1, 1, 0, 0, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 2, 4, 2, 22, 5, 2, 2, 18, 2, 2, 33, 6, 2, 7,
  9, 7, 27, 0, 5, 0, 6, 3, 3, 5, 0, 6, 24, 0, 0, 1, 22, 2, 1, 3, 24, 4, 0, 1, 22, 3, 5, 6, 5, 6, 6, 25, 1, 6, 6, 23, 7, 6, 8,
  12, 7, 28, 0, 3, 5, 0, 3, 5, 3, 3, 0, 5, 6, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 6, 5, 5, 24, 7, 8, 9, 23, 9, 5, 10, 22, 2, 10, 11,
  11, 8, 32, 3, 0, 5, 3, 0, 5, 6, 3, 0, 3, 6, 24, 0, 1, 2, 24, 3, 4, 5, 23, 5, 2, 6, 24, 7, 6, 5, 23, 5, 2, 5, 24, 8, 9, 2, 23, 8, 2, 2, 22, 2, 5, 10,
  10, 8, 31, 0, 3, 5, 5, 0, 6, 3, 3, 0, 6, 24, 0, 1, 2, 24, 2, 2, 3, 22, 4, 3, 5, 24, 6, 2, 2, 22, 5, 7, 3, 5, 3, 3, 25, 2, 3, 3, 23, 8, 3, 9,
  12, 9, 35, 0, 3, 5, 0, 3, 5, 3, 0, 6, 3, 3, 6, 24, 0, 1, 2, 24, 3, 4, 5, 22, 5, 2, 5, 4, 5, 5, 24, 6, 5, 5, 23, 7, 5, 8, 24, 0, 9, 5, 24, 3, 10, 2, 22, 2, 5, 11,
  11, 9, 35, 0, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 22, 6, 8, 1, 5, 1, 1, 25, 5, 1, 1, 23, 9, 1, 10,
  10, 9, 35, 0, 5, 0, 6, 3, 3, 5, 0, 3, 6, 24, 0, 0, 1, 22, 2, 1, 3, 24, 4, 0, 1, 22, 3, 5, 6, 5, 6, 6, 25, 1, 6, 6, 24, 7, 8, 1, 23, 7, 1, 1, 23, 1, 6, 9,
  13, 9, 36, 0, 3, 5, 0, 3, 5, 3, 3, 0, 5, 6, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 6, 5, 5, 24, 7, 8, 9, 23, 9, 5, 10, 24, 11, 10, 9, 23, 9, 5, 9, 22, 2, 9, 12,
  13, 10, 39, 0, 0, 5, 3, 6, 3, 0, 5, 6, 3, 3, 0, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 3, 0, 2, 24, 5, 6, 7, 27, 7, 2, 8, 24, 9, 4, 7, 22, 8, 10, 2, 25, 7, 2, 2, 23, 11, 2, 12,
  10, 10, 39, 0, 0, 5, 3, 6, 0, 3, 6, 3, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 24, 0, 0, 2, 23, 2, 5, 2, 24, 2, 6, 2, 22, 5, 2, 7, 5, 5, 2, 22, 2, 8, 2, 25, 1, 2, 9,
  14, 10, 39, 0, 3, 5, 3, 5, 0, 3, 5, 3, 0, 6, 3, 3, 6, 24, 0, 1, 2, 24, 2, 3, 4, 24, 5, 6, 7, 22, 7, 4, 7, 4, 7, 7, 24, 8, 7, 7, 23, 9, 7, 10, 24, 2, 11, 2, 24, 5, 12, 7, 22, 7, 2, 13,
  13, 10, 39, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 24, 0, 1, 2, 24, 2, 2, 3, 24, 4, 3, 3, 24, 5, 6, 7, 22, 7, 3, 8, 24, 9, 2, 2, 22, 8, 10, 7, 5, 7, 7, 25, 2, 7, 7, 23, 11, 7, 12,
  12, 10, 39, 0, 3, 5, 0, 3, 5, 5, 0, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 22, 7, 6, 8, 24, 9, 5, 5, 22, 8, 10, 6, 5, 6, 6, 25, 5, 6, 6, 23, 2, 6, 11,
  14, 11, 43, 0, 5, 3, 3, 0, 5, 6, 3, 3, 3, 0, 6, 0, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 22, 6, 8, 1, 5, 1, 1, 25, 5, 1, 1, 24, 9, 10, 5, 22, 5, 1, 11, 23, 12, 11, 13,
  14, 11, 43, 0, 3, 5, 0, 3, 5, 3, 3, 3, 5, 6, 0, 3, 6, 24, 0, 1, 2, 24, 3, 4, 5, 22, 5, 2, 5, 4, 5, 5, 24, 6, 5, 5, 24, 0, 7, 2, 24, 3, 8, 9, 22, 9, 2, 10, 24, 11, 12, 9, 23, 11, 9, 9, 23, 9, 5, 13,
  12, 11, 43, 0, 5, 3, 3, 0, 5, 6, 3, 3, 0, 3, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 22, 6, 8, 1, 5, 1, 1, 25, 5, 1, 1, 24, 9, 10, 5, 23, 9, 5, 5, 23, 5, 1, 11,
  14, 11, 43, 0, 3, 5, 0, 5, 3, 6, 3, 0, 6, 3, 3, 0, 6, 24, 0, 1, 2, 23, 2, 3, 4, 24, 4, 5, 4, 22, 3, 4, 6, 3, 2, 2, 24, 7, 8, 4, 27, 4, 2, 9, 24, 10, 6, 4, 22, 9, 11, 2, 25, 4, 2, 2, 23, 12, 2, 13,
  12, 11, 43, 0, 3, 5, 0, 5, 3, 6, 0, 3, 6, 3, 6, 24, 0, 1, 2, 23, 2, 3, 4, 24, 4, 5, 4, 22, 3, 4, 6, 24, 2, 2, 2, 23, 2, 7, 2, 24, 2, 8, 2, 22, 7, 2, 9, 5, 7, 2, 22, 2, 10, 2, 25, 3, 2, 11,
  14, 12, 47, 0, 0, 5, 3, 6, 3, 0, 5, 6, 3, 3, 0, 3, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 3, 0, 2, 24, 5, 6, 7, 27, 7, 2, 8, 24, 9, 4, 7, 22, 8, 10, 2, 25, 7, 2, 2, 24, 11, 12, 7, 23, 11, 7, 7, 23, 7, 2, 13,
  16, 12, 47, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 3, 0, 6, 0, 6, 24, 0, 1, 2, 24, 2, 2, 3, 24, 4, 3, 3, 24, 5, 6, 7, 22, 7, 3, 8, 24, 9, 2, 2, 22, 8, 10, 7, 5, 7, 7, 25, 2, 7, 7, 24, 11, 12, 2, 22, 2, 7, 13, 23, 14, 13, 15,
  16, 12, 47, 0, 3, 5, 0, 3, 5, 3, 5, 0, 3, 5, 3, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 6, 7, 24, 8, 9, 10, 22, 10, 7, 10, 4, 10, 10, 24, 11, 10, 10, 23, 2, 10, 12, 24, 5, 13, 5, 24, 8, 14, 10, 22, 10, 5, 15,
  15, 12, 47, 0, 3, 5, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 24, 7, 6, 6, 24, 8, 9, 10, 22, 10, 6, 11, 24, 12, 5, 5, 22, 11, 13, 10, 5, 10, 10, 25, 5, 10, 10, 23, 2, 10, 14,
  12, 13, 49, 0, 5, 0, 5, 6, 3, 0, 0, 6, 3, 3, 6, 24, 0, 0, 1, 5, 2, 3, 22, 2, 1, 4, 5, 4, 1, 23, 1, 3, 3, 24, 3, 5, 3, 24, 3, 6, 3, 23, 0, 3, 3, 22, 7, 3, 8, 2, 8, 3, 24, 3, 9, 3, 22, 1, 10, 1, 25, 3, 1, 11,
  15, 13, 51, 0, 0, 5, 3, 6, 0, 3, 6, 0, 6, 3, 5, 3, 0, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 24, 0, 0, 2, 23, 2, 5, 2, 24, 2, 6, 2, 22, 5, 2, 7, 27, 8, 7, 9, 24, 4, 10, 2, 5, 9, 11, 22, 11, 12, 11, 25, 2, 11, 11, 23, 13, 11, 14,
  15, 13, 51, 0, 5, 3, 3, 0, 5, 6, 3, 3, 3, 0, 6, 0, 3, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 22, 6, 8, 1, 5, 1, 1, 25, 5, 1, 1, 24, 9, 10, 5, 22, 5, 1, 11, 24, 12, 13, 5, 23, 12, 5, 5, 23, 5, 11, 14,
  16, 13, 51, 0, 3, 5, 0, 3, 5, 0, 5, 3, 6, 3, 0, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 23, 5, 6, 7, 24, 7, 8, 7, 22, 6, 7, 9, 3, 5, 5, 24, 10, 11, 7, 27, 7, 5, 12, 24, 13, 9, 7, 22, 12, 14, 5, 25, 7, 5, 5, 23, 2, 5, 15,
  14, 14, 55, 0, 0, 5, 3, 6, 0, 3, 6, 3, 3, 5, 3, 0, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 24, 0, 0, 2, 23, 2, 5, 2, 24, 2, 6, 2, 22, 5, 2, 7, 24, 8, 4, 2, 24, 9, 0, 10, 22, 2, 10, 10, 5, 7, 2, 22, 2, 11, 2, 25, 10, 2, 2, 23, 12, 2, 13,
  15, 14, 55, 0, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 0, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 24, 8, 9, 1, 22, 1, 5, 10, 24, 10, 10, 1, 23, 6, 1, 1, 24, 11, 0, 5, 22, 1, 12, 1, 5, 1, 1, 25, 5, 1, 1, 23, 13, 1, 14,
  16, 14, 55, 0, 3, 5, 0, 5, 3, 6, 0, 3, 6, 0, 6, 3, 3, 0, 6, 24, 0, 1, 2, 23, 2, 3, 4, 24, 4, 5, 4, 22, 3, 4, 6, 24, 2, 2, 2, 23, 2, 7, 2, 24, 2, 8, 2, 22, 7, 2, 9, 27, 10, 9, 11, 24, 6, 12, 2, 5, 11, 4, 22, 4, 13, 4, 25, 2, 4, 4, 23, 14, 4, 15,
  14, 14, 53, 0, 3, 5, 5, 0, 5, 6, 3, 0, 0, 6, 3, 3, 6, 24, 0, 1, 2, 24, 2, 2, 3, 5, 4, 5, 22, 4, 3, 6, 5, 6, 3, 23, 3, 5, 5, 24, 5, 7, 5, 24, 5, 8, 5, 23, 2, 5, 5, 22, 9, 5, 10, 2, 10, 5, 24, 5, 11, 5, 22, 3, 12, 3, 25, 5, 3, 13,
  18, 14, 55, 0, 3, 5, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 3, 0, 6, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 24, 7, 6, 6, 24, 8, 9, 10, 22, 10, 6, 11, 24, 12, 5, 5, 22, 11, 13, 10, 5, 10, 10, 25, 5, 10, 10, 24, 14, 15, 5, 22, 5, 10, 16, 23, 2, 16, 17,
  17, 15, 59, 0, 5, 3, 3, 0, 5, 6, 3, 0, 3, 3, 3, 5, 6, 3, 0, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 22, 6, 7, 5, 22, 8, 9, 1, 25, 1, 5, 1, 5, 1, 1, 24, 1, 0, 1, 24, 1, 1, 5, 24, 10, 5, 5, 24, 11, 8, 12, 22, 12, 5, 13, 24, 14, 1, 1, 23, 15, 1, 16,
  18, 15, 60, 3, 0, 0, 5, 0, 5, 0, 3, 6, 3, 5, 3, 3, 5, 6, 3, 3, 6, 37, 0, 1, 2, 3, 24, 4, 4, 5, 23, 5, 6, 5, 24, 5, 7, 5, 22, 6, 5, 8, 5, 8, 5, 24, 9, 3, 10, 22, 5, 11, 5, 24, 12, 4, 13, 25, 13, 5, 13, 23, 3, 13, 14, 23, 1, 10, 10, 24, 15, 10, 10, 24, 16, 14, 13, 22, 10, 13, 17,
  16, 15, 59, 0, 0, 5, 3, 6, 0, 3, 6, 0, 6, 3, 5, 3, 0, 3, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 24, 0, 0, 2, 23, 2, 5, 2, 24, 2, 6, 2, 22, 5, 2, 7, 27, 8, 7, 9, 24, 4, 10, 2, 5, 9, 11, 22, 11, 12, 11, 25, 2, 11, 11, 24, 13, 14, 2, 23, 13, 2, 2, 23, 2, 11, 15,
  14, 15, 57, 0, 5, 0, 5, 6, 3, 3, 0, 3, 5, 0, 6, 3, 6, 24, 0, 0, 1, 5, 2, 3, 22, 2, 1, 4, 5, 4, 1, 23, 1, 3, 3, 24, 3, 5, 3, 22, 1, 6, 1, 24, 7, 8, 9, 23, 7, 9, 9, 24, 3, 9, 9, 23, 0, 9, 9, 22, 10, 9, 11, 2, 11, 9, 24, 9, 12, 9, 25, 9, 1, 13,
  15, 15, 59, 0, 3, 5, 0, 5, 3, 6, 0, 3, 6, 3, 3, 3, 0, 6, 24, 0, 1, 2, 23, 2, 3, 4, 24, 4, 5, 4, 22, 3, 4, 6, 24, 2, 2, 4, 23, 4, 7, 4, 24, 4, 8, 4, 22, 7, 4, 9, 24, 10, 6, 4, 24, 11, 2, 2, 22, 4, 2, 2, 5, 9, 4, 22, 4, 12, 4, 25, 2, 4, 4, 23, 13, 4, 14,
  17, 15, 59, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 0, 6, 24, 0, 1, 2, 24, 2, 2, 3, 24, 4, 3, 3, 24, 5, 6, 7, 22, 7, 3, 8, 24, 9, 2, 7, 24, 10, 11, 3, 22, 3, 7, 12, 24, 12, 12, 3, 23, 8, 3, 3, 24, 13, 2, 2, 22, 3, 14, 3, 5, 3, 3, 25, 2, 3, 3, 23, 15, 3, 16,
  18, 16, 63, 0, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 3, 0, 6, 0, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 24, 8, 9, 1, 22, 1, 5, 10, 24, 10, 10, 1, 23, 6, 1, 1, 24, 11, 0, 5, 22, 1, 12, 1, 5, 1, 1, 25, 5, 1, 1, 24, 13, 14, 5, 22, 5, 1, 15, 23, 16, 15, 17,
  15, 16, 63, 0, 0, 5, 3, 6, 0, 3, 6, 3, 3, 5, 3, 0, 3, 6, 23, 0, 1, 2, 24, 2, 3, 2, 22, 1, 2, 4, 24, 0, 0, 2, 23, 2, 5, 2, 24, 2, 6, 2, 22, 5, 2, 7, 24, 8, 4, 2, 24, 9, 0, 10, 22, 2, 10, 10, 5, 7, 2, 22, 2, 11, 2, 25, 10, 2, 2, 24, 12, 13, 10, 23, 12, 10, 10, 23, 10, 2, 14,
  16, 16, 63, 0, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 0, 3, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 24, 8, 9, 1, 22, 1, 5, 10, 24, 10, 10, 1, 23, 6, 1, 1, 24, 11, 0, 5, 22, 1, 12, 1, 5, 1, 1, 25, 5, 1, 1, 24, 13, 14, 5, 23, 13, 5, 5, 23, 5, 1, 15,
  18, 16, 63, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 0, 3, 3, 3, 6, 3, 0, 6, 24, 0, 1, 2, 24, 2, 2, 3, 24, 4, 3, 3, 24, 5, 6, 7, 22, 7, 3, 8, 22, 8, 9, 7, 22, 10, 11, 3, 25, 3, 7, 3, 5, 3, 3, 24, 3, 2, 3, 24, 3, 3, 2, 24, 12, 2, 2, 24, 13, 10, 7, 22, 7, 2, 14, 24, 15, 3, 3, 23, 16, 3, 17,
  19, 16, 64, 3, 0, 0, 5, 3, 5, 0, 3, 5, 5, 0, 3, 6, 3, 3, 6, 3, 3, 6, 37, 0, 1, 2, 3, 24, 4, 3, 5, 24, 6, 7, 8, 24, 8, 8, 9, 23, 9, 10, 9, 24, 9, 11, 9, 22, 10, 9, 12, 5, 12, 9, 22, 9, 13, 9, 24, 14, 8, 8, 25, 8, 9, 8, 23, 3, 8, 15, 23, 1, 5, 5, 24, 16, 5, 5, 24, 17, 15, 8, 22, 5, 8, 18,
  18, 16, 63, 0, 3, 5, 0, 3, 5, 0, 5, 3, 6, 0, 3, 6, 0, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 23, 5, 6, 7, 24, 7, 8, 7, 22, 6, 7, 9, 24, 5, 5, 5, 23, 5, 10, 5, 24, 5, 11, 5, 22, 10, 5, 12, 27, 13, 12, 14, 24, 9, 15, 5, 5, 14, 7, 22, 7, 16, 7, 25, 5, 7, 7, 23, 2, 7, 17,
  16, 16, 61, 0, 3, 5, 0, 3, 5, 5, 0, 5, 6, 3, 0, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 5, 7, 8, 22, 7, 6, 9, 5, 9, 6, 23, 6, 8, 8, 24, 8, 10, 8, 24, 8, 2, 8, 23, 5, 8, 8, 22, 11, 8, 12, 2, 12, 8, 24, 8, 13, 8, 22, 6, 14, 6, 25, 8, 6, 15,
  18, 17, 67, 0, 5, 3, 3, 0, 5, 6, 3, 0, 3, 3, 3, 5, 6, 3, 0, 3, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 22, 6, 7, 5, 22, 8, 9, 1, 25, 1, 5, 1, 5, 1, 1, 24, 1, 0, 1, 24, 1, 1, 5, 24, 10, 5, 5, 24, 11, 8, 12, 22, 12, 5, 13, 24, 14, 1, 1, 24, 15, 16, 12, 23, 15, 12, 12, 23, 12, 1, 17,
  20, 17, 68, 3, 0, 0, 5, 0, 5, 0, 3, 6, 3, 5, 3, 5, 3, 3, 5, 6, 3, 3, 6, 37, 0, 1, 2, 3, 24, 4, 4, 5, 23, 5, 6, 5, 24, 5, 7, 5, 22, 6, 5, 8, 5, 8, 5, 24, 9, 3, 10, 24, 1, 11, 12, 23, 1, 12, 12, 22, 5, 13, 5, 24, 14, 4, 15, 25, 15, 5, 15, 23, 3, 15, 16, 23, 12, 10, 12, 24, 17, 12, 12, 24, 18, 16, 10, 22, 12, 10, 19,
  20, 17, 67, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 3, 0, 6, 0, 6, 24, 0, 1, 2, 24, 2, 2, 3, 24, 4, 3, 3, 24, 5, 6, 7, 22, 7, 3, 8, 24, 9, 2, 7, 24, 10, 11, 3, 22, 3, 7, 12, 24, 12, 12, 3, 23, 8, 3, 3, 24, 13, 2, 2, 22, 3, 14, 3, 5, 3, 3, 25, 2, 3, 3, 24, 15, 16, 2, 22, 2, 3, 17, 23, 18, 17, 19,
  17, 17, 67, 0, 3, 5, 0, 3, 5, 0, 5, 3, 6, 0, 3, 6, 3, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 23, 5, 6, 7, 24, 7, 8, 7, 22, 6, 7, 9, 24, 5, 5, 7, 23, 7, 10, 7, 24, 7, 11, 7, 22, 10, 7, 12, 24, 13, 9, 7, 24, 14, 5, 5, 22, 7, 5, 5, 5, 12, 7, 22, 7, 15, 7, 25, 5, 7, 7, 23, 2, 7, 16,
  19, 17, 67, 0, 3, 5, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 24, 7, 6, 6, 24, 8, 9, 10, 22, 10, 6, 11, 24, 12, 5, 10, 24, 13, 14, 6, 22, 6, 10, 15, 24, 15, 15, 6, 23, 11, 6, 6, 24, 16, 5, 5, 22, 6, 17, 6, 5, 6, 6, 25, 5, 6, 6, 23, 2, 6, 18,
  19, 18, 71, 0, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 3, 0, 6, 0, 3, 6, 24, 0, 0, 1, 24, 2, 1, 1, 24, 3, 4, 5, 22, 5, 1, 6, 24, 7, 0, 5, 24, 8, 9, 1, 22, 1, 5, 10, 24, 10, 10, 1, 23, 6, 1, 1, 24, 11, 0, 5, 22, 1, 12, 1, 5, 1, 1, 25, 5, 1, 1, 24, 13, 14, 5, 22, 5, 1, 15, 24, 16, 17, 5, 23, 16, 5, 5, 23, 5, 15, 18,
  20, 18, 71, 0, 3, 5, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 0, 3, 3, 3, 6, 3, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 24, 7, 6, 6, 24, 8, 9, 10, 22, 10, 6, 11, 22, 11, 12, 10, 22, 13, 14, 6, 25, 6, 10, 6, 5, 6, 6, 24, 6, 5, 6, 24, 6, 6, 5, 24, 15, 5, 5, 24, 16, 13, 10, 22, 10, 5, 17, 24, 18, 6, 6, 23, 2, 6, 19,
  21, 18, 72, 3, 0, 0, 5, 3, 5, 3, 5, 0, 3, 5, 5, 0, 3, 6, 3, 3, 6, 3, 3, 6, 37, 0, 1, 2, 3, 24, 4, 3, 5, 24, 1, 6, 7, 23, 1, 7, 7, 24, 8, 9, 10, 24, 10, 10, 11, 23, 11, 12, 11, 24, 11, 13, 11, 22, 12, 11, 14, 5, 14, 11, 22, 11, 15, 11, 24, 16, 10, 10, 25, 10, 11, 10, 23, 3, 10, 17, 23, 7, 5, 7, 24, 18, 7, 7, 24, 19, 17, 5, 22, 7, 5, 20,
  22, 19, 75, 0, 3, 5, 0, 3, 5, 5, 3, 3, 0, 5, 6, 3, 3, 0, 6, 3, 3, 3, 0, 6, 6, 24, 0, 1, 2, 23, 0, 2, 2, 24, 3, 4, 5, 24, 5, 5, 6, 24, 7, 6, 6, 24, 8, 9, 10, 22, 10, 6, 11, 24, 12, 5, 10, 24, 13, 14, 6, 22, 6, 10, 15, 24, 15, 15, 6, 23, 11, 6, 6, 24, 16, 5, 5, 22, 6, 17, 6, 5, 6, 6, 25, 5, 6, 6, 24, 18, 19, 5, 22, 5, 6, 20, 23, 2, 20, 21,
};
/* The most steps of a form; for each number of steps the first form that has as many or more, and where it begins in the table. */
static const int32_t COMPILED_STEPS = 19;
static const uint16_t COMPILED_FIRST[] = {0, 0, 0, 3, 6, 12, 18, 20, 22, 24, 28, 33, 38, 42, 46, 51, 57, 64, 69, 72, 73};
static const uint16_t COMPILED_PLACE[] = {0, 0, 0, 47, 112, 266, 450, 521, 603, 693, 892, 1164, 1460, 1721, 1993, 2358, 2826, 3407, 3852, 4135, 4235};
static void (*const COMPILED_LOOPS[])(float* const*, ptrdiff_t, ptrdiff_t, ptrdiff_t) = {
  compiled_0,
  compiled_1,
  compiled_2,
  compiled_3,
  compiled_4,
  compiled_5,
  compiled_6,
  compiled_7,
  compiled_8,
  compiled_9,
  compiled_10,
  compiled_11,
  compiled_12,
  compiled_13,
  compiled_14,
  compiled_15,
  compiled_16,
  compiled_17,
  compiled_18,
  compiled_19,
  compiled_20,
  compiled_21,
  compiled_22,
  compiled_23,
  compiled_24,
  compiled_25,
  compiled_26,
  compiled_27,
  compiled_28,
  compiled_29,
  compiled_30,
  compiled_31,
  compiled_32,
  compiled_33,
  compiled_34,
  compiled_35,
  compiled_36,
  compiled_37,
  compiled_38,
  compiled_39,
  compiled_40,
  compiled_41,
  compiled_42,
  compiled_43,
  compiled_44,
  compiled_45,
  compiled_46,
  compiled_47,
  compiled_48,
  compiled_49,
  compiled_50,
  compiled_51,
  compiled_52,
  compiled_53,
  compiled_54,
  compiled_55,
  compiled_56,
  compiled_57,
  compiled_58,
  compiled_59,
  compiled_60,
  compiled_61,
  compiled_62,
  compiled_63,
  compiled_64,
  compiled_65,
  compiled_66,
  compiled_67,
  compiled_68,
  compiled_69,
  compiled_70,
  compiled_71,
  compiled_72,
};
