import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkInteger } from '../core/options.ts';

/** Whether a matrix is taken as it is stored ('N') or transposed ('T'; of real numbers 'C' is the same). */
export type Transpose = 'N' | 'T' | 'C' | 'n' | 't' | 'c' | boolean;

/** The elements of an array an argument stands for: `rows` runs of `cols` neighbours, each `ld` after the one before.
 *  A vector is one run, or where its elements lie apart a run of one for each. */
export interface Block {
  readonly name: string;
  readonly array: Float32Array;
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
  readonly ld: number;
}

/** Checks of arguments: each throws an error that names the routine, the argument and what came. */

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

/** The step from one element of a vector to the next. `least` is the least it may be; it is 0 only if `zero` allows. */
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

/** A matrix of `rows` x `cols` as it is stored, rows `ld` apart. */
export function checkMatrix(where: string, name: string, array: unknown, offset: unknown, rows: number, cols: number, ld: unknown): Block {
  const apart = checkInteger(where, `ld${name}`, ld, 1);
  if (apart < cols) {
    throw new ShapeError(
      `${where}: ld${name} must be an integer >= ${cols}, for rows of ${name} have ${cols} elements as they are stored; received ${apart}.`,
    );
  }
  return checkBlock(where, name, array, offset, rows, cols, apart);
}

/** A vector of n elements, `inc` apart in either direction: the offset is that of its lowest place, as in BLAS. */
export function checkVector(where: string, name: string, array: unknown, offset: unknown, n: number, inc: number): Block {
  const run = Math.abs(inc) === 1;
  return checkBlock(where, name, array, offset, run ? 1 : n, run ? n : 1, run ? n : Math.abs(inc));
}

function checkBlock(where: string, name: string, array: unknown, offset: unknown, rows: number, cols: number, ld: number): Block {
  if (!(array instanceof Float32Array)) throw new ConfigError(`${where}: ${name} must be a Float32Array, received ${show(array)}.`);
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

/** Refuses an output that shares elements with an input. Blocks of one matrix side by side share none.
 *  @throws {ShapeError} also if blocks with different leading dimensions interleave, where it cannot be told at once */
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
  // A single run is a row of any matrix it fits in.
  const ld = a.rows === 1 ? b.ld : b.rows === 1 || a.ld === b.ld ? a.ld : 0;
  if (ld < a.cols || ld < b.cols) return true;
  // On a common grid of rows `ld` long, b begins `down` rows below a and `right` columns beside it: what runs over the
  // right edge lies one row lower, from the left edge on.
  const down = Math.floor(distance / ld);
  const right = distance - down * ld;
  const meet = (rows: number): boolean => rows < a.rows && -rows < b.rows;
  return (right < a.cols && meet(down)) || (ld - right < b.cols && meet(down + 1));
}
