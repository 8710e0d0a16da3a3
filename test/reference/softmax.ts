/** The references, and the magnitudes their bounds scale with. x - max is rounded before the exponential is taken, so
 *  that every e^(x - max) counts 1 + |x - max| times. */
interface Rows { rows: number; cols: number; x: Float64Array; y: Float64Array }

/** A row of x against its largest element, the logarithm of the sum of exponentials, and their shares. */
function softmaxRow(x: Float64Array, row: number, cols: number): { d: Float64Array; lse: number; p: Float64Array } {
  const line = x.slice(row * cols, (row + 1) * cols);
  const top = line.reduce((a, b) => Math.max(a, b), -Infinity);
  const d = line.map((v) => v - top);
  const sum = d.reduce((a, b) => a + Math.exp(b), 0);
  return { d, lse: Math.log(sum), p: d.map((v) => Math.exp(v) / sum) };
}
const sum = (x: Float64Array, of: (value: number, j: number) => number): number => x.reduce((total, value, j) => total + of(value, j), 0);

function softmaxOf({ rows, cols, x, y }: Rows, of: (d: number, p: number, lse: number) => number): void {
  for (let i = 0; i < rows; i++) {
    const { d, p, lse } = softmaxRow(x, i, cols);
    for (let j = 0; j < cols; j++) y[i * cols + j] = of(d[j]!, p[j]!, lse);
  }
}
export function softmax(args: Rows): void {
  softmaxOf(args, (_, p) => p);
}
export function softmax_magnitude(args: Rows): void {
  softmaxOf(args, (d, p) => (p === 0 ? 0 : p * (1 - d)));
}
export function log_softmax(args: Rows): void {
  softmaxOf(args, (d, _, lse) => d - lse);
}
export function log_softmax_magnitude(args: Rows): void {
  softmaxOf(args, (d, _, lse) => 1 - d + lse);
}

/** Algorithm 1 of Martins & Astudillo 2016: sort, and take the longest prefix that stays above its own threshold. */
function sparsemaxOf({ rows, cols, x, y }: Rows, of: (z: number, tau: number) => number): void {
  for (let i = 0; i < rows; i++) {
    const line = x.slice(i * cols, (i + 1) * cols);
    const top = line.reduce((a, b) => Math.max(a, b), -Infinity);
    const z = line.map((v) => v - top);
    const sorted = z.slice().sort().reverse();
    let total = 0;
    let tau = NaN;
    for (let k = 1; k <= cols; k++) {
      total += sorted[k - 1]!;
      if (1 + k * sorted[k - 1]! > total) tau = (total - 1) / k;
    }
    for (let j = 0; j < cols; j++) y[i * cols + j] = of(z[j]!, tau);
  }
}
export function sparsemax(args: Rows): void {
  sparsemaxOf(args, (z, tau) => Math.max(z - tau, 0));
}
export function sparsemax_magnitude(args: Rows): void {
  sparsemaxOf(args, (z, tau) => (z < -2 ? 0 : 1 - z - tau));
}

interface CrossEntropy { rows: number; cols: number; x: Float64Array; t: Float64Array; y: Float64Array }
function crossEntropyOf({ rows, cols, x, t, y }: CrossEntropy, of: (t: number, d: number, lse: number) => number): void {
  for (let i = 0; i < rows; i++) {
    const { d, lse } = softmaxRow(x, i, cols);
    y[i] = sum(d, (value, j) => of(t[i * cols + j]!, value, lse));
  }
}
export function softmax_cross_entropy(args: CrossEntropy): void {
  crossEntropyOf(args, (t, d, lse) => t * (lse - d));
}
export function softmax_cross_entropy_magnitude(args: CrossEntropy): void {
  crossEntropyOf(args, (t, d, lse) => Math.abs(t) * (1 + lse - d));
}

interface CrossEntropyDx { rows: number; cols: number; x: Float64Array; t: Float64Array; dy: Float64Array; dx: Float64Array }
export function softmax_cross_entropy_dx({ rows, cols, x, t, dy, dx }: CrossEntropyDx): void {
  for (let i = 0; i < rows; i++) {
    const { p } = softmaxRow(x, i, cols);
    const weight = sum(p, (_, j) => t[i * cols + j]!);
    for (let j = 0; j < cols; j++) dx[i * cols + j] = dy[i]! * (p[j]! * weight - t[i * cols + j]!);
  }
}
export function softmax_cross_entropy_dx_magnitude({ rows, cols, x, t, dy, dx }: CrossEntropyDx): void {
  for (let i = 0; i < rows; i++) {
    const { d, p } = softmaxRow(x, i, cols);
    const weight = sum(p, (_, j) => Math.abs(t[i * cols + j]!));
    for (let j = 0; j < cols; j++) {
      dx[i * cols + j] = Math.abs(dy[i]!) * ((p[j] === 0 ? 0 : p[j]! * (1 - d[j]!) * weight) + Math.abs(t[i * cols + j]!));
    }
  }
}

interface SparseCrossEntropy { rows: number; cols: number; x: Float64Array; label: Float64Array; y: Float64Array }
function sparseCrossEntropyOf({ rows, cols, x, label, y }: SparseCrossEntropy, of: (d: number, lse: number) => number): void {
  for (let i = 0; i < rows; i++) {
    const { d, lse } = softmaxRow(x, i, cols);
    y[i] = of(d[label[i]!] ?? NaN, lse);
  }
}
export function sparse_softmax_cross_entropy(args: SparseCrossEntropy): void {
  sparseCrossEntropyOf(args, (d, lse) => lse - d);
}
export function sparse_softmax_cross_entropy_magnitude(args: SparseCrossEntropy): void {
  sparseCrossEntropyOf(args, (d, lse) => 1 + lse - d);
}

interface SparseCrossEntropyDx { rows: number; cols: number; x: Float64Array; label: Float64Array; dy: Float64Array; dx: Float64Array }
function sparseCrossEntropyDxOf(
  { rows, cols, x, label, dy, dx }: SparseCrossEntropyDx,
  of: (dy: number, d: number, p: number, hit: number) => number,
): void {
  for (let i = 0; i < rows; i++) {
    const { d, p } = softmaxRow(x, i, cols);
    const inside = label[i]! >= 0 && label[i]! < cols;
    for (let j = 0; j < cols; j++) dx[i * cols + j] = inside ? of(dy[i]!, d[j]!, p[j]!, Number(label[i] === j)) : NaN;
  }
}
export function sparse_softmax_cross_entropy_dx(args: SparseCrossEntropyDx): void {
  sparseCrossEntropyDxOf(args, (dy, _, p, hit) => dy * (p - hit));
}
export function sparse_softmax_cross_entropy_dx_magnitude(args: SparseCrossEntropyDx): void {
  sparseCrossEntropyDxOf(args, (dy, d, p, hit) => Math.abs(dy) * ((p === 0 ? 0 : p * (1 - d)) + hit));
}
