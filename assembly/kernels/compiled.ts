// Chains of known form: a loop for each, written by src/abi/codegen-chains.ts, goes through all steps with vectors in registers.
// Chains of other forms go by blocks; all come to the same bits.
import { element, point, pointer, word_at } from '../chain';
import {
  BLOCK, CHAIN_MAX_OPERANDS, KIND_IMMEDIATE, KIND_IN_COL, KIND_IN_FULL, KIND_IN_ROW, KIND_IN_SCALAR, KIND_OUT, KIND_TEMP,
} from '../gen/abi';
import { COMPILED_FIRST, COMPILED_FORMS, COMPILED_PLACE, COMPILED_STEPS, run_compiled_loop } from '../gen/chains';
import { step_operands } from '../gen/check';
import { splat, put, W } from '../simd';
import { copy } from './elementwise';

/** Elements from which on a chain is worth looking for its form. */
export const COMPILED_LEAST: i64 = 64;

/** Whether the chain at w, with as many steps, is of this form. `operand` becomes the operand of the chain for each one of the form,
 *  `holder` that of the form for each one of the chain. */
function has_form(w: usize, form: usize, operand: usize, holder: usize): bool {
  let step = w + (<usize>(5 + 2 * word_at(w, 3)) << 2);
  const kinds = form + 3;
  let own = kinds + <usize>load<u8>(form);
  if (load<i32>(step) != <i32>load<u8>(own)) return false;
  memory.fill(holder, 0xff, <usize>word_at(w, 3) << 2);
  memory.fill(operand, 0xff, <usize>load<u8>(form) << 2);
  for (let left = word_at(w, 4); left > 0; left--) {
    const count = step_operands(step);
    if (load<i32>(step) != <i32>load<u8>(own)) return false;
    for (let k = 1; k <= count; k++) {
      const i = word_at(step, k), kind = word_at(w, 5 + 2 * i), part = <i32>load<u8>(own + <usize>k);
      if ((kind == KIND_IMMEDIATE ? KIND_IN_SCALAR : kind) != <i32>load<u8>(kinds + <usize>part)) return false;
      // A number has an operand of the form for each use; of others each has one.
      if (kind != KIND_IMMEDIATE && kind != KIND_IN_SCALAR) {
        if (word_at(holder, i) < 0 && word_at(operand, part) < 0) store<i32>(element(holder, i), part);
        if (word_at(holder, i) != part) return false;
      }
      store<i32>(element(operand, part), i);
    }
    step += <usize>(1 + count) << 2;
    own += <usize>(1 + count);
  }
  return true;
}

/** Runs elements [from, to) of a loop; a last vector that is not whole lies at `last` meanwhile, as the pointers to it do. */
function run_loop(number: i32, form: usize, p: usize, last: usize, from: i32, to: i32, mask: i32): void {
  const whole = to - (to - from) % W, left = to - whole;
  if (from < whole) run_compiled_loop(number, p, from, whole, mask);
  if (left == 0) return;
  const own = element(last, CHAIN_MAX_OPERANDS * W), operands = <i32>load<u8>(form);
  for (let i = 0; i < operands; i++) {
    const kind = <i32>load<u8>(form + 3 + <usize>i), part = element(last, i * W);
    const apart = kind != KIND_IN_SCALAR && kind != KIND_IN_COL && kind != KIND_TEMP;
    point(own, i, apart ? part : pointer(p, i));
    if (apart && kind != KIND_OUT) {
      put(part, 0, splat(1.0));
      copy(left, element(pointer(p, i), kind == KIND_IN_ROW ? whole & mask : whole), part);
    }
  }
  run_compiled_loop(number, own, 0, W, -1);
  for (let i = 0; i < operands; i++) {
    if (<i32>load<u8>(form + 3 + <usize>i) == KIND_OUT) copy(left, element(last, i * W), element(pointer(p, i), whole));
  }
}

/** Runs elements [from, to) of the chain at w, with pointers at p and in the scratch of its blocks. Returns false, and does nothing, if
 *  there is no loop for its form, or if its rows are so short and odd that blocks are faster. */
export function run_compiled(w: usize, arena: usize, scratch: usize, p: usize, from: i32, to: i32): bool {
  const operand = scratch, holder = element(operand, CHAIN_MAX_OPERANDS), of_row = element(holder, CHAIN_MAX_OPERANDS);
  const last = element(scratch, BLOCK);
  const steps = word_at(w, 4);
  if (steps > COMPILED_STEPS) return false;
  const at = <usize>steps << 1, behind = <i32>load<u16>(COMPILED_FIRST + at, 2);
  let form = COMPILED_FORMS + <usize>load<u16>(COMPILED_PLACE + at), number = <i32>load<u16>(COMPILED_FIRST + at);
  while (number < behind && !has_form(w, form, operand, holder)) {
    form += 3 + <usize>load<u8>(form) + <usize>load<u8>(form, 2);
    number++;
  }
  if (number == behind) return false;
  const operands = <i32>load<u8>(form), cols = word_at(w, 2);
  let rows = false, columns = false;
  for (let i = 0; i < operands; i++) {
    const at = 5 + 2 * word_at(operand, i), kind = word_at(w, at);
    point(p, i, kind == KIND_IMMEDIATE ? element(w, at + 1) : element(arena, word_at(w, at + 1)));
    rows = rows || kind == KIND_IN_ROW;
    columns = columns || kind == KIND_IN_COL;
  }
  // Rows of 2^n elements go one behind the other: operands that are rows repeat.
  const repeats = !columns && cols >= W && (cols & (cols - 1)) == 0;
  if ((!rows && !columns) || repeats) {
    run_loop(number, form, p, last, from, to, repeats ? cols - 1 : -1);
    return true;
  }
  if (cols < BLOCK && (cols % W != 0 || cols < 4 * W)) return false;
  while (from < to) {
    const row = from / cols, begin = row * cols, end = min(begin + cols, to);
    for (let i = 0; i < operands; i++) {
      const kind = <i32>load<u8>(form + 3 + <usize>i);
      point(of_row, i, element(pointer(p, i), kind == KIND_IN_FULL || kind == KIND_OUT ? begin : kind == KIND_IN_COL ? row : 0));
    }
    run_loop(number, form, of_row, last, from - begin, end - begin, -1);
    from = end;
  }
  return true;
}
