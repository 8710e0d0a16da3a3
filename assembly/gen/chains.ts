// GENERATED from src/abi/compiled-chains.ts by src/abi/codegen-chains.ts (npm run generate). Do not edit.
import { pointer } from '../chain';
import { vchosen, vrelu, vrelu_d, vsame, vsign } from '../kernels/elementwise';
import { at, put, splat, W, vabs, vadd, vdiv, vmax, vmul, vneg, vsqrt, vsub } from '../simd';

/** t2 = mul c0 x1; y4 = sub x3 t2 */
function compiled_0(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px3 = pointer(p, 3);
  const py4 = pointer(p, 4);
  const c0 = splat(load<f32>(pointer(p, 0)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x3 = at(px3, i);
    let t2 = vmul(c0, x1);
    let y4 = vsub(x3, t2);
    put(py4, i, y4);
  }
}

/** t2 = mul x0 c1; y3 = sub x0 t2 */
function compiled_1(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const py3 = pointer(p, 3);
  const c1 = splat(load<f32>(pointer(p, 1)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    let t2 = vmul(x0, c1);
    let y3 = vsub(x0, t2);
    put(py3, i, y3);
  }
}

/** t2 = add x0 x1; y4 = relu_d t2 x3 */
function compiled_2(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px3 = pointer(p, 3);
  const py4 = pointer(p, 4);
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x3 = at(px3, i);
    let t2 = vadd(x0, x1);
    let y4 = vrelu_d(t2, x3);
    put(py4, i, y4);
  }
}

/** y2 = mul x0 c1; t5 = mul x3 c4; y6 = sub x3 t5 */
function compiled_3(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const py2 = pointer(p, 2);
  const py6 = pointer(p, 6);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    let y2 = vmul(x0, c1);
    let t5 = vmul(x3, c4);
    let y6 = vsub(x3, t5);
    put(py2, i, y2);
    put(py6, i, y6);
  }
}

/** y2 = mul x0 k1; t4 = mul y2 r3; y6 = add t4 r5 */
function compiled_4(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr3 = pointer(p, 3);
  const pr5 = pointer(p, 5);
  const py2 = pointer(p, 2);
  const py6 = pointer(p, 6);
  const k1 = splat(load<f32>(pointer(p, 1)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r3 = at(pr3, i & mask);
    const r5 = at(pr5, i & mask);
    let y2 = vmul(x0, k1);
    let t4 = vmul(y2, r3);
    let y6 = vadd(t4, r5);
    put(py2, i, y2);
    put(py6, i, y6);
  }
}

/** t2 = mul k0 c1; t2 = mul t2 x3; y5 = add x4 t2 */
function compiled_5(p: usize, from: i32, to: i32, mask: i32): void {
  const px3 = pointer(p, 3);
  const px4 = pointer(p, 4);
  const py5 = pointer(p, 5);
  const k0 = splat(load<f32>(pointer(p, 0)));
  const c1 = splat(load<f32>(pointer(p, 1)));
  for (let i = from; i < to; i += W) {
    const x3 = at(px3, i);
    const x4 = at(px4, i);
    let t2 = vmul(k0, c1);
    t2 = vmul(t2, x3);
    let y5 = vadd(x4, t2);
    put(py5, i, y5);
  }
}

/** t2 = mul x0 k1; t2 = mul t2 r3; t2 = mul c4 t2; y6 = sub x5 t2 */
function compiled_6(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr3 = pointer(p, 3);
  const px5 = pointer(p, 5);
  const py6 = pointer(p, 6);
  const k1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r3 = at(pr3, i & mask);
    const x5 = at(px5, i);
    let t2 = vmul(x0, k1);
    t2 = vmul(t2, r3);
    t2 = vmul(c4, t2);
    let y6 = vsub(x5, t2);
    put(py6, i, y6);
  }
}

/** t2 = sub x0 x1; t2 = mul c3 t2; y4 = add x1 t2; y5 = copy y4 */
function compiled_7(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const py4 = pointer(p, 4);
  const py5 = pointer(p, 5);
  const c3 = splat(load<f32>(pointer(p, 3)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(c3, t2);
    let y4 = vadd(x1, t2);
    let y5 = vsame(y4);
    put(py4, i, y4);
    put(py5, i, y5);
  }
}

/** t2 = mul c0 x1; y4 = add t2 x3; t2 = mul c5 y4; y6 = add x3 t2 */
function compiled_8(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px3 = pointer(p, 3);
  const py4 = pointer(p, 4);
  const py6 = pointer(p, 6);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x3 = at(px3, i);
    let t2 = vmul(c0, x1);
    let y4 = vadd(t2, x3);
    t2 = vmul(c5, y4);
    let y6 = vadd(x3, t2);
    put(py4, i, y4);
    put(py6, i, y6);
  }
}

/** t2 = mul c0 x1; t5 = mul x3 c4; t5 = sub x3 t5; y6 = sub t5 t2 */
function compiled_9(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px3 = pointer(p, 3);
  const py6 = pointer(p, 6);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x3 = at(px3, i);
    let t2 = vmul(c0, x1);
    let t5 = vmul(x3, c4);
    t5 = vsub(x3, t5);
    let y6 = vsub(t5, t2);
    put(py6, i, y6);
  }
}

/** t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; y5 = relu t2 */
function compiled_10(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr1 = pointer(p, 1);
  const pr3 = pointer(p, 3);
  const pr4 = pointer(p, 4);
  const py5 = pointer(p, 5);
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r1 = at(pr1, i & mask);
    const r3 = at(pr3, i & mask);
    const r4 = at(pr4, i & mask);
    let t2 = vsub(x0, r1);
    t2 = vmul(t2, r3);
    t2 = vadd(t2, r4);
    let y5 = vrelu(t2);
    put(py5, i, y5);
  }
}

/** t2 = mul x0 r1; y4 = mul x0 x3; y6 = mul t2 k5; y8 = mul t2 x7 */
function compiled_11(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr1 = pointer(p, 1);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const py4 = pointer(p, 4);
  const py6 = pointer(p, 6);
  const py8 = pointer(p, 8);
  const k5 = splat(load<f32>(pointer(p, 5)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r1 = at(pr1, i & mask);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    let t2 = vmul(x0, r1);
    let y4 = vmul(x0, x3);
    let y6 = vmul(t2, k5);
    let y8 = vmul(t2, x7);
    put(py4, i, y4);
    put(py6, i, y6);
    put(py8, i, y8);
  }
}

/** y1 = copy x0; t4 = mul x2 c3; t4 = sub x2 t4; t7 = mul c5 x6; y8 = sub t4 t7 */
function compiled_12(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px2 = pointer(p, 2);
  const px6 = pointer(p, 6);
  const py1 = pointer(p, 1);
  const py8 = pointer(p, 8);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x2 = at(px2, i);
    const x6 = at(px6, i);
    let y1 = vsame(x0);
    let t4 = vmul(x2, c3);
    t4 = vsub(x2, t4);
    let t7 = vmul(c5, x6);
    let y8 = vsub(t4, t7);
    put(py1, i, y1);
    put(py8, i, y8);
  }
}

/** t2 = mul x0 c1; t5 = mul c3 x4; y6 = add t5 t2; t5 = mul c7 y6; y8 = add t2 t5 */
function compiled_13(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const py6 = pointer(p, 6);
  const py8 = pointer(p, 8);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    let t2 = vmul(x0, c1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t2);
    t5 = vmul(c7, y6);
    let y8 = vadd(t2, t5);
    put(py6, i, y6);
    put(py8, i, y8);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; y7 = sub t2 t5 */
function compiled_14(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const py7 = pointer(p, 7);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    t5 = vmul(c6, t5);
    let y7 = vsub(t2, t5);
    put(py7, i, y7);
  }
}

/** t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = relu t2; y6 = relu_d x5 t2 */
function compiled_15(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr1 = pointer(p, 1);
  const pr3 = pointer(p, 3);
  const pr4 = pointer(p, 4);
  const px5 = pointer(p, 5);
  const py6 = pointer(p, 6);
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r1 = at(pr1, i & mask);
    const r3 = at(pr3, i & mask);
    const r4 = at(pr4, i & mask);
    const x5 = at(px5, i);
    let t2 = vsub(x0, r1);
    t2 = vmul(t2, r3);
    t2 = vadd(t2, r4);
    t2 = vrelu(t2);
    let y6 = vrelu_d(x5, t2);
    put(py6, i, y6);
  }
}

/** t2 = sub r0 x1; t5 = sub x3 r4; t2 = mul t2 r6; t2 = add t5 t2; y8 = mul t2 r7 */
function compiled_16(p: usize, from: i32, to: i32, mask: i32): void {
  const pr0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px3 = pointer(p, 3);
  const pr4 = pointer(p, 4);
  const pr6 = pointer(p, 6);
  const pr7 = pointer(p, 7);
  const py8 = pointer(p, 8);
  for (let i = from; i < to; i += W) {
    const r0 = at(pr0, i & mask);
    const x1 = at(px1, i);
    const x3 = at(px3, i);
    const r4 = at(pr4, i & mask);
    const r6 = at(pr6, i & mask);
    const r7 = at(pr7, i & mask);
    let t2 = vsub(r0, x1);
    let t5 = vsub(x3, r4);
    t2 = vmul(t2, r6);
    t2 = vadd(t5, t2);
    let y8 = vmul(t2, r7);
    put(py8, i, y8);
  }
}

/** t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = add x5 t2; y6 = relu t2 */
function compiled_17(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr1 = pointer(p, 1);
  const pr3 = pointer(p, 3);
  const pr4 = pointer(p, 4);
  const px5 = pointer(p, 5);
  const py6 = pointer(p, 6);
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r1 = at(pr1, i & mask);
    const r3 = at(pr3, i & mask);
    const r4 = at(pr4, i & mask);
    const x5 = at(px5, i);
    let t2 = vsub(x0, r1);
    t2 = vmul(t2, r3);
    t2 = vadd(t2, r4);
    t2 = vadd(x5, t2);
    let y6 = vrelu(t2);
    put(py6, i, y6);
  }
}

/** t2 = mul c0 x1; t5 = mul c3 x4; y6 = sub t5 t2; t5 = mul x7 c8; t5 = sub x7 t5; y9 = add t5 y6 */
function compiled_18(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px4 = pointer(p, 4);
  const px7 = pointer(p, 7);
  const py6 = pointer(p, 6);
  const py9 = pointer(p, 9);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x4 = at(px4, i);
    const x7 = at(px7, i);
    let t2 = vmul(c0, x1);
    let t5 = vmul(c3, x4);
    let y6 = vsub(t5, t2);
    t5 = vmul(x7, c8);
    t5 = vsub(x7, t5);
    let y9 = vadd(t5, y6);
    put(py6, i, y6);
    put(py9, i, y9);
  }
}

/** t2 = sub x0 r1; t2 = mul t2 r3; t2 = add t2 r4; t2 = add x5 t2; t2 = relu t2; y7 = relu_d x6 t2 */
function compiled_19(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const pr1 = pointer(p, 1);
  const pr3 = pointer(p, 3);
  const pr4 = pointer(p, 4);
  const px5 = pointer(p, 5);
  const px6 = pointer(p, 6);
  const py7 = pointer(p, 7);
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const r1 = at(pr1, i & mask);
    const r3 = at(pr3, i & mask);
    const r4 = at(pr4, i & mask);
    const x5 = at(px5, i);
    const x6 = at(px6, i);
    let t2 = vsub(x0, r1);
    t2 = vmul(t2, r3);
    t2 = vadd(t2, r4);
    t2 = vadd(x5, t2);
    t2 = vrelu(t2);
    let y7 = vrelu_d(x6, t2);
    put(py7, i, y7);
  }
}

/** t1 = mul x0 x0; y3 = add x2 t1; t1 = mul c4 x0; t6 = add y3 c5; t6 = sqrt t6; t6 = div t1 t6; y8 = sub x7 t6 */
function compiled_20(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px2 = pointer(p, 2);
  const px7 = pointer(p, 7);
  const py3 = pointer(p, 3);
  const py8 = pointer(p, 8);
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x2 = at(px2, i);
    const x7 = at(px7, i);
    let t1 = vmul(x0, x0);
    let y3 = vadd(x2, t1);
    t1 = vmul(c4, x0);
    let t6 = vadd(y3, c5);
    t6 = vsqrt(t6);
    t6 = vdiv(t1, t6);
    let y8 = vsub(x7, t6);
    put(py3, i, y3);
    put(py8, i, y8);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; t9 = mul c7 x8; y10 = sub t9 t5; y11 = add t2 y10 */
function compiled_21(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px8 = pointer(p, 8);
  const py10 = pointer(p, 10);
  const py11 = pointer(p, 11);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x8 = at(px8, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    t5 = vmul(c6, t5);
    let t9 = vmul(c7, x8);
    let y10 = vsub(t9, t5);
    let y11 = vadd(t2, y10);
    put(py10, i, y10);
    put(py11, i, y11);
  }
}

/** t2 = mul c0 x1; t5 = mul c3 x4; y6 = sub t5 t2; t5 = mul c7 y6; t5 = sub t5 t2; t2 = mul x8 c9; t2 = sub x8 t2; y10 = add t2 t5 */
function compiled_22(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px4 = pointer(p, 4);
  const px8 = pointer(p, 8);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x4 = at(px4, i);
    const x8 = at(px8, i);
    let t2 = vmul(c0, x1);
    let t5 = vmul(c3, x4);
    let y6 = vsub(t5, t2);
    t5 = vmul(c7, y6);
    t5 = vsub(t5, t2);
    t2 = vmul(x8, c9);
    t2 = vsub(x8, t2);
    let y10 = vadd(t2, t5);
    put(py6, i, y6);
    put(py10, i, y10);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; y5 = add x4 t3; t2 = mul c6 t2; t3 = add y5 c7; t3 = sqrt t3; t3 = div t2 t3; y9 = sub x8 t3 */
function compiled_23(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px8 = pointer(p, 8);
  const py5 = pointer(p, 5);
  const py9 = pointer(p, 9);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x8 = at(px8, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    let y5 = vadd(x4, t3);
    t2 = vmul(c6, t2);
    t3 = vadd(y5, c7);
    t3 = vsqrt(t3);
    t3 = vdiv(t2, t3);
    let y9 = vsub(x8, t3);
    put(py5, i, y5);
    put(py9, i, y9);
  }
}

/** t2 = mul x0 c1; t5 = mul x3 c4; t5 = add t5 t2; t5 = sign t5; t5 = mul c6 t5; y8 = sub x7 t5; t5 = mul x0 c9; t2 = mul x3 c10; y11 = add t2 t5 */
function compiled_24(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const py8 = pointer(p, 8);
  const py11 = pointer(p, 11);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    let t2 = vmul(x0, c1);
    let t5 = vmul(x3, c4);
    t5 = vadd(t5, t2);
    t5 = vsign(t5);
    t5 = vmul(c6, t5);
    let y8 = vsub(x7, t5);
    t5 = vmul(x0, c9);
    t2 = vmul(x3, c10);
    let y11 = vadd(t2, t5);
    put(py8, i, y8);
    put(py11, i, y11);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; y10 = sub x9 t1 */
function compiled_25(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px9 = pointer(p, 9);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x9 = at(px9, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vadd(y6, c8);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    let y10 = vsub(x9, t1);
    put(py6, i, y6);
    put(py10, i, y10);
  }
}

/** t1 = mul x0 x0; y3 = add x2 t1; t1 = mul c4 x0; t6 = add y3 c5; t6 = sqrt t6; t6 = div t1 t6; t1 = mul x7 c8; t1 = sub x7 t1; y9 = sub t1 t6 */
function compiled_26(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px2 = pointer(p, 2);
  const px7 = pointer(p, 7);
  const py3 = pointer(p, 3);
  const py9 = pointer(p, 9);
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x2 = at(px2, i);
    const x7 = at(px7, i);
    let t1 = vmul(x0, x0);
    let y3 = vadd(x2, t1);
    t1 = vmul(c4, x0);
    let t6 = vadd(y3, c5);
    t6 = vsqrt(t6);
    t6 = vdiv(t1, t6);
    t1 = vmul(x7, c8);
    t1 = vsub(x7, t1);
    let y9 = vsub(t1, t6);
    put(py3, i, y3);
    put(py9, i, y9);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t5 = mul c6 t5; t9 = mul c7 x8; y10 = sub t9 t5; t9 = mul c11 y10; t9 = sub t9 t5; y12 = add t2 t9 */
function compiled_27(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px8 = pointer(p, 8);
  const py10 = pointer(p, 10);
  const py12 = pointer(p, 12);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x8 = at(px8, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    t5 = vmul(c6, t5);
    let t9 = vmul(c7, x8);
    let y10 = vsub(t9, t5);
    t9 = vmul(c11, y10);
    t9 = vsub(t9, t5);
    let y12 = vadd(t2, t9);
    put(py10, i, y10);
    put(py12, i, y12);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = abs x0; t7 = mul c5 x6; y8 = maximum t7 t2; t7 = mul c9 y4; t2 = add y8 c10; t2 = div t7 t2; y12 = sub x11 t2 */
function compiled_28(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px6 = pointer(p, 6);
  const px11 = pointer(p, 11);
  const py4 = pointer(p, 4);
  const py8 = pointer(p, 8);
  const py12 = pointer(p, 12);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x6 = at(px6, i);
    const x11 = at(px11, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vabs(x0);
    let t7 = vmul(c5, x6);
    let y8 = vmax(t7, t2);
    t7 = vmul(c9, y4);
    t2 = vadd(y8, c10);
    t2 = vdiv(t7, t2);
    let y12 = vsub(x11, t2);
    put(py4, i, y4);
    put(py8, i, y8);
    put(py12, i, y12);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = sqrt x5; t2 = add t2 c8; y9 = div x1 t2 */
function compiled_29(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px5 = pointer(p, 5);
  const py4 = pointer(p, 4);
  const py7 = pointer(p, 7);
  const py9 = pointer(p, 9);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x5 = at(px5, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vmul(x0, x0);
    t2 = vsub(t2, x5);
    t2 = vmul(t2, c6);
    let y7 = vadd(x5, t2);
    t2 = vsqrt(x5);
    t2 = vadd(t2, c8);
    let y9 = vdiv(x1, t2);
    put(py4, i, y4);
    put(py7, i, y7);
    put(py9, i, y9);
  }
}

/** t2 = mul x0 c1; t4 = mul t2 c3; t7 = mul x5 c6; t7 = add t7 t4; t7 = sign t7; t7 = mul c8 t7; y10 = sub x9 t7; t2 = mul t2 c11; t7 = mul x5 c12; y13 = add t7 t2 */
function compiled_30(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px5 = pointer(p, 5);
  const px9 = pointer(p, 9);
  const py10 = pointer(p, 10);
  const py13 = pointer(p, 13);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x5 = at(px5, i);
    const x9 = at(px9, i);
    let t2 = vmul(x0, c1);
    let t4 = vmul(t2, c3);
    let t7 = vmul(x5, c6);
    t7 = vadd(t7, t4);
    t7 = vsign(t7);
    t7 = vmul(c8, t7);
    let y10 = vsub(x9, t7);
    t2 = vmul(t2, c11);
    t7 = vmul(x5, c12);
    let y13 = vadd(t7, t2);
    put(py10, i, y10);
    put(py13, i, y13);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t2 = mul c9 t2; t7 = add y8 c10; t7 = sqrt t7; t7 = div t2 t7; y12 = sub x11 t7 */
function compiled_31(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px6 = pointer(p, 6);
  const px11 = pointer(p, 11);
  const py8 = pointer(p, 8);
  const py12 = pointer(p, 12);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x6 = at(px6, i);
    const x11 = at(px11, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    t3 = vmul(c4, t3);
    let t7 = vmul(c5, x6);
    let y8 = vadd(t7, t3);
    t2 = vmul(c9, t2);
    t7 = vadd(y8, c10);
    t7 = vsqrt(t7);
    t7 = vdiv(t2, t7);
    let y12 = vsub(x11, t7);
    put(py8, i, y8);
    put(py12, i, y12);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; y8 = add x7 t6; t5 = mul c9 t5; t6 = add y8 c10; t6 = sqrt t6; t6 = div t5 t6; y11 = sub t2 t6 */
function compiled_32(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const py8 = pointer(p, 8);
  const py11 = pointer(p, 11);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    let y8 = vadd(x7, t6);
    t5 = vmul(c9, t5);
    t6 = vadd(y8, c10);
    t6 = vsqrt(t6);
    t6 = vdiv(t5, t6);
    let y11 = vsub(t2, t6);
    put(py8, i, y8);
    put(py11, i, y11);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c9 x10; y11 = add t5 t1; y13 = sub x12 y11 */
function compiled_33(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px10 = pointer(p, 10);
  const px12 = pointer(p, 12);
  const py6 = pointer(p, 6);
  const py11 = pointer(p, 11);
  const py13 = pointer(p, 13);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x10 = at(px10, i);
    const x12 = at(px12, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vadd(y6, c8);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    t5 = vmul(c9, x10);
    let y11 = vadd(t5, t1);
    let y13 = vsub(x12, y11);
    put(py6, i, y6);
    put(py11, i, y11);
    put(py13, i, y13);
  }
}

/** t2 = mul x0 c1; t5 = mul x3 c4; t5 = add t5 t2; t5 = sign t5; t5 = mul c6 t5; t2 = mul x0 c7; t9 = mul x3 c8; y10 = add t9 t2; t9 = mul x11 c12; t9 = sub x11 t9; y13 = sub t9 t5 */
function compiled_34(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px11 = pointer(p, 11);
  const py10 = pointer(p, 10);
  const py13 = pointer(p, 13);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x11 = at(px11, i);
    let t2 = vmul(x0, c1);
    let t5 = vmul(x3, c4);
    t5 = vadd(t5, t2);
    t5 = vsign(t5);
    t5 = vmul(c6, t5);
    t2 = vmul(x0, c7);
    let t9 = vmul(x3, c8);
    let y10 = vadd(t9, t2);
    t9 = vmul(x11, c12);
    t9 = vsub(x11, t9);
    let y13 = vsub(t9, t5);
    put(py10, i, y10);
    put(py13, i, y13);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; t5 = mul x9 c10; t5 = sub x9 t5; y11 = sub t5 t1 */
function compiled_35(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px9 = pointer(p, 9);
  const py6 = pointer(p, 6);
  const py11 = pointer(p, 11);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x9 = at(px9, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vadd(y6, c8);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    t5 = vmul(x9, c10);
    t5 = vsub(x9, t5);
    let y11 = vsub(t5, t1);
    put(py6, i, y6);
    put(py11, i, y11);
  }
}

/** t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = abs t2; t4 = mul c7 x8; y9 = maximum t4 t2; t4 = mul c10 y6; t2 = add y9 c11; t2 = div t4 t2; y13 = sub x12 t2 */
function compiled_36(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px8 = pointer(p, 8);
  const px12 = pointer(p, 12);
  const py6 = pointer(p, 6);
  const py9 = pointer(p, 9);
  const py13 = pointer(p, 13);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x8 = at(px8, i);
    const x12 = at(px12, i);
    let t2 = vmul(x0, c1);
    let t4 = vsub(t2, x3);
    t4 = vmul(t4, c5);
    let y6 = vadd(x3, t4);
    t2 = vabs(t2);
    t4 = vmul(c7, x8);
    let y9 = vmax(t4, t2);
    t4 = vmul(c10, y6);
    t2 = vadd(y9, c11);
    t2 = vdiv(t4, t2);
    let y13 = vsub(x12, t2);
    put(py6, i, y6);
    put(py9, i, y9);
    put(py13, i, y13);
  }
}

/** t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = mul t2 t2; t2 = sub t2 x7; t2 = mul t2 c8; y9 = add x7 t2; t2 = sqrt x7; t2 = add t2 c10; y11 = div x3 t2 */
function compiled_37(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const py6 = pointer(p, 6);
  const py9 = pointer(p, 9);
  const py11 = pointer(p, 11);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    let t2 = vmul(x0, c1);
    let t4 = vsub(t2, x3);
    t4 = vmul(t4, c5);
    let y6 = vadd(x3, t4);
    t2 = vmul(t2, t2);
    t2 = vsub(t2, x7);
    t2 = vmul(t2, c8);
    let y9 = vadd(x7, t2);
    t2 = vsqrt(x7);
    t2 = vadd(t2, c10);
    let y11 = vdiv(x3, t2);
    put(py6, i, y6);
    put(py9, i, y9);
    put(py11, i, y11);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = abs x0; t7 = mul c5 x6; y8 = maximum t7 t2; t7 = mul c9 y4; t2 = add y8 c10; t2 = div t7 t2; t7 = mul x11 c12; t7 = sub x11 t7; y13 = sub t7 t2 */
function compiled_38(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px6 = pointer(p, 6);
  const px11 = pointer(p, 11);
  const py4 = pointer(p, 4);
  const py8 = pointer(p, 8);
  const py13 = pointer(p, 13);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x6 = at(px6, i);
    const x11 = at(px11, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vabs(x0);
    let t7 = vmul(c5, x6);
    let y8 = vmax(t7, t2);
    t7 = vmul(c9, y4);
    t2 = vadd(y8, c10);
    t2 = vdiv(t7, t2);
    t7 = vmul(x11, c12);
    t7 = vsub(x11, t7);
    let y13 = vsub(t7, t2);
    put(py4, i, y4);
    put(py8, i, y8);
    put(py13, i, y13);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t2 = mul c9 t2; t7 = add y8 c10; t7 = sqrt t7; t7 = div t2 t7; t2 = mul c11 x12; y13 = add t2 t7; y15 = sub x14 y13 */
function compiled_39(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px6 = pointer(p, 6);
  const px12 = pointer(p, 12);
  const px14 = pointer(p, 14);
  const py8 = pointer(p, 8);
  const py13 = pointer(p, 13);
  const py15 = pointer(p, 15);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x6 = at(px6, i);
    const x12 = at(px12, i);
    const x14 = at(px14, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    t3 = vmul(c4, t3);
    let t7 = vmul(c5, x6);
    let y8 = vadd(t7, t3);
    t2 = vmul(c9, t2);
    t7 = vadd(y8, c10);
    t7 = vsqrt(t7);
    t7 = vdiv(t2, t7);
    t2 = vmul(c11, x12);
    let y13 = vadd(t2, t7);
    let y15 = vsub(x14, y13);
    put(py8, i, y8);
    put(py13, i, y13);
    put(py15, i, y15);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = mul t5 c6; t10 = mul x8 c9; t10 = add t10 t7; t10 = sign t10; t10 = mul c11 t10; y12 = sub t2 t10; t5 = mul t5 c13; t10 = mul x8 c14; y15 = add t10 t5 */
function compiled_40(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px8 = pointer(p, 8);
  const py12 = pointer(p, 12);
  const py15 = pointer(p, 15);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x8 = at(px8, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t7 = vmul(t5, c6);
    let t10 = vmul(x8, c9);
    t10 = vadd(t10, t7);
    t10 = vsign(t10);
    t10 = vmul(c11, t10);
    let y12 = vsub(t2, t10);
    t5 = vmul(t5, c13);
    t10 = vmul(x8, c14);
    let y15 = vadd(t10, t5);
    put(py12, i, y12);
    put(py15, i, y15);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t5 = mul c12 t5; t10 = add y11 c13; t10 = sqrt t10; t10 = div t5 t10; y14 = sub t2 t10 */
function compiled_41(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px9 = pointer(p, 9);
  const py11 = pointer(p, 11);
  const py14 = pointer(p, 14);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x9 = at(px9, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    t6 = vmul(c7, t6);
    let t10 = vmul(c8, x9);
    let y11 = vadd(t10, t6);
    t5 = vmul(c12, t5);
    t10 = vadd(y11, c13);
    t10 = vsqrt(t10);
    t10 = vdiv(t5, t10);
    let y14 = vsub(t2, t10);
    put(py11, i, y11);
    put(py14, i, y14);
  }
}

/** t1 = mul x0 x0; t3 = sqrt x2; y4 = add x2 t1; t1 = sqrt y4; t3 = sub t1 t3; t3 = mul t3 c5; t3 = mul t3 x6; t3 = sub x0 t3; y8 = add x7 t3; t3 = neg y8; t3 = mul t3 c9; t1 = add t1 c10; y11 = div t3 t1 */
function compiled_42(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px2 = pointer(p, 2);
  const px6 = pointer(p, 6);
  const px7 = pointer(p, 7);
  const py4 = pointer(p, 4);
  const py8 = pointer(p, 8);
  const py11 = pointer(p, 11);
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x2 = at(px2, i);
    const x6 = at(px6, i);
    const x7 = at(px7, i);
    let t1 = vmul(x0, x0);
    let t3 = vsqrt(x2);
    let y4 = vadd(x2, t1);
    t1 = vsqrt(y4);
    t3 = vsub(t1, t3);
    t3 = vmul(t3, c5);
    t3 = vmul(t3, x6);
    t3 = vsub(x0, t3);
    let y8 = vadd(x7, t3);
    t3 = vneg(y8);
    t3 = vmul(t3, c9);
    t1 = vadd(t1, c10);
    let y11 = vdiv(t3, t1);
    put(py4, i, y4);
    put(py8, i, y8);
    put(py11, i, y11);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; y9 = maximum x8 y7; t2 = mul y4 c10; t11 = sqrt y9; t11 = add t11 c12; t11 = div t2 t11; y14 = sub x13 t11 */
function compiled_43(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px5 = pointer(p, 5);
  const px8 = pointer(p, 8);
  const px13 = pointer(p, 13);
  const py4 = pointer(p, 4);
  const py7 = pointer(p, 7);
  const py9 = pointer(p, 9);
  const py14 = pointer(p, 14);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x5 = at(px5, i);
    const x8 = at(px8, i);
    const x13 = at(px13, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vmul(x0, x0);
    t2 = vsub(t2, x5);
    t2 = vmul(t2, c6);
    let y7 = vadd(x5, t2);
    let y9 = vmax(x8, y7);
    t2 = vmul(y4, c10);
    let t11 = vsqrt(y9);
    t11 = vadd(t11, c12);
    t11 = vdiv(t2, t11);
    let y14 = vsub(x13, t11);
    put(py4, i, y4);
    put(py7, i, y7);
    put(py9, i, y9);
    put(py14, i, y14);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = add y6 c8; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c9 x10; y11 = add t5 t1; t5 = mul x12 c13; t5 = sub x12 t5; y14 = sub t5 y11 */
function compiled_44(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px10 = pointer(p, 10);
  const px12 = pointer(p, 12);
  const py6 = pointer(p, 6);
  const py11 = pointer(p, 11);
  const py14 = pointer(p, 14);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x10 = at(px10, i);
    const x12 = at(px12, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vadd(y6, c8);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    t5 = vmul(c9, x10);
    let y11 = vadd(t5, t1);
    t5 = vmul(x12, c13);
    t5 = vsub(x12, t5);
    let y14 = vsub(t5, y11);
    put(py6, i, y6);
    put(py11, i, y11);
    put(py14, i, y14);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t5 = abs t5; t7 = mul c10 x11; y12 = maximum t7 t5; t7 = mul c13 y9; t5 = add y12 c14; t5 = div t7 t5; y15 = sub t2 t5 */
function compiled_45(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px6 = pointer(p, 6);
  const px11 = pointer(p, 11);
  const py9 = pointer(p, 9);
  const py12 = pointer(p, 12);
  const py15 = pointer(p, 15);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x6 = at(px6, i);
    const x11 = at(px11, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t7 = vsub(t5, x6);
    t7 = vmul(t7, c8);
    let y9 = vadd(x6, t7);
    t5 = vabs(t5);
    t7 = vmul(c10, x11);
    let y12 = vmax(t7, t5);
    t7 = vmul(c13, y9);
    t5 = vadd(y12, c14);
    t5 = vdiv(t7, t5);
    let y15 = vsub(t2, t5);
    put(py9, i, y9);
    put(py12, i, y12);
    put(py15, i, y15);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = mul c8 y4; t10 = mul c9 x0; t10 = add t2 t10; t2 = sqrt y7; t2 = add t2 c11; t2 = div t10 t2; y13 = sub x12 t2 */
function compiled_46(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px5 = pointer(p, 5);
  const px12 = pointer(p, 12);
  const py4 = pointer(p, 4);
  const py7 = pointer(p, 7);
  const py13 = pointer(p, 13);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x5 = at(px5, i);
    const x12 = at(px12, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vmul(x0, x0);
    t2 = vsub(t2, x5);
    t2 = vmul(t2, c6);
    let y7 = vadd(x5, t2);
    t2 = vmul(c8, y4);
    let t10 = vmul(c9, x0);
    t10 = vadd(t2, t10);
    t2 = vsqrt(y7);
    t2 = vadd(t2, c11);
    t2 = vdiv(t10, t2);
    let y13 = vsub(x12, t2);
    put(py4, i, y4);
    put(py7, i, y7);
    put(py13, i, y13);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; y14 = sub x13 t1 */
function compiled_47(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px9 = pointer(p, 9);
  const px13 = pointer(p, 13);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const py14 = pointer(p, 14);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x9 = at(px9, i);
    const x13 = at(px13, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vmul(c8, x9);
    let y10 = vadd(t1, t5);
    t1 = vmul(y10, y10);
    t1 = vsub(y6, t1);
    t5 = vmul(c11, x0);
    t1 = vadd(t1, c12);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    let y14 = vsub(x13, t1);
    put(py6, i, y6);
    put(py10, i, y10);
    put(py14, i, y14);
  }
}

/** t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t2 = mul t2 t2; t2 = sub t2 x7; t2 = mul t2 c8; y9 = add x7 t2; y11 = maximum x10 y9; t2 = mul y6 c12; t4 = sqrt y11; t4 = add t4 c13; t4 = div t2 t4; y15 = sub x14 t4 */
function compiled_48(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const px10 = pointer(p, 10);
  const px14 = pointer(p, 14);
  const py6 = pointer(p, 6);
  const py9 = pointer(p, 9);
  const py11 = pointer(p, 11);
  const py15 = pointer(p, 15);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    const x10 = at(px10, i);
    const x14 = at(px14, i);
    let t2 = vmul(x0, c1);
    let t4 = vsub(t2, x3);
    t4 = vmul(t4, c5);
    let y6 = vadd(x3, t4);
    t2 = vmul(t2, t2);
    t2 = vsub(t2, x7);
    t2 = vmul(t2, c8);
    let y9 = vadd(x7, t2);
    let y11 = vmax(x10, y9);
    t2 = vmul(y6, c12);
    t4 = vsqrt(y11);
    t4 = vadd(t4, c13);
    t4 = vdiv(t2, t4);
    let y15 = vsub(x14, t4);
    put(py6, i, y6);
    put(py9, i, y9);
    put(py11, i, y11);
    put(py15, i, y15);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; t5 = sqrt x4; y6 = add x4 t3; t3 = sqrt y6; t5 = sub t3 t5; t5 = mul t5 c7; t5 = mul t5 x8; t5 = sub t2 t5; y10 = add x9 t5; t5 = neg y10; t5 = mul t5 c11; t3 = add t3 c12; y13 = div t5 t3 */
function compiled_49(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px8 = pointer(p, 8);
  const px9 = pointer(p, 9);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const py13 = pointer(p, 13);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x8 = at(px8, i);
    const x9 = at(px9, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    let t5 = vsqrt(x4);
    let y6 = vadd(x4, t3);
    t3 = vsqrt(y6);
    t5 = vsub(t3, t5);
    t5 = vmul(t5, c7);
    t5 = vmul(t5, x8);
    t5 = vsub(t2, t5);
    let y10 = vadd(x9, t5);
    t5 = vneg(y10);
    t5 = vmul(t5, c11);
    t3 = vadd(t3, c12);
    let y13 = vdiv(t5, t3);
    put(py6, i, y6);
    put(py10, i, y10);
    put(py13, i, y13);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t5 = mul c12 t5; t10 = add y11 c13; t10 = sqrt t10; t10 = div t5 t10; t5 = mul c14 x15; y16 = add t5 t10; y17 = sub t2 y16 */
function compiled_50(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px9 = pointer(p, 9);
  const px15 = pointer(p, 15);
  const py11 = pointer(p, 11);
  const py16 = pointer(p, 16);
  const py17 = pointer(p, 17);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x9 = at(px9, i);
    const x15 = at(px15, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    t6 = vmul(c7, t6);
    let t10 = vmul(c8, x9);
    let y11 = vadd(t10, t6);
    t5 = vmul(c12, t5);
    t10 = vadd(y11, c13);
    t10 = vsqrt(t10);
    t10 = vdiv(t5, t10);
    t5 = vmul(c14, x15);
    let y16 = vadd(t5, t10);
    let y17 = vsub(t2, y16);
    put(py11, i, y11);
    put(py16, i, y16);
    put(py17, i, y17);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = add y6 c7; t1 = add x8 c9; t1 = div t1 t5; t1 = sqrt t1; t1 = mul t1 x0; t5 = mul t1 t1; t5 = mul c10 t5; t12 = mul c11 x8; y13 = add t12 t5; t1 = mul c14 t1; y16 = sub x15 t1 */
function compiled_51(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px8 = pointer(p, 8);
  const px15 = pointer(p, 15);
  const py6 = pointer(p, 6);
  const py13 = pointer(p, 13);
  const py16 = pointer(p, 16);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x8 = at(px8, i);
    const x15 = at(px15, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vadd(y6, c7);
    t1 = vadd(x8, c9);
    t1 = vdiv(t1, t5);
    t1 = vsqrt(t1);
    t1 = vmul(t1, x0);
    t5 = vmul(t1, t1);
    t5 = vmul(c10, t5);
    let t12 = vmul(c11, x8);
    let y13 = vadd(t12, t5);
    t1 = vmul(c14, t1);
    let y16 = vsub(x15, t1);
    put(py6, i, y6);
    put(py13, i, y13);
    put(py16, i, y16);
  }
}

/** t3 = select c0 x1 x2; t5 = mul x4 x4; t5 = sub t5 x6; t5 = mul t5 c7; y8 = add x6 t5; t5 = sqrt y8; t10 = mul c9 t3; t5 = add t5 c11; t13 = mul c12 x4; t13 = div t13 t5; y14 = sub t3 t13; t10 = sub x1 t10; t10 = mul c15 t10; t13 = mul c16 y14; y17 = add t10 t13 */
function compiled_52(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px2 = pointer(p, 2);
  const px4 = pointer(p, 4);
  const px6 = pointer(p, 6);
  const py8 = pointer(p, 8);
  const py14 = pointer(p, 14);
  const py17 = pointer(p, 17);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x2 = at(px2, i);
    const x4 = at(px4, i);
    const x6 = at(px6, i);
    let t3 = vchosen(c0, x1, x2);
    let t5 = vmul(x4, x4);
    t5 = vsub(t5, x6);
    t5 = vmul(t5, c7);
    let y8 = vadd(x6, t5);
    t5 = vsqrt(y8);
    let t10 = vmul(c9, t3);
    t5 = vadd(t5, c11);
    let t13 = vmul(c12, x4);
    t13 = vdiv(t13, t5);
    let y14 = vsub(t3, t13);
    t10 = vsub(x1, t10);
    t10 = vmul(c15, t10);
    t13 = vmul(c16, y14);
    let y17 = vadd(t10, t13);
    put(py8, i, y8);
    put(py14, i, y14);
    put(py17, i, y17);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; y9 = maximum x8 y7; t2 = mul y4 c10; t11 = sqrt y9; t11 = add t11 c12; t11 = div t2 t11; t2 = mul x13 c14; t2 = sub x13 t2; y15 = sub t2 t11 */
function compiled_53(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px5 = pointer(p, 5);
  const px8 = pointer(p, 8);
  const px13 = pointer(p, 13);
  const py4 = pointer(p, 4);
  const py7 = pointer(p, 7);
  const py9 = pointer(p, 9);
  const py15 = pointer(p, 15);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x5 = at(px5, i);
    const x8 = at(px8, i);
    const x13 = at(px13, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vmul(x0, x0);
    t2 = vsub(t2, x5);
    t2 = vmul(t2, c6);
    let y7 = vadd(x5, t2);
    let y9 = vmax(x8, y7);
    t2 = vmul(y4, c10);
    let t11 = vsqrt(y9);
    t11 = vadd(t11, c12);
    t11 = vdiv(t2, t11);
    t2 = vmul(x13, c14);
    t2 = vsub(x13, t2);
    let y15 = vsub(t2, t11);
    put(py4, i, y4);
    put(py7, i, y7);
    put(py9, i, y9);
    put(py15, i, y15);
  }
}

/** t1 = mul x0 x0; t3 = sqrt x2; y4 = add x2 t1; t1 = sqrt y4; t3 = sub t1 t3; t3 = mul t3 c5; t1 = add t1 c6; t9 = mul x7 c8; t9 = sub x7 t9; t9 = mul t3 t9; t9 = sub x0 t9; y11 = add x10 t9; t9 = neg y11; t9 = mul t9 c12; y13 = div t9 t1 */
function compiled_54(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px2 = pointer(p, 2);
  const px7 = pointer(p, 7);
  const px10 = pointer(p, 10);
  const py4 = pointer(p, 4);
  const py11 = pointer(p, 11);
  const py13 = pointer(p, 13);
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x2 = at(px2, i);
    const x7 = at(px7, i);
    const x10 = at(px10, i);
    let t1 = vmul(x0, x0);
    let t3 = vsqrt(x2);
    let y4 = vadd(x2, t1);
    t1 = vsqrt(y4);
    t3 = vsub(t1, t3);
    t3 = vmul(t3, c5);
    t1 = vadd(t1, c6);
    let t9 = vmul(x7, c8);
    t9 = vsub(x7, t9);
    t9 = vmul(t3, t9);
    t9 = vsub(x0, t9);
    let y11 = vadd(x10, t9);
    t9 = vneg(y11);
    t9 = vmul(t9, c12);
    let y13 = vdiv(t9, t1);
    put(py4, i, y4);
    put(py11, i, y11);
    put(py13, i, y13);
  }
}

/** t2 = mul x0 c1; t4 = sub t2 x3; t4 = mul t4 c5; y6 = add x3 t4; t4 = mul t2 t2; t4 = sub t4 x7; t4 = mul t4 c8; y9 = add x7 t4; t4 = mul c10 y6; t2 = mul c11 t2; t2 = add t4 t2; t4 = sqrt y9; t4 = add t4 c12; t4 = div t2 t4; y14 = sub x13 t4 */
function compiled_55(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const px13 = pointer(p, 13);
  const py6 = pointer(p, 6);
  const py9 = pointer(p, 9);
  const py14 = pointer(p, 14);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    const x13 = at(px13, i);
    let t2 = vmul(x0, c1);
    let t4 = vsub(t2, x3);
    t4 = vmul(t4, c5);
    let y6 = vadd(x3, t4);
    t4 = vmul(t2, t2);
    t4 = vsub(t4, x7);
    t4 = vmul(t4, c8);
    let y9 = vadd(x7, t4);
    t4 = vmul(c10, y6);
    t2 = vmul(c11, t2);
    t2 = vadd(t4, t2);
    t4 = vsqrt(y9);
    t4 = vadd(t4, c12);
    t4 = vdiv(t2, t4);
    let y14 = vsub(x13, t4);
    put(py6, i, y6);
    put(py9, i, y9);
    put(py14, i, y14);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = mul c9 t2; t3 = mul c10 x11; y12 = add t3 t7; t3 = mul y12 y12; t3 = sub y8 t3; t2 = mul c13 t2; t3 = add t3 c14; t3 = sqrt t3; t3 = div t2 t3; y16 = sub x15 t3 */
function compiled_56(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px6 = pointer(p, 6);
  const px11 = pointer(p, 11);
  const px15 = pointer(p, 15);
  const py8 = pointer(p, 8);
  const py12 = pointer(p, 12);
  const py16 = pointer(p, 16);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x6 = at(px6, i);
    const x11 = at(px11, i);
    const x15 = at(px15, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    t3 = vmul(c4, t3);
    let t7 = vmul(c5, x6);
    let y8 = vadd(t7, t3);
    t7 = vmul(c9, t2);
    t3 = vmul(c10, x11);
    let y12 = vadd(t3, t7);
    t3 = vmul(y12, y12);
    t3 = vsub(y8, t3);
    t2 = vmul(c13, t2);
    t3 = vadd(t3, c14);
    t3 = vsqrt(t3);
    t3 = vdiv(t2, t3);
    let y16 = vsub(x15, t3);
    put(py8, i, y8);
    put(py12, i, y12);
    put(py16, i, y16);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c13 x14; y15 = add t5 t1; y17 = sub x16 y15 */
function compiled_57(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px9 = pointer(p, 9);
  const px14 = pointer(p, 14);
  const px16 = pointer(p, 16);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const py15 = pointer(p, 15);
  const py17 = pointer(p, 17);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x9 = at(px9, i);
    const x14 = at(px14, i);
    const x16 = at(px16, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vmul(c8, x9);
    let y10 = vadd(t1, t5);
    t1 = vmul(y10, y10);
    t1 = vsub(y6, t1);
    t5 = vmul(c11, x0);
    t1 = vadd(t1, c12);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    t5 = vmul(c13, x14);
    let y15 = vadd(t5, t1);
    let y17 = vsub(x16, y15);
    put(py6, i, y6);
    put(py10, i, y10);
    put(py15, i, y15);
    put(py17, i, y17);
  }
}

/** t2 = sub x0 x1; t2 = mul t2 c3; y4 = add x1 t2; t2 = mul x0 x0; t2 = sub t2 x5; t2 = mul t2 c6; y7 = add x5 t2; t2 = mul c8 y4; t10 = mul c9 x0; t10 = add t2 t10; t2 = sqrt y7; t2 = add t2 c11; t2 = div t10 t2; t10 = mul x12 c13; t10 = sub x12 t10; y14 = sub t10 t2 */
function compiled_58(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px1 = pointer(p, 1);
  const px5 = pointer(p, 5);
  const px12 = pointer(p, 12);
  const py4 = pointer(p, 4);
  const py7 = pointer(p, 7);
  const py14 = pointer(p, 14);
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x1 = at(px1, i);
    const x5 = at(px5, i);
    const x12 = at(px12, i);
    let t2 = vsub(x0, x1);
    t2 = vmul(t2, c3);
    let y4 = vadd(x1, t2);
    t2 = vmul(x0, x0);
    t2 = vsub(t2, x5);
    t2 = vmul(t2, c6);
    let y7 = vadd(x5, t2);
    t2 = vmul(c8, y4);
    let t10 = vmul(c9, x0);
    t10 = vadd(t2, t10);
    t2 = vsqrt(y7);
    t2 = vadd(t2, c11);
    t2 = vdiv(t10, t2);
    t10 = vmul(x12, c13);
    t10 = vsub(x12, t10);
    let y14 = vsub(t10, t2);
    put(py4, i, y4);
    put(py7, i, y7);
    put(py14, i, y14);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul x13 c14; t5 = sub x13 t5; y15 = sub t5 t1 */
function compiled_59(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px9 = pointer(p, 9);
  const px13 = pointer(p, 13);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const py15 = pointer(p, 15);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x9 = at(px9, i);
    const x13 = at(px13, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vmul(c8, x9);
    let y10 = vadd(t1, t5);
    t1 = vmul(y10, y10);
    t1 = vsub(y6, t1);
    t5 = vmul(c11, x0);
    t1 = vadd(t1, c12);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    t5 = vmul(x13, c14);
    t5 = vsub(x13, t5);
    let y15 = vsub(t5, t1);
    put(py6, i, y6);
    put(py10, i, y10);
    put(py15, i, y15);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = add y8 c9; t3 = add x10 c11; t3 = div t3 t7; t3 = sqrt t3; t3 = mul t3 t2; t2 = mul t3 t3; t2 = mul c12 t2; t7 = mul c13 x10; y14 = add t7 t2; t3 = mul c15 t3; y17 = sub x16 t3 */
function compiled_60(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px6 = pointer(p, 6);
  const px10 = pointer(p, 10);
  const px16 = pointer(p, 16);
  const py8 = pointer(p, 8);
  const py14 = pointer(p, 14);
  const py17 = pointer(p, 17);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x6 = at(px6, i);
    const x10 = at(px10, i);
    const x16 = at(px16, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    t3 = vmul(c4, t3);
    let t7 = vmul(c5, x6);
    let y8 = vadd(t7, t3);
    t7 = vadd(y8, c9);
    t3 = vadd(x10, c11);
    t3 = vdiv(t3, t7);
    t3 = vsqrt(t3);
    t3 = vmul(t3, t2);
    t2 = vmul(t3, t3);
    t2 = vmul(c12, t2);
    t7 = vmul(c13, x10);
    let y14 = vadd(t7, t2);
    t3 = vmul(c15, t3);
    let y17 = vsub(x16, t3);
    put(py8, i, y8);
    put(py14, i, y14);
    put(py17, i, y17);
  }
}

/** t3 = select c0 x1 x2; t5 = mul c4 t3; t8 = mul x6 c7; t9 = mul t8 t8; t9 = sub t9 x10; t9 = mul t9 c11; y12 = add x10 t9; t9 = sqrt y12; t9 = add t9 c13; t8 = mul c14 t8; t8 = div t8 t9; y15 = sub t3 t8; t5 = sub x1 t5; t5 = mul c16 t5; t8 = mul c17 y15; y18 = add t5 t8 */
function compiled_61(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px2 = pointer(p, 2);
  const px6 = pointer(p, 6);
  const px10 = pointer(p, 10);
  const py12 = pointer(p, 12);
  const py15 = pointer(p, 15);
  const py18 = pointer(p, 18);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  const c17 = splat(load<f32>(pointer(p, 17)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x2 = at(px2, i);
    const x6 = at(px6, i);
    const x10 = at(px10, i);
    let t3 = vchosen(c0, x1, x2);
    let t5 = vmul(c4, t3);
    let t8 = vmul(x6, c7);
    let t9 = vmul(t8, t8);
    t9 = vsub(t9, x10);
    t9 = vmul(t9, c11);
    let y12 = vadd(x10, t9);
    t9 = vsqrt(y12);
    t9 = vadd(t9, c13);
    t8 = vmul(c14, t8);
    t8 = vdiv(t8, t9);
    let y15 = vsub(t3, t8);
    t5 = vsub(x1, t5);
    t5 = vmul(c16, t5);
    t8 = vmul(c17, y15);
    let y18 = vadd(t5, t8);
    put(py12, i, y12);
    put(py15, i, y15);
    put(py18, i, y18);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t5 = mul t5 t5; t5 = sub t5 x10; t5 = mul t5 c11; y12 = add x10 t5; y14 = maximum x13 y12; t5 = mul y9 c15; t7 = sqrt y14; t7 = add t7 c16; t7 = div t5 t7; y17 = sub t2 t7 */
function compiled_62(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px6 = pointer(p, 6);
  const px10 = pointer(p, 10);
  const px13 = pointer(p, 13);
  const py9 = pointer(p, 9);
  const py12 = pointer(p, 12);
  const py14 = pointer(p, 14);
  const py17 = pointer(p, 17);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x6 = at(px6, i);
    const x10 = at(px10, i);
    const x13 = at(px13, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t7 = vsub(t5, x6);
    t7 = vmul(t7, c8);
    let y9 = vadd(x6, t7);
    t5 = vmul(t5, t5);
    t5 = vsub(t5, x10);
    t5 = vmul(t5, c11);
    let y12 = vadd(x10, t5);
    let y14 = vmax(x13, y12);
    t5 = vmul(y9, c15);
    t7 = vsqrt(y14);
    t7 = vadd(t7, c16);
    t7 = vdiv(t5, t7);
    let y17 = vsub(t2, t7);
    put(py9, i, y9);
    put(py12, i, y12);
    put(py14, i, y14);
    put(py17, i, y17);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t8 = sqrt x7; y9 = add x7 t6; t6 = sqrt y9; t8 = sub t6 t8; t8 = mul t8 c10; t8 = mul t8 t2; t8 = sub t5 t8; y12 = add x11 t8; t8 = neg y12; t8 = mul t8 c13; t6 = add t6 c14; y15 = div t8 t6 */
function compiled_63(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px7 = pointer(p, 7);
  const px11 = pointer(p, 11);
  const py9 = pointer(p, 9);
  const py12 = pointer(p, 12);
  const py15 = pointer(p, 15);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x7 = at(px7, i);
    const x11 = at(px11, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    let t8 = vsqrt(x7);
    let y9 = vadd(x7, t6);
    t6 = vsqrt(y9);
    t8 = vsub(t6, t8);
    t8 = vmul(t8, c10);
    t8 = vmul(t8, t2);
    t8 = vsub(t5, t8);
    let y12 = vadd(x11, t8);
    t8 = vneg(y12);
    t8 = vmul(t8, c13);
    t6 = vadd(t6, c14);
    let y15 = vdiv(t8, t6);
    put(py9, i, y9);
    put(py12, i, y12);
    put(py15, i, y15);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = add y6 c7; t1 = add x8 c9; t1 = div t1 t5; t1 = sqrt t1; t1 = mul t1 x0; t5 = mul t1 t1; t5 = mul c10 t5; t12 = mul c11 x8; y13 = add t12 t5; t1 = mul c14 t1; t12 = mul x15 c16; t12 = sub x15 t12; y17 = sub t12 t1 */
function compiled_64(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px8 = pointer(p, 8);
  const px15 = pointer(p, 15);
  const py6 = pointer(p, 6);
  const py13 = pointer(p, 13);
  const py17 = pointer(p, 17);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x8 = at(px8, i);
    const x15 = at(px15, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vadd(y6, c7);
    t1 = vadd(x8, c9);
    t1 = vdiv(t1, t5);
    t1 = vsqrt(t1);
    t1 = vmul(t1, x0);
    t5 = vmul(t1, t1);
    t5 = vmul(c10, t5);
    let t12 = vmul(c11, x8);
    let y13 = vadd(t12, t5);
    t1 = vmul(c14, t1);
    t12 = vmul(x15, c16);
    t12 = vsub(x15, t12);
    let y17 = vsub(t12, t1);
    put(py6, i, y6);
    put(py13, i, y13);
    put(py17, i, y17);
  }
}

/** t3 = select c0 x1 x2; t5 = mul x4 x4; t5 = sub t5 x6; t5 = mul t5 c7; y8 = add x6 t5; t5 = sqrt y8; t10 = mul c9 t3; t12 = mul x1 c11; t12 = sub x1 t12; t5 = add t5 c13; t15 = mul c14 x4; t15 = div t15 t5; y16 = sub t3 t15; t12 = sub t12 t10; t12 = mul c17 t12; t10 = mul c18 y16; y19 = add t12 t10 */
function compiled_65(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px2 = pointer(p, 2);
  const px4 = pointer(p, 4);
  const px6 = pointer(p, 6);
  const py8 = pointer(p, 8);
  const py16 = pointer(p, 16);
  const py19 = pointer(p, 19);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  const c17 = splat(load<f32>(pointer(p, 17)));
  const c18 = splat(load<f32>(pointer(p, 18)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x2 = at(px2, i);
    const x4 = at(px4, i);
    const x6 = at(px6, i);
    let t3 = vchosen(c0, x1, x2);
    let t5 = vmul(x4, x4);
    t5 = vsub(t5, x6);
    t5 = vmul(t5, c7);
    let y8 = vadd(x6, t5);
    t5 = vsqrt(y8);
    let t10 = vmul(c9, t3);
    let t12 = vmul(x1, c11);
    t12 = vsub(x1, t12);
    t5 = vadd(t5, c13);
    let t15 = vmul(c14, x4);
    t15 = vdiv(t15, t5);
    let y16 = vsub(t3, t15);
    t12 = vsub(t12, t10);
    t12 = vmul(c17, t12);
    t10 = vmul(c18, y16);
    let y19 = vadd(t12, t10);
    put(py8, i, y8);
    put(py16, i, y16);
    put(py19, i, y19);
  }
}

/** t2 = mul x0 c1; t3 = mul t2 t2; t3 = mul c4 t3; t7 = mul c5 x6; y8 = add t7 t3; t7 = mul c9 t2; t3 = mul c10 x11; y12 = add t3 t7; t3 = mul y12 y12; t3 = sub y8 t3; t2 = mul c13 t2; t3 = add t3 c14; t3 = sqrt t3; t3 = div t2 t3; t2 = mul c15 x16; y17 = add t2 t3; y19 = sub x18 y17 */
function compiled_66(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px6 = pointer(p, 6);
  const px11 = pointer(p, 11);
  const px16 = pointer(p, 16);
  const px18 = pointer(p, 18);
  const py8 = pointer(p, 8);
  const py12 = pointer(p, 12);
  const py17 = pointer(p, 17);
  const py19 = pointer(p, 19);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c5 = splat(load<f32>(pointer(p, 5)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c10 = splat(load<f32>(pointer(p, 10)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x6 = at(px6, i);
    const x11 = at(px11, i);
    const x16 = at(px16, i);
    const x18 = at(px18, i);
    let t2 = vmul(x0, c1);
    let t3 = vmul(t2, t2);
    t3 = vmul(c4, t3);
    let t7 = vmul(c5, x6);
    let y8 = vadd(t7, t3);
    t7 = vmul(c9, t2);
    t3 = vmul(c10, x11);
    let y12 = vadd(t3, t7);
    t3 = vmul(y12, y12);
    t3 = vsub(y8, t3);
    t2 = vmul(c13, t2);
    t3 = vadd(t3, c14);
    t3 = vsqrt(t3);
    t3 = vdiv(t2, t3);
    t2 = vmul(c15, x16);
    let y17 = vadd(t2, t3);
    let y19 = vsub(x18, y17);
    put(py8, i, y8);
    put(py12, i, y12);
    put(py17, i, y17);
    put(py19, i, y19);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t7 = sub t5 x6; t7 = mul t7 c8; y9 = add x6 t7; t7 = mul t5 t5; t7 = sub t7 x10; t7 = mul t7 c11; y12 = add x10 t7; t7 = mul c13 y9; t5 = mul c14 t5; t5 = add t7 t5; t7 = sqrt y12; t7 = add t7 c15; t7 = div t5 t7; y16 = sub t2 t7 */
function compiled_67(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px6 = pointer(p, 6);
  const px10 = pointer(p, 10);
  const py9 = pointer(p, 9);
  const py12 = pointer(p, 12);
  const py16 = pointer(p, 16);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x6 = at(px6, i);
    const x10 = at(px10, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t7 = vsub(t5, x6);
    t7 = vmul(t7, c8);
    let y9 = vadd(x6, t7);
    t7 = vmul(t5, t5);
    t7 = vsub(t7, x10);
    t7 = vmul(t7, c11);
    let y12 = vadd(x10, t7);
    t7 = vmul(c13, y9);
    t5 = vmul(c14, t5);
    t5 = vadd(t7, t5);
    t7 = vsqrt(y12);
    t7 = vadd(t7, c15);
    t7 = vdiv(t5, t7);
    let y16 = vsub(t2, t7);
    put(py9, i, y9);
    put(py12, i, y12);
    put(py16, i, y16);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = mul c12 t5; t6 = mul c13 x14; y15 = add t6 t10; t6 = mul y15 y15; t6 = sub y11 t6; t5 = mul c16 t5; t6 = add t6 c17; t6 = sqrt t6; t6 = div t5 t6; y18 = sub t2 t6 */
function compiled_68(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px9 = pointer(p, 9);
  const px14 = pointer(p, 14);
  const py11 = pointer(p, 11);
  const py15 = pointer(p, 15);
  const py18 = pointer(p, 18);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  const c17 = splat(load<f32>(pointer(p, 17)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x9 = at(px9, i);
    const x14 = at(px14, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    t6 = vmul(c7, t6);
    let t10 = vmul(c8, x9);
    let y11 = vadd(t10, t6);
    t10 = vmul(c12, t5);
    t6 = vmul(c13, x14);
    let y15 = vadd(t6, t10);
    t6 = vmul(y15, y15);
    t6 = vsub(y11, t6);
    t5 = vmul(c16, t5);
    t6 = vadd(t6, c17);
    t6 = vsqrt(t6);
    t6 = vdiv(t5, t6);
    let y18 = vsub(t2, t6);
    put(py11, i, y11);
    put(py15, i, y15);
    put(py18, i, y18);
  }
}

/** t1 = mul x0 x0; t1 = mul c2 t1; t5 = mul c3 x4; y6 = add t5 t1; t5 = mul c7 x0; t1 = mul c8 x9; y10 = add t1 t5; t1 = mul y10 y10; t1 = sub y6 t1; t5 = mul c11 x0; t1 = add t1 c12; t1 = sqrt t1; t1 = div t5 t1; t5 = mul c13 x14; y15 = add t5 t1; t5 = mul x16 c17; t5 = sub x16 t5; y18 = sub t5 y15 */
function compiled_69(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px4 = pointer(p, 4);
  const px9 = pointer(p, 9);
  const px14 = pointer(p, 14);
  const px16 = pointer(p, 16);
  const py6 = pointer(p, 6);
  const py10 = pointer(p, 10);
  const py15 = pointer(p, 15);
  const py18 = pointer(p, 18);
  const c2 = splat(load<f32>(pointer(p, 2)));
  const c3 = splat(load<f32>(pointer(p, 3)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c11 = splat(load<f32>(pointer(p, 11)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c17 = splat(load<f32>(pointer(p, 17)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x4 = at(px4, i);
    const x9 = at(px9, i);
    const x14 = at(px14, i);
    const x16 = at(px16, i);
    let t1 = vmul(x0, x0);
    t1 = vmul(c2, t1);
    let t5 = vmul(c3, x4);
    let y6 = vadd(t5, t1);
    t5 = vmul(c7, x0);
    t1 = vmul(c8, x9);
    let y10 = vadd(t1, t5);
    t1 = vmul(y10, y10);
    t1 = vsub(y6, t1);
    t5 = vmul(c11, x0);
    t1 = vadd(t1, c12);
    t1 = vsqrt(t1);
    t1 = vdiv(t5, t1);
    t5 = vmul(c13, x14);
    let y15 = vadd(t5, t1);
    t5 = vmul(x16, c17);
    t5 = vsub(x16, t5);
    let y18 = vsub(t5, y15);
    put(py6, i, y6);
    put(py10, i, y10);
    put(py15, i, y15);
    put(py18, i, y18);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = add y11 c12; t6 = add x13 c14; t6 = div t6 t10; t6 = sqrt t6; t6 = mul t6 t5; t5 = mul t6 t6; t5 = mul c15 t5; t10 = mul c16 x13; y17 = add t10 t5; t6 = mul c18 t6; y19 = sub t2 t6 */
function compiled_70(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px9 = pointer(p, 9);
  const px13 = pointer(p, 13);
  const py11 = pointer(p, 11);
  const py17 = pointer(p, 17);
  const py19 = pointer(p, 19);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c14 = splat(load<f32>(pointer(p, 14)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  const c18 = splat(load<f32>(pointer(p, 18)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x9 = at(px9, i);
    const x13 = at(px13, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    t6 = vmul(c7, t6);
    let t10 = vmul(c8, x9);
    let y11 = vadd(t10, t6);
    t10 = vadd(y11, c12);
    t6 = vadd(x13, c14);
    t6 = vdiv(t6, t10);
    t6 = vsqrt(t6);
    t6 = vmul(t6, t5);
    t5 = vmul(t6, t6);
    t5 = vmul(c15, t5);
    t10 = vmul(c16, x13);
    let y17 = vadd(t10, t5);
    t6 = vmul(c18, t6);
    let y19 = vsub(t2, t6);
    put(py11, i, y11);
    put(py17, i, y17);
    put(py19, i, y19);
  }
}

/** t3 = select c0 x1 x2; t5 = mul c4 t3; t7 = mul x1 c6; t7 = sub x1 t7; t10 = mul x8 c9; t11 = mul t10 t10; t11 = sub t11 x12; t11 = mul t11 c13; y14 = add x12 t11; t11 = sqrt y14; t11 = add t11 c15; t10 = mul c16 t10; t10 = div t10 t11; y17 = sub t3 t10; t7 = sub t7 t5; t7 = mul c18 t7; t5 = mul c19 y17; y20 = add t7 t5 */
function compiled_71(p: usize, from: i32, to: i32, mask: i32): void {
  const px1 = pointer(p, 1);
  const px2 = pointer(p, 2);
  const px8 = pointer(p, 8);
  const px12 = pointer(p, 12);
  const py14 = pointer(p, 14);
  const py17 = pointer(p, 17);
  const py20 = pointer(p, 20);
  const c0 = splat(load<f32>(pointer(p, 0)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c6 = splat(load<f32>(pointer(p, 6)));
  const c9 = splat(load<f32>(pointer(p, 9)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c15 = splat(load<f32>(pointer(p, 15)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  const c18 = splat(load<f32>(pointer(p, 18)));
  const c19 = splat(load<f32>(pointer(p, 19)));
  for (let i = from; i < to; i += W) {
    const x1 = at(px1, i);
    const x2 = at(px2, i);
    const x8 = at(px8, i);
    const x12 = at(px12, i);
    let t3 = vchosen(c0, x1, x2);
    let t5 = vmul(c4, t3);
    let t7 = vmul(x1, c6);
    t7 = vsub(x1, t7);
    let t10 = vmul(x8, c9);
    let t11 = vmul(t10, t10);
    t11 = vsub(t11, x12);
    t11 = vmul(t11, c13);
    let y14 = vadd(x12, t11);
    t11 = vsqrt(y14);
    t11 = vadd(t11, c15);
    t10 = vmul(c16, t10);
    t10 = vdiv(t10, t11);
    let y17 = vsub(t3, t10);
    t7 = vsub(t7, t5);
    t7 = vmul(c18, t7);
    t5 = vmul(c19, y17);
    let y20 = vadd(t7, t5);
    put(py14, i, y14);
    put(py17, i, y17);
    put(py20, i, y20);
  }
}

/** t2 = mul x0 c1; t2 = sub x0 t2; t5 = mul x3 c4; t6 = mul t5 t5; t6 = mul c7 t6; t10 = mul c8 x9; y11 = add t10 t6; t10 = mul c12 t5; t6 = mul c13 x14; y15 = add t6 t10; t6 = mul y15 y15; t6 = sub y11 t6; t5 = mul c16 t5; t6 = add t6 c17; t6 = sqrt t6; t6 = div t5 t6; t5 = mul c18 x19; y20 = add t5 t6; y21 = sub t2 y20 */
function compiled_72(p: usize, from: i32, to: i32, mask: i32): void {
  const px0 = pointer(p, 0);
  const px3 = pointer(p, 3);
  const px9 = pointer(p, 9);
  const px14 = pointer(p, 14);
  const px19 = pointer(p, 19);
  const py11 = pointer(p, 11);
  const py15 = pointer(p, 15);
  const py20 = pointer(p, 20);
  const py21 = pointer(p, 21);
  const c1 = splat(load<f32>(pointer(p, 1)));
  const c4 = splat(load<f32>(pointer(p, 4)));
  const c7 = splat(load<f32>(pointer(p, 7)));
  const c8 = splat(load<f32>(pointer(p, 8)));
  const c12 = splat(load<f32>(pointer(p, 12)));
  const c13 = splat(load<f32>(pointer(p, 13)));
  const c16 = splat(load<f32>(pointer(p, 16)));
  const c17 = splat(load<f32>(pointer(p, 17)));
  const c18 = splat(load<f32>(pointer(p, 18)));
  for (let i = from; i < to; i += W) {
    const x0 = at(px0, i);
    const x3 = at(px3, i);
    const x9 = at(px9, i);
    const x14 = at(px14, i);
    const x19 = at(px19, i);
    let t2 = vmul(x0, c1);
    t2 = vsub(x0, t2);
    let t5 = vmul(x3, c4);
    let t6 = vmul(t5, t5);
    t6 = vmul(c7, t6);
    let t10 = vmul(c8, x9);
    let y11 = vadd(t10, t6);
    t10 = vmul(c12, t5);
    t6 = vmul(c13, x14);
    let y15 = vadd(t6, t10);
    t6 = vmul(y15, y15);
    t6 = vsub(y11, t6);
    t5 = vmul(c16, t5);
    t6 = vadd(t6, c17);
    t6 = vsqrt(t6);
    t6 = vdiv(t5, t6);
    t5 = vmul(c18, x19);
    let y20 = vadd(t5, t6);
    let y21 = vsub(t2, y20);
    put(py11, i, y11);
    put(py15, i, y15);
    put(py20, i, y20);
    put(py21, i, y21);
  }
}

/** What each loop is found by: counts of operands, steps and words of the steps, the kind of each operand, those words. */
export const COMPILED_FORMS: usize = memory.data<u8>([
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
]);
/** The most steps of a form; for each number of steps the first form that has as many or more, and where it begins in the table. */
export const COMPILED_STEPS: i32 = 19;
export const COMPILED_FIRST: usize = memory.data<u16>([0, 0, 0, 3, 6, 12, 18, 20, 22, 24, 28, 33, 38, 42, 46, 51, 57, 64, 69, 72, 73]);
export const COMPILED_PLACE: usize = memory.data<u16>([0, 0, 0, 47, 112, 266, 450, 521, 603, 693, 892, 1164, 1460, 1721, 1993, 2358, 2826, 3407, 3852, 4135, 4235]);

/** Elements [from, to), a multiple of W, of a chain of the form of this number. Operands that are rows lie at (i & mask). */
export function run_compiled_loop(form: i32, p: usize, from: i32, to: i32, mask: i32): void {
  switch (form) {
    case 0: compiled_0(p, from, to, mask); break;
    case 1: compiled_1(p, from, to, mask); break;
    case 2: compiled_2(p, from, to, mask); break;
    case 3: compiled_3(p, from, to, mask); break;
    case 4: compiled_4(p, from, to, mask); break;
    case 5: compiled_5(p, from, to, mask); break;
    case 6: compiled_6(p, from, to, mask); break;
    case 7: compiled_7(p, from, to, mask); break;
    case 8: compiled_8(p, from, to, mask); break;
    case 9: compiled_9(p, from, to, mask); break;
    case 10: compiled_10(p, from, to, mask); break;
    case 11: compiled_11(p, from, to, mask); break;
    case 12: compiled_12(p, from, to, mask); break;
    case 13: compiled_13(p, from, to, mask); break;
    case 14: compiled_14(p, from, to, mask); break;
    case 15: compiled_15(p, from, to, mask); break;
    case 16: compiled_16(p, from, to, mask); break;
    case 17: compiled_17(p, from, to, mask); break;
    case 18: compiled_18(p, from, to, mask); break;
    case 19: compiled_19(p, from, to, mask); break;
    case 20: compiled_20(p, from, to, mask); break;
    case 21: compiled_21(p, from, to, mask); break;
    case 22: compiled_22(p, from, to, mask); break;
    case 23: compiled_23(p, from, to, mask); break;
    case 24: compiled_24(p, from, to, mask); break;
    case 25: compiled_25(p, from, to, mask); break;
    case 26: compiled_26(p, from, to, mask); break;
    case 27: compiled_27(p, from, to, mask); break;
    case 28: compiled_28(p, from, to, mask); break;
    case 29: compiled_29(p, from, to, mask); break;
    case 30: compiled_30(p, from, to, mask); break;
    case 31: compiled_31(p, from, to, mask); break;
    case 32: compiled_32(p, from, to, mask); break;
    case 33: compiled_33(p, from, to, mask); break;
    case 34: compiled_34(p, from, to, mask); break;
    case 35: compiled_35(p, from, to, mask); break;
    case 36: compiled_36(p, from, to, mask); break;
    case 37: compiled_37(p, from, to, mask); break;
    case 38: compiled_38(p, from, to, mask); break;
    case 39: compiled_39(p, from, to, mask); break;
    case 40: compiled_40(p, from, to, mask); break;
    case 41: compiled_41(p, from, to, mask); break;
    case 42: compiled_42(p, from, to, mask); break;
    case 43: compiled_43(p, from, to, mask); break;
    case 44: compiled_44(p, from, to, mask); break;
    case 45: compiled_45(p, from, to, mask); break;
    case 46: compiled_46(p, from, to, mask); break;
    case 47: compiled_47(p, from, to, mask); break;
    case 48: compiled_48(p, from, to, mask); break;
    case 49: compiled_49(p, from, to, mask); break;
    case 50: compiled_50(p, from, to, mask); break;
    case 51: compiled_51(p, from, to, mask); break;
    case 52: compiled_52(p, from, to, mask); break;
    case 53: compiled_53(p, from, to, mask); break;
    case 54: compiled_54(p, from, to, mask); break;
    case 55: compiled_55(p, from, to, mask); break;
    case 56: compiled_56(p, from, to, mask); break;
    case 57: compiled_57(p, from, to, mask); break;
    case 58: compiled_58(p, from, to, mask); break;
    case 59: compiled_59(p, from, to, mask); break;
    case 60: compiled_60(p, from, to, mask); break;
    case 61: compiled_61(p, from, to, mask); break;
    case 62: compiled_62(p, from, to, mask); break;
    case 63: compiled_63(p, from, to, mask); break;
    case 64: compiled_64(p, from, to, mask); break;
    case 65: compiled_65(p, from, to, mask); break;
    case 66: compiled_66(p, from, to, mask); break;
    case 67: compiled_67(p, from, to, mask); break;
    case 68: compiled_68(p, from, to, mask); break;
    case 69: compiled_69(p, from, to, mask); break;
    case 70: compiled_70(p, from, to, mask); break;
    case 71: compiled_71(p, from, to, mask); break;
    case 72: compiled_72(p, from, to, mask); break;
  }
}
