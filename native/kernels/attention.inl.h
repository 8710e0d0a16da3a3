// Attention block by block (Dao et al. 2022): ATTENTION_BLOCK queries and as many keys at a time, whose scores stay on the stack. A
// row of scores is divided by its sum at the end, and what was summed so far is scaled whenever a block has a larger score. The backward
// pass computes the shares again from the logarithms of those sums. No sum depends on the thread: a unit has all that its rows of y, dq,
// dk or dv are made of: where there are few heads, the shares are computed once for dq and once for dk and dv.
// Memory: q, y [batch, rows, heads, .], k, v [batch, cols, groups, .], lse [batch, heads, rows].
#pragma once
#include "random.inl.h"
#include "softmax.inl.h"

/* The keys that query i sees by causality and window: from the first to the one behind the last. */
static inline int32_t seen_from(int32_t i, int32_t window) { return window > 0 && i >= window ? i - window + 1 : 0; }
static inline int32_t seen_to(int32_t i, int32_t cols, int32_t causal, int32_t window) {
  const int32_t to = causal && i < cols ? i + 1 : cols;
  return window > 0 && window <= cols && i < to - window ? i + window : to;
}

/* Where the mask has its element for query i of head n and key j of a sample. */
static inline ptrdiff_t mask_at(int32_t b, int32_t maskB, int32_t n, int32_t maskN, int32_t i, int32_t maskT, int32_t j, int32_t maskS) {
  return (ptrdiff_t)b * maskB + (ptrdiff_t)n * maskN + (ptrdiff_t)i * maskT + (ptrdiff_t)j * maskS;
}

/* c = alpha op(a) op(b) + beta c, by the ways of sgemm. */
static inline void block_product(int32_t transA, int32_t transB, int32_t m, int32_t n, int32_t k, float alpha, const float* a,
    ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc) {
  rectangle(0, m, 0, n, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, nullptr, ACTIVATION_LINEAR, nullptr);
}

/* Scores of keys j0 to j0 + count of a row become -inf outside of [from, to), and where the mask, which begins at that of j0 and goes by
   steps of 0 or 1, is 0. */
static void hide(int32_t j0, int32_t count, int32_t from, int32_t to, const float* mask, int32_t step, float* s) {
  const int32_t wide = whole_vectors(count);
  for (int32_t j = 0; j < from - j0 && j < wide; j++) s[j] = -INFINITY;
  for (int32_t j = to - j0 > 0 ? (to - j0 < count ? to - j0 : count) : 0; j < wide; j++) s[j] = -INFINITY;
  if (mask == nullptr) return;
  if (step == 0) {
    if (*mask == 0) spread(wide, -INFINITY, s);
    return;
  }
  for (int32_t j = 0; j < count; j += W) {
    const vf m = count - j < W ? at_n(mask, j, count - j) : at(mask, j);
    put(s, j, vselect(vequal(m, splat(0.0f)), splat(-INFINITY), at(s, j)));
  }
}

/* s = e^(s - top) for whole vectors, exactly 0 where s is -inf. Returns the sum. */
static float exp_shares(int32_t wide, float top, float* s) {
  const vf m = splat(top), unlift = splat(UNLIFT);
  vf sum = splat(0.0f);
  for (int32_t j = 0; j < wide; j += W) {
    const vf e = vmul(vexp_lifted(vsub(at(s, j), m)), unlift);
    sum = vadd(sum, e);
    put(s, j, e);
  }
  return hsum(sum);
}

/* x = x / (1 - rate), or 0 where the random number of its place is below the rate. `first` is the place of x[0] among all scores. */
static void drop(int32_t count, float rate, int32_t seed, int32_t stream, const int32_t* counter, int64_t first, float* x) {
  uint32_t word[4 * GROUP];
  philox(seed, stream, counter, (int32_t)(first >> 2), word);
  const uint32_t* own = word + (first & 3);
  const float kept = 1.0f / (1.0f - rate);
  for (int32_t j = 0; j < count; j++) x[j] = (float)(own[j] >> 8) * 5.9604644775390625e-8f < rate ? 0.0f : x[j] * kept;
}

/* x = x factor. */
static void scale_values(int32_t n, float factor, float* x) {
  const vf f = splat(factor);
  int32_t j = 0;
  for (; n - j >= W; j += W) put(x, j, vmul(at(x, j), f));
  if (j < n) put_n(x, j, n - j, vmul(at_n(x, j, n - j), f));
}

static float exp_of(float x) { return lane_0(vexp(splat(x))); }

/* The sum of x y. */
static float dot_values(int32_t n, const float* x, const float* y) {
  vf sum = splat(0.0f);
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vfma(at(x, j), at(y, j), sum);
  if (j < n) sum = vfma(at_n(x, j, n - j), at_n(y, j, n - j), sum);
  return hsum(sum);
}

// y[b,i,n,width] = sum over keys j of z p[j] v[b,j,n / share,width], p = e^(s - lse), s[j] = scale q[b,i,n] . k[b,j,n / share], lse[b,n,i]
//   = ln(sum over j of e^s) over the j that i sees: j <= i if causal, |i - j| < window if window > 0, mask[b,n,i,j] not 0; none seen: y =
//   0, lse = inf; z = 1, or with counter u[b,n,i,j] < rate ? 0 : 1 / (1 - rate), u as of random_uniform
//   alias: none   nan: propagates   error: dot(cols + depth + width + 24)
static void attention(int32_t batch, int32_t rows, int32_t cols, int32_t groups, int32_t share, int32_t depth, int32_t width,
    int32_t causal, int32_t window, float scale, float rate, int32_t seed, int32_t stream, const float* q, const float* k, const float* v,
    const float* mask, int32_t maskB, int32_t maskN, int32_t maskT, int32_t maskS, const int32_t* counter, float* y, float* lse, int32_t lo,
    int32_t hi) {
  const int32_t SIDE = ATTENTION_BLOCK, heads = groups * share, blocks = (rows + SIDE - 1) / SIDE;
  const ptrdiff_t ldq = (ptrdiff_t)heads * depth, ldk = (ptrdiff_t)groups * depth, ldv = (ptrdiff_t)groups * width,
                  ldy = (ptrdiff_t)heads * width;
  float s[ATTENTION_BLOCK * ATTENTION_BLOCK], top[ATTENTION_BLOCK], sum[ATTENTION_BLOCK];
  for (int32_t unit = lo; unit < hi; unit++) {
    const int32_t head = unit / blocks, b = head / heads, n = head - b * heads, i0 = (unit - head * blocks) * SIDE;
    const int32_t high = rows - i0 < SIDE ? rows - i0 : SIDE;
    const float* queries = q + ((ptrdiff_t)b * rows + i0) * ldq + (ptrdiff_t)n * depth;
    const float* keys = k + (ptrdiff_t)b * cols * ldk + (ptrdiff_t)(n / share) * depth;
    const float* values = v + (ptrdiff_t)b * cols * ldv + (ptrdiff_t)(n / share) * width;
    float* out = y + ((ptrdiff_t)b * rows + i0) * ldy + (ptrdiff_t)n * width;
    for (int32_t r = 0; r < high; r++) {
      top[r] = -INFINITY;
      sum[r] = 0.0f;
      spread(width, 0.0f, out + r * ldy);
    }
    const int32_t end = seen_to(i0 + high - 1, cols, causal, window);
    for (int32_t j0 = seen_from(i0, window) / SIDE * SIDE; j0 < end; j0 += SIDE) {
      const int32_t count = cols - j0 < SIDE ? cols - j0 : SIDE, wide = whole_vectors(count);
      block_product(0, 1, high, count, depth, scale, queries, ldq, keys + j0 * ldk, ldk, 0.0f, s, SIDE);
      for (int32_t r = 0; r < high; r++) {
        const int32_t i = i0 + r;
        float* p = s + r * SIDE;
        const float* seen = mask == nullptr ? nullptr : mask + mask_at(b, maskB, n, maskN, i, maskT, j0, maskS);
        hide(j0, count, seen_from(i, window), seen_to(i, cols, causal, window), seen, maskS, p);
        const float before = top[r], here = top_of(wide, p), now = here > before ? here : before;
        if (now > before && sum[r] != 0.0f) {
          const float shrink = exp_of(before - now);
          sum[r] *= shrink;
          scale_values(width, shrink, out + r * ldy);
        }
        top[r] = now;
        sum[r] += exp_shares(wide, now == -INFINITY ? 0.0f : now, p);
        if (counter != nullptr) drop(count, rate, seed, stream, counter, (((int64_t)b * heads + n) * rows + i) * cols + j0, p);
      }
      block_product(0, 0, high, width, count, 1.0f, s, SIDE, values + j0 * ldv, ldv, 1.0f, out, ldy);
    }
    float* logs = lse + ((ptrdiff_t)b * heads + n) * rows + i0;
    for (int32_t r = 0; r < high; r++) {
      if (sum[r] == 0.0f) {  // the query sees nothing
        logs[r] = INFINITY;
        spread(width, 0.0f, out + r * ldy);
      } else {
        logs[r] = top[r] + log_of(sum[r]);
        scale_values(width, 1.0f / sum[r], out + r * ldy);
      }
    }
  }
}

/* For a block of queries and one of keys: p becomes their shares after dropping, g the slopes p (z dy . v - dy . y).
   lse, inner, the dy . y, and `first`, the place of its first score, belong to the first query; mask to its pair with key j0. */
static void shares_and_slopes(int32_t high, int32_t count, int32_t depth, int32_t width, int32_t i0, int32_t j0, int32_t cols,
    int32_t causal, int32_t window, float scale, float rate, int32_t seed, int32_t stream, const float* q, ptrdiff_t ldq, const float* k,
    ptrdiff_t ldk, const float* v, ptrdiff_t ldv, const float* dy, ptrdiff_t ldy, const float* mask, int32_t maskT, int32_t maskS,
    const int32_t* counter, int64_t first, const float* lse, const float* inner, float* p, float* g) {
  const int32_t SIDE = ATTENTION_BLOCK, wide = whole_vectors(count);
  block_product(0, 1, high, count, depth, scale, q, ldq, k, ldk, 0.0f, p, SIDE);
  block_product(0, 1, high, count, width, 1.0f, dy, ldy, v, ldv, 0.0f, g, SIDE);
  for (int32_t r = 0; r < high; r++, p += SIDE, g += SIDE) {
    const int32_t i = i0 + r;
    hide(j0, count, seen_from(i, window), seen_to(i, cols, causal, window), mask == nullptr ? nullptr : mask + (ptrdiff_t)r * maskT, maskS,
        p);
    exp_shares(wide, lse[r], p);
    const vf d = splat(inner[r]);
    if (counter == nullptr) {
      for (int32_t j = 0; j < count; j += W) put(g, j, vmul(at(p, j), vsub(at(g, j), d)));
    } else {
      float whole[ATTENTION_BLOCK];
      memcpy(whole, p, sizeof(whole));
      drop(count, rate, seed, stream, counter, first + (int64_t)r * cols, p);
      for (int32_t j = 0; j < count; j += W) put(g, j, vsub(vmul(at(p, j), at(g, j)), vmul(at(whole, j), d)));
    }
  }
}

// dv[j] = sum over i, n of z p dy[i]; dq[i] = scale sum over j of g k[j], dk[j] = scale sum over i, n of g q[i], g = p (z dy[i] . v[j] -
//   dy[i] . y[i]); p and z as in attention
//   alias: none   nan: propagates   error: dot(share * rows + cols + depth + 2 * width + 32)
static void attention_dx(int32_t batch, int32_t rows, int32_t cols, int32_t groups, int32_t share, int32_t depth, int32_t width,
    int32_t causal, int32_t window, float scale, float rate, int32_t seed, int32_t stream, const float* q, const float* k, const float* v,
    const float* mask, int32_t maskB, int32_t maskN, int32_t maskT, int32_t maskS, const int32_t* counter, const float* y, const float* lse,
    const float* dy, float* dq, float* dk, float* dv, int32_t lo, int32_t hi) {
  const int32_t SIDE = ATTENTION_BLOCK, heads = groups * share, high_blocks = (rows + SIDE - 1) / SIDE,
                wide_blocks = (cols + SIDE - 1) / SIDE;
  const bool whole = (int64_t)batch * groups >= ATTENTION_HEADS;
  const int32_t of_queries = whole ? 0 : batch * heads * high_blocks, wide_units = whole ? 1 : wide_blocks;
  const ptrdiff_t ldq = (ptrdiff_t)heads * depth, ldk = (ptrdiff_t)groups * depth, ldv = (ptrdiff_t)groups * width,
                  ldy = (ptrdiff_t)heads * width;
  float p[ATTENTION_BLOCK * ATTENTION_BLOCK], g[ATTENTION_BLOCK * ATTENTION_BLOCK], inner[ATTENTION_BLOCK];
  for (int32_t unit = lo; unit < hi; unit++) {
    // A unit has the heads from n0 to n1, which share keys: dq of the queries from i0 to i1, or dk and dv of the keys from j0 to j1, or
    // all three.
    const bool dx_queries = whole || unit < of_queries, dx_keys = !dx_queries || whole;
    const int32_t own = unit < of_queries ? unit : unit - of_queries, each = dx_keys ? wide_units : high_blocks;
    const int32_t item = own / each, from = (own - item * each) * SIDE, lanes_of = dx_keys ? groups : heads;
    const int32_t b = item / lanes_of, lane = item - b * lanes_of, group = dx_keys ? lane : lane / share;
    const int32_t n0 = dx_keys ? lane * share : lane, n1 = dx_keys ? n0 + share : n0 + 1;
    int32_t i0 = 0, i1 = rows, j0 = 0, j1 = cols;
    if (!dx_keys) {
      i0 = from, i1 = rows - from < SIDE ? rows : from + SIDE;
    } else if (!whole) {
      j0 = from, j1 = cols - from < SIDE ? cols : from + SIDE;
      // Query i sees key j if j sees i in turn, but for causality.
      const int32_t first = seen_from(j0, window);
      i0 = (causal && j0 > first ? j0 : first) / SIDE * SIDE;
      i1 = seen_to(j1 - 1, rows, 0, window);
    }
    for (int32_t i = i0; dx_queries && i < i1; i++) {
      spread((n1 - n0) * depth, 0.0f, dq + ((ptrdiff_t)b * rows + i) * ldq + (ptrdiff_t)n0 * depth);
    }
    for (int32_t j = j0; dx_keys && j < j1; j++) {
      spread(depth, 0.0f, dk + ((ptrdiff_t)b * cols + j) * ldk + (ptrdiff_t)group * depth);
      spread(width, 0.0f, dv + ((ptrdiff_t)b * cols + j) * ldv + (ptrdiff_t)group * width);
    }
    for (int32_t n = n0; n < n1; n++) {
      for (int32_t i = i0; i < i1; i += SIDE) {
        const int32_t high = rows - i < SIDE ? rows - i : SIDE;
        const ptrdiff_t row = (ptrdiff_t)b * rows + i, score = ((ptrdiff_t)b * heads + n) * rows + i;
        const float *queries = q + row * ldq + (ptrdiff_t)n * depth, *slopes = dy + row * ldy + (ptrdiff_t)n * width;
        const float* outputs = y + row * ldy + (ptrdiff_t)n * width;
        for (int32_t r = 0; r < high; r++) inner[r] = dot_values(width, slopes + r * ldy, outputs + r * ldy);
        const int32_t first = seen_from(i, window) / SIDE * SIDE, last = seen_to(i + high - 1, cols, causal, window);
        for (int32_t j = first > j0 ? first : j0; j < j1 && j < last; j += SIDE) {
          const int32_t count = cols - j < SIDE ? cols - j : SIDE;
          const ptrdiff_t key = (ptrdiff_t)b * cols + j;
          const float *keys = k + key * ldk + (ptrdiff_t)group * depth, *values = v + key * ldv + (ptrdiff_t)group * width;
          const float* seen = mask == nullptr ? nullptr : mask + mask_at(b, maskB, n, maskN, i, maskT, j, maskS);
          shares_and_slopes(high, count, depth, width, i, j, cols, causal, window, scale, rate, seed, stream, queries, ldq, keys, ldk,
              values, ldv, slopes, ldy, seen, maskT, maskS, counter, (int64_t)score * cols + j, lse + score, inner, p, g);
          if (dx_queries) {
            block_product(0, 0, high, depth, count, scale, g, SIDE, keys, ldk, 1.0f, dq + row * ldq + (ptrdiff_t)n * depth, ldq);
          }
          if (dx_keys) {
            block_product(1, 0, count, depth, high, scale, g, SIDE, queries, ldq, 1.0f, dk + key * ldk + (ptrdiff_t)group * depth, ldk);
            block_product(1, 0, count, width, high, 1.0f, p, SIDE, slopes, ldy, 1.0f, dv + key * ldv + (ptrdiff_t)group * width, ldv);
          }
        }
      }
    }
  }
}
