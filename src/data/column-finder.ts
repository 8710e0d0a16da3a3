import { DataError, nearest, show } from '../core/errors.ts';
import type { Preparation } from './preparation.ts';
import type { Table } from './table.ts';

/** A column of the training table, as the preparation remembers it. */
interface Remembered {
  readonly name: string;
  readonly index: number;
}

/** Finds the columns of the training table in another table: by name if it has all names, otherwise by position if
 *  one of the files has no header. A table without the target has one column less.
 *  @throws {DataError} if a column is missing; names it */
export function columnFinder({ features, target }: Preparation, table: Table, withTarget: boolean): (column: Remembered) => number {
  const wanted: readonly Remembered[] = withTarget ? [...features, target] : features;
  const places = new Map(table.columns.map((column, i) => [column.name, i]));
  const absent = wanted.filter(({ name }) => !places.has(name));
  if (table.header && absent.length === 0) return ({ name }) => places.get(name)!;

  const trainedWithNames = [...features, target].some(({ name, index }) => name !== `column_${index}`);
  if (table.header && trainedWithNames) {
    const [{ name }] = absent;
    const known = new Set(wanted.map((column) => column.name));
    const near = nearest(name, [...places.keys()].filter((column) => !known.has(column)));
    throw new DataError(
      `expected a column named ${show(name)} as in training, received ` +
      `${[...places.keys()].join(', ')}.${near === undefined ? '' : ` Rename '${near}'.`}`,
    );
  }
  const width = features.length + 1;
  const received = table.columns.length;
  if (received === width) return ({ index }) => index;
  if (received === width - 1 && !withTarget) return ({ index }) => (index > target.index ? index - 1 : index);
  const expected = withTarget ? `${width} columns` : `${width} columns, or ${width - 1} without the target ${show(target.name)}`;
  throw new DataError(`expected ${expected} in the order of the training data, received ${received}.`);
}
