import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, DataError, FormatError } from '../../src/core/errors.ts';
import { parseCsv, readCsv } from '../../src/data/csv.ts';
import { applyPreparation } from '../../src/data/apply-preparation.ts';
import { fitPreparation, targetIndex } from '../../src/data/fit-preparation.ts';
import { describePreparation, inputWidth, restoreTarget, type Preparation } from '../../src/data/preparation.ts';
import { parsePreparation } from '../../src/data/stored-preparation.ts';

const CSV = `size,color,price,label
1,red,10,yes
3,blue,20,no
?,red,30,yes
2,,30,no
5,red,9,
`;
const table = parseCsv(CSV);
const rowsOf = (data: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: data.length / width }, (_, i) => Array.from(data).slice(i * width, (i + 1) * width));

describe('fitting and applying', () => {
  const preparation = fitPreparation(table, 'label');
  const { x, y, shape, rows, dropped, unseen } = applyPreparation(preparation, table, true);

  test('rows without a target are dropped and counted', () => {
    expect([preparation.rows, rows, dropped]).toEqual([4, [0, 1, 2, 3], 1]);
  });

  test('labels are sorted', () => {
    expect(preparation.target).toEqual({ task: 'classification', name: 'label', index: 3, labels: ['no', 'yes'], numeric: false });
    expect(y).toEqual(new Int32Array([1, 0, 1, 0]));
  });

  test('numbers are standardised, missing ones are the mean and flagged; texts are one-hot, missing ones a category', () => {
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
    expect(x).toEqual(Float32Array.from(expected.flat()));
    expect({ ...unseen }).toEqual({});
  });

  test('what it did can be told', () => {
    expect(describePreparation(preparation)).toEqual([
      { name: 'size', kind: 'numeric', features: 2, missing: 1, note: 'mean 2.000, deviation 0.8165, a flag for missing cells' },
      { name: 'color', kind: 'text', features: 3, missing: 1, note: '2 categories, a flag for missing cells' },
      { name: 'price', kind: 'numeric', features: 1, missing: 0, note: 'mean 22.50, deviation 8.292' },
    ]);
  });

  test('new rows: columns by name in any order, what is new is all zeros and counted', () => {
    const prepared = applyPreparation(preparation, parseCsv('price,extra,color,size\n22.5,9,green,2\n,9,blue,?\n'), false);
    expect(rowsOf(prepared.x, 6)).toEqual([[0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0]]);
    expect([prepared.y, prepared.rows, { ...prepared.unseen }]).toEqual([undefined, [0, 1], { color: 1, price: 1 }]);
  });

  test('new rows without a header: columns by place, with or without the target', () => {
    for (const text of ['3,red,22.5,yes\n', '3,red,22.5\n']) {
      expect(applyPreparation(preparation, parseCsv(text, { header: false }), false).x[3]).toBe(1);
    }
    expect(() => applyPreparation(preparation, parseCsv('1,2\n', { header: false }), false)).toThrow(
      /expected 4 columns, or 3 without the target 'label'.*received 2/,
    );
    expect(() => applyPreparation(preparation, parseCsv('3,red,22.5\n', { header: false }), true)).toThrow(
      /expected 4 columns in the order.*received 3/,
    );
  });

  test('a target in the middle may be left out of rows to predict', () => {
    const middle = fitPreparation(parseCsv('1,0,5\n2,1,7\n3,0,5\n4,1,7\n'), 1);
    const read = (text: string): Float32Array => applyPreparation(middle, parseCsv(text), false).x;
    expect(read('1,7\n')).toEqual(read('1,0,7\n'));
  });

  test('text categories that look like numbers stay text', () => {
    const codes = fitPreparation(parseCsv('code,y\n1,0\n2b,1\n1,0\n2b,1\n'), 'y');
    expect([...applyPreparation(codes, parseCsv('code\n1\n1\n'), false).x]).toEqual([1, 0, 1, 0]);
  });

  test('a full stop after a label is no other label', () => {
    expect(applyPreparation(preparation, parseCsv('size,color,price,label\n1,red,2,yes.\n'), true).y).toEqual(new Int32Array([1]));
  });

  test('mistakes name line and column', () => {
    expect(() => applyPreparation(preparation, parseCsv('size,colour,price\n1,red,2\n'), false)).toThrow(
      /a column named 'color'.*received size, colour, price\. Rename 'colour'/,
    );
    expect(() => applyPreparation(preparation, parseCsv('size,color,price\n1,red,2\nbig,red,2\n'), false)).toThrow(
      /line 3: column 'size': expected a number as in training, received 'big'/,
    );
    expect(() => applyPreparation(preparation, parseCsv('size,color,price,label\n1,red,2,maybe\n'), true)).toThrow(
      /line 2: target 'label' is 'maybe', which was not among the training labels \['no', 'yes'\]/,
    );
  });
});

describe('columns that tell nothing or too much', () => {
  const column = (cells: (string | number)[]): Preparation['features'][number] =>
    fitPreparation(parseCsv(`c,z,y\n${cells.map((c, i) => `${c},${i},${i % 2}`).join('\n')}\n`, { header: true }), 'y').features[0]!;
  const width = (cells: (string | number)[]): number => inputWidth({ ...fitPreparation(table, 'label'), features: [column(cells)] });

  test('constants give no feature, but their missing cells may', () => {
    expect(width([7, 7, 7, 7])).toBe(0);
    expect(width(['a', 'a', 'a', 'a'])).toBe(0);
    expect(width(['', '', '', ''])).toBe(0);
    expect(width([7, '', 7, 7])).toBe(1);
    expect(width(['a', '', 'a', 'a'])).toBe(1);
  });

  test('many categories: the 50 most frequent and one for the others', () => {
    const cells = Array.from({ length: 200 }, (_, i) => `c${i % 60}`);
    const feature = column(cells);
    expect(width(cells)).toBe(51);
    expect(feature).toMatchObject({ other: true, distinct: 60 });
    const rare = fitPreparation(parseCsv(`c,y\n${cells.map((c, i) => `${c},${i % 2}`).join('\n')}\n`), 'y');
    const prepared = applyPreparation(rare, parseCsv('c\nnever\nc1\n', { header: true }), false);
    expect([prepared.x[50], prepared.x.subarray(51).reduce((a, b) => a + b), { ...prepared.unseen }]).toEqual([1, 1, {}]);
  });

  test('texts that all differ are left out', () => {
    expect(width(Array.from({ length: 60 }, (_, i) => `name ${i}`))).toBe(0);
  });

  test('a table of nothing else is refused', () => {
    expect(() => fitPreparation(parseCsv('a,y\n1,0\n1,1\n'), 'y')).toThrow(/received only constant ones/);
    expect(() => fitPreparation(parseCsv('y\n0\n1\n', { header: true }), 'y')).toThrow(/received none/);
  });
});

describe('targets', () => {
  const task = (cells: (string | number)[]): string =>
    fitPreparation(parseCsv(`x,y\n${cells.map((c, i) => `${i},${c}`).join('\n')}\n`, { header: true }), 'y').target.task;
  const repeat = (n: number, of: number): number[] => Array.from({ length: n }, (_, i) => i % of);

  test.each([
    ['text', ['a', 'b', 'a'], 'classification'],
    ['two whole numbers', [0, 1, 1, 0], 'classification'],
    ['ten whole numbers, ten times', repeat(100, 10), 'classification'],
    ['ten whole numbers, twice', repeat(20, 10), 'regression'],
    ['thirty whole numbers', repeat(300, 30), 'regression'],
    ['fractions', [0.5, 1, 0.5, 1], 'regression'],
  ])('%s', (_, cells, expected) => {
    expect(task(cells)).toBe(expected);
  });

  test('the task can be given', () => {
    expect(fitPreparation(table, 'price').target.task).toBe('regression');
    expect(fitPreparation(table, 'price', 'classification').target).toMatchObject({ labels: ['9', '10', '20', '30'] });
    expect(() => fitPreparation(table, 'label', 'regression')).toThrow(/'label': regression needs numbers, received 'yes' on line 2/);
  });

  test('numbers are one label however they are spelt', () => {
    const prepared = fitPreparation(parseCsv('x,y\n1,1.0\n2,01\n3,0\n'), 'y');
    expect(prepared.target).toMatchObject({ labels: ['0', '1'] });
    expect(applyPreparation(prepared, parseCsv('x,y\n1,1.00\n'), true).y).toEqual(new Int32Array([1]));
  });

  test('regression values are standardised and come back', () => {
    const preparation = fitPreparation(parseCsv('x,y\n1,10.5\n2,20\n3,30\n'), 'y');
    const { y } = applyPreparation(preparation, parseCsv('x,y\n1,10.5\n2,20\n3,30\n'), true);
    expect(Math.abs([...y!].reduce((a, b) => a + b))).toBeLessThan(1e-6);
    if (preparation.target.task !== 'regression') throw new Error('expected regression');
    const [first, second, third] = restoreTarget(preparation.target, y!);
    expect([first, second, third].map((v) => Math.round(v! * 1e4) / 1e4)).toEqual([10.5, 20, 30]);
  });

  test('nothing to learn is refused', () => {
    const fit = (cells: string[]) => () =>
      fitPreparation(parseCsv(`x,y\n${cells.map((c, i) => `${i},${c}`).join('\n')}\n`, { header: true }), 'y');
    expect(fit(['1', '1'])).toThrow(/every value is '1'/);
    expect(fit(['', ''])).toThrow(/every cell is missing/);
    expect(fit(['a', 'b', 'c'])).toThrow(/all 3 values differ/);
    expect(fit(['1', '1', 'x'])).not.toThrow();
    expect(fit(['a', 'a'])).toThrow(DataError);
  });

  test('by name, by number from 0, from the end; a name wins', () => {
    expect(['label', '0', 3, -1, '-4'].map((t) => targetIndex(table, t))).toEqual([3, 0, 3, 3, 0]);
    expect(targetIndex(parseCsv('1,0\na,2\n', { header: true }), '0')).toBe(1);
    expect(() => targetIndex(table, 'lable')).toThrow(ConfigError);
    expect(() => targetIndex(table, 'lable')).toThrow(
      /'lable'\. Did you mean 'label'\? Expected a number from 0 to 3.*or one of size, color/,
    );
    expect(() => targetIndex(table, 4)).toThrow(/unknown target column 4/);
  });
});

describe('stored as JSON', () => {
  const preparation = fitPreparation(table, 'label');
  const json = JSON.stringify(preparation);

  test('comes back as it was', () => {
    expect(parsePreparation(json)).toEqual(preparation);
    const regression = fitPreparation(table, 'price');
    expect(parsePreparation(JSON.stringify(regression))).toEqual(regression);
  });

  /** The JSON with a value put in a place of it; undefined takes the place out. */
  const broken = (place: (string | number)[], value: unknown): string => {
    const copy = JSON.parse(json) as object;
    const last = place.at(-1)!;
    const holder = place
      .slice(0, -1)
      .reduce<Record<string | number, unknown>>((at, key) => at[key] as Record<string, unknown>, copy as Record<string, unknown>);
    holder[last] = value;
    return JSON.stringify(copy);
  };
  test.each([
    ['not JSON', '{', /expected JSON/],
    ['not an object', '[]', /the whole: expected an object/],
    ['another version', broken(['version'], 2), /version: expected 1.*received 2/],
    ['no target', broken(['target'], undefined), /target: expected an object, received undefined/],
    ['an unknown task', broken(['target', 'task'], 'ranking'), /target.task.*received 'ranking'/],
    ['labels twice', broken(['target', 'labels'], ['a', 'a']), /target.labels: expected distinct strings/],
    ['one label', broken(['target', 'labels'], ['a']), /at least two labels/],
    ['features that are no list', broken(['features'], {}), /features: expected a list/],
    ['no features', broken(['features'], []), /features: expected columns of distinct names/],
    ['a feature of unknown kind', broken(['features', 0, 'kind'], 'image'), /features\[0\].kind.*received 'image'/],
    ['a mean that is no number', broken(['features', 0, 'mean'], '0'), /features\[0\].mean: expected a number, received '0'/],
    ['a negative deviation', broken(['features', 0, 'std'], -1), /features\[0\].std: expected a number not below 0/],
    ['categories that are no texts', broken(['features', 1, 'categories'], [1]), /features\[1\].categories: expected a string/],
    ['two columns of one name', broken(['features', 0, 'name'], 'label'), /distinct names/],
    ['two columns in one place', broken(['features', 0, 'index'], 3), /each once/],
    ['a place far away', broken(['features', 0, 'index'], 1e9), /each once/],
  ])('%s', (_, text, message) => {
    expect(() => parsePreparation(text)).toThrow(FormatError);
    expect(() => parsePreparation(text)).toThrow(message);
  });
});

const folder = process.env['MYELIN_DATA'] ?? '';
describe.skipIf(!existsSync(join(folder, 'iris')))('real data (needs MYELIN_DATA)', () => {
  test.each([
    ['iris/iris.csv', 'species', 'classification', 4, 3],
    ['pima-indians-diabetes/pima-indians-diabetes.csv', '8', 'classification', 8, 2],
    ['optdigits/optdigits.tra', '-1', 'classification', 62, 10],
    ['adult/adult-train.csv', '-1', 'classification', 108, 2],
    ['titanic/titanic.csv', 'survived', 'classification', 36, 2],
    ['california-housing/housing.csv', 'median_house_value', 'regression', 14, undefined],
    ['abalone/abalone.csv', '8', 'regression', 10, undefined],
  ])('%s', async (path, target, task, width, labels) => {
    const csv = await readCsv(join(folder, path));
    const preparation = fitPreparation(csv, target);
    expect([
      preparation.target.task,
      inputWidth(preparation),
      preparation.target.task === 'classification' ? preparation.target.labels.length : undefined,
    ]).toEqual([task, width, labels]);
    const { x, shape, unseen } = applyPreparation(parsePreparation(JSON.stringify(preparation)), csv, true);
    expect([x.length, Object.keys(unseen)]).toEqual([shape[0] * shape[1], []]);
    expect(x.every(Number.isFinite)).toBe(true);
  });
});
