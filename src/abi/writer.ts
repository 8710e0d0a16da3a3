import type { Pieces } from '../core/pieces.ts';
import { bitsOf } from './bits.ts';
import { ABI_HASH } from './gen/check.ts';
import { CHAIN, kernelNamed, OPERAND_KINDS, REPEAT, SKIP, type OperandKind } from './kernels.ts';
import { HEADER } from './layout.ts';
import { SEGMENTS, type Place, type Program } from './program.ts';

/** An operand of a chain: a place, a constant, or a scratch block of the chain's own. */
export type ChainOperand =
  | { readonly kind: Exclude<OperandKind, 'immediate' | 'temp'>; readonly place: Place }
  | { readonly kind: 'immediate'; readonly value: number }
  | { readonly kind: 'temp' };

/** A step's kernel and its operand numbers, in the kernel's argument order. */
export interface ChainStep {
  readonly kernel: string;
  readonly operands: readonly number[];
}

/** Assembles a program by kernel and argument names, so that nothing depends on argument order. */
export class Writer {
  #words: number[] = HEADER.map(([, value]) => value);
  readonly #relocations: number[] = [];
  /** Pairs (word, stride) of what moves in the repeats that are being written, innermost first. */
  readonly #moves: number[][] = [];
  #effects: number | undefined;
  #depth = 0;

  /** Appends one instruction; every argument of the table's row must be given. Operands are places, null if absent. */
  emit(name: string, args: Readonly<Record<string, number | Place | null>>): void {
    const kernel = kernelNamed(name);
    this.#words.push(kernel.opcode);
    for (const arg of kernel.args) {
      const value = args[arg.name];
      if (value === undefined) throw new Error(`${name}: argument ${arg.name} is missing`);
      if ('extent' in arg) {
        if (typeof value === 'number' || (value === null && !arg.optional)) throw new Error(`${name}: operand ${arg.name} is not a place`);
        this.#operand(value);
      } else {
        if (typeof value !== 'number') throw new Error(`${name}: argument ${arg.name} is not a number`);
        this.#words.push(arg.kind === 'f32' ? bitsOf(value) : value);
      }
    }
    const given = Object.keys(args);
    if (given.length === kernel.args.length) return;
    const extra = given.find((key) => !kernel.args.some((a) => a.name === key));
    throw new Error(`${name}: no argument ${extra} in the table`);
  }

  /** Appends a chain of elementwise steps over rows x cols elements. */
  chain(rows: number, cols: number, operands: readonly ChainOperand[], steps: readonly ChainStep[]): void {
    this.#words.push(CHAIN, rows, cols, operands.length, steps.length);
    for (const operand of operands) {
      this.#words.push(OPERAND_KINDS.indexOf(operand.kind));
      if ('place' in operand) this.#operand(operand.place);
      else this.#words.push(operand.kind === 'immediate' ? bitsOf(operand.value) : 0);
    }
    for (const step of steps) this.#words.push(kernelNamed(step.kernel).opcode, ...step.operands);
  }

  /** Appends what `stretch` appends, to be run only where the float at `flag` is not 0. */
  *skip(flag: Place, stretch: Pieces<void>): Pieces<void> {
    this.#words.push(SKIP);
    this.#operand(flag);
    const length = this.#words.push(0) - 1;
    yield* this.#within(stretch);
    this.#words[length] = this.#words.length - length - 1;
  }

  /** Appends what `stretch` appends, to be run `turns` times. Operands whose places have `by` move from turn to turn. */
  *repeat(turns: number, stretch: Pieces<void>): Pieces<void> {
    const begin = this.#words.length;
    this.#moves.unshift([]);
    yield* this.#within(stretch);
    const moves = this.#moves.shift()!;
    const header = [REPEAT, turns, this.#words.length - begin, moves.length / 2, ...moves.map((m, i) => (i % 2 === 0 ? m - begin : m))];
    this.#words = this.#words.slice(0, begin).concat(header, this.#words.slice(begin));
    for (const pairs of [this.#relocations, ...this.#moves]) {
      for (let i = 0; i < pairs.length; i += 2) if (pairs[i]! >= begin) pairs[i]! += header.length;
    }
  }

  /** How deep the next instruction lies in skips and repeats. */
  get depth(): number {
    return this.#depth;
  }

  *#within(stretch: Pieces<void>): Pieces<void> {
    this.#depth++;
    yield* stretch;
    this.#depth--;
  }

  /** From here on instructions change state. What a repeat changes is no state: it lives in its turns. */
  beginEffects(): void {
    if (this.#moves.length === 0) this.#effects = this.#words.length;
  }

  finish(workspace: number): Program {
    const words = Int32Array.from(this.#words);
    words[1] = ABI_HASH;
    words[2] = words.length;
    words[3] = this.#effects ?? words.length;
    return { words, relocations: Int32Array.from(this.#relocations), workspace };
  }

  #operand(place: Place | null): void {
    if (place !== null) this.#relocations.push(this.#words.length, SEGMENTS.indexOf(place.segment));
    place?.by?.forEach((stride, level) => stride !== 0 && this.#moves[level]!.push(this.#words.length, stride));
    this.#words.push(place === null ? -1 : place.offset);
  }
}
