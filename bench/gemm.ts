/** `npm run bench -- gemm`: sgemm beside OpenBLAS and oneDNN, where the system has them, and the processor's peak, in
 *  turns (native/contest.cc). `--threads=n` for other than one; `MYELIN_TARGET` for another than the best target. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { link, type Place } from '../src/abi/program.ts';
import { Writer } from '../src/abi/writer.ts';
import { nativeTargets } from '../src/backend/native.ts';
import { build, found, skip } from './replay.ts';
import { report, type Row } from './report.ts';
import { compete, median } from './timing.ts';

const RIVALS = ['openblas', 'onednn'];

/** m, n, k, and which operand is stored as its transpose. */
type Shape = readonly [m: number, n: number, k: number, transposed?: 'A' | 'B' | 'AB'];

/** Squares; layers of 784-512-512-10 forward and backward; one row; a wide layer on few rows; convolutions. */
const MAIN: readonly Shape[] = [
  [64, 64, 64], [128, 128, 128], [256, 256, 256], [512, 512, 512], [1024, 1024, 1024], [2048, 2048, 2048],
  [32, 128, 784], [128, 512, 784], [128, 512, 512], [128, 10, 512], [784, 512, 128, 'A'], [128, 784, 512, 'B'],
  [1, 512, 512], [64, 4096, 1024], [12544, 32, 27], [3136, 64, 288],
];
/** Odd sizes, the other transpositions, and steps of a wide network: nothing is tuned to the others. */
const MORE: readonly Shape[] = [
  [100, 100, 100], [333, 333, 333], [1000, 96, 100], [33, 65, 129], [200, 150, 300, 'AB'], [768, 768, 768, 'AB'],
  [512, 512, 512, 'A'], [512, 512, 512, 'B'],
  [512, 10, 128, 'A'], [128, 512, 10, 'B'], [256, 1000, 4096], [4096, 1000, 256, 'A'], [256, 4096, 1000, 'B'],
  [16, 512, 512], [1, 512, 512, 'B'],
];

const option = (name: string): string | undefined => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const threads = Number(option('threads') ?? 1);
const target = process.env.MYELIN_TARGET ?? nativeTargets().at(-1);
const compiler = process.env.CXX ?? 'g++';
if (!(threads >= 1) || target === undefined || !found(compiler)) {
  skip('gemm', `needs ${compiler}, a processor of a native target and one thread or more.`);
}

/** All that holds the libraries back is taken away; on an older target they must do without the newer instructions, too. */
function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads),
    OMP_PROC_BIND: String(threads > 1),
  };
  for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']) delete env[name];
  return target === 'avx2' ? { ...env, OPENBLAS_CORETYPE: 'Zen', DNNL_MAX_CPU_ISA: 'AVX2' } : env;
}

/** A process of some contenders. Between its turns it is stopped: a pool that looks out for work would take a core. */
async function start(
  program: string,
  names: readonly string[],
): Promise<{ readonly names: readonly string[]; ask(line: string): Promise<number>; end(): void }> {
  const child = spawn(program, [target!, String(threads), ...names], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended before it answered`);
    child.kill('SIGSTOP');
    return value;
  };
  const ready = (await answer()).trim();
  return {
    names: ready === '' ? [] : ready.split(' '),
    async ask(line) {
      child.kill('SIGCONT');
      child.stdin.write(`${line}\n`);
      return Number(await answer());
    },
    end() {
      child.kill('SIGCONT');
      child.stdin.end();
    },
  };
}

/** The line that sets a product up: its sizes, where its operands lie, the program. */
function setUp([m, n, k, transposed = '' as never]: Shape): string {
  const [transA, transB] = ['A', 'B'].map((x) => Number(transposed.includes(x))) as [number, number];
  const line = (elements: number): number => Math.ceil(elements / 16) * 16;
  const [b, c] = [line(m * k), line(m * k) + line(k * n)];
  const at = (offset: number): Place => ({ segment: 'state', offset });
  const writer = new Writer();
  writer.emit('sgemm', {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA, transB, m, n, k, alpha: 1, a: at(0), lda: transA ? m : k,
    b: at(b), ldb: transB ? k : n, beta: 0, c: at(c), ldc: n, bias: null, activation: 0, share: 0, beside: null,
  });
  const words = link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 });
  return ['shape', transA, transB, m, n, k, b, c, c + m * n, ...words].join(' ');
}

const program = await build('contest', { name: 'contest', compiler, flags: ['-O3'], arch: process.arch === 'arm64' ? 'arm64' : 'x64' });
const all = ['peak', 'myelin', ...RIVALS];
// One thread: one process, the same memory for all. More: each its own, as pools of several libraries disturb each other.
const processes = await Promise.all((threads === 1 ? [all] : all.map((name) => [name])).map((names) => start(program, names)));
const contenders = processes.flatMap(({ names, ask }) => names.map((name) => ({ name, ask })));
for (const name of all.filter((known) => !contenders.some((c) => c.name === known))) console.log(`${name} was not found`);
const rivals = contenders.filter(({ name }) => RIVALS.includes(name)).map(({ name }) => name);

async function measure(shape: Shape): Promise<Row> {
  const [m, n, k, transposed] = shape;
  const label = `${m} ${n} ${k}${transposed === undefined ? '' : ` ${[...transposed].map((x) => `${x}^T`).join(' ')}`}`;
  for (const { ask } of processes) await ask(setUp(shape));
  let residual = 0;
  for (const { name, ask } of contenders.slice(1)) {
    const error = await ask(`check ${name}`);
    if (!(error <= 1)) throw new Error(`${label}: an element of ${name}'s is ${error} bounds away from the float64 sum`);
    if (name === 'myelin') residual = error;
  }
  const timings = await compete(
    contenders.map(({ name, ask }) => ({ name, run: (times) => ask(`run ${name} ${times}`) })),
    { rounds: 11, milliseconds: 12 },
  );
  const [peak, own] = timings.map((t) => t.rounds) as [readonly number[], readonly number[]];
  const gflops = (2e-9 * m * n * k) / median(own);
  const ratioTo = (names: readonly string[]): number =>
    median(own.map((seconds, round) => Math.min(...timings.filter((t) => names.includes(t.name)).map((t) => t.rounds[round]!)) / seconds));
  return {
    product: label, 'GFLOP/s': gflops, peak: (2e-9 * m * n * k) / median(peak), 'share %': 100 * ratioTo(['peak']),
    ...Object.fromEntries(rivals.map((name) => [`to ${name}`, ratioTo([name])])),
    ...(rivals.length > 0 ? { 'to the best': Math.min(...rivals.map((name) => ratioTo([name]))) } : {}),
    residual,
  };
}

const mean = (rows: readonly Row[]): string =>
  Math.exp(rows.reduce((sum, row) => sum + Math.log(row['to the best'] as number), 0) / rows.length).toFixed(3);
const [main, more]: [Row[], Row[]] = [[], []];
for (const shape of MAIN) main.push(await measure(shape));
for (const shape of MORE) more.push(await measure(shape));
for (const { end } of processes) end();
const means =
  rivals.length === 0 ? '' : ` Geometric mean to the best: ${mean(main)} of the first ${main.length}, ${mean(more)} of the others.`;
report(
  'gemm',
  [...main, ...more],
  `${target}, threads: ${threads}. Medians over rounds of turns; share: of the peak of multiply-adds in the same round; to: ` +
  `times as fast, round by round; residual: largest error of sampled elements over gamma_k |a| |b|.${means}`,
);
