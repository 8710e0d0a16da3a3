/** Runs beside the event loop: it turns, they end in time, they can be stopped, and they keep their order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { BackendError } from '../../src/core/errors.ts';
import { Clockwork, MACHINES } from './programs.ts';

/** More steps than any test waits for. */
const MANY = 1_000_000_000;

describe.each(MACHINES)('$machine', ({ backend }) => {
  test('the event loop turns while a run is under way', async () => {
    const { arena, program } = new Clockwork(backend(), 128);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    await arena.runAsync(program, MANY, 500);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
    arena.free();
  });

  test('a run ends after its steps or its time, whichever comes first', async () => {
    const clockwork = new Clockwork(backend(), 64);
    expect(await clockwork.arena.runAsync(clockwork.program, 7, 60_000)).toBe(7);
    expect(clockwork.count()).toBe(7);
    const more = await clockwork.arena.runAsync(clockwork.program, MANY, 20);
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThanOrEqual(1 << 20);
    expect(clockwork.count()).toBe(7 + more);
    expect(await clockwork.arena.runAsync(clockwork.program, MANY, 0)).toBe(1);
    expect(await clockwork.arena.runAsync(clockwork.program, 0, 60_000)).toBe(0);
    clockwork.arena.free();
  });

  test('the last run that was begun can be extended, and tells when it goes on', async () => {
    const { arena, program } = new Clockwork(backend(), 64);
    const told: number[] = [];
    const first = arena.runAsync(program, 2, Infinity);
    const second = arena.runAsync(program, 1, Infinity, (done) => void told.push(done));
    arena.extend(2);
    expect(await Promise.all([first, second])).toEqual([2, 3]);
    arena.extend(5);
    expect(await arena.runAsync(program, 1, Infinity)).toBe(1); // to nobody
    await vi.waitFor(() => expect(told).toEqual([1, 2]));
    const alone = arena.runAsync(program, 1, Infinity);
    arena.extend(1 << 20);
    arena.cancel();
    expect(await alone).toBeLessThan(MANY);
    arena.free();
  });

  test('values are copied beside a run in flight, and the next run reads them', async () => {
    const clockwork = new Clockwork(backend(), 128);
    const { arena, program } = clockwork;
    const end = arena.elements;
    arena.resize(end + 8);
    const run = arena.runAsync(program, MANY, Infinity);
    let over = false;
    void run.then(() => (over = true));
    arena.writeBeside(end, Float32Array.of(1, 2, 3));
    arena.writeBeside(end + 4, Uint8Array.of(9, 8, 7, 6));
    await sleep(5);
    expect(over).toBe(false);
    arena.cancel();
    await run;
    const [floats, bytes] = [new Float32Array(3), new Uint8Array(4)];
    arena.read(end, floats);
    arena.read(end + 4, bytes);
    expect([[...floats], [...bytes]]).toEqual([[1, 2, 3], [9, 8, 7, 6]]);
    expect(() => arena.writeBeside(end + 6, Float32Array.of(1, 2, 3))).toThrow(BackendError);
    arena.free();
    expect(() => arena.writeBeside(0, Float32Array.of(1))).toThrow(BackendError);
  });

  test('a cancelled run ends with whole steps, and the next one runs', async () => {
    const clockwork = new Clockwork(backend(), 256);
    const run = clockwork.arena.runAsync(clockwork.program, MANY, Infinity);
    await sleep(30);
    clockwork.arena.cancel();
    const done = await run;
    expect(clockwork.count()).toBe(done);
    expect(await clockwork.arena.runAsync(clockwork.program, 3, Infinity)).toBe(3);
    expect(clockwork.count()).toBe(done + 3);
    clockwork.arena.free();
  });

  test('a cancel stops amid a long instruction, before its effects', async () => {
    const clockwork = new Clockwork(backend(), 2048);
    const run = clockwork.arena.runAsync(clockwork.program, MANY, Infinity);
    clockwork.arena.cancel();
    expect(await run).toBe(0);
    expect(clockwork.count()).toBe(0);
    clockwork.arena.free();
  });

  test('a cancel with nothing to stop does nothing', async () => {
    const clockwork = new Clockwork(backend(), 8);
    clockwork.arena.cancel();
    expect(await clockwork.arena.runAsync(clockwork.program, 2, Infinity)).toBe(2);
    clockwork.arena.cancel();
    clockwork.arena.run(clockwork.program, 2);
    expect(clockwork.count()).toBe(4);
    clockwork.arena.free();
  });

  test('two arenas run at once', async () => {
    const [one, two] = [new Clockwork(backend(), 128), new Clockwork(backend(), 96)];
    const done = await Promise.all(
      [one, two].flatMap(({ arena, program }) => Array.from({ length: 5 }, () => arena.runAsync(program, 20, Infinity))),
    );
    expect(done).toEqual(new Array<number>(10).fill(20));
    expect([one.count(), two.count()]).toEqual([100, 100]);
    one.arena.free();
    two.arena.free();
  });

  test('synchronous calls wait for what was asked for before', async () => {
    const clockwork = new Clockwork(backend(), 128);
    const runs = [clockwork.arena.runAsync(clockwork.program, 40, Infinity), clockwork.arena.runAsync(clockwork.program, 2, Infinity)];
    expect(clockwork.count()).toBe(42);
    runs.push(clockwork.arena.runAsync(clockwork.program, 1000, Infinity));
    await sleep(5);
    clockwork.arena.run(clockwork.program, 1);
    expect(clockwork.count()).toBe(1043);
    expect(await Promise.all(runs)).toEqual([40, 2, 1000]);
    clockwork.arena.free();
  });

  test('an arena grows and shrinks under its programs', async () => {
    const clockwork = new Clockwork(backend(), 16);
    const { arena, program } = clockwork;
    const { elements } = arena;
    const run = arena.runAsync(program, 5, Infinity);
    arena.resize(elements * 100);
    expect(await run).toBe(5);
    const values = new Float32Array(arena.elements);
    arena.read(0, values);
    expect(values[elements - 1]).toBe(5);
    expect(values.subarray(elements).every((x) => x === 0)).toBe(true);
    arena.write(elements - 1, values.fill(6).subarray(0, 50));
    arena.resize(elements);
    arena.run(program, 1);
    expect(clockwork.count()).toBe(7);
    arena.resize(elements + 40);
    arena.read(elements, values.subarray(0, 40));
    expect(values.subarray(0, 40).every((x) => x === 0)).toBe(true);
    arena.resize(elements - 1);
    expect(() => arena.run(program, 1)).toThrow(BackendError);
    arena.free();
  });

  test('outside, unknown and freed are refused', () => {
    const { arena, program } = new Clockwork(backend(), 4);
    expect(() => arena.write(arena.elements, new Float32Array(1))).toThrow(BackendError);
    expect(() => arena.read(-1, new Float32Array(1))).toThrow(BackendError);
    expect(() => arena.read(0.5, new Float32Array(1))).toThrow(BackendError);
    expect(() => arena.write(arena.elements - 1, new Uint8Array(5))).toThrow(BackendError);
    arena.unload(program);
    expect(() => arena.run(program, 1)).toThrow(BackendError);
    arena.free();
    arena.free();
    expect(() => arena.read(0, new Float32Array(1))).toThrow(BackendError);
    expect(() => backend().allocate(-1)).toThrow(BackendError);
    expect(() => backend().allocate(1.5)).toThrow(BackendError);
    expect(() => backend().allocate(2 ** 50)).toThrow(BackendError);
  });
});
