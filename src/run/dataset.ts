import type { Arena } from '../backend/backend.ts';
import { align, allocate, arenaElements, BYTES, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { changed } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { placeholder, type Tensor } from '../graph/tensor.ts';

/** Data of at most this many bytes are kept when a call begins, which takes some milliseconds, so that the caller may change its arrays at
 *  once. */
export const AT_ONCE: number = 1 << 24;
/** Bytes that are copied and checked at a time. */
const PIECE = 1 << 19;

/** A part of an array, which begins at its element `from`. */
export interface Piece {
  /** Number of the array. */
  readonly array: number;
  readonly from: number;
  /** Its place in the data set, in elements of the arena. */
  readonly offset: number;
  /** @throws {DataError} if the length of the array has changed */
  readonly values: () => TypedArray;
}

/** Room that is filled bit by bit. */
export interface Room {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Arrays that stay in an arena during a fit, and the tensors that stand for them. Behind them there may be slots. */
export class Dataset {
  readonly tensors: readonly Tensor[];
  /** Where each array begins, in elements from the beginning of the data set. */
  readonly offsets: readonly number[];
  readonly elements: number;
  /** Elements that may have been written so far. */
  written = 0;
  #arrays: TypedArray[];
  readonly #changing: number;

  /** @param changing  the number of arrays, the first ones, that programs write */
  constructor(arrays: readonly TypedArray[], shapes: readonly Shape[], changing: number, slots: readonly Room[] = []) {
    this.tensors = [
      ...arrays.map((a, i) => placeholder(shapes[i]!, dtypeOf(a)!)),
      ...slots.map(({ dtype, shape }) => placeholder(shape, dtype)),
    ];
    const offsets: number[] = [];
    let elements = 0;
    for (const t of this.tensors) {
      offsets.push(elements);
      elements += align(arenaElements(t.dtype, t.size));
    }
    this.offsets = offsets;
    this.elements = elements;
    this.#arrays = [...arrays];
    this.#changing = changing;
  }

  get arrays(): readonly TypedArray[] {
    return this.#arrays;
  }

  offsetOf(leaf: Tensor): number | undefined {
    return this.offsets[this.tensors.indexOf(leaf)];
  }

  /** The place of a value of an array or a slot, in elements from the beginning of the data set. It must begin a whole element. */
  placeOf(index: number, from: number): number {
    return this.offsets[index]! + (from * BYTES[this.tensors[index]!.dtype]) / 4;
  }

  /** Yields the arrays in pieces. A piece is read when it is asked for. */
  *pieces(): Generator<Piece> {
    for (const [i, array] of this.#arrays.entries()) {
      const { size } = this.tensors[i]!;
      const step = PIECE / array.BYTES_PER_ELEMENT;
      for (let at = 0; at < size; at += step) {
        const values = (): TypedArray => {
          if (array.length !== size) throw changed(size, array.length);
          return array.subarray(at, at + step);
        };
        yield { array: i, from: at, offset: this.placeOf(i, at), values };
      }
    }
  }

  /** Whether it takes no more than `AT_ONCE` bytes. */
  get small(): boolean {
    return this.elements * 4 <= AT_ONCE;
  }

  /** Takes copies of the arrays that programs do not write, so that the caller may change them. */
  keep(): void {
    this.#arrays = this.#arrays.map((array, i) => (i < this.#changing ? array : array.slice()));
  }

  /** Called when everything is in the arena: drops the arrays, except those that programs write. */
  letGo(): void {
    this.written = this.elements;
    this.#arrays.length = this.#changing;
  }

  /** Moves what was written to another place in the arena. It starts at the end, so that nothing is overwritten
   *  before it is moved. */
  move(arena: Arena, from: number, to: number): void {
    if (this.written === 0 || from < 0) return;
    for (const [i, { dtype, size }] of [...this.tensors.entries()].toReversed()) {
      const most = PIECE / BYTES[dtype];
      for (let at = Math.floor((size - 1) / most) * most; at >= 0; at -= most) {
        const values = allocate(dtype, Math.min(most, size - at));
        arena.read(from + this.placeOf(i, at), values);
        arena.write(to + this.placeOf(i, at), values);
      }
    }
  }
}
