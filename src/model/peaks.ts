import { link, type Place, type Program } from '../abi/program.ts';
import { Writer } from '../abi/writer.ts';
import type { Work } from '../abi/work.ts';
import type { Arena, Backend } from '../backend/backend.ts';

const PRODUCTS = ['sgemm', 'sbgemm', 'gemm_int8'] as const;
type ProductKernel = (typeof PRODUCTS)[number];

/** The peak rates of a machine. No instruction is expected to be faster. */
export interface Peaks {
  /** The peak of each kernel of matrix products, in billions of operations a second. */
  readonly gflops: Readonly<Record<ProductKernel, number>>;
  /** The rates of copies, from sizes that fit into the L1 cache to sizes that fit into no cache. */
  readonly copies: readonly { readonly bytes: number; readonly gbs: number }[];
}

/** Sizes of square matrices at which sgemm is fastest: large enough for packing to pay, small enough for the near
 *  caches. */
const SQUARES = [256, 512];
/** Bytes read and written by the copies. Each is four times the one before, so that every cache has a size that fits. */
const COPIES = [2 ** 16, 2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24, 2 ** 26];
/** Each program runs in several rounds, and the fastest run counts, because disturbances only slow a run down. With
 *  rounds, a disturbance as long as another process's time slice cannot affect all runs of one program. */
const ROUNDS = 5;
const RUNS = 6;

/** Measures a machine's peaks, in about a fifth of a second. */
export async function measurePeaks(backend: Backend): Promise<Peaks> {
  const arena = backend.allocate(COPIES.at(-1)! / 4);
  try {
    const squares = PRODUCTS.flatMap((kernel) => SQUARES.map((n) => ({ kernel, flops: 2 * n ** 3, program: square(kernel, n) })));
    const times = await fastest(arena, [...squares.map(({ program }) => program), ...COPIES.map((bytes) => copy(bytes / 8))]);
    const gflops = (kernel: ProductKernel): number => Math.max(...squares.map((s, i) => (s.kernel === kernel ? s.flops / times[i]! : 0)));
    return {
      gflops: Object.fromEntries(PRODUCTS.map((kernel) => [kernel, gflops(kernel)])) as Peaks['gflops'],
      copies: COPIES.map((bytes, i) => ({ bytes, gbs: bytes / times[squares.length + i]! })),
    };
  } finally {
    arena.free();
  }
}

/** The least microseconds for work: the longer of its operations at the peak of its kernel (that of sgemm if it is
 *  not a product), and its bytes at the rate of a copy of that size. */
export function floorOf({ kernel, flops, bytes }: Work, { gflops, copies }: Peaks): number {
  const { gbs } = copies.findLast((c) => c.bytes <= bytes) ?? copies[0]!;
  const rate = PRODUCTS.includes(kernel as ProductKernel) ? gflops[kernel as ProductKernel] : gflops.sgemm;
  return Math.max(flops / rate, bytes / gbs) / 1000;
}

/** The nanoseconds of the fastest run of each program. */
async function fastest(arena: Arena, programs: readonly Program[]): Promise<number[]> {
  const best = programs.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, program] of programs.entries()) {
      const loaded = arena.load(link(program, { state: 0, workspace: 0, dataset: 0 }));
      const times = await arena.profile(loaded, RUNS);
      best[i] = Math.min(best[i]!, ...times.filter((nanoseconds) => nanoseconds > 0));
      arena.unload(loaded);
    }
  }
  return best;
}

const place = (offset: number): Place => ({ segment: 'state', offset });

function square(kernel: ProductKernel, n: number): Program {
  const writer = new Writer();
  const [a, b, c] = [place(0), place(n * n), place(2 * n * n)];
  if (kernel === 'gemm_int8') writer.emit(kernel, { m: n, n, k: n, x: a, w: b, scale: b, bias: null, relu: 0, y: c });
  else {
    const operands = {
      transA: 0, transB: 0, batch: 1, m: n, n, k: n, a, lda: n, strideA: 0, b, ldb: n, strideB: 0, c, ldc: n,
      strideC: 0, bias: null, activation: 0,
    };
    writer.emit(kernel, kernel === 'sgemm' ? { ...operands, alpha: 1, beta: 0, share: 0, beside: null } : { ...operands, gate: null });
  }
  return writer.finish(0);
}

function copy(n: number): Program {
  const writer = new Writer();
  writer.chain(1, n, [{ kind: 'in_full', place: place(0) }, { kind: 'out', place: place(n) }], [{ kernel: 'copy', operands: [0, 1] }]);
  return writer.finish(0);
}
