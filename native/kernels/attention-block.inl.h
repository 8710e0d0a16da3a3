// What attention does to a block of queries and one of keys, but for the products: packing, and what becomes of scores.
#pragma once
#include <float.h>
#include "attention-tile.inl.h"
#include "random.inl.h"
#include "softmax.inl.h"

/* The most queries that share packed keys, or keys that share packed queries. STRIP: queries whose scores are computed, and made shares, at
   a time: they stay in the L1 cache beside a block of keys. @source measured on Zen 4: 12 queries lose 2 %, 64 are like 24 */
static const int32_t ATTENTION_TOGETHER = 8 * ATTENTION_BLOCK, STRIP = 24;
/* Scores are multiplied by log2(e), so that shares are powers of two. */
static const float LN_2 = 0.693147182f;
/* Shares are scaled by the largest score so far only if it is larger by more than this than the one they were scaled by: 2^8 is harmless in
   a sum, and with most data it never happens again after the first block. */
static const float SLACK = 8.0f;

static inline int32_t lesser(int32_t a, int32_t b) { return a < b ? a : b; }

/* A tensor [., rows, heads, width]. */
struct Heads {
  const float* x;
  int32_t rows, heads, width;
  const float* at(int32_t b, int32_t row, int32_t head) const { return x + (((ptrdiff_t)b * rows + row) * heads + head) * width; }
  ptrdiff_t ld() const { return (ptrdiff_t)heads * width; }
};

/* Prefetches rows [from, to) of a head, as far as there are so many: they lie far apart, and would be waited for when they are packed. */
static inline void call_rows(const Heads& heads, int32_t b, int32_t head, int32_t from, int32_t to) {
  to = lesser(to, heads.rows);
  for (int32_t i = from; i < to; i++) {
    for (int32_t j = 0; j < heads.width; j += LINE) call_line(heads.at(b, i, head) + j);
  }
}

/* out = factor x, in rows of `wide` floats, whole vectors, padded with zeros. */
static void pack_scaled(int32_t rows, int32_t cols, float factor, const float* x, ptrdiff_t ldx, float* out, int32_t wide) {
  const vf f = held(splat(factor));
  for (int32_t i = 0; i < rows; i++, x += ldx, out += wide) {
    int32_t j = 0;
    for (; cols - j >= W; j += W) put(out, j, vmul(at(x, j), f));
    if (j < cols) put(out, j, vmul(at_n(x, j, cols - j), f));
  }
}

/* y = factor x, or with ADDS y + factor x. Rows of x are `wide` floats. */
template <bool ADDS>
static void unpack_scaled(int32_t rows, int32_t cols, float factor, const float* x, int32_t wide, float* y, ptrdiff_t ldy) {
  const vf f = held(splat(factor));
  for (int32_t i = 0; i < rows; i++, x += wide, y += ldy) {
    int32_t j = 0;
    for (; cols - j >= W; j += W) put(y, j, ADDS ? vfma(f, at(x, j), at(y, j)) : vmul(f, at(x, j)));
    if (j < cols) put_n(y, j, cols - j, ADDS ? vfma(f, at(x, j), at_n(y, j, cols - j)) : vmul(f, at(x, j)));
  }
}

/* What the queries of one head see, and what is dropped of their shares. */
struct Sight {
  int32_t cols, causal, window;
  /* The mask of the head, or null. */
  const float* mask;
  int32_t maskT, maskS;
  float rate;
  int32_t seed, stream;
  const int32_t* counter;
  /* The place of the head's first score among all. */
  int64_t first;
};

/* The keys that query i sees by causality and window: from the first to the one behind the last. */
static inline int32_t seen_from(int32_t i, int32_t window) { return window > 0 && i >= window ? i - window + 1 : 0; }
static inline int32_t seen_to(int32_t i, int32_t cols, int32_t causal, int32_t window) {
  const int32_t to = causal && i < cols ? i + 1 : cols;
  return window > 0 && window <= cols && i < to - window ? i + window : to;
}

/* Scores of keys j0 to j0 + count of a row become -inf outside of [from, to), and where the mask, which begins at that of j0 and goes by
   steps of 0 or 1, is 0. */
static void hide_row(int32_t j0, int32_t count, int32_t from, int32_t to, const float* mask, int32_t step, float* s) {
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

/* The same for the scores of `high` queries from i0 on, in rows of SIDE floats. */
static void hide(const Sight& sight, int32_t i0, int32_t high, int32_t j0, int32_t count, float* s) {
  const int32_t first = seen_to(i0, sight.cols, sight.causal, sight.window);
  if (sight.mask == nullptr && seen_from(i0 + high - 1, sight.window) <= j0 && first >= j0 + whole_vectors(count)) return;
  for (int32_t i = i0; i < i0 + high; i++, s += ATTENTION_BLOCK) {
    const float* mask = sight.mask == nullptr ? nullptr : sight.mask + (ptrdiff_t)i * sight.maskT + (ptrdiff_t)j0 * sight.maskS;
    hide_row(j0, count, seen_from(i, sight.window), seen_to(i, sight.cols, sight.causal, sight.window), mask, sight.maskS, s);
  }
}

/* x = x / (1 - rate), or 0 where the random number of its place is below the rate: the shares of query i and the keys from j0 on. */
static void drop(const Sight& sight, int32_t i, int32_t j0, int32_t count, float* x) {
  uint32_t word[4 * GROUP];
  const int64_t first = sight.first + (int64_t)i * sight.cols + j0;
  philox(sight.seed, sight.stream, sight.counter, (int32_t)(first >> 2), word);
  const uint32_t* own = word + (first & 3);
  const float kept = 1.0f / (1.0f - sight.rate);
  for (int32_t j = 0; j < count; j++) x[j] = (float)(own[j] >> 8) * 5.9604644775390625e-8f < sight.rate ? 0.0f : x[j] * kept;
}

/* For each query, the score that its shares are scaled by, and the sums of its shares, W for each. */
struct Sums {
  float *top, *share;
};

/* The tops of queries that have seen no block before: the largest scores of their rows, of whole vectors; finite where nothing is seen. */
static inline void set_tops(int32_t rows, int32_t wide, const float* s, float* top) {
  for (int32_t r = 0; r < rows; r++, s += ATTENTION_BLOCK) {
    vf most = at(s, 0);
    for (int32_t j = W; j < wide; j += W) most = vlarger(at(s, j), most);
    const float now = hlarger(most);
    top[r] = now > -FLT_MAX ? now : -FLT_MAX;
  }
}

/* Where a score is much larger than the top, it becomes the top, and what has been summed is scaled: of shares, and of values to `out`, in
   rows of `width` floats. */
static inline void raise_tops(int32_t rows, int32_t wide, const float* s, Sums sums, int32_t width, float* out) {
  for (int32_t r = 0; r < rows; r++, s += ATTENTION_BLOCK) {
    vf most = at(s, 0);
    for (int32_t j = W; j < wide; j += W) most = vlarger(at(s, j), most);
    if (!any(vless(splat(sums.top[r] + SLACK), most))) continue;
    const float now = hlarger(most);
    const vf shrink = vexp2(splat(sums.top[r] - now), Exp2());
    put(sums.share, r * W, vmul(at(sums.share, r * W), shrink));
    for (int32_t j = r * width; j < (r + 1) * width; j += W) put(out, j, vmul(at(out, j), shrink));
    sums.top[r] = now;
  }
}

/* s = 2^(s - top), which the sums of the row take in; with FIRST they begin. */
template <bool FIRST>
static inline void share_rows(int32_t rows, int32_t wide, float* s, Sums sums) {
  const Exp2 e;
  for (int32_t r = 0; r < rows; r++, s += ATTENTION_BLOCK) {
    const vf top = splat(sums.top[r]);
    vf sum = FIRST ? splat(0.0f) : at(sums.share, r * W);
    for (int32_t j = 0; j < wide; j += W) {
      const vf x = vexp2(vsub(at(s, j), top), e);
      sum = vadd(sum, x);
      put(s, j, x);
    }
    put(sums.share, r * W, sum);
  }
}

/* Both, for rows of `wide` scores. */
static inline void make_shares(bool begins, int32_t rows, int32_t wide, float* s, Sums sums, int32_t width, float* out) {
  if (begins) set_tops(rows, wide, s, sums.top), share_rows<true>(rows, wide, s, sums);
  else raise_tops(rows, wide, s, sums, width, out), share_rows<false>(rows, wide, s, sums);
}

/* p = 2^(p - lse) and g = p (g - inner), for rows of scores p and of products g = dy . v; inner = dy . y. */
static inline void slope_rows(int32_t rows, int32_t wide, const float* lse, const float* inner, float* p, float* g) {
  const Exp2 e;
  for (int32_t r = 0; r < rows; r++, p += ATTENTION_BLOCK, g += ATTENTION_BLOCK) {
    const vf logs = splat(lse[r]), d = splat(inner[r]);
    for (int32_t j = 0; j < wide; j += W) {
      const vf x = vexp2(vsub(at(p, j), logs), e);
      put(p, j, x);
      put(g, j, vmul(x, vsub(at(g, j), d)));
    }
  }
}

/* The same where shares are dropped, for the row of query i: p = z 2^(p - lse), g = p g - 2^(p - lse) inner. */
static void dropped_slopes(const Sight& sight, int32_t i, int32_t j0, int32_t count, float lse, float inner, float* p, float* g) {
  const Exp2 e;
  float whole[ATTENTION_BLOCK];
  for (int32_t j = 0; j < count; j += W) {
    const vf x = vexp2(vsub(at(p, j), splat(lse)), e);
    put(p, j, x);
    put(whole, j, x);
  }
  drop(sight, i, j0, count, p);
  for (int32_t j = 0; j < count; j += W) put(g, j, vsub(vmul(at(p, j), at(g, j)), vmul(at(whole, j), splat(inner))));
}

/* The sum of x y. */
static float dot_values(int32_t n, const float* x, const float* y) {
  vf sum = splat(0.0f);
  int32_t j = 0;
  for (; n - j >= W; j += W) sum = vfma(at(x, j), at(y, j), sum);
  if (j < n) sum = vfma(at_n(x, j, n - j), at_n(y, j, n - j), sum);
  return hsum(sum);
}
