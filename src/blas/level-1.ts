/** Vectors: x is n elements of an array, incx apart, the first in memory at xOffset. With a negative increment the
 *  vector runs backwards from its last element in memory, as in BLAS; only routines of two vectors accept that.
 *  @source Lawson et al. 1979, Basic linear algebra subprograms for Fortran usage */
import { type Block, checkApart, checkFactor, checkIncrement, checkSize, checkVector } from './arguments.ts';
import { Instruction } from './instruction.ts';

const SAXPY = new Instruction('saxpy');
const SSCAL = new Instruction('sscal');
const SDOT = new Instruction('sdot');
const SNRM2 = new Instruction('snrm2');
const SASUM = new Instruction('sasum');
const ISAMAX = new Instruction('isamax');

/** Receives the result of a routine that returns a number. */
const SCALAR = new Float32Array(1);
const SCALAR_BITS = new Int32Array(SCALAR.buffer);
const RESULT: Block = { name: 'result', array: SCALAR, offset: 0, rows: 1, cols: 1, ld: 1 };

/** y += alpha x. If alpha is 0, x is not read. incx may be 0: then the same number is added to all elements of y.
 *  @throws {ConfigError} if an argument has the wrong type or incy is 0
 *  @throws {ShapeError} if an array is too small, or y shares elements with x */
export function saxpy(
  n: number, alpha: number, x: Float32Array, incx: number, y: Float32Array, incy: number, xOffset = 0, yOffset = 0,
): void {
  const where = 'saxpy';
  checkSize(where, 'n', n);
  checkFactor(where, 'alpha', alpha);
  const from = checkVector(where, 'x', x, xOffset, n, checkIncrement(where, 'incx', incx, { zero: true }));
  const to = checkVector(where, 'y', y, yOffset, n, checkIncrement(where, 'incy', incy));
  checkApart(where, to, from);
  if (n === 0) return;
  const { words, floats, at } = SAXPY;
  words[at.n!] = n;
  floats[at.alpha!] = alpha;
  words[at.incx!] = Math.abs(incx);
  words[at.incy!] = Math.abs(incy);
  words[at.reversed!] = Number(incx < 0 !== incy < 0);
  SAXPY.run([from, to]);
}

/** x *= alpha. NaN and infinities in x stay NaN even if alpha is 0.
 *  @throws {ConfigError} if an argument has the wrong type or incx is not positive
 *  @throws {ShapeError} if the array is too small */
export function sscal(n: number, alpha: number, x: Float32Array, incx: number, xOffset = 0): void {
  const block = prepare('sscal', SSCAL, n, x, incx, xOffset);
  SSCAL.floats[SSCAL.at.alpha!] = checkFactor('sscal', 'alpha', alpha);
  if (n > 0) SSCAL.run([block]);
}

/** The sum of x[i] y[i]; 0 if n is 0. An increment may be 0: then all elements of that vector are one number.
 *  @throws {ConfigError} if an argument has the wrong type
 *  @throws {ShapeError} if an array is too small
 *  @error |error| <= gamma_n (|x| . |y|) */
export function sdot(n: number, x: Float32Array, incx: number, y: Float32Array, incy: number, xOffset = 0, yOffset = 0): number {
  const where = 'sdot';
  checkSize(where, 'n', n);
  const left = checkVector(where, 'x', x, xOffset, n, checkIncrement(where, 'incx', incx, { zero: true }));
  const right = checkVector(where, 'y', y, yOffset, n, checkIncrement(where, 'incy', incy, { zero: true }));
  if (n === 0) return 0;
  const { words, at } = SDOT;
  words[at.n!] = n;
  words[at.incx!] = Math.abs(incx);
  words[at.incy!] = Math.abs(incy);
  words[at.reversed!] = Number(incx < 0 !== incy < 0);
  SDOT.run([left, right, RESULT]);
  return SCALAR[0]!;
}

/** The Euclidean norm of x; 0 if n is 0. Squares neither overflow nor underflow, even for elements like 1e30 or
 *  1e-30.
 *  @throws {ConfigError} if an argument has the wrong type or incx is not positive
 *  @throws {ShapeError} if the array is too small
 *  @error 1 unit in the last place */
export function snrm2(n: number, x: Float32Array, incx: number, xOffset = 0): number {
  const block = prepare('snrm2', SNRM2, n, x, incx, xOffset);
  if (n === 0) return 0;
  SNRM2.run([block, RESULT]);
  return SCALAR[0]!;
}

/** The sum of |x[i]|; 0 if n is 0.
 *  @throws {ConfigError} if an argument has the wrong type or incx is not positive
 *  @throws {ShapeError} if the array is too small
 *  @error |error| <= gamma_n |x| */
export function sasum(n: number, x: Float32Array, incx: number, xOffset = 0): number {
  const block = prepare('sasum', SASUM, n, x, incx, xOffset);
  if (n === 0) return 0;
  SASUM.run([block, RESULT]);
  return SCALAR[0]!;
}

/** The index, from 0, of the first largest |x[i]|; -1 if n is 0. If there are NaN, the first of them counts as the
 *  largest.
 *  @throws {ConfigError} if an argument has the wrong type or incx is not positive
 *  @throws {ShapeError} if the array is too small
 *  @source NaN: Demmel et al. 2022, Proposed consistent exception handling for the BLAS and LAPACK */
export function isamax(n: number, x: Float32Array, incx: number, xOffset = 0): number {
  const block = prepare('isamax', ISAMAX, n, x, incx, xOffset);
  if (n === 0) return -1;
  ISAMAX.run([block, RESULT]);
  return SCALAR_BITS[0]!;
}

/** Checks the arguments of a routine with one vector and fills in the instruction. */
function prepare(where: string, { words, at }: Instruction, n: number, x: Float32Array, incx: number, xOffset: number): Block {
  words[at.n!] = checkSize(where, 'n', n);
  words[at.incx!] = checkIncrement(where, 'incx', incx, { least: 1 });
  return checkVector(where, 'x', x, xOffset, n, incx);
}
