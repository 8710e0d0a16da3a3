import { kernelNamed, operandsOf } from '../abi/kernels.ts';
import type { Arena, Backend } from '../backend/backend.ts';
import { selectBackend } from '../backend/select.ts';
import { host } from '../core/host.ts';
import { tagged } from '../core/realm.ts';
import { Line } from '../run/line.ts';
import type { Block } from './arguments.ts';
import { Copies, giveRoom, inTurns, takeRoom } from './copies.ts';

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
    const copies = new Copies(this, blocks);
    const room = takeRoom(backend, copies.elements);
    try {
      for (const piece of copies.pieces()) piece(room);
      copies.run(room);
      for (const piece of copies.results()) piece(room);
    } finally {
      giveRoom(backend, room);
    }
  }

  /** As `run`, off this thread, one call after another. Works on copies, for arrays may be transferred or resized meanwhile, and their
   *  memory goes with them; arrays in shared memory, which stays, are used where they are, if the machine can.
   *  @param brief  whether it takes less time than a copy: then it runs on this thread, on arrays where they are, when its turn comes
   *  @throws {DataError} if an array has another length by then */
  async runAsync(blocks: readonly Block[], brief: boolean): Promise<void> {
    const backend = selectBackend();
    const arena = arenaOf(backend);
    const arrays = this.#place(blocks);
    const words = this.words.slice();
    if (arena.callAsync !== undefined && arrays.every(isShared)) return line.take(() => arena.callAsync!(words, arrays));
    const copies = new Copies(this, blocks);
    if (brief && arena.call !== undefined)
      return line.take(async () => {
        if (performance.now() - resumed > PERIOD) {
          await host().pause();
          resumed = performance.now();
        }
        copies.mustBeThere();
        arena.call!(words, arrays);
      });
    return line.take(async () => {
      const room = takeRoom(backend, copies.elements);
      try {
        await inTurns(copies.pieces(), room);
        await copies.runAsync(room);
        await inTurns(copies.results(), room);
      } finally {
        giveRoom(backend, room);
      }
    });
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

/** Calls off this thread. */
const line = new Line();
/** Milliseconds for which brief calls, one after another, may keep the event loop; and when it last ran between two of them. */
const PERIOD = 5;
let resumed = 0;

const bufferOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Float32Array.prototype) as object, 'buffer')!.get!;
/** Whether an array lies in shared memory, which cannot be taken from it. */
const isShared = (array: Float32Array): boolean => tagged(bufferOf.call(array), 'SharedArrayBuffer');
