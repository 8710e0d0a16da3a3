/** `npm run bench -- beside`: whole calls of `fit` of 2 and 4 small networks, side by side and one after another, with the same
 *  weights in the end, on every machine. Each network alone is too small to divide. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, sequential, type Sequential } from '../src/index.ts';
import { report, type Row } from './report.ts';
import { compete, type Timing } from './timing.ts';

const NETS = {
  '8-10-8-1, batch 10': { sizes: [8, 10, 8, 1], rows: 1000, batchSize: 10, epochs: 200 },
  '784-32-10, batch 32': { sizes: [784, 32, 10], rows: 2000, batchSize: 32, epochs: 10 },
} as const;
type Net = (typeof NETS)[keyof typeof NETS];
const COUNTS = [2, 4];
const MACHINES: readonly (() => Backend)[] = [...(nativeTargets().length > 0 ? [() => nativeBackend()] : []), wasmBackend];

const columns = (rows: number, width: number, by: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: rows * width }, (_, i) => Math.abs(Math.sin(by * i))),
  shape: [rows, width],
});
function made({ sizes }: Net, seed: number): Sequential {
  const model = sequential(
    sizes.slice(1).map((units, i) => layers.dense({ units, activation: i < sizes.length - 2 ? 'relu' : 'sigmoid' })),
    { seed },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}
const weightsOf = (models: readonly Sequential[]): string => JSON.stringify(models.map((m) => m.getWeights().map((w) => [...w.data])));

async function measure(name: string, net: Net, count: number): Promise<Row> {
  const { sizes, rows, batchSize, epochs } = net;
  const [x, y] = [columns(rows, sizes[0], 1), columns(rows, sizes.at(-1)!, 2)];
  const [alone, beside] = [0, 1].map(() => Array.from({ length: count }, (_, seed) => made(net, seed))) as [Sequential[], Sequential[]];
  const fit = (model: Sequential): Promise<unknown> => model.fit(x, y, { epochs, batchSize, verbose: 0 });
  const ways = {
    'one after another': async () => {
      for (const model of alone) await fit(model);
    },
    'side by side': () => Promise.all(beside.map(fit)),
  };
  for (const way of Object.values(ways)) await way();
  if (weightsOf(alone) !== weightsOf(beside)) throw new Error(`${name}: other weights side by side than one after another`);
  const times = await compete(
    Object.entries(ways).map(([way, train]) => ({
      name: way,
      run: async (turns: number) => {
        for (let i = 0; i < turns; i++) await train();
      },
    })),
  );
  const [one, all] = times as [Timing, Timing];
  return { networks: `${count} x ${name}`, 'after ms': 1000 * one.seconds, 'beside ms': 1000 * all.seconds, ratio: all.ratio };
}

const table: Row[] = [];
for (const machine of MACHINES) {
  const backend = machine();
  setBackend(backend);
  for (const [name, net] of Object.entries(NETS)) {
    for (const count of COUNTS) table.push({ machine: backend.name, threads: backend.threads, ...(await measure(name, net, count)) });
  }
}
report('beside', table, 'Medians over rounds of turns; ratio: how many times as fast side by side.');
