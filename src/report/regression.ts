import { forEach, numbersOf, sortedNumbers, type Pieces } from '../core/pieces.ts';
import { figureOf } from './figure.ts';
import { html, type Markup } from './html.ts';
import { counted, extentIn, figure, linear } from './numbers.ts';
import type { Tile } from './page.ts';
import { barsOf, dotsOf, plot, type Point } from './plot.ts';
import { histogramOf } from './scores.ts';

/** Predictions of numbers. */
export interface Estimated {
  readonly predicted: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  /** What is predicted. */
  readonly name: string;
  /** Predicted numbers to a row. */
  readonly width: number;
}

/** Points in one picture. */
const POINTS = 2000;
const BINS = 30;
const QUANTILES = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** The mean squared error of each row. */
export const rowErrors = ({ predicted, truth, width }: Estimated): Pieces<Float64Array> =>
  numbersOf(truth.length / width, (row) => {
    let squares = 0;
    for (let i = row * width; i < (row + 1) * width; i++) squares += (predicted[i]! - truth[i]!) ** 2;
    return squares / width;
  });

/** The value below which a part of sorted values lies, between two of them in proportion. */
function quantileOf(sorted: ArrayLike<number>, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below]! + (at - below) * (sorted[Math.ceil(at)]! - sorted[below]!);
}

export function* regressionOf(prefix: string, given: Estimated): Pieces<{ readonly tiles: Tile[]; readonly content: Markup }> {
  const { predicted, truth, name } = given;
  const count = truth.length;
  const residuals = yield* numbersOf(count, (i) => predicted[i]! - truth[i]!);
  let [total, spread, squares, absolutes] = [0, 0, 0, 0];
  yield* forEach(count, (i) => void (total += truth[i]!));
  const mean = total / count;
  yield* forEach(count, (i) => {
    const r = residuals[i]!;
    spread += (truth[i]! - mean) ** 2;
    squares += r * r;
    absolutes += Math.abs(r);
  });
  const tiles: Tile[] = [
    { name: 'RMSE', value: figure(Math.sqrt(squares / count)), note: `always the mean: ${figure(Math.sqrt(spread / count))}` },
    { name: 'MAE', value: figure(absolutes / count), note: 'mean absolute error' },
    { name: 'R²', value: spread === 0 ? '–' : (1 - squares / spread).toFixed(4), note: 'share of variance explained' },
  ];
  const every = Math.max(1, Math.ceil(count / POINTS));
  const picked = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  const [low, high] = (yield* extentIn([truth, predicted]))!;
  const both = linear(low, high);
  const [least, most] = (yield* extentIn([residuals]))!;
  const [left, right] = (yield* extentIn([predicted]))!;
  const sorted = yield* sortedNumbers(residuals);
  const some = every > 1 ? ` Every ${figure(every)}th of ${counted(count, 'prediction')} is drawn.` : '';
  const quantiles = {
    head: ['quantile', 'residual'], rows: QUANTILES.map((part) => [`${100 * part} %`, figure(quantileOf(sorted, part))]),
  };
  return {
    tiles,
    content: html`<div class="grid">${[
      figureOf({
        id: `${prefix}predicted-figure`, title: 'Predicted and true', note: `On the diagonal, a prediction is right.${some}`,
        picture: plot(
          {
            id: `${prefix}predicted`, title: `Predicted and true ${name}`, x: both, y: both,
            xTitle: `true ${name}`, yTitle: `predicted ${name}`,
            description: `${counted(picked.length, 'point')}, from ${figure(low)} to ${figure(high)}.`,
          },
          (places) => [
            html`<path class="even" d="M${places.x(low)} ${places.y(low)}L${places.x(high)} ${places.y(high)}"/>`,
            dotsOf(picked.map((i): Point => [truth[i]!, predicted[i]!]), 0, places),
          ],
        ),
      }),
      figureOf({
        id: `${prefix}residuals-figure`, title: 'Residuals', table: quantiles,
        note: `Predicted minus true: above 0, a prediction is too large.${some}`,
        picture: plot(
          {
            id: `${prefix}residuals`, title: `Residuals of ${name}`,
            x: linear(left, right), y: linear(Math.min(0, least), Math.max(0, most)),
            xTitle: `predicted ${name}`, yTitle: 'predicted minus true',
            description: `Residuals lie between ${figure(least)} and ${figure(most)}; one half of them between ${
              figure(quantileOf(sorted, 0.25))} and ${figure(quantileOf(sorted, 0.75))}.`,
          },
          (places) => [
            html`<path class="axis" d="M${places.x(left)} ${places.y(0)}H${places.x(right)}"/>`,
            dotsOf(picked.map((i): Point => [predicted[i]!, residuals[i]!]), 1, places),
          ],
        ),
      }),
      yield* spreadFigure(prefix, name, residuals, least, most),
    ]}</div>`,
  };
}

function* spreadFigure(prefix: string, name: string, residuals: Float64Array, least: number, most: number): Pieces<Markup> {
  const { edges, counts } = yield* histogramOf([residuals], least, most, BINS);
  const title = 'How often residuals are how large';
  return figureOf({
    id: `${prefix}spread-figure`, title,
    table: {
      head: ['from', 'to', 'predictions'], rows: counts.map((count, i) => [figure(edges[i]!), figure(edges[i + 1]!), figure(count)]),
    },
    picture: plot(
      {
        id: `${prefix}spread`, title: `${title}: ${name}`, x: linear(edges[0]!, edges.at(-1)!), y: linear(0, Math.max(...counts)),
        xTitle: 'predicted minus true', yTitle: 'predictions',
        description: `A histogram of ${counted(residuals.length, 'residual')} in ${BINS} bins from ${figure(least)} to ${figure(most)}.`,
      },
      (places) => barsOf(edges, counts, 1, places),
    ),
  });
}
