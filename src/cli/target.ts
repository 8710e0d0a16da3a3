import { ConfigError, DataError, nearest, show } from '../core/errors.ts';
import { layers } from '../index.ts';
import type { LabelEncoding } from '../layers/label-encoding.ts';
import type { TargetLayer } from '../layers/target-layer.ts';
import type { TargetNormalization } from '../layers/target-normalization.ts';
import { numberIn } from '../preprocessing/cells.ts';
import { haveNames, missingColumn } from '../preprocessing/column-finder.ts';
import type { NumberForm } from '../preprocessing/number-form.ts';
import type { Column, Table } from '../preprocessing/table.ts';

/** What is predicted: one of `labels`, or a number, which the network learns as (value - mean) / std. */
export type Target =
  | {
      readonly task: 'classification';
      readonly name: string;
      /** Index among the columns of the training table. */
      readonly index: number;
      readonly labels: readonly string[];
      /** Whether labels are numbers. */
      readonly numeric: boolean;
    }
  | {
      readonly task: 'regression';
      readonly name: string;
      readonly index: number;
      readonly mean: number;
      readonly std: number;
      /** How its numbers were written, where texts told. */
      readonly form?: NumberForm;
    };

export type Task = Target['task'];

/** A target of whole numbers is classified if it has at most this many values, with at least MIN_ROWS_PER_CLASS rows
 *  for each on average. */
const MAX_INTEGER_CLASSES = 20;
const MIN_ROWS_PER_CLASS = 5;

/** The index of a column, given by its name or by a number from 0 (negative: from the end). A name is tried first.
 *  @param role  what the column is for, in errors
 *  @throws {ConfigError} if there is no such column; lists the columns */
export function columnIndex(table: Table, given: string, role: string): number {
  const names = table.columns.map((c) => c.name);
  const named = names.indexOf(given);
  if (named >= 0) return named;
  const number = /^-?\d+$/.test(given) ? Number(given) : NaN;
  const index = number < 0 ? number + names.length : number;
  if (index >= 0 && index < names.length) return index;
  const near = nearest(given, names);
  throw new ConfigError(
    `unknown ${role} column ${show(given)}.${near === undefined ? '' : ` Did you mean '${near}'?`} Expected a number from 0 to ` +
    `${names.length - 1} (negative: from the end)${table.header ? ` or one of ${names.join(', ')}` : '; the file has no header'}.`,
  );
}

/** The table without the columns that `--ignore` names. A text that is the name of a column is that column, whatever commas it has.
 *  @throws {ConfigError} if there is no such column */
export function withoutIgnored(table: Table, ignore: readonly string[] = []): Table {
  const names = new Set(table.columns.map(({ name }) => name));
  const given = ignore.flatMap((text) => (names.has(text) ? [text] : text.split(',').map((each) => each.trim())));
  return table.without(...given.map((each) => table.columns[columnIndex(table, each, 'ignored')]!.name));
}

/** What a column without missing values is as a target.
 *  @param index  its index among the columns of the table
 *  @param task  what the target is (default: classification for text and for few whole numbers, else regression)
 *  @throws {DataError} if it cannot be learnt */
export function targetOf(column: Column, index: number, task: Task = taskOf(column)): Target {
  if (column.kind === 'date')
    throw new DataError(`target ${show(column.name)}: dates cannot be learnt. Choose another column, or make numbers of them.`);
  return task === 'classification' ? classesOf(column, index) : valuesOf(column, index);
}

function taskOf(column: Column): Task {
  if (column.kind === 'text') return 'classification';
  const values = new Set<number>();
  for (const value of column.values) {
    if (!Number.isInteger(value) || values.size > MAX_INTEGER_CLASSES) return 'regression';
    values.add(value);
  }
  return values.size <= 2 || (values.size <= MAX_INTEGER_CLASSES && values.size * MIN_ROWS_PER_CLASS <= column.length)
    ? 'classification'
    : 'regression';
}

function valuesOf(column: Column, index: number): Target {
  const { name } = column;
  if (column.kind === 'text') {
    const row = Math.max(column.values.findIndex((_, i) => numberIn(column.cell(i)) === undefined), 0);
    throw new DataError(
      `target ${show(name)}: regression needs numbers, received ${show(column.cell(row))} on ${column.place(row)}. ` +
      'Choose another target, or classification.',
    );
  }
  mustDiffer(column);
  const layer = layers.targetNormalization();
  layer.adapt(column);
  return { task: 'regression', name, index, ...momentsOf(layer) };
}

function classesOf(column: Column, index: number): Target {
  const { name } = column;
  mustDiffer(column);
  const layer = layers.labelEncoding();
  layer.adapt(column);
  const { labels, numeric } = textsOf(layer);
  if (labels.length === column.length && column.length > 2) {
    throw new DataError(
      `target ${show(name)}: all ${column.length} values differ, so no class can be learnt. ` +
      `Choose another column${numeric ? ', or regression' : ''}.`,
    );
  }
  return { task: 'classification', name, index, labels, numeric };
}

function mustDiffer({ name, values, kind }: Column): void {
  if ([...values].some((value) => value !== values[0])) return;
  const value = kind === 'text' ? show(values[0]) : `${values[0]}`;
  throw new DataError(`target ${show(name)}: every value is ${value}, there is nothing to learn. Choose another column.`);
}

const textsOf = ({ labels }: LabelEncoding): { readonly labels: string[]; readonly numeric: boolean } => ({
  labels: labels.map((label) => `${label}`), numeric: typeof labels[0] === 'number',
});

const momentsOf = ({ mean, std, form }: TargetNormalization): Pick<Extract<Target, { task: 'regression' }>, 'mean' | 'std' | 'form'> => ({
  mean, std, ...(form !== undefined && { form }),
});

/** The last layer of a network for the target. */
export function targetLayer(target: Target): TargetLayer {
  if (target.task === 'regression') {
    const layer = layers.targetNormalization({ name: 'targetNormalization' });
    layer.restore(target);
    return layer;
  }
  const layer = layers.labelEncoding({ name: 'labelEncoding' });
  layer.restore(target.numeric ? target.labels.map(Number) : target.labels);
  return layer;
}

/** The target of a network, by its last layer.
 *  @param place  the column of the training table */
export function targetOfLayer(layer: LabelEncoding | TargetNormalization, place: Pick<Target, 'name' | 'index'>): Target {
  return layer.kind === 'labelEncoding'
    ? { task: 'classification', ...place, ...textsOf(layer) }
    : { task: 'regression', ...place, ...momentsOf(layer) };
}

/** The columns to predict from and, if there is one, the target. The target is found by its name or, if one of the two tables has no names,
 *  by its place: a table without it has one column less.
 *  @param features  the other columns of the training table
 *  @param wanted  whether there must be a target
 *  @throws {DataError} if columns are missing */
export function divideColumns(
  target: Target, features: readonly { readonly name: string }[], table: Table, wanted: boolean,
): { readonly x: Table; readonly y: Column | undefined } {
  const seen = [...features, target];
  const named = table.header && table.columns.some(({ name }) => name === target.name);
  if (named) return { x: table.without(target.name), y: table.column(target.name) };
  if (table.header && haveNames(features.toSpliced(target.index, 0, target))) {
    if (wanted) throw missingColumn(target.name, seen, table);
    return { x: table, y: undefined };
  }
  const received = table.columns.length;
  if (received === seen.length) {
    const y = table.columns[target.index]!;
    return { x: table.without(y.name), y };
  }
  if (received === features.length && !wanted) return { x: table, y: undefined };
  const without = wanted ? '' : `, or ${features.length} without the target ${show(target.name)}`;
  throw new DataError(`expected ${seen.length} columns${without} in the order of the training data, received ${received}.`);
}
