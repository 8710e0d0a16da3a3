/** The columns of a matrix made orthonormal in float64: the factor Q of its QR decomposition whose R has no negative number on
 *  its diagonal. Such a Q of normally distributed numbers is uniform among all matrices with orthonormal columns.
 *  @param values  row by row; at least as many rows as columns
 *  @returns Q, row by row
 *  @source Golub & Van Loan 2013, Matrix computations, algorithms 5.1.1 and 5.2.1; Mezzadri 2007, How to generate random matrices
 *  from the classical compact groups, section 5 */
export function orthonormalColumns(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const a = Array.from({ length: columns }, (_, j) => Float64Array.from({ length: rows }, (__, i) => values[i * columns + j]!));
  // Column k becomes the vector of the reflection that makes R of it.
  const scales = new Float64Array(columns);
  const signs = new Float64Array(columns);
  a.forEach((v, k) => {
    const norm = Math.sqrt(product(v, v, k));
    signs[k] = norm === 0 ? 0 : v[k]! < 0 ? 1 : -1;
    v[k]! += v[k]! < 0 ? -norm : norm;
    const squared = product(v, v, k);
    scales[k] = squared === 0 ? 0 : 2 / squared;
    for (let j = k + 1; j < columns; j++) reflect(a[j]!, v, scales[k]!, k);
  });
  const q = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j++) {
    const column = new Float64Array(rows);
    column[j] = signs[j]!;
    for (let k = j; k >= 0; k--) reflect(column, a[k]!, scales[k]!, k);
    for (let i = 0; i < rows; i++) q[i * columns + j] = column[i]!;
  }
  return q;
}

/** The product of two vectors, from number `k` on. */
function product(x: Float64Array, y: Float64Array, k: number): number {
  let sum = 0;
  for (let i = k; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** x -= scale v (v . x), from number `k` on. */
function reflect(x: Float64Array, v: Float64Array, scale: number, k: number): void {
  const factor = scale * product(v, x, k);
  for (let i = k; i < x.length; i++) x[i]! -= factor * v[i]!;
}
