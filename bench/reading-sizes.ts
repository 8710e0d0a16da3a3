/** Files that are read at size, for `sizes.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { datasets, layers, sequential } from '../src/index.ts';
import { fileOf, inFolder, quiet, type Setup } from './size-data.ts';

function csvText(rows: number): string {
  const parts: string[] = ['a,b,c,name\n'];
  for (let i = 0; i < rows; i++) parts.push(`${(i % 997) / 7},${i},${(i * 31) % 113},text ${i % 1000}\n`);
  return parts.join('');
}

function idxBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(16 + count * 784);
  const view = new DataView(bytes.buffer);
  [0x803, count, 28, 28].forEach((v, i) => view.setUint32(4 * i, v));
  for (let i = 16; i < bytes.length; i++) bytes[i] = i % 251;
  return bytes;
}

function wavBytes(frames: number): Uint8Array {
  const bytes = new Uint8Array(44 + frames * 2);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string): void => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16000, true);
  view.setUint32(28, 32000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, frames * 2, true);
  for (let i = 0; i < frames; i++) view.setInt16(44 + 2 * i, i % 30000, true);
  return bytes;
}

const jsonText = (rows: number): string =>
  Array.from({ length: rows }, (_, i) => `{"a":${(i % 997) / 7},"b":${i},"name":"text ${i % 1000}"}\n`).join('');

const arffText = (rows: number): string =>
  `@relation r\n@attribute a numeric\n@attribute b numeric\n@attribute name string\n@data\n${
    Array.from({ length: rows }, (_, i) => `${(i % 997) / 7},${i},'text ${i % 1000}'\n`).join('')
  }`;

const parquetBytes = (rows: number): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({
    columnData: [
      { name: 'a', data: Array.from({ length: rows }, (_, i) => (i % 997) / 7), type: 'DOUBLE' },
      { name: 'b', data: Array.from({ length: rows }, (_, i) => i), type: 'INT32' },
      { name: 'name', data: Array.from({ length: rows }, (_, i) => `text ${i % 1000}`), type: 'STRING' },
    ],
  }));

function npyBytes(rows: number, columnsFirst = false): Uint8Array {
  const head = `{'descr': '<f8', 'fortran_order': ${columnsFirst ? 'True' : 'False'}, 'shape': (${rows}, 50), }`.padEnd(117) + '\n';
  const values = Float64Array.from({ length: rows * 50 }, (_, i) => i % 1000);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'), Buffer.from(head), Buffer.from(values.buffer)]);
}

/** A zip archive of one file, which is stored as it is. */
function zipOf(name: string, contents: Uint8Array): Uint8Array {
  const sizes = Buffer.alloc(12);
  [crc32(contents), contents.length, contents.length].forEach((v, i) => sizes.writeUInt32LE(v, 4 * i));
  const lengths = Buffer.from([name.length, 0, 0, 0]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\0\0\0\0\0\0', 'latin1'), sizes, lengths, Buffer.from(name)]);
  const place = Buffer.from('PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0', 'latin1');
  const central = Buffer.concat([place, sizes, lengths, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  [1, 1].forEach((v, i) => end.writeUInt16LE(v, 8 + 2 * i));
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + contents.length, 16);
  return Buffer.concat([local, contents, central, end]);
}

async function untilTheEnd(tables: AsyncIterable<unknown>): Promise<void> {
  for await (const table of tables) if (table === undefined) return;
}

export const READING: Readonly<Record<string, Setup>> = {
  'readCsv 1e6 rows': () => fileOf('t.csv', () => Buffer.from(csvText(1e6)), (path) => datasets.readCsv(path)),
  'readCsv 1e6 rows, gzip': () => fileOf('t.csv.gz', () => gzipSync(csvText(1e6)), (path) => datasets.readCsv(path)),
  'readIdx 400 MB': () => fileOf('t.idx', () => idxBytes(500_000), (path) => datasets.readIdx(path)),
  'readIdx 400 MB, gzip': () => fileOf('t.idx.gz', () => gzipSync(idxBytes(500_000), { level: 1 }), (path) => datasets.readIdx(path)),
  'readWav 200 MB': () => fileOf('t.wav', () => wavBytes(1e8), (path) => datasets.readWav(path)),
  'readFasta 200 MB': () =>
    fileOf('t.fasta', () => Buffer.from(`>read\n${'ACGTT'.repeat(30)}\n`.repeat(1.3e6)), (path) => datasets.readFasta(path)),
  'readFasta 200 MB, one sequence': () =>
    fileOf('t.fasta', () => Buffer.from(`>chr1\n${`${'ACGTT'.repeat(12)}\n`.repeat(3.3e6)}`), (path) => datasets.readFasta(path)),
  'readFasta, 60 MB in one line': () =>
    fileOf('t.fasta', () => Buffer.from(`>chr1\n${'ACGTT'.repeat(1.2e7)}`), (path) => datasets.readFasta(path)),
  'streamCsv 1e6 rows': () => fileOf('t.csv', () => Buffer.from(csvText(1e6)), (path) => untilTheEnd(datasets.streamCsv(path))),
  'streamCsv 1e6 rows, batches of 1e6': () =>
    fileOf('t.csv', () => Buffer.from(csvText(1e6)), (path) => untilTheEnd(datasets.streamCsv(path, { batchSize: 1e6 }))),
  'readTable 1e6 rows of CSV': () => fileOf('t.csv', () => Buffer.from(csvText(1e6)), (path) => datasets.readTable(path)),
  'readCsv 3e5 rows of texts': () =>
    fileOf('t.csv', () => Buffer.from(csvText(3e5).replaceAll(/^(\d[^,]*),/gm, 'a $1,')), (path) => datasets.readCsv(path)),
  'readCsv 2e4 rows of 300 columns': () =>
    fileOf(
      't.csv', () => Buffer.from(`${Array.from({ length: 300 }, (_, i) => i / 7).join()}\n`.repeat(2e4)), (path) => datasets.readCsv(path),
    ),
  'readJsonLines 1e6 rows': () => fileOf('t.jsonl', () => Buffer.from(jsonText(1e6)), (path) => datasets.readJsonLines(path)),
  'readJsonLines, array of 3e5': () =>
    fileOf('t.json', () => Buffer.from(`[${jsonText(3e5).trimEnd().replaceAll('\n', ',\n')}]`), (path) => datasets.readJsonLines(path)),
  'readArff 1e6 rows': () => fileOf('t.arff', () => Buffer.from(arffText(1e6)), (path) => datasets.readArff(path)),
  'readParquet 1e6 rows': () => fileOf('t.parquet', () => parquetBytes(1e6), (path) => datasets.readParquet(path)),
  'readNpy 400 MB': () => fileOf('t.npy', () => npyBytes(1e6), (path) => datasets.readNpy(path)),
  'readNpy 400 MB, columns first': () => fileOf('t.npy', () => npyBytes(1e6, true), (path) => datasets.readNpy(path)),
  'readNpz 400 MB': () => fileOf('t.npz', () => zipOf('x.npy', npyBytes(1e6)), (path) => datasets.readNpz(path)),
  'readTable npy 4e5 x 50': () => fileOf('t.npy', () => npyBytes(4e5), (path) => datasets.readTable(path)),
  'imageDatasetFromDirectory 1e5 files': () =>
    inFolder((folder) => {
      for (let i = 0; i < 1e5; i++) {
        if (i % 1000 === 0) mkdirSync(join(folder, `c${i / 1000 % 10}`, `${Math.floor(i / 10_000)}`), { recursive: true });
        writeFileSync(join(folder, `c${Math.floor(i / 1000) % 10}`, `${Math.floor(i / 10_000)}`, `${i}.png`), '');
      }
      return () => datasets.imageDatasetFromDirectory(folder, { imageSize: [8, 8] });
    }),
  'fit of 300 photos': () =>
    inFolder(async (folder) => {
      const { default: sharp } = await import('sharp');
      mkdirSync(join(folder, 'a'));
      mkdirSync(join(folder, 'b'));
      const photo = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: '#6a8' } }).jpeg().toBuffer();
      for (let i = 0; i < 300; i++) writeFileSync(join(folder, i % 2 === 0 ? 'a' : 'b', `${i}.jpg`), photo);
      const data = await datasets.imageDatasetFromDirectory(folder, { imageSize: [224, 224] });
      const model = sequential(
        [layers.flatten({ inputShape: [224, 224, 3] }), layers.dense({ units: 2, activation: 'softmax' })], { seed: 1 },
      );
      model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
      return () => model.fit(data, null, quiet);
    }),
};
