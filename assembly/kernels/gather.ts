// Rows chosen by indices. Indices are data and may be wrong: an index outside the table reads as NaN and writes
// nothing.
import { at, at_n, put, put_n, vadd, W } from '../simd';
import { cast_u8_f32, fill } from './move';

/** A row of the NaN 0x7fc00000. */
@inline function missing_row(width: i32, y: usize): void { fill(width, reinterpret<f32>(0x7fc00000), y, 0, width); }

// y[n,width] = x[index[n],width]   alias: none   nan: an index outside 0..rows-1 gives a row of NaN   error: exact
export function gather_rows(n: i32, width: i32, rows: i32, x: usize, index: usize, y: usize, lo: i32, hi: i32): void {
  const bytes = (<usize>width) << 2;
  for (let i: i32 = lo; i < hi; i++) {
    const row = load<i32>(index + ((<usize>i) << 2));
    const yi = y + <usize>i * bytes;
    if (row >= 0 && row < rows) memory.copy(yi, x + <usize>row * bytes, bytes);
    else missing_row(width, yi);
  }
}

@inline function add_row(width: i32, x: usize, y: usize): void {
  let j: i32 = 0;
  for (; width - j >= W; j += W) put(y, j, vadd(at(y, j), at(x, j)));
  if (j < width) put_n(y, j, width - j, vadd(at_n(y, j, width - j), at_n(x, j, width - j)));
}

// dx[rows,width] = sum of dy[i,width] over i with index[i] = row, in order of i   alias: none   nan: propagates   error: dot(n)
export function gather_rows_dx(n: i32, width: i32, rows: i32, dy: usize, index: usize, dx: usize, lo: i32, hi: i32): void {
  const bytes = (<usize>width) << 2;
  // The thread of rows [lo, hi) reads all indices and adds what falls into these rows, so that no two threads write
  // one row.
  fill((hi - lo) * width, 0, dx + <usize>lo * bytes, 0, (hi - lo) * width);
  for (let i: i32 = 0; i < n; i++) {
    const row = load<i32>(index + ((<usize>i) << 2));
    if (row >= lo && row < hi) add_row(width, dy + <usize>i * bytes, dx + <usize>row * bytes);
  }
}

/** The row of x for element i of a batch, or -1 if there is none. */
@inline function batch_row(i: i32, rows: i32, total: i32, order: usize, first: i64): i32 {
  const position = first + i;
  if (position < 0 || position >= total) return -1;
  const row = load<i32>(order + ((<usize>position) << 2));
  return row >= 0 && row < rows ? row : -1;
}

// y[i,width] = x[order[cursor[0] + i],width], 4-byte elements moved bit for bit
//   alias: none   nan: a position outside 0..total-1 or a row outside 0..rows-1 gives a row of NaN bits (0x7fc00000)   error: exact
export function gather_batch(n: i32, width: i32, rows: i32, total: i32, x: usize, order: usize, cursor: usize, y: usize, lo: i32,
    hi: i32): void {
  const bytes = (<usize>width) << 2;
  const first: i64 = load<i32>(cursor);
  for (let i: i32 = lo; i < hi; i++) {
    // MIRROR: WebAssembly has no prefetch
    const row = batch_row(i, rows, total, order, first);
    const yi = y + <usize>i * bytes;
    if (row >= 0) memory.copy(yi, x + <usize>row * bytes, bytes);
    else missing_row(width, yi);
  }
}

// y[i,width] = float(x[order[cursor[0] + i],width])   alias: none   nan: as gather_batch   error: exact
export function gather_batch_u8(n: i32, width: i32, rows: i32, total: i32, x: usize, order: usize, cursor: usize, y: usize, lo: i32,
    hi: i32): void {
  const bytes = (<usize>width) << 2;
  const first: i64 = load<i32>(cursor);
  for (let i: i32 = lo; i < hi; i++) {
    const row = batch_row(i, rows, total, order, first);
    const yi = y + <usize>i * bytes;
    if (row >= 0) cast_u8_f32(width, x + <usize>row * width, yi, 0, width);
    else missing_row(width, yi);
  }
}

// y[n,depth] = (index[n] == depth ? 1 : 0); an index outside gives a row of 0   alias: none   nan: propagates   error: exact
export function one_hot(n: i32, depth: i32, index: usize, y: usize, lo: i32, hi: i32): void {
  const bytes = (<usize>depth) << 2;
  fill((hi - lo) * depth, 0, y + <usize>lo * bytes, 0, (hi - lo) * depth);
  for (let i: i32 = lo; i < hi; i++) {
    const hot = load<i32>(index + ((<usize>i) << 2));
    if (hot >= 0 && hot < depth) store<f32>(y + <usize>i * bytes + ((<usize>hot) << 2), 1);
  }
}

/** For each digit, where the next index with that digit goes. */
const NEXT: usize = memory.data(256 * 4);

/** A digit, 8 bits, of the key by which an index is sorted. Indices outside the table come last. */
@inline function digit_of(index: i32, rows: i32, digit: i32): i32 {
  const key = index >= 0 && index < rows ? index : rows;
  return key >> (8 * digit) & 255;
}

@inline function int_at(p: usize, i: i32): i32 { return load<i32>(p + ((<usize>i) << 2)); }
@inline function put_int(p: usize, i: i32, value: i32): void { store<i32>(p + ((<usize>i) << 2), value); }

// groups[k] = 0..n-1 in order of their index, equal ones as they come, those outside 0..rows-1 last; groups[n + k] = index[groups[k]] where
//   it is the first of its equals, -1 where it is not, -2 outside 0..rows-1
//   alias: none   nan: propagates   error: exact
export function group_indices(n: i32, rows: i32, index: usize, groups: usize): void {
  // A program from elsewhere may put both into one place. Indices that change while they are sorted would lead anywhere.
  if (index < groups + (<usize>n << 3) && groups < index + (<usize>n << 2)) return;
  const half = groups + ((<usize>n) << 2);
  let digits: i32 = 0;
  while (digits < 4 && rows >> (8 * digits) > 0) digits++;
  // Each pass sorts from one half into the other. The first half to read is chosen such that the last pass writes the
  // first half.
  let from = digits % 2 == 0 ? groups : half;
  for (let k: i32 = 0; k < n; k++) put_int(from, k, k);
  for (let d: i32 = 0; d < digits; d++) {
    memory.fill(NEXT, 0, 256 * 4);
    for (let i: i32 = 0; i < n; i++) {
      const digit = digit_of(int_at(index, i), rows, d);
      put_int(NEXT, digit, int_at(NEXT, digit) + 1);
    }
    for (let v: i32 = 0, before: i32 = 0; v < 256; v++) {
      const count = int_at(NEXT, v);
      put_int(NEXT, v, before);
      before += count;
    }
    const to = from == groups ? half : groups;
    for (let k: i32 = 0; k < n; k++) {
      const digit = digit_of(int_at(index, int_at(from, k)), rows, d);
      const place = int_at(NEXT, digit);
      put_int(NEXT, digit, place + 1);
      put_int(to, place, int_at(from, k));
    }
    from = to;
  }
  let last: i32 = -1;
  for (let k: i32 = 0; k < n; k++) {
    const row = int_at(index, int_at(groups, k));
    put_int(half, k, row < 0 || row >= rows ? -2 : row == last ? -1 : row);
    last = row;
  }
}

// y[k,width] = sum of dy[groups[j],width] over j = k and those behind it with groups[n + j] = -1, in order of j, where groups[n + k] >= 0;
//   else 0; a position outside 0..n-1 adds nothing
//   alias: none   nan: propagates   error: dot(n)
export function sum_groups(n: i32, width: i32, dy: usize, groups: usize, y: usize, lo: i32, hi: i32): void {
  const bytes = (<usize>width) << 2;
  const first = groups + ((<usize>n) << 2);
  fill((hi - lo) * width, 0, y + <usize>lo * bytes, 0, (hi - lo) * width);
  for (let k: i32 = lo; k < hi; k++) {
    if (int_at(first, k) < 0) continue;
    let j = k;
    do {
      const i = int_at(groups, j);
      if (i >= 0 && i < n) add_row(width, dy + <usize>i * bytes, y + <usize>k * bytes);
    } while (++j < n && int_at(first, j) == -1);
  }
}

// y[index[k],width] = x[k,width], of equal indices the last; an index outside 0..rows-1 writes nothing
//   alias: none   nan: propagates   error: exact
export function scatter_rows(n: i32, width: i32, rows: i32, x: usize, index: usize, y: usize, lo: i32, hi: i32): void {
  const bytes = (<usize>width) << 2;
  for (let k: i32 = 0; k < n; k++) {
    const row = int_at(index, k);
    if (row >= lo && row < hi) memory.copy(y + <usize>row * bytes, x + <usize>k * bytes, bytes);
  }
}
