/** Shares the units of an instruction among the instances that have this memory, one a thread, as native/pool.cc does. The helpers serve
 *  one caller at a time: while they serve another, a caller works alone. Which thread computes a unit does not change its bits. */
import { run_units } from './units';

/** Where the words of the pool lie, in bytes from its beginning. Helpers wait for JOB to change. DOOR counts the helpers inside, plus OPEN
 *  while they may enter. LEFT has the units that nobody has claimed yet: the first, and above it the end. */
const JOB: usize = 0, OWNER: usize = 4, SLEEPERS: usize = 8, SEATS: usize = 16;
export const HELPERS: i32 = 12;
const WORDS: usize = 20, ARENA: usize = 24, CANCEL: usize = 28, UNITS: usize = 32, CHUNK: usize = 36, MOST: usize = 40;
/** Pages that the memory has, as the caller knows. */
const PAGES: usize = 44;
const DOOR: usize = 64, LEFT: usize = 128;
/** The size of the memory of a pool, zeroed at first. What many threads write lies in cache lines of its own. */
export const POOL_BYTES: i32 = 192;
const OPEN: i32 = 1 << 20;

/** Looks at a word while a thread waits before it sleeps, for about as long as waking takes. */
const PATIENCE: i32 = 20_000;
/** Nanoseconds of one sleep of a waiting caller. */
const NAP: i64 = 50_000;
/** A thread first claims FIRST_SHARE quarters of an even share; see native/pool.cc. */
const FIRST_SHARE: i64 = 3;

let pool: usize = 0;

/** Gives the instance the pool of its memory; called once, before anything else. */
export function join(at: usize): void {
  pool = at;
}

/** Lets this instance know that the memory has so many pages. Engines tell a thread late, or not at all if its instance was made while the
 *  memory grew; copies of memory then trap. To ask for no more pages tells it at once. */
export function reach(pages: i32): void {
  if (memory.size() < pages) memory.grow(0);
}

@inline function pack(lo: i32, hi: i32): i64 { return <i64>lo | (<i64>hi << 32); }

/** Claims and computes units until none are left. Shares get smaller with the units that are left. Some threads claim from the back, so
 *  that a thread gets the same data in every job and finds it in its own cache. */
function claim(back: bool): void {
  const w = load<i32>(pool, WORDS), arena = load<i32>(pool, ARENA), cancel = load<i32>(pool, CANCEL);
  const units = load<i32>(pool, UNITS), chunk = load<i32>(pool, CHUNK), most = load<i32>(pool, MOST), threads = load<i32>(pool, SEATS) + 1;
  const first = <i32>(<i64>units * FIRST_SHARE / (4 * threads));
  let left = atomic.load<i64>(pool + LEFT);
  while (<i32>left < <i32>(left >> 32)) {
    if (cancel != 0 && atomic.load<i32>(cancel)) return;
    const lo = <i32>left, hi = <i32>(left >> 32), count = hi - lo;
    const share = count >= units - (threads - 1) * first ? first : count / (2 * threads);
    const part = min(max(chunk, share), most), end = back ? hi - part : lo + part;
    const cut = min(max(end - end % chunk, lo), hi);
    const seen = atomic.cmpxchg<i64>(pool + LEFT, left, back ? pack(lo, cut) : pack(cut, hi));
    if (seen != left) {
      left = seen;
      continue;
    }
    run_units(w, arena, back ? cut : lo, back ? hi : cut);
    left = atomic.load<i64>(pool + LEFT);
  }
}

/** Computes units [0, units) of the instruction at w on this thread and on up to threads - 1 helpers, in parts of whole chunks that have
 *  at most `most` units. Returns false if the word at `cancel`, if there is one, was set before all units were claimed. */
export function share(w: usize, arena: usize, units: i32, chunk: i32, most: i32, threads: i32, cancel: usize): bool {
  const mine = atomic.cmpxchg<i32>(pool + OWNER, 0, 1) == 0;
  const seats = mine ? min(threads - 1, atomic.load<i32>(pool + <usize>HELPERS)) : 0;
  if (seats <= 0) {
    if (mine) atomic.store<i32>(pool + OWNER, 0);
    return alone(w, arena, units, most, cancel);
  }
  store<i32>(pool, <i32>w, WORDS);
  store<i32>(pool, <i32>arena, ARENA);
  store<i32>(pool, <i32>cancel, CANCEL);
  store<i32>(pool, units, UNITS);
  store<i32>(pool, chunk, CHUNK);
  store<i32>(pool, most - most % chunk, MOST);
  store<i32>(pool, seats, SEATS);
  store<i32>(pool, memory.size(), PAGES);
  atomic.store<i64>(pool + LEFT, pack(0, units));
  atomic.add<i32>(pool + DOOR, OPEN);
  atomic.add<i32>(pool + JOB, 1);
  if (atomic.load<i32>(pool + SLEEPERS) > 0) atomic.notify(pool + JOB, seats);
  claim(false);
  atomic.sub<i32>(pool + DOOR, OPEN);
  for (let looks = 0; atomic.load<i32>(pool + DOOR) != 0; ) {
    if (looks++ < PATIENCE) continue;
    const inside = atomic.load<i32>(pool + DOOR);
    if (inside != 0) atomic.wait<i32>(pool + DOOR, inside, NAP);
  }
  const left = atomic.load<i64>(pool + LEFT);
  atomic.store<i32>(pool + OWNER, 0);
  return <i32>left >= <i32>(left >> 32);
}

/** The same on this thread alone. */
export function alone(w: usize, arena: usize, units: i32, most: i32, cancel: usize): bool {
  for (let lo = 0; lo < units; lo += most) {
    if (cancel != 0 && atomic.load<i32>(cancel)) return false;
    run_units(w, arena, lo, min(lo + most, units));
  }
  return true;
}

/** Serves callers for ever: the whole work of a helper. */
export function help(): void {
  let seen = atomic.load<i32>(pool + JOB);
  atomic.add<i32>(pool + <usize>HELPERS, 1);
  for (;;) {
    seen = await_job(seen);
    const inside = atomic.add<i32>(pool + DOOR, 1);
    if (inside >= OPEN && inside - OPEN < load<i32>(pool, SEATS)) {
      reach(load<i32>(pool, PAGES));
      claim(inside % 2 == 0);
    }
    atomic.sub<i32>(pool + DOOR, 1);
  }
}

/** Waits for a job other than `seen` and returns its number. */
function await_job(seen: i32): i32 {
  for (let looks = 0; looks < PATIENCE; looks++) {
    const job = atomic.load<i32>(pool + JOB);
    if (job != seen) return job;
  }
  atomic.add<i32>(pool + SLEEPERS, 1);
  while (atomic.load<i32>(pool + JOB) == seen) atomic.wait<i32>(pool + JOB, seen, -1);
  atomic.sub<i32>(pool + SLEEPERS, 1);
  return atomic.load<i32>(pool + JOB);
}
