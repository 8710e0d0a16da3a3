import { printable } from '../core/printable.ts';
import type { Table } from '../preprocessing/table.ts';
import { rowsText } from './figures.ts';
import { note } from './say.ts';

/** Reports on stderr how many rows were left out because they have no target. */
export function noticeDropped(rows: number): void {
  if (rows > 0) note(`${rowsText(rows)} left out: the target is missing`);
}

/** Reports on stderr which column is taken for the target, if the user has named none. */
export function noticeGuessed(table: Table): void {
  const [name] = table.columns.map((column) => printable(column.name)).slice(-1);
  note(`The target is the last column, '${name}'; --target names another`);
}

/** Reports on stderr which columns have cells of a kind that the training rows did not have. */
export function noticeUnseen(unseen: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(unseen)) {
    note(
      `'${name}': ${count} ${count === 1 ? 'cell is' : 'cells are'} unlike any in training (a new text, or missing) and ` +
      `${count === 1 ? 'tells' : 'tell'} the model nothing`,
    );
  }
}
