/** `npm run bench -- memory`: the memory of a training step of the deep networks of `bench:versus`, and of an LSTM over 10,000 steps with
 *  and without `remat`: the arena, the tensors that share it, and what PyTorch takes. `--net=lstm` for those whose name begins so. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../src/abi/program.ts';
import { selectBackend, setBackend } from '../src/backend/select.ts';
import { arenaElements } from '../src/core/dtype.ts';
import { atOnce, type Pieces } from '../src/core/pieces.ts';
import { placeholder, type Tensor } from '../src/graph/tensor.ts';
import * as myelin from '../src/index.ts';
import { inTurns } from '../src/layers/sweep.ts';
import { writesOf } from '../src/lower/update.ts';
import type { Buffer } from '../src/plan/arena.ts';
import { planning } from '../src/plan/plan.ts';
import { Layout } from '../src/run/layout.ts';
import { counted } from '../test/arena-size.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { writeTask } from './versus/contest.ts';
import { assemble } from './versus/deep-model.ts';
import { DEEP_NETS, describe, type DeepNet } from './versus/deep-nets.ts';
import { FOLDER, pythonsWith } from './versus/peers.ts';

const { layers, Layer } = myelin;
const MIB = 2 ** 20;
/** More hardly need more memory, and wait for each other in many small steps. */
const THREADS = 1;
const LONG: DeepNet = { ...DEEP_NETS.find(({ name }) => name === 'lstm')!, name: 'lstm 10000', inputShape: [10_000, 32], batch: 1 };

/** An LSTM whose gradient computes states anew, chunk by chunk. */
class RematLSTM extends Layer {
  readonly kind = 'rematLSTM';
  readonly cell: ReturnType<typeof layers.lstmCell>;

  constructor({ units }: { units: number }) {
    super('remat_lstm');
    this.cell = layers.lstmCell({ units });
  }

  override build(inputShape: readonly (number | null)[]): void {
    this.cell.buildFor([placeholder([1, inputShape.at(-1)!])]);
  }

  call(x: Tensor, t: myelin.Trace): Tensor {
    const [batch, , features] = x.shape as [number, number, number];
    const steps = this.cell.begin(t, [batch, features]);
    const { carry } = t.scan((_, states, [row]) => ({ carry: steps.step(t, steps.enter(row!), states).slice(1) }), {
      carry: this.cell.getInitialState(batch), xs: [inTurns(x)], remat: true,
    });
    return carry[0]!;
  }
}

interface Case {
  readonly name: string;
  readonly net: DeepNet;
  readonly remat: boolean;
}

const CASES: readonly Case[] = [
  ...[...DEEP_NETS, LONG].map((net) => ({ name: net.name, net: { ...net, batches: 1 }, remat: false })),
  { name: `${LONG.name}, remat`, net: { ...LONG, batches: 1 }, remat: true },
];

/** Every buffer in memory of its own. */
function* apart(buffers: readonly Buffer[]): Pieces<number> {
  let next = 0;
  for (const buffer of buffers) {
    buffer.offset = next;
    next += buffer.elements;
  }
  yield 0;
  return next;
}

interface Step {
  readonly outputs: readonly Tensor[];
  readonly effects: readonly Tensor[];
  readonly workspace: number;
}

/** Elements of all tensors of a step: variables, the batch it is given, and what it computes, each in memory of its own. */
function tensorsOf({ outputs, effects }: Step): number {
  const state = new Layout();
  const held = new Set<Tensor>();
  // Weights first and in order, as a model lays them out: an optimizer's kernel takes them as one block.
  for (const effect of effects) if (effect.op !== 'assign') state.reserve(writesOf(effect).map((v) => v.tensor));
  const place = (leaf: Tensor): Place => {
    if (leaf.op === 'input') {
      held.add(leaf);
      return { segment: 'dataset', offset: 0 };
    }
    state.reserve([leaf]);
    return { segment: 'state', offset: state.offsetOf(leaf)! };
  };
  const { program } = atOnce(planning({ outputs, effects, place }, apart));
  return program.workspace + state.used + [...held].reduce((sum, t) => sum + arenaElements(t.dtype, t.size), 0);
}

/** Bytes of the arena and of all tensors in a fit of one batch. */
async function ours({ net, remat }: Case, [x, y]: readonly Float32Array[]): Promise<{ arena: number; tensors: number }> {
  const { backend, most } = counted(selectBackend());
  setBackend(backend);
  const parts = remat ? { ...layers, lstm: (options: { units: number }) => new RematLSTM(options) } : layers;
  const { model } = assemble({ ...myelin, layers: parts as typeof layers }, net);
  model.compile({ optimizer: 'adam', loss: net.classes > 2 ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy' });
  const session = model.engine.session();
  const steps: Step[] = [];
  const plan = session.plan.bind(session);
  session.plan = (outputs, effects = [], inputs = []) => {
    const planned = plan(outputs, effects, inputs);
    steps.push({ outputs, effects, workspace: planned.program.workspace });
    return planned;
  };
  await model.fit(
    { data: net.tokens === undefined ? x! : Int32Array.from(x!), shape: [net.batch, ...net.inputShape] },
    { data: net.classes > 2 ? Int32Array.from(y!) : y!, shape: [net.batch] },
    { batchSize: net.batch, verbose: 0 },
  );
  const [largest] = steps.toSorted((a, b) => b.workspace - a.workspace);
  const tensors = tensorsOf(largest!);
  model.dispose();
  setBackend(undefined);
  return { arena: 4 * most(), tensors: 4 * tensors };
}

/** What the programs deep/*-memory print, in bytes. */
interface Measured {
  readonly version: string;
  readonly resident: number;
  readonly tensors?: number;
}

/** Runs a program on a net. What fails is left out with a word. */
function measured(command: string, script: string, folder: string): Measured[] {
  const env = { ...process.env, PYTHONPATH: FOLDER, MYELIN_NUM_THREADS: String(THREADS) };
  const { status, stdout, stderr } = spawnSync(command, [`${FOLDER}/deep/${script}`, folder], { encoding: 'utf8', env });
  if (status === 0) return [JSON.parse(stdout) as Measured];
  console.log(`${command} ${script}: skipped, ${stderr.slice(-500)}`);
  return [];
}

/** The columns of processes of their own. */
function columnsOf(json: object, arrays: readonly Float32Array[]): Row {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-memory-'));
  try {
    writeTask(folder, { json, arrays, threads: THREADS });
    const programs = [
      ...measured(process.execPath, 'myelin-memory.mjs', folder),
      ...pythonsWith(['torch', 'numpy']).flatMap((python) => measured(python, 'pytorch-memory.py', folder)),
    ];
    return Object.fromEntries(
      programs.flatMap(({ version, resident, tensors }) => {
        const name = version.split(',')[0]!.replace(/\+\w+/u, '');
        return [[`${name}, resident`, resident / MIB], ...(tensors === undefined ? [] : [[`${name}, tensors`, tensors / MIB] as const])];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const beginning = option('net') ?? '';
const rows: Row[] = [];
for (const each of CASES.filter(({ name }) => name.startsWith(beginning))) {
  const { json, arrays } = describe(each.net);
  const { arena, tensors } = await ours(each, arrays);
  rows.push({
    net: each.name, batch: each.net.batch, arena: arena / MIB, tensors: tensors / MIB, 'arena by tensors': arena / tensors,
    ...(each.remat ? {} : columnsOf(json, arrays)),
  });
}
report(
  'memory',
  rows,
  'MiB of a step of Adam on one batch. Arena: weights, slots, the batch and all that a step computes, where tensors share memory that ' +
  'are not needed at the same time; tensors: the same, each in memory of its own (what lies between the steps of a fused chain is in no ' +
  'memory). Resident: the peak from before the model is made to the end of the third step, in a process of its own, with whatever else ' +
  'it takes, such as code; PyTorch, tensors: the peak of what its allocator gave out, with weights, slots and the batch.',
);
