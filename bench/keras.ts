/** `npm run bench -- keras`: trains random models here and in Keras from the same weights, and names what differs. */
import { LAYERS } from '../src/layers/registry.ts';
import { losses, metrics, optimizers, schedules } from '../src/index.ts';
import { drawCase } from './keras/cases.ts';
import { judge, type Verdict } from './keras/judge.ts';
import { knownUnmade } from './keras/known.ts';
import { LAYER_ROWS, PLACED } from './keras/layers.ts';
import { OPTIMIZER_ROWS, OTHER_OPTIMIZERS, OTHER_SCHEDULES, SCHEDULE_ROWS } from './keras/optimizers.ts';
import { Peer } from './keras/peer.ts';
import { outline, shrink } from './keras/shrink.ts';
import { LOSS_ROWS, METRIC_ROWS, OTHER_METRICS } from './keras/tasks.ts';
import { pythonsWith } from './versus/peers.ts';

const CASES = 2000;
/** Disagreements of one kind that are shown. */
const SHOWN = 2;
/** Models between two lines of progress. */
const PROGRESS = 20;

const option = (name: string): number | undefined => {
  const given = process.argv.find((arg) => arg.startsWith(`--${name}=`));
  return given === undefined ? undefined : Number(given.slice(name.length + 3));
};
const KNOWN_OPTIONS = ['case', 'cases', 'from'];
const wrong = process.argv.slice(2).find((arg) => !KNOWN_OPTIONS.some((name) => new RegExp(`^--${name}=\\d+$`).test(arg)));
if (wrong !== undefined) {
  console.error(`keras: expected ${KNOWN_OPTIONS.map((name) => `--${name}=<number>`).join(', ')}, received ${wrong}`);
  process.exit(2);
}

/** Factories of myelin that no row draws: new ones, which want a row. Classes have capitals. */
function uncovered(family: string, known: object, ...rows: readonly (object | readonly string[])[]): string[] {
  const names = rows.flatMap((row) => (Array.isArray(row) ? (row as string[]) : Object.keys(row)));
  return Object.keys(known).filter((name) => /^[a-z]/.test(name) && !names.includes(name)).map((name) => `${family} ${name}`);
}

const [python] = pythonsWith(['keras', 'tensorflow']);
if (python === undefined) {
  console.error('keras: no Python with keras, tensorflow; MYELIN_BENCH_PYTHON may name some');
  process.exit(1);
}
const missing = [
  ...uncovered('layer', LAYERS, LAYER_ROWS, PLACED), ...uncovered('loss', losses, LOSS_ROWS),
  ...uncovered('metric', metrics, METRIC_ROWS, OTHER_METRICS), ...uncovered('optimizer', optimizers, OPTIMIZER_ROWS, OTHER_OPTIMIZERS),
  ...uncovered('schedule', schedules, SCHEDULE_ROWS, OTHER_SCHEDULES),
];
if (missing.length > 0) console.log(`without a row in the tables of bench/keras, and so not compared: ${missing.join(', ')}`);

const single = option('case');
const from = single ?? option('from') ?? 0;
const count = single === undefined ? (option('cases') ?? CASES) : 1;
const peer = await Peer.start(python);
console.log(`${count} models from seed ${from}, beside ${peer.version}`);

/** Seeds by what came of them, and how many of each kind there are. */
const counts = new Map<string, number[]>();
const kinds = new Map<string, number>();
const began = Date.now();
for (let seed = from; seed < from + count; seed++) {
  const verdict = await verdictOf(seed);
  const name = `${verdict.kind}${verdict.what === '' ? '' : `: ${verdict.what}`}`;
  const seeds = counts.get(name) ?? [];
  counts.set(name, [...seeds, seed]);
  kinds.set(verdict.kind, (kinds.get(verdict.kind) ?? 0) + 1);
  if ((seed - from + 1) % PROGRESS === 0) console.log(`${seed}: ${[...kinds].map(([kind, n]) => `${kind} ${n}`).join(', ')}`);
  if (verdict.kind === 'differ' && seeds.length < SHOWN) await show(seed, verdict);
  else if (single !== undefined) console.log(`${seed}: ${name} ${verdict.text}`);
}
peer.stop();
console.log(`\n${count} models in ${Math.round((Date.now() - began) / 1000)} s`);
for (const [name, seeds] of [...counts].toSorted(([, a], [, b]) => b.length - a.length)) {
  console.log(`${String(seeds.length).padStart(6)}  ${name}${name === 'agree' ? '' : `   [${seeds.slice(0, 8).join(' ')}]`}`);
}
process.exit([...counts.keys()].some((name) => name.startsWith('differ')) ? 1 : 0);

async function verdictOf(seed: number): Promise<Verdict> {
  try {
    return await judge(peer, drawCase(seed));
  } catch (error) {
    const reason = knownUnmade(String(error));
    if (reason !== undefined) return { kind: 'known', what: reason, text: String(error) };
    return { kind: 'differ', what: `not drawn: ${String(error).slice(0, 200)}`, text: '' };
  }
}

async function show(seed: number, { what, text }: Verdict): Promise<void> {
  console.log(`\n${seed}: ${what}\n  ${text}`);
  if (single === undefined || what.startsWith('not drawn')) return;
  const least = await shrink(drawCase(seed), async (smaller) => {
    const verdict = await judge(peer, smaller);
    return verdict.kind === 'differ' && verdict.what.split(' with ')[0] === what.split(' with ')[0];
  });
  console.log(`  at the least: ${JSON.stringify(outline(least))}`);
  console.log(`  ${(await judge(peer, least)).text}`);
}
