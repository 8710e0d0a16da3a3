/** `npm run bench -- optimizers`: a step of the optimizers on flat weights, one thread. Adam and AdamW are a kernel;
 *  the others are rules in ops, of which the planner makes one chain. First all must come to the weights that WebAssembly comes to. */
import { instructionsOf } from '../src/abi/instructions.ts';
import { link } from '../src/abi/program.ts';
import { workOf } from '../src/abi/work.ts';
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { constant } from '../src/graph/tensor.ts';
import { optimizers, variable, type Variable } from '../src/index.ts';
import type { Executable } from '../src/run/executable.ts';
import { Session } from '../src/run/session.ts';
import { Trace } from '../src/trace/trace.ts';
import { generator } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete, median, type Contender } from './timing.ts';

const SIZES = [1 << 20, 1 << 24];
const RULES = {
  adam: () => optimizers.adam(),
  rmsprop: () => optimizers.rmsprop(),
  adagrad: () => optimizers.adagrad(),
  adamw: () => optimizers.adamw(),
};
type Rule = keyof typeof RULES;
const NAMES = Object.keys(RULES) as Rule[];

/** A step in a session of its own. */
interface Step {
  readonly session: Session;
  readonly program: Executable;
  readonly weights: Variable;
}

function stepOf(backend: Backend, rule: Rule, n: number): Step {
  const session = new Session(backend);
  const next = generator(1);
  const [weights, gradient] = [1, 2].map(() =>
    variable(
      constant(
        Float32Array.from({ length: n }, () => next() - 0.5),
        [n],
      ),
    ),
  ) as [Variable, Variable];
  const t = new Trace({ training: true });
  RULES[rule]().apply(t, [[gradient.tensor, weights]]);
  return { session, program: session.plan([], t.effects()), weights };
}

async function run({ session, program }: Step, steps: number): Promise<void> {
  await session.turn(async () => {
    for (let done = 0; done < steps;) done += await session.runAsync(program, steps - done, 1000);
  });
}

/** Bytes that the instructions of a step read and write. */
function bytesOf({ program }: Executable): number {
  const words = link(program, { state: 0, workspace: 0, dataset: 0 });
  return instructionsOf(words).reduce((sum, at) => sum + workOf(words, at).bytes, 0);
}

async function weightsAfter(backend: Backend, rule: Rule, steps: number): Promise<Float32Array> {
  const step = stepOf(backend, rule, 5003);
  await run(step, steps);
  const weights = step.weights.value().data.slice() as Float32Array;
  step.session.dispose();
  return weights;
}

/** @throws if a machine comes to other weights than WebAssembly */
async function check(backend: Backend): Promise<void> {
  for (const rule of NAMES) {
    const [got, expected] = [await weightsAfter(backend, rule, 5), await weightsAfter(wasmBackend(), rule, 5)];
    const at = expected.findIndex((w, i) => !(Math.abs(got[i]! - w) <= 1e-6));
    if (at >= 0)
      throw new Error(`${rule} on ${backend.name} ${backend.target}: weight ${at} is ${got[at]}, on WebAssembly ${expected[at]}`);
  }
}

async function measure(backend: Backend, n: number): Promise<Row[]> {
  const steps = NAMES.map((rule) => stepOf(backend, rule, n));
  // The first steps touch the memory; a turn is as long as the later ones let it be.
  for (const step of steps) await run(step, 20);
  const [from, to] = [new Float32Array(n).fill(1), new Float32Array(n).fill(1)];
  const copy: Contender = {
    name: 'copy',
    run(times) {
      for (let i = 0; i < times; i++) to.set(from);
    },
  };
  const contenders = [copy, ...steps.map((step, i): Contender => ({ name: NAMES[i]!, run: (times) => run(step, times) }))];
  const bytes = [8 * n, ...steps.map((step) => bytesOf(step.program))];
  const timings = await compete(contenders, { rounds: 15, milliseconds: 50 });
  for (const { session } of steps) session.dispose();
  const rates = timings.map(({ rounds }, i) => rounds.map((seconds) => bytes[i]! / seconds / 1e9));
  const against = (i: number, other: number): number => median(rates[i]!.map((rate, round) => rate / rates[other]![round]!));
  return timings.map(({ name }, i) => ({
    rule: name,
    machine: `${backend.name} ${backend.target}`,
    weights: n,
    'us a step': 1e6 * timings[i]!.seconds,
    'bytes a weight': bytes[i]! / n,
    'GB/s': median(rates[i]!),
    'against adam': against(i, 1),
    'against copy': against(i, 0),
  }));
}

const target = nativeTargets().at(-1);
const backend = target === undefined ? wasmBackend() : nativeBackend({ target, threads: 1 });
await check(backend);
const table: Row[] = [];
for (const n of SIZES) table.push(...(await measure(backend, n)));
report(
  'optimizers',
  table,
  'GB/s: the bytes that the instructions of a step read and write; against: medians of the rounds’ own ratios of these rates.',
);
