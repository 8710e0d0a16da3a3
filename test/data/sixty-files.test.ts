/** Sixty CSV files in the ways of fifteen locales and of the programs that write them: every column has the values that were written, and
 *  what can be read in two ways is asked about. */
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors.ts';
import { csvLine, readCsv, type CsvOptions } from '../../src/data/csv.ts';
import type { Table } from '../../src/preprocessing/table.ts';
import { bytesIn, LOCALES, type Locale } from './locales.ts';
import { PROGRAMS } from './programs.ts';

type Values = readonly (number | string | undefined)[];

/** The values of all columns by name; dates as ISO texts, missing ones as undefined. */
function valuesOf(table: Table): Record<string, Values> {
  return Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      [...column.values].map((value, row) =>
        column.lacks(row) ? undefined : column.kind === 'date' ? new Date(value as number).toISOString() : value,
      ),
    ]),
  );
}

/** Reads a file, and gives what was said with it. */
async function read(bytes: Uint8Array, options: CsvOptions = {}): Promise<{ values: Record<string, Values>; said: string }> {
  const said: string[] = [];
  const table = await readCsv(bytes, { ...options, onNotice: (line) => said.push(line) });
  expect(said).toEqual(table.notices);
  return { values: valuesOf(table), said: said.join('\n') };
}

let files = 0;
const file = (text: string, encoding: Locale['encoding'] = 'utf-8'): Uint8Array => {
  files++;
  return bytesIn(text, encoding);
};

const AMOUNTS = [1234567.25, 0.5, -98.75, 12345, 7.125, 1000];
const SHARES = [0.125, 0.5, 0.0725, 1, 0.25, 0.991];
const DAYS = ['2024-01-31', '2023-12-05', '2020-02-29', '1999-09-17', '2024-07-04', '2011-04-01'].map((day) => Date.parse(day));
const NAMES = ['oak', 'elm', 'ash', 'fir', 'elm', 'oak'];
const iso = (moments: readonly number[]): string[] => moments.map((moment) => new Date(moment).toISOString());

function csv(separator: string, names: readonly string[], ...columns: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (text.includes(separator) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = [names, ...columns[0]!.map((_, row) => columns.map((column) => column[row]!))];
  return rows.map((row) => row.map(cell).join(separator)).join('\r\n');
}

describe.each(LOCALES)('$tag', (locale) => {
  const { tag, separator, encoding, group } = locale;
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 3 });
  const shares = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  const money = new Intl.NumberFormat(tag, { style: 'currency', currency: locale.currency, minimumFractionDigits: 2 });
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'short', timeZone: 'UTC' });
  const words = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });

  test('numbers, percent and days in figures, as a spreadsheet writes them', async () => {
    const text = csv(
      separator, ['amount', 'share', 'day', 'tree'], AMOUNTS.map((v) => numbers.format(v)), SHARES.map((v) => shares.format(v)),
      DAYS.map((v) => days.format(v)), NAMES,
    );
    const { values, said } = await read(file(text, encoding));
    expect(values).toEqual({ amount: AMOUNTS, share: SHARES.map((v) => expect.closeTo(v, 12)), day: iso(DAYS), tree: NAMES });
    expect(said).toContain("column 'share': ");
    expect(said).toContain('percent, 12 % is 0.12');
    expect(said).toMatch(/column 'day': dates/);
  });

  test('money, days with the names of months, words for true and false, and missing cells', async () => {
    const flags = [0, 1, 1, 0, 1, 0].map((i) => locale.flags[i]!);
    const missing = (cells: string[], word: string): string[] => cells.map((cell, i) => (i === 2 ? word : cell));
    const text = csv(
      separator, ['money', 'day', 'flag'], missing(AMOUNTS.map((v) => money.format(v)), locale.missing),
      missing(DAYS.map((v) => words.format(v)), locale.missing), flags,
    );
    const { values, said } = await read(file(text, encoding));
    const rounded = AMOUNTS.map((v, i) => (i === 2 ? undefined : Number(v.toFixed(2))));
    expect(values).toEqual({
      money: rounded, day: iso(DAYS).map((v, i) => (i === 2 ? undefined : v)), flag: flags,
    });
    expect(said).toMatch(/column 'money': .*(?:currency|unit) .* left away/);
  });

  test('what can be read in two ways is asked about, and read as options say', async () => {
    const counts = [1234, 5678, 9012];
    const moments = [Date.UTC(2024, 1, 1), Date.UTC(2024, 3, 5), Date.UTC(2024, 11, 10)];
    const grouped = new Intl.NumberFormat(tag, { useGrouping: 'always' } as Intl.NumberFormatOptions);
    const bytes = file(csv(separator, ['count', 'tree'], counts.map((v) => grouped.format(v)), NAMES.slice(0, 3)), encoding);
    const right = { count: counts, tree: NAMES.slice(0, 3) };
    if (group === ',') {
      await expect(read(bytes)).rejects.toThrow(DataError);
      await expect(read(bytes)).rejects.toThrow(/column 'count': .* on line 2 is .*, and no cell tells which\. Give the option decimal/);
    }
    const { values, said } = group === ',' ? await read(bytes, { decimal: '.' }) : await read(bytes);
    if (group === '.') {
      expect(said).toMatch(/column 'count': .* is read as 1\.234; if its points separate thousands, give the option decimal: ','/);
      expect((await read(bytes, { decimal: ',' })).values).toEqual(right);
    } else {
      expect(values).toEqual(right);
    }
    const dated = bytesIn(csv(separator, ['day', 'tree'], moments.map((v) => days.format(v)), NAMES.slice(0, 3)), encoding);
    if (locale.slashed !== undefined) await expect(read(dated)).rejects.toThrow(/column 'day': .* may have the day or the month first/);
    const dates = await read(dated, locale.slashed === undefined ? {} : { dates: locale.slashed });
    expect(dates.values['day']).toEqual(iso(moments));
  });
});

describe('programs', () => {
  test.each(PROGRAMS)('$name', async ({ text, encoding, values, said = [], asked, options }) => {
    const bytes = file(text, encoding);
    if (asked !== undefined) await expect(read(bytes)).rejects.toThrow(asked);
    const got = await read(bytes, options);
    expect(got.values).toEqual(values);
    for (const line of said) expect(got.said).toContain(line);
  });
});

test('there are sixty files or more', () => {
  expect(files).toBeGreaterThanOrEqual(60);
});

test('a table that was written reads back', async () => {
  const cells = [['a', 'b'], ['1,5', 'x;y'], ['2', 'say "z"']];
  expect((await read(file(cells.map(csvLine).join('')), { decimal: '.' })).values).toEqual({ a: [1.5, 2], b: ['x;y', 'say "z"'] });
});
