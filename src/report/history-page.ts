import { checkKeys, checkText } from '../core/options.ts';
import { ConfigError, show } from '../core/errors.ts';
import { isRecord } from '../core/realm.ts';
import { bestOf, comparedOf, curvesOf, figuresIn, monitorOf, type Best, type Run } from './curves.ts';
import { tableOf } from './figure.ts';
import { html, type Markup } from './html.ts';
import { counted, figure } from './numbers.ts';
import { pageOf, type Section, type Tile } from './page.ts';

/** How the best epoch of a training is told. */
export interface BestEpochOptions {
  /** The figure by which the best epoch is told, a key of the history (default 'valLoss', or 'loss' without a validation). */
  monitor?: string;
  /** Whether smaller or larger values of it are better (default 'auto': its metric decides, where it is known). */
  mode?: 'auto' | 'min' | 'max';
}

export interface HistoryPageOptions extends BestEpochOptions {
  /** The page's title (default 'Training'). */
  title?: string;
}

const MODES = ['auto', 'min', 'max'];

/** @throws {ConfigError} on a figure that the run does not have, or whose direction is not known */
export function bestEpochOf(where: string, run: Run, { monitor, mode = 'auto' }: BestEpochOptions): Best | undefined {
  const name = monitorOf(where, run, monitor);
  if (!MODES.includes(mode)) throw new ConfigError(`${where}: mode must be one of ${MODES.join(', ')}, received ${show(mode)}.`);
  if (mode !== 'auto') return bestOf(run, name, mode);
  const own = name.replace(/^val(?=[A-Z])/, '');
  const direction = run.directionOf?.(`${own.charAt(0).toLowerCase()}${own.slice(1)}`) ?? (/loss$/i.test(own) ? 'down' : undefined);
  if (direction === undefined)
    throw new ConfigError(
      `${where}: whether ${show(name)} is to become smaller or larger is not known. Say it with mode: 'min' or 'max'.`,
    );
  return bestOf(run, name, direction === 'up' ? 'max' : 'min');
}

/** @throws {ConfigError} on a value that is no record of a training with epochs */
export function checkRun(where: string, run: unknown): asserts run is Run {
  const { epoch, history } = (typeof run === 'object' && run !== null ? run : {}) as Partial<Run>;
  const lists = typeof history === 'object' && history !== null && Object.values(history).every((list) => Array.isArray(list));
  if (!Array.isArray(epoch) || !lists) throw new ConfigError(`${where}: expected the history that fit returns, received ${show(run)}.`);
  if (epoch.length === 0 || figuresIn(run as Run).length === 0)
    throw new ConfigError(`${where}: the history has no epoch to draw. Train first.`);
}

/** What a page says of the epochs of one run. */
export const tilesOf = (run: Run, best: Best | undefined): Tile[] => [
  { name: 'Epochs', value: figure(run.epoch.length) },
  ...(best === undefined ? [] : [{ name: 'Best epoch', value: figure(best.epoch), note: `${best.monitor} ${figure(best.value)}` }]),
];

export function learningSection(run: Run, best: Best | undefined): Section {
  return {
    id: 'learning', title: 'Learning',
    lead: best === undefined
      ? counted(run.epoch.length, 'epoch')
      : `${counted(run.epoch.length, 'epoch')}. By ${best.monitor}, epoch ${figure(best.epoch)} was the best, with ${figure(best.value)}.`,
    content: html`<div class="grid">${curvesOf(run, best)}</div>`,
  };
}

/** The page of one run; see `History.toHTML`. */
export function historyPage(run: Run, options: HistoryPageOptions): string {
  const where = 'toHTML';
  checkKeys(where, options, ['monitor', 'mode', 'title']);
  const title = checkText(where, 'title', options.title ?? 'Training');
  checkRun(where, run);
  const best = bestEpochOf(where, run, options);
  return pageOf({ title, tiles: tilesOf(run, best), sections: [learningSection(run, best)] });
}

export type Runs = readonly (readonly [name: string, run: Run])[];

/** @throws {ConfigError} unless there are two runs or more */
export function runsOf(where: string, histories: unknown): Runs {
  const runs = isRecord(histories) ? Object.entries(histories as Record<string, Run>) : [];
  if (runs.length < 2)
    throw new ConfigError(`${where}: expected the histories of two runs or more by their names, received ${show(histories)}.`);
  for (const [name, run] of runs) checkRun(`${where}: ${name}`, run);
  return runs;
}

/** Several runs beside each other, the best of each in a table. */
export function comparisonSection(where: string, runs: Runs, options: BestEpochOptions): Section {
  const bests = runs.map(([name, run]) => [name, run, bestEpochOf(`${where}: ${name}`, run, options)] as const);
  const table = {
    head: ['run', 'epochs', 'by', 'best', 'in epoch', 'last loss'],
    rows: bests.map(([name, run, best]) => [
      name, figure(run.epoch.length), best?.monitor, best && figure(best.value), best && figure(best.epoch),
      figure(Number(run.history['loss']?.at(-1) ?? NaN)),
    ]),
  };
  const title = 'Runs compared';
  const content: Markup[] = [html`<div class="card wide">${tableOf(table, title)}</div>`, ...comparedOf(bests)];
  const lead = `${counted(runs.length, 'run')}; a dot marks the best epoch of each.`;
  return { id: 'runs', title, lead, content: html`<div class="grid">${content}</div>` };
}

/** Draws several trainings beside each other: the figures of each by epoch, and a table of their best epochs.
 *  @param histories  what `fit` returned for each, by the name of the run; what JSON kept of it will do
 *  @returns a page of its own, which loads nothing
 *  @throws {ConfigError} on fewer than two runs, a record without epochs, or a figure that a run does not have
 *  @example await writeFile('runs.html', compareHistories({ adam: first, sgd: second }, { monitor: 'valLoss' })); */
export function compareHistories(histories: Readonly<Record<string, Run>>, options: HistoryPageOptions = {}): string {
  const where = 'compareHistories';
  checkKeys(where, options, ['monitor', 'mode', 'title']);
  const title = checkText(where, 'title', options.title ?? 'Trainings compared');
  const section = comparisonSection(where, runsOf(where, histories), options);
  return pageOf({ title, tiles: [], sections: [section] });
}
