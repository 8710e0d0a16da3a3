/** `npm run check:instructions`: counts by callgrind of the instructions of a training step, against those recorded in
 *  bench/baseline. Counts do not depend on how busy the machine is, as times do; they do on the compiler and the caches.
 *  With --update they are recorded anew. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import '../test/host.ts';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { ENGINE, fail, found, output, ROOM, say, skip, targetsOf, writeRecords, type Recorded } from './replay.ts';
import { recordSteps } from './steps.ts';

const WHAT = 'instructions';
/** The newest target valgrind 3.19 knows. */
const TARGET = 'avx2';
const BASELINE = 'bench/baseline/instructions.json';
/** What a count may grow by. */
const TOLERANCE = 0.05;
/** Functions with less than this share of a step are not recorded. */
const MINOR = 0.001;
/** What a function is given, at the end of its name; at the beginning may stand what it answers. */
const ARGUMENTS = /\((?:[^()]|\([^()]*\))*\)(?: \[clone .*\])?$/;
const BUILT = 'build/Release/obj.target';

/** Instructions of one step, and those of each function without what it calls. */
interface Count {
  readonly total: number;
  readonly functions: Readonly<Record<string, number>>;
}
interface Baseline {
  readonly target: string;
  readonly compiler: string;
  readonly steps: Readonly<Record<string, Count>>;
}

/** What the addon makes of a step. */
function answerOf({ words, arena: before }: Recorded): Buffer {
  const arena = BACKEND.allocate(before.length);
  arena.write(0, before);
  arena.run(arena.load(words), 1);
  const after = new Int32Array(before.length);
  arena.read(0, after);
  arena.free();
  return Buffer.from(after.buffer);
}

/** Sums the costs in a file of callgrind's, its form being that of the manual's "Callgrind Format Specification". */
function countOf(text: string): Count {
  const names = new Map<string, string>();
  const functions: Record<string, number> = {};
  let name = '';
  let called = false;
  for (const line of text.split('\n')) {
    const fn = /^fn=(\(\d+\))(?: (.*))?/.exec(line);
    if (fn !== null) {
      if (fn[2] !== undefined) names.set(fn[1]!, fn[2]);
      name = names.get(fn[1]!)!.replaceAll('(anonymous namespace)::', '').replace(ARGUMENTS, '').replace(/^\w+ /, '');
    } else if (line.startsWith('calls=')) called = true;
    else if (/^[\d+*-]/.test(line)) {
      if (!called) functions[name] = (functions[name] ?? 0) + Number(line.split(' ')[1]);
      called = false;
    } else {
      const inner = /^cfn=(\(\d+\)) (.*)/.exec(line);
      if (inner !== null) names.set(inner[1]!, inner[2]!);
    }
  }
  const total = Object.values(functions).reduce((sum, count) => sum + count, 0);
  const major = Object.entries(functions).filter(([, count]) => count >= MINOR * total).toSorted(([, a], [, b]) => b - a);
  return { total, functions: Object.fromEntries(major) };
}

/** Runs a step under callgrind, and sees that it does what the addon does. */
function measure(program: string, name: string, step: Recorded): Count {
  const records = writeRecords('step', [step]);
  // Symbols are bound before it begins, so that the step does not pay for that.
  const [results, counts] = [`${records}.after`, `${records}.callgrind`];
  output(WHAT, 'env', [
    'LD_BIND_NOW=1', 'valgrind', '--tool=callgrind', '--toggle-collect=run_program*', `--callgrind-out-file=${counts}`,
    program, records, results, TARGET, '1',
  ]);
  if (!readFileSync(results).equals(answerOf(step))) fail(WHAT, `${name}: under valgrind the step has another result than in the addon`);
  const count = countOf(readFileSync(counts, 'utf8'));
  for (const path of [records, results, counts]) rmSync(path);
  return count;
}

const percent = (now: number, then: number): string => `${now >= then ? '+' : ''}${(100 * (now / then - 1)).toFixed(2)} %`;

/** Functions by how much they grew, those that did. */
function grown(now: Count, then: Count): string {
  const growth = Object.entries(now.functions).map(([name, count]) => ({ name, count, before: then.functions[name] ?? 0 }));
  return growth
    .filter(({ count, before }) => count > before)
    .toSorted((a, b) => b.count - b.before - (a.count - a.before))
    .map(({ name, count, before }) => `\n  ${name}: ${before} -> ${count}`)
    .join('');
}

if (!found('valgrind')) skip(WHAT, 'there is no valgrind. On Debian: apt-get install valgrind.');
const compiler = process.env.CXX ?? 'g++';
if (!nativeTargets().includes(TARGET) || !existsSync(BUILT) || !found(compiler)) {
  skip(WHAT, `needs a processor with ${TARGET} and an addon built here by ${compiler}.`);
}
const BACKEND = nativeBackend({ target: TARGET, threads: 1 });
const version = output(WHAT, compiler, ['--version']).split('\n')[0]!;
// The very objects of the addon.
const program = join(ROOM, 'instructions');
mkdirSync(ROOM, { recursive: true });
const objects = [...ENGINE.map((source) => ['myelin', source]), ...targetsOf('x64').map(({ name, source }) => [name, source])].map(
  ([part, source]) => join(BUILT, part!, source!.replace(/cc$/, 'o')),
);
output(WHAT, compiler, ['-std=c++20', '-O2', 'native/replay.cc', ...objects, '-o', program, '-pthread', '-ldl']);

const steps: Record<string, Count> = {};
for (const [name, step] of await recordSteps(BACKEND)) steps[name] = measure(program, name, step);

if (process.argv.includes('--update')) {
  mkdirSync(dirname(BASELINE), { recursive: true });
  writeFileSync(BASELINE, `${JSON.stringify({ target: TARGET, compiler: version, steps } satisfies Baseline, null, 2)}\n`);
  for (const [name, { total }] of Object.entries(steps)) say(WHAT, `${name}, ${TARGET}: ${total} recorded in ${BASELINE}`);
} else {
  const baseline = JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline;
  if (baseline.compiler !== version) say(WHAT, `recorded with ${baseline.compiler}, this is ${version}: counts may differ for that alone`);
  for (const [name, now] of Object.entries(steps)) {
    const then = baseline.steps[name]!;
    const verdict = `${name}, ${TARGET}: ${now.total} a step, ${percent(now.total, then.total)}`;
    if (now.total > (1 + TOLERANCE) * then.total) {
      fail(WHAT, `${verdict}. What grew:${grown(now, then)}\nIf that is meant: npm run check:instructions -- --update`);
    }
    say(WHAT, verdict);
  }
}
