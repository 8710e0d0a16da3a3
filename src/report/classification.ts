import { figureOf, scrolled, tableOf, type TableOf } from './figure.ts';
import { brief, html, type Markup, type Part } from './html.ts';
import { figure, percent } from './numbers.ts';
import type { Tile } from './page.ts';
import { bestClass, classFiguresOf, confusionOf, figuresFrom, rankingOf, sum, type ClassFigures, type Ranking } from './scores.ts';
import { calibrationFigure, LABEL, precisionRecallFigure, rocFigure } from './thresholds.ts';

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
export function rowLosses({ classes, scores, truth, several }: Classified): Float64Array {
  const n = classes.length;
  const lossOf = (p: number): number => -Math.log(Math.max(LEAST_PROBABILITY, p));
  return Float64Array.from({ length: scores.length / n }, (_, row) => {
    if (!several) return lossOf(scores[row * n + truth[row]!]!);
    return sum(classes.map((_, c) => lossOf(truth[row * n + c] ? scores[row * n + c]! : 1 - scores[row * n + c]!))) / n;
  });
}

export function classificationOf(prefix: string, given: Classified): { readonly tiles: Tile[]; readonly content: Part } {
  const { classes, scores, truth, several } = given;
  const n = classes.length;
  const rows = scores.length / n;
  const confusion = several ? undefined : confusionOf(scores, truth, n);
  const figures = confusion === undefined ? labelFigures(given) : classFiguresOf(confusion);
  const isOf = (c: number): Uint8Array =>
    Uint8Array.from({ length: rows }, (_, row) => Number(several ? truth[row * n + c]! > 0.5 : truth[row] === c));
  const scoresOf = (c: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => scores[row * n + c]!);
  // Both classes of two have the same curve, seen from either side.
  const asked = n === 2 && !several ? [1] : hardest(figures, MOST);
  const rankings = asked.map((c) => [c, rankingOf(scoresOf(c), isOf(c))] as const)
    .filter((entry): entry is readonly [number, Ranking] => entry[1] !== undefined);
  const loss = sum([...rowLosses(given)]) / rows;
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
  const { probabilities, came, what } = said(given, scoresOf, isOf);
  return {
    tiles,
    content: [
      html`<div class="halves">${confusion === undefined ? '' : confusionFigure(`${prefix}confusion`, classes, confusion)}${
        classTable(`${prefix}classes`, classes, figures, new Map(rankings))}</div>`,
      html`<div class="grid">${shown.length === 0 ? '' : [
        rocFigure(`${prefix}roc`, classes, shown, fewer), precisionRecallFigure(`${prefix}pr`, classes, shown, fewer),
      ]}${calibrationFigure(`${prefix}calibration`, probabilities, came, what)}</div>`,
    ],
  };
}

/** What is said of each row, with its probability, and whether it came true. */
function said(
  { classes, scores, truth, several }: Classified, scoresOf: (c: number) => Float64Array, isOf: (c: number) => Uint8Array,
): { probabilities: ArrayLike<number>; came: ArrayLike<number | boolean>; what: string } {
  const n = classes.length;
  if (several) return { probabilities: scores, came: truth, what: 'a label' };
  if (n === 2) return { probabilities: scoresOf(1), came: isOf(1), what: classes[1]! };
  const best = Array.from(truth, (_, row) => bestClass(scores, row, n));
  const probabilities = best.map((c, row) => scores[row * n + c]!);
  return { probabilities, came: best.map((c, row) => c === truth[row]), what: 'the predicted class' };
}

/** The figures of each label at a threshold of one half. */
const labelFigures = ({ classes, scores, truth }: Classified): ClassFigures[] => {
  const n = classes.length;
  return classes.map((_, c) => {
    let [right, count, predicted] = [0, 0, 0];
    for (let at = c; at < scores.length; at += n) {
      right += Number(scores[at]! > 0.5 && truth[at]! > 0.5);
      count += Number(truth[at]! > 0.5);
      predicted += Number(scores[at]! > 0.5);
    }
    return figuresFrom(right, count, predicted);
  });
};

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
