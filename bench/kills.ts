/** `npm run bench -- kills`: processes that train, and processes that save to one path two at a time, are killed at random moments
 *  (`kill -9`), `--kills=60 --saves=500 --minutes=30 --seed=n`. A training that goes on must end with the bits of one that was never
 *  killed; a file must load whenever its writers died, and the next writer must leave a clean folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nativeTargets } from '../src/backend/native.ts';
import { loadModel } from '../src/index.ts';
import { generator } from '../test/samples/sample.ts';
import { save, saved, saving, trained } from './killed.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';

/** A life of a training that is killed lasts up to so many milliseconds, its start included. */
const LIFE_MS = 1800;
/** A saver that is killed has begun up to so many milliseconds before. */
const SAVING_MS = 200;
/** After so many kills a training is left to come to its end. */
const MOST_KILLS = 25;

const numberOf = (name: string, otherwise: number): number => Number(option(name) ?? otherwise);
const kills = numberOf('kills', 60), saves = numberOf('saves', 500), minutes = numberOf('minutes', 30);
const seed = numberOf('seed', Date.now() % 1e9);
const random = generator(seed);
const deadline = Date.now() + minutes * 60_000;

interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves with its first line. */
  readonly begun: Promise<unknown>;
  readonly ended: Promise<number | null>;
}

function start(args: readonly string[], machine: string): Child {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    env: { ...process.env, MYELIN_BACKEND: machine }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    lines.push(...parts);
  });
  const begun = new Promise((resolve) => child.stdout.once('data', resolve));
  return { process: child, lines, begun, ended: new Promise((resolve) => child.once('close', (code) => resolve(code))) };
}

const answerOf = ({ lines }: Child): string | undefined => lines.find((line) => line.startsWith('{'));

/** Trains in processes that are killed, until one comes to the end. */
async function killedTraining(machine: string, folder: string): Promise<{ answer: string; kills: number; backups: number }> {
  let backups = 0;
  for (let killed = 0; ;) {
    const child = start(['train', folder], machine);
    const timer = new AbortController();
    const life = killed < MOST_KILLS ? random() * LIFE_MS : 600_000;
    const first = await Promise.race([child.ended, sleep(life, 'alive', { signal: timer.signal })]);
    if (first === 'alive') {
      child.process.kill('SIGKILL');
      await child.ended;
      // A process that had ended already was not killed.
      if (child.process.signalCode !== 'SIGKILL') return { answer: answerOf(child)!, kills: killed, backups };
      killed++;
      backups += Number(existsSync(join(folder, 'backup', 'latest.safetensors')));
      continue;
    }
    timer.abort();
    const answer = answerOf(child);
    if (first !== 0 || answer === undefined) throw new Error(`${machine}: a training ended with code ${first}; seed ${seed}`);
    return { answer, kills: killed, backups };
  }
}

async function trainings(machine: string): Promise<Row> {
  const root = mkdtempSync(join(tmpdir(), 'myelin-kills-'));
  try {
    const begun = Date.now();
    const { answer: expected } = await alone(machine, join(root, 'whole'));
    const whole = Date.now() - begun;
    let done = 0, rounds = 0, backups = 0;
    while (backups < kills && Date.now() < deadline) {
      const found = await killedTraining(machine, join(root, `round-${rounds}`));
      if (found.answer !== expected)
        throw new Error(`${machine}: seed ${seed}, round ${rounds}: after ${found.kills} kills\n${found.answer}\nexpected\n${expected}`);
      done += found.kills;
      backups += found.backups;
      rounds++;
      console.log(`${machine}: training ${rounds} was killed ${found.kills} times and has ended with the same bits`);
    }
    return { what: 'trainings', machine, rounds, kills: done, 'with a backup': backups, differ: 0, 'ms unkilled': whole };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function alone(machine: string, folder: string): Promise<{ readonly answer: string }> {
  const child = start(['train', folder], machine);
  const code = await child.ended;
  const answer = answerOf(child);
  if (code !== 0 || answer === undefined) throw new Error(`${machine}: a training ended with code ${code}`);
  return { answer };
}

/** Kills two processes that save to one path, again and again. */
async function savers(machine: string): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-kills-'));
  const path = join(folder, 'model.safetensors');
  let done = 0, rounds = 0, inMidst = 0, left = 0;
  try {
    await save(saving(), path, 0, 0);
    while (done < saves && Date.now() < deadline) {
      const children = [1, 2].map((saver) => start(['save', path, String(saver), String(rounds * 1000 + 1)], machine));
      await Promise.all(children.map(async (child) => {
        await child.begun;
        await sleep(random() * SAVING_MS);
        child.process.kill('SIGKILL');
        await child.ended;
      }));
      done += children.length;
      const parts = readdirSync(folder).filter((name) => name !== 'model.safetensors');
      left += parts.length;
      inMidst += Number(parts.length > 0);
      const found = saved(await loadModel(path));
      check(found, children, rounds);
      await (await loadModel(path)).save(path);
      const names = readdirSync(folder);
      if (names.join() !== 'model.safetensors') throw new Error(`seed ${seed}, round ${rounds}: the folder has ${names.join(', ')}`);
      rounds++;
      if (rounds % 25 === 0) console.log(`${machine}: ${done} savers were killed, and the file has loaded each time`);
    }
    return { what: 'saves', machine, rounds, kills: done, differ: 0, 'in midst': inMidst, 'parts left and removed': left };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file must be what one of the savers last wrote, or was writing, or what was there before both. */
function check({ saver, count }: { saver: number; count: number }, children: readonly Child[], round: number): void {
  const child = children[saver - 1];
  const numbers = (word: string): number[] =>
    (child?.lines ?? []).filter((line) => line.startsWith(word)).map((line) => Number(line.split(' ')[1]));
  const [begun, done] = [numbers('begin').at(-1), numbers('done').at(-1)];
  const before = Math.floor((count - 1) / 1000) < round;
  const none = children.every(({ lines }) => !lines.some((line) => line.startsWith('done')));
  if (before ? none : count >= (done ?? 0) && count <= begun!) return;
  throw new Error(`seed ${seed}, round ${round}: the file is save ${count} of ${saver}, which had begun ${begun} and done ${done}`);
}

const [mode, ...args] = process.argv.slice(2);
if (mode === 'train') {
  mkdirSync(args[0]!, { recursive: true });
  console.log(JSON.stringify(await trained(args[0]!)));
} else if (mode === 'save') {
  const [path, saver, from] = [args[0]!, Number(args[1]), Number(args[2])];
  const model = saving();
  for (let count = from; ; count++) {
    process.stdout.write(`begin ${count}\n`);
    await save(model, path, saver, count);
    process.stdout.write(`done ${count}\n`);
  }
} else {
  console.log(`seed ${seed}`);
  const machines = [...(nativeTargets().length > 0 ? ['native'] : []), 'wasm'];
  const rows: Row[] = [];
  for (const machine of machines) rows.push(await trainings(machine));
  rows.push(await savers(machines[0]!));
  report(
    'kills', rows,
    `Processes were killed at random moments, seed ${seed}; two savers at a time write one path. A row is here only if every training ` +
      'ended with the bits of one that was never killed, every file loaded as a save that was the last or under way, and the next ' +
      'writer left nothing but the file. In midst: rounds in which a writer died before its file was in its place.',
  );
  const short = rows.filter(({ what, kills: all, 'with a backup': some }) =>
    what === 'saves' ? (all as number) < saves : (some as number) < kills,
  );
  if (short.length > 0) {
    console.error(`The time was over before all kills: give more --minutes.`);
    process.exitCode = 1;
  }
}
