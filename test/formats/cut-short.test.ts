/** Files that somebody cuts short while they are read. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { datasets, FileError } from '../../src/index.ts';
import { readPieces } from '../../src/formats/read-pieces.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('the rows that are left are not taken for all', async () => {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, `a,b\n${'0.5,1\n'.repeat(2_000_000)}`);
  const read = async (): Promise<number> => {
    let rows = 0;
    for await (const batch of datasets.streamCsv(path, { batchSize: 1000 })) {
      rows += batch.rows;
      if (rows === 2000) truncateSync(path, 8_000_000);
    }
    return rows;
  };
  const error = await read().then((rows) => expect.fail(`${rows} rows`), (e: unknown) => e as Error);
  expect(error).toBeInstanceOf(FileError);
  expect(error.message).toMatch(/rows\.csv: streamCsv: the file was cut short .*: 12000004 bytes became 8\d+\. /);
});

test('a file that grows, or is empty, is read to its end', async () => {
  const path = join(folder, 'grows');
  writeFileSync(path, 'x'.repeat(300_000));
  let bytes = 0;
  for await (const piece of readPieces('read', 'text', path, 1e9)) {
    if (bytes === 0) writeFileSync(path, 'y'.repeat(10), { flag: 'a' });
    bytes += piece.length;
  }
  expect(bytes).toBe(300_010);
  writeFileSync(path, '');
  expect(await datasets.readFasta(path)).toEqual([]);
});
