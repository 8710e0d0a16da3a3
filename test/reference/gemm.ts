/** One product. */
export interface Product {
  transA: number; transB: number; m: number; n: number; k: number; alpha: number;
  a: Float64Array; lda: number; b: Float64Array; ldb: number; beta: number; c: Float64Array; ldc: number;
  bias: Float64Array | null; activation: number;
  /** Values of which a share is added, or, where the share is 0, those that gate. */
  share: number; beside: Float64Array | null;
}

/** So many of them, a stride after each other. */
export interface Products extends Product { batch: number; strideA: number; strideB: number; strideC: number }

/** Numbered as EPILOGUE_ACTIVATIONS of the table. */
export const ACTIVATIONS: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  (x) => 1 / (1 + Math.exp(-x)),
  (x) => Math.tanh(x),
];

function multiply(args: Product, absolute: boolean, finish: (x: number) => number): void {
  const { transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, bias, share, beside } = args;
  const of = (x: number): number => (absolute ? Math.abs(x) : x);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * ldc + j;
      let sum = 0;
      if (alpha !== 0) {
        for (let p = 0; p < k; p++) sum += of((transA ? a[p * lda + i]! : a[i * lda + p]!) * (transB ? b[j * ldb + p]! : b[p * ldb + j]!));
      }
      const before = beta === 0 ? 0 : of(beta * c[at]!);
      const shared = beside === null || share === 0 ? 0 : of(share * beside[at]!);
      const y = finish(of(alpha) * sum + before + (bias === null ? 0 : of(bias[j]!)) + shared);
      c[at] = beside === null || share !== 0 || beside[at]! > 0 ? y : 0;
    }
  }
}

export function product(args: Product): void {
  multiply(args, false, ACTIVATIONS[args.activation]!);
}

/** Activations have slopes of at most 1; sigmoid and tanh add 4 units in the last place of a result of at most 1. */
export function product_magnitude(args: Product): void {
  multiply(args, true, (x) => (args.activation > 1 ? x + 4 : x));
}

export function each(args: Products, compute: (args: Product) => void): void {
  const { batch, strideA, strideB, strideC, a, b, c, beside } = args;
  for (let i = 0; i < batch; i++) {
    compute({
      ...args, a: a.subarray(i * strideA), b: b.subarray(i * strideB), c: c.subarray(i * strideC),
      beside: beside && beside.subarray(i * strideC),
    });
  }
}

export function sgemm(args: Products): void {
  each(args, product);
}

export function sgemm_magnitude(args: Products): void {
  each(args, product_magnitude);
}
