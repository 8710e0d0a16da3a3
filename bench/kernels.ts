/** `npm run bench -- kernels [--threads=N]`: single kernels on every machine this computer has, on one thread or N. Each
 *  answer is checked against the float64 reference, at the tier the table promises, before it is timed. */
import '../test/host.ts';
import type { Arena, Backend, Loaded } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { ReferenceArena } from '../test/reference/machine.ts';
import { firstMiss } from '../test/reference/tier.ts';
import { fillArena, type Placed } from '../test/samples/sample.ts';
import { CASES, copyOf, HUGE, LARGE, PEAK, SMALL, type Case } from './kernel-cases.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

const THREADS = Number(option('threads') ?? 1);
const MACHINES: readonly { readonly name: string; readonly backend: Backend }[] = [
  ...nativeTargets().toReversed().map((target) => ({ name: `native ${target}`, backend: nativeBackend({ target, threads: THREADS }) })),
  { name: 'wasm', backend: wasmBackend({ threads: THREADS }) },
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
