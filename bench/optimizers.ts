/** `npm run bench -- optimizers`: a step of every rule on a matrix of weights, one thread; `--rule=lion` takes those whose name
 *  begins so. SGD, Adam and AdamW are kernels; the others are written in ops, of which the planner makes chains. Methods that
 *  evaluate the loss several times a step have no place here. First all must come to the weights that WebAssembly comes to. */
import { instructionsOf } from '../src/abi/instructions.ts';
import { link } from '../src/abi/program.ts';
import { workOf } from '../src/abi/work.ts';
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { sizeOf, type Shape } from '../src/core/shape.ts';
import { constant } from '../src/graph/tensor.ts';
import { optimizers, variable, type Variable } from '../src/index.ts';
import type { Executable } from '../src/run/executable.ts';
import { Session } from '../src/run/session.ts';
import { Trace } from '../src/trace/trace.ts';
import { generator } from '../test/samples/sample.ts';
import { measureArithmetic, operationsOf, secondsOfArithmetic } from './arithmetic.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { compete, median, processorTime, type Contender, type Timing } from './timing.ts';

/** Rows and columns of the weights: 1 M and 16 M. */
const SHAPES: readonly Shape[] = [
  [1024, 1024],
  [4096, 4096],
];
const CHECKED: Shape = [60, 84];
/** Least milliseconds of a turn. The cache keeps what it has when two take turns that are too short, and one of them never gets its own
 *  data in: in turns of 10 ms some of eight equal steps of 12 MB had 20 GB/s in all of their rounds, the others 100; in turns of 50 ms
 *  all had 100. */
const TURN = 100;
/** The numbers that a step of a rule must read and write for each weight: the gradient once, weights and slots twice. Where all weights
 *  have a part in the step of each, there are several passes: lamb reads m, v and weights again, adafactor gradients twice, and both
 *  the weights for their norm; lossScaleOptimizer reads the gradient first. Lookahead reads and writes weights and slow weights in one
 *  step of six. Muon is products, and takes as many bytes as it has turns. */
const RULES = {
  'sgd': { make: () => optimizers.sgd(), numbers: 3 },
  'sgd momentum': { make: () => optimizers.sgd({ momentum: 0.9 }), numbers: 5 },
  'sgd nesterov': { make: () => optimizers.sgd({ momentum: 0.9, nesterov: true }), numbers: 5 },
  'adam': { make: () => optimizers.adam(), numbers: 7 },
  'adam amsgrad': { make: () => optimizers.adam({ amsgrad: true }), numbers: 9 },
  'adamw': { make: () => optimizers.adamw(), numbers: 7 },
  'adamax': { make: () => optimizers.adamax(), numbers: 7 },
  'nadam': { make: () => optimizers.nadam(), numbers: 7 },
  'rmsprop': { make: () => optimizers.rmsprop(), numbers: 5 },
  'rmsprop momentum': { make: () => optimizers.rmsprop({ momentum: 0.9 }), numbers: 7 },
  'rmsprop centered': { make: () => optimizers.rmsprop({ centered: true }), numbers: 7 },
  'adagrad': { make: () => optimizers.adagrad(), numbers: 5 },
  'adadelta': { make: () => optimizers.adadelta(), numbers: 7 },
  'ftrl': { make: () => optimizers.ftrl(), numbers: 7 },
  'lion': { make: () => optimizers.lion(), numbers: 5 },
  'scheduleFreeAdamW': { make: () => optimizers.scheduleFreeAdamW(), numbers: 7 },
  'lookahead of adam': { make: () => optimizers.lookahead({ optimizer: optimizers.adam() }), numbers: 7 + 4 / 6 },
  'lossScaleOptimizer of adam': { make: () => optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.adam() }), numbers: 8 },
  'lamb': { make: () => optimizers.lamb(), numbers: 10 },
  'adafactor': { make: () => optimizers.adafactor(), numbers: 6 },
  'muon': { make: () => optimizers.muon(), numbers: 5 },
};
type Rule = keyof typeof RULES;
const NAMES = Object.keys(RULES) as Rule[];

/** A step in a session of its own. */
interface Step {
  readonly session: Session;
  readonly program: Executable;
  readonly weights: Variable;
  /** Numbers of weights, gradients and slots together. */
  readonly held: number;
}

function stepOf(backend: Backend, rule: Rule, shape: Shape): Step {
  const session = new Session(backend);
  const next = generator(1);
  const [weights, gradient] = [1, 2].map(() =>
    variable(
      constant(
        Float32Array.from({ length: sizeOf(shape) }, () => next() - 0.5),
        [...shape],
      ),
    ),
  ) as [Variable, Variable];
  const t = new Trace({ training: true });
  const optimizer = RULES[rule].make();
  optimizer.apply(t, [[gradient.tensor, weights]]);
  const held = [weights, gradient, ...optimizer.variables].reduce((sum, { size }) => sum + size, 0);
  return { session, program: session.plan([], t.effects()), weights, held };
}

async function run({ session, program }: Step, steps: number): Promise<void> {
  await session.turn(async () => {
    for (let done = 0; done < steps;) done += await session.runAsync(program, steps - done, 1000);
  });
}

const wordsOf = ({ program }: Executable): Int32Array => link(program, { state: 0, workspace: 0, dataset: 0 });

/** Bytes that the instructions of a step read and write. */
function bytesOf(program: Executable): number {
  const words = wordsOf(program);
  return instructionsOf(words).reduce((sum, at) => sum + workOf(words, at).bytes, 0);
}

async function weightsAfter(backend: Backend, rule: Rule, steps: number): Promise<Float32Array> {
  const step = stepOf(backend, rule, CHECKED);
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

/** A count with two digits that matter. */
const about = (count: number): string => String(count < 100 ? Math.round(count) : 10 * Math.round(count / 10));

async function measure(backend: Backend, shape: Shape): Promise<Row[]> {
  const n = sizeOf(shape);
  // Muon's products of large matrices take minutes.
  const names = NAMES.filter((rule) => (rule !== 'muon' || n <= 1 << 20) && (only === undefined || rule.startsWith(only)));
  const steps = names.map((rule) => stepOf(backend, rule, shape));
  // The first steps touch the memory; a turn is as long as the later ones let it be.
  for (const step of steps) await run(step, 2);
  const each = await measureArithmetic(backend);
  const rows: Row[] = [];
  for (const [i, name] of names.entries()) {
    const step = steps[i]!;
    const own: Contender = { name, run: (times) => processorTime(() => run(step, times)) };
    // As much memory as weights, gradient and slots together have, so that both find as much of it in the cache.
    const [from, to] = [0, 1].map(() => new Float32Array(step.held / 2).fill(1)) as [Float32Array, Float32Array];
    const copy: Contender = {
      name: 'copy',
      run: (times) =>
        processorTime(() => {
          for (let i = 0; i < times; i++) to.set(from);
        }),
    };
    const [copied, timing] = (await compete([copy, own], { rounds: 11, milliseconds: TURN })) as [Timing, Timing];
    const least = 4 * RULES[name].numbers;
    const byBytes = (round: number): number => (copied.rounds[round]! * least * n) / (8 * from.length);
    const operations = operationsOf(wordsOf(step.program), n);
    const byArithmetic = n * secondsOfArithmetic(operations, each);
    rows.push({
      rule: name,
      machine: `${backend.name} ${backend.target}`,
      weights: n,
      'us a step': 1e6 * timing.seconds,
      'bytes a weight': bytesOf(step.program) / n,
      'least': least,
      'GB/s': (least * n) / timing.seconds / 1e9,
      'div + root + others': Object.values(operations).map(about).join(' + '),
      'bytes': median(timing.rounds.map((seconds, round) => byBytes(round) / seconds)),
      'arithmetic': byArithmetic / timing.seconds,
      'share': median(timing.rounds.map((seconds, round) => Math.max(byBytes(round), byArithmetic) / seconds)),
    });
    step.session.dispose();
  }
  return rows;
}

const only = option('rule');
const target = nativeTargets().at(-1);
const backend = target === undefined ? wasmBackend({ threads: 1 }) : nativeBackend({ target, threads: 1 });
await check(backend);
const table: Row[] = [];
for (const shape of SHAPES) table.push(...(await measure(backend, shape)));
report(
  'optimizers',
  table,
  'bytes a weight: what the instructions of a step read and write, skipped ones too; least: what the rule needs. GB/s: of these. ' +
    'Bounds by the time of a step: bytes, the time in which the C library copies as many, of as much memory as the rule has; ' +
    'arithmetic, that of its divisions and roots, or of its other operations, whichever is longer; share, the larger bound, the ' +
    'median of the rounds’ own.',
);
