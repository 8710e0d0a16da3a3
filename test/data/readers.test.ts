/** Readers of ARFF, JSON lines, npy, npz and Parquet, and the one that finds out which of them a file needs. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { DataError, FormatError } from '../../src/core/errors.ts';
import { elementsOf } from '../../src/data/json-array.ts';
import { datasets } from '../../src/index.ts';
import type { Table } from '../../src/preprocessing/table.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const columns = (table: Table): unknown[][] => table.columns.map(({ name, values }) => [name, ...values]);
const quiet = { onNotice: () => {} };

/** A stream that gives a byte at a time. */
async function* dripping(all: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < all.length; i++) yield all.subarray(i, i + 1);
}

describe('ARFF', () => {
  const text = `% iris
@RELATION 'iris data'
@attribute "sepal length" NUMERIC
@attribute class {'Iris setosa', b, "it\\"s"}
@attribute when date "dd.MM.yyyy HH:mm"
@attribute note string

@DATA
5.1,'Iris setosa',"31.01.2024 12:30",'it\\'s, so'
% a comment
?,b,?,?
-1e3, "it\\"s" , "01.02.2024 00:00" , x y
`;

  test('attributes of each kind', async () => {
    const expected = [
      ['sepal length', 5.1, NaN, -1000], ['class', 'Iris setosa', 'b', 'it"s'],
      ['when', Date.UTC(2024, 0, 31, 12, 30), NaN, Date.UTC(2024, 1, 1)], ['note', "it's, so", undefined, 'x y'],
    ];
    expect(columns(await datasets.readArff(bytes(text), quiet))).toEqual(expected);
    expect(columns(await datasets.readTable(gzipSync(text.replaceAll('\n', '\r\n')), quiet))).toEqual(expected);
    expect(columns(await datasets.readArff(dripping(bytes(text)), quiet))).toEqual(expected);
  });

  test('sparse rows, whose other values are 0 or the first word', async () => {
    const sparse = '@relation r\n@attribute a numeric\n@attribute b {x,y}\n@attribute c real\n@data\n{0 3, 1 y}\n{}\n{2 -1.5}\n';
    expect(columns(await datasets.readArff(bytes(sparse)))).toEqual([['a', 3, 0, 0], ['b', 'y', 'x', 'x'], ['c', 0, 0, -1.5]]);
  });

  test.each([
    ['no header', 'a,b\n', /arff: line 1: expected @relation, @attribute or @data, received 'a,b'/],
    ['an unknown type', '@relation r\n@attribute a complex\n', /line 2: expected numeric, .* received 'complex'/],
    ['a value too many', '@relation r\n@attribute a real\n@data\n1,2\n', /line 4: expected 1 values, as attributes, received 2/],
    ['a word that is not declared', '@relation r\n@attribute a {x}\n@data\ny\n', /line 4: 'a': 'y' is none of the values/],
    [
      'a text for a number', '@relation r\n@attribute a real\n@data\n1\nx\n',
      /column 'a': expected numbers, as types says, received 'x' on line 5/,
    ],
    ['a quote that stays open', "@relation r\n@attribute a string\n@data\n'x\n", /line 4: a quote is opened and never closed/],
    ['a place that is none', '@relation r\n@attribute a real\n@data\n{1 2}\n', /line 4: expected a place from 0 to 0 and a value/],
    ['no rows', '@relation r\n@attribute a real\n@data\n', /expected rows below @data, received none/],
  ])('%s', async (_, wrong, message) => {
    await expect(datasets.readArff(bytes(wrong))).rejects.toThrow(DataError);
    await expect(datasets.readArff(bytes(wrong))).rejects.toThrow(message);
  });
});

describe('JSON', () => {
  test('in UTF-16, with a mark or without, and in windows-1252, which is said', async () => {
    const said: string[] = [];
    const onNotice = (notice: string): void => void said.push(notice);
    for (const text of ['[{"a":1,"b":"x"}]', '{"a":1,"b":"x"}\n']) {
      for (const encoded of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le'), Buffer.from(`\ufeff${text}`)]) {
        expect(columns(await datasets.readJsonLines(encoded))).toEqual([['a', 1], ['b', 'x']]);
      }
      const western = Buffer.from(text.replace('x', 'é'), 'latin1');
      expect(columns(await datasets.readJsonLines(western, { onNotice }))).toEqual([['a', 1], ['b', 'é']]);
    }
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/windows-1252/);
  });

  const records = [
    { n: 1, t: 'a', size: { w: 2.5 }, when: '2024-01-31', ok: true },
    { n: null, size: { w: 3 }, when: '2024-02-01', ok: false }, { t: 'b', extra: 'é' },
  ];
  const expected = [
    ['n', 1, NaN, NaN], ['t', 'a', undefined, 'b'], ['size.w', 2.5, 3, NaN], ['when', Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1), NaN],
    ['ok', 'true', 'false', undefined], ['extra', undefined, undefined, 'é'],
  ];

  test('lines and arrays of records', async () => {
    const lines = records.map((record) => JSON.stringify(record)).join('\n');
    for (const text of [lines, `${lines.replaceAll('\n', '\r\n')}\r\n\r\n`, JSON.stringify(records), JSON.stringify(records, null, 2)]) {
      expect(columns(await datasets.readJsonLines(bytes(text), quiet))).toEqual(expected);
      expect(columns(await datasets.readTable(dripping(bytes(text)), quiet))).toEqual(expected);
    }
  });

  test('an array comes element by element, wherever its text is cut', async () => {
    const values = [{ 'a]': '},"\\"[' }, [1, [2, {}]], ' , ', 3.5, null, { b: { c: ['"', '\\'] } }, '\\', {}];
    for (const text of [JSON.stringify(values), ` ${JSON.stringify(values, null, 1)}\n\n`]) {
      for (const size of [1, 2, 3, 7, 1000]) {
        const found: unknown[] = [];
        let pieces = 0;
        const cut = async function* (): AsyncGenerator<string> {
          for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size);
        };
        for await (const elements of elementsOf('json', cut())) {
          pieces++;
          for (const element of elements) found.push(JSON.parse(element));
        }
        expect(found).toEqual(values);
        expect(pieces).toBe(Math.ceil(text.length / size));
      }
    }
  });

  test('texts are read as the cells of CSV files, and asked about', async () => {
    const text = '{"price":"1,234"}\n{"price":"5,678"}\n';
    await expect(datasets.readJsonLines(bytes(text))).rejects.toThrow(/column 'price': '1,234' on line 1 is 1\.234 or 1234/);
    expect(columns(await datasets.readJsonLines(bytes(text), { decimal: '.', ...quiet }))).toEqual([['price', 1234, 5678]]);
    expect(columns(await datasets.readJsonLines(bytes('{"n":1}\n{"n":2}\n'), { types: { n: 'text' } }))).toEqual([['n', '1', '2']]);
  });

  test('whole numbers beyond 2^53 keep their digits', async () => {
    const text = '{"id":12345678901234567891,"t":"12345678901234567891, \\"b","x":0.1234567890123456789,"y":1e3,"z":-9007199254740991}\n';
    expect(columns(await datasets.readJsonLines(bytes(text), { types: { id: 'text', t: 'text' } }))).toEqual([
      ['id', '12345678901234567891'], ['t', '12345678901234567891, "b'], ['x', 0.12345678901234568], ['y', 1000],
      ['z', -9007199254740991],
    ]);
  });

  test.each([
    ['a broken line', '{"a":1}\n{"a":\n', /json: line 2: .*Write a record on each line/],
    ['a list for a record', '{"a":1}\n[1]\n', /json: line 2: expected a record, received/],
    ['a list in a record', '{"a":[1]}\n', /json: line 1: 'a': expected a number, a text, true, false or null/],
    ['nothing', '\n', /expected records of named values, received none/],
    ['an empty array', ' [ ]\n', /expected records of named values, received none/],
    ['a broken record of an array', '[{"a":1},\n{"a":}]', /json: record 1: .*Write a record on each line/],
    ['nothing between two commas', '[{"a":1},,{"a":2}]', /json: record 1: /],
    ['a comma behind the last record', '[{"a":1},]', /json: record 1: /],
    ['an array that is cut short', '[{"a":"]"},{"a":2}', /json: the array is not closed. The file is cut short/],
    ['an array that a brace closes', '[{"a":1}}', /json: record 0: expected , or \] behind it, received \}/],
    ['a record behind an array', '[{"a":1}]\n{"a":2}', /json: expected nothing behind the array, received '\{'/],
    ['a list for a record of an array', '[{"a":1},[2]]', /json: record 1: expected a record, received/],
    ['two values of one name', '{"a.b":1,"a":{"b":2}}\n', /json: line 1: 'a\.b' is given twice, by its whole name and in records within/],
  ])('%s', async (_, wrong, message) => {
    await expect(datasets.readJsonLines(bytes(wrong))).rejects.toThrow(DataError);
    await expect(datasets.readJsonLines(bytes(wrong))).rejects.toThrow(message);
  });
});

/** An npy file. */
function npy(descr: string, shape: readonly number[], data: Uint8Array, columnsFirst = false): Uint8Array {
  const sizes = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${descr}', 'fortran_order': ${columnsFirst ? 'True' : 'False'}, 'shape': ${sizes}, }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11);
  const start = Buffer.from('\u0093NUMPY\u0001\u0000\u0000\u0000', 'latin1');
  start.writeUInt16LE(header.length + 1, 8);
  return Buffer.concat([start, Buffer.from(`${header}\n`), data]);
}

const raw = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const swapped = (array: ArrayBufferView, size: number): Uint8Array => {
  const all = Uint8Array.from(raw(array));
  for (let at = 0; at < all.length; at += size) all.subarray(at, at + size).reverse();
  return all;
};

/** A zip archive. */
function zip(files: Readonly<Record<string, Uint8Array>>, deflated: boolean): Uint8Array {
  const [parts, table]: [Uint8Array[], Uint8Array[]] = [[], []];
  let at = 0;
  for (const [name, contents] of Object.entries(files)) {
    const packed = deflated ? deflateRawSync(contents) : contents;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(deflated ? 8 : 0, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(contents.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), packed);
    table.push(central, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...table, end]);
}

describe('npy', () => {
  test.each([
    ['<f4', Float32Array.of(1.5, -2, 3, 0, 1e9, -0.25), [1.5, -2, 3, 0, 1e9, -0.25], 'Float32Array'],
    ['<f8', Float64Array.of(1.5, -2, 3, 0, 1e9, -0.25), [1.5, -2, 3, 0, 1e9, -0.25], 'Float32Array'],
    [
      '<f2', Uint16Array.of(0x3e00, 0xc000, 0x0001, 0x7c00, 0x8000, 0x7bff),
      [1.5, -2, 2 ** -24, Infinity, -0, 65504], 'Float32Array',
    ],
    ['<i8', BigInt64Array.of(1n, -2n, 3n, 0n, 2147483647n, -5n), [1, -2, 3, 0, 2147483647, -5], 'Int32Array'],
    ['<u2', Uint16Array.of(1, 2, 3, 0, 65535, 5), [1, 2, 3, 0, 65535, 5], 'Int32Array'],
    ['|i1', Int8Array.of(1, -2, 3, 0, 127, -128), [1, -2, 3, 0, 127, -128], 'Int32Array'],
    ['|u1', Uint8Array.of(1, 2, 3, 0, 255, 5), [1, 2, 3, 0, 255, 5], 'Uint8Array'],
    ['|b1', Uint8Array.of(1, 0, 1, 0, 1, 1), [1, 0, 1, 0, 1, 1], 'Uint8Array'],
  ])('%s, in both byte orders, whole and in pieces', async (descr, array, values, kind) => {
    const size = array.BYTES_PER_ELEMENT;
    const turned = swapped(array, descr[0] === '|' ? 1 : size);
    for (const file of [npy(descr, [2, 3], raw(array)), npy(descr.replace('<', '>'), [2, 3], turned)]) {
      for (const source of [file, gzipSync(file), dripping(file)]) {
        const { shape, data } = await datasets.readNpy(source);
        expect([shape, [...data], data.constructor.name]).toEqual([[2, 3], values, kind]);
      }
    }
  });

  test('the first axis fastest', async () => {
    const file = npy('<i4', [2, 3, 2], raw(Int32Array.from({ length: 12 }, (_, i) => i)), true);
    expect([...(await datasets.readNpy(file)).data]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  });

  test.each([
    ['another file', bytes('hello, this is text'), /npy: expected the mark of NumPy/],
    ['a file that is cut short', npy('<f4', [3], new Uint8Array(8)), /\[3\] takes 12 bytes of data, the file has 8\. It is cut short/],
    ['a file that is longer', npy('<f4', [1], new Uint8Array(8)), /the file has 8\. It is longer than it says/],
    ['texts', npy('<U5', [1], new Uint8Array(20)), /npy: expected numbers or booleans, received descr: <U5/],
    ['integers beyond int32', npy('<u4', [1], raw(Uint32Array.of(2 ** 32 - 1))), /npy: 4294967295 is beyond what Int32Array holds/],
    ['numbers beyond float32', npy('<f8', [1], raw(Float64Array.of(1e300))), /npy: 1e\+300 is beyond what Float32Array holds/],
    ['sizes beyond all memory', npy('<f4', [1e9, 1e9], new Uint8Array()), /takes more than 1073741824 bytes.*maxBytes/],
  ])('%s', async (_, file, message) => {
    await expect(datasets.readNpy(file)).rejects.toThrow(FormatError);
    await expect(datasets.readNpy(file)).rejects.toThrow(message);
  });

  test('npz, stored and compressed, and the tables that they are', async () => {
    const files = {
      'x.npy': npy('<f8', [3, 2], raw(Float64Array.of(1, 2, 3, 4, 5, 1e300))),
      'y.npy': npy('<i8', [3], raw(BigInt64Array.of(7n, 8n, 2n ** 40n))),
    };
    for (const deflated of [false, true]) {
      const small = {
        'x.npy': npy('<f8', [3, 2], raw(Float64Array.of(1, 2, 3, 4, 5, 6))), 'y.npy': npy('<i4', [3], raw(Int32Array.of(7, 8, 9))),
      };
      const archive = zip(small, deflated);
      const { x, y } = await datasets.readNpz(archive);
      expect([x!.shape, y!.shape, [...y!.data], [...x!.data].slice(0, 5)]).toEqual([[3, 2], [3], [7, 8, 9], [1, 2, 3, 4, 5]]);
      const table = await datasets.readTable(dripping(zip(files, deflated)));
      expect(columns(table)).toEqual([['x_0', 1, 3, 5], ['x_1', 2, 4, 1e300], ['y', 7, 8, 2 ** 40]]);
      expect(table.header).toBe(true);
    }
    const bomb = zip({ 'x.npy': npy('<f4', [1 << 20], new Uint8Array(4 << 20)) }, true);
    await expect(datasets.readNpz(bomb, { maxBytes: 1 << 20 })).rejects.toThrow(/npz: expected at most 1048576 bytes/);
    const archive = zip(files, true);
    const workbook = zip({ '[Content_Types].xml': bytes('<a/>'), 'xl/workbook.xml': bytes('<a/>') }, false);
    await expect(datasets.readTable(workbook)).rejects.toThrow(/received a workbook of a spreadsheet program\. Save its sheet as CSV/);
    await expect(datasets.readNpz(archive.subarray(0, -30))).rejects.toThrow(/npz: expected the table at the end of a zip archive/);
    const damaged = Uint8Array.from(archive).fill(0xff, 40, 60);
    await expect(datasets.readNpz(damaged)).rejects.toThrow(/npz: 'x(?:\.npy)?' cannot be decompressed|npz: 'x':/);
    const matrix = npy('<f4', [2, 2], raw(Float32Array.of(1, 2, 3, 4)));
    expect(columns(await datasets.readTable(matrix))).toEqual([['column_0', 1, 3], ['column_1', 2, 4]]);
    const cube = npy('<f4', [2, 1, 1], raw(Float32Array.of(1, 2)));
    await expect(datasets.readTable(cube)).rejects.toThrow(/expected a column or a matrix of 2 rows/);
  });
});

test('Parquet', async () => {
  const file = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'n', data: [1.5, null, -2], type: 'DOUBLE' }, { name: 'i', data: [1n, 2n, 2n ** 60n], type: 'INT64' },
        { name: 't', data: ['a', null, 'é'], type: 'STRING' }, { name: 'b', data: [true, false, true], type: 'BOOLEAN' },
        { name: 'd', data: [new Date(0), new Date(86_400_000), null], type: 'TIMESTAMP' },
      ],
    }),
  );
  const expected = [
    ['n', 1.5, NaN, -2], ['i', '1', '2', '1152921504606846976'], ['t', 'a', undefined, 'é'], ['b', 'true', 'false', 'true'],
    ['d', 0, 86_400_000, NaN],
  ];
  expect(columns(await datasets.readParquet(file, quiet))).toEqual(expected);
  expect(columns(await datasets.readTable(dripping(file), quiet))).toEqual(expected);
  await expect(datasets.readParquet(file.subarray(0, -20))).rejects.toThrow(/parquet: the file cannot be read: .*It is damaged/);
});

test('readTable tells CSV by what is no other kind, and names of files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'myelin-readers-'));
  try {
    const path = join(folder, 'a.jsonl.gz');
    await writeFile(path, gzipSync('\n{"a":1}\n'));
    expect(columns(await datasets.readTable(path))).toEqual([['a', 1]]);
    await writeFile(path, '{"a":');
    await expect(datasets.readTable(path)).rejects.toThrow(`${path}: json: `);
    expect(columns(await datasets.readTable(bytes('a;b\n1;2\n')))).toEqual([['a', 1], ['b', 2]]);
    expect(columns(await datasets.readTable(bytes('{x},y\n1,2\n')))).toEqual([['{x}', 1], ['y', 2]]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.runIf(process.platform === 'linux')('the command reads them, and standard input', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    price: `${i % 9},5 €`, day: `${(i % 28) + 1}.${(i % 12) + 1}.2024`, kind: i % 9 > 4 ? 'dear' : 'cheap',
  }));
  const script = `
    set -e
    cd "$(mktemp -d)"
    printf '%s' "$ROWS" > rows.jsonl
    node "$MAIN" train rows.jsonl --epochs 2 --layers 4 --out a.safetensors
    cat rows.jsonl | node "$MAIN" train - --epochs 2 --layers 4 --out b.safetensors
    printf 'price;day\\n"1.234,5 €";5.6.2024\\n1,0 €;31.12.2024\\n' | node "$MAIN" predict a.safetensors - > answers.csv
    cmp a.safetensors b.safetensors
    cat answers.csv
    rm -r "$PWD"`;
  const MAIN = new URL('../../dist/node/myelin.cjs', import.meta.url).pathname;
  const ROWS = rows.map((row) => JSON.stringify(row)).join('\n');
  const answers = execFileSync('sh', ['-c', script], {
    env: { ...process.env, MAIN, ROWS }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(answers).toMatch(/price,day,prediction,probability\n"1\.234,5 €",5\.6\.2024,(?:dear|cheap),[\d.]+\n"1,0 €",31\.12\.2024,/);
});
