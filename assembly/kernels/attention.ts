// Attention block by block (Dao et al. 2022): ATTENTION_BLOCK queries and as many keys at a time, whose scores stay in scratch memory. A
// row of scores is divided by its sum at the end, and what was summed so far is scaled when a block has a much larger score. The backward
// pass computes the shares again from the logarithms of those sums. No sum depends on the thread: a unit has all that its rows of y, dq,
// dk or dv are made of: where there are few heads, the shares are computed once for dq and once for dk and dv.
// Memory: q, y [batch, rows, heads, .], k, v [batch, cols, groups, .], lse [batch, heads, rows].
// MIRROR: native packs blocks, which units that follow each other share, and has tiles of its own for their products
import { ATTENTION_BLOCK, ATTENTION_HEADS } from '../gen/abi';
import { LOG2_E, vexp2 } from '../math';
import { attention_scratch, chain_scratch } from '../scratch';
import { at, at_n, hsum, lane_0, put, put_n, splat, vadd, vequal, vfma, vmul, vselect, vsub, W } from '../simd';
import { spread } from './elementwise';
import { multiply } from './gemm';
import { philox } from './random';
import { log_of, top_of } from './softmax';

const SIDE: i32 = ATTENTION_BLOCK;
/** Bytes of a row of a block. */
const ROW_BYTES: usize = <usize>SIDE << 2;
const BLOCK_BYTES: usize = ROW_BYTES * <usize>SIDE;

/** Scores are multiplied by log2(e), so that shares are powers of two. */
const LN_2: f32 = 0.693147182;
/** Shares are scaled by the largest score so far only if it is larger by more than this than the one they were scaled by: 2^8 is harmless
 *  in a sum, and with most data it never happens again after the first block. */
const SLACK: f32 = 8.0;

/** The keys that query i sees by causality and window: from the first to the one behind the last. */
@inline function seen_from(i: i32, window: i32): i32 { return window > 0 && i >= window ? i - window + 1 : 0; }
@inline function seen_to(i: i32, cols: i32, causal: i32, window: i32): i32 {
  const to = causal && i < cols ? i + 1 : cols;
  return window > 0 && window <= cols && i < to - window ? i + window : to;
}

/** c = alpha op(a) op(b) + beta c, by the ways of sgemm. */
@inline function block_product(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, alpha: f32, a: usize, lda: i32, b: usize, ldb: i32, beta: f32, c: usize, ldc: i32,
): void {
  multiply(false, 0, m, 0, n, transA, transB, k, alpha, a, lda, b, ldb, beta, c, ldc, 0, 0, 0);
}

/** The bounds of a block in whole vectors. */
@inline function whole_vectors(count: i32): i32 { return (count + W - 1) / W * W; }

/** The address of element (item, row) of a tensor [items, rows, width] from x on, `width` elements wide, `ahead` elements further. */
@inline function place(x: usize, item: i32, rows: i32, row: i32, width: i32, ahead: i32): usize {
  return x + ((((<usize>item * <usize>rows + <usize>row) * <usize>width) + <usize>ahead) << 2);
}

/** Scores of keys j0 to j0 + count of a row become -inf outside of [from, to), and where the mask, which begins at that of j0 and goes by
 *  steps of 0 or 1, is 0. */
function hide(j0: i32, count: i32, from: i32, to: i32, mask: usize, step: i32, s: usize): void {
  const wide = whole_vectors(count);
  for (let j = 0; j < from - j0 && j < wide; j++) store<f32>(s + (<usize>j << 2), -Infinity);
  for (let j = to - j0 > 0 ? min(to - j0, count) : 0; j < wide; j++) store<f32>(s + (<usize>j << 2), -Infinity);
  if (mask == 0) return;
  if (step == 0) {
    if (load<f32>(mask) == 0) spread(wide, -Infinity, s);
    return;
  }
  for (let j = 0; j < count; j += W) {
    const m = count - j < W ? at_n(mask, j, count - j) : at(mask, j);
    put(s, j, vselect(vequal(m, splat(0.0)), splat(-Infinity), at(s, j)));
  }
}

/** s = 2^(s - top) for whole vectors, exactly 0 where s is -inf. Returns the sum. */
function share_row(wide: i32, top: f32, s: usize): f32 {
  const m = splat(top);
  let sum = splat(0.0);
  for (let j = 0; j < wide; j += W) {
    const e = vexp2(vsub(at(s, j), m));
    sum = vadd(sum, e);
    put(s, j, e);
  }
  return hsum(sum);
}

/** x = x / (1 - rate), or 0 where the random number of its place is below the rate. `first` is the place of x[0] among all scores. */
function drop(count: i32, rate: f32, seed: i32, stream: i32, counter: usize, first: i64, x: usize): void {
  const word = chain_scratch; // no chain runs while an instruction does
  philox(seed, stream, counter, <i32>(first >> 2), word);
  const own = word + (<usize>(first & 3) << 2);
  const kept: f32 = <f32>1.0 / (<f32>1.0 - rate);
  for (let j = 0; j < count; j++) {
    const u = <f32>(load<u32>(own + (<usize>j << 2)) >> 8) * <f32>5.9604644775390625e-8, xj = x + (<usize>j << 2);
    store<f32>(xj, u < rate ? 0.0 : load<f32>(xj) * kept);
  }
}

/** x = x factor. */
function scale_values(n: i32, factor: f32, x: usize): void {
  const f = splat(factor);
  let j = 0;
  for (; n - j >= W; j += W) put(x, j, vmul(at(x, j), f));
  if (j < n) put_n(x, j, n - j, vmul(at_n(x, j, n - j), f));
}

/** The sum of x y. */
function dot_values(n: i32, x: usize, y: usize): f32 {
  let sum = splat(0.0);
  let j = 0;
  for (; n - j >= W; j += W) sum = vfma(at(x, j), at(y, j), sum);
  if (j < n) sum = vfma(at_n(x, j, n - j), at_n(y, j, n - j), sum);
  return hsum(sum);
}

// y[b,i,n,width] = sum over keys j of z p[j] v[b,j,n / share,width], p = e^(s - lse), s[j] = scale q[b,i,n] . k[b,j,n / share], lse[b,n,i]
//   = ln(sum over j of e^s) over the j that i sees: j <= i if causal, |i - j| < window if window > 0, mask[b,n,i,j] not 0; none seen: y =
//   0, lse = inf; z = 1, or with counter u[b,n,i,j] < rate ? 0 : 1 / (1 - rate), u as of random_uniform
//   alias: none   nan: propagates   error: dot(cols + depth + width + 24)
export function attention(batch: i32, rows: i32, cols: i32, groups: i32, share: i32, depth: i32, width: i32, causal: i32, window: i32,
    scale: f32, rate: f32, seed: i32, stream: i32, q: usize, k: usize, v: usize, mask: usize, maskB: i32, maskN: i32, maskT: i32,
    maskS: i32, counter: usize, y: usize, lse: usize, lo: i32, hi: i32): void {
  const heads = groups * share, blocks = (rows + SIDE - 1) / SIDE;
  const ldq = heads * depth, ldk = groups * depth, ldv = groups * width, ldy = heads * width, row_y = <usize>ldy << 2;
  const s = attention_scratch, top = s + 3 * BLOCK_BYTES, sum = top + ROW_BYTES;
  for (let unit = lo; unit < hi; unit++) {
    const head = unit / blocks, b = head / heads, n = head - b * heads, i0 = (unit - head * blocks) * SIDE;
    const high = min(rows - i0, SIDE);
    const queries = place(q, b, rows, i0, ldq, n * depth), out = place(y, b, rows, i0, ldy, n * width);
    for (let r = 0; r < high; r++) {
      store<f32>(top + (<usize>r << 2), -f32.MAX_VALUE);
      store<f32>(sum + (<usize>r << 2), 0.0);
      spread(width, 0.0, out + <usize>r * row_y);
    }
    const end = seen_to(i0 + high - 1, cols, causal, window);
    for (let j0 = seen_from(i0, window) / SIDE * SIDE; j0 < end; j0 += SIDE) {
      const count = min(cols - j0, SIDE), wide = whole_vectors(count);
      const keys = place(k, b, cols, j0, ldk, n / share * depth);
      block_product(0, 1, high, count, depth, scale * LOG2_E, queries, ldq, keys, ldk, 0.0, s, SIDE);
      for (let r = 0; r < high; r++) {
        const i = i0 + r, p = s + <usize>r * ROW_BYTES, top_r = top + (<usize>r << 2), sum_r = sum + (<usize>r << 2);
        const seen = mask == 0 ? <usize>0
          : mask + ((<usize>b * maskB + <usize>n * maskN + <usize>i * maskT + <usize>j0 * maskS) << 2);
        hide(j0, count, seen_from(i, window), seen_to(i, cols, causal, window), seen, maskS, p);
        const before = load<f32>(top_r), here = top_of(wide, p);
        if (here > before + SLACK) {
          const shrink = lane_0(vexp2(splat(before - here)));
          store<f32>(sum_r, load<f32>(sum_r) * shrink);
          scale_values(width, shrink, out + <usize>r * row_y);
          store<f32>(top_r, here);
        }
        store<f32>(sum_r, load<f32>(sum_r) + share_row(wide, load<f32>(top_r), p));
        if (counter != 0) drop(count, rate, seed, stream, counter, ((<i64>b * heads + n) * rows + i) * cols + j0, p);
      }
      block_product(0, 0, high, width, count, 1.0, s, SIDE, place(v, b, cols, j0, ldv, n / share * width), ldv, 1.0, out, ldy);
    }
    const logs = place(lse, b * heads + n, rows, i0, 1, 0);
    for (let r = 0; r < high; r++) {
      const total = load<f32>(sum + (<usize>r << 2)), log = logs + (<usize>r << 2);
      if (total == 0.0) { // the query sees nothing
        store<f32>(log, Infinity);
        spread(width, 0.0, out + <usize>r * row_y);
      } else {
        store<f32>(log, load<f32>(top + (<usize>r << 2)) * LN_2 + log_of(total));
        scale_values(width, <f32>1.0 / total, out + <usize>r * row_y);
      }
    }
  }
}

/** For a block of queries and one of keys: p becomes their shares after dropping, g the slopes p (z dy . v - dy . y).
 *  lse, inner, the dy . y, and `first`, the place of its first score, belong to the first query; mask to its pair with key j0. */
function shares_and_slopes(high: i32, count: i32, depth: i32, width: i32, i0: i32, j0: i32, cols: i32, causal: i32, window: i32,
    scale: f32, rate: f32, seed: i32, stream: i32, q: usize, ldq: i32, k: usize, ldk: i32, v: usize, ldv: i32, dy: usize, ldy: i32,
    mask: usize, maskT: i32, maskS: i32, counter: usize, first: i64, lse: usize, inner: usize, p: usize, g: usize, whole: usize): void {
  const wide = whole_vectors(count);
  block_product(0, 1, high, count, depth, scale * LOG2_E, q, ldq, k, ldk, 0.0, p, SIDE);
  block_product(0, 1, high, count, width, 1.0, dy, ldy, v, ldv, 0.0, g, SIDE);
  for (let r = 0; r < high; r++, p += ROW_BYTES, g += ROW_BYTES) {
    const i = i0 + r, seen = mask == 0 ? <usize>0 : mask + ((<usize>r * maskT) << 2);
    hide(j0, count, seen_from(i, window), seen_to(i, cols, causal, window), seen, maskS, p);
    share_row(wide, load<f32>(lse + (<usize>r << 2)) * LOG2_E, p);
    const d = splat(load<f32>(inner + (<usize>r << 2)));
    if (counter == 0) {
      for (let j = 0; j < count; j += W) put(g, j, vmul(at(p, j), vsub(at(g, j), d)));
    } else {
      memory.copy(whole, p, ROW_BYTES);
      drop(count, rate, seed, stream, counter, first + <i64>r * cols, p);
      for (let j = 0; j < count; j += W) put(g, j, vsub(vmul(at(p, j), at(g, j)), vmul(at(whole, j), d)));
    }
  }
}

// dv[j] = sum over i, n of z p dy[i]; dq[i] = scale sum over j of g k[j], dk[j] = scale sum over i, n of g q[i], g = p (z dy[i] . v[j] -
//   dy[i] . y[i]); p and z as in attention
//   alias: none   nan: propagates   error: dot(share * rows + cols + depth + 2 * width + 32)
export function attention_dx(batch: i32, rows: i32, cols: i32, groups: i32, share: i32, depth: i32, width: i32, causal: i32, window: i32,
    scale: f32, rate: f32, seed: i32, stream: i32, q: usize, k: usize, v: usize, mask: usize, maskB: i32, maskN: i32, maskT: i32,
    maskS: i32, counter: usize, y: usize, lse: usize, dy: usize, dq: usize, dk: usize, dv: usize, lo: i32, hi: i32): void {
  const heads = groups * share, high_blocks = (rows + SIDE - 1) / SIDE, wide_blocks = (cols + SIDE - 1) / SIDE;
  const whole = <i64>batch * groups >= ATTENTION_HEADS;
  const of_queries = whole ? 0 : batch * heads * high_blocks, wide_units = whole ? 1 : wide_blocks;
  const ldq = heads * depth, ldk = groups * depth, ldv = groups * width, ldy = heads * width;
  const p = attention_scratch, g = p + BLOCK_BYTES, before = g + BLOCK_BYTES, inner = before + BLOCK_BYTES;
  for (let unit = lo; unit < hi; unit++) {
    // A unit has the heads from n0 to n1, which share keys: dq of the queries from i0 to i1, or dk and dv of the keys from j0 to j1, or
    // all three.
    const dx_queries = whole || unit < of_queries, dx_keys = !dx_queries || whole;
    const own = unit < of_queries ? unit : unit - of_queries, each = dx_keys ? wide_units : high_blocks;
    const item = own / each, from = (own - item * each) * SIDE, lanes_of = dx_keys ? groups : heads;
    const b = item / lanes_of, lane = item - b * lanes_of, group = dx_keys ? lane : lane / share;
    const n0 = dx_keys ? lane * share : lane, n1 = dx_keys ? n0 + share : n0 + 1;
    let i0 = 0, i1 = rows, j0 = 0, j1 = cols;
    if (!dx_keys) {
      i0 = from;
      i1 = rows - from < SIDE ? rows : from + SIDE;
    } else if (!whole) {
      j0 = from;
      j1 = cols - from < SIDE ? cols : from + SIDE;
      // Query i sees key j if j sees i in turn, but for causality.
      const first = seen_from(j0, window);
      i0 = (causal && j0 > first ? j0 : first) / SIDE * SIDE;
      i1 = seen_to(j1 - 1, rows, 0, window);
    }
    for (let i = i0; dx_queries && i < i1; i++) spread((n1 - n0) * depth, 0.0, place(dq, b, rows, i, ldq, n0 * depth));
    for (let j = j0; dx_keys && j < j1; j++) {
      spread(depth, 0.0, place(dk, b, cols, j, ldk, group * depth));
      spread(width, 0.0, place(dv, b, cols, j, ldv, group * width));
    }
    for (let n = n0; n < n1; n++) {
      for (let i = i0; i < i1; i += SIDE) {
        const high = min(rows - i, SIDE);
        const queries = place(q, b, rows, i, ldq, n * depth), slopes = place(dy, b, rows, i, ldy, n * width);
        const outputs = place(y, b, rows, i, ldy, n * width), score = (<i64>b * heads + n) * rows + i;
        for (let r = 0; r < high; r++) {
          const row = (<usize>r * ldy) << 2;
          store<f32>(inner + (<usize>r << 2), dot_values(width, slopes + row, outputs + row));
        }
        const first = seen_from(i, window) / SIDE * SIDE, last = seen_to(i + high - 1, cols, causal, window);
        for (let j = max(first, j0); j < j1 && j < last; j += SIDE) {
          const count = min(cols - j, SIDE);
          const keys = place(k, b, cols, j, ldk, group * depth), values = place(v, b, cols, j, ldv, group * width);
          const seen = mask == 0 ? <usize>0
            : mask + ((<usize>b * maskB + <usize>n * maskN + <usize>i * maskT + <usize>j * maskS) << 2);
          shares_and_slopes(high, count, depth, width, i, j, cols, causal, window, scale, rate, seed, stream, queries, ldq, keys, ldk,
              values, ldv, slopes, ldy, seen, maskT, maskS, counter, score * cols + j, lse + (<usize>score << 2), inner, p, g, before);
          if (dx_queries) {
            block_product(0, 0, high, depth, count, scale, g, SIDE, keys, ldk, 1.0, place(dq, b, rows, i, ldq, n * depth), ldq);
          }
          if (dx_keys) {
            block_product(1, 0, count, depth, high, scale, g, SIDE, queries, ldq, 1.0, place(dk, b, cols, j, ldk, group * depth), ldk);
            block_product(1, 0, count, width, high, 1.0, p, SIDE, slopes, ldy, 1.0, place(dv, b, cols, j, ldv, group * width), ldv);
          }
        }
      }
    }
  }
}
