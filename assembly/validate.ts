import {
  ABI_HASH, HEADER_ABI, HEADER_EFFECTS, HEADER_LENGTH, HEADER_MAGIC, HEADER_WORDS, MAGIC, OP_CHAIN, OP_REPEAT, OP_SKIP,
  STATUS_BAD_ABI, STATUS_BAD_CHAIN, STATUS_BAD_HEADER, STATUS_BAD_LENGTH, STATUS_BAD_OPCODE, STATUS_BAD_SIZE,
  STATUS_BAD_STRETCH, STATUS_OK, STATUS_OUT_OF_BOUNDS, STRETCHES_DEEP,
} from './gen/abi';
import { check, instruction_words } from './gen/check';
import { chain_check } from './chain';
import { is_control, is_offset, move_operands, word, words_at } from './instruction';

/** The word at which validation failed, and the arena elements a sound program needs. */
export let fault: i32 = 0;
export let needs: f64 = 0;

/* The program being validated. */
let program: usize = 0;
let programEnd: usize = 0;
let arenaElements: f64 = 0;
let effectsFound: bool = false;

function fail(status: i32, at: i32): i32 {
  fault = at;
  return status;
}

/** Validates `length` linked words for an arena of `elements`; returns a STATUS. Mirrors native/load.cc and
 *  src/abi/validate.ts. Moves the operands of repeats while it works, and moves them back. */
export function validate(words: usize, length: i32, elements: f64): i32 {
  if (length < HEADER_WORDS || word(words, HEADER_MAGIC) != MAGIC) return fail(STATUS_BAD_HEADER, HEADER_MAGIC);
  if (word(words, HEADER_ABI) != ABI_HASH) return fail(STATUS_BAD_ABI, HEADER_ABI);
  if (word(words, HEADER_LENGTH) != length) return fail(STATUS_BAD_LENGTH, HEADER_LENGTH);
  program = words;
  programEnd = words + (<usize>length << 2);
  arenaElements = elements;
  effectsFound = word(words, HEADER_EFFECTS) == length;
  needs = 0;
  const status = stretch(HEADER_WORDS, length, 0);
  if (status != STATUS_OK) return status;
  return effectsFound ? STATUS_OK : fail(STATUS_BAD_HEADER, HEADER_EFFECTS);
}

/** Checks the instructions of words [at, end), which lie within `depth` stretches. */
function stretch(at: i32, end: i32, depth: i32): i32 {
  while (at < end) {
    if (at == word(program, HEADER_EFFECTS) && depth == 0) effectsFound = true;
    const w = program + (<usize>at << 2);
    const op = load<i32>(w);
    const control = is_control(w);
    if (!control && op != OP_CHAIN && instruction_words(w) == 0) return fail(STATUS_BAD_OPCODE, at);
    if (end - at < (op == OP_CHAIN ? 5 : op == OP_REPEAT ? 4 : 0)) return fail(STATUS_BAD_LENGTH, at);
    const size = words_at(w, programEnd);
    if (size == 0) return fail(control ? STATUS_BAD_STRETCH : STATUS_BAD_CHAIN, at);
    if (size > end - at) return fail(STATUS_BAD_LENGTH, at);
    const reach =
      op == OP_SKIP ? (word(w, 1) < 0 ? Infinity : <f64>word(w, 1) + 1) : op == OP_REPEAT ? 0 : op == OP_CHAIN ? chain_check(w) : check(w);
    if (reach < 0) return fail(<i32>-reach, at);
    if (reach > arenaElements) return fail(STATUS_OUT_OF_BOUNDS, at);
    needs = max(needs, reach);
    at += size;
    if (!control) continue;
    if (word(w, 2) < 0 || word(w, 2) > end - at || depth == STRETCHES_DEEP) return fail(STATUS_BAD_STRETCH, at - size);
    const status = op == OP_SKIP ? stretch(at, at + word(w, 2), depth + 1) : repeated(at - size, at, depth + 1);
    if (status != STATUS_OK) return status;
    at += word(w, 2);
  }
  return STATUS_OK;
}

/** Checks the stretch of the repeat at `at`, which starts at `begin`, with the offsets of its first and of its last
 *  turn. Offsets are linear in between. */
function repeated(at: i32, begin: i32, depth: i32): i32 {
  const w = program + (<usize>at << 2);
  const turns = word(w, 1), end = begin + word(w, 2), moving = word(w, 3);
  if (turns < 0) return fail(STATUS_BAD_SIZE, at);
  const status = stretch(begin, end, depth);
  if (status != STATUS_OK) return status;
  let instruction = begin;
  for (let i = 0; i < moving; i++) {
    const moved = word(w, 4 + 2 * i);
    // In ascending order, so that no operand moves twice.
    if (moved < 0 || moved >= end - begin || (i > 0 && moved <= word(w, 2 + 2 * i))) return fail(STATUS_BAD_STRETCH, at);
    while (instruction + words_at(program + (<usize>instruction << 2), programEnd) <= begin + moved) {
      instruction += words_at(program + (<usize>instruction << 2), programEnd);
    }
    if (!is_offset(program + (<usize>instruction << 2), begin + moved - instruction)) return fail(STATUS_BAD_STRETCH, at);
  }
  if (turns <= 1) return STATUS_OK;
  for (let i = 0; i < moving; i++) {
    const last = <i64>word(program, begin + word(w, 4 + 2 * i)) + <i64>word(w, 5 + 2 * i) * <i64>(turns - 1);
    if (last < 0 || last > <i64>i32.MAX_VALUE) return fail(STATUS_OUT_OF_BOUNDS, at);
  }
  move_operands(w, turns - 1);
  const atLast = stretch(begin, end, depth);
  move_operands(w, 1 - turns);
  return atLast;
}
