import { ABI_HASH } from '../abi/gen/check.ts';
import { HEADER } from '../abi/layout.ts';
import type { Arena, Backend } from '../backend/backend.ts';
import { changed } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { type Block, spanOf } from './arguments.ts';

/** Elements of an arena that is kept for the next call: 64 MiB, which the system would have to clear again. */
const KEPT = 1 << 24;
let kept: { readonly backend: Backend; readonly arena: Arena } | undefined;

/** An arena of at least so many elements, whatever they are. */
export function takeRoom(backend: Backend, elements: number): Arena {
  const mine = kept?.backend === backend ? kept.arena : undefined;
  if (mine === undefined) return backend.allocate(elements);
  kept = undefined;
  if (mine.elements < elements) mine.resize(elements);
  return mine;
}

export function giveRoom(backend: Backend, arena: Arena): void {
  if (kept === undefined && arena.elements <= KEPT) kept = { backend, arena };
  else arena.free();
}

/** A piece of work on an arena. */
type Piece = (arena: Arena) => void;

/** Does pieces of work, and lets others run on the event loop between them. */
export async function inTurns(pieces: Iterable<Piece>, arena: Arena): Promise<void> {
  let first = true;
  for (const piece of pieces) {
    if (!first) await host().pause();
    first = false;
    piece(arena);
  }
}

/** Elements that are copied in one piece, which takes a millisecond or two. */
const PIECE = 1 << 21;

/** An instruction that runs on copies of its operands. */
export class Copies {
  readonly elements: number;
  readonly #words: Int32Array;
  readonly #blocks: readonly Block[];
  readonly #places: readonly number[];
  readonly #lengths: readonly number[];

  constructor({ words, operands }: { readonly words: Int32Array; readonly operands: readonly number[] }, blocks: readonly Block[]) {
    const program = Int32Array.of(...HEADER.map(([, value]) => value), ...words);
    program[1] = ABI_HASH;
    program[2] = program.length;
    program[3] = program.length;
    let end = 0;
    this.#places = blocks.map((block, i) => {
      const place = end;
      program[HEADER.length + operands[i]!] = place;
      end += spanOf(block);
      return place;
    });
    this.elements = end;
    this.#words = program;
    this.#blocks = blocks;
    this.#lengths = blocks.map(({ array }) => array.length);
  }

  /** Copies the operands into the arena. */
  *pieces(): Generator<Piece> {
    let whole: Piece[] = [];
    for (const [i, block] of this.#blocks.entries()) {
      const span = spanOf(block);
      for (let from = 0; from < span; from += PIECE) {
        const to = Math.min(span, from + PIECE);
        whole.push((arena) => arena.write(this.#places[i]! + from, this.#array(i).subarray(block.offset + from, block.offset + to)));
        if (to - from < PIECE) continue;
        yield together(whole);
        whole = [];
      }
    }
    yield together(whole);
  }

  run(arena: Arena): void {
    const program = arena.load(this.#words);
    arena.run(program, 1);
    arena.unload(program);
  }

  async runAsync(arena: Arena): Promise<void> {
    const program = arena.load(this.#words);
    await arena.runAsync(program, 1, Infinity);
    arena.unload(program);
  }

  /** Copies the elements of the output back to their array and leaves the elements between them unchanged. */
  *results(): Generator<Piece> {
    const last = this.#blocks.length - 1;
    const { offset, rows, cols, ld } = this.#blocks[last]!;
    const place = this.#places[last]!;
    const apart = Math.max(1, Math.floor(PIECE / ld));
    for (let row = 0; row < rows; row += apart) {
      const count = Math.min(apart, rows - row);
      yield (arena) => {
        const array = this.#array(last);
        const at = offset + row * ld;
        const span = (count - 1) * ld + cols;
        if (ld === cols || count === 1) return arena.read(place + row * ld, array.subarray(at, at + span));
        const copy = new Float32Array(span);
        arena.read(place + row * ld, copy);
        for (let i = 0; i < count; i++) {
          if (cols === 1) array[at + i * ld] = copy[i * ld]!;
          else array.set(copy.subarray(i * ld, i * ld + cols), at + i * ld);
        }
      };
    }
  }

  /** @throws {DataError} if the length of an array has changed */
  mustBeThere(): void {
    this.#lengths.forEach((_, i) => void this.#array(i));
  }

  /** The array of an operand. @throws {DataError} if its length has changed */
  #array(i: number): Float32Array {
    const { array } = this.#blocks[i]!;
    if (array.length !== this.#lengths[i]) throw changed(this.#lengths[i]!, array.length);
    return array;
  }
}

const together = (pieces: readonly Piece[]): Piece => (arena) => {
  for (const piece of pieces) piece(arena);
};
