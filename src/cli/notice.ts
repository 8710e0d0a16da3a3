import { printable } from '../core/printable.ts';
import type { Column, Table } from '../preprocessing/table.ts';
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

/** Classes, and values of a column, that are compared, and rows of which it is no accident. */
const [MOST_CLASSES, LEAST_ROWS] = [1000, 20];

/** Reports on stderr which columns tell the class of each row: values and classes belong to each other, one to one. */
export function noticeTelling(table: Table, target: string): void {
  const { columns } = table.without(target);
  for (const column of columns) {
    if (!tellsClass(column, table.column(target))) continue;
    const [name, named] = [printable(column.name), printable(target)];
    note(`'${name}' tells '${named}' of every row, value for value: it may be the same under another name, and not known of new rows; ` +
      `--ignore '${name}' leaves it out`);
  }
}

function tellsClass(column: Column, target: Column): boolean {
  const [classes, values] = [new Map<string, string>(), new Map<string, string>()];
  let rows = 0;
  for (let row = 0; row < target.length; row++) {
    if (column.lacks(row)) continue;
    rows++;
    const [value, own] = [column.cell(row), target.cell(row)];
    if ((classes.get(value) ?? own) !== own || (values.get(own) ?? value) !== value) return false;
    classes.set(value, own);
    values.set(own, value);
    if (values.size > MOST_CLASSES) return false;
  }
  return values.size > 1 && rows >= LEAST_ROWS;
}
