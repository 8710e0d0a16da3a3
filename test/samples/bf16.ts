import { samples as gemm } from './gemm.ts';
import { uniform, whole, type Content, type Sample } from './sample.ts';

function sbgemm(m: number, n: number, k: number, { transA = 0, transB = 0 }, label: string, a: Content, b: Content): Sample {
  const args = {
    transA, transB, batch: 1, m, n, k, lda: transA ? m : k, strideA: 0, ldb: transB ? k : n, strideB: 0, ldc: n,
    strideC: 0, activation: 0,
  };
  return {
    kernel: 'sbgemm',
    label: `${m}x${n}x${k} ${transA ? 'T' : 'N'}${transB ? 'T' : 'N'}, ${label}`,
    args,
    operands: { a, b, c: uniform(9), bias: null, gate: null },
  };
}

/** Whole numbers up to so many that some lie halfway between two neighbours in bfloat16, which has eight bits. */
const halves = (seed: number): Content => whole(seed, -1024, 1025);
/** Numbers around the smallest that is normal, below which all count as 0, and large ones to bring them back. */
const tiny = new Float32Array(35).map((_, i) => 2 ** -126 * (0.98 + 0.01 * (i % 5)) * (i % 2 ? 1 : -1));
const large = new Float32Array(35).map((_, i) => 2 ** 120 * (1 + i / 7));

export const samples: readonly Sample[] = [
  ...gemm
    .filter(({ args }) => args['alpha'] === 1 && args['share'] === 0 && (args['beta'] === 0 || args['batch'] !== 1))
    .map(({ label, args: { alpha: _alpha, beta: _beta, share: _share, ...args }, operands: { beside, ...operands } }) => ({
      kernel: 'sbgemm', label, args, operands: { ...operands, gate: beside! },
    })),
  ...[0, 1, 2, 3].flatMap((t) => [
    sbgemm(9, 40, 31, { transA: t & 1, transB: t >> 1 }, 'halves', halves(1), halves(2)),
    sbgemm(40, 35, 1091, { transA: t & 1, transB: t >> 1 }, 'deep', uniform(3), uniform(4)),
    sbgemm(7, 7, 5, { transA: t & 1, transB: t >> 1 }, 'around the smallest normal number', tiny, large),
  ]),
];
