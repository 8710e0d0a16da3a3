import { ACTIVATION_RELU, ACTIVATION_SIGMOID, ACTIVATION_TANH, GEMM_STRIP } from '../gen/abi';
import { vsigmoid, vtanh } from '../math';
import { A_BYTES, gemm_scratch, KC, MC, NC, TILE_BYTES } from '../scratch';
import {
  as_float, as_int, at, at_n, iadd, iand, ishr_u, isplat, put, put_n, splat, vabs, vadd, vequal, vf, vfma, vmax, vless,
  vmul, vselect, W,
} from '../simd';

// MIRROR: tiles, packing and the blocks of k follow each machine's registers and caches.

/** Register tile: 8 accumulators, two vectors of b, one of a and a product are at most 15 live vectors. */
const MR: i32 = 4;
export const NR: i32 = 8;
/** Columns of a tile with a single row. */
const ROW: i32 = MR * NR;
/** With at most so many rows b is read in place, with at most so many columns a is: packing would cost more than it
 *  saves. */
const FEW: i32 = 16;

@inline function get(p: usize, left: i32): vf { return left >= W ? at(p, 0) : at_n(p, 0, left); }
@inline function set(p: usize, left: i32, v: vf): void { if (left >= W) put(p, 0, v); else put_n(p, 0, left, v); }

/** Packs four rows that run along k: to[p * step + r] = from[r * ld + p]; rows from `rows` on are 0. */
function pack_across(kc: i32, rows: i32, from: usize, ld: usize, to: usize, step: usize): void {
  const zero = splat(0);
  const from1 = rows > 1 ? from + ld : from, from2 = rows > 2 ? from + 2 * ld : from, from3 = rows > 3 ? from + 3 * ld : from;
  for (let p = 0; p < kc; p += 4) {
    const at = <usize>p << 2, left = kc - p;
    const r0 = rows > 0 ? get(from + at, left) : zero;
    const r1 = rows > 1 ? get(from1 + at, left) : zero;
    const r2 = rows > 2 ? get(from2 + at, left) : zero;
    const r3 = rows > 3 ? get(from3 + at, left) : zero;
    const lo01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), hi01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
    const lo23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), hi23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
    v128.store(to, i64x2.shuffle(lo01, lo23, 0, 2));
    if (left > 1) v128.store(to + step, i64x2.shuffle(lo01, lo23, 1, 3));
    if (left > 2) v128.store(to + 2 * step, i64x2.shuffle(hi01, hi23, 0, 2));
    if (left > 3) v128.store(to + 3 * step, i64x2.shuffle(hi01, hi23, 1, 3));
    to += 4 * step;
  }
}

/** Packs four columns, k running down: to[p * step + r] = from[p * ld + r]; columns from `cols` on are 0. */
function pack_down(kc: i32, cols: i32, from: usize, ld: usize, to: usize, step: usize): void {
  const zero = splat(0);
  for (let p = 0; p < kc; p++) {
    v128.store(to, cols > 0 ? get(from, cols) : zero);
    from += ld;
    to += step;
  }
}

/** t[MR,NR] = sum over kc of packed a times packed b. The exit between the two steps keeps the engine's compiler from
 *  interleaving them, which would need more vectors than there are registers. */
export function tile_packed(kc: i32, a: usize, b: usize, t: usize): void {
  let c00 = splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  while (kc > 0) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a); c00 = vfma(x, b0, c00); c01 = vfma(x, b1, c01);
    x = v128.load32_splat(a, 4); c10 = vfma(x, b0, c10); c11 = vfma(x, b1, c11);
    x = v128.load32_splat(a, 8); c20 = vfma(x, b0, c20); c21 = vfma(x, b1, c21);
    x = v128.load32_splat(a, 12); c30 = vfma(x, b0, c30); c31 = vfma(x, b1, c31);
    if (kc == 1) break;
    b0 = v128.load(b, 32); b1 = v128.load(b, 48);
    x = v128.load32_splat(a, 16); c00 = vfma(x, b0, c00); c01 = vfma(x, b1, c01);
    x = v128.load32_splat(a, 20); c10 = vfma(x, b0, c10); c11 = vfma(x, b1, c11);
    x = v128.load32_splat(a, 24); c20 = vfma(x, b0, c20); c21 = vfma(x, b1, c21);
    x = v128.load32_splat(a, 28); c30 = vfma(x, b0, c30); c31 = vfma(x, b1, c31);
    a += 32; b += 64; kc -= 2;
  }
  v128.store(t, c00); v128.store(t, c01, 16); v128.store(t, c10, 32); v128.store(t, c11, 48);
  v128.store(t, c20, 64); v128.store(t, c21, 80); v128.store(t, c30, 96); v128.store(t, c31, 112);
}

/** The same sums in the same order, with a and b read in place. a has `mr` rows, `row` bytes apart. Steps of k are
 *  `down` bytes apart in a and `ldb` bytes apart in b. */
function tile_direct(kc: i32, mr: i32, a: usize, row: usize, down: usize, b: usize, ldb: usize, t: usize): void {
  let c00 = splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let a1 = mr > 1 ? a + row : a, a2 = mr > 2 ? a + 2 * row : a, a3 = mr > 3 ? a + 3 * row : a;
  for (let p = kc; p > 0; p--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a); c00 = vfma(x, b0, c00); c01 = vfma(x, b1, c01);
    x = v128.load32_splat(a1); c10 = vfma(x, b0, c10); c11 = vfma(x, b1, c11);
    x = v128.load32_splat(a2); c20 = vfma(x, b0, c20); c21 = vfma(x, b1, c21);
    x = v128.load32_splat(a3); c30 = vfma(x, b0, c30); c31 = vfma(x, b1, c31);
    a += down; a1 += down; a2 += down; a3 += down; b += ldb;
  }
  v128.store(t, c00); v128.store(t, c01, 16); v128.store(t, c10, 32); v128.store(t, c11, 48);
  v128.store(t, c20, 64); v128.store(t, c21, 80); v128.store(t, c30, 96); v128.store(t, c31, 112);
}

/** t[1,4 NR] = the same sums for a single row of a. It is as wide as four tiles, because three quarters of a tile
 *  would be empty. */
function tile_row(kc: i32, a: usize, down: usize, b: usize, ldb: usize, t: usize): void {
  let c0 = splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  for (let p = kc; p > 0; p--) {
    const x = v128.load32_splat(a);
    c0 = vfma(x, v128.load(b), c0); c1 = vfma(x, v128.load(b, 16), c1);
    c2 = vfma(x, v128.load(b, 32), c2); c3 = vfma(x, v128.load(b, 48), c3);
    c4 = vfma(x, v128.load(b, 64), c4); c5 = vfma(x, v128.load(b, 80), c5);
    c6 = vfma(x, v128.load(b, 96), c6); c7 = vfma(x, v128.load(b, 112), c7);
    a += down; b += ldb;
  }
  v128.store(t, c0); v128.store(t, c1, 16); v128.store(t, c2, 32); v128.store(t, c3, 48);
  v128.store(t, c4, 64); v128.store(t, c5, 80); v128.store(t, c6, 96); v128.store(t, c7, 112);
}

@inline export function activate(x: vf, activation: i32): vf {
  if (activation == ACTIVATION_RELU) return vmax(x, splat(0));
  if (activation == ACTIVATION_SIGMOID) return vsigmoid(x);
  return activation == ACTIVATION_TANH ? vtanh(x) : x;
}

/** act(x + bias + share beside) for a vector that has `left` elements; where share is 0, beside is the gate. */
@inline export function finished(x: vf, bias: usize, activation: i32, beside: usize, share: f32, left: i32): vf {
  if (bias != 0) x = vadd(x, get(bias, left));
  if (share != 0) x = vadd(x, vmul(splat(share), get(beside, left)));
  x = activate(x, activation);
  return beside == 0 || share != 0 ? x : vselect(vless(splat(0), get(beside, left)), x, splat(0));
}

/** c = act(alpha t + beta c + bias + share beside) for the mr x nr elements that exist; where share is 0, beside is the gate. */
function finish(
  mr: i32, nr: i32, t: usize, alpha: f32, beta: f32, c: usize, ldc: usize, bias: usize, activation: i32, beside: usize, share: f32,
): void {
  const alphas = splat(alpha), betas = splat(beta);
  for (let i = 0; i < mr; i++) {
    for (let j = 0; j < nr; j += 4) {
      const at = <usize>j << 2, left = nr - j;
      let x = vmul(alphas, v128.load(t + at));
      if (beta != 0) x = vfma(betas, get(c + at, left), x);
      const own = bias == 0 ? <usize>0 : bias + at, other = beside == 0 ? <usize>0 : beside + at;
      set(c + at, left, finished(x, own, activation, other, share, left));
    }
    t += NR << 2;
    c += ldc;
    if (beside != 0) beside += ldc;
  }
}

/** The same for a whole panel of b: all its columns exist. */
function copy_panel(kc: i32, from: usize, ld: usize, to: usize): void {
  for (let p = 0; p < kc; p++) {
    const lo = v128.load(from), hi = v128.load(from, 16);
    v128.store(to, lo);
    v128.store(to, hi, 16);
    from += ld;
    to += NR << 2;
  }
}

/** Packs op(b)[kc,nc] in panels of NR columns. If `whole`, panels with all their columns are read in place, and only
 *  the last, narrower one is packed. */
export function pack_b(transB: i32, kc: i32, nc: i32, whole: bool, b: usize, col: usize, down: usize, to: usize): void {
  for (let j = whole ? nc - nc % NR : 0; j < nc; j += NR) {
    const from = b + <usize>j * col, panel = to + (<usize>(j * kc) << 2);
    if (!transB && nc - j >= NR) {
      copy_panel(kc, from, down, panel);
      continue;
    }
    for (let h = 0; h < NR; h += W) {
      if (transB) pack_across(kc, nc - j - h, from + <usize>h * col, col, panel + (<usize>h << 2), NR << 2);
      else pack_down(kc, nc - j - h, from + <usize>h * col, down, panel + (<usize>h << 2), NR << 2);
    }
  }
}

/** Packs op(a)[mc,kc] in panels of MR rows. */
function pack_a(transA: i32, kc: i32, mc: i32, a: usize, row: usize, down: usize, to: usize): void {
  for (let i = 0; i < mc; i += MR) {
    const from = a + <usize>i * row, panel = to + (<usize>(i * kc) << 2);
    if (transA) pack_down(kc, mc - i, from, down, panel, MR << 2);
    else pack_across(kc, mc - i, from, row, panel, MR << 2);
  }
}

/** x rounded to bfloat16, halves to even and subnormals to 0; NaN stays NaN. */
@inline function to_bf16(x: vf): vf {
  const bits = as_int(x), half = iadd(isplat(0x7fff), iand(ishr_u(bits, 16), isplat(1)));
  const y = as_float(iand(iadd(bits, half), isplat(0xffff0000)));
  return vselect(vless(vabs(x), splat(f32.MIN_NORMAL_VALUE)), splat(0), vselect(vequal(x, x), y, x));
}

/** Rounds packed panels to bfloat16 and swaps each two steps of k, so that the odd one comes first. */
function round_panels(kc: i32, count: i32, width: i32, panels: usize): void {
  const step = <usize>width << 2, pair = step << 1;
  for (let j = 0; j < count; j += width) {
    const panel = panels + (<usize>(j * kc) << 2);
    for (let h: usize = 0; h < step; h += 16) {
      let to = panel + h;
      for (let p = kc; p > 1; p -= 2, to += pair) {
        const even = v128.load(to);
        v128.store(to, to_bf16(v128.load(to + step)));
        v128.store(to + step, to_bf16(even));
      }
      if (kc & 1) v128.store(to, to_bf16(v128.load(to)));
    }
  }
}

/** Rows [i0, i1) of columns [j0, j1) of c = act(alpha op(a) op(b) + beta c + bias + share beside), or gated; a and b are rounded to
 *  bfloat16 where `rounds`. */
export function multiply(
  rounds: bool, i0: i32, i1: i32, j0: i32, j1: i32, transA: i32, transB: i32, k: i32, alpha: f32, a: usize, lda: i32,
  b: usize, ldb: i32, beta: f32, c: usize, ldc: i32, bias: usize, activation: i32, beside: usize, share: f32 = 0,
): void {
  const depth = alpha == 0 ? 0 : k, scale: f32 = depth == 0 ? 0 : alpha;
  // Blocks of k consist of whole pairs and have nearly equal sizes. They decide the order of the sums, so they do not
  // depend on the part of c to be computed.
  const blocks = max((depth + KC - 1) / KC, 1), pairs: i64 = (<i64>depth + 1) / 2;
  const packA = rounds || (j1 - j0 > FEW && i1 - i0 > 1), packB = rounds || transB || i1 - i0 > FEW;
  // Bytes from one row of op(a) to the next and from one step of k to the next; likewise columns of op(b).
  const rowA: usize = transA ? 4 : <usize>lda << 2, downA: usize = transA ? <usize>lda << 2 : 4;
  const colB: usize = transB ? <usize>ldb << 2 : 4, downB: usize = transB ? 4 : <usize>ldb << 2;
  const rowC = <usize>ldc << 2;
  const t = gemm_scratch, panelsA = t + TILE_BYTES, panelsB = panelsA + A_BYTES;
  for (let jc = j0; jc < j1; jc += NC) {
    const nc = min(j1 - jc, NC);
    for (let pass = 0; pass < blocks; pass++) {
      const pc = 2 * <i32>(pairs * pass / blocks), last = pass == blocks - 1;
      const kc = (last ? depth : 2 * <i32>(pairs * (pass + 1) / blocks)) - pc;
      const fromB = b + <usize>pc * downB + <usize>jc * colB, keep: f32 = pass == 0 ? beta : 1;
      pack_b(transB, kc, nc, !packB, fromB, colB, downB, panelsB);
      if (rounds) round_panels(kc, nc, NR, panelsB);
      for (let ic = i0; ic < i1; ic += MC) {
        const mc = min(i1 - ic, MC);
        const fromA = a + <usize>pc * downA + <usize>ic * rowA;
        if (packA) pack_a(transA, kc, mc, fromA, rowA, downA, panelsA);
        if (rounds) round_panels(kc, mc, MR, panelsA);
        for (let j = 0, width = NR; j < nc; j += width) {
          const packed = packB || nc - j < NR;
          const tb = packed ? panelsB + (<usize>(j * kc) << 2) : fromB + <usize>j * colB, stepB = packed ? <usize>(NR << 2) : downB;
          width = mc == 1 && !packed && nc - j >= ROW ? ROW : NR;
          const nr = min(nc - j, width), right = <usize>(jc + j) << 2;
          for (let i = 0; i < mc; i += MR) {
            const mr = min(mc - i, MR), ta = packA ? panelsA + (<usize>(i * kc) << 2) : fromA + <usize>i * rowA;
            if (width == ROW) tile_row(kc, ta, downA, tb, stepB, t);
            else if (packA && packed) tile_packed(kc, ta, tb, t);
            else tile_direct(kc, mr, ta, packA ? 4 : rowA, packA ? <usize>(MR << 2) : downA, tb, stepB, t);
            const at = <usize>(ic + i) * rowC + right;
            finish(
              mr, nr, t, scale, keep, c + at, rowC, last && bias != 0 ? bias + right : 0, last ? activation : 0,
              last && beside != 0 ? beside + at : 0, last ? share : 0,
            );
          }
        }
      }
    }
  }
}

// c[m,n] = act(alpha op(a)[m,k] op(b)[k,n] + beta c + bias[n] + share beside[m,n]); where share = 0, then 0 where beside is given and not >
//   0; row-major; beta = 0 never reads c, alpha = 0 never reads a or b; so for each of batch, one stride of a, of b, of c and beside after
//   the other
//   alias: none   nan: propagates   error: dot(k + 3)
export function sgemm(transA: i32, transB: i32, batch: i32, m: i32, n: i32, k: i32, alpha: f32, a: usize, lda: i32, strideA: i32, b: usize,
    ldb: i32, strideB: i32, beta: f32, c: usize, ldc: i32, strideC: i32, bias: usize, activation: i32, share: f32, beside: usize, lo: i32,
    hi: i32): void {
  // Blocks of c are numbered down the columns of blocks, so that the blocks [lo, hi) are mostly whole columns.
  const high = (m + GEMM_STRIP - 1) / GEMM_STRIP, wide = (n + 2 * GEMM_STRIP - 1) / (2 * GEMM_STRIP), blocks = high * wide;
  while (lo < hi) {
    const item = lo / blocks, first = lo - item * blocks, left = min(blocks - first, hi - lo);
    const col = first / high, row = first - col * high;
    const cols = row == 0 && left >= high ? left / high : 1, rows = min(left, high - row);
    const to = <usize>item * strideC << 2;
    multiply(
      false, row * GEMM_STRIP, min((row + rows) * GEMM_STRIP, m), col * 2 * GEMM_STRIP,
      min((col + cols) * 2 * GEMM_STRIP, n), transA, transB, k, alpha,
      a + ((<usize>item * strideA) << 2), lda, b + ((<usize>item * strideB) << 2), ldb, beta, c + to, ldc, bias,
      activation, beside == 0 ? 0 : beside + to, beside == 0 ? 0 : share,
    );
    lo += cols * rows;
  }
}
