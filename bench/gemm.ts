/** `npm run bench -- gemm`: sgemm beside OpenBLAS and oneDNN, where the system has them, and the processor's peak, in
 *  turns (native/contest.cc). `--threads=n` for other than one; `MYELIN_TARGET` for another than the best target. */
import { buildContest, COMPILER, setUp, startContest, TARGET, type Shape } from './gemm-process.ts';
import { option } from './option.ts';
import { found, skip } from './replay.ts';
import { report, type Row } from './report.ts';
import { compete, median } from './timing.ts';

const RIVALS = ['openblas', 'onednn'];

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
  // Few rows and a short k, and the products of attention's heads.
  [7, 4096, 64], [7, 4096, 64, 'B'], [48, 48, 48], [48, 48, 48, 'A'], [48, 48, 48, 'B'], [64, 64, 32], [64, 64, 32, 'B'],
];

const threads = Number(option('threads') ?? 1);
if (!(threads >= 1) || TARGET === undefined || !found(COMPILER)) {
  skip('gemm', `needs ${COMPILER}, a processor of a native target and one thread or more.`);
}

const program = await buildContest();
const all = ['peak', 'myelin', ...RIVALS];
// One thread: one process, the same memory for all. More: each its own, as pools of several libraries disturb each other.
const together = threads === 1 ? [all] : all.map((name) => [name]);
const processes = await Promise.all(together.map((names) => startContest(program, threads, names)));
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
  `${TARGET}, threads: ${threads}. Medians over rounds of turns; share: of the peak of multiply-adds in the same round; to: ` +
  `times as fast, round by round; residual: largest error of sampled elements over gamma_k |a| |b|.${means}`,
);
