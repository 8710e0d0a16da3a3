import type { Table } from '../preprocessing/table.ts';
import { tableFrom, type TableLike } from '../preprocessing/table-like.ts';

/** A table from rows of named values, or from columns by name. A name that a row does not have is a missing value. A column is of numbers
 *  if all its values are numbers, texts that are numbers, or missing.
 *  @throws {DataError} on other data, on no rows, or on columns that differ in length */
export const table = (data: TableLike): Table => tableFrom('table', data);
