#pragma once
// Rows chosen by indices. Indices are data and may be wrong: an index outside the table reads as NaN and writes
// nothing.
#include "move.inl.h"

/* A row of the NaN 0x7fc00000. */
static inline void missing_row(int32_t width, float* y) { fill(width, float_of(0x7fc00000), y, 0, width); }

// y[n,width] = x[index[n],width]   alias: none   nan: an index outside 0..rows-1 gives a row of NaN   error: exact
static void gather_rows(int32_t n, int32_t width, int32_t rows, const float* x, const int32_t* index, float* y, int32_t lo, int32_t hi) {
  for (int32_t i = lo; i < hi; i++) {
    const int32_t row = index[i];
    float* yi = y + (int64_t)i * width;
    if (row >= 0 && row < rows) memcpy(yi, x + (int64_t)row * width, (size_t)width * 4);
    else missing_row(width, yi);
  }
}

static inline void add_row(int32_t width, const float* x, float* y) {
  int32_t j = 0;
  for (; width - j >= W; j += W) put(y, j, vadd(at(y, j), at(x, j)));
  if (j < width) put_n(y, j, width - j, vadd(at_n(y, j, width - j), at_n(x, j, width - j)));
}

// dx[rows,width] = sum of dy[i,width] over i with index[i] = row, in order of i   alias: none   nan: propagates   error: dot(n)
static void gather_rows_dx(int32_t n, int32_t width, int32_t rows, const float* dy, const int32_t* index, float* dx, int32_t lo,
    int32_t hi) {
  // The thread of rows [lo, hi) reads all indices and adds what falls into these rows, so that no two threads write
  // one row.
  fill((hi - lo) * width, 0, dx + (int64_t)lo * width, 0, (hi - lo) * width);
  for (int32_t i = 0; i < n; i++) {
    const int32_t row = index[i];
    if (row >= lo && row < hi) add_row(width, dy + (int64_t)i * width, dx + (int64_t)row * width);
  }
}

/* ROW_AHEAD: the most bytes of a row that are prefetched; the hardware prefetcher has detected the rest by then.
   ROW_WORTH: shorter rows are not prefetched, because that costs more than it saves. */
static const int64_t ROW_AHEAD = 4096, ROW_WORTH = 256;

/* The row of x for element i of a batch, or -1 if there is none. */
static inline int32_t batch_row(int32_t i, int32_t rows, int32_t total, const int32_t* order, int64_t first) {
  const int64_t position = first + i;
  if (position < 0 || position >= total) return -1;
  const int32_t row = order[position];
  return row >= 0 && row < rows ? row : -1;
}

/* Prefetches a row of a shuffled data set while the row before it is copied. The hardware prefetcher cannot guess
   which row it is.
   @source measured on Zen 4: 128 rows of 784 bytes from 47 MB in 26 us instead of 47-61 */
static inline void call_row(const void* x, int32_t row, int64_t bytes) {
  // MIRROR: WebAssembly has no prefetch
#if defined(__GNUC__)
  if (row < 0) return;
  const char* from = (const char*)x + row * bytes;
  for (int64_t at = 0; at < bytes && at < ROW_AHEAD; at += 64) __builtin_prefetch(from + at);
#endif
}

// y[i,width] = x[order[cursor[0] + i],width], 4-byte elements moved bit for bit
//   alias: none   nan: a position outside 0..total-1 or a row outside 0..rows-1 gives a row of NaN bits (0x7fc00000)   error: exact
static void gather_batch(int32_t n, int32_t width, int32_t rows, int32_t total, const float* x, const int32_t* order, const int32_t* cursor,
    float* y, int32_t lo, int32_t hi) {
  const int64_t first = cursor[0];
  const int32_t wide = width >= ROW_WORTH / 4;
  for (int32_t i = lo; i < hi; i++) {
    const int32_t row = batch_row(i, rows, total, order, first);
    float* yi = y + (int64_t)i * width;
    if (i + 1 < hi && wide) call_row(x, batch_row(i + 1, rows, total, order, first), (int64_t)width * 4);
    if (row >= 0) memcpy(yi, x + (int64_t)row * width, (size_t)width * 4);
    else missing_row(width, yi);
  }
}

// y[i,width] = float(x[order[cursor[0] + i],width])   alias: none   nan: as gather_batch   error: exact
static void gather_batch_u8(int32_t n, int32_t width, int32_t rows, int32_t total, const uint8_t* x, const int32_t* order,
    const int32_t* cursor, float* y, int32_t lo, int32_t hi) {
  const int64_t first = cursor[0];
  const int32_t wide = width >= ROW_WORTH;
  for (int32_t i = lo; i < hi; i++) {
    const int32_t row = batch_row(i, rows, total, order, first);
    float* yi = y + (int64_t)i * width;
    if (i + 1 < hi && wide) call_row(x, batch_row(i + 1, rows, total, order, first), width);
    if (row >= 0) cast_u8_f32(width, x + (int64_t)row * width, yi, 0, width);
    else missing_row(width, yi);
  }
}

// y[n,depth] = (index[n] == depth ? 1 : 0); an index outside gives a row of 0   alias: none   nan: propagates   error: exact
static void one_hot(int32_t n, int32_t depth, const int32_t* index, float* y, int32_t lo, int32_t hi) {
  fill((hi - lo) * depth, 0, y + (int64_t)lo * depth, 0, (hi - lo) * depth);
  for (int32_t i = lo; i < hi; i++) {
    const int32_t hot = index[i];
    if (hot >= 0 && hot < depth) y[(int64_t)i * depth + hot] = 1;
  }
}

/* A digit, 8 bits, of the key by which an index is sorted. Indices outside the table come last. */
static inline int32_t digit_of(int32_t index, int32_t rows, int32_t digit) {
  const int32_t key = index >= 0 && index < rows ? index : rows;
  return key >> (8 * digit) & 255;
}

// groups[k] = 0..n-1 in order of their index, equal ones as they come, those outside 0..rows-1 last; groups[n + k] = index[groups[k]] where
//   it is the first of its equals, -1 where it is not, -2 outside 0..rows-1
//   alias: none   nan: propagates   error: exact
static void group_indices(int32_t n, int32_t rows, const int32_t* index, int32_t* groups) {
  // A program from elsewhere may put both into one place. Indices that change while they are sorted would lead anywhere.
  if (index < groups + 2 * (ptrdiff_t)n && groups < index + n) return;
  int32_t digits = 0;
  while (digits < 4 && rows >> (8 * digits) > 0) digits++;
  // Each pass sorts from one half into the other. The first half to read is chosen such that the last pass writes the
  // first half.
  int32_t* from = digits % 2 == 0 ? groups : groups + n;
  for (int32_t k = 0; k < n; k++) from[k] = k;
  for (int32_t d = 0; d < digits; d++) {
    int32_t next[256] = {0};
    for (int32_t i = 0; i < n; i++) next[digit_of(index[i], rows, d)]++;
    for (int32_t v = 0, before = 0; v < 256; v++) {
      const int32_t count = next[v];
      next[v] = before;
      before += count;
    }
    int32_t* to = from == groups ? groups + n : groups;
    for (int32_t k = 0; k < n; k++) to[next[digit_of(index[from[k]], rows, d)]++] = from[k];
    from = to;
  }
  int32_t last = -1;
  for (int32_t k = 0; k < n; k++) {
    const int32_t row = index[groups[k]];
    groups[n + k] = row < 0 || row >= rows ? -2 : row == last ? -1 : row;
    last = row;
  }
}

// y[k,width] = sum of dy[groups[j],width] over j = k and those behind it with groups[n + j] = -1, in order of j, where groups[n + k] >= 0;
//   else 0; a position outside 0..n-1 adds nothing
//   alias: none   nan: propagates   error: dot(n)
static void sum_groups(int32_t n, int32_t width, const float* dy, const int32_t* groups, float* y, int32_t lo, int32_t hi) {
  const int32_t* first = groups + n;
  fill((hi - lo) * width, 0, y + (int64_t)lo * width, 0, (hi - lo) * width);
  for (int32_t k = lo; k < hi; k++) {
    if (first[k] < 0) continue;
    int32_t j = k;
    do {
      const int32_t i = groups[j];
      if (i >= 0 && i < n) add_row(width, dy + (int64_t)i * width, y + (int64_t)k * width);
    } while (++j < n && first[j] == -1);
  }
}

// y[index[k],width] = x[k,width], of equal indices the last; an index outside 0..rows-1 writes nothing
//   alias: none   nan: propagates   error: exact
static void scatter_rows(int32_t n, int32_t width, int32_t rows, const float* x, const int32_t* index, float* y, int32_t lo, int32_t hi) {
  for (int32_t k = 0; k < n; k++) {
    const int32_t row = index[k];
    if (row >= lo && row < hi) memcpy(y + (int64_t)row * width, x + (int64_t)k * width, (size_t)width * 4);
  }
}
