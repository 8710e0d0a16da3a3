/** The layout of instructions as words: instructions of fixed length, chains, and the two that control a stretch of
 *  words behind them (skip and repeat). Mirrors native/instruction.h and src/abi/instructions.ts. */
import { KIND_IMMEDIATE, KIND_TEMP, OP_CHAIN, OP_REPEAT, OP_SKIP } from './gen/abi';
import { instruction_words, operand_words } from './gen/check';
import { chain_words } from './chain';

@inline export function word(words: usize, i: i32): i32 { return load<i32>(words + (<usize>i << 2)); }

export function is_control(w: usize): bool {
  return load<i32>(w) == OP_SKIP || load<i32>(w) == OP_REPEAT;
}

/** The number of words of the skip or repeat at w, without its stretch; 0 if its count of operands is impossible. */
export function control_words(w: usize): i32 {
  if (load<i32>(w) == OP_SKIP) return 3;
  return word(w, 3) >= 0 && word(w, 3) <= (i32.MAX_VALUE - 4) / 2 ? 4 + 2 * word(w, 3) : 0;
}

/** The number of words of the instruction at w, or 0 if it is malformed. Of a chain, reads no word at or beyond
 *  `end`. */
export function words_at(w: usize, end: usize): i32 {
  return is_control(w) ? control_words(w) : load<i32>(w) == OP_CHAIN ? chain_words(w, end) : instruction_words(w);
}

/** Whether word i of the instruction at w is the offset of an operand that is not absent. */
export function is_offset(w: usize, i: i32): bool {
  const op = load<i32>(w);
  if (op == OP_SKIP) return i == 1;
  if (op == OP_REPEAT) return false;
  if (op != OP_CHAIN) return ((operand_words(w) >> i) & 1) == 1 && word(w, i) != -1;
  return i >= 5 && i < 5 + 2 * word(w, 3) && i % 2 == 0 && word(w, i - 1) != KIND_IMMEDIATE && word(w, i - 1) != KIND_TEMP;
}

/** Adds `turns` strides to each operand that the repeat at w moves. */
export function move_operands(w: usize, turns: i32): void {
  const stretch = w + (<usize>control_words(w) << 2);
  for (let pair = w + 16; pair < stretch; pair += 8) {
    const moved = stretch + (<usize>load<i32>(pair) << 2);
    // After the last turn an offset may overflow int32 until it is moved back.
    store<i32>(moved, load<i32>(moved) + load<i32>(pair, 4) * turns);
  }
}
