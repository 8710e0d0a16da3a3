import type { Pieces } from '../core/pieces.ts';
import { figureOf } from './figure.ts';
import { brief, html, type Markup } from './html.ts';
import { counted, figure, linear, percent, type Scale } from './numbers.ts';
import { barsOf, dotsOf, lineOf, plot, type Places, type Point } from './plot.ts';
import { calibrationOf, type Ranking } from './scores.ts';

/** Characters of a class' name in a legend. */
export const LABEL = 18;

const SHARES: Scale = linear(0, 1, { count: 4 });

/** Classes, and how well their scores rank. */
type Shown = readonly (readonly [number, Ranking])[];

/** Points that a table lists for a long curve: about as many, evenly chosen, with the last. */
const LISTED = 20;
function some(length: number): number[] {
  const count = Math.min(LISTED, length);
  return [...new Set([...Array.from({ length: count }, (_, i) => Math.floor((i * length) / count)), length - 1])];
}

export function rocFigure(id: string, classes: readonly string[], shown: Shown, fewer: string | undefined): Markup {
  const title = 'ROC';
  const description = shown.map(([c, { auc }]) => `The area under the curve of ${classes[c]} is ${auc.toFixed(4)}.`).join(' ');
  const picture = plot(
    { id, title, description, x: SHARES, y: SHARES, xTitle: 'false positive rate', yTitle: 'true positive rate' },
    (places) => [
      diagonal(places),
      shown.map(([, { roc }], place) => lineOf({ name: '', place, points: roc }, places)),
    ],
  );
  return figureOf({
    id: `${id}-figure`, title, picture, ...(fewer === undefined ? {} : { note: fewer }),
    legend: shown.map(([c, { auc }], place) => ({ name: `${brief(classes[c]!, LABEL)}, area ${auc.toFixed(4)}`, place })),
    table: {
      head: ['class', 'threshold', 'false positives', 'true positives'],
      rows: shown.flatMap(([c, { roc, thresholds }]) =>
        some(thresholds.length).map((i) => [classes[c]!, figure(thresholds[i]!), percent(roc[i + 1]![0]), percent(roc[i + 1]![1])])),
    },
  });
}

const diagonal = (places: Places): Markup =>
  html`<path class="even" d="M${places.x(0)} ${places.y(0)}L${places.x(1)} ${places.y(1)}"/>`;

export function precisionRecallFigure(id: string, classes: readonly string[], shown: Shown, fewer: string | undefined): Markup {
  const title = 'Precision and recall';
  const description = shown.map(([c, r]) => `The mean precision of ${classes[c]} is ${r.averagePrecision.toFixed(4)}.`).join(' ');
  const picture = plot(
    { id, title, description, x: SHARES, y: SHARES, xTitle: 'recall', yTitle: 'precision' },
    (places) => shown.map(([, { precisionRecall }], place) => lineOf({ name: '', place, points: steps(precisionRecall) }, places)),
  );
  return figureOf({
    id: `${id}-figure`, title, picture, ...(fewer === undefined ? {} : { note: fewer }),
    legend: shown.map(([c, r], place) => ({ name: `${brief(classes[c]!, LABEL)}, mean ${r.averagePrecision.toFixed(4)}`, place })),
    table: {
      head: ['class', 'threshold', 'recall', 'precision'],
      rows: shown.flatMap(([c, { precisionRecall, thresholds }]) =>
        some(thresholds.length).map((i) => [
          classes[c]!, figure(thresholds[i]!), percent(precisionRecall[i]![0]), percent(precisionRecall[i]![1]),
        ])),
    },
  });
}

/** Between two thresholds there is nothing: a precision holds back to the recall before. */
const steps = (points: readonly Point[]): Point[] =>
  points.flatMap(([x, y], i): Point[] => [[points[i - 1]?.[0] ?? 0, y], [x, y]]);

export function* calibrationFigure(
  id: string, probabilities: ArrayLike<number>, came: ArrayLike<number | boolean>, what: string,
): Pieces<Markup> {
  const title = 'Calibration';
  const { bins, error } = yield* calibrationOf(probabilities, came);
  const filled = bins.filter(({ count }) => count > 0);
  const points = filled.map(({ mean, share }): Point => [mean, share]);
  const most = Math.max(...bins.map(({ count }) => count));
  const picture = plot(
    {
      id, title, x: SHARES, y: SHARES, xTitle: `probability of ${brief(what, 24)}`, yTitle: 'how often it came true',
      description: `Probabilities and what came of them differ by ${percent(error)} on average. ${filled.map(({ mean, share, count }) =>
        `${counted(count, 'prediction')} of ${percent(mean)} on average came true in ${percent(share)}`).join('; ')}.`,
    },
    (places) => [
      html`<g class="faint">${barsOf([...bins.map(({ low }) => low), 1], bins.map(({ count }) => (count / most) * 0.25), 7, places)}</g>`,
      diagonal(places), lineOf({ name: '', place: 0, points }, places),
      html`<g class="large">${dotsOf(points, 0, places)}</g>`,
    ],
  );
  return figureOf({
    id: `${id}-figure`, title, picture,
    note: `Mean distance from the diagonal ${percent(error)}. Bars: how many predictions have such a probability.`,
    table: {
      head: ['probability', 'predictions', 'mean', 'came true'],
      rows: bins.map(({ low, high, count, mean, share }) => [
        `${low.toFixed(1)} to ${high.toFixed(1)}`, figure(count), percent(mean), percent(share),
      ]),
    },
  });
}
