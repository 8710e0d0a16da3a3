import { link, Writer, type Place, type Program } from '../abi/program.ts';
import type { Work } from '../abi/work.ts';
import type { Arena, Backend } from '../backend/backend.ts';

/** The best a machine does: what no instruction can be expected to beat. */
export interface Peaks {
  /** Of sgemm, in billions of operations a second. */
  readonly gflops: number;
  /** Of copies, from those that fit the nearest cache to those that fit none. */
  readonly copies: readonly { readonly bytes: number; readonly gbs: number }[];
}

/** Squares that are as fast as sgemm gets: large enough to be worth packing, small enough for the nearer caches. */
const SQUARES = [256, 512];
/** Bytes read and written by the copies: a step of four from one to the next, so that each cache has one of its own. */
const COPIES = [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24, 2 ** 26];
/** Each is run this often; what disturbs only slows, so the best counts. */
const RUNS = 30;

/** Measures a machine's peaks, in about a fifth of a second. */
export function measurePeaks(backend: Backend): Peaks {
  const arena = backend.allocate(COPIES.at(-1)! / 4);
  try {
    const gflops = Math.max(...SQUARES.map((n) => (2 * n ** 3) / fastest(arena, square(n))));
    const copies = COPIES.map((bytes) => ({ bytes, gbs: bytes / fastest(arena, copy(bytes / 8)) }));
    return { gflops, copies };
  } finally {
    arena.free();
  }
}

/** Microseconds that work takes at least: its arithmetic at the best rate, or its bytes at the rate of copying as many. */
export function floorOf({ flops, bytes }: Work, { gflops, copies }: Peaks): number {
  const { gbs } = copies.findLast((c) => c.bytes <= bytes) ?? copies[0]!;
  return Math.max(flops / gflops, bytes / gbs) / 1000;
}

/** Nanoseconds of the fastest run. */
function fastest(arena: Arena, program: Program): number {
  const loaded = arena.load(link(program, { state: 0, workspace: 0, dataset: 0 }));
  const times = arena.profile(loaded, RUNS);
  arena.unload(loaded);
  return Math.min(...times.filter((nanoseconds) => nanoseconds > 0));
}

const place = (offset: number): Place => ({ segment: 'state', offset });

function square(n: number): Program {
  const writer = new Writer();
  writer.emit('sgemm', { transA: 0, transB: 0, m: n, n, k: n, alpha: 1, a: place(0), lda: n, b: place(n * n), ldb: n, beta: 0, c: place(2 * n * n), ldc: n, bias: null, activation: 0, gate: null });
  return writer.finish(0);
}

function copy(n: number): Program {
  const writer = new Writer();
  writer.chain(1, n, [{ kind: 'in_full', place: place(0) }, { kind: 'out', place: place(n) }], [{ kernel: 'copy', operands: [0, 1] }]);
  return writer.finish(0);
}
