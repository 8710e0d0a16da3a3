import {
  type Block, checkApart, checkFactor, checkIncrement, checkMatrix, checkSize, checkTranspose, checkVector,
  type Transpose,
} from './arguments.ts';
import { Instruction } from './instruction.ts';

/** A product with a matrix of one column. */
const SGEMM = new Instruction('sgemm');

/** y = alpha op(a) x + beta y, a being m x n as it is stored, row-major; op(a) is a or its transpose.
 *
 *  beta = 0 never reads y and alpha = 0 never reads a or x. As in BLAS nothing happens if m or n is 0, and a vector with
 *  a negative increment runs backwards from its highest place.
 *  @param lda  elements from one row of a to the next
 *  @param incx  elements from one of x to the next, not 0, likewise incy
 *  @param aOffset  element at which a begins in its array, likewise xOffset and yOffset: the lowest place of a vector
 *  @throws {ConfigError} if an argument has the wrong type or an increment is 0
 *  @throws {ShapeError} if lda or an array is too small, or y shares elements with a or x
 *  @error |error| <= gamma_(k+3) (|alpha| |op(a)| |x| + |beta y|), k the length of x
 *  @source Dongarra et al. 1988, An extended set of Fortran basic linear algebra subprograms */
export function sgemv(
  trans: Transpose, m: number, n: number, alpha: number, a: Float32Array, lda: number, x: Float32Array, incx: number,
  beta: number, y: Float32Array, incy: number, aOffset = 0, xOffset = 0, yOffset = 0,
): void {
  const where = 'sgemv';
  const t = checkTranspose(where, 'trans', trans);
  const [rows, cols] = [checkSize(where, 'm', m), checkSize(where, 'n', n)];
  const [from, to] = t ? [rows, cols] : [cols, rows];
  checkFactor(where, 'alpha', alpha);
  checkFactor(where, 'beta', beta);
  const matrix = checkMatrix(where, 'a', a, aOffset, rows, cols, lda);
  const input = checkVector(where, 'x', x, xOffset, from, checkIncrement(where, 'incx', incx));
  const output = checkVector(where, 'y', y, yOffset, to, checkIncrement(where, 'incy', incy));
  checkApart(where, output, matrix);
  checkApart(where, output, input);
  if (m === 0 || n === 0) return;
  const { words, floats, at } = SGEMM;
  words[at.batch!] = 1;
  words[at.transA!] = Number(t);
  words[at.m!] = to;
  words[at.n!] = 1;
  words[at.k!] = from;
  floats[at.alpha!] = alpha;
  floats[at.beta!] = beta;
  words[at.lda!] = lda;
  words[at.ldb!] = 1;
  words[at.ldc!] = 1;
  const result = dense(output, incy, to);
  SGEMM.run([matrix, dense(input, incx, from), result]);
  if (result !== output) each(to, output.offset, incy, (i, place) => (y[place] = result.array[i]!));
}

/** The vector itself if it is contiguous and runs forwards, otherwise a contiguous copy. */
function dense(block: Block, inc: number, n: number): Block {
  if (inc === 1) return block;
  const array = new Float32Array(n);
  each(n, block.offset, inc, (i, place) => (array[i] = block.array[place]!));
  return { ...block, array, offset: 0, rows: 1, cols: n, ld: n };
}

/** Calls `visit` with the number of each element and its place in the array. */
function each(n: number, offset: number, inc: number, visit: (i: number, place: number) => void): void {
  for (let i = 0, place = inc < 0 ? offset - (n - 1) * inc : offset; i < n; i++, place += inc) visit(i, place);
}
