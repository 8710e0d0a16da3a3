const { abs } = Math;

interface Saxpy { n: number; alpha: number; x: Float64Array; incx: number; reversed: number; y: Float64Array; incy: number }
export function saxpy({ n, alpha, x, incx, reversed, y, incy }: Saxpy): void {
  if (alpha === 0) return;
  for (let i = 0; i < n; i++) y[i * incy]! += alpha * x[(reversed ? n - 1 - i : i) * incx]!;
}
export function saxpy_magnitude({ n, alpha, x, incx, reversed, y, incy }: Saxpy): void {
  for (let i = 0; i < n; i++) y[i * incy] = abs(y[i * incy]!) + abs(alpha * x[(reversed ? n - 1 - i : i) * incx]!);
}

interface Sscal { n: number; alpha: number; x: Float64Array; incx: number }
export function sscal({ n, alpha, x, incx }: Sscal): void {
  for (let i = 0; i < n; i++) x[i * incx]! *= alpha;
}

interface Sdot { n: number; x: Float64Array; incx: number; reversed: number; y: Float64Array; incy: number; sum: Float64Array }
function products({ n, x, incx, reversed, y, incy }: Sdot): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => x[(reversed ? n - 1 - i : i) * incx]! * y[i * incy]!);
}
export function sdot(args: Sdot): void {
  if (args.n > 0) args.sum[0] = products(args).reduce((a, b) => a + b);
}
export function sdot_magnitude(args: Sdot): void {
  if (args.n > 0) args.sum[0] = products(args).reduce((a, b) => a + abs(b), 0);
}

interface Vector { n: number; x: Float64Array; incx: number }
function elements({ n, x, incx }: Vector): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => x[i * incx]!);
}

/** Float64 holds the square of any float32. */
export function snrm2(args: Vector & { norm: Float64Array }): void {
  if (args.n > 0) args.norm[0] = Math.sqrt(elements(args).reduce((a, b) => a + b * b, 0));
}

export function sasum(args: Vector & { sum: Float64Array }): void {
  if (args.n > 0) args.sum[0] = elements(args).reduce((a, b) => a + abs(b), 0);
}
export const sasum_magnitude: typeof sasum = sasum;

/** The first NaN, or else the first element that none is larger than. */
export function isamax(args: Vector & { index: Float64Array }): void {
  if (args.n === 0) return;
  const sizes = elements(args).map(abs);
  const nan = sizes.findIndex((size) => Number.isNaN(size));
  args.index[0] = nan >= 0 ? nan : sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
}
