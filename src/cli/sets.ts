import { ConfigError, DataError, show } from '../core/errors.ts';
import type { LabelledImages } from '../formats/idx-folder.ts';
import { layers } from '../index.ts';
import type { TableEncoding } from '../layers/table-encoding.ts';
import type { Table } from '../preprocessing/table.ts';
import { naming } from './exit.ts';
import { noticeTelling } from './notice.ts';
import type { Source } from './source.ts';
import { imageRows, imageSubject, pickRows, tableRows, type Rows, type Subject, type TableSubject } from './subject.ts';
import { columnIndex, targetOf, withoutIgnored, type Task } from './target.ts';

/** Rows for training and for evaluation. What networks know of columns is found in the training rows alone. */
export interface Sets {
  readonly subject: Subject;
  readonly train: Rows;
  readonly held: Rows | undefined;
}

/** Data that can be divided into such sets repeatedly. */
export interface Divisible {
  /** The number of rows with a target, and of rows left out because they have none. */
  readonly rows: number;
  readonly dropped: number;
  /** The class of each row, so that each part gets its share of each class; undefined for regression. */
  readonly strata: ArrayLike<string | number> | undefined;
  divide(train: Int32Array, held: Int32Array | undefined): Promise<Sets>;
}

/** @param path  the path of the source, for messages
 *  @param ignore  columns that are left out, as they were given */
export function divisible(
  path: string, source: Source, target: string, task: Task | undefined, ignore: readonly string[] = [],
): Divisible {
  if (source.kind === 'table') return divisibleTable(path, source.table, target, task, ignore);
  if (source.train === undefined) throw new ConfigError('expected train-images and train-labels in the folder, found the test set only.');
  return divisibleImages(source.train);
}

function divisibleTable(
  path: string, whole: Table, targetName: string, task: Task | undefined, ignore: readonly string[],
): Divisible {
  const { name } = whole.columns[columnIndex(whole, targetName, 'target')]!;
  const all = withoutIgnored(whole, ignore);
  const index = all.columns.findIndex((column) => column.name === name);
  if (index < 0) throw new ConfigError(`--ignore leaves out ${show(name)}, which is the target. Name another target, or do not ignore it.`);
  if (all.columns.length === 1 && whole.columns.length > 1)
    throw new ConfigError('--ignore leaves out all columns but the target: there is nothing to learn from. Leave fewer out.');
  const table = all.dropMissing(name);
  if (table.rows === 0) throw new DataError(`target ${show(name)}: every cell is missing. Choose another column.`);
  const { target } = subjectFor(table, index, task);
  const isClasses = target.task === 'classification';
  const column = table.column(name);
  if (isClasses) noticeTelling(table, name);
  return {
    rows: table.rows,
    dropped: all.rows - table.rows,
    strata: isClasses ? Array.from({ length: table.rows }, (_, row) => column.cell(row)) : undefined,
    divide: (train, held) =>
      naming(held === undefined ? path : `${path}, without the rows held out`, () => {
        const rows = table.select(train);
        const fitted = subjectFor(rows, index, target.task);
        // Labels come from all rows, so that a class whose rows are all held out is still a class.
        const subject = isClasses ? { ...fitted, target } : fitted;
        return { subject, train: tableRows(subject, rows), held: held && tableRows(subject, table.select(held)) };
      }),
  };
}

/** What can be learnt of the column at an index from the others.
 *  @throws {DataError} if nothing can */
function subjectFor(table: Table, index: number, task: Task | undefined): TableSubject {
  const column = table.columns[index]!;
  if (table.rows === 1)
    throw new DataError(`expected at least two rows with a target ${show(column.name)} to learn from, received 1.`);
  const encoding: TableEncoding = layers.tableEncoding({ name: 'tableEncoding' });
  encoding.adapt(table.without(column.name));
  return { kind: 'table', encoding, target: targetOf(column, index, task) };
}

function divisibleImages(images: LabelledImages): Divisible {
  const classes = images.y.data.reduce((most, label) => Math.max(most, label), 1) + 1;
  const subject = imageSubject(images.x.shape.slice(1), classes);
  const rows = imageRows(subject, images);
  return {
    rows: images.y.data.length,
    dropped: 0,
    strata: images.y.data,
    divide: async (train, held) => ({
      subject,
      train: held === undefined ? rows : pickRows(rows, train),
      held: held && pickRows(rows, held),
    }),
  };
}
