import { DataError, show } from '../core/errors.ts';
import { forEach, type Pieces } from '../core/pieces.ts';
import { booleanOf } from './booleans.ts';
import { isMissing } from './cells.ts';
import {
  featureWidth, widthOf, type BooleanFeature, type ColumnFeature, type DateFeature, type NumericFeature, type TextFeature,
  type WordsFeature,
} from './column-features.ts';
import { findColumns } from './column-finder.ts';
import { angleOf } from './cycles.ts';
import { momentOf, type DateOrder } from './date-form.ts';
import { numberOf, PLAIN, shareOf, type NumberForm } from './number-form.ts';
import type { Column, Table } from './table.ts';
import { wordsOf } from './tokens.ts';

/** Rows of features. */
export interface EncodedColumns {
  /** @shape [rows, width] */
  readonly data: Float32Array;
  readonly shape: readonly [number, number];
  /** For each column the number of values of a kind that the rows it was fitted on did not have: missing, or text outside the
   *  categories. */
  readonly unseen: Readonly<Record<string, number>>;
}

/** Turns the rows of a table into numbers. Finds columns by name or, if there are no names, by position.
 *  @throws {DataError} if a column is missing or a value does not fit; names column and place */
export function* encodeColumns(features: readonly ColumnFeature[], table: Table): Pieces<EncodedColumns> {
  const columns = findColumns(features, table);
  const width = widthOf(features);
  const data = new Float32Array(table.rows * width);
  const unseen: Record<string, number> = Object.create(null);
  let at = 0;
  for (const [f, feature] of features.entries()) {
    const write = writerOf(feature, columns[f]!);
    yield* forEach(table.rows, (row) => {
      if (!write(data, row * width + at, row)) unseen[feature.name] = (unseen[feature.name] ?? 0) + 1;
    });
    at += featureWidth(feature);
  }
  return { data, shape: [table.rows, width], unseen };
}

/** Writes the features of one value. Returns whether the fitted rows had values of its kind. */
type Writer = (x: Float32Array, at: number, row: number) => boolean;

function writerOf(feature: ColumnFeature, column: Column): Writer {
  switch (feature.kind) {
    case 'numeric':
      return numericWriter(feature, column, numberReader(feature.name, column, feature.form));
    case 'date':
      return dateWriter(feature, column);
    case 'boolean':
      return booleanWriter(feature, column);
    case 'words':
      return wordsWriter(feature, column);
    case 'text':
      return textWriter(feature, column);
  }
}

function numericWriter(feature: Omit<NumericFeature, 'kind'>, column: Column, value: (row: number) => number, more = 0): Writer {
  const { mean, std, indicator } = feature;
  const flag = (std > 0 ? 1 : 0) + more;
  return (x, at, row) => {
    const v = value(row);
    const missing = Number.isNaN(v);
    if (std > 0 && !missing) {
      x[at] = (v - mean) / std;
      if (!Number.isFinite(x[at]!)) {
        throw new DataError(
          `${column.place(row)}: column ${show(feature.name)}: ${v} is too large beside the values of training (mean ` +
          `${mean.toPrecision(4)}, deviation ${std.toPrecision(4)}).`,
        );
      }
    }
    if (indicator && missing) x[at + flag] = 1;
    return !missing || feature.missing > 0;
  };
}

function dateWriter(feature: DateFeature, column: Column): Writer {
  const { std, cycles } = feature;
  const moment = momentReader(feature.name, column, feature.order);
  const write = numericWriter(feature, column, moment, 2 * cycles.length);
  return (x, at, row) => {
    const value = moment(row);
    if (!Number.isNaN(value)) {
      cycles.forEach((cycle, i) => {
        const angle = angleOf(cycle, value);
        const place = at + Number(std > 0) + 2 * i;
        x[place] = Math.sin(angle);
        x[place + 1] = Math.cos(angle);
      });
    }
    return write(x, at, row);
  };
}

function booleanWriter({ name, indicator, missing }: BooleanFeature, column: Column): Writer {
  return (x, at, row) => {
    const text = column.cell(row);
    // Programs have 1 and 0 for them, too.
    const value = booleanOf(text) ?? (text === '1' ? true : text === '0' ? false : undefined);
    if (value === true) x[at] = 1;
    if (value !== undefined) return true;
    if (!isMissing(text))
      throw unlike(name, column, row, 'a word for true or false');
    if (indicator) x[at + 1] = 1;
    return missing > 0;
  };
}

function wordsWriter({ words, indicator, missing }: WordsFeature, column: Column): Writer {
  const places = new Map(words.map((word, i) => [word, i]));
  return (x, at, row) => {
    if (column.lacks(row)) {
      if (indicator) x[at + words.length] = 1;
      return missing > 0;
    }
    for (const word of wordsOf(column.cell(row))) {
      const place = places.get(word);
      if (place !== undefined) x[at + place] = 1;
    }
    return true;
  };
}

function textWriter(feature: TextFeature, column: Column): Writer {
  const { categories, other, indicator } = feature;
  const places = new Map(categories.map((text, i) => [text, i]));
  const flag = categories.length + Number(other);
  return (x, at, row) => {
    const text = column.cell(row);
    const known = places.get(text);
    const missing = known === undefined && isMissing(text);
    const place = known ?? (missing ? (indicator ? flag : undefined) : other ? categories.length : undefined);
    if (place !== undefined) x[at + place] = 1;
    return place !== undefined || categories.length === 0 || (missing && feature.missing > 0);
  };
}

/** Reads the numbers of a column, NaN where one is missing. The function throws a DataError on a text.
 *  @param form  how they were written in training: so texts are read that do not tell themselves */
export function numberReader(name: string, column: Column, form: NumberForm = PLAIN): (row: number) => number {
  const own = column.kind === 'numeric' && (!column.written || sameUnits(column.form ?? PLAIN, form)) ? column.values : undefined;
  if (own !== undefined && column.kind === 'numeric' && (column.form !== undefined || !column.written)) return (row) => own[row]!;
  return (row) => {
    const value = numberOf(column.cell(row), form) ?? own?.[row];
    if (value !== undefined) return value;
    throw unlike(name, column, row, 'a number');
  };
}

/** Whether numbers mean the same; a currency may be left away. */
const sameUnits = (given: NumberForm, trained: NumberForm): boolean =>
  (given.prefix === trained.prefix && given.suffix === trained.suffix) ||
  (given.prefix + given.suffix === '' && shareOf(trained) === 1);

/** As numberReader, moments. */
function momentReader(name: string, column: Column, order: DateOrder): (row: number) => number {
  if (column.kind === 'date' || (column.kind === 'numeric' && !column.written)) return (row) => column.values[row]!;
  return (row) => {
    const value = momentOf(column.cell(row), order, true);
    if (value !== undefined) return value;
    throw unlike(name, column, row, order === 'time' ? 'a time' : 'a date');
  };
}

const unlike = (name: string, column: Column, row: number, wanted: string): DataError =>
  new DataError(`${column.place(row)}: column ${show(name)}: expected ${wanted} as in training, received ${show(column.cell(row))}.`);
