import { DataError, show } from '../core/errors.ts';
import { Gathered } from '../core/gathered.ts';
import { firstWhere, listOf, numbersOf, type Pieces } from '../core/pieces.ts';
import { isRecord, tagged } from '../core/realm.ts';
import { columnsOfTexts, type CellOptions } from '../preprocessing/infer-columns.ts';
import { DateColumn, NumericColumn, Table, type Column } from '../preprocessing/table.ts';

/** The most columns, and records within records; and the share of values that must be given in a table of so many. */
const [MOST_COLUMNS, MOST_DEEP, MOST_EMPTY, LEAST_SHARE] = [2 ** 17, 16, 2 ** 22, 0.01];

type Value = string | number | boolean | Date | null | undefined;

/** Records on their way to columns. */
export class Records {
  /** What is to be said of the table besides. */
  readonly notices: string[] = [];
  readonly #what: string;
  readonly #columns = new Map<string, Gathered<Value>>();
  readonly #lines = new Gathered<number>();
  #given = 0;
  #inLines = true;

  /** @param what  begins the errors */
  constructor(what: string) {
    this.#what = what;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** @param line  the line that it stands on, or its number
   *  @param at  what that is called, if it is no line
   *  @throws {DataError} if it is none, or has values that no column holds */
  add(record: unknown, line: number, at?: string): void {
    const place = at ?? `line ${line}`;
    this.#inLines = at === undefined;
    if (!isRecord(record)) throw new DataError(`${this.#what}: ${place}: expected a record, received ${show(record)}.`);
    this.#put('', record, place, 0);
    this.#lines.push(line);
  }

  #put(prefix: string, record: Readonly<Record<string, unknown>>, place: string, depth: number): void {
    if (depth > MOST_DEEP) throw new DataError(`${this.#what}: ${place}: records lie within records more than ${MOST_DEEP} deep.`);
    for (const [key, value] of Object.entries(record)) {
      const name = prefix + key;
      if (isRecord(value)) {
        this.#put(`${name}.`, value, place, depth + 1);
        continue;
      }
      const kept = typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`) : value;
      if (kept !== null && kept !== undefined && !['string', 'number', 'boolean'].includes(typeof kept) && !isDate(kept))
        throw new DataError(
          `${this.#what}: ${place}: '${name}': expected a number, a text, true, false or null, received ${show(value)}.`,
        );
      let column = this.#columns.get(name);
      if (column === undefined) {
        this.#columns.set(name, (column = new Gathered()));
        if (this.#columns.size > MOST_COLUMNS) throw new DataError(`${this.#what}: ${place}: there are more than ${MOST_COLUMNS} names.`);
      }
      if (column.length > this.count)
        throw new DataError(`${this.#what}: ${place}: '${name}' is given twice, by its whole name and in records within the record.`);
      column.put(this.count, kept as Value);
      this.#given++;
    }
  }

  *table(options: CellOptions): Pieces<Table> {
    if (this.count === 0 || this.#columns.size === 0)
      throw new DataError(`${this.#what}: expected records of named values, received none.`);
    const cells = this.count * this.#columns.size;
    if (cells > MOST_EMPTY && this.#given < LEAST_SHARE * cells)
      throw new DataError(
        `${this.#what}: ${this.count} records have ${this.#columns.size} names, nearly none in common. ` +
        'Are they of one kind?',
      );
    const places = yield* this.#lines.list();
    const place = (row: number): string => `${this.#inLines ? 'line' : 'record'} ${places[row]}`;
    const names: string[] = [];
    const texts: string[][] = [];
    const columns = new Map<string, Column>();
    for (const [name, given] of this.#columns) {
      const values = yield* given.list(this.count);
      const column = options.types?.[name] === undefined ? yield* columnOfValues(name, values) : undefined;
      if (column !== undefined) {
        columns.set(name, column);
        continue;
      }
      names.push(name);
      texts.push(yield* listOf(values.length, (row) => textOf(values[row])));
    }
    const lines = this.#inLines ? places : undefined;
    const { columns: made, notices } = yield* columnsOfTexts(names, texts, lines, options, place);
    for (const column of made) columns.set(column.name, column);
    return new Table([...this.#columns.keys()].map((name) => columns.get(name)!), this.count, true, [...this.notices, ...notices]);
  }
}

const isDate = (value: unknown): value is Date => tagged(value, 'Date');
const isMissing = (value: Value): value is null | undefined => value === null || value === undefined;

function textOf(value: Value): string {
  return isMissing(value) ? '' : isDate(value) ? value.toISOString() : `${value}`.trim();
}

/** A column of values that are all numbers, or all dates; undefined for others. */
function* columnOfValues(name: string, values: readonly Value[]): Pieces<Column | undefined> {
  const { length } = values;
  const isNumeric = (value: Value): boolean => typeof value === 'number' || isMissing(value);
  if ((yield* firstWhere(length, (row) => !isNumeric(values[row]))) < 0)
    return new NumericColumn(name, yield* numbersOf(length, (row) => (values[row] as number | null | undefined) ?? NaN));
  if ((yield* firstWhere(length, (row) => !(isDate(values[row]) || isMissing(values[row])))) < 0)
    return new DateColumn(name, yield* numbersOf(length, (row) => (values[row] as Date | null | undefined)?.getTime() ?? NaN), 'ymd');
  return undefined;
}
