/** `npm run bench -- rows`: a step of training on a table of 100,000 x 64 (an embedding) of which a batch names 512 rows, as
 *  rows and as a gradient of the whole table. First both must come to the same weights, bit for bit. */
import { instructionsOf } from '../src/abi/instructions.ts';
import { link } from '../src/abi/program.ts';
import { workOf } from '../src/abi/work.ts';
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { differentiate } from '../src/grad/differentiate.ts';
import { counterVariable } from '../src/graph/counter.ts';
import { constant, type Tensor } from '../src/graph/tensor.ts';
import type { Variable } from '../src/graph/variable.ts';
import { ops, optimizers, variable } from '../src/index.ts';
import { count } from '../src/op/elementwise.ts';
import { takeRows } from '../src/op/gather.ts';
import { randomUniform } from '../src/op/random.ts';
import type { Executable } from '../src/run/executable.ts';
import { Session } from '../src/run/session.ts';
import { Trace } from '../src/trace/trace.ts';
import { generator } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

const [ROWS, WIDTH, BATCH] = [100_000, 64, 512];
const OPTIMIZERS = { sgd: optimizers.sgd, adagrad: optimizers.adagrad };
const WAYS = ['whole', 'rows'] as const;

const best = nativeTargets().at(-1);
const MACHINES: readonly Backend[] = [
  ...(best === undefined ? [] : [1, 2].map((threads) => nativeBackend({ target: best, threads }))),
  ...[1, 2].map((threads) => wasmBackend({ threads })),
];

/** A step in a session of its own. */
interface Step {
  readonly session: Session;
  readonly program: Executable;
  readonly table: Variable;
}

function stepOf(backend: Backend, name: keyof typeof OPTIMIZERS, way: (typeof WAYS)[number]): Step {
  const session = new Session(backend);
  const next = generator(1);
  const table = variable(constant(Float32Array.from({ length: ROWS * WIDTH }, next), [ROWS, WIDTH]));
  // Other rows each time, drawn by the step itself: those of the step before would lie in the caches.
  const counter = counterVariable('counter');
  const index = ops.cast(ops.multiply(randomUniform([BATCH], { seed: 1, stream: 1, counter: counter.tensor }), ROWS), 'int32');
  const loss = ops.mean(ops.square(takeRows(table.tensor, index)));
  const [gradient] = differentiate(loss, [table.tensor]) as [Tensor];
  const t = new Trace({ training: true });
  OPTIMIZERS[name]().apply(t, [[way === 'whole' ? ops.stopGradient(gradient) : gradient, table]]);
  t.update(counter, count(t.read(counter), constant(Int32Array.of(1), [])));
  return { session, program: session.plan([], t.effects()), table };
}

const run = ({ session, program }: Step, steps: number): Promise<void> =>
  session.turn(async () => {
    for (let done = 0; done < steps; ) done += await session.runAsync(program, steps - done, 1000);
  });

/** Bytes that the instructions of a step read and write. */
function bytesOf({ program }: Executable): number {
  const words = link(program, { state: 0, workspace: 0, dataset: 0 });
  return instructionsOf(words).reduce((sum, at) => sum + workOf(words, at).bytes, 0);
}

/** Seconds in which the C library copies half so many bytes: it reads and writes them. */
async function copyTime(bytes: number): Promise<number> {
  const [from, to] = [new Uint8Array(bytes / 2).fill(1), new Uint8Array(bytes / 2)];
  const [timing] = await compete([{ name: 'set', run(times) { for (let i = 0; i < times; i++) to.set(from); } }]);
  return timing!.seconds;
}

async function measure(backend: Backend, name: keyof typeof OPTIMIZERS): Promise<Row[]> {
  const steps = WAYS.map((way) => stepOf(backend, name, way));
  for (const step of steps) await run(step, 3);
  const [whole, rows] = steps.map(({ table }) => Buffer.from(table.value().data.slice().buffer)) as [Buffer, Buffer];
  if (!whole.equals(rows)) throw new Error(`${name} on ${backend.name}: rows alone come to other weights than the whole gradient`);
  const timings = await compete(steps.map((step, i) => ({ name: WAYS[i]!, run: (times) => run(step, times) })), { milliseconds: 100 });
  const figures: Row[] = [];
  for (const [i, { name: way, seconds, ratio }] of timings.entries()) {
    const bytes = bytesOf(steps[i]!.program);
    figures.push({
      optimizer: name, machine: `${backend.name} ${backend.target}`, threads: backend.threads, gradient: way,
      'us a step': 1e6 * seconds, MB: bytes / 1e6, 'GB/s': bytes / seconds / 1e9,
      'share %': (100 * (await copyTime(bytes))) / seconds, 'against whole': ratio,
    });
  }
  for (const { session } of steps) session.dispose();
  return figures;
}

const table: Row[] = [];
for (const name of ['sgd', 'adagrad'] as const) for (const backend of MACHINES) table.push(...(await measure(backend, name)));
report(
  'rows',
  table,
  `${BATCH} rows of ${ROWS} x ${WIDTH}, other rows each step; MB: what the instructions of a step read and write; share: ` +
  'of the time in which the C library moves as many bytes.',
);
