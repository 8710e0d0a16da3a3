import { validated } from '../core/figure-names.ts';
import { ConfigError, show } from '../core/errors.ts';
import { figureOf, type TableOf } from './figure.ts';
import { html, type Markup } from './html.ts';
import { counted, extentOf, figure, linear, logarithmic, type Scale } from './numbers.ts';
import { dotsOf, lineOf, plot, uprightOf, type Line, type Point } from './plot.ts';

/** The record of a training, as `fit` returns it or as JSON brings it back. */
export interface Run {
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, readonly unknown[] | undefined>>;
  /** Whether larger values of a figure are better, where that is known. */
  directionOf?(figure: string): 'up' | 'down' | undefined;
  /** The epochs of a figure's values. Without it, values that are fewer than epochs are spread over them evenly: the last one belongs to
   *  the last epoch. */
  epochsOf?(figure: string): readonly number[];
}

/** The epoch that was best, by one of its figures. */
export interface Best {
  readonly monitor: string;
  /** Counted from 1. */
  readonly epoch: number;
  readonly value: number;
}

/** Values of a figure against the epoch, counted from 1. */
export function pointsOf(run: Run, name: string): Point[] {
  const { epoch } = run;
  const values = run.history[name] ?? [];
  const epochs = run.epochsOf?.(name) ?? values.map((_, i) => epoch[Math.ceil(((i + 1) * epoch.length) / values.length) - 1]!);
  return values.map((value, i) => [epochs[i]! + 1, typeof value === 'number' ? value : NaN]);
}

/** The names of figures that are numbers. */
export const figuresIn = ({ history }: Run): string[] =>
  Object.keys(history).filter((name) => history[name]!.some((value) => typeof value === 'number'));

/** The best epoch by a figure; undefined if it is never finite. The first of equals is best, as for earlyStopping. */
export function bestOf(run: Run, monitor: string, mode: 'min' | 'max'): Best | undefined {
  const sign = mode === 'min' ? 1 : -1;
  let best: Best | undefined;
  for (const [epoch, value] of pointsOf(run, monitor))
    if (Number.isFinite(value) && (best === undefined || sign * value < sign * best.value)) best = { monitor, epoch, value };
  return best;
}

/** The figure by which epochs are compared: that of the validation, if there was one.
 *  @throws {ConfigError} if the run has no such figure */
export function monitorOf(where: string, run: Run, monitor: string = run.history['valLoss'] === undefined ? 'loss' : 'valLoss'): string {
  const known = figuresIn(run);
  if (known.includes(monitor)) return monitor;
  throw new ConfigError(`${where}: monitor must be a figure of the history, received ${show(monitor)}. It has: ${known.join(', ')}.`);
}

/** Whether lines are told apart on a scale of powers of ten. */
const SPAN = 50;

/** Epochs that a table lists. */
const LISTED = 50;
/** Lines of norms in one picture. */
const TOGETHER = 6;

const NORM = /GradientNorm$|^gradientNorm$/;

/** Figures that are drawn together: each with that of the validation, norms of gradients by the six. */
function together(run: Run): { readonly title: string; readonly names: readonly string[] }[] {
  const names = figuresIn(run);
  const norms = names.filter((name) => NORM.test(name));
  const own = names.filter((name) => !NORM.test(name) && !names.some((other) => validated(other) === name));
  return [
    ...own.map((name) => ({ title: name, names: [name, validated(name)].filter((each) => names.includes(each)) })),
    ...Array.from({ length: Math.ceil(norms.length / TOGETHER) }, (_, i) => ({
      title: i === 0 ? 'norms of gradients' : `norms of gradients, ${i + 1}`, names: norms.slice(i * TOGETHER, (i + 1) * TOGETHER),
    })),
  ];
}

/** Figures of one run, a picture for each. */
export const curvesOf = (run: Run, best: Best | undefined): Markup[] =>
  together(run).map(({ title, names }, i) => {
    const lines = names.map((name, place): Line => ({
      name: names.length === 2 && name === validated(names[0]!) ? 'validation' : names.length === 2 ? 'training' : name,
      place, dashed: place % 2 === 1, points: pointsOf(run, name),
    }));
    return curves(`curve-${i}`, title, lines, lines.length > 1 ? lines : [], best, tableOfRun(run, names, best));
  });

/** Figures of several runs, a picture for each with a line for each run, and a dot at its best epoch. */
export const comparedOf = (runs: readonly (readonly [name: string, run: Run, best: Best | undefined])[]): Markup[] =>
  [...new Set(runs.flatMap(([, run]) => figuresIn(run)))].map((figureName, i) => {
    const having = runs.map(([name, run, best], place) => ({ name, place, best: best?.epoch, points: pointsOf(run, figureName) }))
      .filter(({ points }) => points.length > 0);
    const rows = having.map(({ name, points }) => {
      const [low, high] = extentOf(points.map(([, y]) => y)) ?? [NaN, NaN];
      return [name, counted(points.length, 'value'), figure(points.at(-1)![1]), figure(low), figure(high)];
    });
    return curves(`compared-${i}`, figureName, having, having, undefined, { head: ['run', 'values', 'last', 'lowest', 'highest'], rows });
  });

function scaleOf(lines: readonly Line[]): Scale & { readonly log: boolean } {
  const [low, high] = extentOf(lines.flatMap(({ points }) => points.map(([, y]) => y))) ?? [0, 1];
  const log = low > 0 && high / low > SPAN;
  return { log, ...(log ? logarithmic(low, high) : linear(low, high)) };
}

function curves(
  id: string, title: string, lines: readonly (Line & { readonly best?: number | undefined })[], legend: readonly Line[],
  best: Best | undefined, table: TableOf,
): Markup {
  const [first, last] = extentOf(lines.flatMap(({ points }) => points.map(([x]) => x))) ?? [1, 1];
  const { log, ...y } = scaleOf(lines);
  const picture = plot(
    {
      id, title: `${title} by epoch`, description: described(lines, best), x: linear(first, last, { whole: true }), y,
      xTitle: 'epoch', ...(log ? { yTitle: 'powers of ten' } : {}),
    },
    (places) => [
      best === undefined ? undefined : uprightOf(best.epoch, `best: ${figure(best.epoch)}`, places),
      lines.map((line) => lineOf(line, places)),
      html`<g class="large">${
        lines.map(({ place, points, best: own }) => dotsOf(points.filter(([x]) => x === own), place, places))}</g>`,
    ],
  );
  return figureOf({ id: `${id}-figure`, title, picture, legend, table });
}

function described(lines: readonly Line[], best: Best | undefined): string {
  const each = lines.map(({ name, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    return `${name} goes from ${figure(first[1])} in epoch ${figure(first[0])} to ${figure(last[1])} in epoch ${figure(last[0])}`;
  });
  return `${each.join('; ')}.${best === undefined ? '' : ` The best epoch, ${figure(best.epoch)}, is marked.`}`;
}

/** Some epochs, evenly chosen, with the first, the last and the best. */
function tableOfRun(run: Run, names: readonly string[], best: Best | undefined): TableOf {
  const values = names.map((name) => new Map(pointsOf(run, name)));
  const epochs = [...new Set(values.flatMap((each) => [...each.keys()]))].toSorted((a, b) => a - b);
  const every = Math.max(1, epochs.length / LISTED);
  const kept = new Set(epochs.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every)));
  const listed = epochs.filter((epoch) => kept.has(epoch) || epoch === best?.epoch || epoch === epochs.at(-1));
  return {
    head: ['epoch', ...names],
    rows: listed.map((epoch) => [
      epoch === best?.epoch ? `${epoch} (best)` : epoch,
      ...values.map((each) => (each.has(epoch) ? figure(each.get(epoch)!) : '')),
    ]),
  };
}
