/** Texts and files that are made to take time or memory. Each of these took minutes, gigabytes or the process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearest } from '../../src/core/errors.ts';
import { camelCase } from '../../src/core/options.ts';
import { datasets, FormatError, loadModel, MyelinError } from '../../src/index.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const LONG = 200_000;

// Before, the first took 27 s for 80,000 digits: with so many, they would not end within the time of a test.
describe('time in proportion to the length', () => {
  test('digits and a letter', () => {
    const table = datasets.parseCsv(`a\n${'1'.repeat(LONG)}x\n`, { header: true });
    expect(table.columns[0]!.kind).toBe('text');
    expect(datasets.parseCsv(`a\n${'1'.repeat(400)}\n1.\n.5\n+1.5e-3\n`, { header: true }).columns[0]!.kind).toBe('numeric');
    for (const cell of ['.', '1.e', 'e5', '1..2', '+', '1e+'])
      expect(datasets.parseCsv(`a\n${cell}\n`, { header: true }).columns[0]!.kind).toBe('text');
  });

  // Each of these took minutes with one of the ways in which it could be read.
  const many = 1_000_000;
  test.each([
    ['digits', `a,b\n${'1'.repeat(many)},2\n`, { a: 'text', b: 'numeric' }],
    ['points', `a,b\n${'1.'.repeat(many / 2)},2\n`, { a: 'text', b: 'numeric' }],
    ['spaces that are no break', `a,b\n${'\u00a0'.repeat(many)}1,2\n`, { a: 'numeric', b: 'numeric' }],
    ['quotes', `a,b\n"${'""'.repeat(many / 2)}",2\n`, { a: 'text', b: 'numeric' }],
    ['line ends', `${'\n'.repeat(many)}a,b\n1,2\n`, { a: 'numeric', b: 'numeric' }],
    ['comments', `${'#\n'.repeat(many / 2)}a,b\n1,2\n`, { a: 'numeric', b: 'numeric' }],
    ['columns', `${'1,'.repeat(many)}1\n`, /line 1: a row has more than 131072 cells/],
    ['columns with names', `${'a,'.repeat(many)}a\n${'1,'.repeat(many)}1\n`, /line 1: a row has more than 131072 cells/],
    ['quoted columns', `a\n${'"x",'.repeat(many / 4)}`, /line 2: a row has more than 131072 cells/],
  ])('a million %s', async (_, text, expected) => {
    for (const read of [(): unknown => datasets.parseCsv(text), (): unknown => datasets.readCsv(Buffer.from(text))]) {
      const reading = (async () => (await read()) as Awaited<ReturnType<typeof datasets.readCsv>>)();
      if (expected instanceof RegExp) await expect(reading).rejects.toThrow(expected);
      else expect(Object.fromEntries((await reading).columns.map(({ name, kind }) => [name, kind]))).toEqual(expected);
    }
  });

  test('attributes, entries and records of other tables', async () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const sparse = `@relation r\n@attribute a real\n@data\n{${'0 1,'.repeat(many / 4)}0 7}\n`;
    expect((await datasets.readArff(bytes(sparse))).columns[0]!.values).toEqual(Float64Array.of(7));
    const open = `@relation r\n@attribute a string\n@data\n{0 ${"'".repeat(many)}}\n`;
    await expect(datasets.readArff(bytes(open))).rejects.toThrow(/a quote is opened and never closed/);
    const declared = Array.from({ length: LONG / 10 }, (_, i) => `@attribute a${i} real\n`).join('');
    const wide = await datasets.readArff(bytes(`@relation r\n${declared}@data\n${'1,'.repeat(LONG / 10 - 1)}1\n`));
    expect(wide.columns.length).toBe(LONG / 10);
    const deep = `${'{"a":'.repeat(LONG)}1${'}'.repeat(LONG)}\n`;
    await expect(datasets.readJsonLines(bytes(deep))).rejects.toThrow(/more than 16 deep|json: line 1/);
    const keys = Array.from({ length: LONG }, (_, i) => `"k${i}":1`).join();
    await expect(datasets.readJsonLines(bytes(`{${keys}}\n`))).rejects.toThrow(/there are more than 131072 names/);
    const apart = Array.from({ length: 4000 }, (_, i) => `{"k${i}":1}\n`).join('');
    await expect(datasets.readJsonLines(bytes(apart))).rejects.toThrow(/4000 records have 4000 names, nearly none in common/);
  });

  test('a name that is repeated', () => {
    const names = datasets.parseCsv(`${new Array(LONG / 4).fill('a').join()}\n${new Array(LONG / 4).fill('1').join()}\n`).columns;
    expect([names.length, names[1]!.name, names.at(-1)!.name]).toEqual([LONG / 4, 'a_2', `a_${LONG / 4}`]);
  });

  test('blanks in the name of a sequence', () => {
    const [record] = datasets.parseFasta(`> a b${' '.repeat(LONG)}c \nAC`);
    expect([record!.id, record!.description.length, record!.sequence]).toEqual(['a', LONG + 2, 'AC']);
  });

  test('names that nobody knows', () => {
    expect(camelCase('_'.repeat(LONG))).toBe('_'.repeat(LONG));
    expect(camelCase('mean__squared_error_')).toBe('meanSquaredError_');
    expect(nearest('x'.repeat(LONG), ['dense', 'dropout'])).toBe(undefined);
  });
});

describe('sizes that are said to be too large', () => {
  test('a gzip file that becomes more than maxBytes', async () => {
    const bomb = gzipSync(new Uint8Array(8 << 20).fill(0x31));
    expect(bomb.length).toBeLessThan(20_000);
    const path = file('bomb.gz', bomb);
    const most = { maxBytes: 1 << 20 };
    const message = /at most 1048576 bytes after decompression.*maxBytes/;
    await expect(datasets.readCsv(path, most)).rejects.toThrow(message);
    await expect(datasets.readFasta(file('bomb.fa', gzipSync(`>a\n${'A'.repeat(8 << 20)}`)), most)).rejects.toThrow(message);
    expect(() => datasets.parseIdx(bomb, most)).toThrow(message);
    await expect(datasets.readCsv(file('plain.csv', '1\n'.repeat(2000)), { maxBytes: 3999 })).rejects.toThrow(/at most 3999 bytes, there/);
    expect((await datasets.readCsv(file('plain.csv', '1\n'.repeat(2000)), { maxBytes: 4000 })).rows).toBe(2000);
  });

  test('an IDX file whose sizes are more than maxBytes, and one that is longer than it says', async () => {
    const head = (...sizes: number[]): Buffer => {
      const bytes = Buffer.alloc(4 + 4 * sizes.length);
      bytes.writeUInt32BE(0x0800 + sizes.length, 0);
      sizes.forEach((size, i) => bytes.writeUInt32BE(size, 4 + 4 * i));
      return bytes;
    };
    await expect(datasets.readIdx(file('a', head(65536, 65536)))).rejects.toThrow(/takes more than 1073741824 bytes.*maxBytes/);
    await expect(datasets.readIdx(file('b.gz', gzipSync(Buffer.concat([head(3), Buffer.alloc(8 << 20)]))))).rejects.toThrow(FormatError);
  });

  test('a row of eight million cells', async () => {
    const bomb = gzipSync(Buffer.alloc(8_000_000, ','));
    await expect(datasets.readCsv(file('wide.gz', bomb), { separator: ',' })).rejects.toThrow(/line 1: a row has more than 131072 cells/);
  });
});

test('files that are read in pieces are what they are in one', async () => {
  const row = (i: number): string => `${i},"é ${'x'.repeat(i % 50)}\n",${i / 3}\r\n`;
  const text = `n,t,v\n${Array.from({ length: 4000 }, (_, i) => row(i)).join('')}`;
  const expected = datasets.parseCsv(text);
  for (const bytes of [Buffer.from(text), gzipSync(text), Buffer.from(text, 'latin1'), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
    const { columns, rows } = await datasets.readCsv(file('table.csv', bytes));
    expect({ columns, rows }).toEqual({ columns: expected.columns, rows: expected.rows });
  }
  const genes = Array.from({ length: 3000 }, (_, i) => `>é${i} of\tmany\r\n${'ACGT'.repeat(i % 40)}\r\n`).join('');
  expect(await datasets.readFasta(file('genes.fa', genes))).toEqual(datasets.parseFasta(genes));
  for (const [type, width] of [[0x08, 1], [0x0b, 2], [0x0d, 4], [0x0e, 8]] as const) {
    const bytes = Buffer.alloc(8 + 99_991 * width);
    bytes.writeUInt32BE((type << 8) + 1, 0);
    bytes.writeUInt32BE(99_991, 4);
    for (let i = 8; i < bytes.length; i++) bytes[i] = (i * 37) & 0x3f;
    expect(await datasets.readIdx(file('array.idx', bytes))).toEqual(datasets.parseIdx(bytes));
    expect(await datasets.readIdx(file('array.idx', gzipSync(bytes)))).toEqual(datasets.parseIdx(bytes));
  }
});

test('a table for which there is no memory is refused, and the process lives', () => {
  const path = file('large.csv', gzipSync('"a",b\n'.repeat(1_000_000)));
  const code = `
    const { datasets } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
    const error = await datasets.readCsv(${JSON.stringify(path)}).catch((e) => e);
    console.log(error.code, /no memory for so much.*max-old-space-size/.test(error.message));`;
  const flags = ['--max-old-space-size=60', '--input-type=module', '-e', code];
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  expect([stdout, stderr, status]).toEqual(['ERR_MYELIN_DATA true\n', '', 0]);
});

describe('bytes that are given away', () => {
  const readers = [
    datasets.readCsv, datasets.readJsonLines, datasets.readNpy, datasets.readTable, (bytes: Uint8Array) => loadModel(bytes),
  ] as readonly ((bytes: Uint8Array) => Promise<unknown>)[];

  test.each(readers.map((read, i) => ({ read, i })))('before the call, and in its midst: $i', async ({ read }) => {
    const bytes = new Uint8Array(1 << 22).fill(49);
    const giveAway = (): void => void structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    const reading = read(bytes);
    giveAway();
    await expect(reading).rejects.toThrow(MyelinError);
    await expect(read(bytes)).rejects.toThrow(/whose memory was given away/);
  });

  test('in the midst, a table is not cut short', async () => {
    const bytes = Buffer.from(`a,b\n${'1,2\n'.repeat(1 << 20)}`);
    const own = new Uint8Array(bytes);
    const reading = datasets.readCsv(own);
    await new Promise((resume) => setImmediate(resume));
    structuredClone(own.buffer, { transfer: [own.buffer] });
    await expect(reading).rejects.toThrow(/whose memory was given away/);
  });
});

const MARKUP = ['<!DOCTYPE html>\n<html><body>Not found', '  <html lang="en">', '<?xml version="1.0"?>\n<a/>'];
test.each(MARKUP)('markup is no table: %s', async (text) => {
  await expect(datasets.readCsv(Buffer.from(text))).rejects.toThrow(/expected a table, received (a page of HTML|XML)/);
});

test.skipIf(process.platform === 'win32')('a device without an end is no model', async () => {
  await expect(loadModel('/dev/zero')).rejects.toThrow(/expected a header of JSON, the file says that it has 0 bytes/);
});
