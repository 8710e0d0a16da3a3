/** What tables of people become: dates, words for true and false, free text, names of rows, numbers in the form of the file; and that a
 *  model that was saved reads raw rows as they come. */
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors.ts';
import { parseCsv } from '../../src/data/csv.ts';
import { datasets, layers, loadModel, sequential } from '../../src/index.ts';
import { featureText } from '../../src/preprocessing/column-features.ts';

const quiet = { onNotice: () => {} };
const encoding = (text: string): ReturnType<typeof layers.tableEncoding> => {
  const layer = layers.tableEncoding({ name: 'it' });
  layer.adapt(parseCsv(text, quiet));
  return layer;
};
const texts = (layer: ReturnType<typeof layers.tableEncoding>): string[] => layer.columns.map(featureText);

describe('dates that make no column of dates are told of', () => {
  const rows = (cells: readonly string[]): string => `when,n\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`;
  const days = Array.from({ length: 20 }, (_, i) => `2024-01-${`${i + 1}`.padStart(2, '0')}`);
  const toldOf = (cells: readonly string[]): readonly string[] => {
    const { notices, columns } = parseCsv(rows(cells), quiet);
    expect(columns[0]!.kind).toBe('text');
    return notices;
  };

  test.each([
    [['13/02/2024', '02/14/2024'], "its dates are written in several ways, such as '02/14/2024' on line 3, unlike those before"],
    [days.with(7, 'soon'), "because 1 of its 20 cells is no date, 'soon' on line 9"],
    [days.with(7, 'soon').with(9, 'later'), "because 2 of its 20 cells are no dates, the first of them 'soon' on line 9"],
  ])('%j', (cells, notice) => expect(toldOf(cells)).toContain(`column 'when': left as text, ${notice}`));

  test('texts, of which few are dates, are not', () => {
    expect(toldOf(['a', 'b', ...days.slice(0, 4)])).toEqual([]);
    expect(toldOf(Array.from({ length: 100 }, (_, i) => `word ${i}`))).toEqual([]);
  });
});

describe('what columns become', () => {
  test('a date is its moment, and what of it comes again', () => {
    const layer = encoding('when\n2024-01-01 00:00\n2024-04-02 06:00\n2024-07-03 12:00\n');
    expect(texts(layer)).toEqual([
      'a number for the moment, the month of the year as a cycle, the day of the week as a cycle, the time of the day as a cycle',
    ]);
    const [january, april] = layer.apply([{ when: '1.1.2024' }, { when: new Date(Date.UTC(2024, 3, 2, 6)) }]).toArray() as number[][];
    const monday = (2 * Math.PI) / 7;
    expect(january!.slice(1)).toEqual([0, 1, expect.closeTo(Math.sin(monday)), expect.closeTo(Math.cos(monday)), 0, 1]);
    expect(april!.slice(1, 3)).toEqual([expect.closeTo(1), expect.closeTo(0)]);
    expect(april!.slice(5)).toEqual([expect.closeTo(1), expect.closeTo(0)]);
    expect(() => layer.apply([{ when: 'soon' }])).toThrow(/row 0: column 'when': expected a date as in training, received 'soon'/);
  });

  test('times of a day, and days without times', () => {
    expect(texts(encoding('t\n08:30\n17:45\n'))).toEqual(['a number for the moment, the time of the day as a cycle']);
    expect(texts(encoding('t\n2024-01-01\n2024-01-29\n'))).toEqual(['a number for the moment']);
    expect(texts(encoding('t,u\n2024-01-01,1\n2024-01-01,2\n'))[0]).toBe('left out: every value is the same');
  });

  test('words for true and false are one number, in any language and from programs', () => {
    const layer = encoding('a,b\nWAHR,1\nfalsch,2\n,3\n');
    expect(texts(layer)[0]).toBe('true or false, a flag for missing cells');
    const rows = [{ a: true, b: 2 }, { a: 'no', b: 2 }, { b: 2 }, { a: '1', b: 2 }];
    expect(layer.apply(rows).toArray()).toEqual([[1, 0, 0], [0, 0, 0], [0, 1, 0], [1, 0, 0]]);
    expect(() => layer.apply([{ a: 'maybe', b: 2 }])).toThrow(/expected a word for true or false as in training, received 'maybe'/);
  });

  test('free text becomes words, and what names rows is left out', () => {
    const note = (i: number): string => `"the ${i % 2 === 0 ? 'good' : 'Bad'} bird number ${i}"`;
    const rows = Array.from({ length: 80 }, (_, i) => `${1000 + 7 * i},user${i},${note(i)},${i % 5}`);
    const layer = encoding(`customer_id,login,note,n\n${rows.join('\n')}\n`);
    expect(texts(layer).slice(0, 3)).toEqual([
      'left out: nearly every value is different, it names rows', 'left out: nearly every value is different, it names rows',
      'free text, its 2 most frequent words',
    ]);
    const [row] = layer.apply([{ customer_id: 5, login: 'x', note: 'Good, good!', n: 2 }]).toArray() as number[][];
    expect(row).toEqual([0, 1, 0]);
  });

  test('a value that is infinite is told', () => {
    expect(() => encoding('a,b\n1,2\ninf,3\n')).toThrow(/line 3: column 'a': the value is infinite/);
  });
});

describe('numbers are read as in training', () => {
  const layer = encoding('price;share;kg\n1.234,5 €;12 %;3 kg\n2,25 €;50 %;5 kg\n3,00 €;70 %;9 kg\n');
  const [mean, std] = [1239.75 / 3, Math.sqrt([1234.5, 2.25, 3].reduce((sum, v) => sum + (v - 1239.75 / 3) ** 2, 0) / 3)];
  const price = (row: Readonly<Record<string, string | number>>): number =>
    Math.round(((layer.apply([{ share: 0.5, kg: 5, ...row }]).toArray() as number[][])[0]![0]! * std + mean) * 1000) / 1000;

  test('texts in the form of the file, numbers as they are', () => {
    expect(price({ price: '1.234,50 €' })).toBeCloseTo(1234.5, 2);
    // In itself it could be either; the file that was trained on tells.
    expect(price({ price: '1.234 €' })).toBeCloseTo(1234, 2);
    expect(price({ price: '2,250 €' })).toBeCloseTo(2.25, 2);
    expect(price({ price: 2.25 })).toBeCloseTo(2.25, 2);
    expect(price({ price: '7' })).toBeCloseTo(7, 2);
  });

  test.each([
    [{ price: '$ 7.5' }, /column 'price': expected a number as in training, received '\$ 7\.5'/],
    [{ share: '12' }, /column 'share': expected a number as in training, received '12'/],
    [{ kg: '12 lb' }, /column 'kg': expected a number as in training, received '12 lb'/],
  ])('another unit is refused: %j', (row, message) => {
    expect(() => price({ price: 3, ...row })).toThrow(DataError);
    expect(() => price({ price: 3, ...row })).toThrow(message);
  });

  test('a table that is asked about elsewhere is read', () => {
    const rows = parseCsv('price;share;kg\n1.234 €;1 %;1 kg\n2.345 €;2 %;2 kg\n', { ambiguous: 'text' });
    const [first] = layer.apply(rows).toArray() as number[][];
    expect(first![0]! * std + mean).toBeCloseTo(1234, 2);
  });
});

test('a saved model takes raw rows with dates and decimal commas, and targets in their form', async () => {
  const day = (i: number): string => `${(i % 28) + 1}.${(i % 12) + 1}.2024`;
  const line = (_: unknown, i: number): string => `${i % 7},${i % 4};${day(i)};${i % 2 === 0 ? 'ja' : 'nein'};1.00${i % 7},${i % 10} €`;
  const lines = Array.from({ length: 40 }, line);
  const table = parseCsv(`a;day;ok;price\n${lines.join('\n')}\n`, quiet);
  const [columns, units] = [layers.tableEncoding(), layers.targetNormalization()];
  columns.adapt(table.without('price'));
  units.adapt(table.column('price'));
  const model = sequential([columns, layers.dense({ units: 4, activation: 'tanh' }), layers.dense({ units: 1 }), units], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  await model.fit(table, 'price', { epochs: 2, verbose: 0 });
  const loaded = await loadModel(await model.toBytes());
  const raw = [{ a: '1,5', day: '5.6.2024', ok: 'ja' }, { a: '2,0', day: '31.12.2024', ok: false }];
  const answers = await loaded.predict(raw);
  expect(answers.toArray()).toEqual((await model.predict(raw)).toArray());
  const same = await loaded.predict([{ a: 1.5, day: new Date(Date.UTC(2024, 5, 5)), ok: true }]);
  expect(same.data[0]).toBe(answers.data[0]);
  // 1.005 € alone is 1.005 or 1005; the model knows.
  const doubtful = parseCsv('a;day;ok;price\n1,5;5.6.2024;ja;1.005 €\n2,5;6.6.2024;nein;1.007 €\n', { ambiguous: 'text' });
  expect(units.encode(doubtful.column('price'))).toEqual(units.encode([1005, 1007]));
});

describe('a file that is read batch by batch', () => {
  const text = `a;b\n${Array.from({ length: 2500 }, (_, i) => `${i},5;w${i % 3}`).join('\r\n')}\nSumme;\n`;
  const bytes = Buffer.from(text);

  test('has the rows of the file, and no totals', async () => {
    const said: string[] = [];
    const [values, sizes]: [number[], number[]] = [[], []];
    for await (const table of datasets.streamCsv(bytes, { batchSize: 1000, onNotice: (line) => said.push(line) })) {
      values.push(...(table.column('a').values as Float64Array));
      sizes.push(table.rows);
      expect(table.column('b').place(0)).toBe(`line ${values.length - table.rows + 2}`);
    }
    expect([sizes, said]).toEqual([[1000, 1000, 500], ["column 'a': decimal comma", "the last line is left out as totals: 'Summe'"]]);
    expect(values).toEqual(Array.from({ length: 2500 }, (_, i) => i + 0.5));
  });

  test('may be left early, and lets its source go', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('a;b\n');
        for (;;) yield Buffer.from('1,5;x\n'.repeat(9999));
      } finally {
        closed = true;
      }
    }
    for await (const table of datasets.streamCsv(source(), quiet)) {
      expect(table.rows).toBe(1024);
      break;
    }
    expect(closed).toBe(true);
    for await (const table of datasets.streamCsv(Buffer.from('a;b\n1;2\n'))) expect(table.column('b').values).toEqual(Float64Array.of(2));
  });

  test('a cell that is written otherwise than the first ones is told with its line', async () => {
    const long = `a,b\n${'1.5,x\n'.repeat(400_000)}oops,y\n1,x\n`;
    const read = async (): Promise<void> => {
      for await (const { rows } of datasets.streamCsv(Buffer.from(long), { batchSize: 50_000 })) expect(rows).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow(/line 400002: column 'a': expected a number as in the rows before, received 'oops'/);
  });
});
