/** `npm run bench -- models`: samples a second through `fit`, as a user runs it: the whole call, with the checks of the
 *  data and the planning. Each machine first shows that it learns what the float64 reference learns. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { referenceBackend } from '../test/reference/machine.ts';
import { dataOf, NETS, type Net } from './nets.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

interface Machine {
  readonly name: string;
  readonly threads: number;
  readonly backend: Backend;
}

const best = nativeTargets().at(-1);
const MACHINES: readonly Machine[] = [
  ...(best === undefined
    ? []
    : [1, 2].map((threads) => ({ name: `native ${best}`, threads, backend: nativeBackend({ target: best, threads }) }))),
  ...[1, 2].map((threads) => ({ name: 'wasm', threads, backend: wasmBackend({ threads }) })),
];

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
    if (!(residual <= net.tolerance)) {
      throw new Error(`${net.name} on ${name}, ${threads} threads: a loss of ${loss} after an epoch, the reference's is ${expected}`);
    }
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
    return {
      net: net.name, batch: net.batchSize, machine: name, threads: MACHINES[i]!.threads, 'us a step': 1e6 * step,
      'samples/s': net.batchSize / step, 'against first': ratio, residual: residuals[i]!,
    };
  });
}

const rows: Row[] = [];
for (const net of NETS) rows.push(...(await measure(net)));
setBackend(undefined);
report(
  'models',
  rows,
  'Whole calls of fit; against first: median of the ratios of the rounds, above 1 is faster; residual: ' +
  'of the loss after an epoch, relative to the float64 reference.',
);
