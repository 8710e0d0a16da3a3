/** Every machine tells the time of each instruction, and computes meanwhile what it computes else. */
import { describe, expect, test } from 'vitest';
import { link, type Place } from '../../src/abi/program.ts';
import { Writer } from '../../src/abi/writer.ts';
import { nativeTargets } from '../../src/backend/native.ts';
import { BackendError } from '../../src/core/errors.ts';
import { floorOf, measurePeaks } from '../../src/model/peaks.ts';
import { MACHINES, nativeWith } from '../machines.ts';
import { referenceBackend } from '../reference/machine.ts';

const N = 96;
const at = (offset: number): Place => ({ segment: 'state', offset });

/** A product worth timing, a fill of one element, a counter that counts the steps. */
function words(): Int32Array {
  const writer = new Writer();
  writer.emit('sgemm', {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: N, n: N, k: N, alpha: 1, a: at(0), lda: N,
    b: at(N * N), ldb: N, beta: 0, c: at(2 * N * N), ldc: N, bias: null, activation: 0, share: 0, beside: null,
  });
  writer.emit('fill', { n: 1, value: 1, y: at(0) });
  writer.beginEffects();
  writer.chain(
    1,
    1,
    [{ kind: 'in_full', place: at(1) }, { kind: 'immediate', value: 1 }, { kind: 'out', place: at(1) }],
    [{ kernel: 'add', operands: [0, 1, 2] }],
  );
  return link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 });
}

const two = nativeTargets().at(-1);

describe.each([
  ...MACHINES,
  ...(two === undefined ? [] : [{ machine: `native ${two}, two threads`, backend: () => nativeWith(two, 2) }]),
  { machine: 'reference', backend: referenceBackend },
])('$machine', ({ machine, backend }) => {
  test('times of the instructions make up at most the time of the call', async () => {
    const arena = backend().allocate(3 * N * N);
    const program = arena.load(words());
    arena.run(program, 1);
    const begun = performance.now();
    const nanoseconds = await arena.profile(program, 20);
    const elapsed = 1e6 * (performance.now() - begun);
    const sum = nanoseconds.reduce((total, ns) => total + ns, 0);
    expect(nanoseconds).toHaveLength(60);
    expect(nanoseconds.every((ns) => ns >= 0)).toBe(true);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(elapsed);
    // 1.8 million operations against one element.
    const least = [0, 1].map((i) => Math.min(...nanoseconds.filter((_, at) => at % 3 === i)));
    expect(least[0]).toBeGreaterThan(least[1]!);
    const counted = new Float32Array(1);
    arena.read(1, counted);
    expect(counted[0]).toBe(21);
    expect([...(await arena.profile(program, 0))]).toEqual([]);
    arena.free();
  });

  test('it comes behind earlier runs, and before later ones; cancel and extend do not change it', async () => {
    const arena = backend().allocate(3 * N * N);
    const program = arena.load(words());
    const runs = [arena.runAsync(program, 3, Infinity), arena.profile(program, 2)] as const;
    arena.extend(2);
    expect(await runs[1]).toHaveLength(6);
    const alone = arena.profile(program, 2);
    arena.extend(5);
    arena.cancel();
    const last = arena.runAsync(program, 1, Infinity);
    expect(await alone).toHaveLength(6);
    const counted = new Float32Array(1);
    expect(await last).toBe(1);
    arena.read(1, counted);
    expect(counted[0]).toBe((await runs[0]) + 2 + 2 + 1);
    arena.free();
  });

  test('it is measured off this thread', async () => {
    const arena = backend().allocate(3 * N * N);
    const profile = arena.profile(arena.load(words()), 2);
    let settled = false;
    const settle = (): void => void (settled = true);
    profile.then(settle, settle);
    // What this thread had measured itself would be there after a few microtasks.
    for (let i = 0; i < 100; i++) await undefined;
    expect(settled).toBe(machine === 'reference');
    await profile;
    arena.free();
  });

  test('a program that is gone or no longer fits is refused', async () => {
    const arena = backend().allocate(3 * N * N);
    const program = arena.load(words());
    arena.resize(N);
    await expect(async () => arena.profile(program, 1)).rejects.toThrow(BackendError);
    arena.unload(program);
    await expect(async () => arena.profile(program, 1)).rejects.toThrow(BackendError);
    arena.free();
  });
});

test.each(MACHINES.slice(-2))('$machine: peaks are rates, and floors follow from them', async ({ backend }) => {
  const peaks = await measurePeaks(backend());
  expect(Object.values(peaks.gflops).every((rate) => rate > 0 && rate < Infinity)).toBe(true);
  expect(peaks.copies.every(({ gbs }) => gbs > 0 && gbs < Infinity)).toBe(true);
  const told = { gflops: { sgemm: 100, sbgemm: 200, gemm_int8: 400 }, copies: [{ bytes: 1000, gbs: 50 }, { bytes: 4000, gbs: 10 }] };
  expect(floorOf({ kernel: 'sgemm', flops: 1e6, bytes: 500 }, told)).toBeCloseTo(10, 10);
  expect(floorOf({ kernel: 'chain', flops: 1e6, bytes: 500 }, told)).toBeCloseTo(10, 10);
  expect(floorOf({ kernel: 'gemm_int8', flops: 1e6, bytes: 500 }, told)).toBeCloseTo(2.5, 10);
  expect(floorOf({ kernel: 'fill', flops: 0, bytes: 500 }, told)).toBeCloseTo(0.01, 10);
  expect(floorOf({ kernel: 'fill', flops: 0, bytes: 4000 }, told)).toBeCloseTo(0.4, 10);
});
