import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormatError } from '../../src/core/errors.ts';
import { readIdxPair } from '../../src/formats/idx-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'myelin-idx-folder-'));
});
afterAll(() => rm(folder, { recursive: true }));

const images = new Uint8Array([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]);
const labels = (...values: number[]): Uint8Array => new Uint8Array([0, 0, 8, 1, 0, 0, 0, values.length, ...values]);

describe('a folder of IDX files', () => {
  test('has no pair where both files are missing', async () => {
    expect(await readIdxPair(folder, 'test')).toBeUndefined();
  });

  test('one file alone is named', async () => {
    await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(images));
    await expect(readIdxPair(folder, 'train')).rejects.toThrow(/found only train-images-idx3-ubyte.gz/);
  });

  test('the pair, one gzipped, one plain', async () => {
    await writeFile(join(folder, 'train-labels.idx1-ubyte'), labels(7, 1));
    expect(await readIdxPair(folder, 'train')).toEqual({
      x: { shape: [2, 1, 2], data: new Uint8Array([1, 2, 3, 4]) },
      y: { shape: [2], data: new Int32Array([7, 1]) },
    });
  });

  test('counts must agree', async () => {
    await writeFile(join(folder, 'train-labels.idx1-ubyte'), labels(7));
    await expect(readIdxPair(folder, 'train')).rejects.toThrow(FormatError);
    await expect(readIdxPair(folder, 'train')).rejects.toThrow(/received \[2, 1, 2\] in .* and \[1\] in/);
  });
});
