import { type Block, checkApart, checkFactor, checkMatrix, checkSize, checkTranspose, type Transpose } from './arguments.ts';
import { Instruction } from './instruction.ts';

const SGEMM = new Instruction('sgemm');
/** Operations that take a fraction of a millisecond. */
const BRIEF = 2 ** 24;

/** c = alpha op(a) op(b) + beta c, with op(a) m x k, op(b) k x n and c m x n, all row-major.
 *
 *  beta = 0 never reads c and alpha = 0 never reads a or b, so that NaN there does not spread. c may be part of a larger
 *  matrix that a and b are other parts of.
 *  @param lda  elements from one row of a to the next as it is stored, likewise ldb and ldc
 *  @param aOffset  element at which a begins in its array, likewise bOffset and cOffset
 *  @throws {ConfigError} if an argument has the wrong type
 *  @throws {ShapeError} if a leading dimension or an array is too small, or c shares elements with a or b
 *  @error |error| <= gamma_(k+3) (|alpha| |op(a)| |op(b)| + |beta c|), gamma_n = n u / (1 - n u), u = 2^-24
 *  @source Dongarra et al. 1990, A set of level 3 basic linear algebra subprograms */
export function sgemm(
  transA: Transpose, transB: Transpose, m: number, n: number, k: number, alpha: number, a: Float32Array, lda: number,
  b: Float32Array, ldb: number,
  beta: number, c: Float32Array, ldc: number, aOffset = 0, bOffset = 0, cOffset = 0,
): void {
  const blocks = prepare('sgemm', transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, aOffset, bOffset, cOffset);
  if (m > 0 && n > 0) SGEMM.run(blocks);
}

/** As `sgemm`, but off the event loop, one call after another; a product of a fraction of a millisecond runs on it. Until the promise
 *  settles, a and b must not be changed, c must not be read or changed. It works on copies, which costs a pass over the arrays; arrays
 *  over a SharedArrayBuffer are used where they lie, on native machines. The arrays are kept from garbage collection.
 *  @throws {DataError} if an array was transferred or resized meanwhile
 *  @returns a promise that rejects with what `sgemm` throws */
export async function sgemmAsync(
  transA: Transpose, transB: Transpose, m: number, n: number, k: number, alpha: number, a: Float32Array, lda: number,
  b: Float32Array, ldb: number,
  beta: number, c: Float32Array, ldc: number, aOffset = 0, bOffset = 0, cOffset = 0,
): Promise<void> {
  const blocks = prepare('sgemmAsync', transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, aOffset, bOffset, cOffset);
  if (m > 0 && n > 0) await SGEMM.runAsync(blocks, 2 * m * n * k <= BRIEF);
}

/** Checks the arguments and fills in the instruction. */
function prepare(
  where: string, transA: Transpose, transB: Transpose, m: number, n: number, k: number, alpha: number, a: Float32Array,
  lda: number, b: Float32Array, ldb: number,
  beta: number, c: Float32Array, ldc: number, aOffset: number, bOffset: number, cOffset: number,
): readonly Block[] {
  const { words, floats, at } = SGEMM;
  const ta = checkTranspose(where, 'transA', transA);
  const tb = checkTranspose(where, 'transB', transB);
  words[at.batch!] = 1;
  words[at.transA!] = Number(ta);
  words[at.transB!] = Number(tb);
  words[at.m!] = checkSize(where, 'm', m);
  words[at.n!] = checkSize(where, 'n', n);
  words[at.k!] = checkSize(where, 'k', k);
  floats[at.alpha!] = checkFactor(where, 'alpha', alpha);
  floats[at.beta!] = checkFactor(where, 'beta', beta);
  const left = checkMatrix(where, 'a', a, aOffset, ta ? k : m, ta ? m : k, lda);
  const right = checkMatrix(where, 'b', b, bOffset, tb ? n : k, tb ? k : n, ldb);
  const product = checkMatrix(where, 'c', c, cOffset, m, n, ldc);
  words[at.lda!] = lda;
  words[at.ldb!] = ldb;
  words[at.ldc!] = ldc;
  checkApart(where, product, left);
  checkApart(where, product, right);
  return [left, right, product];
}
