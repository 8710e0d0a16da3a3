import { EPILOGUE_ACTIVATIONS } from '../abi/kernels.ts';
import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

/** The precision to which elements are rounded before they are multiplied. bfloat16 has the range of float32 and 8
 *  significant bits. */
export type Precision = 'float32' | 'bfloat16';

interface ProductAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly precision: Precision;
}

/** What a fused matmul does to its result in registers. Bias, the values of which a share is added, and the gate are further inputs. */
export interface Epilogue {
  readonly activation: (typeof EPILOGUE_ACTIVATIONS)[number];
  readonly bias: boolean;
  /** The factor of values that are added; undefined for none. No product adds values and has a gate. */
  readonly share: number | undefined;
  readonly gate: boolean;
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  matmul: (y, to) => {
    const {
      transposeA, transposeB, precision, activation = 'linear', bias = false, share, gate = false,
    } = y.attrs as unknown as ProductAttributes & Partial<Epilogue>;
    const [a, b, ...rest] = y.inputs as [Tensor, Tensor, ...Tensor[]];
    const biasAt = bias ? to.at(rest.shift()!) : null;
    const beside = share !== undefined || gate ? to.at(rest.shift()!) : null;
    const [m, n] = y.shape.slice(-2) as [number, number];
    const k = a.shape.at(transposeA ? -2 : -1)!;
    const args = {
      transA: Number(transposeA), transB: Number(transposeB), batch: sizeOf(y.shape.slice(0, -2)), m, n, k,
      a: to.at(a), lda: transposeA ? m : k, strideA: m * k, b: to.at(b), ldb: transposeB ? k : n, strideB: k * n,
      c: to.at(y), ldc: n, strideC: m * n,
      bias: biasAt, activation: EPILOGUE_ACTIVATIONS.indexOf(activation),
    };
    if (precision === 'float32') to.emit('sgemm', { ...args, alpha: 1, beta: 0, share: share ?? 0, beside });
    else to.emit('sbgemm', { ...args, gate: beside });
  },
};
