/** `npm run bench -- kernels [--threads=N]`: single kernels on every machine this computer has, on one thread or N. Each
 *  answer is checked against the float64 reference, at the tier the table promises, before it is timed. */
import '../test/host.ts';
import { kernelNamed, operandsOf, type Kernel } from '../src/abi/kernels.ts';
import type { Arena, Backend, Loaded } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { ReferenceArena } from '../test/reference/machine.ts';
import { firstMiss } from '../test/reference/tier.ts';
import { arrange, evaluate, fillArena, uniform, type Arrangement, type Placed, type Sample } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

const THREADS = Number(process.argv.find((arg) => arg.startsWith('--threads='))?.slice('--threads='.length) ?? 1);
const MACHINES: readonly { readonly name: string; readonly backend: Backend }[] = [
  ...nativeTargets().toReversed().map((target) => ({ name: `native ${target}`, backend: nativeBackend({ target, threads: THREADS }) })),
  { name: 'wasm', backend: wasmBackend({ threads: THREADS }) },
];

/** One instruction to time. */
interface Case {
  readonly label: string;
  readonly sample: Sample;
  readonly arrangement: Arrangement;
  /** The table's row, for its error tier. */
  readonly kernel: Kernel;
  readonly unit: 'GFLOP/s' | 'GB/s';
  /** Operations done, or bytes read and written, once. */
  readonly amount: number;
  /** The case whose rate is as good as this one's can be expected to get. */
  readonly peak: string;
}

const PEAK = 'peak';
const copyOf = (n: number): string => `copy ${n}`;

/** Of the layers of 784-512-512-10 at batch 128, forward and backward; squares. The first fits the nearest caches whole:
 *  the best rate there is stands for the processor's peak. */
const SGEMMS: readonly (readonly [m: number, n: number, k: number, transposed?: 'transA' | 'transB'])[] = [
  [96, 96, 256], [128, 512, 784], [128, 512, 512], [128, 10, 512], [784, 512, 128, 'transA'], [128, 784, 512, 'transB'],
  [256, 256, 256], [512, 512, 512], [1024, 1024, 1024],
];

function sgemm(m: number, n: number, k: number, transposed?: 'transA' | 'transB'): Case {
  const [transA, transB] = [Number(transposed === 'transA'), Number(transposed === 'transB')];
  const args = {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA, transB, m, n, k, alpha: 1, lda: transA ? m : k,
    ldb: transB ? k : n, beta: 0, ldc: n, activation: 0, share: 0,
  };
  const label = `sgemm ${m} ${n} ${k}${transposed === undefined ? '' : ` ${transposed}`}`;
  return caseOf(
    label,
    { kernel: 'sgemm', label, args, operands: { a: uniform(1), b: uniform(2), c: uniform(3), bias: null, beside: null } },
    PEAK,
  );
}

/** The same products of bfloat16; their share is of the best sgemm, which they pass where the processor has them. */
function sbgemm(...shape: (typeof SGEMMS)[number]): Case {
  const { sample } = sgemm(...shape);
  const { alpha: _alpha, beta: _beta, share: _share, ...args } = sample.args;
  const { beside: gate, ...operands } = sample.operands;
  return caseOf(`sb${sample.label.slice(1)}`, { ...sample, kernel: 'sbgemm', args, operands: { ...operands, gate: gate! } }, PEAK);
}

/** A case of an instruction: a gemm counts its operations, anything else the bytes of its operands. */
function caseOf(label: string, sample: Sample, peak: string): Case {
  const kernel = kernelNamed(sample.kernel);
  const arrangement = arrange(sample);
  const bytes = operandsOf(kernel).reduce((sum, { kind, extent }) => sum + (kind === 'inout' ? 8 : 4) * evaluate(extent, sample.args), 0);
  return {
    label, sample, arrangement, kernel, peak,
    ...(kernel.family === 'gemm' || kernel.family === 'bf16'
      ? { unit: 'GFLOP/s', amount: evaluate(kernel.flops, sample.args) }
      : { unit: 'GB/s', amount: bytes }),
  };
}

function step(name: string, n: number): Case {
  const inputs = operandsOf(kernelNamed(name)).slice(0, -1);
  return caseOf(
    `${name} ${n}`,
    { kernel: name, label: name, args: { n }, operands: Object.fromEntries(inputs.map((x, i) => [x.name, uniform(i)])) },
    copyOf(n),
  );
}

const adam = (n: number): Case =>
  caseOf(
    `adam ${n}`,
    {
      kernel: 'adam',
      label: 'adam',
      args: { n, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      operands: { alpha: uniform(1, 0.001, 0.002), scale: null, g: uniform(2), m: uniform(3), v: uniform(4, 0, 1), w: uniform(5) },
    },
    copyOf(n),
  );
const softmax = (rows: number, cols: number, n: number): Case =>
  caseOf(`softmax ${rows} ${cols}`, { kernel: 'softmax', label: 'softmax', args: { rows, cols }, operands: { x: uniform(1) } }, copyOf(n));

const SMALL = 2 ** 16;
const LARGE = 2 ** 20;
/** Beyond the caches: 16 MB an operand. */
const HUGE = 2 ** 22;
const CASES: readonly Case[] = [
  ...SGEMMS.map((shape) => sgemm(...shape)),
  ...SGEMMS.slice(1).map((shape) => sbgemm(...shape)),
  ...[SMALL, LARGE].flatMap((n) => [...['copy', 'relu', 'add', 'mul', 'exp', 'sigmoid', 'tanh', 'gelu'].map((name) => step(name, n))]),
  softmax(128, 1000, SMALL),
  step('copy', HUGE),
  adam(LARGE),
  adam(HUGE),
];

/** What the reference leaves in the outputs, and the magnitudes a `dot` bound scales with. */
interface Expected {
  readonly output: Placed;
  readonly values: Float64Array;
  readonly magnitude: Float64Array;
}

function expectedOf({ arrangement, kernel }: Case): Expected[] {
  const outputs = (run: (arena: ReferenceArena, program: Loaded) => void): Float64Array[] => {
    const arena = new ReferenceArena(arrangement.elements);
    fillArena(arena, arrangement);
    run(arena, arena.load(arrangement.words));
    return arrangement.placed.filter((p) => p.written).map(({ offset, length }) => arena.values.slice(offset, offset + length));
  };
  const values = outputs((arena, program) => arena.run(program, 1));
  const magnitudes = kernel.error.tier === 'dot' ? outputs((arena, program) => arena.runMagnitude(program)) : values;
  return arrangement.placed.filter((p) => p.written).map((output, i) => ({ output, values: values[i]!, magnitude: magnitudes[i]! }));
}

/** The largest error over the largest value. @throws if an output misses its tier */
function residual(work: Case, arena: Arena, expected: readonly Expected[], machine: string): number {
  let [error, largest] = [0, 0];
  for (const { output, values, magnitude } of expected) {
    const got = new Float32Array(output.length);
    arena.read(output.offset, got);
    const miss = firstMiss(work.kernel, output.dtype, work.sample.args, values, magnitude, got);
    if (miss !== undefined) {
      throw new Error(
        `${work.label} on ${machine}: ${output.name}[${miss.index}]: expected ${miss.expected}, got ${miss.got}; allowed: ${miss.bound}`,
      );
    }
    for (const [i, value] of values.entries()) {
      error = Math.max(error, Math.abs(got[i]! - value));
      largest = Math.max(largest, Math.abs(value));
    }
  }
  return error / largest;
}

interface Figure {
  readonly work: Case;
  readonly machine: string;
  /** Of one run: the median, and the fastest. */
  readonly seconds: number;
  readonly fastest: number;
  readonly residual: number;
}

async function measure(work: Case): Promise<Figure[]> {
  const expected = expectedOf(work);
  const prepared = MACHINES.map(({ name, backend }) => {
    const arena = backend.allocate(work.arrangement.elements);
    fillArena(arena, work.arrangement);
    const program = arena.load(work.arrangement.words);
    arena.run(program, 1);
    return { name, arena, program, residual: residual(work, arena, expected, name) };
  });
  const timings = await compete(prepared.map(({ name, arena, program }) => ({ name, run: (times) => arena.run(program, times) })));
  for (const { arena } of prepared) arena.free();
  return prepared.map(({ name, residual }, i) => ({
    work, machine: name, seconds: timings[i]!.seconds, fastest: timings[i]!.fastest, residual,
  }));
}

/** The rate at which the C library copies so many elements, as typed arrays have it done. */
async function copyRate(n: number): Promise<number> {
  const [from, to] = [new Float32Array(n).fill(1), new Float32Array(n)];
  const run = (times: number): void => {
    for (let i = 0; i < times; i++) to.set(from);
  };
  const [timing] = await compete([{ name: 'set', run }]);
  return (8 * n) / timing!.fastest / 1e9;
}

const copies = new Map<string, number>();
for (const n of [SMALL, LARGE, HUGE]) copies.set(copyOf(n), await copyRate(n));
const figures: Figure[] = [];
for (const work of CASES) figures.push(...(await measure(work)));

const rate = ({ work }: Figure, seconds: number): number => work.amount / seconds / 1e9;
/** The rate that counts as all there is to get: the best gemm of the machine, or the best copy of as many elements that
 *  any of them, or the C library's, makes. */
function peakOf({ work, machine }: Figure): number {
  if (work.peak !== PEAK) {
    return Math.max(copies.get(work.peak)!, ...figures.filter((f) => f.work.label === work.peak).map((f) => rate(f, f.fastest)));
  }
  return Math.max(...figures.filter((f) => f.machine === machine && f.work.kernel.name === 'sgemm').map((f) => rate(f, f.fastest)));
}
const rows: Row[] = figures.map((f) => ({
  kernel: f.work.label, machine: f.machine, us: 1e6 * f.seconds, rate: rate(f, f.seconds), fastest: rate(f, f.fastest),
  unit: f.work.unit, 'share %': (100 * rate(f, f.fastest)) / peakOf(f), residual: f.residual,
}));
report(
  'kernels',
  rows,
  `native threads: ${THREADS}; rate: the median of the rounds; fastest: the best of them; share: ` +
  'of fastest in the best sgemm, or in the best copy of as many elements, by any machine or the C library; residual: ' +
  'largest error over largest value.',
);
