import {
  HEADER_EFFECTS, HEADER_LENGTH, HEADER_WORDS, OP_CHAIN, OP_CONV, OP_CONV_DW, OP_CONV_DX, OP_REPEAT, OP_SBGEMM, OP_SGEMM, OP_SKIP,
} from './gen/abi';
import { flops, units } from './gen/check';
import { chain_flops, chain_units } from './chain';
import { is_control, move_operands, word, words_at } from './instruction';
import { alone, share } from './threads';

/** Milliseconds since some moment. */
@external("env", "now")
declare function now(): f64;

/** Tells whoever waits for the run that it goes on behind so many steps. */
@external("env", "goesOn")
declare function goes_on(done: i32): void;

/** Operations that take about 20 ms: after so many, an instruction that divides looks at `cancel`. Products compute at
 *  tens of GFLOP/s, other instructions at the rate of memory. */
const PRODUCT_SLICE: f64 = 1e9;
const SLICE: f64 = 2e7;
/** The part of such a slice from which several threads pay: about 20 us, many times what a job of the pool costs. */
const THREADS_PAY: f64 = 1e-3;
/** As SHARES and LINE of native/run.cc: chunks of each thread's share, and elements that chunks end on. */
const SHARES: i32 = 16, LINE: i32 = 64;

/** How many threads share an instruction. */
let threads: i32 = 1;

/** How many units an instruction has. */
@inline function parts_of(w: usize): i32 { return <i32>(load<i32>(w) == OP_CHAIN ? chain_units(w) : units(w)); }

/** The work of an instruction, in slices of 20 ms. */
function slices_of(w: usize): f64 {
  const op = load<i32>(w);
  if (op == OP_CHAIN) return chain_flops(w) / SLICE;
  const product = op == OP_SGEMM || op == OP_SBGEMM || op == OP_CONV || op == OP_CONV_DX || op == OP_CONV_DW;
  return flops(w) / (product ? PRODUCT_SLICE : SLICE);
}

/** Runs one instruction. Returns false if the word at `cancel` was set before all of it was computed; with `cancel` 0
 *  there is no such word. */
function run_one(w: usize, arena: usize, cancel: usize): bool {
  const parts = parts_of(w), slices = slices_of(w);
  const most = cancel == 0 ? max(parts, 1) : <i32>max(1.0, Math.ceil(<f64>parts / max(1.0, Math.ceil(slices))));
  if (threads == 1 || parts <= 1 || slices < THREADS_PAY) return alone(w, arena, parts, most, cancel);
  let chunk = max(1, parts / (threads * SHARES));
  if (chunk > LINE) chunk -= chunk % LINE;
  return share(w, arena, parts, min(chunk, most), most, threads, cancel);
}

/** Whether a sound program has an instruction that several threads may share. */
export function divides(words: usize): bool {
  const end = words + (<usize>word(words, HEADER_LENGTH) << 2);
  for (let w = words + (HEADER_WORDS << 2); w < end; w += <usize>words_at(w, end) << 2) {
    if (!is_control(w) && parts_of(w) > 1 && slices_of(w) >= THREADS_PAY) return true;
  }
  return false;
}

/** Runs the instructions of words [w, end). Returns false if `cancel` was set before the word at `effects`. */
function run_stretch(w: usize, end: usize, effects: usize, arena: usize, cancel: usize): bool {
  while (w < end) {
    // Looks at `cancel` once more before the first effect: it may have been set when all units were already claimed.
    if (w <= effects && atomic.load<i32>(cancel)) return false;
    const next = w + (<usize>words_at(w, end) << 2);
    if (is_control(w)) {
      const stretchEnd = next + (<usize>word(w, 2) << 2);
      if (!run_governed(w, next, stretchEnd, effects, arena, cancel)) return false;
      w = stretchEnd;
      continue;
    }
    if (!run_one(w, arena, w < effects ? cancel : 0)) return false;
    w = next;
  }
  return true;
}

/** Runs the stretch [begin, end) of the skip or repeat at w. */
function run_governed(w: usize, begin: usize, end: usize, effects: usize, arena: usize, cancel: usize): bool {
  if (load<i32>(w) == OP_SKIP) return flag_of(w, arena) == 0 || run_stretch(begin, end, effects, arena, cancel);
  let whole = true;
  let turn = 0;
  for (; turn < word(w, 1) && whole; turn++) {
    whole = run_stretch(begin, end, effects, arena, cancel);
    move_operands(w, 1);
  }
  move_operands(w, -turn);
  return whole;
}

/** The float that the skip at w tests. */
@inline function flag_of(w: usize, arena: usize): f32 { return load<f32>(arena + (<usize>word(w, 1) << 2)); }

function run_step(words: usize, arena: usize, cancel: usize): bool {
  const end = words + (<usize>word(words, HEADER_LENGTH) << 2);
  const effects = words + (<usize>word(words, HEADER_EFFECTS) << 2);
  return run_stretch(words + (HEADER_WORDS << 2), end, effects, arena, cancel);
}

/** Runs a valid program until as many steps are done as the word at `steps` allows, `milliseconds` have passed or the word at
 *  `cancel` is not 0. Runs at least one step unless cancelled, and never stops in the middle of a step's effects. Up to `most`
 *  threads share an instruction. If `tells` is not 0, it tells whenever it goes on to another step. Returns the number of whole
 *  steps. */
export function run(words: usize, arena: usize, steps: usize, milliseconds: f64, cancel: usize, most: i32, tells: i32): i32 {
  threads = most;
  const begin = now();
  let done = 0;
  while (done < atomic.load<i32>(steps)) {
    if (done > 0 && tells != 0) goes_on(done);
    if (!run_step(words, arena, cancel)) break;
    done++;
    if (atomic.load<i32>(cancel) || now() - begin >= milliseconds) break;
  }
  return done;
}

/** The least time between two readings of the clock, in milliseconds. That much of a measured time is the reading
 *  itself. */
function clock_cost(): f64 {
  let least: f64 = Infinity, last = now();
  for (let i = 0; i < 1000; i++) {
    const moment = now();
    least = min(least, moment - last);
    last = moment;
  }
  return least;
}

/** The time at which the last instruction ended. */
let last: f64 = 0;

/** Runs the instructions of words [w, end) and adds the nanoseconds of each to its f64, the first at `times`. If
 *  `skipped`, runs nothing. Returns the address behind the last f64. */
function profile_stretch(w: usize, end: usize, arena: usize, times: usize, cost: f64, skipped: bool): usize {
  while (w < end) {
    const next = w + (<usize>words_at(w, end) << 2);
    if (!is_control(w)) {
      if (!skipped) {
        run_one(w, arena, 0);
        const moment = now();
        store<f64>(times, load<f64>(times) + 1e6 * max(0, moment - last - cost));
        last = moment;
      }
      times += 8;
      w = next;
      continue;
    }
    const stretchEnd = next + (<usize>word(w, 2) << 2);
    const turns = skipped ? 0 : load<i32>(w) == OP_REPEAT ? word(w, 1) : i32(flag_of(w, arena) != 0);
    const begin = times + 8;
    times = profile_stretch(next, stretchEnd, arena, begin, cost, turns == 0);
    for (let turn = 1; turn < turns; turn++) {
      move_operands(w, 1);
      profile_stretch(next, stretchEnd, arena, begin, cost, false);
    }
    if (turns > 1) move_operands(w, 1 - turns);
    w = stretchEnd;
  }
  return times;
}

/** Runs a valid program `steps` times and adds the nanoseconds of each instruction in each step to an f64, one step
 *  after another, without the time of reading the clock. A repeated instruction gets the sum of all turns; a skip or
 *  a repeat gets 0. */
export function profile(words: usize, arena: usize, steps: i32, nanoseconds: usize, most: i32): void {
  threads = most;
  const end = words + (<usize>word(words, HEADER_LENGTH) << 2);
  const cost = clock_cost();
  last = now();
  for (let step = 0; step < steps; step++) nanoseconds = profile_stretch(words + (HEADER_WORDS << 2), end, arena, nanoseconds, cost, false);
}
