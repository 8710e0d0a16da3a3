/** How a contest goes: every library answers first, and must answer what myelin does; then each tries its settings, and
 *  its best takes turns with myelin's. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakOf, type Peak } from '../peak.ts';
import { compete, median, type Contender } from '../timing.ts';
import { startsOf, type Kind } from './peers.ts';
import { launch, type Answer, type Running } from './process.ts';

export interface Task {
  readonly contest: string;
  readonly name: string;
  readonly threads: number;
  /** What the programs read: task.json, and float32 values one array after another. */
  readonly json: object;
  readonly arrays: readonly Float32Array[];
  /** How far answers may lie apart, relative to the largest number of myelin's. */
  readonly tolerance: number;
  /** What one unit of a work is counted as, and how many of these it is. */
  readonly unit: string;
  amount(work: string): number;
  /** Arithmetic operations of one unit of a work, where their share of the peak is wanted. */
  operations?(work: string): number;
  /** Least length of a turn. */
  readonly milliseconds: number;
}

/** What a library reached; plain data, so that figures of several runs may be put together. */
export interface Figure {
  readonly contest: string;
  readonly task: string;
  readonly threads: number;
  readonly work: string;
  readonly unit: string;
  readonly kind: string;
  readonly library: string;
  /** The best of its settings, and what each reached in the trial. */
  readonly setting: string;
  readonly trial: Readonly<Record<string, number>>;
  /** Units a second: the median of the rounds, and the best. */
  readonly rate: number;
  readonly fastest: number;
  /** How many times as fast myelin is: the median of the rounds' ratios. */
  readonly ratio: number;
  /** Where a task counts its operations: how many of them a second, and that by the peak of the same round. */
  readonly gflops?: number;
  readonly share?: number;
  /** Of the answers, relative; 0 where only learning could be checked. */
  readonly difference: number;
}

/** A library with one of its settings, ready for a work. */
interface Candidate {
  readonly peer: Running;
  readonly setting: string;
  readonly difference: number;
}

/** A trial is a few shorter turns. Where a step takes seconds there are fewer of them. */
const TRIAL = { rounds: 3, fewest: 1, seconds: 5 };
const CONTEST = { rounds: 5, fewest: 3, seconds: 20 };

/** Runs the works of a task that are wanted on myelin, the first of the kinds, and all others that are found. */
export async function contest(task: Task, kinds: readonly Kind[], wanted: (work: string) => boolean): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-versus-'));
  const running: Running[] = [];
  let peak: Peak | undefined;
  try {
    writeTask(folder, task);
    if (task.operations !== undefined) peak = await peakOf(task.threads);
    const taking = kinds.filter((kind) => kind.takes?.(task) ?? true);
    running.push(...(await Promise.all(taking.map((kind) => launchAll(kind, task, folder)))).flat());
    const figures: Figure[] = [];
    for (const work of Object.keys(running[0]!.works).filter(wanted)) figures.push(...(await compare(task, work, running, peak)));
    return figures;
  } finally {
    for (const peer of running) peer.stop();
    peak?.end();
    rmSync(folder, { recursive: true });
  }
}

/** Writes what the programs read into a folder. */
export function writeTask(folder: string, { json, arrays, threads }: Pick<Task, 'json' | 'arrays' | 'threads'>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ ...json, threads }));
  writeFileSync(join(folder, 'data.f32'), Buffer.concat(arrays.map((values) => Buffer.from(values.buffer))));
}

/** Every version of a library and every environment it may like; what does not start is left out with a word. */
async function launchAll(kind: Kind, task: Task, folder: string): Promise<Running[]> {
  const starts = startsOf(kind, task.threads);
  if (typeof starts === 'string') {
    console.log(`${kind.name}: skipped, ${starts}`);
    return [];
  }
  const launched = await Promise.allSettled(starts.map((start) => launch(start, folder)));
  for (const { reason } of launched.filter((l) => l.status === 'rejected')) {
    console.log(`${kind.name}: skipped, ${(reason as Error).message}`);
  }
  return launched.flatMap((l) => (l.status === 'fulfilled' ? [l.value] : []));
}

async function compare(task: Task, work: string, running: readonly Running[], peak: Peak | undefined): Promise<Figure[]> {
  const [mine, ...others] = running;
  const [setting] = Object.keys(mine!.works[work]!);
  const own = { peer: mine!, setting: setting!, difference: 0 };
  const expected = await mine!.answer(work, own.setting);
  const trials: Record<string, number>[] = [{}];
  const best: Candidate[] = [own];
  for (const library of new Set(others.map(libraryOf))) {
    const candidates: Candidate[] = [];
    for (const peer of others.filter((p) => libraryOf(p) === library)) candidates.push(...(await check(task, work, peer, expected)));
    if (candidates.length === 0) continue;
    const timings = await compete(candidates.map((c) => contender(work, c)), { ...TRIAL, milliseconds: task.milliseconds / 3 });
    const rates = timings.map(({ seconds }, i) => (task.amount(work) * unitsOf(work, candidates[i]!)) / seconds);
    trials.push(Object.fromEntries(timings.map(({ name }, i) => [name, rates[i]!])));
    best.push(candidates[rates.indexOf(Math.max(...rates))]!);
  }
  const contenders = [...best.map((c) => contender(work, c)), ...(peak === undefined ? [] : [peak])];
  const timings = await compete(contenders, { ...CONTEST, milliseconds: task.milliseconds });
  const peaks = peak && timings.at(-1)!.rounds.map((time) => peak.operations / time);
  return best.map((candidate, i): Figure => {
    const { peer, difference } = candidate;
    const { name, seconds, fastest, ratio, rounds } = timings[i]!;
    const units = unitsOf(work, candidate);
    const rate = (time: number): number => (task.amount(work) * units) / time;
    const operations = task.operations && task.operations(work) * units;
    return {
      contest: task.contest, task: task.name, threads: task.threads, work, unit: task.unit, kind: peer.start.kind.name,
      library: peer.version,
      setting: name, trial: trials[i]!, rate: rate(seconds), fastest: rate(fastest), ratio: unitsOf(work, own) / units / ratio,
      ...(operations === undefined ? {} : { gflops: operations / seconds / 1e9 }),
      ...(operations === undefined || peaks === undefined ? {} : { share: median(rounds.map((time, r) => operations / time / peaks[r]!)) }),
      difference,
    };
  });
}

/** Several processes may be one library, in different environments. */
const libraryOf = ({ start, version }: Running): string => `${start.kind.name}, ${version}`;
const unitsOf = (work: string, { peer, setting }: Candidate): number => peer.works[work]![setting]!;

/** The settings of a library that answer as they should; one that fails is left out with a word. @throws if one answers something else */
async function check(task: Task, work: string, peer: Running, expected: Answer): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const setting of Object.keys(peer.works[work] ?? {})) {
    let answer: Answer;
    try {
      answer = await peer.answer(work, setting);
    } catch (error) {
      console.log(`${peer.version}, ${setting}: skipped, ${(error as Error).message}`);
      continue;
    }
    candidates.push({
      peer,
      setting,
      difference: differenceOf(
        answer, expected, peer.start.kind.tolerance ?? task.tolerance,
        `${task.name}, ${work}, ${peer.version}, ${setting}`,
      ),
    });
  }
  return candidates;
}

function differenceOf(answer: Answer, expected: Answer, tolerance: number, what: string): number {
  if ('after' in answer) {
    if (answer.after < 0.8 * answer.before) return 0;
    throw new Error(`${what}: does not learn, the loss was ${answer.before} and is ${answer.after}`);
  }
  const mine = expected as readonly number[];
  const largest = mine.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const difference = mine.reduce((most, value, i) => Math.max(most, Math.abs(value - answer[i]!)), 0) / largest;
  if (answer.length === mine.length && difference <= tolerance) return difference;
  throw new Error(
    `${what}: answers ${answer.slice(0, 4).join(', ')}, myelin ${mine.slice(0, 4).join(', ')}: ${difference} apart, at most ${tolerance}`,
  );
}

function contender(work: string, { peer, setting }: Candidate): Contender {
  const { environment } = peer.start;
  return {
    name: [setting, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)].join(', '),
    run: (times) => peer.seconds(work, setting, times),
  };
}
