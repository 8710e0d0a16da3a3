import { forEach, numbersOf, PASS, type Pieces } from '../core/pieces.ts';
import { figureOf, scrolled, tableOf, type TableOf } from './figure.ts';
import { brief, html, type Markup, type Part } from './html.ts';
import { figure, percent } from './numbers.ts';
import type { Tile } from './page.ts';
import { bestClass, classFiguresOf, confusionOf, figuresFrom, rankingOf, sum, type ClassFigures, type Ranking } from './scores.ts';
import { calibrationFigure, LABEL, precisionRecallFigure, rocFigure } from './thresholds.ts';

/** Figures of what other thresholds would give, and their ids. */
const CURVES = [[rocFigure, 'roc'], [precisionRecallFigure, 'pr']] as const;

/** Predictions of classes. */
export interface Classified {
  readonly classes: readonly string[];
  /** Probabilities. @shape [rows, classes] */
  readonly scores: ArrayLike<number>;
  /** The class of each row. With several labels to a row: 1 where a row has a label. @shape [rows], or [rows, classes] */
  readonly truth: ArrayLike<number>;
  readonly several: boolean;
}

/** Classes in a heat map, and classes whose curves are computed. */
const MOST = 30;
/** Lines in one picture. */
const LINES = 8;
const LEAST_PROBABILITY = 1e-7;

/** The loss of each row: the negative logarithm of the probability of its class, or their mean over labels. */
export function* rowLosses({ classes, scores, truth, several }: Classified): Pieces<Float64Array> {
  const n = classes.length;
  const lossOf = (p: number): number => -Math.log(Math.max(LEAST_PROBABILITY, p));
  return yield* numbersOf(scores.length / n, (row) => {
    if (!several) return lossOf(scores[row * n + truth[row]!]!);
    return sum(classes.map((_, c) => lossOf(truth[row * n + c] ? scores[row * n + c]! : 1 - scores[row * n + c]!))) / n;
  });
}

/** @param losses  those of `rowLosses` */
export function* classificationOf(
  prefix: string, given: Classified, losses: Float64Array,
): Pieces<{ readonly tiles: Tile[]; readonly content: Part }> {
  const { classes, scores, truth, several } = given;
  const n = classes.length;
  const rows = scores.length / n;
  const confusion = several ? undefined : yield* confusionOf(scores, truth, n);
  const figures = confusion === undefined ? yield* labelFigures(given) : classFiguresOf(confusion);
  const isOf = (c: number): Pieces<Float64Array> =>
    numbersOf(rows, (row) => Number(several ? truth[row * n + c]! > 0.5 : truth[row] === c));
  const scoresOf = (c: number): Pieces<Float64Array> => numbersOf(rows, (row) => scores[row * n + c]!);
  // Both classes of two have the same curve, seen from either side.
  const asked = n === 2 && !several ? [1] : hardest(figures, MOST);
  const rankings: (readonly [number, Ranking])[] = [];
  for (const c of asked) {
    const ranking = yield* rankingOf(yield* scoresOf(c), yield* isOf(c));
    if (ranking !== undefined) rankings.push([c, ranking]);
  }
  let loss = 0;
  yield* forEach(rows, (row) => void (loss += losses[row]! / rows));
  const right = confusion === undefined ? NaN : sum(confusion.map((counts, c) => counts[c]!)) / rows;
  const meanAuc = sum(rankings.map(([, { auc }]) => auc)) / rankings.length;
  const baseline = percent(Math.max(...figures.map(({ count }) => count)) / rows);
  const tiles: Tile[] = [
    ...(confusion === undefined ? [] : [{ name: 'Accuracy', value: percent(right), note: `always the most frequent class: ${baseline}` }]),
    { name: 'Cross-entropy', value: figure(loss), note: 'mean over rows' },
    ...(rankings.length === 0 ? [] : [{
      name: 'Area under ROC', value: meanAuc.toFixed(4), ...(rankings.length > 1 ? { note: 'mean over classes' } : {}),
    }]),
  ];
  const shown = rankings.toSorted(([, a], [, b]) => a.auc - b.auc).slice(0, LINES).toSorted(([a], [b]) => a - b);
  const fewer = shown.length < n && n > 2
    ? `Of ${n} classes, those ${shown.length} with the smallest areas are drawn.` : undefined;
  const { probabilities, came, what } = yield* said(given, scoresOf, isOf);
  const matrix = confusion === undefined ? '' : confusionFigure(`${prefix}confusion`, classes, confusion);
  yield PASS;
  const table = classTable(`${prefix}classes`, classes, figures, new Map(rankings));
  const curves: Markup[] = [];
  for (const [draw, id] of shown.length === 0 ? [] : CURVES) {
    yield PASS;
    curves.push(draw(`${prefix}${id}`, classes, shown, fewer));
  }
  return {
    tiles,
    content: [
      html`<div class="halves">${matrix}${table}</div>`,
      html`<div class="grid">${curves}${yield* calibrationFigure(`${prefix}calibration`, probabilities, came, what)}</div>`,
    ],
  };
}

/** What is said of each row, with its probability, and whether it came true. */
function* said(
  { classes, scores, truth, several }: Classified, scoresOf: (c: number) => Pieces<Float64Array>,
  isOf: (c: number) => Pieces<Float64Array>,
): Pieces<{ probabilities: ArrayLike<number>; came: ArrayLike<number>; what: string }> {
  const n = classes.length;
  if (several) return { probabilities: scores, came: truth, what: 'a label' };
  if (n === 2) return { probabilities: yield* scoresOf(1), came: yield* isOf(1), what: classes[1]! };
  const best = yield* numbersOf(truth.length, (row) => bestClass(scores, row, n));
  const probabilities = yield* numbersOf(truth.length, (row) => scores[row * n + best[row]!]!);
  return { probabilities, came: yield* numbersOf(truth.length, (row) => Number(best[row] === truth[row])), what: 'the predicted class' };
}

/** The figures of each label at a threshold of one half. */
function* labelFigures({ classes: { length: n }, scores, truth }: Classified): Pieces<ClassFigures[]> {
  const [right, count, predicted] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  yield* forEach(scores.length, (at) => {
    right[at % n]! += Number(scores[at]! > 0.5 && truth[at]! > 0.5);
    count[at % n]! += Number(truth[at]! > 0.5);
    predicted[at % n]! += Number(scores[at]! > 0.5);
  });
  return Array.from(right, (each, c) => figuresFrom(each, count[c]!, predicted[c]!));
}

/** The classes of which the fewest rows are found, in their order. */
const hardest = (figures: readonly ClassFigures[], most: number): number[] =>
  figures.map(({ recall }, c) => [c, recall] as const).filter(([, recall]) => !Number.isNaN(recall))
    .toSorted(([, a], [, b]) => a - b).slice(0, most).map(([c]) => c).toSorted((a, b) => a - b);

/** The heat map of a confusion matrix, as a table that anyone can read. */
function confusionFigure(id: string, classes: readonly string[], confusion: readonly (readonly number[])[]): Markup {
  const figures = classFiguresOf(confusion);
  const shown = classes.length <= MOST ? classes.map((_, c) => c) : hardest(figures, MOST);
  const tall = shown.some((c) => classes[c]!.length > 4);
  const nameOf = (c: number): Part => html`<span title="${classes[c]}">${brief(classes[c]!, LABEL)}</span>`;
  const cell = (row: number, column: number): Markup => {
    const count = confusion[row]![column]!;
    const share = count / Math.max(1, figures[row]!.count);
    // Every mistake is seen, however rare.
    const shade = count === 0 ? 0 : Math.min(9, 1 + Math.floor(9 * share));
    return html`<td class="h${shade}">${figure(count)}</td>`;
  };
  const table = html`<table class="heat"><thead><tr><td></td><th colspan="${shown.length}" scope="colgroup">predicted</th></tr><tr>${
    html`<th scope="col">true</th>`}${
    shown.map((c) => html`<th scope="col"${tall ? html` class="tall"` : ''}>${nameOf(c)}</th>`)}</tr></thead><tbody>${
    shown.map((r) => html`<tr><th scope="row">${nameOf(r)}</th>${shown.map((c) => cell(r, c))}</tr>`)}</tbody></table>`;
  const note = `Counts of rows; the darker, the more of the rows of a true class.${
    shown.length < classes.length ? ` Of ${classes.length} classes, the ${MOST} of which the fewest rows are found.` : ''}`;
  return figureOf({
    id, title: 'Confusion', picture: scrolled(table, 'Confusion', 'whole'), note, wide: shown.length > 12,
  });
}

function classTable(
  id: string, classes: readonly string[], figures: readonly ClassFigures[], rankings: ReadonlyMap<number, Ranking>,
): Markup {
  const areas = rankings.size > 1;
  const table: TableOf = {
    head: ['class', 'rows', 'precision', 'recall', 'F1', ...(areas ? ['ROC area', 'mean precision'] : [])],
    rows: classes.map((name, c) => {
      const { count, precision, recall, f1 } = figures[c]!;
      const ranking = rankings.get(c);
      const area = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(4));
      return [
        name, figure(count), percent(precision), percent(recall), percent(f1),
        ...(areas ? [area(ranking?.auc), area(ranking?.averagePrecision)] : []),
      ];
    }),
  };
  return figureOf({ id, title: 'Class by class', picture: tableOf(table, 'Class by class') });
}
