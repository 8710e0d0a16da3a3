import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/core/errors.ts';
import { parseIdx, readIdx } from '../../src/formats/idx.ts';

const idx = (type: number, shape: number[], data: ArrayLike<number>): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (type << 8) | shape.length);
  shape.forEach((d, i) => view.setUint32(4 + 4 * i, d));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
};

const bigEndian = (bytes: number, values: number[], set: (view: DataView, at: number, value: number) => void): Uint8Array => {
  const data = new Uint8Array(bytes * values.length);
  values.forEach((value, i) => set(new DataView(data.buffer), bytes * i, value));
  return data;
};

describe('reading', () => {
  test('bytes, plain and gzipped', () => {
    const expected = { shape: [2, 1, 2], data: new Uint8Array([1, 2, 3, 255]) };
    const bytes = idx(0x08, [2, 1, 2], [1, 2, 3, 255]);
    expect(parseIdx(bytes)).toEqual(expected);
    expect(parseIdx(gzipSync(bytes))).toEqual(expected);
  });

  test.each([
    ['signed bytes', 0x09, new Uint8Array([0xff, 5]), new Int32Array([-1, 5])],
    ['shorts', 0x0b, bigEndian(2, [-300, 7], (v, at, x) => v.setInt16(at, x)), new Int32Array([-300, 7])],
    ['ints', 0x0c, bigEndian(4, [-70000, 7], (v, at, x) => v.setInt32(at, x)), new Int32Array([-70000, 7])],
    ['floats', 0x0d, bigEndian(4, [1.5, -2], (v, at, x) => v.setFloat32(at, x)), new Float32Array([1.5, -2])],
    ['doubles', 0x0e, bigEndian(8, [1.5, -2], (v, at, x) => v.setFloat64(at, x)), new Float32Array([1.5, -2])],
  ])('%s', (_, type, data, expected) => {
    expect(parseIdx(idx(type, [2], data)).data).toEqual(expected);
  });

  test('a file by its path; an error names it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'myelin-idx-'));
    try {
      const path = join(folder, 'labels-idx1-ubyte.gz');
      await writeFile(path, gzipSync(idx(0x08, [3], [7, 8, 9])));
      expect(await readIdx(path)).toEqual({ shape: [3], data: new Uint8Array([7, 8, 9]) });
      await writeFile(path, 'no');
      await expect(readIdx(path)).rejects.toThrow(`${path}: idx: expected at least 4 bytes, received 2`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('files that are not what they claim to be', () => {
  const good = idx(0x08, [2, 2], [1, 2, 3, 4]);
  const gz = gzipSync(good);
  test.each([
    ['empty', new Uint8Array(0), /at least 4 bytes/],
    ['wrong magic', new Uint8Array([1, 0, 8, 1, 0, 0, 0, 0]), /magic number.*received 0x01000801/],
    ['unknown type', idx(0x0a, [1], [0]), /magic number.*received 0x00000a01/],
    ['no axes', idx(0x08, [], [0]), /magic number/],
    ['sizes cut short', good.subarray(0, 10), /expected 2 sizes.*after 10 bytes/],
    ['data cut short', good.subarray(0, 15), /\[2, 2\] takes 4 bytes of data, the file has 3\. It is cut short/],
    ['trailing bytes', new Uint8Array([...good, 9]), /has 5\. It is longer than it says/],
    ['sizes too large', idx(0x08, [0xffffffff, 0xffffffff], []), /more than 1073741824 bytes/],
    ['gzip cut short', gz.subarray(0, gz.length - 9), /gzip data cannot be read/],
    ['gzip damaged', gz.map((b, i) => (i === gz.length - 6 ? b ^ 1 : b)), /gzip data cannot be read/],
  ])('%s', (_, bytes, message) => {
    expect(() => parseIdx(bytes)).toThrow(FormatError);
    expect(() => parseIdx(bytes)).toThrow(message);
  });
});

const folder = process.env['MYELIN_DATA'] ?? '';
test.skipIf(!existsSync(join(folder, 'fashion-mnist')))('Fashion-MNIST (needs MYELIN_DATA with fashion-mnist/)', async () => {
  const images = await readIdx(join(folder, 'fashion-mnist/t10k-images-idx3-ubyte.gz'));
  const labels = await readIdx(join(folder, 'fashion-mnist/t10k-labels-idx1-ubyte.gz'));
  expect([images.shape, labels.shape]).toEqual([[10000, 28, 28], [10000]]);
  const counts = new Array<number>(10).fill(0);
  for (const label of labels.data) counts[label]!++;
  expect(counts).toEqual(new Array(10).fill(1000));
  expect(images.data.slice(28 * 28 * 9999).some((v) => v > 0)).toBe(true);
});
