import { printable } from '../core/printable.ts';
import { curve } from './progress-curve.ts';
import type { Logs } from './training.ts';

/** What a line of progress tells. */
export interface Progress {
  /** Said first, such as which of several trainings it is. */
  readonly label?: string;
  /** How far it is, and the same in fewer characters. */
  readonly head: readonly [long: string, short: string];
  /** How much is done, from 0 to 1; undefined if that is not known. */
  readonly share: number | undefined;
  /** The time that is left or was taken. */
  readonly time: string;
  readonly rate: string;
  readonly figures: Logs;
  /** The loss of each epoch so far. */
  readonly losses: readonly number[];
}

/** The terminal that a line is made for. */
export interface Screen {
  readonly columns: number;
  readonly colors: boolean;
  /** The columns that a text takes. */
  width(text: string): number;
}

/** Below this width the parts stand closer. */
const NARROW = 100;
/** A line of a terminal that is narrower than any is cut there. */
const LEAST_COLUMNS = 20;
const BAR = { least: 3, most: 24 } as const;
const CURVE = { least: 6, most: 20 } as const;
const MOST_NAME = 28;
/** Characters of a figure, so that what stands behind it does not move. */
const FIGURE = 6;

const plain = (text: string): string => text;
const styled = (on: number, off: number) => (text: string): string => `\x1b[${on}m${text}\x1b[${off}m`;
const BOLD = styled(1, 22);
const DIM = styled(2, 22);
const GREEN = styled(32, 39);
const CYAN = styled(36, 39);

/** A figure in FIGURE characters or a few more. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value).padStart(FIGURE);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1).replace('e+', 'e').padStart(FIGURE);
  const digits = size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : size < 1e4 ? 1 : 0;
  return value.toFixed(digits).padStart(FIGURE);
}

/** The figures that are shown, those that matter most first: the losses, then each metric and its validation. The norms of single layers
 *  are for the history: there may be many. */
function inOrder(figures: Logs): [name: string, value: number][] {
  const names = Object.keys(figures).filter((name) => !/.GradientNorm$/.test(name));
  const validationOf = (name: string): string => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const learnt = names.filter((name) => !names.some((other) => validationOf(other) === name));
  learnt.sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  const pairs = learnt.flatMap((name) => [name, validationOf(name)].filter((each) => names.includes(each)));
  return pairs.map((name) => [name, figures[name]!]);
}

/** Progress as one line, at least a column narrower than the screen: a terminal breaks no such line, and the next can be written in its
 *  place. What matters most is kept where there is little room: how far it is, the loss and its validation, a bar, the time, the metrics in
 *  their order; then come the rate and the course of the loss. */
export function progressLine(progress: Progress, { columns, colors, width }: Screen): string {
  const [bold, dim, green, cyan] = colors ? [BOLD, DIM, GREEN, CYAN] : [plain, plain, plain, plain];
  const gap = columns < NARROW ? 1 : 2;
  let room = Math.max(columns, LEAST_COLUMNS) - 1;
  /** Whether there is room for so many columns more, which are then taken. */
  const take = (cells: number): boolean => {
    if (cells > room) return false;
    room -= cells;
    return true;
  };
  const cut = (text: string, most: number): string => {
    if (width(text) <= most) return text;
    let short = [...text];
    while (short.length > 0 && width(short.join('')) > most - 1) short = short.slice(0, -1);
    return `${short.join('')}…`;
  };

  const label = cut(printable(progress.label ?? ''), Math.floor(room / 3));
  if (label !== '') take(width(label) + gap);
  let head = cut(progress.head[1], room);
  take(width(head));
  const figures = inOrder(progress.figures).map(([name, value]) => ({ name: cut(printable(name), MOST_NAME), value: figureText(value) }));
  const shown: typeof figures = [];
  const takeFigure = (): boolean => {
    const next = figures[shown.length];
    if (next === undefined || !take(gap + width(next.name) + 1 + next.value.length)) return false;
    shown.push(next);
    return true;
  };
  takeFigure();
  if (/^val[A-Z]/.test(figures[1]?.name ?? '') && shown.length === 1) takeFigure();
  let bar = progress.share !== undefined && take(gap + BAR.least) ? BAR.least : 0;
  const time = progress.time !== '' && take(gap + width(progress.time));
  while (shown.length > 0 && takeFigure());
  const more = shown.length < figures.length ? `+${figures.length - shown.length}` : '';
  const tellsMore = more !== '' && take(gap + more.length);
  if (take(width(progress.head[0]) - width(head))) [head] = progress.head;
  const rate = progress.rate !== '' && take(gap + width(progress.rate));
  let course = progress.losses.length > 1 && take(gap + CURVE.least) ? CURVE.least : 0;
  if (bar > 0) while (bar < BAR.most && take(1)) bar++;
  if (course > 0) while (course < CURVE.most && take(1)) course++;

  const filled = Math.round(bar * (progress.share ?? 0));
  return [
    ...(label === '' ? [] : [label]),
    bold(head),
    ...(bar === 0 ? [] : [`${filled > 0 ? green('━'.repeat(filled)) : ''}${filled < bar ? dim('─'.repeat(bar - filled)) : ''}`]),
    ...(time ? [dim(progress.time)] : []),
    ...(rate ? [dim(progress.rate)] : []),
    ...shown.map(({ name, value }) => `${dim(name)} ${value}`),
    ...(tellsMore ? [dim(more)] : []),
    ...(course === 0 ? [] : [cyan(curve(progress.losses, course))]),
  ].join(' '.repeat(gap));
}
