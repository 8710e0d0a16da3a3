/** `npm run bench -- models`: samples a second through `fit`, as a user runs it: the whole call, with the checks of the
 *  data and the planning. Each machine first shows that it learns what the float64 reference learns. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, sequential, type Sequential, type TensorLike } from '../src/index.ts';
import { referenceBackend } from '../test/reference/machine.ts';
import { generator } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

interface Net {
  readonly name: string;
  readonly batchSize: number;
  readonly rows: number;
  /** Rows of the answer's check: the reference is slow. */
  readonly checked: number;
  /** Epochs of one fit. */
  readonly epochs: number;
  readonly inputs: number;
  readonly classes: number;
  model(): Sequential;
}

const NETS: readonly Net[] = [
  {
    name: '784-512-512-10', batchSize: 128, rows: 4096, checked: 256, epochs: 1, inputs: 784, classes: 10,
    model() {
      const model = sequential([layers.dense({ units: 512, activation: 'relu', inputShape: [784] }), layers.dense({ units: 512, activation: 'relu' }), layers.dense({ units: 10, activation: 'softmax' })], { seed: 1 });
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      return model;
    },
  },
  {
    name: '8-10-8-1', batchSize: 32, rows: 768, checked: 768, epochs: 100, inputs: 8, classes: 2,
    model() {
      const model = sequential([layers.dense({ units: 10, activation: 'relu', inputShape: [8] }), layers.dense({ units: 8, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 1 });
      model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
      return model;
    },
  },
  {
    name: '2-8-1', batchSize: 4, rows: 4, checked: 4, epochs: 1000, inputs: 2, classes: 2,
    model() {
      const model = sequential([layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 1 });
      model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      return model;
    },
  },
];

interface Machine {
  readonly name: string;
  readonly threads: number;
  readonly backend: Backend;
}

const best = nativeTargets().at(-1);
const MACHINES: readonly Machine[] = [
  ...(best === undefined ? [] : [1, 2].map((threads) => ({ name: `native ${best}`, threads, backend: nativeBackend({ target: best, threads }) }))),
  { name: 'wasm', threads: 1, backend: wasmBackend() },
];

/** Largest relative difference of losses: far above what rounding does in a few steps, far below any mistake. */
const TOLERANCE = 1e-4;

/** Noise, and labels at random: what is learnt does not matter to the time it takes. */
function dataOf({ inputs, classes }: Net, rows: number): { x: TensorLike; y: TensorLike } {
  const next = generator(1);
  return {
    x: { data: Float32Array.from({ length: rows * inputs }, next), shape: [rows, inputs] },
    y: { data: Int32Array.from({ length: rows }, () => Math.floor(classes * next())), shape: [rows] },
  };
}

/** The loss on a few rows after an epoch on them. */
async function lossOn(net: Net, backend: Backend): Promise<number> {
  setBackend(backend);
  const model = net.model();
  const { x, y } = dataOf(net, net.checked);
  await model.fit(x, y, { batchSize: net.batchSize, verbose: 0 });
  const { loss } = await model.evaluate(x, y, { batchSize: net.batchSize });
  model.dispose();
  return loss!;
}

async function measure(net: Net): Promise<Row[]> {
  const expected = await lossOn(net, referenceBackend());
  const residuals: number[] = [];
  for (const { name, threads, backend } of MACHINES) {
    const loss = await lossOn(net, backend);
    const residual = Math.abs(loss - expected) / expected;
    if (!(residual <= TOLERANCE)) throw new Error(`${net.name} on ${name}, ${threads} threads: a loss of ${loss} after an epoch, the reference's is ${expected}`);
    residuals.push(residual);
  }
  const { x, y } = dataOf(net, net.rows);
  const contenders = MACHINES.map(({ name, backend }) => {
    setBackend(backend);
    const model = net.model();
    const run = async (times: number): Promise<void> => {
      setBackend(backend);
      await model.fit(x, y, { batchSize: net.batchSize, epochs: times * net.epochs, verbose: 0 });
    };
    return { name, run };
  });
  const timings = await compete(contenders, { milliseconds: 200 });
  return timings.map(({ name, seconds, ratio }, i) => {
    const step = (seconds / net.epochs) * (net.batchSize / net.rows);
    return { net: net.name, batch: net.batchSize, machine: name, threads: MACHINES[i]!.threads, 'us a step': 1e6 * step, 'samples/s': net.batchSize / step, 'against first': ratio, residual: residuals[i]! };
  });
}

const rows: Row[] = [];
for (const net of NETS) rows.push(...(await measure(net)));
setBackend(undefined);
report('models', rows, 'Whole calls of fit; against first: median of the ratios of the rounds, above 1 is faster; residual: of the loss after an epoch, relative to the float64 reference.');
