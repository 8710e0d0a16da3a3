import { DataError, nearest, show } from '../core/errors.ts';
import type { Column, Table } from './table.ts';

/** Whether columns were named by a file, not by their places. */
export const haveNames = (columns: readonly { readonly name: string }[]): boolean =>
  columns.some(({ name }, index) => name !== `column_${index}`);

/** Finds columns that were seen before in another table: by name if it has all of them, otherwise by position if one of the two tables has
 *  no names.
 *  @throws {DataError} if a column is missing; names it */
export function findColumns(seen: readonly { readonly name: string }[], table: Table): Column[] {
  const places = new Map(table.columns.map((column) => [column.name, column]));
  const absent = seen.find(({ name }) => !places.has(name));
  if (table.header && absent === undefined) return seen.map(({ name }) => places.get(name)!);
  if (table.header && haveNames(seen)) throw missingColumn(absent!.name, seen, table);
  if (table.columns.length === seen.length) return [...table.columns];
  throw new DataError(`expected ${seen.length} columns in the order of the training data, received ${table.columns.length}.`);
}

/** The error for a table that lacks a column. */
export function missingColumn(name: string, seen: readonly { readonly name: string }[], table: Table): DataError {
  const known = new Set(seen.map((column) => column.name));
  const received = table.columns.map((column) => column.name);
  const near = nearest(name, received.filter((column) => !known.has(column)));
  const advice = near === undefined ? '' : ` Rename '${near}'.`;
  return new DataError(`expected a column named ${show(name)} as in training, received ${received.join(', ')}.${advice}`);
}
