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

const valuesOf = (run: Run, name: string): readonly unknown[] => run.history[name] ?? [];

/** The epochs of a figure's values, counted from 0. */
function epochsOf(run: Run, name: string): readonly number[] {
  const { epoch } = run;
  const values = valuesOf(run, name);
  return run.epochsOf?.(name) ?? values.map((_, i) => epoch[Math.ceil(((i + 1) * epoch.length) / values.length) - 1]!);
}

/** Points of a figure that are all drawn, and stretches from which points are chosen where there are more: more than a screen shows. */
const [ALL, STRETCHES] = [8192, 2048];

/** Values of a figure against the epoch, counted from 1. Of very many those that are seen: of each stretch the first, the lowest, the
 *  highest, the last, one that is not finite, and that of an epoch.
 *  @param marked  the epoch, counted from 1 */
export function pointsOf(run: Run, name: string, marked?: number): Point[] {
  const values = valuesOf(run, name);
  const epochs = epochsOf(run, name);
  const point = (i: number): Point => [epochs[i]! + 1, numberIn(values[i])];
  if (values.length <= ALL) return values.map((_, i) => point(i));
  const place = marked === undefined ? -1 : epochs.indexOf(marked - 1);
  const points: Point[] = [];
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const [from, to] = [stretch, stretch + 1].map((s) => Math.floor((s * values.length) / STRETCHES)) as [number, number];
    let [low, high, gap] = [-1, -1, from];
    for (let i = from; i < to; i++) {
      const value = numberIn(values[i]);
      if (!Number.isFinite(value)) gap = i;
      else {
        if (low < 0 || value < numberIn(values[low])) low = i;
        if (high < 0 || value > numberIn(values[high])) high = i;
      }
    }
    const kept = new Set([from, low, high, gap, to - 1, ...(from <= place && place < to ? [place] : [])]);
    points.push(...[...kept].filter((i) => i >= 0).toSorted((a, b) => a - b).map(point));
  }
  return points;
}

const numberIn = (value: unknown): number => (typeof value === 'number' ? value : NaN);

/** The names of figures that are numbers. */
export const figuresIn = ({ history }: Run): string[] =>
  Object.keys(history).filter((name) => history[name]!.some((value) => typeof value === 'number'));

/** The best epoch by a figure; undefined if it is never finite. The first of equals is best, as for earlyStopping. */
export function bestOf(run: Run, monitor: string, mode: 'min' | 'max'): Best | undefined {
  const sign = mode === 'min' ? 1 : -1;
  const values = valuesOf(run, monitor);
  let [place, value] = [-1, Infinity];
  for (let i = 0; i < values.length; i++) {
    const next = sign * numberIn(values[i]);
    if (Number.isFinite(next) && next < value) [place, value] = [i, next];
  }
  return place < 0 ? undefined : { monitor, epoch: epochsOf(run, monitor)[place]! + 1, value: values[place] as number };
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
      place, dashed: place % 2 === 1, points: pointsOf(run, name, best?.epoch),
    }));
    return curves(`curve-${i}`, title, lines, lines.length > 1 ? lines : [], best, tableOfRun(run, names, best));
  });

/** Figures of several runs, a picture for each with a line for each run, and a dot at its best epoch. */
export const comparedOf = (runs: readonly (readonly [name: string, run: Run, best: Best | undefined])[]): Markup[] =>
  [...new Set(runs.flatMap(([, run]) => figuresIn(run)))].map((figureName, i) => {
    const having = runs.map(([name, run, best], place) => ({
      name, place, best: best?.epoch, count: valuesOf(run, figureName).length, points: pointsOf(run, figureName, best?.epoch),
    })).filter(({ count }) => count > 0);
    const rows = having.map(({ name, count, points }) => {
      const [low, high] = extentOf(points.map(([, y]) => y)) ?? [NaN, NaN];
      return [name, counted(count, 'value'), figure(points.at(-1)![1]), figure(low), figure(high)];
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
  const each = names.map((name) => ({ epochs: epochsOf(run, name), values: valuesOf(run, name) }));
  const epochs = each.map((list) => list.epochs).reduce((a, b) => (a === b ? a : [...new Set([...a, ...b])].toSorted((x, y) => x - y)));
  const every = Math.max(1, epochs.length / LISTED);
  const listed = epochs.filter((epoch, i) =>
    Math.floor(i / every) !== Math.floor((i - 1) / every) || epoch + 1 === best?.epoch || i === epochs.length - 1);
  return {
    head: ['epoch', ...names],
    rows: listed.map((epoch) => [
      epoch + 1 === best?.epoch ? `${epoch + 1} (best)` : epoch + 1,
      ...each.map(({ epochs: own, values }) => {
        const place = own.lastIndexOf(epoch);
        return place < 0 ? '' : figure(numberIn(values[place]));
      }),
    ]),
  };
}
