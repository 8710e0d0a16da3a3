/** `npm run bench -- planning`: what twenty metrics cost a fit that is over at once: tracing, planning and one short epoch of
 *  8-16-8-1. Each in processes of its own, which take turns: the first fit, and the median of later ones. */
import { spawnSync } from 'node:child_process';
import { layers, metrics, sequential, type Sequential } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { median } from './timing.ts';

const ROUNDS = 9;
const LATER = 60;
const ROWS = 100; // of 32 a step: whole batches are one plan, what is left of the rows is another

const MEANS = [metrics.meanSquaredError, metrics.meanAbsoluteError, metrics.rootMeanSquaredError, metrics.binaryAccuracy];
const HISTOGRAMS = [metrics.auc, metrics.precision, metrics.recall];
const twenty = (made: readonly ((options: { name: string }) => metrics.AnyMetric)[]): metrics.AnyMetric[] =>
  Array.from({ length: 20 }, (_, i) => made[i % made.length]!({ name: `metric${i}` }));

const CONTENDERS: Readonly<Record<string, () => metrics.AnyMetric[]>> = {
  '1 metric': () => [metrics.binaryAccuracy()],
  '20 metrics': () => twenty(MEANS),
  '20 with histograms': () => twenty(HISTOGRAMS),
};

function modelOf(measured: metrics.AnyMetric[]): Sequential {
  const model = sequential(
    [
      layers.dense({ units: 16, activation: 'relu', inputShape: [8] }),
      layers.dense({ units: 8, activation: 'relu' }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: measured });
  return model;
}

/** Milliseconds of the first fit and of later ones. */
async function measure(name: string): Promise<{ first: number; later: number }> {
  const model = modelOf(CONTENDERS[name]!());
  const x = { data: Float32Array.from({ length: ROWS * 8 }, (_, i) => Math.sin(i)), shape: [ROWS, 8] };
  const y = Float32Array.from({ length: ROWS }, (_, i) => i % 2);
  const times: number[] = [];
  while (times.length <= LATER) {
    const begun = performance.now();
    await model.fit(x, y, { batchSize: 32, verbose: 0 });
    times.push(performance.now() - begun);
  }
  const [first, ...later] = times as [number, ...number[]];
  return { first, later: median(later.slice(LATER / 2)) };
}

function inOwnProcess(name: string): { first: number; later: number } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [process.argv[1]!, `--of=${name}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout) as { first: number; later: number };
}

const own = option('of');
if (own !== undefined) {
  console.log(JSON.stringify(await measure(own)));
} else {
  const names = Object.keys(CONTENDERS);
  const rounds = Array.from({ length: ROUNDS }, () => names.map(inOwnProcess));
  const rows = names.map((metric, i): Row => {
    const of = (figure: (round: (typeof rounds)[number]) => number): number => median(rounds.map(figure));
    return {
      metrics: metric,
      'first ms': of((r) => r[i]!.first),
      'first, times one': of((r) => r[i]!.first / r[0]!.first),
      'first, ms more': of((r) => r[i]!.first - r[0]!.first),
      'later ms': of((r) => r[i]!.later),
      'later, times one': of((r) => r[i]!.later / r[0]!.later),
      'later, ms more': of((r) => r[i]!.later - r[0]!.later),
    };
  });
  report(
    'planning',
    rows,
    `A whole fit of one epoch, ${ROWS} rows, batch 32: the first of a process, and later ones; beside one metric: ` +
      `medians of ${ROUNDS} rounds.`,
  );
}
