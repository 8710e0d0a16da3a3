/** The native backend: what it refuses and how it says so. What it computes is in kernels.test.ts, how it lives in life/. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { link } from '../../src/abi/program.ts';
import { Writer } from '../../src/abi/writer.ts';
import { nativeBackend, nativeTargets } from '../../src/backend/native.ts';
import { BackendError, ConfigError } from '../../src/core/errors.ts';

/** Fills `n` elements with 2. */
function twos(n: number): Int32Array {
  const writer = new Writer();
  writer.emit('fill', { n, value: 2, y: { segment: 'workspace', offset: 0 } });
  return link(writer.finish(n), { state: 0, workspace: 0, dataset: 0 });
}

describe.runIf(nativeTargets().length > 0)('native', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('takes the best target and honours options before the environment', () => {
    expect(nativeBackend().target).toBe(nativeTargets().at(-1));
    vi.stubEnv('MYELIN_TARGET', nativeTargets()[0]);
    vi.stubEnv('MYELIN_NUM_THREADS', '3');
    expect(nativeBackend()).toMatchObject({ target: nativeTargets()[0], threads: 3 });
    expect(nativeBackend({ target: nativeTargets().at(-1)!, threads: 1 })).toMatchObject({ target: nativeTargets().at(-1), threads: 1 });
  });

  test.each([
    ['MYELIN_TARGET', 'sse9', /unknown target in MYELIN_TARGET for this processor 'sse9'/],
    ['MYELIN_NUM_THREADS', 'two', /MYELIN_NUM_THREADS must be an integer from 1 to 256, received 'two'/],
    ['MYELIN_NUM_THREADS', '0', /received '0'/],
  ])('%s=%s is an error', (variable, value, message) => {
    vi.stubEnv(variable, value);
    expect(() => nativeBackend()).toThrow(ConfigError);
    expect(() => nativeBackend()).toThrow(message);
  });

  test('sizes, offsets and values are checked', () => {
    const backend = nativeBackend();
    for (const elements of [-1, 0.5, NaN, 2 ** 31]) expect(() => backend.allocate(elements)).toThrow(BackendError);
    const arena = backend.allocate(100);
    expect(() => arena.write(99, new Float32Array(2))).toThrow(/8 bytes at element 99 reach beyond the arena's 100 elements/);
    expect(() => arena.read(-1, new Float32Array(1))).toThrow(/offset must be an integer from 0/);
    expect(() => arena.write(0, new Float64Array(1) as never)).toThrow(/Float32Array, Int32Array or Uint8Array/);
    arena.write(98, Uint8Array.of(1, 2, 3, 4, 5, 6, 7));
    const bytes = new Uint8Array(8);
    arena.read(98, bytes);
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
    expect(() => arena.write(98, new Uint8Array(9))).toThrow(BackendError);
    arena.free();
  });

  test('arrays of any length come back as they went', () => {
    const arena = nativeBackend().allocate(100);
    for (const length of [0, 1, 15, 16, 17, 64]) {
      const values = Float32Array.from({ length }, (_, i) => 1 / (i - 3));
      arena.write(1, values);
      const copy = new Float32Array(length);
      arena.read(1, copy);
      expect(copy).toEqual(values);
    }
    arena.free();
  });

  test('a program that no longer fits is refused, here and off this thread', async () => {
    const arena = nativeBackend().allocate(50);
    const program = arena.load(twos(50));
    arena.resize(49);
    expect(() => arena.run(program, 1)).toThrow(/too small/);
    await expect(arena.runAsync(program, 1, 1)).rejects.toThrow(/too small/);
    arena.resize(50);
    arena.run(program, 1);
    const values = new Float32Array(50);
    arena.read(0, values);
    expect(values.every((v) => v === 2)).toBe(true);
    expect(() => arena.load(twos(51))).toThrow(/word 4 \(fill\).*out_of_bounds/);
    arena.unload(program);
    expect(() => arena.run(program, 1)).toThrow(/no such program/);
    arena.free();
  });

  test('freed in mid-run: the run ends, and all else says that the arena is gone', async () => {
    const arena = nativeBackend().allocate(50);
    const program = arena.load(twos(50));
    const run = arena.runAsync(program, 2 ** 31 - 1, 1e9);
    arena.free();
    arena.free();
    expect(await run).toBeLessThan(2 ** 31 - 1);
    for (const use of [
      () => arena.run(program, 1), () => arena.read(0, new Float32Array(1)), () => arena.resize(1),
      () => arena.load(twos(1)),
    ])
      expect(use).toThrow(/freed/);
  });

  // An environment has two slices at once if libuv has its four threads.
  test.runIf(process.env['UV_THREADPOOL_SIZE'] === undefined)('short runs end beside two that do not', async () => {
    const backend = nativeBackend();
    const [short, ...long] = [0, 1, 2].map(() => backend.allocate(50));
    const program = short!.load(twos(50));
    expect(await short!.runAsync(program, 1, Infinity)).toBe(1); // from now on it is known how long one takes
    const runs = long.map((arena) => arena.runAsync(arena.load(twos(50)), 2 ** 31 - 1, 1e9));
    for (let i = 0; i < 5; i++) {
      await sleep(200); // the long ones have used more by now, however slow the machine is
      expect(await short!.runAsync(program, 1, Infinity)).toBe(1);
    }
    for (const arena of long) arena.cancel();
    for (const run of runs) expect(await run).toBeLessThan(2 ** 31 - 1);
    for (const arena of [short!, ...long]) arena.free();
  });

  test.each([-1, 0.5, 2 ** 31])('%d steps cannot be', (steps) => {
    const arena = nativeBackend().allocate(1);
    const program = arena.load(twos(1));
    expect(() => arena.run(program, steps)).toThrow(/steps must be an integer from 0/);
    arena.free();
  });
});
