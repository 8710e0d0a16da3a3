/** `npm run bench:versus`: the same training step on other libraries. Each library is a process of its own
 *  (bench/versus), given the same net, data and initial weights. First they must agree on what is learnt; only then
 *  they are timed, in turns, one thread each. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nativeTargets } from '../src/backend/native.ts';
import { generator } from '../test/samples/sample.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

const FOLDER = 'bench/versus';

interface Net {
  readonly name: string;
  readonly widths: readonly number[];
  readonly batch: number;
  /** Steps of an epoch. */
  readonly batches: number;
  readonly learningRate: number;
  /** Far below the root of any gradient's square: Keras and PyTorch add it in different places (Adam's paper has both),
   *  which at their defaults moves the loss by more than all rounding. */
  readonly epsilon: number;
}

const DIGITS: Net = { name: '784-512-512-10', widths: [784, 512, 512, 10], batch: 128, batches: 10, learningRate: 1e-3, epsilon: 1e-13 };
const TABLE: Net = { name: '8-10-8-1', widths: [8, 10, 8, 1], batch: 32, batches: 24, learningRate: 1e-3, epsilon: 1e-13 };

/** A ratio that myelin claims: so many times as fast as another library. */
interface Claim {
  readonly net: Net;
  readonly backend: 'native' | 'wasm';
  readonly peer: keyof typeof PEERS;
  readonly least: number;
}

const CLAIMS: readonly Claim[] = [
  { net: DIGITS, backend: 'native', peer: 'pytorch', least: 1 },
  { net: TABLE, backend: 'native', peer: 'pytorch', least: 10 },
  { net: DIGITS, backend: 'wasm', peer: 'tfjs-wasm', least: 5 },
];

/** How the losses may differ, relatively, after an epoch in float32 from the same weights. */
const TOLERANCE = 1e-4;

/** How to start a library, or why it cannot be. */
type Command = { readonly command: string; readonly args: readonly string[] } | { readonly missing: string };

const PEERS = { pytorch, 'tfjs-wasm': tfjsWasm };

function pytorch(): Command {
  const named = process.env.MYELIN_BENCH_PYTHON;
  const pythons = named === undefined ? ['/usr/bin/python3', 'python3'] : [named];
  const python = pythons.find((command) => spawnSync(command, ['-c', 'import torch, numpy']).status === 0);
  return python === undefined ? { missing: `${pythons.join(' and ')} cannot import torch and numpy; MYELIN_BENCH_PYTHON may name another python` } : { command: python, args: [`${FOLDER}/pytorch.py`] };
}

function tfjsWasm(): Command {
  const installed = (): boolean => existsSync(`${FOLDER}/node_modules/@tensorflow/tfjs-backend-wasm`);
  if (!installed()) spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'inherit', shell: process.platform === 'win32' });
  return installed() ? { command: process.execPath, args: [`${FOLDER}/tfjs-wasm.mjs`] } : { missing: `npm ci in ${FOLDER} failed` };
}

/** One thread each, every library at its best: what would hold OpenBLAS or ATen back is taken away. */
function environment(backend: Claim['backend']): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, MYELIN_BACKEND: backend, MYELIN_NUM_THREADS: '1', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE', 'MYELIN_TARGET', 'ATEN_CPU_CAPABILITY']) delete env[name];
  const best = nativeTargets().at(-1);
  if (best !== undefined && best.startsWith('avx')) env.ATEN_CPU_CAPABILITY = best.startsWith('avx512') ? 'avx512' : 'avx2';
  return env;
}

/** Values a network can learn, and weights to begin with: Glorot's bounds. */
function writeNet(folder: string, net: Net): void {
  const next = generator(7);
  const { widths, batch, batches } = net;
  const [rows, inputs, outputs] = [batch * batches, widths[0]!, widths.at(-1)!];
  const classes = Math.max(2, outputs);
  const prototypes = Array.from({ length: classes }, () => Float32Array.from({ length: inputs }, next));
  const labels = Float32Array.from({ length: rows }, () => Math.floor(classes * next()));
  const x = Float32Array.from({ length: rows * inputs }, (_, i) => (prototypes[labels[Math.floor(i / inputs)]!]![i % inputs]! + next()) / 2);
  const weights = widths.slice(1).flatMap((units, i) => {
    const bound = Math.sqrt(6 / (widths[i]! + units));
    return [Float32Array.from({ length: widths[i]! * units }, () => bound * (2 * next() - 1)), new Float32Array(units)];
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'net.json'), JSON.stringify(net));
  writeFileSync(join(folder, 'data.f32'), Buffer.concat([x, labels, ...weights].map((values) => Buffer.from(values.buffer))));
}

/** A library at work on a net. */
interface Peer {
  readonly version: string;
  /** After one epoch. */
  readonly loss: number;
  seconds(epochs: number): Promise<number>;
  stop(): void;
}

async function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Peer> {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${[command, ...args].join(' ')} ended before it answered`);
    return JSON.parse(value) as T;
  };
  const { version, loss } = await answer<{ version: string; loss: number }>();
  return {
    version,
    loss,
    async seconds(epochs) {
      child.stdin.write(`${epochs}\n`);
      return (await answer<{ seconds: number }>()).seconds;
    },
    stop: () => child.stdin.end(),
  };
}

/** Checks, then times, one claim. @throws if the two do not learn the same */
async function compare({ net, backend, least }: Claim, folder: string, { command, args }: Extract<Command, { command: string }>): Promise<Row> {
  const env = environment(backend);
  const [ours, theirs] = await Promise.all([start(process.execPath, [`${FOLDER}/myelin.mjs`, folder], env), start(command, [...args, folder], env)]);
  try {
    const difference = Math.abs(ours.loss - theirs.loss) / theirs.loss;
    if (!(difference <= TOLERANCE)) throw new Error(`${net.name}: after an epoch the loss is ${ours.loss} with ${ours.version}, ${theirs.loss} with ${theirs.version}`);
    const contenders = [theirs, ours].map((p) => ({ name: p.version, run: (epochs: number): Promise<number> => p.seconds(epochs) }));
    const [their, own] = await compete(contenders, { rounds: 9, milliseconds: 400 });
    const microseconds = (seconds: number): number => (1e6 * seconds) / net.batches;
    return {
      net: net.name, batch: net.batch, ours: ours.version, 'us a step': microseconds(own!.seconds), fastest: microseconds(own!.fastest), theirs: theirs.version, 'their us': microseconds(their!.seconds), 'their fastest': microseconds(their!.fastest),
      ratio: own!.ratio, claim: least, verdict: own!.ratio >= least ? 'pass' : 'miss', difference,
    };
  } finally {
    ours.stop();
    theirs.stop();
  }
}

const rows: Row[] = [];
const root = mkdtempSync(join(tmpdir(), 'myelin-versus-'));
try {
  for (const claim of CLAIMS) {
    const command = PEERS[claim.peer]();
    if ('missing' in command) {
      console.log(`${claim.net.name} against ${claim.peer}: skipped, ${command.missing}`);
      continue;
    }
    const folder = join(root, claim.net.name);
    writeNet(folder, claim.net);
    rows.push(await compare(claim, folder, command));
    const { net, theirs, ratio, verdict } = rows.at(-1)!;
    console.log(`${net} against ${theirs}: ${(ratio as number).toFixed(2)} times as fast, at least ${claim.least} claimed: ${verdict}`);
  }
} finally {
  rmSync(root, { recursive: true });
}
if (rows.length > 0) report('versus', rows, 'Medians of a training step, and the fastest round; ratio: median of their time over ours, round by round; difference: of the losses after an epoch, relative.');
