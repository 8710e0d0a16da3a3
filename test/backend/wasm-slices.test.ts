/** Who may compute next, of arenas whose machines have workers of their own. */
import { afterEach, expect, test, vi } from 'vitest';
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
afterEach(async () => {
  await pause(); // whoever would come next has come
  posted.length = 0;
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

test('a model of short runs beside three of long slices gets its part of the time', async () => {
  let now = 1e9;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    const ends = new Map<string, number>();
    const took = { small: 1, a: 100, b: 100, c: 100 };
    const counts = { small: 0, a: 0, b: 0, c: 0 };
    const names = ['a', 'b', 'c', 'small'] as const;
    const shares = new Map(names.map((name) => {
      const machine = { post: () => void ends.set(name, now + took[name]) } as unknown as Machine;
      return [name, { machine, used: 0 }] as const;
    }));
    const come = (name: typeof names[number]): void => {
      runs.set(name, {} as Run);
      arrive(shares.get(name)!, runs.get(name)!);
    };
    names.forEach(come);
    while (now < 1e9 + 10_000) {
      const [name, at] = [...ends].reduce((first, other) => (other[1] < first[1] ? other : first)) as [typeof names[number], number];
      now = at;
      ends.delete(name);
      counts[name]++;
      end(name);
      come(name);
      await pause();
    }
    names.forEach(end);
    // Two slices at once for 10 s are 5 s for each of four.
    expect(counts.small).toBeGreaterThan(4500);
    for (const name of ['a', 'b', 'c'] as const) expect(counts[name]).toBeGreaterThan(45);
  } finally {
    clock.mockRestore();
  }
});
