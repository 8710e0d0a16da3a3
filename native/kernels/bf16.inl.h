// Products of matrices whose elements are rounded to bfloat16, the upper half of a float, while they are packed. They
// have half the bits, and twice the rate on processors that multiply pairs of them. Pairs lie along k. The odd
// element of a pair is multiplied and added first, then the even one, as vdpbf16ps does. Products are exact in
// float32, so a machine without that instruction, even without FMA, gets the same bits if it multiplies floats in the
// same order.
// MIRROR: tiles, packing and the form of a pair follow each machine's registers and instructions.

#if defined(MYELIN_TARGET_AVX512BF16)
/* Whether the target has kernels for rounded numbers alone. */
static const bool ROUNDED_ALONE = true;
/* Elements of k in one step of a tile: a pair is one word with its even element in the lower half. */
static const int32_t STEP = 2;

static inline vf multiply_pairs(vf a, vf b, vf sum) { return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b); }

/* Writes the pairs of a vector of columns, given two rows. */
static inline void put_pairs(float* out, ptrdiff_t, vf even, vf odd) {
  const vi places = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8,
      23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  put(out, 0, as_float(_mm512_permutexvar_epi16(places, (vi)_mm512_cvtne2ps_pbh(odd, even))));
}

/* Loads the next W steps of k from a row along k that has `left` more elements. */
static inline vf steps_at(const float* row, int32_t left) {
  const vf first = left >= W ? at(row, 0) : at_n(row, 0, left);
  const vf second = left >= 2 * W ? at(row, W) : left > W ? at_n(row, W, left - W) : splat(0.0f);
  return (vf)_mm512_cvtne2ps_pbh(second, first);
}
#else
static const bool ROUNDED_ALONE = false;
/* Elements of k in one step of a tile: a pair is two rows of floats, the odd one first. */
static const int32_t STEP = 1;

static inline vf multiply_pairs(vf a, vf b, vf sum) { return vfma(a, b, sum); }

/* x rounded to bfloat16, as processors with bfloat16 instructions do; NaN stays NaN. */
static inline vf to_bf16(vf x) {
  const vi bits = as_int(x), half = iadd(isplat(0x7fff), iand(ishr_u(bits, 16), isplat(1)));
  const vf y = as_float(iand(iadd(bits, half), isplat((int32_t)0xffff0000)));
  return vselect(vless(vabs(x), splat(0x1p-126f)), splat(0.0f), vselect(vequal(x, x), y, x));
}

static inline void put_pairs(float* out, ptrdiff_t ld, vf even, vf odd) {
  put(out, 0, to_bf16(odd));
  put(out + ld, 0, to_bf16(even));
}

static inline vf steps_at(const float* row, int32_t left) { return to_bf16(left >= W ? at(row, 0) : at_n(row, 0, left)); }
#endif

/* Steps of a tile over k elements; the last pair is padded if k is odd. */
static inline int32_t steps_of(int32_t k) { return (k + 1) / 2 * 2 / STEP; }

/* Packs x[k,cols], where k runs down the columns. Each step of k becomes a row of out, padded with zeros to whole
   vectors. Rows are ld apart; what a vector writes beyond ld is overwritten by the next row. */
static void pack_down(int32_t k, int32_t cols, const float* x, ptrdiff_t ldx, float* out, ptrdiff_t ld) {
  for (int32_t p = 0; p < k; p += 2, x += 2 * ldx, out += 2 / STEP * ld) {
    for (int32_t j = 0; j < cols; j += W) {
      const int32_t count = cols - j;
      const vf even = count >= W ? at(x, j) : at_n(x, j, count);
      put_pairs(out + j, ld, even, p + 1 == k ? splat(0.0f) : count >= W ? at(x + ldx, j) : at_n(x + ldx, j, count));
    }
  }
}

/* The same for x[cols,k], where k runs along the rows. */
static void pack_along(int32_t k, int32_t cols, const float* x, ptrdiff_t ldx, float* out, ptrdiff_t ld) {
  const int32_t steps = steps_of(k);
  for (int32_t j = 0; j < cols; j += W) {
    for (int32_t s = 0; s < steps; s += W) {
      vf y[W];
      for (int32_t i = 0; i < W; i++) y[i] = j + i < cols ? steps_at(x + (j + i) * ldx + s * STEP, k - s * STEP) : splat(0.0f);
      transpose(y);
      for (int32_t i = 0; i < W && s + i < steps; i++) put(out + (s + i) * ld, j, y[STEP == 2 ? i : i ^ 1]);
    }
  }
}

/* c = bf16(op(a)) bf16(op(b)), finished, for the rows x cols elements that begin at c; op(a) and op(b) begin at a and b. */
static void multiply_rounded(int32_t transA, int32_t transB, int32_t rows, int32_t cols, int32_t k, const float* a, ptrdiff_t lda,
    const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* gate) {
  const int32_t beside = vectors_for(rows, cols), panel = beside * W, high = rows_of(beside),
                across = high < W ? high : (high + W - 1) / W * W;
  const int32_t pairs = (k + 1) / 2, parts = k > BF16_DEPTH ? (k + BF16_DEPTH - 1) / BF16_DEPTH : 1;
  const int32_t depth = steps_of(2 * (pairs / parts + 1)), most = slab_rows(depth), slabs = (rows + most - 1) / most,
                strips_most = rows / slabs / high + 1;
  const int32_t block = slabs > 1 ? BLOCK_COLS / panel * panel : panel;
  float *panels = scratch((size_t)depth * (block + strips_most * across) + W), *strips = panels + (ptrdiff_t)depth * block;
  const bool finishes = bias != nullptr || gate != nullptr || activation != ACTIVATION_LINEAR;
  const bool split = ldb % LINE != 0 || (uintptr_t)b % (LINE * sizeof(float)) != 0;  // vectors that lie on two lines
  const bool distant = k >= FAR_DEPTH && (int64_t)rows * cols > caches.l2 / 4;
  for (int32_t part = 0; part < parts; part++) {
    const int32_t p = 2 * cut(pairs, part, parts), kc = part == parts - 1 ? k - p : 2 * cut(pairs, part + 1, parts) - p,
                  steps = steps_of(kc);
    const bool last = part == parts - 1;
    for (int32_t jc = 0, nc; jc < cols; jc += nc) {
      nc = cols - jc < block ? cols - jc : block;
      for (int32_t s = 0; s < slabs; s++) {
        const int32_t ic = cut(rows, s, slabs), mc = cut(rows, s + 1, slabs) - ic, bands = (mc + high - 1) / high;
        const int32_t low = mc / bands, tall = mc % bands;
        const ptrdiff_t strip = (ptrdiff_t)steps * across;
        for (int32_t i = 0, band = 0, height; (jc == 0 || slabs > 1) && i < mc; i += height, band++) {
          height = band < tall ? low + 1 : low;
          (transA ? pack_down : pack_along)(kc, height, element(transA, a, lda, ic + i, p), lda, strips + band * strip, across);
        }
        for (int32_t j = 0; j < nc; j += panel) {
          const int32_t width = nc - j < panel ? nc - j : panel, vectors = (width + W - 1) / W;
          float* packed = panels + (ptrdiff_t)j * steps;
          if (s == 0) (transB ? pack_along : pack_down)(kc, width, element(transB, b, ldb, p, jc + j), ldb, packed, vectors * W);
          // Each tile of this panel prefetches some lines of the next panel, one line for each step of k.
          const float* next = element(transB, b, ldb, p, jc + j + panel);
          const int32_t rounds = !transB && s == 0 && jc + j + panel < cols ? STEP * (panel / LINE + split) : 0;
          for (int32_t i = 0, band = 0, height; i < mc; i += height, band++) {
            height = band < tall ? low + 1 : low;
            const float* ahead = band < rounds ? next + (band % STEP) * steps * ldb + band / STEP * LINE : packed;
            const ptrdiff_t stride = band < rounds ? ldb : 0;
            float* y = c + (ic + i) * ldc + jc + j;
            if (distant) call_tile(height, vectors, y + height * ldc, ldc);
            const Tile tile = tile_of<true, PLAIN, multiply_pairs>(height, vectors);
            const float keep = part == 0 ? 0.0f : 1.0f;
            if (finishes && last) {
              float sum[REGISTERS * W];
              tile(steps, strips + band * strip, across, packed, vectors * W, nullptr, 1.0f, 0.0f, sum, vectors * W, W, {ahead, stride});
              finish(height, width, sum, vectors * W, keep, y, ldc, bias == nullptr ? nullptr : bias + jc + j, activation,
                  gate == nullptr ? nullptr : gate + (y - c));
            } else {
              tile(steps, strips + band * strip, across, packed, vectors * W, nullptr, 1.0f, keep, y, ldc, width - (vectors - 1) * W,
                  {ahead, stride});
            }
          }
        }
      }
    }
  }
}

// c[m,n] = act(bf16(op(a))[m,k] bf16(op(b))[k,n] + bias[n]), then 0 where gate[m,n] is given and not > 0; bf16 rounds to the nearest
//   bfloat16, halves to even, subnormals to 0; products are exact, sums float32; row-major; c is never read; so for each of batch, one
//   stride of a, of b, of c and gate after the other
//   alias: none   nan: propagates   error: dot(k + 3)
static void sbgemm(int32_t transA, int32_t transB, int32_t batch, int32_t m, int32_t n, int32_t k, const float* a, int32_t lda,
    int32_t strideA, const float* b, int32_t ldb, int32_t strideB, float* c, int32_t ldc, int32_t strideC, const float* bias,
    int32_t activation, const float* gate, int32_t lo, int32_t hi) {
  // Strips are cut along the longer side: each has to pack the whole of the other operand, which is the smaller one.
  const bool by_rows = m >= n;
  const int32_t length = by_rows ? m : n, strips = (length + GEMM_STRIP - 1) / GEMM_STRIP;
  while (lo < hi) {
    const int32_t item = lo / strips, first = lo - item * strips, last = hi - lo < strips - first ? first + hi - lo : strips;
    const int32_t begin = first * GEMM_STRIP, end = last == strips ? length : last * GEMM_STRIP;
    const int32_t i = by_rows ? begin : 0, rows = by_rows ? end - begin : m, j = by_rows ? 0 : begin, cols = by_rows ? n : end - begin;
    const ptrdiff_t to = item * (ptrdiff_t)strideC + (ptrdiff_t)i * ldc + j;
    const float *from_a = element(transA, a + item * (ptrdiff_t)strideA, lda, i, 0),
                *from_b = element(transB, b + item * (ptrdiff_t)strideB, ldb, 0, j);
    multiply_rounded(transA, transB, rows, cols, k, from_a, lda, from_b, ldb, c + to, ldc, bias == nullptr ? nullptr : bias + j, activation,
        gate == nullptr ? nullptr : gate + to);
    lo += last - first;
  }
}
