/** `npm run bench -- extras`: what three metrics, an L2 penalty and a schedule of the learning rate add to the time of a fit, together and
 *  each alone: the four networks of `bench:versus`, whole epochs on one thread. First metrics and a schedule of a constant rate must
 *  leave the weights of a fit without them as they are, to the bit. `--net=784` takes the networks whose name begins so. */
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, optimizers, regularizers, schedules, sequential, type Sequential, type TensorLike } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { compete, median, processorTime } from './timing.ts';
import { arraysOf, NETS, type Net } from './versus/nets.ts';

interface Extras {
  readonly metrics?: boolean;
  readonly penalty?: boolean;
  readonly schedule?: boolean;
}

const VARIANTS: Readonly<Record<string, Extras>> = {
  plain: {},
  all: { metrics: true, penalty: true, schedule: true },
  metrics: { metrics: true },
  L2: { penalty: true },
  schedule: { schedule: true },
};
/** Steps that a turn takes at least. */
const STEPS = 200;

function modelOf({ widths, activation, optimizer, learningRate, epsilon }: Net, { metrics, penalty, schedule }: Extras): Sequential {
  const [inputs, ...units] = widths as [number, ...number[]];
  const classes = units.at(-1)! > 1;
  const last = classes ? 'softmax' : 'sigmoid';
  const kernelRegularizer = penalty ? { kernelRegularizer: regularizers.l2({ l2: 1e-6 }) } : {};
  const model = sequential(
    [
      layers.input({ shape: [inputs] }),
      ...units.map((n, i) => layers.dense({ units: n, activation: i < units.length - 1 ? activation : last, ...kernelRegularizer })),
    ],
    { seed: 1 },
  );
  const rate = schedule ? schedules.exponentialDecay({ initialLearningRate: learningRate, decaySteps: 1000, decayRate: 1 }) : learningRate;
  const common = ['accuracy', classes ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy'] as const;
  model.compile({
    optimizer: optimizer === 'sgd' ? optimizers.sgd({ learningRate: rate }) : optimizers.adam({ learningRate: rate, epsilon }),
    loss: common[1],
    metrics: metrics ? [...common, classes ? 'sparseTopKCategoricalAccuracy' : 'meanSquaredError'] : [],
  });
  return model;
}

function dataOf(net: Net): { x: TensorLike; y: TensorLike } {
  const [x, labels] = arraysOf(net) as [Float32Array, Float32Array];
  const classes = net.widths.at(-1)! > 1;
  const rows = net.batch * net.batches;
  return { x: { data: x, shape: [rows, net.widths[0]!] }, y: { data: classes ? Int32Array.from(labels) : labels, shape: [rows] } };
}

/** @throws if metrics and a constant rate change what is learnt */
async function check(net: Net): Promise<void> {
  const { x, y } = dataOf(net);
  const learnt = async (extras: Extras): Promise<readonly (readonly number[])[]> => {
    const model = modelOf(net, extras);
    await model.fit(x, y, { batchSize: net.batch, verbose: 0 });
    const weights = model.getWeights().map(({ data }) => Array.from(data.subarray(0, 10_000)));
    model.dispose();
    return weights;
  };
  const [plain, more] = [await learnt({}), await learnt({ metrics: true, schedule: true })];
  if (JSON.stringify(plain) !== JSON.stringify(more)) throw new Error(`${net.name}: metrics and a constant rate change the weights`);
}

async function measure(net: Net): Promise<Row> {
  await check(net);
  const { x, y } = dataOf(net);
  const epochs = Math.max(1, Math.ceil((net.widths.length > 3 && net.widths[0]! > 500 ? 4 : STEPS) / net.batches));
  const names = Object.keys(VARIANTS);
  const models = names.map((name) => modelOf(net, VARIANTS[name]!));
  const timings = await compete(
    models.map((model, i) => ({
      name: names[i]!,
      run: (times) =>
        processorTime(async () => {
          await model.fit(x, y, { batchSize: net.batch, epochs: times * epochs, verbose: 0 });
        }),
    })),
    { rounds: 25, fewest: 7, seconds: 60, milliseconds: 60 },
  );
  models.forEach((model) => model.dispose());
  const plain = timings[0]!.rounds;
  const ratio = (i: number): number => median(timings[i]!.rounds.map((seconds, round) => seconds / plain[round]!));
  return {
    net: net.name,
    'us a step': (1e6 * timings[0]!.seconds) / (epochs * net.batches),
    ...Object.fromEntries(names.slice(1).map((name, i) => [name, ratio(i + 1).toFixed(3)])),
  };
}

const only = option('net') ?? '';
const target = nativeTargets().at(-1);
setBackend(target === undefined ? wasmBackend({ threads: 1 }) : nativeBackend({ target, threads: 1 }));
const rows: Row[] = [];
for (const net of NETS) if (net.name.startsWith(only)) rows.push(await measure(net));
setBackend(undefined);
report(
  'extras',
  rows,
  'us a step: without any. Ratios of the processor’s time to that, medians of the turns’ own: with three metrics, L2 and a schedule ' +
    'together, and with each alone.',
);
