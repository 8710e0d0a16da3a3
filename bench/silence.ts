/** How long the event loop is silent during work. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

/** Milliseconds that this thread has had a processor, and those that it has waited for one, which others had; NaN where the system does
 *  not tell. */
function times(): readonly [had: number, waited: number] {
  try {
    const [had, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
    return [had! / 1e6, waited! / 1e6];
  } catch {
    return [NaN, NaN];
  }
}

export interface Silence {
  /** The longest time between two turns of a timer that is set again and again, from the call of the work to its end. */
  readonly longest: number;
  /** The longest one without what the thread waited for a processor. */
  readonly own: number;
  /** The most time that this thread has computed between two such turns, by the system's count: what a machine without other work would be
   *  silent for at least. */
  readonly busy: number;
  /** Of the longest own one, the garbage collection that fell into it. */
  readonly collecting: number;
  /** Of the delays of the event loop, in milliseconds. */
  readonly p99: number;
  /** How long the work took. */
  readonly took: number;
}

/** Does work, and watches the event loop meanwhile: by a chain of timers, which no silence escapes, since it counts from the call itself to
 *  the turn behind the end, and by Node's own monitor. */
export async function silence(work: () => unknown): Promise<Silence> {
  const collections: { readonly from: number; readonly to: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) collections.push({ from: startTime, to: startTime + duration });
  });
  observer.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((resume) => setTimeout(resume, 20));
  delay.enable();
  const gaps: { readonly from: number; readonly to: number; readonly own: number; readonly busy: number }[] = [];
  let [last, [had, waited]] = [performance.now(), times()];
  const began = last;
  const mark = (): void => {
    const [now, [hadNow, waitedNow]] = [performance.now(), times()];
    gaps.push({ from: last, to: now, own: Math.max(0, now - last - (waitedNow - waited || 0)), busy: hadNow - had });
    [last, had, waited] = [now, hadNow, waitedNow];
  };
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    mark();
    timer = setTimeout(tick, 1);
  };
  timer = setTimeout(tick, 1);
  await work();
  const took = performance.now() - began;
  await new Promise((resume) => setTimeout(resume, 1));
  clearTimeout(timer!);
  mark();
  delay.disable();
  await new Promise((resume) => setTimeout(resume, 20));
  observer.disconnect();
  const worst = gaps.reduce((a, b) => (b.own > a.own ? b : a));
  const within = collections.map(({ from, to }) => Math.max(0, Math.min(to, worst.to) - Math.max(from, worst.from)));
  return {
    longest: gaps.reduce((most, { from, to }) => Math.max(most, to - from), 0),
    own: worst.own,
    busy: gaps.reduce((most, { busy }) => Math.max(most, busy), 0),
    collecting: within.reduce((a, b) => a + b, 0),
    p99: delay.percentile(99) / 1e6,
    took,
  };
}
