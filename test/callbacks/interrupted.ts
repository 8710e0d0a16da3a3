/** Trainings that stop at any moment and go on with a new model, beside one that never stops. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callbacks, type Callback, type FitOptions, type AnyHistory, type Sequential } from '../../src/index.ts';

/** A program: makes its model and calls fit. */
export interface Program {
  model(): Sequential;
  /** @param folder  for files of callbacks */
  fit(model: Sequential, more: FitOptions & { callbacks: Callback[] }, folder: string): Promise<AnyHistory>;
  /** What the program predicts at the end. */
  predict(model: Sequential): number[];
}

/** All that must be the same. */
export interface Ending {
  readonly history: AnyHistory;
  readonly weights: readonly (readonly number[])[];
  readonly predictions: readonly number[];
  readonly files: Readonly<Record<string, string>>;
}

const HOOKS = [
  'onTrainBegin', 'onEpochBegin', 'onTrainBatchBegin', 'onTrainBatchEnd', 'onTrainProgress', 'onLogs', 'onCheckpoint', 'onTestBegin',
  'onTestBatchEnd', 'onTestEnd', 'onEpochEnd', 'onTrainEnd',
] as const;

/** Counts the calls of its hooks, and throws in one of them. */
export function faulty(at: number): { readonly callback: Callback; readonly calls: () => number } {
  let calls = 0;
  const hook = (): void => {
    if (++calls === at) throw new Fault(`call ${at}`);
  };
  // Keeps no state, so that a training without it goes on from its backups.
  return { callback: Object.fromEntries(HOOKS.map((name) => [name, hook])), calls: () => calls };
}

export class Fault extends Error {}

export const folders: string[] = [];
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  folders.push(folder);
  return folder;
}
export const removeFolders = (): void => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));

function ending(program: Program, model: Sequential, history: AnyHistory, folder: string): Ending {
  const files = readdirSync(folder, { withFileTypes: true }).filter((f) => f.isFile()).map(({ name }) => name).toSorted();
  return {
    history,
    weights: [...model.weights, ...model.optimizer.variables, model.draws, model.epochs].map((v) => [...v.read()]),
    predictions: program.predict(model),
    files: Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'latin1')])),
  };
}

/** The end of a training that never stops. */
export async function whole(program: Program): Promise<Ending> {
  const folder = newFolder();
  const model = program.model();
  return ending(program, model, await program.fit(model, { callbacks: [], verbose: 0 }, folder), folder);
}

/** The end of a training that stops at these calls of hooks, counted anew each time, and goes on. */
export async function interrupted(
  program: Program, stops: readonly number[], saveFreq: callbacks.SaveFreq, options: { doubleCheckpoint?: boolean } = {},
): Promise<Ending & { readonly stopped: number }> {
  const folder = newFolder();
  const backup = (): Callback => callbacks.backupAndRestore({ backupDir: join(folder, 'backup'), saveFreq, ...options });
  let stopped = 0;
  for (const stop of stops) {
    try {
      await program.fit(program.model(), { callbacks: [backup(), faulty(stop).callback], verbose: 0 }, folder);
      throw new Error('the training has ended before it could stop');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      stopped++;
    }
  }
  const model = program.model();
  const history = await program.fit(model, { callbacks: [backup()], verbose: 0 }, folder);
  return { ...ending(program, model, history, folder), stopped };
}

/** How many calls of hooks a whole training makes. */
export async function callsOf(program: Program): Promise<number> {
  const { callback, calls } = faulty(Infinity);
  await program.fit(program.model(), { callbacks: [callback], verbose: 0 }, newFolder());
  return calls();
}
