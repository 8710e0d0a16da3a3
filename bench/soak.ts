/** `npm run bench -- soak [--minutes=60] [--seed=1]`: ten models are made, trained, asked, saved, loaded and disposed of in worker threads,
 *  with something going wrong before every tenth action, and workers ended in the midst. Every answer must be that of a quiet run, which
 *  comes first; memory of the last sixth of the time must be level with the sixth before. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { Draw } from './keras/draw.ts';
import { option } from './option.ts';
import { NETS } from './soak/nets.ts';
import { live, type Task } from './soak/task.ts';
import type { Order, Told } from './soak/worker.ts';

const minutes = Number(option('minutes') ?? 60);
const seed = Number(option('seed') ?? 1);
/** Lives of each network whose answers are known. */
const LIVES = 6;
/** Orders that a worker has at a time. */
const TOGETHER = 2;
/** Milliseconds after which a life counts as hung, on a busy machine. */
const HUNG = 60_000;
/** After how many lives a worker is ended in the midst of some, on average. */
const ENDED_AFTER = 40;
/** By how much memory of the last sixth may be above the sixth before, and megabytes besides. */
const [LEVEL, SLACK] = [1.03, 15];

type Machine = 'native' | 'wasm';
const NATIVE = nativeTargets().length > 0;
const MACHINES: readonly Machine[] = NATIVE ? ['native', 'native', 'wasm'] : ['wasm', 'wasm'];
const draw = new Draw(seed);
const folder = mkdtempSync(join(tmpdir(), 'myelin-soak-'));
const tasks: readonly Task[] = NETS.flatMap((_, net) => Array.from({ length: LIVES }, (__, life) => ({ net, seed: 1000 * seed + life })));
const nameOf = ({ net, seed: life }: Task): string => `${NETS[net]!.name} ${life}`;

/** Answers of a quiet run, by machine and task. */
const known = new Map<string, string>();
async function record(): Promise<void> {
  for (const machine of new Set(MACHINES)) {
    setBackend(machine === 'native' ? nativeBackend() : wasmBackend());
    for (const task of tasks) {
      const { answer } = await live(task, folder);
      const again = await live(task, folder);
      if (again.answer !== answer) throw new Error(`${machine}: ${nameOf(task)} comes to something else the second time`);
      known.set(`${machine} ${nameOf(task)}`, answer);
    }
    setBackend(undefined);
  }
}

let [done, faults, ended, wrong, turn] = [0, 0, 0, 0, 1_000_000 * seed];
/** Workers that were started and have not ended. */
let living = 0;
function fail(what: string): void {
  wrong++;
  if (wrong <= 20) console.error(what);
}

/** A worker with the orders that it has, until it is ended. */
class Crew {
  readonly #machine: Machine;
  readonly #orders = new Map<number, { readonly task: Task; readonly since: number }>();
  #worker: Worker;
  /** When the worker before this one was told to end, as long as it has not. Another one is ended only afterwards: a worker that
   *  is replaced twice would leave behind one that nobody ends. */
  #ending: number | undefined;
  #closed = false;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#worker = this.#start();
  }

  #start(): Worker {
    const env = { ...process.env, MYELIN_BACKEND: this.#machine };
    const worker = new Worker(new URL('soak/worker.js', import.meta.url), { env, workerData: { folder } });
    worker.on('message', (told: Told) => this.#told(worker, told));
    worker.on('error', (error) => fail(`${this.#machine}: a worker failed: ${error.stack}`));
    living++;
    worker.on('exit', () => living--);
    for (let n = 0; n < TOGETHER; n++) this.#order(worker);
    return worker;
  }

  #order(worker: Worker): void {
    const task = draw.pick(tasks);
    this.#orders.set(++turn, { task, since: performance.now() });
    worker.postMessage({ ...task, turn } satisfies Order);
  }

  #told(worker: Worker, told: Told): void {
    const order = this.#orders.get(told.turn);
    if (worker !== this.#worker || order === undefined) return; // of a worker that is being ended
    this.#orders.delete(told.turn);
    const what = `${this.#machine}, ${nameOf(order.task)}, turn ${told.turn}`;
    done++;
    if ('error' in told) fail(`${what}: ${told.error}`);
    else {
      faults += told.faults;
      if (told.answer !== known.get(`${this.#machine} ${nameOf(order.task)}`))
        fail(`${what}: another answer than in the quiet run, after ${told.faults} faults`);
    }
    if (this.#closed) return;
    if (draw.chance(1 / ENDED_AFTER) && this.#ending === undefined) void this.#replace();
    else this.#order(worker);
  }

  /** Ends the worker in the midst of what it does, and starts another. */
  async #replace(): Promise<void> {
    const old = this.#worker;
    this.#ending = performance.now();
    await sleep(draw.whole(0, 30));
    if (this.#closed) return;
    ended++;
    this.#orders.clear();
    this.#worker = this.#start();
    await old.terminate();
    this.#ending = undefined;
  }

  /** @throws nothing; counts orders that hang, and ends of workers */
  look(): void {
    if (this.#ending !== undefined) {
      if (performance.now() - this.#ending < HUNG) return;
      fail(`${this.#machine}: a worker does not end`);
      this.#ending = undefined;
    }
    for (const [number, { task, since }] of this.#orders) {
      if (performance.now() - since < HUNG) continue;
      fail(`${this.#machine}, ${nameOf(task)}, turn ${number}: hangs`);
      this.#orders.delete(number);
      void this.#replace();
      return;
    }
  }

  close(): void {
    this.#closed = true;
    void this.#worker.terminate();
  }
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1]!;

console.log(`seed ${seed}: ${tasks.length} lives of ${NETS.length} networks, recorded twice without faults`);
await record();
const crews = MACHINES.map((machine) => new Crew(machine));
const begun = performance.now();
const megabytes: number[] = [];
for (let second = 1; second <= 60 * minutes; second++) {
  await sleep(Math.max(0, begun + 1000 * second - performance.now()));
  megabytes.push(process.memoryUsage.rss() / 1e6);
  for (const crew of crews) crew.look();
  if (second % 60 === 0) {
    const last = Math.round(median(megabytes.slice(-60)));
    const workers = `${ended} workers ended, ${living} there`;
    console.log(`minute ${second / 60}: ${done} lives, ${faults} faults, ${workers}, ${last} MB, ${wrong} wrong`);
  }
}
for (const crew of crews) crew.close();
for (let waited = 0; living > 0 && waited < HUNG; waited += 100) await sleep(100);
if (living > 0) fail(`${living} workers were left behind`);
const sixth = Math.floor(megabytes.length / 6);
const [before, last] = [median(megabytes.slice(-2 * sixth, -sixth)), median(megabytes.slice(-sixth))];
if (last > LEVEL * before + SLACK)
  fail(`memory grows: ${Math.round(before)} MB in the sixth before the last, ${Math.round(last)} in the last`);
const left = readdirSync(folder);
const parts = left.filter((name) => name.endsWith('.part')).length;
rmSync(folder, { recursive: true });
console.log(
  `${done} lives with ${faults} faults, ${ended} workers ended in the midst, ` +
    `${left.length} files left by these, ` +
    `${parts} of them in the midst of a save; ` +
    `MB ${Math.round(before)} in the sixth before the last, ${Math.round(last)} in the last; ${wrong} wrong`,
);
process.exitCode = wrong === 0 && done > 0 ? 0 : 1;
