import { instruction_words, operand_words, step_operands } from './gen/check.ts';
import { CHAIN, CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS, OPERAND_KINDS, REPEAT, SKIP } from './kernels.ts';
import { HEADER } from './layout.ts';

/** With more pairs the length of a repeat would overflow an int32. */
const MOST_MOVING = (2 ** 31 - 1 - 5) / 2;

/** The number of words of the instruction at `at`, or 0 if it is malformed. A skip or a repeat is counted without its
 *  stretch. */
export function lengthAt(words: Int32Array, at: number): number {
  if (words[at] === SKIP) return 3;
  if (words[at] === REPEAT) return words[at + 3]! >= 0 && words[at + 3]! <= MOST_MOVING ? 4 + 2 * words[at + 3]! : 0;
  if (words[at] !== CHAIN) return instruction_words(words, at);
  const operands = words[at + 3]!;
  const steps = words[at + 4]!;
  if (!(operands >= 1 && operands <= CHAIN_MAX_OPERANDS && steps >= 1 && steps <= CHAIN_MAX_STEPS)) return 0;
  let length = 5 + 2 * operands;
  for (let s = 0; s < steps; s++) {
    const count = step_operands(words, at + length);
    if (count === 0) return 0;
    length += 1 + count;
  }
  return length;
}

/** Whether word `w` of the instruction at `at` is the offset of an operand that is not absent. */
export function isOffset(words: Int32Array, at: number, w: number): boolean {
  if (words[at] === SKIP) return w === 1;
  if (words[at] === REPEAT) return false;
  if (words[at] !== CHAIN) return ((operand_words(words, at) >> w) & 1) === 1 && words[at + w] !== -1;
  if (w < 5 || w >= 5 + 2 * words[at + 3]! || w % 2 === 1) return false;
  const kind = OPERAND_KINDS[words[at + w - 1]!];
  return kind !== 'immediate' && kind !== 'temp';
}

/** The words at which the instructions of a valid program begin, including those within stretches. */
export function instructionsOf(words: Int32Array): number[] {
  const begin: number[] = [];
  for (let at = HEADER.length; at < words.length; at += lengthAt(words, at)) begin.push(at);
  return begin;
}

/** How deep the stretches of a valid program lie within each other. */
export function depthOf(words: Int32Array): number {
  const ends: number[] = [];
  return instructionsOf(words).reduce((deepest, at) => {
    while (ends.length > 0 && at >= ends.at(-1)!) ends.pop();
    if (words[at] === SKIP || words[at] === REPEAT) ends.push(at + lengthAt(words, at) + words[at + 2]!);
    return Math.max(deepest, ends.length);
  }, 0);
}

/** How often each instruction of a valid program runs in a step that skips nothing. */
export function turnsOf(words: Int32Array): number[] {
  const repeats: { readonly end: number; readonly turns: number }[] = [];
  return instructionsOf(words).map((at) => {
    while (repeats.length > 0 && at >= repeats.at(-1)!.end) repeats.pop();
    const turns = repeats.reduce((product, r) => product * r.turns, 1);
    if (words[at] === REPEAT) repeats.push({ end: at + lengthAt(words, at) + words[at + 2]!, turns: words[at + 1]! });
    return turns;
  });
}
