import { ABI_HASH } from '../abi/gen/check.ts';
import { kernelNamed, operandsOf } from '../abi/kernels.ts';
import { HEADER } from '../abi/layout.ts';
import type { Arena, Backend, Loaded } from '../backend/backend.ts';
import { selectBackend } from '../backend/select.ts';
import { type Block, spanOf } from './arguments.ts';

/** The words of one instruction, which are filled in by the names of the table. Words that are not filled in are 0,
 *  optional operands are absent. One Instruction serves all calls of its routine. */
export class Instruction {
  readonly words: Int32Array<ArrayBuffer>;
  /** The same words, for arguments that are float32. */
  readonly floats: Float32Array;
  /** Argument -> its word. */
  readonly at: Readonly<Record<string, number>>;
  /** The words of the operands, in their order. */
  readonly operands: readonly number[];

  constructor(name: string) {
    const kernel = kernelNamed(name);
    this.words = new Int32Array(1 + kernel.args.length);
    this.floats = new Float32Array(this.words.buffer);
    this.at = Object.fromEntries(kernel.args.map((arg, i) => [arg.name, i + 1]));
    this.operands = operandsOf(kernel).map((operand) => this.at[operand.name]!);
    this.words[0] = kernel.opcode;
    for (const operand of operandsOf(kernel)) if (operand.optional) this.words[this.at[operand.name]!] = -1;
  }

  /** Runs it on blocks in the order of its operands; the last one is written. */
  run(blocks: readonly Block[]): void {
    const backend = selectBackend();
    const arena = arenaOf(backend);
    const arrays = this.#place(blocks);
    if (arena.call !== undefined) {
      arena.call(this.words, arrays);
      return;
    }
    const copies = new Copies(backend, this, blocks);
    try {
      copies.arena.run(copies.program, 1);
      copies.bringBack();
    } finally {
      copies.arena.free();
    }
  }

  /** As `run`, off this thread. */
  async runAsync(blocks: readonly Block[]): Promise<void> {
    const backend = selectBackend();
    const arena = arenaOf(backend);
    const arrays = this.#place(blocks);
    if (arena.callAsync !== undefined) return arena.callAsync(this.words, arrays);
    const copies = new Copies(backend, this, blocks);
    try {
      await copies.arena.runAsync(copies.program, 1, Infinity);
      copies.bringBack();
    } finally {
      copies.arena.free();
    }
  }

  /** Fills in the offsets of the blocks; returns their arrays. */
  #place(blocks: readonly Block[]): Float32Array[] {
    return blocks.map(({ array, offset }, i) => {
      this.words[this.operands[i]!] = offset;
      return array;
    });
  }
}

/** An arena without elements, for calls on arrays outside of it. */
let home: { readonly backend: Backend; readonly arena: Arena } | undefined;

function arenaOf(backend: Backend): Arena {
  if (home?.backend !== backend) home = { backend, arena: backend.allocate(0) };
  return home.arena;
}

/** Runs an instruction on copies of its operands, for a machine that has its own memory. */
class Copies {
  readonly arena: Arena;
  readonly program: Loaded;
  readonly #output: Block;
  readonly #outputAt: number;

  constructor(backend: Backend, { words, operands }: Instruction, blocks: readonly Block[]) {
    const program = Int32Array.of(...HEADER.map(([, value]) => value), ...words);
    program[1] = ABI_HASH;
    program[2] = program.length;
    program[3] = program.length;
    let end = 0;
    const places = blocks.map((block, i) => {
      const place = end;
      program[HEADER.length + operands[i]!] = place;
      end += spanOf(block);
      return place;
    });
    this.arena = backend.allocate(end);
    blocks.forEach((block, i) => this.arena.write(places[i]!, block.array.subarray(block.offset, block.offset + spanOf(block))));
    this.program = this.arena.load(program);
    this.#output = blocks.at(-1)!;
    this.#outputAt = places.at(-1)!;
  }

  /** Copies the elements of the output back to their array and leaves the elements between them unchanged. */
  bringBack(): void {
    const { array, offset, rows, cols, ld } = this.#output;
    const copy = new Float32Array(spanOf(this.#output));
    this.arena.read(this.#outputAt, copy);
    for (let i = 0; i < rows; i++) {
      if (cols === 1) array[offset + i * ld] = copy[i * ld]!;
      else array.set(copy.subarray(i * ld, i * ld + cols), offset + i * ld);
    }
  }
}
