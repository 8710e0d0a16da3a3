import { show } from '../core/errors.ts';
import { printable } from '../core/printable.ts';
import { isNumber } from '../preprocessing/cells.ts';
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

/** Cells that are not numbers are taken for mistakes if at most one cell in so many is one. */
const NEARLY = 10;

/** Reports on stderr which columns are text only because of a few cells. */
export function noticeNearlyNumeric(table: Table): void {
  table.columns.forEach((column) => {
    const { name, kind } = column;
    if (kind !== 'text') return;
    const present = Array.from({ length: table.rows }, (_, row) => row).filter((row) => !column.lacks(row));
    const texts = present.filter((row) => !isNumber(column.cell(row)));
    if (texts.length * NEARLY > present.length) return;
    const first = `${show(column.cell(texts[0]))} on ${column.place(texts[0])}`;
    note(
      `'${name}' is taken for text: ${texts.length} of its ${present.length} cells ` +
      `${texts.length === 1 ? `is no number (${first})` : `are no numbers (the first is ${first})`}`,
    );
  });
}
