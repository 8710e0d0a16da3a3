/** `npm run bench -- inference`: predictSync of a 784-512-512-10 network, one row and 256, in float32 and with kernels of
 *  bytes. First the probabilities of int8 must be near those of float32. */
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import type { Sequential, TensorLike } from '../src/index.ts';
import { dataOf, NETS } from './nets.ts';
import { report, type Row } from './report.ts';
import { compete, type Contender } from './timing.ts';

const NET = NETS[0]!;
const ROWS = [1, 256];
/** Largest difference of a probability from float32's: some units of a byte. */
const TOLERANCE = 0.02;

const best = nativeTargets().at(-1);
const MACHINES: readonly Backend[] = [
  ...(best === undefined ? [] : [1, 2].map((threads) => nativeBackend({ target: best, threads }))),
  ...[1, 2].map((threads) => wasmBackend({ threads })),
];

function models(backend: Backend): { float32: Sequential; int8: Sequential } {
  setBackend(backend);
  const [float32, int8] = [NET.model(), NET.model()];
  int8.quantize('int8');
  return { float32, int8 };
}

async function measure(backend: Backend, rows: number, x: TensorLike): Promise<Row[]> {
  const { float32, int8 } = models(backend);
  const [plain, bytes] = [float32, int8].map((model) => [...model.predictSync(x).data]) as [number[], number[]];
  const difference = Math.max(...plain.map((p, i) => Math.abs(p - bytes[i]!)));
  if (!(difference <= TOLERANCE)) throw new Error(`int8 on ${backend.name}: a probability ${difference} from float32's`);
  const contenders: Contender[] = Object.entries({ float32, int8 }).map(([name, model]) => ({
    name,
    run(times) {
      for (let i = 0; i < times; i++) model.predictSync(x);
    },
  }));
  const timings = await compete(contenders, { rounds: 15 });
  for (const model of [float32, int8]) model.dispose();
  return timings.map(({ name, seconds, ratio }) => ({
    rows, machine: `${backend.name} ${backend.target}`, threads: backend.threads, kernels: name,
    'us a call': 1e6 * seconds, 'rows/s': rows / seconds, 'against float32': ratio,
    difference: name === 'int8' ? difference : 0,
  }));
}

const table: Row[] = [];
for (const rows of ROWS) {
  const { x } = dataOf(NET, rows);
  for (const backend of MACHINES) table.push(...(await measure(backend, rows, x)));
}
report('inference', table, `predictSync of ${NET.name}; difference: the largest of a probability from float32's.`);
