/** `npm run bench -- fuzz [--what=files,api,blas,programs] [--seconds=60] [--seed=1] [--rounds=n] [--machine=native,wasm] [--sanitize]`:
 *  what comes from outside is altered at random and given to myelin, a seed for each round. A round answers, or is refused with an error
 *  of myelin, within a second; memory stays level. Rounds run in processes of their own, so that one that crashes or hangs ends no other.
 *  `--what=W --machine=M --seed=n --rounds=1` repeats one, and tells what it does. `--sanitize` loads an addon that gcc's sanitizer of
 *  addresses watches, which takes minutes to build. */
import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nativeTargets } from '../src/backend/native.ts';
import { sanitized } from './fuzz/sanitized.ts';
import type { Told } from './fuzz/trial.ts';

/** What there is, and the machines that it concerns. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  files: ['native'],
  api: ['native', 'wasm'],
  blas: ['native', 'wasm'],
  programs: ['native', 'wasm'],
};
/** Milliseconds of a round, or of the start, after which a process is ended: many, for a busy machine may give it little time. */
const HUNG = 120_000;
/** How many seeds are printed of faults that look alike. */
const SHOWN = 3;
/** By how much memory of the last quarter may be above the quarter before, and megabytes besides. */
const LEVEL = 1.1;
const SLACK = 40;

const { values } = parseArgs({
  options: {
    what: { type: 'string', default: Object.keys(KINDS).join() },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: 'Infinity' },
    machine: { type: 'string' },
    sanitize: { type: 'boolean', default: false },
  },
});
const [first, rounds] = [Number(values.seed), Number(values.rounds)];
/** A number of rounds has the time that it takes, unless one is given. */
const seconds = Number(values.seconds ?? (rounds === Infinity ? 60 : Infinity));
const machines = values.machine?.split(',') ?? [...(nativeTargets().length > 0 ? ['native'] : []), 'wasm'];

/** Under sanitizers memory that was freed is kept for a while, and looks as if it grew. */
const watched = values.sanitize ? await sanitized() : {};
const folder = mkdtempSync(join(tmpdir(), 'myelin-fuzz-'));
const place = join(folder, 'seed');
const alike = new Map<string, number>();
let faults = 0;

/** Counts a fault, and prints it unless there were several like it: what is quoted and numbers do not count. */
function report(where: string, { fault, seed, story, stack }: Extract<Told, { fault: string }>): void {
  faults++;
  const key = `${where} ${fault.replaceAll(/'[^']*'|-?\d[\d.e+]*/g, '_').slice(0, 120)}`;
  const seen = alike.get(key) ?? 0;
  alike.set(key, seen + 1);
  if (seen >= SHOWN) return;
  console.error(`${where}, seed ${seed}: ${fault}`);
  if (seen > 0) return;
  for (const line of story) console.error(`    ${line}`);
  if (stack !== '') console.error(stack.split('\n').slice(1, 24).join('\n'));
}

interface Ended {
  readonly next: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly megabytes: readonly number[];
}

const underWay = (file: number): number => {
  const position = new Float64Array(1);
  readSync(file, position, 0, 8, 0);
  return position[0]!;
};

/** One process, which runs rounds until it has done all, or something ends it. */
async function runOne(what: string, machine: string, from: number, end: number, until: number): Promise<Ended> {
  const where = `${what}, ${machine}`;
  writeFileSync(place, new Uint8Array(8));
  const file = openSync(place, 'r');
  const args = [what, String(from), String(end), String((until - performance.now()) / 1000), place];
  const child = fork(new URL('fuzz/child.js', import.meta.url), args, {
    execArgv: ['--expose-gc', '--no-warnings'],
    env: { ...process.env, ...watched, MYELIN_BACKEND: machine },
  });
  let ended: Ended | undefined;
  child.on('message', (told: Told) => ('ended' in told ? (ended = told.ended) : report(where, told)));
  let at = 0;
  let since = performance.now();
  let hung = false;
  const watch = setInterval(() => {
    const now = underWay(file);
    if (now !== at) [at, since] = [now, performance.now()];
    else if (performance.now() - since > HUNG) hung = child.kill('SIGKILL');
  }, 1000);
  const how = await new Promise<string>((resolve) => child.once('close', (code, signal) => resolve(signal ?? `code ${code}`)));
  clearInterval(watch);
  const seed = underWay(file);
  closeSync(file);
  if (ended !== undefined) return ended;
  if (seed === 0) throw new Error(`${where}: the process ended with ${how} before its first round`);
  report(where, { fault: hung ? `hangs for more than ${HUNG / 1000} s` : `the process ended with ${how}`, seed, story: [], stack: '' });
  return { next: seed + 1, counts: {}, megabytes: [] };
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1]!;

async function run(what: string, machine: string, share: number): Promise<void> {
  const begun = performance.now();
  const until = begun + 1000 * share;
  const counts: Record<string, number> = {};
  let next = first;
  while (next < first + rounds && performance.now() < until) {
    const ended = await runOne(what, machine, next, first + rounds, until);
    next = ended.next;
    for (const [came, count] of Object.entries(ended.counts)) counts[came] = (counts[came] ?? 0) + count;
    const { megabytes } = ended;
    const quarter = megabytes.length >> 2;
    if (quarter >= 3) {
      const [before, last] = [median(megabytes.slice(-2 * quarter, -quarter)), median(megabytes.slice(-quarter))];
      console.log(`${what}, ${machine}: MB ${before} in the third quarter of its time, ${last} in the last`);
      if (!values.sanitize && last > LEVEL * before + SLACK)
        report(`${what}, ${machine}`, { fault: 'memory grows', seed: next, story: [], stack: '' });
    }
  }
  const times = Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([came, count]) => `${came} ${count}`);
  console.log(
    `${what}, ${machine}: ${next - first} rounds, seeds ${first} to ${next - 1}, ${Math.round((performance.now() - begun) / 1000)} s`,
  );
  console.log(`    ${times.join(', ')}`);
}

const runs = values.what
  .split(',')
  .flatMap((what) => KINDS[what]!.filter((m) => machines.includes(m)).map((machine) => ({ what, machine })));
for (const { what, machine } of runs) await run(what, machine, seconds / runs.length);
rmSync(folder, { recursive: true });
for (const [fault, count] of alike) console.log(`${count} x ${fault}`);
console.log(`${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
