/** The layout of a chain instruction: `rows cols operands steps`, (kind, word) for each operand, (opcode, operand
 *  numbers) for each step. Mirrors native/chain.h, lengthAt of src/abi/instructions.ts and checkChain of
 *  src/abi/validate.ts. */
import {
  BLOCK, CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS, KIND_COUNT, KIND_IMMEDIATE, KIND_IN_COL, KIND_IN_ROW, KIND_IN_SCALAR,
  KIND_OUT, KIND_TEMP, STATUS_BAD_CHAIN, STATUS_BAD_SIZE,
} from './gen/abi';
import { step_flops, step_operands } from './gen/check';
import { chain_scratch } from './scratch';

@inline export function word_at(w: usize, i: i32): i32 { return load<i32>(w + (<usize>i << 2)); }
@inline export function element(p: usize, i: i32): usize { return p + (<usize>i << 2); }
@inline export function pointer(p: usize, i: i32): usize { return load<usize>(p + <usize>i * sizeof<usize>()); }
@inline export function point(p: usize, i: i32, to: usize): void { store<usize>(p + <usize>i * sizeof<usize>(), to); }

/** The number of words of the chain at w, or 0 if it is malformed or cut short. Never reads at or beyond `end`. */
export function chain_words(w: usize, end: usize): i32 {
  const left = <i32>(end - w) >> 2;
  if (left < 5 || word_at(w, 3) < 1 || word_at(w, 3) > CHAIN_MAX_OPERANDS || word_at(w, 4) < 1 || word_at(w, 4) > CHAIN_MAX_STEPS) return 0;
  let length = 5 + 2 * word_at(w, 3);
  for (let s = 0; s < word_at(w, 4); s++) {
    if (left <= length) return 0;
    const count = step_operands(w + (<usize>length << 2));
    if (count == 0) return 0;
    length += 1 + count;
  }
  return length;
}

/** Like `check` of the generated file, but for a chain. All words of the chain must be present. */
export function chain_check(w: usize): f64 {
  const rows = <f64>word_at(w, 1), cols = <f64>word_at(w, 2);
  const operands = word_at(w, 3), steps = word_at(w, 4);
  if (rows < 0 || cols < 0) return -STATUS_BAD_SIZE;
  let needs: f64 = 0;
  const written = chain_scratch;
  for (let i = 0; i < operands; i++) {
    const kind = word_at(w, 5 + 2 * i), offset = <f64>word_at(w, 6 + 2 * i);
    if (kind < 0 || kind >= KIND_COUNT) return -STATUS_BAD_CHAIN;
    store<u8>(written + i, kind != KIND_TEMP && kind != KIND_OUT);
    if (kind == KIND_IMMEDIATE || kind == KIND_TEMP) continue;
    const extent = kind == KIND_IN_ROW ? cols : kind == KIND_IN_COL ? rows : kind == KIND_IN_SCALAR ? 1 : rows * cols;
    needs = max(needs, offset < 0 ? Infinity : offset + extent);
  }
  let step = w + (<usize>(5 + 2 * operands) << 2);
  for (let s = 0; s < steps; s++) {
    const count = step_operands(step);
    for (let i = 1; i <= count; i++) {
      const operand = word_at(step, i);
      if (operand < 0 || operand >= operands) return -STATUS_BAD_CHAIN;
      const kind = word_at(w, 5 + 2 * operand);
      if (i < count ? !load<u8>(written + operand) : kind != KIND_OUT && kind != KIND_TEMP) return -STATUS_BAD_CHAIN;
      store<u8>(written + operand, 1);
    }
    step += <usize>(1 + count) << 2;
  }
  return needs;
}

/** Arithmetic operations of all steps, per element. */
function chain_step_flops(w: usize): f64 {
  let step = w + (<usize>(5 + 2 * word_at(w, 3)) << 2), flops: f64 = 0;
  for (let s = 0; s < word_at(w, 4); s++) {
    flops += step_flops(step);
    step += <usize>(1 + step_operands(step)) << 2;
  }
  return flops;
}

/** Arithmetic operations of the whole chain. */
export function chain_flops(w: usize): f64 {
  return chain_step_flops(w) * <f64>word_at(w, 1) * <f64>word_at(w, 2);
}

/** The number of whole rows in one block of a chain with cols > 0 columns; 0 if a block is BLOCK columns of one row. */
export function chain_block_rows(cols: i32): i32 {
  return cols <= BLOCK ? BLOCK / cols : 0;
}

/** The number of blocks of a chain; 0 if it has no output. An output lies within the arena, which bounds rows *
 *  cols. */
export function chain_units(w: usize): f64 {
  const rows = word_at(w, 1), cols = word_at(w, 2);
  let outputs = 0;
  for (let i = 0; i < word_at(w, 3); i++) outputs += i32(word_at(w, 5 + 2 * i) == KIND_OUT);
  if (outputs == 0 || rows == 0 || cols == 0) return 0;
  const whole = chain_block_rows(cols);
  return whole > 0 ? Math.ceil(<f64>rows / <f64>whole) : <f64>rows * Math.ceil(<f64>cols / <f64>BLOCK);
}
