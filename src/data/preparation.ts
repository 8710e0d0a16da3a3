import { ConfigError, DataError, nearest, show } from '../core/errors.ts';
import { columnFinder } from './column-finder.ts';
import { isMissing, numberIn, type Column, type NumericColumn, type Table } from './table.ts';

/** A numeric column: (value - mean) / std, a missing value being the mean; with `indicator`, a second feature that is 1
 *  where the value is missing. A std of 0 (every value equal) means no first feature. */
export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  /** Place among the columns of the training table. */
  readonly index: number;
  readonly mean: number;
  readonly std: number;
  readonly indicator: boolean;
  /** Missing cells in the training rows. */
  readonly missing: number;
}

/** A text column: one feature per category, then one for all rarer texts (`other`), then one for missing cells. */
export interface TextFeature {
  readonly kind: 'text';
  readonly name: string;
  readonly index: number;
  readonly categories: readonly string[];
  readonly other: boolean;
  readonly indicator: boolean;
  readonly missing: number;
  /** Different texts in the training rows. */
  readonly distinct: number;
}

export type Feature = NumericFeature | TextFeature;

/** What is predicted: one of `labels`, or a number that was standardised as (value - mean) / std. */
export type Target =
  | { readonly task: 'classification'; readonly name: string; readonly index: number; readonly labels: readonly string[]; readonly numeric: boolean }
  | { readonly task: 'regression'; readonly name: string; readonly index: number; readonly mean: number; readonly std: number };

export type Task = Target['task'];

/** How the columns of a table become the numbers a model takes: plain JSON, fitted once, stored with the model. */
export interface Preparation {
  readonly version: 1;
  readonly target: Target;
  readonly features: readonly Feature[];
  /** Rows it was fitted on. */
  readonly rows: number;
}

/** Rows ready for a model. */
export interface Prepared {
  readonly x: Float32Array;
  readonly shape: readonly [number, number];
  /** Class numbers, or standardised values; undefined where the table has no target or it was not asked for. */
  readonly y: Float32Array | Int32Array | undefined;
  /** The table's rows that x and y hold, in order. */
  readonly rows: readonly number[];
  /** Rows left out because their target is missing. */
  readonly dropped: number;
  /** Cells per column that the preparation met for the first time: missing, or text outside the categories. */
  readonly unseen: Readonly<Record<string, number>>;
}

/** Categories a text column may have of its own; what is rarer shares one feature. */
const MAX_CATEGORIES = 50;
/** A whole-number target counts as classes up to this many values, if each stands for MIN_ROWS_PER_CLASS rows on average. */
const MAX_INTEGER_CLASSES = 20;
const MIN_ROWS_PER_CLASS = 5;

/** Learns how to prepare a table's columns from the rows given.
 *  @param target  the target column: its name, or its number counted from 0 (negative: from the end)
 *  @param task  what the target is (default: classification for text and for few whole numbers, else regression)
 *  @throws {DataError} if the target cannot be learnt from this table */
export function fitPreparation(table: Table, target: string | number, task?: Task): Preparation {
  const index = targetIndex(table, target);
  const column = table.columns[index];
  const rows = presentRows(table, index);
  if (rows.length === 0) throw new DataError(`target ${show(column.name)}: every cell is missing. Choose another column.`);
  if (rows.length === 1) throw new DataError(`expected at least two rows with a target ${show(column.name)} to learn from, received 1.`);
  const features = table.columns.flatMap((c, i) => (i === index ? [] : [fitFeature(c, i, rows)]));
  if (features.every((feature) => featureWidth(feature) === 0)) {
    throw new DataError(`expected a column besides the target ${show(column.name)} that differs from row to row, received ${features.length === 0 ? 'none. Check what separates the cells' : 'only constant ones'}.`);
  }
  return { version: 1, target: fitTarget(table, index, rows, task ?? inferTask(column, rows)), features, rows: rows.length };
}

/** Turns a table's rows into numbers, the columns found by name or, where there are no names, by place.
 *  @param withTarget  whether the target is wanted: then it must be there, and rows without it are dropped
 *  @throws {DataError} naming the line and column of a cell that does not fit */
export function applyPreparation(preparation: Preparation, table: Table, withTarget: boolean): Prepared {
  const { features, target } = preparation;
  const find = columnFinder(preparation, table, withTarget);
  const rows = withTarget ? presentRows(table, find(target)) : Array.from({ length: table.rows }, (_, row) => row);
  const width = inputWidth(preparation);
  const x = new Float32Array(rows.length * width);
  const unseen: Record<string, number> = Object.create(null);
  let at = 0;
  for (const feature of features) {
    const c = find(feature);
    const write = feature.kind === 'numeric' ? numericWriter(feature, table, c) : textWriter(feature, table, c);
    for (let i = 0; i < rows.length; i++) {
      if (!write(x, i * width + at, rows[i])) unseen[feature.name] = (unseen[feature.name] ?? 0) + 1;
    }
    at += featureWidth(feature);
  }
  const y = withTarget ? targetValues(target, table, find(target), rows) : undefined;
  return { x, shape: [rows.length, width], y, rows, dropped: table.rows - rows.length, unseen };
}

/** Features a column gives. */
export function featureWidth(feature: Feature): number {
  const own = feature.kind === 'numeric' ? Number(feature.std > 0) : feature.categories.length + Number(feature.other);
  return own + Number(feature.indicator);
}

/** Features all columns give: the width of x. */
export function inputWidth(preparation: Preparation): number {
  return preparation.features.reduce((sum, feature) => sum + featureWidth(feature), 0);
}

/** What became of a column, in a line's worth of words. */
export interface ColumnReport {
  readonly name: string;
  readonly kind: Feature['kind'];
  /** Inputs of the model the column gives. */
  readonly features: number;
  /** Missing cells in the training rows. */
  readonly missing: number;
  readonly note: string;
}

/** What the preparation does with every column, for people to read. */
export function describePreparation(preparation: Preparation): ColumnReport[] {
  return preparation.features.map((feature) => {
    const { name, kind, missing } = feature;
    return { name, kind, features: featureWidth(feature), missing, note: [ownFeatures(feature), ...(feature.indicator ? ['a flag for missing cells'] : [])].join(', ') };
  });
}

function ownFeatures(feature: Feature): string {
  if (feature.kind === 'numeric') return feature.std > 0 ? `mean ${feature.mean.toPrecision(4)}, deviation ${feature.std.toPrecision(4)}` : 'left out: every value is the same';
  if (feature.categories.length > 0) return feature.other ? `the ${feature.categories.length} most frequent of ${feature.distinct} texts, and one for the others` : `${feature.distinct} categories`;
  return feature.distinct <= 1 ? 'left out: every value is the same' : 'left out: every value is different';
}

/** The numbers that standardised predictions stand for, in the target's own units. */
export function restoreTarget(target: Extract<Target, { task: 'regression' }>, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => value * target.std + target.mean);
}

/** The place of a column named, or numbered from 0 (negative: from the end). A name wins over a number.
 *  @throws {ConfigError} saying which columns there are */
export function targetIndex(table: Table, target: string | number): number {
  const names = table.columns.map((c) => c.name);
  const named = names.indexOf(`${target}`);
  if (named >= 0) return named;
  const number = /^-?\d+$/.test(`${target}`) ? Number(target) : NaN;
  const index = number < 0 ? number + names.length : number;
  if (index >= 0 && index < names.length) return index;
  const near = nearest(`${target}`, names);
  throw new ConfigError(`unknown target column ${show(target)}.${near === undefined ? '' : ` Did you mean '${near}'?`} Expected a number from 0 to ${names.length - 1} (negative: from the end)${table.header ? ` or one of ${names.join(', ')}` : '; the file has no header'}.`);
}

/** Rows whose cell in a column is not missing. */
export function presentRows(table: Table, column: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (!isMissing(table.cells[row][column])) rows.push(row);
  return rows;
}

function inferTask(column: Column, rows: readonly number[]): Task {
  if (column.kind === 'text') return 'classification';
  const values = new Set<number>();
  for (const row of rows) {
    const value = column.values[row];
    if (!Number.isInteger(value) || values.size > MAX_INTEGER_CLASSES) return 'regression';
    values.add(value);
  }
  return values.size <= 2 || (values.size <= MAX_INTEGER_CLASSES && values.size * MIN_ROWS_PER_CLASS <= rows.length) ? 'classification' : 'regression';
}

function fitTarget(table: Table, index: number, rows: readonly number[], task: Task): Target {
  const column = table.columns[index];
  const { name } = column;
  if (task === 'regression') {
    if (column.kind === 'text') {
      const row = rows.find((r) => numberIn(table.cells[r][index]) === undefined)!;
      throw new DataError(`target ${show(name)}: regression needs numbers, received ${show(table.cells[row][index])} on line ${table.lines[row]}. Choose another target, or classification.`);
    }
    const { mean, std } = moments(column, rows);
    if (std === 0) throw new DataError(`target ${show(name)}: every value is ${mean}, there is nothing to learn. Choose another column.`);
    return { task, name, index, mean, std };
  }
  const numeric = column.kind === 'numeric';
  const labels = [...new Set(rows.map((row) => labelOf(table.cells[row][index], numeric)))].toSorted(numeric ? (a, b) => Number(a) - Number(b) : byText);
  if (labels.length === 1) throw new DataError(`target ${show(name)}: every value is ${show(labels[0])}, there is nothing to learn. Choose another column.`);
  if (labels.length === rows.length && rows.length > 2) {
    throw new DataError(`target ${show(name)}: all ${rows.length} values differ, so no class can be learnt. Choose another column${numeric ? ', or regression' : ''}.`);
  }
  return { task, name, index, labels, numeric };
}

function fitFeature(column: Column, index: number, rows: readonly number[]): Feature {
  const { name } = column;
  if (column.kind === 'numeric') {
    const { mean, std, missing } = moments(column, rows);
    return { kind: 'numeric', name, index, mean, std, indicator: missing > 0 && missing < rows.length, missing };
  }
  const counts = new Map<string, number>();
  let present = 0;
  for (const row of rows) {
    const value = column.values[row];
    if (value === undefined) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    present++;
  }
  const missing = rows.length - present;
  const distinct = counts.size;
  const indicator = missing > 0 && distinct > 0;
  // One value throughout tells nothing; nor do texts that all differ, such as names and numbers of tickets.
  if (distinct <= 1 || (distinct === present && distinct > MAX_CATEGORIES)) return { kind: 'text', name, index, categories: [], other: false, indicator, missing, distinct };
  const frequent = [...counts].toSorted(([a, m], [b, n]) => n - m || byText(a, b)).slice(0, MAX_CATEGORIES);
  const categories = frequent.map(([text]) => text).toSorted(byText);
  return { kind: 'text', name, index, categories, other: distinct > MAX_CATEGORIES, indicator, missing, distinct };
}

function moments(column: NumericColumn, rows: readonly number[]): { mean: number; std: number; missing: number } {
  const values = rows.map((row) => column.values[row]).filter((value) => !Number.isNaN(value));
  const missing = rows.length - values.length;
  if (values.every((value) => value === values[0])) return { mean: values[0] ?? 0, std: 0, missing };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!Number.isFinite(std)) throw new DataError(`column ${show(column.name)}: the values are too large to standardise. Scale them down.`);
  return { mean, std, missing };
}

/** Writes a row's features and tells whether the cell was of a kind the training rows had. */
type Writer = (x: Float32Array, at: number, row: number) => boolean;

function numericWriter(feature: NumericFeature, table: Table, c: number): Writer {
  const { mean, std, indicator } = feature;
  const value = numericReader(feature.name, table, c);
  const flag = std > 0 ? 1 : 0;
  return (x, at, row) => {
    const v = value(row);
    const missing = Number.isNaN(v);
    if (std > 0 && !missing) {
      x[at] = (v - mean) / std;
      if (!Number.isFinite(x[at])) throw new DataError(`line ${table.lines[row]}: column ${show(feature.name)}: ${v} is too large beside the values of training (mean ${mean.toPrecision(4)}, deviation ${std.toPrecision(4)}).`);
    }
    if (indicator && missing) x[at + flag] = 1;
    return !missing || feature.missing > 0;
  };
}

function textWriter(feature: TextFeature, table: Table, c: number): Writer {
  const { categories, other, indicator } = feature;
  const places = new Map(categories.map((text, i) => [text, i]));
  const flag = categories.length + Number(other);
  return (x, at, row) => {
    const text = table.cells[row][c];
    const missing = isMissing(text);
    const place = missing ? (indicator ? flag : undefined) : (places.get(text) ?? (other ? categories.length : undefined));
    if (place !== undefined) x[at + place] = 1;
    return place !== undefined || categories.length === 0 || (missing && feature.missing > 0);
  };
}

function targetValues(target: Target, table: Table, c: number, rows: readonly number[]): Float32Array | Int32Array {
  if (target.task === 'regression') {
    const value = numericReader(target.name, table, c);
    return Float32Array.from(rows, (row) => (value(row) - target.mean) / target.std);
  }
  const places = new Map(target.labels.map((label, i) => [label, i]));
  return Int32Array.from(rows, (row) => {
    const label = labelOf(table.cells[row][c], target.numeric);
    // Some test files of the UCI repository (adult.test) end their labels in a full stop that the training file lacks.
    const place = places.get(label) ?? places.get(label.replace(/\.$/, ''));
    if (place === undefined) {
      throw new DataError(`line ${table.lines[row]}: target ${show(target.name)} is ${show(table.cells[row][c])}, which was not among the training labels ${show(target.labels)}.`);
    }
    return place;
  });
}

function numericReader(name: string, table: Table, c: number): (row: number) => number {
  const column = table.columns[c];
  if (column.kind === 'numeric') return (row) => column.values[row];
  return (row) => {
    const value = numberIn(table.cells[row][c]);
    if (value === undefined) throw new DataError(`line ${table.lines[row]}: column ${show(name)}: expected a number as in training, received ${show(table.cells[row][c])}.`);
    return value;
  };
}

/** One spelling per class: 1, 1.0 and 01 are the same number. */
function labelOf(cell: string, numeric: boolean): string {
  const value = numeric ? numberIn(cell) : undefined;
  return value === undefined ? cell : `${value}`;
}

/** By code units: the same order on every machine and in every locale. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
