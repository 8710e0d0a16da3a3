/** `npm run bench -- shares`: models that train at once, each by `fit` on arrays: the rows that each took, as a share of what it takes
 *  alone, and the sum of the shares. `--seconds=4`, `--machine=wasm`. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { layers, sequential, type Sequential } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';

const SECONDS = Number(option('seconds') ?? 4);
const MACHINES: readonly (() => Backend)[] = [...(nativeTargets().length > 0 ? [() => nativeBackend()] : []), wasmBackend];

const LARGE = [1024, 2048, 2048, 1000];
const MIDDLE = [784, 512, 512, 10];
const SMALL = [8, 10, 8, 1];
const CROWDS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  '2 x 784-512-512-10': [MIDDLE, MIDDLE],
  '4 x 784-512-512-10': [MIDDLE, MIDDLE, MIDDLE, MIDDLE],
  '4 x 8-10-8-1': [SMALL, SMALL, SMALL, SMALL],
  '8-10-8-1 beside 1024-2048-2048-1000': [SMALL, LARGE],
  '8-10-8-1 beside 3 x 1024-2048-2048-1000': [SMALL, LARGE, LARGE, LARGE],
};
const ROWS = 512;

const rowsOf = (width: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: ROWS * width }, (_, i) => Math.sin(i)), shape: [ROWS, width],
});

function made(sizes: readonly number[]): Sequential {
  const model = sequential(
    sizes.slice(1).map((units) => layers.dense({ units, activation: 'relu' })), { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

/** Rows that each model takes in a second of all of them at once. */
async function together(crowd: readonly (readonly number[])[]): Promise<number[]> {
  const taken = crowd.map(() => 0);
  const controller = new AbortController();
  let counting = false;
  const fits = crowd.map(async (sizes, i) => {
    const model = made(sizes);
    let before = 0;
    const onTrainProgress = (rows: number): void => {
      if (counting) taken[i]! += rows - before;
      before = rows;
    };
    const onEpochBegin = (): void => void (before = 0);
    await model
      .fit(rowsOf(sizes[0]!), rowsOf(sizes.at(-1)!), {
        epochs: 1e9, batchSize: 64, verbose: 0, signal: controller.signal, callbacks: [{ onTrainProgress, onEpochBegin }],
      })
      .catch(() => undefined);
    model.dispose();
  });
  await new Promise((resume) => setTimeout(resume, 500));
  counting = true;
  const began = performance.now();
  await new Promise((resume) => setTimeout(resume, 1000 * SECONDS));
  counting = false;
  const seconds = (performance.now() - began) / 1000;
  controller.abort();
  await Promise.all(fits);
  return taken.map((rows) => rows / seconds);
}

const table: Row[] = [];
for (const machine of MACHINES) {
  const backend = machine();
  if (backend.name !== (option('machine') ?? backend.name)) continue;
  setBackend(backend);
  for (const [models, crowd] of Object.entries(CROWDS)) {
    const alone = new Map<string, number>();
    for (const sizes of crowd) if (!alone.has(sizes.join())) alone.set(sizes.join(), (await together([sizes]))[0]!);
    const shares = (await together(crowd)).map((rows, i) => rows / alone.get(crowd[i]!.join())!);
    table.push({
      machine: backend.name, threads: backend.threads, models, shares: shares.map((share) => share.toFixed(2)).join(' '),
      sum: shares.reduce((a, b) => a + b, 0),
    });
  }
}
report('shares', table, `Rows a second of each model, of ${SECONDS} s beside the others, by those of it alone; sum: of all shares.`);
