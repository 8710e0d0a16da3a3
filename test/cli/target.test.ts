/** What the command takes a column for as a target, and how it finds it in tables. */
import { describe, expect, test } from 'vitest';
import { divisible, type Sets } from '../../src/cli/sets.ts';
import { columnIndex, divideColumns, targetLayer, targetOf, targetOfLayer, type Target, type Task } from '../../src/cli/target.ts';
import { ConfigError, DataError } from '../../src/core/errors.ts';
import { parseCsv } from '../../src/data/csv.ts';
import type { Column, Table } from '../../src/preprocessing/table.ts';

const table = parseCsv('size,color,price,label\n1,red,10,yes\n3,blue,20,no\n?,red,30,yes\n2,,30,no\n5,red,9,\n');
const column = (cells: readonly (string | number)[]): Column =>
  parseCsv(`y,z\n${cells.map((cell) => `${cell},1`).join('\n')}\n`, { header: true }).column('y');
const repeat = (n: number, of: number): number[] => Array.from({ length: n }, (_, i) => i % of);

test.each([
  ['text', ['a', 'b', 'a'], 'classification'],
  ['two whole numbers', [0, 1, 1, 0], 'classification'],
  ['ten whole numbers, ten times', repeat(100, 10), 'classification'],
  ['ten whole numbers, twice', repeat(20, 10), 'regression'],
  ['thirty whole numbers', repeat(300, 30), 'regression'],
  ['fractions', [0.5, 1, 0.5, 1], 'regression'],
])('%s', (_, cells, expected) => {
  expect(targetOf(column(cells), 0).task).toBe(expected);
});

test('the task can be given', () => {
  const prices = column([10, 20, 30, 30, 9]);
  expect(targetOf(prices, 2)).toMatchObject({ task: 'regression', name: 'y', index: 2, mean: 19.8 });
  expect(targetOf(prices, 2, 'classification')).toMatchObject({ labels: ['9', '10', '20', '30'], numeric: true });
  expect(() => targetOf(column(['1', 'yes']), 0, 'regression')).toThrow(/'y': regression needs numbers, received 'yes' on line 3/);
});

test('labels are sorted, and numbers are one label however they are spelt', () => {
  expect(targetOf(column(['b', 'a', 'b']), 3)).toEqual({ task: 'classification', name: 'y', index: 3, labels: ['a', 'b'], numeric: false });
  expect(targetOf(column(['1.0', '01', '0']), 0)).toMatchObject({ labels: ['0', '1'] });
});

test.each<[string, (string | number)[], Task | undefined, RegExp]>([
  ['one number', ['1', '1'], undefined, /every value is 1, there is nothing to learn/],
  ['one text', ['a', 'a'], undefined, /every value is 'a', there is nothing to learn/],
  ['one value', ['1', '1'], 'regression', /every value is 1, there is nothing to learn/],
  ['no class twice', ['a', 'b', 'c'], undefined, /all 3 values differ, so no class can be learnt\. Choose another column\.$/],
  ['no number twice', [1, 2, 3], 'classification', /Choose another column, or regression\.$/],
])('nothing to learn is refused: %s', (_, cells, task, message) => {
  expect(() => targetOf(column(cells), 0, task)).toThrow(DataError);
  expect(() => targetOf(column(cells), 0, task)).toThrow(message);
});

test.each<Target>([
  { task: 'classification', name: 'y', index: 3, labels: ['a', 'b'], numeric: false },
  { task: 'classification', name: 'y', index: 3, labels: ['0', '7.5'], numeric: true },
  { task: 'regression', name: 'y', index: 3, mean: 0.1, std: 1 / 3 },
])('a layer has all that is known of a target: $task', (target) => {
  expect(targetOfLayer(targetLayer(target) as never, { name: 'y', index: 3 })).toEqual(target);
});

test('by name, by number from 0, from the end; a name wins', () => {
  expect(['label', '0', '3', '-1', '-4'].map((t) => columnIndex(table, t, 'target'))).toEqual([3, 0, 3, 3, 0]);
  expect(columnIndex(parseCsv('1,0\na,2\n', { header: true }), '0', 'target')).toBe(1);
  expect(() => columnIndex(table, 'lable', 'target')).toThrow(ConfigError);
  expect(() => columnIndex(table, 'lable', 'target')).toThrow(
    /'lable'\. Did you mean 'label'\? Expected a number from 0 to 3.*or one of size, color/,
  );
  expect(() => columnIndex(table, '4', 'target')).toThrow(/unknown target column '4'/);
});

describe('found in another table', () => {
  const named = targetOf(table.dropMissing('label').column('label'), 1);
  const features = [{ name: 'size' }, { name: 'color' }, { name: 'price' }];
  const found = (given: Table, wanted: boolean): [string[], string | undefined] => {
    const { x, y } = divideColumns(named, features, given, wanted);
    return [x.cells.flat(), y?.cell(0)];
  };
  const bare = (text: string): Table => parseCsv(text, { header: false });

  test('by its name, wherever it stands', () => {
    expect(found(parseCsv('label,price,color,size\nyes,1,red,2\n'), true)).toEqual([['1', 'red', '2'], 'yes']);
    expect(found(parseCsv('price,color,size\n1,red,2\n'), false)).toEqual([['1', 'red', '2'], undefined]);
    expect(() => found(parseCsv('price,color,size,lable\n1,red,2,yes\n'), true)).toThrow(
      /a column named 'label' as in training.*Rename 'lable'/,
    );
  });

  test('by its place, where one of the tables has no names', () => {
    expect(found(bare('3,yes,red,22\n'), true)).toEqual([['3', 'red', '22'], 'yes']);
    expect(found(bare('3,yes,red,22\n'), false)).toEqual([['3', 'red', '22'], 'yes']);
    expect(found(bare('3,red,22\n'), false)).toEqual([['3', 'red', '22'], undefined]);
    expect(() => found(bare('1,2\n'), false)).toThrow(/expected 4 columns, or 3 without the target 'label'.*received 2/);
    expect(() => found(bare('3,red,22\n'), true)).toThrow(/expected 4 columns in the order.*received 3/);
  });
});

test('rows without a target are dropped and counted; what is known of columns comes from the training rows', async () => {
  const data = divisible('t', { kind: 'table', table }, 'label', undefined);
  expect([data.rows, data.dropped, data.strata]).toEqual([4, 1, ['yes', 'no', 'yes', 'no']]);
  const sets: Sets = await data.divide(Int32Array.of(0, 1), Int32Array.of(2, 3));
  if (sets.subject.kind !== 'table') throw new Error('expected a table');
  expect(sets.subject.encoding.columns).toMatchObject([{ mean: 2, missing: 0 }, { categories: ['blue', 'red'] }, { mean: 15 }]);
  expect([sets.train.count, sets.held!.count]).toEqual([2, 2]);
  expect(() => divisible('t', { kind: 'table', table: parseCsv('a,b\n1,\n2,\n') }, 'b', undefined)).toThrow(/'b': every cell is missing/);
});
