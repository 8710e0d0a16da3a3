import { isFloat32 } from '../core/dtype.ts';
import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkInteger } from '../core/options.ts';

/** Whether a matrix is used as stored ('N') or transposed ('T'; 'C' is the same for real numbers). */
export type Transpose = 'N' | 'T' | 'C' | 'n' | 't' | 'c' | boolean;

/** The elements of an array that belong to an argument: `rows` runs of `cols` contiguous elements, `ld` apart. A
 *  contiguous vector is one run; another vector has a run of one for each element. */
export interface Block {
  readonly name: string;
  readonly array: Float32Array;
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
  readonly ld: number;
}

/** Checks of arguments. Each throws an error that names the routine, the argument and the value received. */

export function checkTranspose(where: string, name: string, value: unknown): boolean {
  switch (value) {
    case 'N': case 'n': case false: return false;
    case 'T': case 't': case 'C': case 'c': case true: return true;
    default: throw new ConfigError(`${where}: ${name} must be 'N', 'T' or 'C', received ${show(value)}.`);
  }
}

export function checkSize(where: string, name: string, value: unknown): number {
  return checkInteger(where, name, value, 0);
}

/** A factor: any number, NaN and infinities included. */
export function checkFactor(where: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw new ConfigError(`${where}: ${name} must be a number, received ${show(value)}.`);
  return value;
}

/** Checks the step from one element of a vector to the next: an integer >= `least`, which may be 0 only with `zero`. */
export function checkIncrement(
  where: string,
  name: string,
  value: unknown,
  { least = -0x7fffffff, zero = false }: { least?: number; zero?: boolean } = {},
): number {
  checkInteger(where, name, value, least);
  if (value === 0 && !zero) throw new ConfigError(`${where}: ${name} must not be 0: the elements of a vector lie in different places.`);
  return value as number;
}

/** Checks a matrix that is stored as `rows` x `cols`, with rows `ld` apart. */
export function checkMatrix(where: string, name: string, array: unknown, offset: unknown, rows: number, cols: number, ld: unknown): Block {
  const apart = checkInteger(where, `ld${name}`, ld, 1);
  if (apart < cols) {
    throw new ShapeError(
      `${where}: ld${name} must be an integer >= ${cols}, for rows of ${name} have ${cols} elements as they are stored; received ${apart}.`,
    );
  }
  return checkBlock(where, name, array, offset, rows, cols, apart);
}

/** Checks a vector of n elements, `inc` apart in either direction. As in BLAS, the offset is that of its first
 *  element in memory. */
export function checkVector(where: string, name: string, array: unknown, offset: unknown, n: number, inc: number): Block {
  const run = Math.abs(inc) === 1;
  return checkBlock(where, name, array, offset, run ? 1 : n, run ? n : 1, run ? n : Math.abs(inc));
}

function checkBlock(where: string, name: string, array: unknown, offset: unknown, rows: number, cols: number, ld: number): Block {
  if (!isFloat32(array)) throw new ConfigError(`${where}: ${name} must be a Float32Array, received ${show(array)}.`);
  const block: Block = { name, array, offset: checkInteger(where, `${name}Offset`, offset, 0), rows, cols, ld };
  if (block.offset + spanOf(block) > array.length) {
    const wanted =
      rows === 1 ? `${cols} of them` : cols === 1 ? `${rows} of them ${ld} apart` : `${rows} x ${cols} of them with ${ld} from row to row`;
    throw new ShapeError(
      `${where}: ${name} has ${array.length} elements, but ${wanted} from ${name}Offset ${block.offset} on reach to ` +
      `${block.offset + spanOf(block)}.`,
    );
  }
  return block;
}

/** Elements from the first of a block to its last. */
export function spanOf({ rows, cols, ld }: Block): number {
  return rows > 0 && cols > 0 ? (rows - 1) * ld + cols : 0;
}

/** Refuses an output that shares elements with an input. Blocks of one matrix beside each other share none.
 *  @throws {ShapeError} also if blocks with different leading dimensions interleave, because that is not checked
 *  element by element */
export function checkApart(where: string, output: Block, input: Block): void {
  if (output.array.buffer !== input.array.buffer || !share(output, input)) return;
  throw new ShapeError(
    `${where}: ${output.name}, which is written, shares elements with ${input.name}. Give it memory of its own or other offsets.`,
  );
}

const startOf = ({ array, offset }: Block): number => array.byteOffset / 4 + offset;

function share(a: Block, b: Block): boolean {
  const distance = startOf(b) - startOf(a);
  if (distance >= spanOf(a) || -distance >= spanOf(b)) return false;
  // A block of one run may be taken as a row of the other block's matrix.
  const ld = a.rows === 1 ? b.ld : b.rows === 1 || a.ld === b.ld ? a.ld : 0;
  if (ld < a.cols || ld < b.cols) return true;
  // In rows of `ld` elements, b begins `down` rows below a and `right` columns to the right of it. Elements of b
  // beyond the right edge continue at the left edge one row below.
  const down = Math.floor(distance / ld);
  const right = distance - down * ld;
  const meet = (rows: number): boolean => rows < a.rows && -rows < b.rows;
  return (right < a.cols && meet(down)) || (ld - right < b.cols && meet(down + 1));
}
