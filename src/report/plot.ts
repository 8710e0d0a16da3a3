import { colour, dashes } from './figure.ts';
import { brief, html, type Markup, type Part } from './html.ts';
import type { Scale } from './numbers.ts';

/** Sizes of a picture. It is drawn about as wide as a small screen, so that its texts keep their size there. */
const WIDTH = 340;
const HEIGHT = 232;
const LEFT = 46;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 38;
const INNER_WIDTH = WIDTH - LEFT - RIGHT;
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;

export interface Frame {
  readonly id: string;
  readonly title: string;
  /** What is seen, for those who do not see it. */
  readonly description: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly xTitle: string;
  readonly yTitle?: string;
}

/** Places within a picture. */
export interface Places {
  x(value: number): number;
  y(value: number): number;
}

const short = (value: number): number => Math.round(10 * value) / 10;

/** An SVG picture that tells its title and what is seen. */
export function pictureOf(
  { id, title, description }: Pick<Frame, 'id' | 'title' | 'description'>, width: number, height: number, inner: Part,
): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${
    title}</title><desc id="${id}-d">${description}</desc>${inner}</svg>`;
}

/** Axes with their marks, and what `draw` puts between them. */
export function plot(frame: Frame, draw: (places: Places) => Part): Markup {
  const { x, y, xTitle, yTitle = '' } = frame;
  const places: Places = {
    x: (value) => short(LEFT + INNER_WIDTH * x.place(value)),
    y: (value) => short(TOP + INNER_HEIGHT * (1 - y.place(value))),
  };
  const bottom = TOP + INNER_HEIGHT;
  return pictureOf(frame, WIDTH, HEIGHT, [
    y.ticks.map(({ value, text }) => html`<path class="net" d="M${LEFT} ${places.y(value)}h${INNER_WIDTH}"/><text class="end" x="${
      LEFT - 6}" y="${places.y(value) + 3.5}">${text}</text>`),
    x.ticks.map(({ value, text }, i) => html`<path class="tick" d="M${places.x(value)} ${bottom}v4"/><text class="${
      i === x.ticks.length - 1 && x.place(value) > 0.9 ? 'end' : 'middle'}" x="${
      places.x(value) + (i === x.ticks.length - 1 && x.place(value) > 0.9 ? RIGHT - 2 : 0)}" y="${bottom + 15}">${text}</text>`),
    html`<path class="axis" d="M${LEFT} ${bottom}h${INNER_WIDTH}"/>`,
    html`<text class="middle name" x="${LEFT + INNER_WIDTH / 2}" y="${HEIGHT - 6}">${brief(xTitle, 46)}</text>`,
    html`<text class="name" x="4" y="10">${brief(yTitle, 30)}</text>`,
    draw(places),
  ]);
}

export type Point = readonly [x: number, y: number];

export interface Line {
  readonly name: string;
  /** The place of its colour. */
  readonly place: number;
  readonly dashed?: boolean;
  readonly points: readonly Point[];
}

/** A line through points. Where a value is not finite, there is a gap. */
export function lineOf(line: Line, places: Places): Markup {
  const parts: Point[][] = [[]];
  for (const [x, y] of line.points) {
    const at: Point = [places.x(x), places.y(y)];
    if (at.every(Number.isFinite)) parts.at(-1)!.push(at);
    else if (parts.at(-1)!.length > 0) parts.push([]);
  }
  // A point alone is a line of no length, which round ends make visible.
  const d = parts.filter((part) => part.length > 0)
    .map((part) => `M${thinned(part).map(([x, y]) => `${x} ${y}`).join('L')}${part.length === 1 ? 'h0' : ''}`).join('');
  const dot = parts.every((part) => part.length < 2) ? ' dot' : '';
  return html`<path class="line ${colour(line.place)}${dashes(line) ? ' dashed' : ''}${dot}" d="${d}"/>`;
}

/** Of many points those that are seen: of each column of half a pixel the first, the lowest, the highest and the last. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length < 4 * INNER_WIDTH) return points;
  const kept: Point[] = [];
  for (let from = 0; from < points.length;) {
    const column = Math.floor(2 * points[from]![0]);
    let [to, low, high] = [from, from, from];
    for (; to < points.length && Math.floor(2 * points[to]![0]) === column; to++) {
      if (points[to]![1] < points[low]![1]) low = to;
      if (points[to]![1] > points[high]![1]) high = to;
    }
    kept.push(...[...new Set([from, low, high, to - 1])].toSorted((a, b) => a - b).map((i) => points[i]!));
    from = to;
  }
  return kept;
}

/** Points that are not joined, as one path of dots. */
export const dotsOf = (points: readonly Point[], place: number, places: Places): Markup =>
  html`<path class="dots ${colour(place)}" d="${points.map(([x, y]) => [places.x(x), places.y(y)] as const)
    .filter((at) => at.every(Number.isFinite)).map(([x, y]) => `M${x} ${y}h0`).join('')}"/>`;

/** A vertical line with a text above it. */
export function uprightOf(x: number, text: string, places: Places): Markup {
  const at = places.x(x);
  // Beside the line's end there may be no room: the text moves inwards.
  const half = 3.2 * text.length;
  const middle = Math.min(WIDTH - half - 2, Math.max(LEFT + half, at));
  return html`<path class="best" d="M${at} ${TOP - 3}V${TOP + INNER_HEIGHT}"/><text class="middle strong" x="${short(middle)}" y="${
    TOP - 6}">${text}</text>`;
}

/** Bars that stand on the axis.
 *  @param edges  the ends of each bar
 *  @param heights  in the units of the y axis */
export function barsOf(edges: ArrayLike<number>, heights: ArrayLike<number>, place: number, places: Places): Markup {
  const bottom = places.y(0);
  return html`<path class="bar ${colour(place)}" d="${Array.from(heights, (height, i) => {
    const [x, right, y] = [places.x(edges[i]!), places.x(edges[i + 1]!), places.y(height)];
    return height === 0 ? '' : `M${x} ${bottom}V${y}H${short(Math.max(x + 0.5, right - 0.6))}V${bottom}Z`;
  }).join('')}"/>`;
}
