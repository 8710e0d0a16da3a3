import { host } from './host.ts';

/** Work that yields from time to time, with the bytes that it has read since. */
export type Pieces<T> = Generator<number, T, void>;

/** Bytes that are read when a call begins, and those between two turns of the event loop: some milliseconds each. */
const AT_FIRST = 1 << 25;
const BETWEEN = 1 << 22;

/** Does all of the work at once. */
export function atOnce<T>(work: Pieces<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Does the work at once if it is little, and otherwise in pieces, between which others get their turn on the event loop.
 *  @returns what the work returns; a promise only if it is not done yet */
export function inPieces<T>(work: Pieces<T>): T | Promise<T> {
  for (let left = AT_FIRST; left > 0;) {
    const { done, value } = work.next();
    if (done === true) return value;
    left -= value;
  }
  return rest(work);
}

/** Whether work is not done yet. */
export const isPending = <T extends object | undefined>(given: T | Promise<T>): given is Promise<T> =>
  typeof (given as Partial<Promise<T>> | undefined)?.then === 'function';

async function rest<T>(work: Pieces<T>): Promise<T> {
  for (let left = 0; ;) {
    if (left <= 0) {
      await host().pause();
      left = BETWEEN;
    }
    const { done, value } = work.next();
    if (done === true) return value;
    left -= value;
  }
}
