/** `npm run bench -- against --old=PATH`: `fit` of the four networks of `bench:versus` in this build beside another one, a checkout of an
 *  earlier commit that is set up. Both builds are in one process and take turns (A B, B A), one process for each network and number of
 *  threads; whole calls of `fit`, checks and planning included. `--turns=41` takes more turns than 25. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Myelin from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { median } from './timing.ts';
import { arraysOf, NETS, type Net } from './versus/nets.ts';

const TURNS = 25;
/** About this long takes a turn of one build. */
const MILLISECONDS = 300;

/** Milliseconds of the clock and of processors. */
type Time = readonly [clock: number, processor: number];

/** A function that trains a net for so many epochs, in the build of a folder. */
async function trainer(root: string, net: Net): Promise<(epochs: number) => Promise<Time>> {
  const { layers, optimizers, sequential } = (await import(pathToFileURL(resolve(root, 'dist/index.js')).href)) as typeof Myelin;
  const { widths, activation, optimizer, learningRate, epsilon, batch, batches } = net;
  const [inputs, outputs, rows] = [widths[0]!, widths.at(-1)!, batch * batches];
  const [x, labels] = arraysOf(net) as [Float32Array, Float32Array];
  const dense = widths.slice(1).map((units, i) =>
    layers.dense({
      units, inputShape: [widths[i]!], activation: i < widths.length - 2 ? activation : outputs > 1 ? 'softmax' : 'sigmoid',
    }),
  );
  const model = sequential(dense, { seed: 1 });
  model.compile({
    optimizer: optimizer === 'sgd' ? optimizers.sgd({ learningRate }) : optimizers.adam({ learningRate, epsilon }),
    loss: outputs > 1 ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy',
  });
  const data = { data: x, shape: [rows, inputs] };
  const y = { data: outputs > 1 ? Int32Array.from(labels) : labels, shape: [rows] };
  return async (epochs) => {
    const [begun, before] = [performance.now(), process.cpuUsage()];
    await model.fit(data, y, { batchSize: batch, epochs, verbose: 0 });
    const { user, system } = process.cpuUsage(before);
    return [performance.now() - begun, (user + system) / 1000];
  };
}

/** How many times as fast this build is, turn by turn. */
async function ratiosOf(name: string, old: string, turns: number): Promise<Time[]> {
  const net = NETS.find((n) => n.name === name)!;
  const [own, other] = [await trainer('.', net), await trainer(old, net)];
  const epochs = await epochsFor(own);
  await other(epochs);
  const ratios: Time[] = [];
  for (let i = 0; i < turns; i++) {
    const times: Time[] = [];
    for (const first of [i % 2 === 0, i % 2 !== 0]) times[first ? 0 : 1] = await (first ? own : other)(epochs);
    const [[clock, processor], [oldClock, oldProcessor]] = times as [Time, Time];
    ratios.push([oldClock / clock, oldProcessor / processor]);
  }
  return ratios;
}

async function epochsFor(train: (epochs: number) => Promise<Time>): Promise<number> {
  await train(1);
  for (let epochs = 1; ; epochs *= 2) if ((await train(epochs))[0] > MILLISECONDS / 2) return epochs;
}

const old = option('old');
if (old === undefined) {
  console.error('against: say where the other build is, --old=PATH. Make it: git worktree add PATH COMMIT, and npm run setup there');
  process.exit(2);
}
const turns = Number(option('turns') ?? TURNS);
const only = option('of');
if (only !== undefined) console.log(JSON.stringify(await ratiosOf(only, old, turns)));
else {
  const rows = NETS.flatMap(({ name }) =>
    ['1', '2'].map((threads): Row => {
      const { stdout, stderr, status } = spawnSync(process.execPath, [...process.argv.slice(1), `--of=${name}`], {
        encoding: 'utf8', env: { ...process.env, MYELIN_NUM_THREADS: threads },
      });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      const times = JSON.parse(stdout) as Time[];
      const ratios = times.map(([clock]) => clock).toSorted((a, b) => a - b);
      const at = (part: number): number => ratios[Math.floor(part * (ratios.length - 1))]!;
      return { network: name, threads, 'new / old': median(ratios), 'lower quartile': at(0.25), 'upper quartile': at(0.75),
        'by processor': median(times.map(([, processor]) => processor)),
      };
    }),
  );
  report('against', rows, `Rate of whole fits in this build by that in the other one; medians of ${turns} turns in one process.`);
}
