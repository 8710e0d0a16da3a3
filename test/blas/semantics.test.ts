/** What BLAS promises beyond sums: what is never read, what may share memory, and how mistakes are told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors.ts';
import { setBackend } from '../../src/backend/select.ts';
import { ConfigError, isamax, sasum, saxpy, sdot, sgemm, sgemmAsync, sgemv, ShapeError, snrm2, sscal } from '../../src/blas/index.ts';
import { MACHINES, nativeWith, TARGETS } from '../machines.ts';
import { generator } from '../samples/sample.ts';

const nan = (n: number): Float32Array => new Float32Array(n).fill(NaN);
const ones = (n: number): Float32Array => new Float32Array(n).fill(1);
function random(n: number, seed: number): Float32Array {
  const next = generator(seed);
  return Float32Array.from({ length: n }, () => 2 * next() - 1);
}

describe.each(MACHINES)('$machine', ({ backend }) => {
  beforeAll(() => setBackend(backend()));
  afterAll(() => setBackend(undefined));

  test('beta = 0 never reads the output, alpha = 0 never reads the inputs', () => {
    const c = nan(6);
    sgemm('N', 'N', 2, 3, 4, 1, ones(8), 4, ones(12), 3, 0, c, 3);
    expect([...c]).toEqual([4, 4, 4, 4, 4, 4]);
    sgemm('T', 'T', 2, 3, 4, 0, nan(8), 2, nan(12), 4, 0.5, c, 3);
    expect([...c]).toEqual([2, 2, 2, 2, 2, 2]);
    sgemm('N', 'N', 2, 3, 0, 1, nan(0), 1, nan(0), 3, 2, c, 3);
    expect([...c], 'k = 0 leaves beta c').toEqual([4, 4, 4, 4, 4, 4]);
    const y = nan(2);
    sgemv('N', 2, 3, 1, ones(6), 3, ones(3), 1, 0, y, 1);
    expect([...y]).toEqual([3, 3]);
    sgemv('T', 3, 2, 0, nan(6), 2, nan(3), 1, 2, y, -1);
    expect([...y]).toEqual([6, 6]);
    saxpy(2, 0, nan(2), 1, y, 1);
    expect([...y]).toEqual([6, 6]);
  });

  test('NaN and infinities spread as arithmetic has them', () => {
    const c = new Float32Array(4);
    sgemm('N', 'N', 2, 2, 2, 1, Float32Array.of(NaN, 1, 1, 1), 2, Float32Array.of(Infinity, 1, 1, 1), 2, 0, c, 2);
    expect([...c]).toEqual([NaN, NaN, Infinity, 2]);
    expect(isamax(5, Float32Array.of(1, Infinity, NaN, 9, NaN), 1)).toBe(2);
    expect(snrm2(3, Float32Array.of(3e30, 4e30, 0), 1) / 5e30).toBeCloseTo(1, 6);
    expect(snrm2(3, Float32Array.of(3e-30, 4e-30, 0), 1) / 5e-30).toBeCloseTo(1, 6);
    const x = Float32Array.of(NaN, 2);
    sscal(2, 0, x, 1);
    expect([...x]).toEqual([NaN, 0]);
  });

  test('nothing: sizes of 0', () => {
    const c = ones(4);
    sgemm('N', 'N', 0, 2, 2, 1, ones(0), 2, ones(4), 2, 0, c, 2);
    sgemm('N', 'N', 2, 0, 2, 1, ones(4), 2, ones(0), 1, 0, c, 1);
    sgemv('N', 2, 0, 1, ones(0), 1, ones(0), 1, 0, c, 1);
    saxpy(0, 1, ones(0), 1, c, 1);
    sscal(0, 2, c, 1);
    expect([...c]).toEqual([1, 1, 1, 1]);
    expect([sdot(0, c, 1, c, 1), snrm2(0, c, 1), sasum(0, c, 1), isamax(0, c, 1)]).toEqual([0, 0, 0, -1]);
  });

  test('parts of one matrix are multiplied where they lie', () => {
    // [A B; C D] of 4 x 4 blocks: D -= C B, as in a factorisation by blocks.
    const whole = random(64, 1);
    const before = whole.slice();
    sgemm('N', 'N', 4, 4, 4, -1, whole, 8, whole, 8, 1, whole, 8, 32, 4, 36);
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        let expected = before[8 * i + j]!;
        if (i >= 4 && j >= 4) for (let p = 0; p < 4; p++) expected -= before[8 * i + p]! * before[8 * p + j]!;
        expect(whole[8 * i + j], `element ${i}, ${j}`).toBeCloseTo(expected, 5);
      }
    }
    // A column is added to the next, a row to another.
    saxpy(8, 1, whole, 8, whole, 8, 0, 1);
    saxpy(8, 1, whole, 1, whole, 1, 0, 8);
  });

  test('sgemmAsync computes the same bits, one call after another', async () => {
    const [a, b] = [random(120 * 70, 2), random(70 * 90, 3)];
    const [here, there] = [new Float32Array(120 * 90), new Float32Array(120 * 90)];
    sgemm('N', 'N', 120, 90, 70, 1, a, 70, b, 90, 0, here, 90);
    // The two halves of one matrix at the same time.
    await Promise.all([0, 45].map((j) => sgemmAsync('N', 'N', 120, 45, 70, 1, a, 70, b, 90, 0, there, 90, 0, j, j)));
    const differ = here.findIndex((value, i) => Math.abs(value - there[i]!) > 1e-5);
    expect(differ).toBe(-1);
    await sgemmAsync('N', 'N', 120, 90, 70, 1, a, 70, b, 90, 0, there, 90);
    expect(there).toEqual(here);
    await sgemmAsync('N', 'N', 0, 90, 70, 1, a, 70, b, 90, 0, there, 90);
  });

  test('sgemmAsync leaves the event loop free and keeps its arrays', async () => {
    const n = 500;
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const c = new Float32Array(n * n);
    await Promise.all([0, 1, 2, 3].map(() => sgemmAsync('N', 'N', n, n, n, 1, ones(n * n), n, ones(n * n), n, 1, c, n)));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect(c.every((value) => value % n === 0 && value > 0)).toBe(true);
  });

  test('shared memory and views will do', () => {
    const shared = new Float32Array(new SharedArrayBuffer(64), 4, 8);
    shared.fill(2);
    const c = new Float32Array(new ArrayBuffer(40), 8, 4);
    sgemm(true, false, 2, 2, 2, 1, shared, 2, shared, 2, 0, c, 2, 0, 4);
    expect([...c]).toEqual([8, 8, 8, 8]);
  });
});

type Gemm = Parameters<typeof sgemm>;
/** A good call of sgemm with some arguments replaced. */
const gemm = (changes: Readonly<Record<number, unknown>>): Gemm =>
  ['N', 'T', 2, 3, 4, 1, ones(8), 4, ones(12), 4, 0, ones(6), 3, 0, 0, 0].map((value, i) => (i in changes ? changes[i] : value)) as Gemm;

test.each<[changes: Readonly<Record<number, unknown>>, error: typeof ConfigError | typeof ShapeError, message: RegExp]>([
  [{ 0: 'X' }, ConfigError, /transA must be 'N', 'T' or 'C', received 'X'/],
  [{ 1: 2 }, ConfigError, /transB must be/],
  [{ 2: -1 }, ConfigError, /m must be an integer >= 0, received -1/],
  [{ 3: 2.5 }, ConfigError, /n must be an integer/],
  [{ 4: NaN }, ConfigError, /k must be an integer/],
  [{ 4: 2 ** 31 }, ConfigError, /k must be an integer <= 2147483647, received 2147483648/],
  [{ 5: '1' }, ConfigError, /alpha must be a number, received '1'/],
  [{ 6: [1, 2] }, ConfigError, /a must be a Float32Array, received \[1, 2\]/],
  [{ 6: new Float64Array(8) }, ConfigError, /a must be a Float32Array, received Float64Array\(8\)/],
  [{ 6: ones(7) }, ShapeError, /a has 7 elements, but 2 x 4 of them with 4 from row to row from aOffset 0 on reach to 8/],
  [{ 7: 3 }, ShapeError, /lda must be an integer >= 4, for rows of a have 4 elements as they are stored; received 3/],
  [{ 7: 2 ** 31 }, ConfigError, /lda must be an integer <= 2147483647/],
  [{ 8: undefined }, ConfigError, /b must be a Float32Array, received undefined/],
  [{ 9: 3 }, ShapeError, /ldb must be an integer >= 4/],
  [{ 10: null }, ConfigError, /beta must be a number/],
  [{ 11: ones(5) }, ShapeError, /c has 5 elements/],
  [{ 12: 2 }, ShapeError, /ldc must be an integer >= 3/],
  [{ 13: -1 }, ConfigError, /aOffset must be an integer >= 0/],
  [{ 14: 1 }, ShapeError, /b has 12 elements.*from bOffset 1 on reach to 13/],
  [{ 15: 1 }, ShapeError, /c has 6 elements/],
])('sgemm refuses %o', async (changes, error, message) => {
  expect(() => sgemm(...gemm(changes))).toThrow(error);
  expect(() => sgemm(...gemm(changes))).toThrow(message);
  await expect(sgemmAsync(...gemm(changes))).rejects.toThrow(message);
});

test('the other routines name the argument too', () => {
  const x = ones(4);
  expect(() => sgemv('N', 2, 2, 1, x, 1, x, 1, 0, ones(2), 1)).toThrow(/sgemv: lda must be an integer >= 2/);
  expect(() => sgemv('N', 2, 2, 1, x, 2, ones(2), 0, 0, ones(2), 1)).toThrow(/incx must not be 0/);
  expect(() => sgemv('N', 2, 2, 1, x, 2, ones(2), -2, 0, ones(2), 1)).toThrow(/x has 2 elements/);
  expect(() => sdot(5, x, 1, ones(5), 1)).toThrow(/sdot: x has 4 elements, but 5 of them from xOffset 0 on reach to 5/);
  expect(() => saxpy(4, 1, x, 1, ones(4), 0)).toThrow(/saxpy: incy must not be 0/);
  expect(() => saxpy(4, 1, x, 1.5, ones(4), 1)).toThrow(/incx must be an integer/);
  expect(() => sdot(4, x, 2, ones(4), 1)).toThrow(/sdot: x has 4 elements, but 4 of them 2 apart from xOffset 0 on reach to 7/);
  for (const routine of [snrm2, sasum, isamax]) expect(() => routine(4, x, -1)).toThrow(/incx must be an integer >= 1, received -1/);
  expect(() => sscal(4, 2, x, 0)).toThrow(ConfigError);
  expect(() => sscal(4, undefined as never, x, 1)).toThrow(/alpha must be a number/);
});

test.each<[what: string, call: (w: Float32Array) => void]>([
  ['c with a', (w) => sgemm('N', 'N', 2, 2, 2, 1, w, 2, ones(4), 2, 0, w, 2, 0, 0, 3)],
  ['c with b, through another view', (w) => sgemm('N', 'N', 2, 2, 2, 1, ones(4), 2, w, 2, 0, w.subarray(3), 2)],
  ['c with b, corners of blocks', (w) => sgemm('N', 'N', 2, 2, 2, 1, ones(4), 2, w, 8, 0, w, 8, 0, 0, 9)],
  ['c with b, over the right edge', (w) => sgemm('N', 'N', 2, 2, 2, 1, ones(4), 2, w, 8, 0, w, 8, 0, 8, 7)],
  ['y with a', (w) => sgemv('N', 4, 2, 1, w, 8, ones(2), 1, 0, w, 8, 0, 0, 1)],
  ['y with x', (w) => sgemv('N', 2, 2, 1, ones(4), 2, w, 1, 0, w, 1, 0, 0, 1)],
  ['y with x', (w) => saxpy(4, 1, w, 2, w, 2, 0, 2)],
])('shared elements are refused: %s', (_, call) => {
  expect(() => call(ones(64))).toThrow(ShapeError);
  expect(() => call(ones(64))).toThrow(/which is written, shares elements with/);
});

test('what is refused is told by counting', () => {
  // Every pair of small blocks on a grid, against the sets of their elements.
  const w = new Float32Array(40);
  const places = (offset: number, ld: number): Set<number> => new Set([0, 1].flatMap((i) => [0, 1, 2].map((j) => offset + i * ld + j)));
  for (let c = 0; c < 30; c++) {
    for (let b = 0; b < 30; b++) {
      const call = (): void => sgemm('N', 'N', 2, 3, 2, 1, ones(4), 2, w, 5, 0, w, 5, 0, b, c);
      const meet = [...places(c, 5)].some((place) => places(b, 5).has(place));
      if (meet) expect(call, `b at ${b}, c at ${c}`).toThrow(ShapeError);
      else expect(call, `b at ${b}, c at ${c}`).not.toThrow();
    }
  }
});

test.runIf(TARGETS.length > 0)('two threads give the same bits', () => {
  const [a, b] = [random(300 * 200, 4), random(200 * 250, 5)];
  const results = [1, 2].map((threads) => {
    setBackend(nativeWith(TARGETS.at(-1)!, threads));
    const c = new Float32Array(300 * 250);
    sgemm('N', 'N', 300, 250, 200, 1, a, 200, b, 250, 0, c, 250);
    return c;
  });
  setBackend(undefined);
  expect(results[0]).toEqual(results[1]);
});

test.runIf(TARGETS.length > 0)('the native machine itself lets no operand reach beyond its array', () => {
  const arena = nativeWith(TARGETS.at(-1)!, 1).allocate(0);
  const words = Int32Array.of(0);
  expect(() => arena.call!(words, [])).toThrow(/the call was refused/);
  expect(() => arena.call!([1] as never, [])).toThrow(/Float32Array, Int32Array or Uint8Array/);
  expect(() => arena.call!(words, 1 as never)).toThrow(/a list of arrays/);
  expect(() => arena.call!(words, new Array<Float32Array>(100).fill(ones(1)))).toThrow(/a list of arrays/);
  expect(() => arena.call!(words, [new Uint8Array(new ArrayBuffer(8), 1, 4)])).toThrow(/begin on a whole element/);
});

const KINDS = MACHINES.flatMap((machine) => (['ordinary', 'resizable', 'shared'] as const).map((kind) => ({ ...machine, kind })));
describe.each(KINDS)('sgemmAsync on $kind memory that goes away, $machine', ({ backend, kind }) => {
  beforeAll(() => setBackend(backend()));
  afterAll(() => setBackend(undefined));

  const n = 320;
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;
  const array = (): Float32Array<ArrayBuffer> => {
    const bytes = 4 * n * n;
    if (kind === 'shared') return new Float32Array(new SharedArrayBuffer(bytes) as unknown as ArrayBuffer).fill(1);
    return new Float32Array(kind === 'resizable' ? new Resizable(bytes, { maxByteLength: bytes }) : new ArrayBuffer(bytes)).fill(1);
  };
  /** Takes the memory of an array away, if it can be. */
  const take = (a: Float32Array<ArrayBuffer>): void => {
    if (kind === 'resizable') (a.buffer as unknown as { resize(bytes: number): void }).resize(0);
    else if (kind === 'ordinary') structuredClone(a.buffer, { transfer: [a.buffer] });
  };

  test.each([0, 1, 2])('of operand %s', async (which) => {
    const wrong: unknown[] = [];
    for (const wait of [false, true]) {
      const arrays = [array(), array(), array()] as const;
      const [a, b, c] = arrays;
      // An answer is looked at when it comes: memory that is taken afterwards has nothing to do with it.
      const calls = [1, 2].map(async () => {
        await sgemmAsync('N', 'N', n, n, n, 1, a, n, b, n, 0, c, n);
        if (!c.every((v) => v === n)) wrong.push(c);
      });
      if (wait) await new Promise((resume) => setImmediate(resume));
      take(arrays[which]!);
      for (const result of await Promise.allSettled(calls)) {
        if (result.status === 'rejected' && (kind === 'shared' || !(result.reason instanceof DataError))) wrong.push(result.reason);
      }
    }
    expect(wrong).toEqual([]);
  });
});
