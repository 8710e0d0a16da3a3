import { ABI_HASH, check, instruction_words, step_operands } from './gen/check.ts';
import { isOffset, lengthAt } from './instructions.ts';
import { CHAIN, OPERAND_KINDS, REPEAT, SKIP, STATUS, STRETCHES_DEEP, type Status } from './kernels.ts';
import { HEADER } from './layout.ts';

/** The result of validation: a status, the word at fault, and the arena elements that a sound program needs. */
export interface Verdict {
  readonly status: Status;
  readonly word: number;
  readonly needs: number;
}

/** Validates linked words for an arena of `elements`: checks header, opcodes, sizes, offsets and extents. */
export function validate(words: Int32Array, elements: number): Verdict {
  const fail = (status: Status, word: number): Verdict => ({ status, word, needs: 0 });
  if (words.length < HEADER.length || words[0] !== HEADER[0][1]) return fail('bad_header', 0);
  if (words[1] !== ABI_HASH) return fail('bad_abi', 1);
  if (words[2] !== words.length) return fail('bad_length', 2);
  const validator = new Validator(words, elements);
  validator.stretch(HEADER.length, words.length, 0);
  const { fault, needs, effectsFound } = validator;
  if (fault !== undefined) return fail(fault.status, fault.word);
  return effectsFound ? { status: 'ok', word: 0, needs } : fail('bad_header', 3);
}

class Validator {
  fault: { readonly status: Status; readonly word: number } | undefined;
  needs = 0;
  effectsFound: boolean;
  /** A copy, because validation moves the operands of a repeated stretch to their places in its last turn. */
  readonly #words: Int32Array;
  readonly #elements: number;

  constructor(words: Int32Array, elements: number) {
    this.#words = words.slice();
    this.#elements = elements;
    this.effectsFound = words[3] === words.length;
  }

  /** Checks the instructions of words [at, end), which lie within `depth` stretches. Returns false if there is a
   *  fault. */
  stretch(at: number, end: number, depth: number): boolean {
    const words = this.#words;
    while (at < end) {
      if (at === words[3] && depth === 0) this.effectsFound = true;
      const control = words[at] === SKIP || words[at] === REPEAT;
      if (!control && words[at] !== CHAIN && instruction_words(words, at) === 0) return this.#fail('bad_opcode', at);
      if (at + (words[at] === CHAIN ? 5 : words[at] === REPEAT ? 4 : 0) > end) return this.#fail('bad_length', at);
      const length = lengthAt(words, at);
      if (length === 0) return this.#fail(control ? 'bad_stretch' : 'bad_chain', at);
      if (at + length > end) return this.#fail('bad_length', at);
      const reach =
        words[at] === SKIP
          ? reachOf(words[at + 1]!, 1)
          : words[at] === REPEAT
            ? 0
            : words[at] === CHAIN
              ? checkChain(words, at)
              : check(words, at);
      if (reach < 0) return this.#fail(STATUS[-reach]!, at);
      if (reach > this.#elements) return this.#fail('out_of_bounds', at);
      this.needs = Math.max(this.needs, reach);
      if (control) {
        const inner = words[at + 2]!;
        if (inner < 0 || inner > end - at - length || depth === STRETCHES_DEEP) return this.#fail('bad_stretch', at);
        if (!(words[at] === SKIP ? this.stretch(at + length, at + length + inner, depth + 1) : this.#repeated(at, length, depth + 1))) {
          return false;
        }
        at += inner;
      }
      at += length;
    }
    return true;
  }

  /** Checks the stretch of the repeat at `at` with the offsets of its first and of its last turn. Offsets are linear
   *  in between. */
  #repeated(at: number, length: number, depth: number): boolean {
    const words = this.#words;
    const begin = at + length;
    const end = begin + words[at + 2]!;
    const turns = words[at + 1]!;
    if (turns < 0) return this.#fail('bad_size', at);
    if (!this.stretch(begin, end, depth)) return false;
    let instruction = begin;
    for (let pair = at + 4; pair < begin; pair += 2) {
      const w = begin + words[pair]!;
      // In ascending order, so that no operand moves twice.
      if (words[pair]! < 0 || w >= end || (pair > at + 4 && words[pair]! <= words[pair - 2]!)) return this.#fail('bad_stretch', at);
      while (instruction + lengthAt(words, instruction) <= w) instruction += lengthAt(words, instruction);
      if (!isOffset(words, instruction, w - instruction)) return this.#fail('bad_stretch', at);
    }
    if (turns <= 1) return true;
    for (let pair = at + 4; pair < begin; pair += 2) {
      const last = words[begin + words[pair]!]! + words[pair + 1]! * (turns - 1);
      if (!(last >= 0 && last < 2 ** 31)) return this.#fail('out_of_bounds', at);
    }
    for (let pair = at + 4; pair < begin; pair += 2) words[begin + words[pair]!]! += words[pair + 1]! * (turns - 1);
    if (!this.stretch(begin, end, depth)) return false;
    for (let pair = at + 4; pair < begin; pair += 2) words[begin + words[pair]!]! -= words[pair + 1]! * (turns - 1);
    return true;
  }

  #fail(status: Status, word: number): false {
    this.fault = { status, word };
    return false;
  }
}

const reachOf = (offset: number, extent: number): number => (offset < 0 ? Infinity : offset + extent);

/** Does for a chain what `check` of the generated file does for other instructions. */
function checkChain(words: Int32Array, at: number): number {
  const [rows, cols, operands, steps] = [words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!];
  if (rows < 0 || cols < 0) return -STATUS.indexOf('bad_size');
  let needs = 0;
  const written = new Array<boolean>(operands);
  for (let i = 0; i < operands; i++) {
    const kind = OPERAND_KINDS[words[at + 5 + 2 * i]!];
    const offset = words[at + 6 + 2 * i]!;
    if (kind === undefined) return -STATUS.indexOf('bad_chain');
    written[i] = kind !== 'temp' && kind !== 'out';
    if (kind === 'immediate' || kind === 'temp') continue;
    const extent = kind === 'in_row' ? cols : kind === 'in_col' ? rows : kind === 'in_scalar' ? 1 : rows * cols;
    needs = Math.max(needs, reachOf(offset, extent));
  }
  let w = at + 5 + 2 * operands;
  for (let s = 0; s < steps; s++) {
    const count = step_operands(words, w);
    for (let i = 1; i <= count; i++) {
      const operand = words[w + i]!;
      if (operand < 0 || operand >= operands) return -STATUS.indexOf('bad_chain');
      if (i < count) {
        if (!written[operand]) return -STATUS.indexOf('bad_chain');
      } else {
        const kind = OPERAND_KINDS[words[at + 5 + 2 * operand]!];
        if (kind !== 'out' && kind !== 'temp') return -STATUS.indexOf('bad_chain');
        written[operand] = true;
      }
    }
    w += 1 + count;
  }
  return needs;
}
