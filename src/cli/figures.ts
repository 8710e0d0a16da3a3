import type { TypedArray } from '../core/dtype.ts';
import { DataError } from '../core/errors.ts';
import { largest } from '../core/extremes.ts';
import { host } from '../core/host.ts';
import { printable } from '../core/printable.ts';
import type { Sequential } from '../index.ts';
import { LabelEncoding } from '../layers/label-encoding.ts';
import { numberReader } from '../preprocessing/encode-columns.ts';
import type { Rows } from './subject.ts';
import type { Target } from './target.ts';

/** How good predictions are, and how good the best constant answer would be. */
export type Figures =
  | {
      readonly task: 'classification';
      readonly rows: number;
      readonly loss: number;
      readonly accuracy: number;
      readonly baseline: number;
      readonly confusion: readonly (readonly number[])[];
    }
  | {
      readonly task: 'regression';
      readonly rows: number;
      readonly rmse: number;
      readonly mae: number;
      readonly r2: number;
      readonly baseline: number;
    };

/** Rows that are predicted in one step: enough to keep all threads busy. */
export const PREDICT_BATCH = 512;

/** Smaller probabilities are replaced by this, so that a single confident mistake does not make the mean infinite.
 *  @source Keras, epsilon */
const LEAST_PROBABILITY = 1e-7;

/** The outputs of a model for rows.
 *  @throws {DataError} if one is not a number */
export async function outputsOf(model: Sequential, x: Rows['x'], rows: number): Promise<TypedArray> {
  const { data } = await model.predict(x, { batchSize: PREDICT_BATCH });
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return data;
  throw new DataError(
    `expected numbers from the model, received ${data[wrong]} for row ${Math.floor((wrong * rows) / data.length) + 1}. ` +
    'Either its cells are far larger than any in training, or the weights of the model are broken: train it again.',
  );
}

/** The figures of a model on rows with known targets. */
export async function judge(model: Sequential, target: Target, { x, y, count }: Rows): Promise<Figures> {
  return figuresOf(target, await outputsOf(model, x, count), truthOf(model, y));
}

/** The class of each row, or the value. */
function truthOf({ targets: [layer] }: Sequential, y: Rows['y']): ArrayLike<number> {
  if ('data' in y) return y.data;
  if (layer instanceof LabelEncoding) return layer.encode(y).data;
  const value = numberReader(y.name, y);
  return Float64Array.from({ length: y.length }, (_, row) => value(row));
}

/** Compares predictions with the true values.
 *  @param predicted  probabilities [rows, labels], or values [rows, 1]
 *  @param truth  class numbers, or values */
export function figuresOf(target: Target, predicted: ArrayLike<number>, truth: ArrayLike<number>): Figures {
  return target.task === 'classification' ? classification(target.labels.length, predicted, truth) : regression(predicted, truth);
}

/** The most probable class of a row. */
export function bestClass(probabilities: ArrayLike<number>, row: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (probabilities[row * classes + c] > probabilities[row * classes + best]) best = c;
  return best;
}

function classification(classes: number, probabilities: ArrayLike<number>, truth: ArrayLike<number>): Figures {
  const rows = truth.length;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let loss = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const best = bestClass(probabilities, row, classes);
    confusion[truth[row]][best]++;
    right += Number(best === truth[row]);
    loss -= Math.log(Math.max(LEAST_PROBABILITY, probabilities[row * classes + truth[row]]));
  }
  const largest = Math.max(...confusion.map((counts) => counts.reduce((a, b) => a + b)));
  return { task: 'classification', rows, loss: loss / rows, accuracy: right / rows, baseline: largest / rows, confusion };
}

function regression(values: ArrayLike<number>, truth: ArrayLike<number>): Figures {
  const actual = Float64Array.from(truth);
  const rows = actual.length;
  const mean = actual.reduce((sum, v) => sum + v, 0) / rows;
  let squares = 0;
  let absolutes = 0;
  let spread = 0;
  for (let row = 0; row < rows; row++) {
    squares += (values[row] - actual[row]) ** 2;
    absolutes += Math.abs(values[row] - actual[row]);
    spread += (actual[row] - mean) ** 2;
  }
  return {
    task: 'regression', rows, rmse: Math.sqrt(squares / rows), mae: absolutes / rows,
    r2: spread === 0 ? NaN : 1 - squares / spread, baseline: Math.sqrt(spread / rows),
  };
}

/** The figures as one line of text. */
export function figuresText(figures: Figures): string {
  return figures.task === 'classification'
    ? `accuracy ${percent(figures.accuracy)}, loss ${figures.loss.toFixed(4)} on ${rowsText(figures.rows)} (always the most ` +
      `frequent class: ${percent(figures.baseline)})`
    : `RMSE ${quantity(figures.rmse)}, MAE ` +
      `${quantity(figures.mae)}${Number.isNaN(figures.r2) ? '' : `, R2 ${figures.r2.toFixed(4)}`} on ${rowsText(figures.rows)} ` +
      `(always the mean: RMSE ${quantity(figures.baseline)})`;
}

export function rowsText(rows: number): string {
  return `${rows} ${rows === 1 ? 'row' : 'rows'}`;
}

/** A number in the target's units, with five digits. */
export function quantity(value: number): string {
  return `${Number(value.toPrecision(5))}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** With more classes a confusion matrix does not fit a terminal. */
const MAX_CONFUSION = 12;
const MAX_LABEL = 12;

/** The lines of the confusion matrix: rows are true classes, columns are predictions. No lines for regression. */
export function confusionText(target: Target, figures: Figures): string[] {
  if (target.task !== 'classification' || figures.task !== 'classification' || target.labels.length > MAX_CONFUSION) return [];
  const labels = target.labels.map((label) => shortened(printable(label)));
  const width = largest([...labels, ...figures.confusion.flat()].map((cell) => host().textWidth(`${cell}`))) + 2;
  const head = Math.max(...labels.map((label) => host().textWidth(label)), 4);
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `  ${padded(name, head)}${cells.map((cell) => ' '.repeat(width - host().textWidth(`${cell}`)) + cell).join('')}`;
  return [line('true', labels), ...figures.confusion.map((counts, i) => line(labels[i], counts))];
}

/** A label in at most MAX_LABEL columns. */
function shortened(label: string): string {
  if (host().textWidth(label) <= MAX_LABEL) return label;
  let short = label;
  while (host().textWidth(short) >= MAX_LABEL) short = [...short].slice(0, -1).join('');
  return `${short}…`;
}

/** A text with blanks behind it, so that it takes so many columns of a terminal. */
export const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - host().textWidth(text)));
