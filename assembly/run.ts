import { ABI_HASH, HEADER_ABI, HEADER_EFFECTS, HEADER_LENGTH, HEADER_MAGIC, HEADER_WORDS, MAGIC, OP_CHAIN, OP_SBGEMM, OP_SGEMM, STATUS_BAD_ABI, STATUS_BAD_CHAIN, STATUS_BAD_HEADER, STATUS_BAD_LENGTH, STATUS_BAD_OPCODE, STATUS_OK, STATUS_OUT_OF_BOUNDS } from './gen/abi';
import { check, flops, instruction_words, units } from './gen/check';
import { run_instruction } from './gen/dispatch';
import { chain_check, chain_flops, chain_units, chain_words } from './chain';
import { run_chain } from './kernels/elementwise';
import { chain_scratch } from './scratch';

/** Milliseconds since some moment. */
@external("env", "now")
declare function now(): f64;

/** Arithmetic in about 20 ms, after which a divided instruction looks for a cancel: gemm at tens of GFLOP/s, the rest
 *  as slow as memory. */
const GEMM_SLICE: f64 = 1e9;
const SLICE: f64 = 2e7;

/** The word at which validation failed, and the arena elements a sound program needs. */
export let fault: i32 = 0;
export let needs: f64 = 0;

@inline function word(words: usize, i: i32): i32 { return load<i32>(words + (<usize>i << 2)); }

function fail(status: i32, at: i32): i32 {
  fault = at;
  return status;
}

/** Decides whether `length` linked words may run on an arena of `elements`; mirrors validate of src/abi/program.ts. */
export function validate(words: usize, length: i32, elements: f64): i32 {
  const end = words + (<usize>length << 2);
  if (length < HEADER_WORDS || word(words, HEADER_MAGIC) != MAGIC) return fail(STATUS_BAD_HEADER, HEADER_MAGIC);
  if (word(words, HEADER_ABI) != ABI_HASH) return fail(STATUS_BAD_ABI, HEADER_ABI);
  if (word(words, HEADER_LENGTH) != length) return fail(STATUS_BAD_LENGTH, HEADER_LENGTH);
  const effects = word(words, HEADER_EFFECTS);
  let effectsFound = effects == length;
  needs = 0;
  for (let at = HEADER_WORDS; at < length; ) {
    if (at == effects) effectsFound = true;
    const w = words + (<usize>at << 2);
    const chain = load<i32>(w) == OP_CHAIN;
    if (!chain && instruction_words(w) == 0) return fail(STATUS_BAD_OPCODE, at);
    if (chain && at + 5 > length) return fail(STATUS_BAD_LENGTH, at);
    const size = words_at(w, end);
    if (size == 0) return fail(STATUS_BAD_CHAIN, at);
    if (size > length - at) return fail(STATUS_BAD_LENGTH, at);
    const reach = chain ? chain_check(w) : check(w);
    if (reach < 0) return fail(<i32>-reach, at);
    if (reach > elements) return fail(STATUS_OUT_OF_BOUNDS, at);
    needs = max(needs, reach);
    at += size;
  }
  return effectsFound ? STATUS_OK : fail(STATUS_BAD_HEADER, HEADER_EFFECTS);
}

function words_at(w: usize, end: usize): i32 {
  return load<i32>(w) == OP_CHAIN ? chain_words(w, end) : instruction_words(w);
}

/** False if `cancel`, unless it is 0, was set before all of it was computed. */
function run_one(w: usize, arena: usize, cancel: usize): bool {
  const chain = load<i32>(w) == OP_CHAIN;
  const parts = <i32>(chain ? chain_units(w) : units(w));
  const work = chain ? chain_flops(w) : flops(w);
  const gemm = load<i32>(w) == OP_SGEMM || load<i32>(w) == OP_SBGEMM;
  const slices = max(1.0, Math.ceil(work / (gemm ? GEMM_SLICE : SLICE)));
  const chunk = cancel == 0 ? max(parts, 1) : <i32>max(1.0, Math.ceil(<f64>parts / slices));
  for (let lo = 0; lo < parts; lo += chunk) {
    if (cancel != 0 && atomic.load<i32>(cancel)) return false;
    const hi = min(lo + chunk, parts);
    if (chain) run_chain(w, arena, chain_scratch, lo, hi);
    else run_instruction(w, arena, lo, hi);
  }
  return true;
}

function run_step(words: usize, arena: usize, cancel: usize): bool {
  const end = words + (<usize>word(words, HEADER_LENGTH) << 2);
  const effects = words + (<usize>word(words, HEADER_EFFECTS) << 2);
  for (let w = words + (HEADER_WORDS << 2); w < end; w += <usize>words_at(w, end) << 2) {
    const harmless = w < effects;
    // Once more before the first effect: the cancel may have come when the last parts were already taken.
    if (w <= effects && atomic.load<i32>(cancel)) return false;
    if (!run_one(w, arena, harmless ? cancel : 0)) return false;
  }
  return true;
}

/** Runs a valid program until `steps` are done, `milliseconds` have passed or the word at `cancel` is not 0: at least
 *  one step unless cancelled, and no step is left with its effects half done. Answers with the number of whole steps. */
export function run(words: usize, arena: usize, steps: i32, milliseconds: f64, cancel: usize): i32 {
  const begin = now();
  let done = 0;
  while (done < steps && run_step(words, arena, cancel)) {
    done++;
    if (atomic.load<i32>(cancel) || now() - begin >= milliseconds) break;
  }
  return done;
}

/** The least time between two readings of the clock, in milliseconds: so much of an interval is the reading. */
function clock_cost(): f64 {
  let least: f64 = Infinity, last = now();
  for (let i = 0; i < 1000; i++) {
    const moment = now();
    least = min(least, moment - last);
    last = moment;
  }
  return least;
}

/** Runs a valid program `steps` times and writes the nanoseconds of each instruction in each step as f64, one step after
 *  another, without what reading the clock takes. */
export function profile(words: usize, arena: usize, steps: i32, nanoseconds: usize): void {
  const end = words + (<usize>word(words, HEADER_LENGTH) << 2);
  const cost = clock_cost();
  let last = now();
  for (let step = 0; step < steps; step++) {
    for (let w = words + (HEADER_WORDS << 2); w < end; w += <usize>words_at(w, end) << 2, nanoseconds += 8) {
      run_one(w, arena, 0);
      const moment = now();
      store<f64>(nanoseconds, 1e6 * max(0, moment - last - cost));
      last = moment;
    }
  }
}
