/** The arguments that products of matrices share: `sgemm` and `sbgemm`. */
import { EPILOGUE_ACTIVATIONS } from './constants.ts';
import type { Arg } from './kernel.ts';
import { dot, f32, flag, optional, reads, size, updates, type Row } from './row.ts';

/** Matrix operand of `rows` x `cols` with leading dimension `ld`: what must lie within the arena. */
const matrix = (rows: string, cols: string, ld: string): string => `(${rows} > 0 && ${cols} > 0 ? ((${rows}) - 1) * ${ld} + (${cols}) : 0)`;
/** What a batch of operands takes, each `stride` elements behind the one before. */
const batched = (extent: string, stride: string): string => `(batch > 0 ? (batch - 1) * ${stride} + ${extent} : 0)`;
/** A batch of products op(a) op(b): the two factors, the result, and what is done to the result while it is in registers. */
export const FACTOR_A: readonly Arg[] = [
  reads(
    'a',
    batched(`(transA ? ${matrix('k', 'm', 'lda')} : ${matrix('m', 'k', 'lda')})`, 'strideA'),
    'f32',
    '(strideA == 0 ? min(batch, 1) : batch) * m * k',
  ),
  ...size('lda', 'strideA'),
];
export const FACTOR_B: readonly Arg[] = [
  reads(
    'b',
    batched(`(transB ? ${matrix('n', 'k', 'ldb')} : ${matrix('k', 'n', 'ldb')})`, 'strideB'),
    'f32',
    '(strideB == 0 ? min(batch, 1) : batch) * k * n',
  ),
  ...size('ldb', 'strideB'),
];
export const products = (touched: string): Arg[] => [
  updates('c', batched(matrix('m', 'n', 'ldc'), 'strideC'), touched),
  ...size('ldc', 'strideC'),
];
const BIAS_AND_ACTIVATION: readonly Arg[] = [optional('bias', 'n'), flag('activation', EPILOGUE_ACTIVATIONS.length - 1)];
/** Values that lie as those of c do. */
const beside = (name: string): Arg => optional(name, batched(matrix('m', 'n', 'ldc'), 'strideC'), 'batch * m * n');
export const EPILOGUE: readonly Arg[] = [...BIAS_AND_ACTIVATION, beside('gate')];
/** The same, where values beside c can also be added. */
export const EPILOGUE_WITH_SHARE: readonly Arg[] = [...BIAS_AND_ACTIVATION, ...f32('share'), beside('beside')];
export const PRODUCT: Pick<Row, 'error' | 'require' | 'flops'> = {
  error: dot('k + 3'),
  require: ['lda >= (transA ? m : k)', 'ldb >= (transB ? k : n)', 'ldc >= n', `(batch <= 1 || strideC >= ${matrix('m', 'n', 'ldc')})`],
  flops: '2 * batch * m * n * max(k, 1)',
};
