/** Arenas that run at once, more than the native machine has places for. */
import { expect, test } from 'vitest';
import { nativeBackend } from '../../src/backend/native.ts';
import { TARGETS } from '../machines.ts';
import { Clockwork } from './programs.ts';

test.runIf(TARGETS.length > 0)('short runs are not held up by many long ones: who has used least goes first', async () => {
  const backend = nativeBackend({ threads: 1 });
  const long = [0, 1, 2, 3].map(() => new Clockwork(backend, 64));
  const short = new Clockwork(backend, 8);
  let [slices, runs] = [0, 0];
  const slicing = long.map(async ({ arena, program }) => {
    while (slices < 16) {
      await arena.runAsync(program, 1e9, 25);
      slices++;
    }
  });
  while (slices < 16) {
    await short.arena.runAsync(short.program, 1, Infinity);
    runs++;
  }
  await Promise.all(slicing);
  expect(short.count()).toBe(runs);
  // One run a slice, if they took turns.
  expect(runs).toBeGreaterThan(5 * slices);
});

test.runIf(TARGETS.length > 0)('as many runs as one likes are all done, also those that nothing comes behind', async () => {
  const arenas = Array.from({ length: 9 }, () => new Clockwork(nativeBackend({ threads: 1 }), 16));
  const done = await Promise.all(arenas.flatMap(({ arena, program }) => [3, 4].map((steps) => arena.runAsync(program, steps, Infinity))));
  expect(done).toEqual(arenas.flatMap(() => [3, 4]));
  expect(arenas.map((a) => a.count())).toEqual(arenas.map(() => 7));
});
