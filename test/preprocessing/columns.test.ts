/** What tables become: columns found, kept and encoded. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, DataError } from '../../src/core/errors.ts';
import { atOnce } from '../../src/core/pieces.ts';
import { parseCsv, readCsv } from '../../src/data/csv.ts';
import { layers, tensor } from '../../src/index.ts';
import { featureText, widthOf, type ColumnFeature } from '../../src/preprocessing/column-features.ts';
import { encodeColumns, type EncodedColumns } from '../../src/preprocessing/encode-columns.ts';
import { fitColumns } from '../../src/preprocessing/fit-columns.ts';
import { storedColumns } from '../../src/preprocessing/stored-columns.ts';
import type { Table } from '../../src/preprocessing/table.ts';
import { tableFrom, type TableLike } from '../../src/preprocessing/table-like.ts';

const encoded = (features: readonly ColumnFeature[], given: Table): EncodedColumns => atOnce(encodeColumns(features, given));

const table = parseCsv(`size,color,price
1,red,10
3,blue,20
?,red,30
2,,30
`);
const columns = fitColumns(table);
const rowsOf = (data: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: data.length / width }, (_, i) => Array.from(data).slice(i * width, (i + 1) * width));

describe('fitting and encoding', () => {
  test('numbers are standardised, missing ones are the mean and flagged; texts are one-hot, missing ones a category', () => {
    const { data, shape, unseen } = encoded(columns, table);
    const size = Math.sqrt(2 / 3);
    const price = Math.sqrt(275 / 4);
    // size, size missing, blue, red, color missing, price
    expect(shape).toEqual([4, 6]);
    const expected = [
      [-1 / size, 0, 0, 1, 0, -12.5 / price],
      [1 / size, 0, 1, 0, 0, -2.5 / price],
      [0, 1, 0, 1, 0, 7.5 / price],
      [0, 0, 0, 0, 1, 7.5 / price],
    ];
    expect(data).toEqual(Float32Array.from(expected.flat()));
    expect({ ...unseen }).toEqual({});
  });

  test('what it found can be told', () => {
    expect(columns.map((column) => [column.name, widthOf([column]), column.missing, featureText(column)])).toEqual([
      ['size', 2, 1, 'mean 2.000, deviation 0.8165, a flag for missing cells'],
      ['color', 3, 1, '2 categories, a flag for missing cells'],
      ['price', 1, 0, 'mean 22.50, deviation 8.292'],
    ]);
  });

  test('new rows: columns by name in any order, what is new is all zeros and counted', () => {
    const { data, unseen } = encoded(columns, parseCsv('price,extra,color,size\n22.5,9,green,2\n,9,blue,?\n'));
    expect(rowsOf(data, 6)).toEqual([[0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0]]);
    expect({ ...unseen }).toEqual({ color: 1, price: 1 });
  });

  test('new rows without a header: columns by place', () => {
    expect(encoded(columns, parseCsv('3,red,22.5\n', { header: false })).data[3]).toBe(1);
    expect(() => encoded(columns, parseCsv('1,2\n', { header: false }))).toThrow(/expected 3 columns in the order.*received 2/);
  });

  test('text categories that look like numbers stay text, as they are spelt', () => {
    const codes = fitColumns(parseCsv('code\n01\n2b\n01\n2b\n', { header: true }));
    expect([...encoded(codes, parseCsv('code\n01\n01\n', { header: true })).data]).toEqual([1, 0, 1, 0]);
  });

  test('mistakes name line and column', () => {
    expect(() => encoded(columns, parseCsv('size,colour,price\n1,red,2\n'))).toThrow(
      /a column named 'color'.*received size, colour, price\. Rename 'colour'/,
    );
    expect(() => encoded(columns, parseCsv('size,color,price\n1,red,2\nbig,red,2\n'))).toThrow(
      /line 3: column 'size': expected a number as in training, received 'big'/,
    );
    expect(() => encoded(columns, tableFrom('x', [{ size: 1e300, color: 'red', price: 1 }]))).toThrow(
      /row 0: column 'size': 1e\+300 is too large beside the values of training/,
    );
  });
});

describe('columns that tell nothing or too much', () => {
  const column = (cells: (string | number)[]): ColumnFeature =>
    fitColumns(parseCsv(`c,z\n${cells.map((c, i) => `${c},${i}`).join('\n')}\n`, { header: true }))[0]!;
  const width = (cells: (string | number)[]): number => widthOf([column(cells)]);

  test('constants give no feature, but their missing cells may', () => {
    expect(width([7, 7, 7, 7])).toBe(0);
    expect(width(['a', 'a', 'a', 'a'])).toBe(0);
    expect(width(['', '', '', ''])).toBe(0);
    expect(width([7, '', 7, 7])).toBe(1);
    expect(width(['a', '', 'a', 'a'])).toBe(1);
  });

  test('many categories: the 50 most frequent and one for the others', () => {
    const cells = Array.from({ length: 200 }, (_, i) => `c${i % 60}`);
    expect(width(cells)).toBe(51);
    expect(column(cells)).toMatchObject({ other: true, distinct: 60 });
    const rare = fitColumns(tableFrom('x', { c: cells }));
    const { data, unseen } = encoded(rare, tableFrom('x', { c: ['never', 'c1'] }));
    expect([data[50], data.subarray(51).reduce((a, b) => a + b), { ...unseen }]).toEqual([1, 1, {}]);
  });

  test('texts that all differ are left out', () => {
    expect(width(Array.from({ length: 60 }, (_, i) => `name ${i}`))).toBe(0);
  });

  test('a table of nothing else is refused', () => {
    expect(() => fitColumns(parseCsv('a\n1\n1\n', { header: true }))).toThrow(/received only constant ones/);
    expect(() => fitColumns(parseCsv('y\n0\n1\n', { header: true }).without('y'))).toThrow(/received none\. Check what separates/);
    expect(() => fitColumns(parseCsv('a\n1e200\n-1e200\n', { header: true }))).toThrow(/column 'a': the values are too large/);
  });
});

describe('tables in all forms', () => {
  const encoding = layers.tableEncoding();
  encoding.adapt(table);
  const expected = encoding.apply(table).toArray();
  const forms: Readonly<Record<string, TableLike>> = {
    'rows of named values': [
      { size: 1, color: 'red', price: 10 }, { size: '3', color: 'blue', price: 20 }, { color: ' red ', price: 30 },
      { size: 2, color: null, price: 30 },
    ],
    'columns by name': {
      size: [1, 3, null, 2], color: ['red', 'blue', 'red', undefined], price: [10, 20, 30, 30], other: [true, true, false, false],
    },
    'columns as tensors and typed arrays': {
      size: Float32Array.of(1, 3, NaN, 2), color: [['red'], ['blue'], ['red'], ['NA']], price: tensor([[10], [20], [30], [30]]),
    },
    'columns of a table': Object.fromEntries(table.columns.map((column) => [column.name, column])),
  };
  test.each(Object.entries(forms))('%s', (_, form) => {
    expect(encoding.apply(form).toArray()).toEqual(expected);
  });

  test('true and false are one number', () => {
    const flags = layers.tableEncoding();
    flags.adapt(parseCsv('a,b\ntrue,1\nfalse,2\n'));
    expect(flags.apply([{ a: true, b: 1.5 }]).toArray()).toEqual([[1, 0]]);
  });

  test.each<[string, unknown, RegExp]>([
    ['a tensor', tensor([[1]]), /expected a table, rows of named values, or columns by name, received Tensor/],
    ['no rows', [], /at least one row of named values, received none/],
    ['a single row', { size: 1, color: 'red' }, /column 'size': expected values, one a row, received 1\. Give a single row as \[row\]/],
    ['rows that are none', [{ size: 1 }, 2], /row 1: expected named values, received 2/],
    ['columns of other lengths', { size: [1, 2], a: ['red'] }, /expected 2 values in every column, as in 'size', received 1 of 'a'/],
    ['values that are no cells', [{ size: [1, 2] }], /column 'size': expected a text, a number, .*, received \[1, 2\] in row 0/],
    ['a matrix as a column', { size: tensor([[1, 2]]) }, /column 'size': expected one value a row, received shape \[1, 2\]/],
  ])('%s', (_, form, message) => {
    expect(() => tableFrom('x', form as TableLike)).toThrow(DataError);
    expect(() => tableFrom('x', form as TableLike)).toThrow(message);
  });

  test('what a table can do', () => {
    expect(table.without('color').columns.map(({ name }) => name)).toEqual(['size', 'price']);
    expect(table.dropMissing('color').cells).toEqual([['1', 'red', '10'], ['3', 'blue', '20'], ['?', 'red', '30']]);
    expect(table.dropMissing('price')).toBe(table);
    expect([...table.column('price').values]).toEqual([10, 20, 30, 30]);
    expect(() => table.column('prize')).toThrow(/unknown column 'prize'\. Did you mean 'price'/);
    expect(() => table.select([4])).toThrow(/select: expected rows from 0 to 3, received 4/);
  });
});

describe('kept in a file', () => {
  test('comes back as it was', () => {
    expect(storedColumns(JSON.parse(JSON.stringify(columns)))).toEqual(columns);
  });

  /** The columns with a value put in a place of one. */
  const broken = (column: number, key: string, value: unknown): unknown =>
    columns.map((feature, i) => (i === column ? { ...feature, [key]: value } : feature));
  test.each([
    ['no list', {}, /columns: expected a list/],
    ['no columns', [], /columns: expected columns of distinct names/],
    ['a column that is none', [3], /columns\[0\]: expected an object, received 3/],
    ['a column of unknown kind', broken(0, 'kind', 'image'), /columns\[0\].kind.*received 'image'/],
    ['a mean that is no number', broken(0, 'mean', '0'), /columns\[0\].mean: expected a number, received '0'/],
    ['a negative deviation', broken(0, 'std', -1), /columns\[0\].std: expected a number not below 0/],
    ['a flag that is none', broken(0, 'indicator', 1), /columns\[0\].indicator: expected true or false/],
    ['categories that are no texts', broken(1, 'categories', [1]), /columns\[1\].categories: expected a string/],
    ['categories twice', broken(1, 'categories', ['a', 'a']), /columns\[1\].categories: expected distinct strings/],
    ['two columns of one name', broken(0, 'name', 'color'), /columns: expected columns of distinct names/],
  ])('%s', (_, stored, message) => {
    expect(() => storedColumns(stored)).toThrow(ConfigError);
    expect(() => layers.tableEncoding({ name: 'it' }).restore(stored as never)).toThrow(new RegExp(`it: ${message.source}`));
  });
});

const folder = process.env['MYELIN_DATA'] ?? '';
describe.skipIf(!existsSync(join(folder, 'iris')))('real data (needs MYELIN_DATA)', () => {
  test.each([
    ['iris/iris.csv', 'species', 4],
    ['pima-indians-diabetes/pima-indians-diabetes.csv', 'column_8', 8],
    ['adult/adult-train.csv', 'income', 108],
    ['titanic/titanic.csv', 'survived', 33],
    ['california-housing/housing.csv', 'median_house_value', 14],
    ['abalone/abalone.csv', 'column_8', 10],
  ])('%s', async (path, target, width) => {
    const csv = await readCsv(join(folder, path));
    const name = csv.columns.some((column) => column.name === target) ? target : csv.columns.at(-1)!.name;
    const x = csv.without(name);
    const found = fitColumns(x);
    expect(widthOf(found)).toBe(width);
    const { data, unseen } = encoded(storedColumns(JSON.parse(JSON.stringify(found))), x);
    expect([data.length, Object.keys(unseen)]).toEqual([csv.rows * width, []]);
    expect(data.every(Number.isFinite)).toBe(true);
  });
});
