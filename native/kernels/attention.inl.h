// Attention block by block (Dao et al. 2022): ATTENTION_BLOCK queries and as many keys at a time, whose scores stay on the stack. A row of
// scores is divided by its sum at the end, and what was summed so far is scaled when a block has a much larger score. The backward pass
// computes the shares again from the logarithms of those sums. No sum depends on the thread: a unit has all that its rows of y, dq, dk or
// dv are made of: where there are few heads, the shares are computed once for dq and once for dk and dv. Units that follow each other
// share what is packed, and fetch what the next ones begin with.
// @source measured on Zen 4, beside products by the ways of sgemm: 4 heads of 4096 x 32 take 0.81 of the time forward and 0.79 backward,
// and multiply-adds are 79 % and 85 % of the peak
// Memory: q, y [batch, rows, heads, .], k, v [batch, cols, groups, .], lse [batch, heads, rows].
// MIRROR: native packs blocks, which units that follow each other share, and has tiles of its own for their products
#pragma once
#include "attention-block.inl.h"

/* Memory for packed operands, which begins at a cache line: one block for each thread. */
OF_THREAD float* attention_scratch(size_t size) {
  static thread_local Scratch mine;
  return (float*)(((uintptr_t)grown(mine, size + LINE) + 63) & ~(uintptr_t)63);
}

// y[b,i,n,width] = sum over keys j of z p[j] v[b,j,n / share,width], p = e^(s - lse), s[j] = scale q[b,i,n] . k[b,j,n / share], lse[b,n,i]
//   = ln(sum over j of e^s) over the j that i sees: j <= i if causal, |i - j| < window if window > 0, mask[b,n,i,j] not 0; none seen: y =
//   0, lse = inf; z = 1, or with counter u[b,n,i,j] < rate ? 0 : 1 / (1 - rate), u as of random_uniform
//   alias: none   nan: propagates   error: dot(cols + depth + width + 24)
static void attention(int32_t batch, int32_t rows, int32_t cols, int32_t groups, int32_t share, int32_t depth, int32_t width,
    int32_t causal, int32_t window, float scale, float rate, int32_t seed, int32_t stream, const float* q, const float* k, const float* v,
    const float* mask, int32_t maskB, int32_t maskN, int32_t maskT, int32_t maskS, const int32_t* counter, float* y, float* lse, int32_t lo,
    int32_t hi) {
  const int32_t SIDE = ATTENTION_BLOCK, heads = groups * share, blocks = (rows + SIDE - 1) / SIDE, broad = whole_vectors(width);
  const Heads Q = {q, rows, heads, depth}, K = {k, cols, groups, depth}, V = {v, cols, groups, width}, Y = {y, rows, heads, width};
  const ptrdiff_t most = lesser(rows, ATTENTION_TOGETHER);
  alignas(64) float s[STRIP * ATTENTION_BLOCK];
  float* keys = attention_scratch((size_t)SIDE * (depth + broad) + most * (broad + W + 1 + depth) + W);
  float *values = keys + SIDE * depth, *out = values + SIDE * broad;
  const Sums all = {out + most * (broad + W), out + most * broad};
  float* queries = all.top + most;
  for (int32_t unit = lo, next; unit < hi; unit = next) {
    const int32_t head = unit / blocks, b = head / heads, n = head - b * heads, i0 = (unit - head * blocks) * SIDE;
    next = lesser(lesser(unit + ATTENTION_TOGETHER / SIDE, hi), (head + 1) * blocks);
    const int32_t i1 = lesser(rows, i0 + (next - unit) * SIDE);
    const Sight sight = {cols, causal, window, mask == nullptr ? nullptr : mask + (ptrdiff_t)b * maskB + (ptrdiff_t)n * maskN, maskT, maskS,
        rate, seed, stream, counter, ((int64_t)b * heads + n) * rows * cols};
    pack_scaled(i1 - i0, depth, scale * LOG2_E, Q.at(b, i0, n), Q.ld(), queries, depth);
    const int32_t end = seen_to(i1 - 1, cols, causal, window);
    for (int32_t j = seen_from(i0, window) / SIDE * SIDE; j < end; j += SIDE) {
      const int32_t count = lesser(cols - j, SIDE), wide = whole_vectors(count);
      pack_transposed(depth, count, K.at(b, j, n / share), K.ld(), wide, keys);
      pack_scaled(count, width, 1.0f, V.at(b, j, n / share), V.ld(), values, broad);
      // Beside the first queries: the next keys, or what the next unit begins with.
      const bool last = j + SIDE >= end, fetches = !last || next < hi;
      const int32_t then = next / blocks, at_then = (next - then * blocks) * SIDE, b_then = then / heads, n_then = then - b_then * heads;
      for (int32_t i = i0; i < i1; i += SIDE) {
        const int32_t to = lesser(i + SIDE, i1), first = seen_from(i, window) / SIDE * SIDE;
        if (j < first || j >= seen_to(to - 1, cols, causal, window)) continue;
        for (int32_t r = i, rest; r < to; r += rest) {
          rest = lesser(to - r, STRIP);
          if (i == i0 && fetches) {
            const int32_t r0 = r - i, r1 = r0 + rest, b_next = last ? b_then : b, group = (last ? n_then : n) / share;
            if (last) call_rows(Q, b_then, n_then, at_then + r0, at_then + r1);
            call_rows(K, b_next, group, last ? r0 : j + SIDE + r0, last ? r1 : j + SIDE + r1);
            call_rows(V, b_next, group, last ? r0 : j + SIDE + r0, last ? r1 : j + SIDE + r1);
          }
          const ptrdiff_t at_r = r - i0;
          const Sums sums = {all.top + at_r, all.share + at_r * W};
          float* o = out + at_r * broad;
          block_product<false, false>(rest, wide, depth, queries + at_r * depth, depth, keys, wide, s, SIDE);
          hide(sight, r, rest, j, count, s);
          if (wide == SIDE) make_shares(j == first, rest, SIDE, s, sums, broad, o);
          else make_shares(j == first, rest, wide, s, sums, broad, o);
          for (int32_t t = 0; counter != nullptr && t < rest; t++) drop(sight, r + t, j, count, s + t * SIDE);
          if (j == first) block_product<false, false>(rest, broad, count, s, SIDE, values, broad, o, broad);
          else block_product<false, true>(rest, broad, count, s, SIDE, values, broad, o, broad);
        }
      }
    }
    float* logs = lse + ((ptrdiff_t)b * heads + n) * rows;
    for (int32_t i = i0; i < i1; i += W) {
      const int32_t rest = lesser(i1 - i, W);
      const bool blind = seen_from(i, window) / SIDE * SIDE >= seen_to(lesser(i / SIDE * SIDE + SIDE, rows) - 1, cols, causal, window);
      float sum[W] = {}, log[W], factor[W];
      for (int32_t r = 0; r < rest && !blind; r++) sum[r] = hsum(at(all.share + (ptrdiff_t)(i - i0 + r) * W, 0));
      // Queries whose shares add up to 0 see nothing.
      const vf sums = at(sum, 0), top = at(all.top + (i - i0), 0);
      const vm none = vequal(sums, splat(0.0f));
      put(log, 0, vselect(none, splat(INFINITY), vfma(top, splat(LN_2), vlog(sums))));
      put(factor, 0, vselect(none, splat(0.0f), vdiv(splat(1.0f), sums)));
      for (int32_t r = 0; r < rest; r++) {
        logs[i + r] = log[r];
        float* to = y + (Y.at(b, i + r, n) - y);
        if (blind) spread(width, 0.0f, to);
        else unpack_scaled<false>(1, width, factor[r], out + (ptrdiff_t)(i - i0 + r) * broad, broad, to, width);
      }
    }
  }
}

/* The keys that are packed at a time for the gradient: with their gradients they fill at most half of the L2 cache. */
static int32_t keys_together(int32_t deep, int32_t broad) {
  const int64_t fit = caches.l2 / 2 / 4 / (3 * (int64_t)deep + 2 * broad + 1) / ATTENTION_BLOCK * ATTENTION_BLOCK;
  return fit < ATTENTION_BLOCK ? ATTENTION_BLOCK : fit < ATTENTION_TOGETHER ? (int32_t)fit : ATTENTION_TOGETHER;
}

/* c = a^T b, or with `adds` c + a^T b. */
static void gather_product(bool adds, int32_t rows, int32_t cols, int32_t k, const float* a, const float* b, float* c) {
  if (adds) block_product<true, true>(rows, cols, k, a, ATTENTION_BLOCK, b, cols, c, cols);
  else block_product<true, false>(rows, cols, k, a, ATTENTION_BLOCK, b, cols, c, cols);
}

// dv[j] = sum over i, n of z p dy[i]; dq[i] = scale sum over j of g k[j], dk[j] = scale sum over i, n of g q[i], g = p (z dy[i] . v[j] -
//   dy[i] . y[i]); p and z as in attention
//   alias: none   nan: propagates   error: dot(share * rows + cols + depth + 2 * width + 32)
static void attention_dx(int32_t batch, int32_t rows, int32_t cols, int32_t groups, int32_t share, int32_t depth, int32_t width,
    int32_t causal, int32_t window, float scale, float rate, int32_t seed, int32_t stream, const float* q, const float* k, const float* v,
    const float* mask, int32_t maskB, int32_t maskN, int32_t maskT, int32_t maskS, const int32_t* counter, const float* y, const float* lse,
    const float* dy, float* dq, float* dk, float* dv, int32_t lo, int32_t hi) {
  const int32_t SIDE = ATTENTION_BLOCK, heads = groups * share, high_blocks = (rows + SIDE - 1) / SIDE,
                wide_blocks = (cols + SIDE - 1) / SIDE, deep = whole_vectors(depth), broad = whole_vectors(width);
  const Heads Q = {q, rows, heads, depth}, K = {k, cols, groups, depth}, V = {v, cols, groups, width}, Y = {y, rows, heads, width},
              DY = {dy, rows, heads, width}, DQ = {dq, rows, heads, depth}, DK = {dk, cols, groups, depth}, DV = {dv, cols, groups, width};
  const Heads of_queries_all[] = {Q, DY, Y, DQ}, of_keys_all[] = {K, V, DK, DV};
  const bool whole = (int64_t)batch * groups >= ATTENTION_HEADS;
  const int32_t of_queries = whole ? 0 : batch * heads * high_blocks, wide_units = whole ? 1 : wide_blocks;
  const ptrdiff_t most = keys_together(deep, broad);
  alignas(64) float p[ATTENTION_BLOCK * ATTENTION_BLOCK], g[ATTENTION_BLOCK * ATTENTION_BLOCK];
  float inner[ATTENTION_BLOCK], logs[ATTENTION_BLOCK];
  const ptrdiff_t room = lesser(most, wide_blocks * SIDE);
  float* queries = attention_scratch((size_t)SIDE * (2 * deep + broad) + room * (2 * deep + broad + depth + width));
  float *dqueries = queries + SIDE * deep, *slopes = dqueries + SIDE * deep, *keys = slopes + SIDE * broad, *dkeys = keys + room * deep,
        *dvalues = dkeys + room * deep, *keysT = dvalues + room * broad, *valuesT = keysT + room * depth;
  for (int32_t unit = lo, next; unit < hi; unit = next) {
    // A unit has the heads from n0 to n1, which share keys: dq of the queries from i0 to i1, or dk and dv of the keys from j0 to j1, or
    // all three. Units that follow each other are taken together.
    const bool dx_queries = whole || unit < of_queries, dx_keys = !dx_queries || whole;
    const int32_t own = unit < of_queries ? unit : unit - of_queries, each = dx_keys ? wide_units : high_blocks;
    const int32_t item = own / each, block = own - item * each, lanes_of = dx_keys ? groups : heads;
    const int32_t b = item / lanes_of, lane = item - b * lanes_of, group = dx_keys ? lane : lane / share;
    const int32_t n0 = dx_keys ? lane * share : lane, n1 = dx_keys ? n0 + share : n0 + 1;
    const int32_t together = lesser(lesser(each - block, hi - unit), (int32_t)most / SIDE);
    next = unit + together;
    int32_t i0 = 0, i1 = rows, j0 = 0, j1 = cols;
    if (!dx_keys) i0 = block * SIDE, i1 = lesser(rows, i0 + together * SIDE);
    else if (!whole) j0 = block * SIDE, j1 = lesser(cols, j0 + together * SIDE);
    for (int32_t from = j0, to; from < j1; from = to) {
      to = lesser(j1, from + (int32_t)most);
      if (!dx_keys && (seen_from(i0, window) / SIDE * SIDE >= to || seen_to(i1 - 1, cols, causal, window) <= from)) continue;
      for (int32_t j = from; j < to; j += SIDE) {
        const int32_t count = lesser(cols - j, SIDE), wide = whole_vectors(count);
        pack_transposed(depth, count, K.at(b, j, group), K.ld(), wide, keysT + (ptrdiff_t)(j - from) * depth);
        pack_transposed(width, count, V.at(b, j, group), V.ld(), wide, valuesT + (ptrdiff_t)(j - from) * width);
      }
      if (dx_queries) pack_scaled(to - from, depth, 1.0f, K.at(b, from, group), K.ld(), keys, deep);
      bool begun[ATTENTION_TOGETHER / ATTENTION_BLOCK] = {};
      for (int32_t n = n0; n < n1; n++) {
        const ptrdiff_t head = (ptrdiff_t)b * heads + n;
        const Sight sight = {cols, causal, window, mask == nullptr ? nullptr : mask + (ptrdiff_t)b * maskB + (ptrdiff_t)n * maskN, maskT,
            maskS, rate, seed, stream, counter, (int64_t)head * rows * cols};
        for (int32_t i = i0; i < i1; i += SIDE) {
          const int32_t high = lesser(rows - i, SIDE), first = seen_from(i, window) / SIDE * SIDE,
                        last = lesser(seen_to(i + high - 1, cols, causal, window), to), start = first > from ? first : from;
          if (start >= last) continue;
          pack_scaled(high, depth, scale * LOG2_E, Q.at(b, i, n), Q.ld(), queries, deep);
          pack_scaled(high, width, 1.0f, DY.at(b, i, n), DY.ld(), slopes, broad);
          for (int32_t r = 0; r < high; r++) {
            inner[r] = dot_values(width, DY.at(b, i + r, n), Y.at(b, i + r, n));
            logs[r] = lse[head * rows + i + r] * LOG2_E;
          }
          // Beside the first keys: the next queries, or what the next unit begins with.
          const bool ends = i + SIDE >= i1, fetches = !ends || (whole && next < hi && n == n1 - 1 && to == j1);
          const int32_t b_then = ends ? next / groups : b, group_then = next - b_then * groups, n_then = ends ? group_then * share : n;
          for (int32_t j = start; j < last; j += SIDE) {
            const int32_t count = lesser(cols - j, SIDE), wide = whole_vectors(count);
            const ptrdiff_t past = j - from;
            for (int32_t r = 0, rest; r < high; r += rest) {
              rest = lesser(high - r, STRIP);
              if (j == start && fetches) {
                const int32_t r0 = ends ? r : i + SIDE + r, r1 = r0 + rest;
                for (const Heads& x : of_queries_all) call_rows(x, b_then, n_then, r0, r1);
                for (const Heads& x : of_keys_all) if (ends) call_rows(x, b_then, group_then, r0, r1);
              }
              float *s = p + r * SIDE, *t = g + r * SIDE;
              block_product<false, false>(rest, wide, depth, queries + r * deep, deep, keysT + past * depth, wide, s, SIDE);
              block_product<false, false>(rest, wide, width, slopes + r * broad, broad, valuesT + past * width, wide, t, SIDE);
              hide(sight, i + r, rest, j, count, s);
              for (int32_t u = 0; counter != nullptr && u < rest; u++) {
                dropped_slopes(sight, i + r + u, j, count, logs[r + u], inner[r + u], s + u * SIDE, t + u * SIDE);
              }
              if (counter == nullptr && wide == SIDE) slope_rows(rest, SIDE, logs + r, inner + r, s, t);
              else if (counter == nullptr) slope_rows(rest, wide, logs + r, inner + r, s, t);
            }
            if (dx_queries && j == start) block_product<false, false>(high, deep, count, g, SIDE, keys + past * deep, deep, dqueries, deep);
            else if (dx_queries) block_product<false, true>(high, deep, count, g, SIDE, keys + past * deep, deep, dqueries, deep);
            if (dx_keys) {
              gather_product(begun[past / SIDE], count, deep, high, g, queries, dkeys + past * deep);
              gather_product(begun[past / SIDE], count, broad, high, p, slopes, dvalues + past * broad);
              begun[past / SIDE] = true;
            }
          }
          float* sums = dq + (DQ.at(b, i, n) - dq);
          if (dx_queries && start == first) unpack_scaled<false>(high, depth, scale, dqueries, deep, sums, DQ.ld());
          else if (dx_queries) unpack_scaled<true>(high, depth, scale, dqueries, deep, sums, DQ.ld());
        }
      }
      for (int32_t j = from; dx_keys && j < to; j += SIDE) {
        const ptrdiff_t past = j - from;
        const int32_t count = lesser(to - j, SIDE);
        if (!begun[past / SIDE]) {
          spread(count * deep, 0.0f, dkeys + past * deep);
          spread(count * broad, 0.0f, dvalues + past * broad);
        }
        unpack_scaled<false>(count, depth, LN_2, dkeys + past * deep, deep, dk + (DK.at(b, j, group) - dk), DK.ld());
        unpack_scaled<false>(count, width, 1.0f, dvalues + past * broad, broad, dv + (DV.at(b, j, group) - dv), DV.ld());
      }
    }
    // Queries that see nothing.
    for (int32_t i = i0; dx_queries && i < i1; i += SIDE) {
      if (seen_from(i, window) / SIDE * SIDE < seen_to(lesser(i + SIDE, rows) - 1, cols, causal, window)) continue;
      for (int32_t r = i; r < lesser(i + SIDE, rows); r++) spread((n1 - n0) * depth, 0.0f, dq + (DQ.at(b, r, n0) - dq));
    }
  }
}
