/** A library at work as a process of its own; peer.mjs tells what the two say to each other. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Start } from './peers.ts';

/** Numbers all must agree on; or, from who cannot begin with the same weights, the loss before and after learning. */
export type Answer = readonly number[] | { readonly before: number; readonly after: number };

export interface Running {
  readonly start: Start;
  readonly version: string;
  /** How many steps or calls make a unit, by work and setting. */
  readonly works: Readonly<Record<string, Readonly<Record<string, number>>>>;
  answer(work: string, setting: string): Promise<Answer>;
  /** What so many units take. */
  seconds(work: string, setting: string, times: number): Promise<number>;
  stop(): void;
}

/** Characters kept of what a library writes beside its answers: shown only if it fails. */
const COMPLAINTS = 2000;

type Said = { version: string; works: Running['works'] } & { answer: Answer; seconds: number; error?: string };

/** Libraries must not outlive this process, however it ends. */
const children = new Set<ChildProcess>();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Windows has no such signals. */
const STOPS = process.platform !== 'win32';

/** Starts a library on the task in a folder. It is stopped while it is not asked, so that no thread of it spins in
 *  another's turn. @throws if it ends, or says that it failed */
export async function launch(start: Start, folder: string): Promise<Running> {
  const { command, args, env, kind } = start;
  const child = spawn(command, [...args, folder, ...(kind.option === undefined ? [] : [kind.option])], { env, stdio: 'pipe' });
  children.add(child);
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints = `${complaints}${text.toString()}`.slice(-COMPLAINTS)));
  child.stdin.on('error', () => {}); // It ended: the next line that is missing says so.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (): Promise<Said> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${[command, ...args].join(' ')} ended before it answered: ${complaints}`);
    if (STOPS) child.kill('SIGSTOP');
    const message = JSON.parse(value) as Said;
    if (message.error !== undefined) throw new Error(message.error);
    return message;
  };
  const ask = (question: object): Promise<Said> => {
    if (STOPS) child.kill('SIGCONT');
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return said();
  };
  const { version, works } = await said();
  return {
    start, version, works,
    answer: async (work, setting) => (await ask({ work, setting })).answer,
    seconds: async (work, setting, times) => (await ask({ work, setting, times })).seconds,
    stop() {
      child.kill('SIGKILL');
      children.delete(child);
    },
  };
}
