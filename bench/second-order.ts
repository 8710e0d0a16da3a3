/** `npm run bench -- second-order`: how low the training loss of small networks on tables gets in so many seconds (`--seconds=2`), by the
 *  second-order methods, by L-BFGS, and by Adam at the best of five rates, with batches of 32 rows and of all. The networks have a small
 *  penalty on their weights, and still several minima. Excess is what a loss is above the best that any run from the same first weights
 *  has found, one of ten times the seconds among them; left is what further training from where a run has ended takes away. Needs
 *  MYELIN_DATA, a folder with auto-mpg/mpg.csv and abalone/abalone.csv. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../src/data/csv.ts';
import { layers, optimizers, regularizers, sequential, tensor, type Sequential, type Tensor } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { median } from './timing.ts';

interface Task {
  readonly name: string;
  readonly path: string;
  readonly target: string;
  /** The first columns of the file that are used; the others are names. */
  readonly columns: number;
  readonly units: number;
  readonly penalty: number;
}

const TASKS: readonly Task[] = [
  { name: 'auto-mpg', path: 'auto-mpg/mpg.csv', target: 'mpg', columns: 8, units: 10, penalty: 1e-3 },
  { name: 'abalone', path: 'abalone/abalone.csv', target: 'column_8', columns: 9, units: 10, penalty: 1e-3 },
];
const SEEDS = [1, 2, 3];
const RATES = [0.1, 0.03, 0.01, 0.003, 0.001];

interface Method {
  readonly name: string;
  readonly make: () => optimizers.Optimizer;
  /** Rows of a batch (default all). */
  readonly batchSize?: number;
}

const OURS: readonly Method[] = [
  { name: 'levenbergMarquardt', make: () => optimizers.levenbergMarquardt() },
  { name: 'gaussNewton', make: () => optimizers.gaussNewton() },
  { name: 'newtonCg', make: () => optimizers.newtonCg() },
  { name: 'lbfgs', make: () => optimizers.lbfgs() },
];
/** Those that train further, each from where a run has ended. */
const FURTHER = OURS.filter(({ name }) => name !== 'gaussNewton');
const adams = (batchSize?: number): Method[] =>
  RATES.map((learningRate) => ({
    name: `adam, ${batchSize ?? 'all'} rows`,
    make: () => optimizers.adam({ learningRate }),
    ...(batchSize === undefined ? {} : { batchSize }),
  }));

interface Table {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly rows: number;
  readonly width: number;
}

function read(folder: string, { path, target, columns }: Task): Table {
  const lines = readFileSync(join(folder, path), 'utf8').split('\n');
  const table = parseCsv(lines.map((line) => line.split(',').slice(0, columns).join(',')).join('\n'));
  const present = table.dropMissing(target);
  const [features, values] = [present.without(target), present.column(target)];
  const [encoding, scaling] = [layers.tableEncoding(), layers.targetNormalization()];
  encoding.adapt(features);
  scaling.adapt(values);
  const x = encoding.apply(features);
  return { x, y: tensor(scaling.encode(values)), rows: x.shape[0]!, width: x.shape[1]! };
}

function network({ units, penalty }: Task, width: number, optimizer: optimizers.Optimizer, seed: number): Sequential {
  const kernelRegularizer = regularizers.l2({ l2: penalty });
  const model = sequential(
    [
      layers.dense({ units, activation: 'tanh', inputShape: [width], kernelRegularizer }),
      layers.dense({ units: 1, kernelRegularizer }),
    ],
    { seed },
  );
  model.compile({ optimizer, loss: 'mse' });
  return model;
}

interface Reached {
  readonly seconds: number;
  readonly evaluations: number;
  readonly loss: number;
  readonly weights: readonly Tensor[];
}

/** Trains for so many seconds, planning included. @param from  the first weights (default: those of the seed) */
async function train(
  task: Task, { x, y, rows, width }: Table, method: Method, seed: number, seconds: number, from?: readonly Tensor[],
): Promise<Reached> {
  const model = network(task, width, method.make(), seed);
  if (from !== undefined) model.setWeights([...from]);
  const { batchSize = rows } = method;
  let evaluations = 0;
  const begun = performance.now();
  const spent = (): number => (performance.now() - begun) / 1000;
  const timer = {
    onTrainProgress: (): void => void (model.stopTraining = spent() > seconds),
    onEpochEnd: (_: number, logs: Record<string, number>): void => {
      evaluations += logs['evaluations'] ?? Math.ceil(rows / batchSize);
      model.stopTraining = spent() > seconds;
    },
  };
  await model.fit(x, y, { epochs: 1_000_000, batchSize, callbacks: [timer] });
  const took = spent();
  const { loss } = await model.evaluate(x, y, { batchSize: rows });
  return { seconds: took, evaluations, loss: loss!, weights: model.getWeights() };
}

async function measure(task: Task, table: Table, seconds: number): Promise<Row[]> {
  const methods = [...OURS, ...adams(32), ...adams()];
  const reached: Reached[][] = methods.map(() => []);
  const long: number[] = [];
  for (const seed of SEEDS) {
    for (const [i, method] of methods.entries()) reached[i]!.push(await train(task, table, method, seed, seconds));
    long.push((await train(task, table, OURS[0]!, seed, 10 * seconds)).loss);
  }
  // From other first weights, training may end in another minimum: what is compared begins with the same weights.
  const best = SEEDS.map((_, s) => Math.min(long[s]!, ...reached.map((runs) => runs[s]!.loss)));
  const excess = (i: number): number[] => reached[i]!.map(({ loss }, s) => loss - best[s]!);
  const names = [...new Set(methods.map(({ name }) => name))];
  const lines: Row[] = [];
  for (const name of names) {
    const same = methods.flatMap((m, i) => (m.name === name ? [i] : []));
    // The best rate for each of the first weights.
    const chosen = SEEDS.map((_, s) => same.reduce((a, b) => (reached[a]![s]!.loss <= reached[b]![s]!.loss ? a : b)));
    const left: number[] = [];
    for (const [s, i] of chosen.entries()) {
      const end = reached[i]![s]!;
      const further: number[] = [];
      for (const method of FURTHER) further.push((await train(task, table, method, SEEDS[s]!, seconds, end.weights)).loss);
      left.push(Math.max(0, end.loss - Math.min(...further)));
    }
    const of = (f: (run: Reached) => number): number => median(chosen.map((i, s) => f(reached[i]![s]!)));
    lines.push({
      task: task.name,
      method: name,
      seconds: of((run) => run.seconds),
      evaluations: of((run) => run.evaluations),
      loss: of((run) => run.loss).toFixed(6),
      left: median(left),
      excess: median(chosen.map((i, s) => excess(i)[s]!)),
      ...Object.fromEntries(SEEDS.map((seed, s) => [`excess ${seed}`, excess(chosen[s]!)[s]!])),
    });
  }
  return lines;
}

const folder = process.env['MYELIN_DATA'] ?? '';
const missing = TASKS.filter(({ path }) => !existsSync(join(folder, path)));
if (missing.length > 0) {
  console.log(`second-order: skipped. MYELIN_DATA must name a folder with ${missing.map(({ path }) => path).join(' and ')}.`);
} else {
  const seconds = Number(option('seconds') ?? 2);
  const table: Row[] = [];
  for (const task of TASKS) table.push(...(await measure(task, read(folder, task), seconds)));
  report(
    'second-order',
    table,
    'Medians over three first weights; adam: the best of five rates for each. left: what further training for as long takes away, at ' +
      'most, by three methods. excess n: from the weights of seed n, above the best loss ' +
      'that any run from there has found, one of ten times the seconds among them.',
  );
}
