// A chain: steps over the same elements, one after another.
import { chain_block_rows, element, point, pointer, word_at } from '../chain';
import { BLOCK, CHAIN_MAX_OPERANDS, KIND_IMMEDIATE, KIND_IN_COL, KIND_IN_FULL, KIND_IN_ROW, KIND_IN_SCALAR, KIND_OUT } from '../gen/abi';
import { step_operands } from '../gen/check';
import { run_step } from '../gen/dispatch';
import { float_of } from '../simd';
import { COMPILED_LEAST, run_compiled } from './compiled';
import { copy, spread } from './elementwise';

// MIRROR: WebAssembly runs by blocks what has no loop of its own; native, chains of arithmetic by pieces
/** Sets the pointers p of the operands that are the same for every block of n elements. A block is `rows` whole rows,
 *  or columns of one longer row if rows = 0. */
function chain_constants(w: usize, arena: usize, rows: i32, n: i32, p: usize): void {
  const cols = word_at(w, 2);
  for (let i = 0; i < word_at(w, 3); i++) {
    const kind = word_at(w, 5 + 2 * i), word = word_at(w, 6 + 2 * i), block = pointer(p, i);
    if (kind == KIND_IMMEDIATE) spread(n, float_of(word), block);
    else if (kind == KIND_IN_SCALAR) spread(n, load<f32>(element(arena, word)), block);
    else if (kind == KIND_IN_ROW && rows == 1) point(p, i, element(arena, word));
    else if (kind == KIND_IN_ROW) for (let r = 0; r < rows; r++) copy(cols, element(arena, word), element(block, r * cols));
  }
}

/** Sets the pointers p of the other operands to their n elements from (row, col) on. */
function chain_variables(w: usize, arena: usize, row: i32, col: i32, n: i32, p: usize): void {
  const cols = word_at(w, 2), width = min(n, cols);
  for (let i = 0; i < word_at(w, 3); i++) {
    const kind = word_at(w, 5 + 2 * i), word = word_at(w, 6 + 2 * i);
    if (kind == KIND_IN_FULL || kind == KIND_OUT) point(p, i, element(arena, word + row * cols + col));
    else if (kind == KIND_IN_ROW && cols > BLOCK) point(p, i, element(arena, word + col));
    else if (kind == KIND_IN_COL && cols == 1) point(p, i, element(arena, word + row));
    else if (kind == KIND_IN_COL)
      for (let r = 0; r * width < n; r++) spread(width, load<f32>(element(arena, word + row + r)), element(pointer(p, i), r * width));
  }
}

/** Whether a chain is a single step whose operands all have rows * cols elements. All its blocks can then be computed
 *  at once. */
function chain_is_stretch(w: usize): bool {
  for (let i = 0; i < word_at(w, 3); i++) {
    if (word_at(w, 5 + 2 * i) != KIND_IN_FULL && word_at(w, 5 + 2 * i) != KIND_OUT) return false;
  }
  return word_at(w, 4) == 1;
}

/** Computes blocks [lo, hi) of the chain at w. A block is as many whole rows as it holds, or BLOCK columns of a
 *  longer row. Each step runs over the whole block before the next step begins. `scratch` has a block for each
 *  operand, then the pointers p. */
export function run_chain(w: usize, arena: usize, scratch: usize, lo: i32, hi: i32): void {
  const rows = word_at(w, 1), cols = word_at(w, 2), operands = word_at(w, 3), steps = word_at(w, 4);
  const whole = chain_block_rows(cols), most = min(whole, rows);
  const across = whole > 0 ? 1 : (cols - 1) / BLOCK + 1, down = max(whole, 1);
  const p = element(scratch, CHAIN_MAX_OPERANDS * BLOCK);
  if (steps > 1 && <i64>rows * <i64>cols >= COMPILED_LEAST) {
    const below = min(hi / across * down, rows);
    const from = lo / across * down * cols + lo % across * BLOCK;
    if (run_compiled(w, arena, scratch, p, from, below * cols + hi % across * BLOCK)) return;
  }
  for (let i = 0; i < operands; i++) point(p, i, element(scratch, i * BLOCK));
  chain_constants(w, arena, most, whole > 0 ? most * cols : BLOCK, p);
  const together = chain_is_stretch(w) ? hi - lo : 1;
  for (let unit = lo; unit < hi; unit += together) {
    const row = unit / across * down, col = unit % across * BLOCK, next = unit + together;
    const below = min(next / across * down, rows), right = next % across * BLOCK;
    const n = (below - row) * cols + right - col;
    chain_variables(w, arena, row, col, n, p);
    let step = w + (<usize>(5 + 2 * operands) << 2);
    for (let s = 0; s < steps; s++) {
      const count = step_operands(step);
      run_step(
        load<i32>(step), n, pointer(p, word_at(step, 1)), pointer(p, word_at(step, 2)),
        count > 2 ? pointer(p, word_at(step, 3)) : 0, count > 3 ? pointer(p, word_at(step, 4)) : 0,
      );
      step += <usize>(1 + count) << 2;
    }
  }
}
