import { each, product, product_magnitude, type Product, type Products } from './gemm.ts';

type Sbgemm = Omit<Products, 'alpha' | 'beta' | 'share' | 'beside'> & { gate: Float64Array | null };

/** What `sgemm` computes of the same operands. */
const unrounded = ({ gate, ...args }: Sbgemm): Products => ({ ...args, alpha: 1, beta: 0, share: 0, beside: gate });

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The nearest bfloat16, halves to even, subnormals to 0. */
export function bf16(x: number): number {
  float[0] = x;
  if (Number.isNaN(x)) return x;
  if (Math.abs(float[0]!) < 2 ** -126) return 0;
  bits[0] = (bits[0]! + 0x7fff + ((bits[0]! >> 16) & 1)) & 0xffff0000;
  return float[0]!;
}

/** The product of float32 matrices that one is, once the operands are rounded. */
function rounded(args: Product): Product {
  const { transA, transB, m, n, k, a, lda, b, ldb } = args;
  return { ...args, a: a.slice(0, (transA ? k : m) * lda).map(bf16), b: b.slice(0, (transB ? n : k) * ldb).map(bf16) };
}

export function sbgemm(args: Sbgemm): void {
  each(unrounded(args), (one) => product(rounded(one)));
}

export function sbgemm_magnitude(args: Sbgemm): void {
  each(unrounded(args), (one) => product_magnitude(rounded(one)));
}
