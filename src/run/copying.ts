import type { TypedArray } from '../core/dtype.ts';
import { host } from '../core/host.ts';

/** Bytes that are copied in one go if they are all. */
export const COPIED_AT_ONCE: number = 1 << 22;
/** Bytes that are copied between two turns of the event loop. The system may take some milliseconds to clear so much new memory. */
const PIECE = 1 << 20;

/** Copies arrays in pieces, with turns for others in between. Several arrays share one count of bytes. */
export class Copying {
  #left = PIECE;

  /** Hands out an array in pieces, which begin a whole element of an arena.
   *  @param copy  copies elements [from, to); false ends the work, since it has become useless
   *  @returns whether all was copied */
  async all({ length, BYTES_PER_ELEMENT: width }: TypedArray | Sized, copy: (from: number, to: number) => boolean): Promise<boolean> {
    for (let from = 0; from < length;) {
      const to = Math.min(length, from + Math.max(4, Math.floor(this.#left / width / 4) * 4));
      if (!copy(from, to)) return false;
      this.#left -= (to - from) * width;
      from = to;
      if (this.#left >= 4 * width) continue;
      await host().pause();
      this.#left = PIECE;
    }
    return true;
  }
}

/** What is known of an array that is not at hand as a whole. */
export interface Sized {
  readonly length: number;
  readonly BYTES_PER_ELEMENT: number;
}

/** The numbers 0, 1, 2, ... up to `length`, in pieces.
 *  @param use  is given each piece, whose array is used again, and its first number */
export async function counted(length: number, use: (numbers: Int32Array, from: number) => void): Promise<void> {
  const numbers = new Int32Array(Math.min(length, PIECE / 4));
  await new Copying().all({ length, BYTES_PER_ELEMENT: 4 }, (from, to) => {
    for (let at = from; at < to; at += numbers.length) {
      const piece = numbers.subarray(0, Math.min(numbers.length, to - at));
      for (let i = 0; i < piece.length; i++) piece[i] = at + i;
      use(piece, at);
    }
    return true;
  });
}
