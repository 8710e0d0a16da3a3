/** Who may compute next, of arenas whose machines have workers of their own. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { arrive, leave, type Share } from '../../src/backend/wasm-slices.ts';
import type { Machine, Run } from '../../src/backend/wasm-machine.ts';

/** Runs by name, in the order in which workers got them. */
const posted: string[] = [];
const runs = new Map<string, Run>();

function share(used: number, machine = {} as Machine): Share {
  Object.assign(machine, { post: (run: Run) => posted.push([...runs].find(([, other]) => other === run)![0]) });
  return { machine, used };
}

function begin(name: string, of: Share): void {
  runs.set(name, {} as Run);
  arrive(of, runs.get(name)!);
}

const end = (name: string): void => leave(runs.get(name)!);
/** Slices take the time that a test says. */
let now = 1e9;
beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => now));
afterEach(async () => {
  await pause(); // whoever would come next has come
  posted.length = 0;
  vi.restoreAllMocks();
});

const pause = (): Promise<void> => new Promise((resume) => setImmediate(resume));

test('two run at once, then the arena that has used least, the first of those that have used as much', async () => {
  const [a, b, c, d] = [share(0), share(1000), share(500), share(300)];
  begin('a', a);
  begin('b', b);
  begin('c', c);
  begin('d', d);
  expect(posted).toEqual(['a', 'b']);
  end('a');
  begin('a again', a); // its share has used next to nothing
  await pause();
  // All are counted as if they had used nearly as much as b, the last one that began; c came first of them.
  expect([a.used, c.used, d.used].every((used) => used >= 900)).toBe(true);
  expect(posted).toEqual(['a', 'b', 'c']);
  for (const name of ['a again', 'c', 'd', 'b']) end(name);
});

test('a machine gets one slice, and a run that was done elsewhere is not begun', async () => {
  const machine = {} as Machine;
  const [a, b, other] = [share(5000, machine), share(5000, machine), share(6000)];
  begin('x', a);
  begin('y', b);
  begin('z', other);
  expect(posted).toEqual(['x', 'z']);
  end('y'); // a synchronous call did it
  end('x');
  await pause();
  expect(posted).toEqual(['x', 'z']);
  begin('y again', b);
  expect(posted).toEqual(['x', 'z', 'y again']);
  end('z');
  end('y again');
});

test('an arena that was idle for long goes first, but not for long', async () => {
  const [old, busy, more] = [share(0), share(1e6), share(1e6)];
  begin('busy', busy);
  begin('more', more);
  begin('old', old);
  expect(posted).toEqual(['busy', 'more']);
  expect(old.used).toBeGreaterThanOrEqual(1e6 - 100);
  end('busy');
  begin('busy again', busy);
  await pause();
  expect(posted).toEqual(['busy', 'more', 'old']);
  for (const name of ['more', 'old', 'busy again']) end(name);
});

test('who comes again as soon as its run is over goes before those that wait, if it has used less', async () => {
  const [short, long, longer] = [share(0), share(2e6), share(3e6)];
  begin('long', long);
  begin('short', short);
  begin('longer', longer);
  expect(posted).toEqual(['long', 'short']);
  end('short');
  await Promise.resolve(); // who waits for the answer comes in the same turn of the event loop
  begin('short again', short);
  await pause();
  expect(posted).toEqual(['long', 'short', 'short again']);
  for (const name of ['short again', 'long']) end(name);
  await pause();
  expect(posted.at(-1)).toBe('longer');
  end('longer');
});

test('a run that never came, or has left, takes nobody away', async () => {
  const [first, second, third] = [share(4e6), share(4e6), share(4e6)];
  begin('first', first);
  begin('second', second);
  begin('third', third);
  expect(() => leave({} as Run)).toThrow(TypeError);
  end('second');
  expect(() => end('second')).toThrow(TypeError);
  await pause();
  expect(posted).toEqual(['first', 'second', 'third']);
  for (const name of ['first', 'third']) end(name);
});

/** How many slices each arena gets within ten seconds, if those of `long` ones take 100 ms and those of one small arena 1 ms.
 *  @param turns  of the event loop after which the small one comes again; long ones come at once
 *  @param away  milliseconds after which it does */
async function slicesOf(long: number, turns: number, away = 0): Promise<{ readonly small: number; readonly long: readonly number[] }> {
  const names = ['small', ...Array.from({ length: long }, (_, i) => `long ${i}`)];
  const ends = new Map<string, number>();
  const counts = new Map(names.map((name) => [name, 0]));
  const shares = new Map(names.map((name): [string, Share] => {
    const machine = { post: () => void ends.set(name, now + (name === 'small' ? 1 : 100)) } as unknown as Machine;
    return [name, { machine, used: 0 }];
  }));
  const come = (name: string): void => {
    runs.set(name, {} as Run);
    arrive(shares.get(name)!, runs.get(name)!);
  };
  names.forEach(come);
  let [waits, back] = [false, 0];
  const until = now + 10_000;
  while (now < until) {
    const [name, at] = [...ends].reduce((first, other) => (other[1] < first[1] ? other : first), ['', Infinity] as [string, number]);
    expect(ends.size).toBeLessThanOrEqual(3);
    if (waits && back <= at) {
      [now, waits] = [back, false];
      come('small');
    } else {
      now = at;
      ends.delete(name);
      counts.set(name, counts.get(name)! + 1);
      end(name);
      if (name === 'small' && turns > 0) [waits, back] = [true, now + away];
      else come(name);
      for (let turn = 1; turn < turns; turn++) await pause();
    }
    await pause();
  }
  if (waits) come('small');
  names.forEach(end);
  const [small, ...others] = counts.values();
  return { small: small!, long: others };
}

test.each([
  // Two slices at once for 10 s are 5 s for each of four, and what one leaves is for the others. Without a slice beside two, a small arena
  // that comes two turns later gets 99.
  ['at once, beside three', 3, 0, 0, 4500, 45],
  ['two turns later, beside two', 2, 2, 0, 4500, 60],
  ['two turns later, beside three', 3, 2, 0, 4500, 45],
  ['five turns later, beside three', 3, 5, 0, 4500, 45],
  ['two turns later, beside ten', 10, 2, 0, 1700, 15],
  ['5 ms later, beside three', 3, 1, 5, 1500, 45],
])('an arena of short slices that comes again %s of long ones, gets its part of the time', async (_, long, turns, away, least, each) => {
  const counts = await slicesOf(long, turns, away);
  expect(counts.small).toBeGreaterThan(least);
  for (const count of counts.long) expect(count).toBeGreaterThan(each);
  expect(Math.max(...counts.long) - Math.min(...counts.long)).toBeLessThanOrEqual(2);
});

test('beside two that run, no third begins whose slices are as long as theirs', () => {
  const [a, b, c] = [share(7e6), share(7e6), { ...share(7e6), last: 200 }];
  begin('a', a);
  begin('b', b);
  begin('c', c); // counted as if it had used 100 ms less
  expect(posted).toEqual(['a', 'b']);
  for (const name of ['c', 'a', 'b']) end(name);
});
