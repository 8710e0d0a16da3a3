import type { Pieces } from '../core/pieces.ts';

/** The columns of a matrix made orthonormal in float64, in pieces: the factor Q of its QR decomposition whose R has no negative number on
 *  its diagonal. Such a Q of normally distributed numbers is uniform among all matrices with orthonormal columns.
 *  @param values  row by row; at least as many rows as columns
 *  @returns Q, row by row
 *  @source Golub & Van Loan 2013, Matrix computations, algorithms 5.1.1 and 5.2.1; Mezzadri 2007, How to generate random matrices
 *  from the classical compact groups, section 5 */
export function* orthonormalColumns(values: ArrayLike<number>, rows: number, columns: number): Pieces<Float64Array> {
  const a: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) column[i] = values[i * columns + j]!;
    a.push(column);
    yield rows * COUNTS;
  }
  // Column k becomes the vector of the reflection that makes R of it.
  const scales = new Float64Array(columns);
  const signs = new Float64Array(columns);
  for (const [k, v] of a.entries()) {
    const norm = Math.sqrt(product(v, v, k));
    signs[k] = norm === 0 ? 0 : v[k]! < 0 ? 1 : -1;
    v[k]! += v[k]! < 0 ? -norm : norm;
    const squared = product(v, v, k);
    scales[k] = squared === 0 ? 0 : 2 / squared;
    yield* reflectAll(a, k + 1, columns, v, scales[k]!, k);
  }
  const q = a.map((_, j) => {
    const column = new Float64Array(rows);
    column[j] = signs[j]!;
    return column;
  });
  for (let k = columns - 1; k >= 0; k--) yield* reflectAll(q, k, columns, a[k]!, scales[k]!, k);
  const all = new Float64Array(rows * columns);
  for (const [j, column] of q.entries()) {
    for (let i = 0; i < rows; i++) all[i * columns + j] = column[i]!;
    yield rows * COUNTS;
  }
  return all;
}

/** The product of two vectors, from number `k` on. */
function product(x: Float64Array, y: Float64Array, k: number): number {
  let sum = 0;
  for (let i = k; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** x -= scale v (v . x) for the columns [from, to), from number `k` on. */
function* reflectAll(
  columns: readonly Float64Array[], from: number, to: number, v: Float64Array, scale: number, k: number,
): Pieces<void> {
  let j = from;
  for (; j + 4 <= to; j += 4) {
    reflectFour(columns[j]!, columns[j + 1]!, columns[j + 2]!, columns[j + 3]!, v, scale, k);
    yield (v.length - k) * COUNTS;
  }
  for (; j < to; j++) {
    const x = columns[j]!;
    const factor = scale * product(v, x, k);
    for (let i = k; i < x.length; i++) x[i]! -= factor * v[i]!;
  }
  yield (v.length - k) * COUNTS;
}

/** What a number of four columns counts, in bytes that are read. */
const COUNTS = 1 << 5;

/** As a reflection of each: four sums that do not wait for each other take little longer than one. */
function reflectFour(
  x: Float64Array, y: Float64Array, z: Float64Array, w: Float64Array, v: Float64Array, scale: number, k: number,
): void {
  const { length } = v;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = k; i < length; i++) {
    const each = v[i]!;
    a += each * x[i]!;
    b += each * y[i]!;
    c += each * z[i]!;
    d += each * w[i]!;
  }
  [a, b, c, d] = [scale * a, scale * b, scale * c, scale * d];
  for (let i = k; i < length; i++) {
    const each = v[i]!;
    x[i]! -= a * each;
    y[i]! -= b * each;
    z[i]! -= c * each;
    w[i]! -= d * each;
  }
}
