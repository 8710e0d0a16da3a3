import { DataError, show } from '../core/errors.ts';
import { isRecord, tagged } from '../core/realm.ts';
import { columnOf, inferColumns, type CellOptions } from '../preprocessing/infer-columns.ts';
import { DateColumn, NumericColumn, Table, type Column } from '../preprocessing/table.ts';

/** The most columns, and records within records; and the share of values that must be given in a table of so many. */
const [MOST_COLUMNS, MOST_DEEP, MOST_EMPTY, LEAST_SHARE] = [2 ** 17, 16, 2 ** 22, 0.01];

type Value = string | number | boolean | Date | null | undefined;

/** Records on their way to columns. */
export class Records {
  readonly #what: string;
  readonly #columns = new Map<string, Value[]>();
  readonly #lines: number[] = [];
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
        this.#columns.set(name, (column = []));
        if (this.#columns.size > MOST_COLUMNS) throw new DataError(`${this.#what}: ${place}: there are more than ${MOST_COLUMNS} names.`);
      }
      if (column.length > this.count)
        throw new DataError(`${this.#what}: ${place}: '${name}' is given twice, by its whole name and in records within the record.`);
      column.length = this.count;
      column.push(kept as Value);
      this.#given++;
    }
  }

  table(options: CellOptions): Table {
    if (this.count === 0 || this.#columns.size === 0)
      throw new DataError(`${this.#what}: expected records of named values, received none.`);
    const cells = this.count * this.#columns.size;
    if (cells > MOST_EMPTY && this.#given < LEAST_SHARE * cells)
      throw new DataError(
        `${this.#what}: ${this.count} records have ${this.#columns.size} names, nearly none in common. ` +
        'Are they of one kind?',
      );
    const place = (row: number): string => `${this.#inLines ? 'line' : 'record'} ${this.#lines[row]}`;
    const names: string[] = [];
    const texts: string[][] = [];
    const columns = new Map<string, Column>();
    for (const [name, values] of this.#columns) {
      values.length = this.count;
      const column = options.types?.[name] === undefined ? columnOfValues(name, Array.from(values)) : undefined;
      if (column !== undefined) {
        columns.set(name, column);
        continue;
      }
      names.push(name);
      texts.push(Array.from(values, textOf));
    }
    const { plans, notices } = inferColumns(names, texts, place, options);
    const lines = this.#inLines ? this.#lines : undefined;
    names.forEach((name, c) => columns.set(name, columnOf(plans[c]!, name, texts[c]!, lines)));
    return new Table([...this.#columns.keys()].map((name) => columns.get(name)!), this.count, true, notices);
  }
}

const isDate = (value: unknown): value is Date => tagged(value, 'Date');
const isMissing = (value: Value): value is null | undefined => value === null || value === undefined;

function textOf(value: Value): string {
  return isMissing(value) ? '' : isDate(value) ? value.toISOString() : `${value}`.trim();
}

/** A column of values that are all numbers, or all dates; undefined for others. */
function columnOfValues(name: string, values: readonly Value[]): Column | undefined {
  if (values.every((value) => typeof value === 'number' || isMissing(value)))
    return new NumericColumn(name, Float64Array.from(values as readonly (number | null)[], (value) => value ?? NaN));
  if (values.every((value) => isDate(value) || isMissing(value)))
    return new DateColumn(name, Float64Array.from(values as readonly (Date | null)[], (value) => value?.getTime() ?? NaN), 'ymd');
  return undefined;
}
