/** `npm run bench -- conv`: convolutions and their gradients on one thread, on two, and on WebAssembly, as sums of all terms, of
 *  factors of bfloat16 and, where they can be, by Winograd's tiles, beside the best sgemm of the same machine, in turns. Each is first
 *  compared with the float64 reference, with one image. */
import '../test/host.ts';
import { kernelNamed, WINOGRAD_SIDES } from '../src/abi/kernels.ts';
import type { Arena, Backend } from '../src/backend/backend.ts';
import { nativeBackend } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { faultOf, ranIn } from '../test/reference/judge.ts';
import { canRound, geometry, sample, type Sizes } from '../test/samples/conv.ts';
import { arrange, evaluate, fillArena, uniform, type Arrangement, type Sample } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete, type Timing } from './timing.ts';

const same = [[1, 1], [1, 1]] as const;
/** The first layer of a net for small images, its second, and one of a net for larger ones; then others: many channels
 *  of few places, strides, three channels, and a channel for each group. */
const LAYERS: Readonly<Record<string, Sizes>> = {
  '28x28x1 to 32, batch 64': { places: [28, 28], kernel: [3, 3], batch: 64, filters: 32 },
  '26x26x32 to 64, batch 64': { places: [26, 26], kernel: [3, 3], batch: 64, channels: 32, filters: 64 },
  '32x32x64 to 64 same, batch 32': { places: [32, 32], kernel: [3, 3], pads: same, batch: 32, channels: 64, filters: 64 },
  '8x8x256 to 256 same, batch 32': { places: [8, 8], kernel: [3, 3], pads: same, batch: 32, channels: 256, filters: 256 },
  '32x32x64 to 128 same / 2, batch 32': {
    places: [32, 32], kernel: [3, 3], pads: [[0, 1], [0, 1]], strides: [2, 2], batch: 32, channels: 64, filters: 128,
  },
  '32x32x3 to 32 same, batch 64': { places: [32, 32], kernel: [3, 3], pads: same, batch: 64, channels: 3, filters: 32 },
  '32x32x64 depthwise same, batch 32': { places: [32, 32], kernel: [3, 3], pads: same, batch: 32, groups: 64 },
};

interface Case {
  readonly label: string;
  readonly sample: Sample;
  readonly arrangement: Arrangement;
}
const caseOf = (label: string, of: Sample): Case => ({ label, sample: of, arrangement: arrange(of) });

const N = 512;
const SGEMM = caseOf('sgemm 512 512 512', {
  kernel: 'sgemm',
  label: 'sgemm',
  args: {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: N, n: N, k: N, alpha: 1, lda: N, ldb: N, beta: 0,
    ldc: N, activation: 0, share: 0,
  },
  operands: { a: uniform(1), b: uniform(2), c: uniform(3), bias: null, beside: null },
});
const KERNELS = { conv: { bias: true, activation: 1 }, conv_dx: {}, conv_dw: {} } as const;
/** Methods: sums of all terms, of factors of bfloat16 where there are products, and for the second layer and the third tiles of 2 x 2
 *  and of 4 x 4. */
const methodsOf = (label: string, sizes: Sizes): readonly (readonly [name: string, sizes: Sizes])[] => [
  ['sums', sizes],
  ...(canRound(geometry(sizes)) ? [['bfloat16', { ...sizes, bfloat16: 1 }] as const] : []),
  ...(label.startsWith('26x26x32') || label.startsWith('32x32x64 to 64')
    ? WINOGRAD_SIDES.slice(1).map((side, i) => [`tiles of ${side}`, { ...sizes, winograd: i + 1 }] as const)
    : []),
];
const CASES = Object.entries(LAYERS).flatMap(([label, sizes]) =>
  Object.entries(KERNELS).map(([kernel, options]) => ({
    label: `${label}: ${kernel}`,
    methods: methodsOf(label, sizes).map(([name, by]) => ({
      ...caseOf(name, sample(kernel, by, options)), one: caseOf(label, sample(kernel, { ...by, batch: 1 }, options)),
    })),
  })),
);

/** @throws {Error} if the machine's answer is not within the bound of the table */
function check(arena: Arena, { label, sample: of, arrangement }: Case): void {
  const fault = faultOf(of, arrangement, ranIn(arena, arrangement));
  if (fault !== undefined) throw new Error(`${label}: ${fault}`);
}

async function measure(machine: string, backend: Backend): Promise<Row[]> {
  const all: readonly Case[] = [SGEMM, ...CASES.flatMap(({ methods }) => methods)];
  const arena = backend.allocate(Math.max(...all.map(({ arrangement }) => arrangement.elements)));
  const contender = ({ label, arrangement }: Case) => {
    const program = arena.load(arrangement.words);
    return { name: label, run: (times: number): void => arena.run(program, times) };
  };
  const rows: Row[] = [];
  for (const { label, methods } of CASES) {
    for (const { one } of methods) check(arena, one);
    fillArena(arena, methods[0]!.arrangement);
    const [peak, ...own] = await compete([SGEMM, ...methods].map(contender)) as [Timing, ...Timing[]];
    const flops = (of: Case): number => evaluate(kernelNamed(of.sample.kernel).flops, of.sample.args);
    methods.forEach((c, i) => {
      const { seconds, ratio } = own[i]!;
      rows.push({
        machine, convolution: label, method: c.label, 'GFLOP/s': (1e-9 * flops(c)) / seconds,
        sgemm: (1e-9 * flops(SGEMM)) / peak.seconds, 'share %': (100 * ratio * flops(c)) / flops(SGEMM),
        'to sums': ratio / own[0]!.ratio,
      });
    });
  }
  arena.free();
  return rows;
}

report(
  'conv',
  [
    ...(await measure('native, 1 thread', nativeBackend({ threads: 1 }))),
    ...(await measure('native, 2 threads', nativeBackend({ threads: 2 }))),
    ...(await measure('wasm', wasmBackend({ threads: 1 }))),
  ],
  'Medians over rounds of turns, operations counted as those of sums; share: the rate by that of sgemm 512 512 512 on as many ' +
  'threads in the same round.',
);
