// Matrix products. A product is cut into tiles of C that stay in registers while the loop over k runs. The loops
// around a tile are those of BLIS (Van Zee & van de Geijn 2015). Operands are packed only where reading them in place
// costs more. How k is cut depends on its length alone, so the bits of an element do not depend on the thread that
// computes it.
// MIRROR: tiles, packing and the blocks of k follow each machine's registers and caches.
#include "gemm-tile.inl.h"
#include "gemm-pack.inl.h"
#include "gemm-small.inl.h"
#include "gemm-narrow.inl.h"
#include "gemm-edge.inl.h"
#include "gemm-parts.inl.h"

/* Prefetches a tile of C. */
static inline void call_tile(int32_t rows, int32_t vectors, const float* c, ptrdiff_t ldc) {
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t v = 0; v < vectors; v++) call_line(c + i * ldc + v * W);
  }
}

/* c = act(alpha op(a) op(b) + beta c + bias + share beside), or gated, for the rows x cols elements that begin at c; op(a)
   and op(b) begin at a and b. */
static void multiply(int32_t transA, int32_t transB, int32_t rows, int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda,
    const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* beside,
    float share = 0) {
  if (rows <= 0 || cols <= 0) return;
  const int32_t wide = vectors_for(rows, cols), panel = wide * W, high = rows_of(wide);
  const int32_t depths = k > GEMM_DEPTH ? (k + GEMM_DEPTH - 1) / GEMM_DEPTH : 1, depth = k / depths + 1;
  const int32_t most = slab_rows(depth), slabs = (rows + most - 1) / most, slab = rows / slabs + 1;
  // Panels of B that many tiles read are packed. With 16-lane vectors this pays only if B is also larger than half of
  // the L2 cache.
  const bool reused = W < 16 ? rows >= 4 * rows_of(TILE_VECTORS) : rows > SLAB_ROWS / 2 && (int64_t)k * cols > caches.l2 / 8;
  const bool packsA = rows > high && cols > 4 * panel && ((transA && W < 16) || lda % ALIASING == 0);
  const int32_t block = slabs > 1 ? BLOCK_COLS / panel * panel : panel;
  const ptrdiff_t ld = !packsA ? lda : transA ? high : (depth / LINE | 1) * LINE + LINE;
  float* packed = scratch((size_t)depth * block + (packsA ? (size_t)ld * (transA ? (slab / high + 1) * depth : slab) + W : 0));
  float* packedA = packed + (size_t)depth * block;
  const bool finishes = bias != nullptr || beside != nullptr || activation != ACTIVATION_LINEAR;
  const bool distant = k >= FAR_DEPTH && (int64_t)rows * cols > caches.l2 / 8;
  for (int32_t part = 0; part < depths; part++) {
    const int32_t p = cut(k, part, depths), kc = cut(k, part + 1, depths) - p;
    for (int32_t jc = 0, nc; jc < cols; jc += nc) {
      nc = slabs > 1 && cols - jc > block ? block : cols - jc;
      const float* from = element(transB, b, ldb, p, jc);
      for (int32_t s = 0; s < slabs; s++) {
        // Bands have nearly equal heights: 128 rows are 18 bands of 6 and four of 5, not 21 of 6 and one of 2.
        const int32_t ic = cut(rows, s, slabs), mc = cut(rows, s + 1, slabs) - ic, bands = (mc + high - 1) / high, low = mc / bands,
                      tall = mc % bands;
        const float* strips = element(transA, a, lda, ic, p);
        if (packsA) {
          if (jc == 0 || slabs > 1) pack_slab(transA, mc, kc, bands, strips, lda, packedA, ld);
          strips = packedA;
        }
        for (int32_t j = 0, width; j < nc; j += width) {
          width = nc - j < panel ? nc - j : panel;
          if (!reused && width > W) width -= width % W;  // read in place as long as vectors are whole
          const int32_t vectors = (width + W - 1) / W, tail = width - (vectors - 1) * W;
          float* own = packed + (slabs > 1 ? (ptrdiff_t)j * kc : 0);
          const bool fresh = !transB && (reused ? s == 0 : tail == W);
          if (s == 0 && !fresh) pack_panel(transB, kc, width, element(transB, from, ldb, 0, j), ldb, own);
          // Each tile of this panel prefetches some lines of the next panel, one line for each step of k; if there are fewer
          // tiles than lines, all of them, also where that panel is to be packed. The lines are those in which vectors end.
          const bool few = bands < panel / LINE, packs = few && transB;
          int32_t rounds = (packs || fresh ? jc + j + width < cols : s > 0 && j + width < nc) ? (panel + LINE - 1) / LINE : 0;
          Ahead ahead = {own + (ptrdiff_t)panel * kc, LINE, (ptrdiff_t)LINE * kc};
          if (fresh) ahead = {from + j + width + LINE - 1, ldb, LINE};
          else if (packs) ahead = {from + (j + width) * ldb, ldb, LINE * ldb, LINE, LINE - LINE * ldb};
          for (int32_t i = 0, band = 0, height; i < mc; i += height, band++) {
            height = band < tall ? low + 1 : low;
            float* y = c + (ic + i) * ldc + jc + j;
            if (distant) call_tile(height, vectors, y + height * ldc, ldc);
            if (distant && beside != nullptr) call_tile(height, vectors, beside + (y - c), ldc);
            const bool in_place = fresh && (band == 0 || !reused), keeps = fresh && band == 0 && reused;
            const bool calls = few && rounds > 0 && has_tile(CALLING, height, vectors);
            const Tile tile = transA ? keeps   ? tile_of<true, KEEPING>(height, vectors)
                                       : calls ? tile_of<true, CALLING>(height, vectors)
                                               : tile_of<true>(height, vectors)
                                     : keeps   ? tile_of<false, KEEPING>(height, vectors)
                                       : calls ? tile_of<false, CALLING>(height, vectors)
                                               : tile_of<false>(height, vectors);
            const float *strip = packsA && transA ? strips + (ptrdiff_t)band * kc * ld : element(transA, strips, ld, i, 0),
                        *bp = in_place ? from + j : own;
            const ptrdiff_t ld_panel = in_place ? ldb : vectors * W;
            const float keep = part == 0 ? beta : 1.0f;
            // After that, tiles of the first panel prefetch the next rows of A, if these lie so close together that
            // kc lines hold them; of transposed A the next line of each row. @source measured on Zen 4, A^T: 512 x
            // 128 x 1024 gains 25 %, 512 x 512 x 1024 9 %
            const bool follows = jc + j == 0 && (transA ? !packsA : height * ld <= (ptrdiff_t)LINE * kc);
            if (rounds <= 0) {
              ahead.line = follows ? strip + (transA ? LINE : height * ld) : bp;
              ahead.stride = follows ? (transA ? ld : LINE) : 0;
            }
            if (finishes && part == depths - 1) {
              // The tile stores whole vectors to `sum`: a load after a masked store to the same address waits long.
              alignas(64) float sum[REGISTERS * W];
              tile(kc, strip, ld, bp, ld_panel, own, alpha, 0.0f, sum, vectors * W, keeps ? tail : W, ahead);
              finish(height, width, sum, vectors * W, keep, y, ldc, bias == nullptr ? nullptr : bias + jc + j, activation,
                  beside == nullptr ? nullptr : beside + (y - c), share);
            } else {
              tile(kc, strip, ld, bp, ld_panel, own, alpha, keep, y, ldc, tail, ahead);
            }
            rounds -= calls ? (vectors * W + LINE - 1) / LINE : 1;
            ahead.line += ahead.apart;
          }
        }
      }
    }
  }
}

/* The same for transposed A and fewer than LINE columns. Computes the transpose of C, whose vectors are full, in
   parts that stay in the L1 cache. */
static void columns_by_rows(int32_t transB, int32_t rows, int32_t cols, int32_t k, float alpha, const float* a, ptrdiff_t lda,
    const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias, int32_t activation, const float* beside,
    float share) {
  const int32_t PART = 128, width = (cols + W - 1) / W * W;
  alignas(64) float across[LINE * PART], sum[LINE * PART];
  for (int32_t i = 0; i < rows; i += PART) {
    const int32_t count = rows - i < PART ? rows - i : PART;
    multiply(!transB, 0, cols, count, k, alpha, b, ldb, a + i, lda, 0.0f, across, PART, nullptr, ACTIVATION_LINEAR, nullptr);
    pack_transposed(count, cols, across, PART, width, sum);
    finish(count, cols, sum, width, beta, c + i * ldc, ldc, bias, activation, beside == nullptr ? nullptr : beside + i * ldc, share);
  }
}

/* Computes rows [i0, i1) of columns [j0, j1) of one product. The shape of the whole product decides in which way. */
static void rectangle(int32_t i0, int32_t i1, int32_t j0, int32_t j1, int32_t transA, int32_t transB, int32_t m, int32_t n, int32_t k,
    float alpha, const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float beta, float* c, ptrdiff_t ldc, const float* bias,
    int32_t activation, const float* beside, float share = 0) {
  float* y = c + (ptrdiff_t)i0 * ldc + j0;
  if (bias != nullptr) bias += j0;
  if (beside != nullptr) beside += y - c;
  if (is_small(m, n, k)) {
    multiply_small(transA, transB, i1 - i0, j1 - j0, k, alpha, element(transA, a, lda, i0, 0), lda, element(transB, b, ldb, 0, j0), ldb,
        beta, y, ldc, bias, activation, beside, share);
  } else if (transA && n == 1 && ldc == 1) {
    // A column of C is computed as a row: op(b)^T op(a)^T reads A along its rows.
    row_by_matrix(i1 - i0, k, alpha, b, transB ? 1 : ldb, a + i0, lda, beta, y, nullptr, ACTIVATION_LINEAR, nullptr, 0.0f);
    finish(i1 - i0, 1, y, 1, 0.0f, y, 1, bias, activation, beside, share);
  } else if (!transB && m == 1 && n >= 4 * W) {
    row_by_matrix(j1 - j0, k, alpha, a, transA ? lda : 1, b + j0, ldb, beta, y, bias, activation, beside, share);
  } else if (!transB && m == 1) {
    row_by_columns(j1 - j0, k, alpha, a, transA ? lda : 1, b + j0, ldb, beta, y, bias, activation, beside, share);
  } else if (transB && m == 1 && n >= W && (!transA || lda == 1)) {
    dots<1>(j0, j1, k, b, ldb, a, alpha, beta, c, 1);
    finish(1, j1 - j0, y, ldc, 0.0f, y, ldc, bias, activation, beside, share);
  } else {
    const Edge edge = edge_of(transA, m, n, k);
    const int32_t first = n - edge.half - edge.along - edge.across, whole = j1 < first ? j1 : first;
    if (j0 < whole) {
      multiply(transA, transB, i1 - i0, whole - j0, k, alpha, element(transA, a, lda, i0, 0), lda, element(transB, b, ldb, 0, j0), ldb,
          beta, y, ldc, bias, activation, beside, share);
    }
    if (whole == j1) return;
    b = element(transB, b, ldb, 0, first);
    c += first;
    if (bias != nullptr) bias += first - j0;
    if (beside != nullptr) beside += first - j0;
    if (edge.across > 0) {
      columns_by_rows(transB, i1 - i0, edge.across, k, alpha, element(transA, a, lda, i0, 0), lda, b, ldb, beta, c + (ptrdiff_t)i0 * ldc,
          ldc, bias, activation, beside, share);
    } else multiply_edge(edge, i0, i1, transA, transB, k, alpha, a, lda, b, ldb, beta, c, ldc, bias, activation, beside, share);
  }
}

// c[m,n] = act(alpha op(a)[m,k] op(b)[k,n] + beta c + bias[n] + share beside[m,n]); where share = 0, then 0 where beside is given and not >
//   0; row-major; beta = 0 never reads c, alpha = 0 never reads a or b; so for each of batch, one stride of a, of b, of c and beside after
//   the other
//   alias: none   nan: propagates   error: dot(k + 3)
static void sgemm(int32_t transA, int32_t transB, int32_t batch, int32_t m, int32_t n, int32_t k, float alpha, const float* a, int32_t lda,
    int32_t strideA, const float* b, int32_t ldb, int32_t strideB, float beta, float* c, int32_t ldc, int32_t strideC, const float* bias,
    int32_t activation, float share, const float* beside, int32_t lo, int32_t hi) {
  if (alpha == 0 || k == 0) alpha = 0, k = 0;
  while (lo < hi) {
    const Part p = take_part(m, n, lo, hi);
    const ptrdiff_t to = p.item * (ptrdiff_t)strideC;
    rectangle(p.i0, p.i1, p.j0, p.j1, transA, transB, m, n, k, alpha, a + p.item * (ptrdiff_t)strideA, lda, b + p.item * (ptrdiff_t)strideB,
        ldb, beta, c + to, ldc, bias, activation, beside == nullptr ? nullptr : beside + to, beside == nullptr ? 0 : share);
  }
}
