/** Slices of all arenas of this thread, whose machines have workers of their own: as in native/addon-slices.h, few of them run at once,
 *  and the arena goes first whose slices have taken the least time. */
import { host } from '../core/host.ts';
import type { Machine, Run } from './wasm-machine.ts';

/** The most slices that run at once. Each has the threads that there are; a second one computes while the first waits for its own. One more
 *  begins beside them if its arena has used less than theirs, and will have when it ends: a slice cannot be interrupted, and an arena of
 *  short ones, which comes back some turns of the event loop later, would wait for the end of a long one each time. */
const MOST = 2;
/** Milliseconds by which an arena that comes goes before those that are there: a short answer need not wait for its turn among long
 *  fits. */
const GRACE = 100;

/** What is known of an arena. */
export interface Share {
  readonly machine: Machine;
  /** Milliseconds that its slices have taken, or more if it came later. */
  used: number;
  /** Milliseconds that the last of them took; undefined before the first. */
  last?: number;
}

interface Entry {
  readonly share: Share;
  readonly run: Run;
  /** When a worker got it. */
  since: number | undefined;
}

/** By their runs, in order of arrival, one for each arena. */
const entries = new Map<Run, Entry>();
/** The most that an arena had used when a slice of it began. An arena that comes, or was idle, is counted as if it had used nearly as
 *  much. */
let clock = 0;
let due = false;

/** Lets the first run of an arena wait for its turn. */
export function arrive(share: Share, run: Run): void {
  share.used = Math.max(share.used, clock - GRACE);
  entries.set(run, { share, run, since: undefined });
  if (!due) beginNext();
}

/** Whoever has the run does no longer: it is over, or was done on this thread. Behind it, others that wait get its place, unless who waited
 *  for it comes again at once and has used less time. */
export function leave(run: Run): void {
  const { share, since } = entries.get(run)!;
  entries.delete(run);
  if (since !== undefined) share.used += share.last = performance.now() - since;
  if (due || [...entries.values()].every((entry) => entry.since !== undefined)) return;
  due = true;
  void host().soon().then(() => {
    due = false;
    beginNext();
  });
}

/** Gives slices to workers, of each machine one, until there are the most. */
function beginNext(): void {
  for (;;) {
    const now = performance.now();
    const all = [...entries.values()];
    const begun = all.filter(({ since }) => since !== undefined);
    if (begun.length > MOST) return;
    const soFar = begun.length < MOST ? Infinity : Math.min(...begun.map(({ share, since }) => share.used + now - since!));
    const free = all.filter(({ since, share }) =>
      since === undefined && begun.every((other) => other.share.machine !== share.machine) &&
      (begun.length < MOST || share.used + (share.last ?? Infinity) < soFar));
    if (free.length === 0) return;
    const next = free.reduce((first, entry) => (entry.share.used < first.share.used ? entry : first));
    next.since = now;
    clock = Math.max(clock, next.share.used);
    next.share.machine.post(next.run);
  }
}
