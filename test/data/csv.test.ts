import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors.ts';
import { csvLine, parseCsv, readCsv, type CsvOptions } from '../../src/data/csv.ts';

/** Columns as plain data: `[name, ...values]`. */
const columns = (text: string, options?: CsvOptions): unknown[][] => parseCsv(text, options).columns.map((c) => [c.name, ...c.values]);

describe('separators', () => {
  test.each([
    ['comma', 'a,b\n1,2\n'],
    ['semicolon', 'a;b\n1;2\n'],
    ['tab', 'a\tb\n1\t2\n'],
    ['comma and space', 'a, b\n1, 2\n'],
    ['Windows line ends, a byte order mark and blank lines at the end', '\ufeffa,b\r\n1,2\r\n\r\n  \r\n'],
    ['quotes', '"a","b"\n"1", "2"\n'],
  ])('%s', (_, text) => {
    expect(columns(text)).toEqual([['a', 1], ['b', 2]]);
  });

  test('the one that cuts every row alike wins', () => {
    expect(columns('a;b\nx, y and z;2\nu;3\n')).toEqual([['a', 'x, y and z', 'u'], ['b', 2, 3]]);
  });

  test('can be given', () => {
    expect(columns('1|2\n', { separator: '|' })).toEqual([['column_0', 1], ['column_1', 2]]);
  });

  test('empty cells between tabs stay cells', () => {
    expect(columns('a\tb\tc\n1\t\t3\n4\t5\t\n')).toEqual([['a', 1, 4], ['b', NaN, 5], ['c', 3, NaN]]);
  });
});

describe('headers', () => {
  const header = (text: string): boolean => parseCsv(text).header;
  test.each([
    ['names above numbers', 'a,b\n1,x\n', true],
    ['names above texts', 'name,kind\nann,x\nbob,y\n', true],
    ['numbers first', '1,x\n2,y\n', false],
    ['a missing value first', '?,x\n2,y\n', false],
    ['texts that come again below', 'f,won\nt,lost\nf,won\n', false],
    ['the same text twice', 'x,x\no,b\n', false],
    ['one column of texts', 'emma\nolivia\n', false],
    ['an empty name, as pandas writes for the index', ',a\n0,1\n', true],
  ])('%s', (_, text, expected) => {
    expect(header(text)).toBe(expected);
  });

  test('can be given', () => {
    expect(columns('1,2\n3,4\n', { header: true })).toEqual([['1', 3], ['2', 4]]);
    expect(columns('a,b\n3,4\n', { header: false })).toEqual([['column_0', 'a', '3'], ['column_1', 'b', '4']]);
  });

  test('empty and repeated names become distinct ones', () => {
    expect(columns(',a,a\n1,2,3\n').map(([name]) => name)).toEqual(['column_0', 'a', 'a_2']);
  });
});

describe('cells', () => {
  test.each(['', '?', 'NA', 'N/A', 'NaN', 'nan'])('%j is missing', (cell) => {
    expect(columns(`n,t\n1,x\n${cell},${cell}\n`)).toEqual([['n', 1, NaN], ['t', 'x', undefined]]);
  });

  test('numbers are decimal; anything else makes the column text', () => {
    expect(columns('a,b,c,d\n1e3,0x10,1 000,inf\n-.5,1,2,3\n')).toEqual([
      ['a', 1000, -0.5], ['b', '0x10', '1'], ['c', 1000, 2], ['d', Infinity, 3],
    ]);
  });

  test('quoted cells hold separators, quotes and line breaks', () => {
    const table = parseCsv('a,b\n1,"x, ""y"""\n2,"z\nw"\n3,q\n');
    expect(table.columns[1]!.values).toEqual(['x, "y"', 'z\nw', 'q']);
    expect([0, 1, 2].map((row) => table.columns[0]!.place(row))).toEqual(['line 2', 'line 3', 'line 5']);
  });

  test('a written line reads back', () => {
    const cells = ['plain', 'a,b', 'say "x"', 'two\nlines', 1.5];
    expect(parseCsv(csvLine(cells), { header: false }).cells).toEqual([cells.map(String)]);
  });
});

describe('mistakes name their line', () => {
  test.each([
    ['nothing', '\n\n', /nothing but blank lines/],
    ['only a header', 'a,b\n', /rows below the header/, { header: true }],
    ['a short row', 'a,b\n1,2\n\n3\n', /line 4: expected 2 cells.*received 1.*separator/],
    ['a long row', '1,2\n"x\ny",2\n3,4,5\n', /line 4: expected 2 cells.*received 3/],
    ['a quote never closed', 'a,b\n1,2\n3,"x\n4,y\n', /line 3: a quote is opened and never closed/],
    ['a quote inside a cell', 'a,b\n1,5" disc\n', /line 2: a quote stands inside a cell/],
    ['text after a closing quote', 'a,b\n1,"5"x\n', /line 2: a quote stands inside a cell/],
  ] as [string, string, RegExp, CsvOptions?][])('%s', (_, text, message, options) => {
    expect(() => parseCsv(text, options)).toThrow(DataError);
    expect(() => parseCsv(text, options)).toThrow(message);
  });
});

describe('files', () => {
  test('UTF-8, UTF-16 and Windows-1252, gzipped or not; an error names the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'myelin-csv-'));
    const path = join(folder, 'a.csv');
    try {
      const text = 'name,n\ncafé,1\n';
      for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'latin1')]) {
        await writeFile(path, bytes);
        expect((await readCsv(path)).columns[0]).toEqual({ name: 'name', kind: 'text', values: ['café'] });
      }
      await writeFile(path, gzipSync(text));
      expect((await readCsv(path)).columns[0]!.values).toEqual(['café']);
      await writeFile(path, gzipSync(text).subarray(0, -9));
      await expect(readCsv(path)).rejects.toThrow(`${path}: csv: the gzip data cannot be read`);
      await writeFile(path, Uint8Array.of(0x61, 0x2c, 0, 0x0a));
      await expect(readCsv(path)).rejects.toThrow(`${path}: csv: expected text, received a zero byte at 2. It is not a CSV file.`);
      await writeFile(path, '1,2\n3\n');
      await expect(readCsv(path)).rejects.toThrow(`${path}: csv: line 2`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const folder = process.env['MYELIN_DATA'] ?? '';
  describe.skipIf(!existsSync(join(folder, 'iris')))('real ones (need MYELIN_DATA)', () => {
    test.each([
      ['iris/iris.csv', 150, true, 'nnnnt'],
      ['pima-indians-diabetes/pima-indians-diabetes.csv', 768, false, 'nnnnnnnnn'],
      ['titanic/titanic.csv', 891, true, 'nntnnnntttttttt'],
      ['california-housing/housing.csv', 20640, true, 'nnnnnnnnnt'],
      ['adult/adult-train.csv', 32561, false, 'ntntntttttnnntt'],
      ['optdigits/optdigits.tra', 3823, false, 'n'.repeat(65)],
      ['kr-vs-kp/kr-vs-kp.data', 3196, false, 't'.repeat(37)],
      ['tic-tac-toe/tic-tac-toe.data', 958, false, 't'.repeat(10)],
    ])('%s', async (path, rows, header, kinds) => {
      const table = await readCsv(join(folder, path));
      expect([table.rows, table.header, table.columns.map((c) => c.kind[0]).join('')]).toEqual([rows, header, kinds]);
    });
  });
});

test('selecting rows keeps kinds, cells and lines', () => {
  const table = parseCsv('a,b\n1,x\n2,y\n3,\n').select([2, 0]);
  expect(table.columns.map((c) => [...c.values])).toEqual([[3, 1], [undefined, 'x']]);
  expect([table.rows, table.columns[1]!.place(0), table.cells]).toEqual([2, 'line 4', [['3', ''], ['1', 'x']]]);
});

test('a damaged or too large file is a DataError, whether it is a path or bytes', async () => {
  const zipped = gzipSync('a,b\n1,2\n'.repeat(9));
  await expect(readCsv(zipped.subarray(0, -9))).rejects.toThrow(DataError);
  await expect(readCsv(zipped, { maxBytes: 9 })).rejects.toThrow(DataError);
  await expect(readCsv(new Blob([zipped]), { maxBytes: 9 })).rejects.toThrow(/^csv: expected at most 9 bytes after decompression/);
});

test.runIf(process.platform === 'linux')('pipes give bytes as they come, and are read once in any encoding', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'myelin-pipe-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const given = async (...parts: readonly Uint8Array[]): Promise<void> => {
    const file = await open(pipe, 'w');
    for (const part of parts) {
      await file.write(part);
      await new Promise((resolve) => setTimeout(resolve, 30)); // so that the parts are read one by one
    }
    await file.close();
  };
  try {
    const zipped = gzipSync('a,b\n1,2\n');
    const [table] = await Promise.all([readCsv(pipe), given(zipped.subarray(0, 1), zipped.subarray(1))]);
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    const latin = Buffer.from('n\ncaf\u00e9\n', 'latin1');
    const [other] = await Promise.all([readCsv(pipe), given(latin)]);
    const notices = [expect.stringContaining('read as windows-1252'), expect.stringContaining('the first row is read as values')];
    expect([other.columns[0]!.values, other.notices]).toEqual([['n', 'caf\u00e9'], notices]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a column that is text for a few cells alone is told, with the first of them', () => {
  const { columns, notices } = parseCsv('h,v\n1,1\n2,2\n3,3\nx4,4\n', { onNotice: () => {} });
  expect(columns.map(({ kind }) => kind)).toEqual(['text', 'numeric']);
  expect(notices).toEqual(["column 'h': left as text, because 1 of its 4 cells is no number, 'x4' on line 5"]);
});

test('a separator is found behind long comments, and in long rows', async () => {
  const comments = '##contig=<ID=1,length=2>\n'.repeat(4000); // 100 KB
  const variants = await readCsv(Buffer.from(`${comments}#CHROM\tPOS\tREF\n${'1\t17\tA\n'.repeat(40)}`));
  expect([variants.rows, variants.columns.map((c) => c.name)]).toEqual([40, ['CHROM', 'POS', 'REF']]);
  const names = Array.from({ length: 8000 }, (_, i) => `gene${i}`);
  const genes = await readCsv(Buffer.from(`${names.join(' ')}\n${`${names.map((_, i) => i % 7).join(' ')}\n`.repeat(5)}`));
  expect([genes.rows, genes.columns.length]).toEqual([5, 8000]);
});
