import { host } from './host.ts';

/** Work that yields from time to time, with the bytes that it has read since, or what takes as long as reading so many. */
export type Pieces<T> = Generator<number, T, void>;

/** Bytes that are read when a call begins: some milliseconds. */
const AT_FIRST = 1 << 25;
/** Milliseconds of work between two turns of the event loop. */
const TURN = 4;
/** What a value counts that is no number of a typed array: a cell of a table, a number in nested arrays. */
const CELL = 1 << 11;
/** What it counts to go through a whole graph at once, or to record one, for `inPieces`; `inTurns` looks at the time. */
export const PASS: number = 1 << 22;
/** Values between two looks at the time. */
const FEW = 512;

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
  return inTurns(work, new Turns(0));
}

/** Whether work is not done yet. */
export const isPending = <T extends object | string | undefined | void>(given: T | Promise<T>): given is Promise<T> =>
  typeof (given as Partial<Promise<T>> | undefined)?.then === 'function';

/** Does the work in pieces, between which others get their turn on the event loop.
 *  @param turns  the time that has been taken already
 *  @param abandoned  tells, between pieces, whether nobody wants the rest: it is then left, and the promise rejects */
export async function inTurns<T>(work: Pieces<T>, turns: Turns = new Turns(), abandoned?: () => boolean): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (!turns.over) continue;
    await turns.next();
    if (abandoned?.() !== true) continue;
    work.return(undefined as T);
    throw new Error('nobody wants what was being made');
  }
}

/** The time that work takes on the event loop, so that others get their turn every few milliseconds. */
export class Turns {
  #ends: number;

  /** @param left  milliseconds of the turn that has begun; Infinity for work that lets nobody in */
  constructor(left: number = TURN) {
    this.#ends = performance.now() + left;
  }

  /** Whether it is time for others. */
  get over(): boolean {
    return performance.now() >= this.#ends;
  }

  /** Lets others have their turn. */
  async next(): Promise<void> {
    await host().pause();
    this.#ends = performance.now() + TURN;
  }
}

/** Whether what a function of the user's answers is made in pieces: the function is a generator function. */
export function isInPieces(given: unknown): given is Pieces<unknown> {
  const { next, [Symbol.iterator]: iterator } = (given ?? {}) as Partial<Pieces<unknown>>;
  return typeof next === 'function' && typeof iterator === 'function';
}

/** What is there already, as the end of work in pieces. */
export function* made<T>(value: T): Pieces<T> {
  yield 0;
  return value;
}

/** Does work in pieces, each of them within `around`. */
export function* within<T>(work: Pieces<T>, around: <R>(piece: () => R) => R): Pieces<T> {
  for (;;) {
    const { done, value } = around(() => work.next());
    if (done === true) return value;
    yield value;
  }
}

/** Does something for each number from 0 to `length`, in pieces of at most `few`. */
export function* forEach(length: number, act: (i: number) => void, few: number = FEW): Pieces<void> {
  for (let i = 0; i < length;) {
    const [from, end] = [i, Math.min(length, i + few)];
    for (; i < end; i++) act(i);
    yield (end - from) * CELL;
  }
}

/** The first number below `length` for which a test holds, or -1, in pieces. */
export function* firstWhere(length: number, test: (i: number) => boolean): Pieces<number> {
  for (let i = 0; i < length;) {
    const [from, end] = [i, Math.min(length, i + FEW)];
    for (; i < end; i++) if (test(i)) return i;
    yield (end - from) * CELL;
  }
  return -1;
}

/** V8 makes longer arrays hash tables, unless they grow. */
const MOST_PLACES = 1 << 25;

/** A list that is to be filled from its first place to its last. */
export const roomFor = <T>(length: number): T[] => (length > MOST_PLACES ? [] : new Array<T>(length));

/** A list of what a function makes of each number from 0 to `length`, in pieces of at most `few`. */
export function* listOf<T>(length: number, make: (i: number) => T, few: number = FEW): Pieces<T[]> {
  const list = roomFor<T>(length);
  yield* forEach(length, (i) => void (list[i] = make(i)), few);
  return list;
}

/** Runs of so many values are sorted at once. */
const RUN = 1 << 11;

/** A list in order, in pieces. @param before  whether one value stands before another; no two are equal */
export function* sorted<T>(list: readonly T[], before: (a: T, b: T) => boolean): Pieces<T[]> {
  if (list.length <= RUN) {
    yield list.length * CELL;
    return list.toSorted((a, b) => (before(a, b) ? -1 : 1));
  }
  const middle = list.length >> 1;
  const [a, b] = [yield* sorted(list.slice(0, middle), before), yield* sorted(list.slice(middle), before)];
  let [i, j] = [0, 0];
  return yield* listOf(list.length, () => (j === b.length || (i < a.length && before(a[i]!, b[j]!)) ? a[i++]! : b[j++]!));
}

/** A copy of numbers in their order, the smallest first, in pieces. */
export function* sortedNumbers<T extends Float32Array | Float64Array>(numbers: T): Pieces<T> {
  const { length } = numbers;
  const empty = (): T => new (numbers.constructor as new (length: number) => T)(length);
  let sorted = empty();
  for (let from = 0; from < length; from += RUN) {
    sorted.set(numbers.subarray(from, from + RUN).toSorted(), from);
    yield Math.min(RUN, length - from) * CELL;
  }
  let merged = empty();
  for (let run = RUN; run < length; run *= 2) {
    for (let from = 0; from < length; from += 2 * run) {
      const [middle, end] = [Math.min(length, from + run), Math.min(length, from + 2 * run)];
      let [a, b] = [from, middle];
      yield* forEach(end - from, (i) => {
        merged[from + i] = b === end || (a < middle && sorted[a]! <= sorted[b]!) ? sorted[a++]! : sorted[b++]!;
      });
    }
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}

/** Numbers that are looked at, in a loop of their own, between two looks at the time. */
const BLOCK = 1 << 14;
/** What each of them counts, in bytes that are read. */
const NUMBER = 1 << 6;

/** Does something for each block [from, to) of the numbers from 0 to `length`, in pieces. @param step  blocks are multiples of it */
export function* forBlocks(length: number, act: (from: number, to: number) => void, step = 1): Pieces<void> {
  const most = Math.max(step, BLOCK - (BLOCK % step));
  for (let from = 0; from < length; from += most) {
    const to = Math.min(length, from + most);
    act(from, to);
    yield (to - from) * NUMBER;
  }
}

/** An array of what a function makes of each number from 0 to `length`, in pieces. */
export function* numbersOf(length: number, make: (i: number) => number): Pieces<Float64Array> {
  const numbers = new Float64Array(length);
  yield* forEach(length, (i) => void (numbers[i] = make(i)));
  return numbers;
}
