import { BackendError } from '../core/errors.ts';

/** Every block begins on a cache line. */
const LINE = 64;
/** @source WebAssembly core specification, 4.2.8: bytes in a page */
const PAGE = 65536;
/** The most pages of a memory: 4 GiB, the limit of 32-bit addresses. */
export const MAX_PAGES = 65536;
/** Pages a memory grows by at least. */
const GROWTH = 16;

/** A run of bytes in a memory. */
export interface Block {
  readonly at: number;
  readonly bytes: number;
}

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Allocates blocks of a growing memory: takes the first free block that is large enough, and joins neighbouring free
 *  blocks when a block is given back. */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #maxPages: number;
  /** Free blocks in order of address, no two touching. */
  readonly #free: Block[] = [];
  /** Memory beyond this byte was never allocated, so it is still zero. */
  #touched: number;

  constructor(memory: WebAssembly.Memory, maxPages: number) {
    this.#memory = memory;
    this.#maxPages = maxPages;
    // The memory that exists already holds the module's constants.
    this.#touched = memory.buffer.byteLength;
  }

  /** Pages that the memory has. */
  get pages(): number {
    return this.#memory.buffer.byteLength / PAGE;
  }

  /** A zeroed block of at least `bytes`. @throws {BackendError} if memory cannot grow that far */
  take(bytes: number): Block {
    const size = Math.max(LINE, roundUp(bytes, LINE));
    let i = this.#free.findIndex((block) => block.bytes >= size);
    if (i < 0) i = this.#grow(size);
    const { at, bytes: found } = this.#free[i]!;
    if (found === size) this.#free.splice(i, 1);
    else this.#free[i] = { at: at + size, bytes: found - size };
    this.#zero(at, size);
    return { at, bytes: size };
  }

  /** Makes a block larger in place, if the memory behind it is free or does not exist yet; new bytes are zero.
   *  Returns the larger block, or undefined if there is no room. */
  extend(block: Block, bytes: number): Block | undefined {
    const more = Math.max(LINE, roundUp(bytes, LINE)) - block.bytes;
    const end = block.at + block.bytes;
    const next = (): number => this.#free.findIndex(({ at }) => at === end);
    let i = next();
    const atEnd = i < 0 ? end === this.#memory.buffer.byteLength : end + this.#free[i]!.bytes === this.#memory.buffer.byteLength;
    if (atEnd && (i < 0 || this.#free[i]!.bytes < more)) {
      this.#grow(more);
      i = next();
    }
    const free = this.#free[i];
    if (free === undefined || free.bytes < more) return undefined;
    if (free.bytes === more) this.#free.splice(i, 1);
    else this.#free[i] = { at: end + more, bytes: free.bytes - more };
    this.#zero(end, more);
    return { at: block.at, bytes: block.bytes + more };
  }

  /** Frees what lies behind the first `bytes` of a block. Returns the smaller block. */
  cut(block: Block, bytes: number): Block {
    const size = Math.max(LINE, roundUp(bytes, LINE));
    if (size < block.bytes) this.#insert(block.at + size, block.bytes - size);
    return { at: block.at, bytes: size };
  }

  /** Frees a block. */
  give(block: Block): void {
    this.#insert(block.at, block.bytes);
  }

  #zero(at: number, bytes: number): void {
    // Shared memory is filled element by element: in bytes it takes three times as long.
    if (at < this.#touched) new Int32Array(this.#memory.buffer, at, Math.min(bytes, this.#touched - at) / 4).fill(0);
    this.#touched = Math.max(this.#touched, at + bytes);
  }

  #insert(at: number, bytes: number): number {
    const free = this.#free;
    let lo = 0;
    for (let hi = free.length; lo < hi; ) {
      const middle = (lo + hi) >> 1;
      if (free[middle]!.at < at) lo = middle + 1;
      else hi = middle;
    }
    const before = free[lo - 1];
    const after = free[lo];
    const joinsBefore = before !== undefined && before.at + before.bytes === at;
    const joinsAfter = after !== undefined && at + bytes === after.at;
    const first = joinsBefore ? lo - 1 : lo;
    const block = { at: joinsBefore ? before.at : at, bytes: bytes + (joinsBefore ? before.bytes : 0) + (joinsAfter ? after.bytes : 0) };
    free.splice(first, Number(joinsBefore) + Number(joinsAfter), block);
    return first;
  }

  /** Grows the memory until there is a free block of `size` at the end. Returns the block's index in the list. */
  #grow(size: number): number {
    const end = this.#memory.buffer.byteLength;
    const last = this.#free.at(-1);
    const open = last !== undefined && last.at + last.bytes === end ? last.bytes : 0;
    const wanted = Math.ceil((size - open) / PAGE);
    const pages = Math.max(wanted, Math.min(GROWTH, this.#maxPages - end / PAGE));
    try {
      this.#memory.grow(pages);
    } catch (cause) {
      const limit = this.#maxPages * PAGE;
      throw new BackendError(
        `no room for ${size} bytes in WebAssembly memory: ${end - this.#freeBytes()} of ${limit} bytes are in use. ` +
        'Free models and tensors, use a smaller batch or data set, or build the native backend, which has no such limit.',
        { cause },
      );
    }
    return this.#insert(end, pages * PAGE);
  }

  #freeBytes(): number {
    return this.#free.reduce((sum, block) => sum + block.bytes, 0);
  }
}
