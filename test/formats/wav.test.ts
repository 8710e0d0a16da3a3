import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ConfigError, datasets, FileError, FormatError } from '../../src/index.ts';

const { parseWav, readWav } = datasets;

const bytesOf = (...parts: readonly (string | readonly number[])[]): number[] =>
  parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part));
const little = (bytes: number, value: number): number[] => Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);

interface Format {
  readonly tag?: number;
  readonly channels?: number;
  readonly bits: number;
  readonly more?: readonly number[];
}

function wav({ tag = 1, channels = 1, bits, more = [] }: Format, data: readonly number[]): Uint8Array {
  const width = (bits / 8) * channels;
  const format = [
    ...little(2, tag), ...little(2, channels), ...little(4, 8000), ...little(4, 8000 * width), ...little(2, width), ...little(2, bits),
    ...more,
  ];
  const chunks = bytesOf('fmt ', little(4, format.length), format, 'LIST', little(4, 3), 'abc', [0], 'data', little(4, data.length), data);
  return Uint8Array.from(bytesOf('RIFF', little(4, 4 + chunks.length), 'WAVE', chunks));
}

const floats = (values: readonly number[], bytes: 4 | 8): number[] => {
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  values.forEach((v, i) => (bytes === 4 ? view.setFloat32(4 * i, v, true) : view.setFloat64(8 * i, v, true)));
  return [...new Uint8Array(view.buffer)];
};

describe('samples', () => {
  test.each<[string, Format, readonly number[], readonly number[]]>([
    ['8 bits', { bits: 8 }, [128, 0, 255], [0, -1, 127 / 128]],
    ['16 bits', { bits: 16 }, [0, 0x80, 0xff, 0x7f, 1, 0], [-1, 32767 / 32768, 1 / 32768]],
    ['24 bits', { bits: 24 }, [0, 0, 0x80, 1, 2, 3], [-1, (1 + 2 * 256 + 3 * 65536) / 2 ** 23]],
    ['32 bits', { bits: 32 }, [0, 0, 0, 0xc0], [-0.5]],
    ['floats', { tag: 3, bits: 32 }, floats([0.25, -3], 4), [0.25, -3]],
    ['doubles', { tag: 3, bits: 64 }, floats([0.25, -3], 8), [0.25, -3]],
    ['an extensible format', { tag: 0xfffe, bits: 16, more: [22, 0, 16, 0, 4, 0, 0, 0, 1, 0] }, [0, 0x40], [0.5]],
  ])('%s', (_, format, data, expected) => {
    expect(parseWav(wav(format, data))).toEqual({ sampleRate: 8000, shape: [expected.length, 1], data: Float32Array.from(expected) });
  });

  test('two channels, one frame after another', () => {
    expect(parseWav(wav({ bits: 8, channels: 2 }, [128, 192, 64, 128])).shape).toEqual([2, 2]);
  });
});

test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(0), /not a WAV file/],
  ['another file', Uint8Array.from(bytesOf('RIFF', little(4, 4), 'AVI ')), /not a WAV file/],
  ['no format', Uint8Array.from(bytesOf('RIFF', little(4, 4), 'WAVE')), /lacks the chunk 'fmt '/],
  ['a compressed one', wav({ tag: 85, bits: 16 }, [0, 0]), /received format 85 of 16 bits/],
  ['half a frame', wav({ bits: 16 }, [0, 0, 0]), /whole frames of 2 bytes, received 3/],
  ['an end that is missing', wav({ bits: 16 }, [0, 0, 0, 0]).slice(0, -1), /'data' says it has 4 bytes, the file has 3/],
  ['no channels', wav({ bits: 16, channels: 0 }, []), /expected channels/],
])('refused: %s', (_, bytes, message) => {
  expect(() => parseWav(bytes)).toThrow(FormatError);
  expect(() => parseWav(bytes)).toThrow(message);
});

const spoken = process.env['MYELIN_DATA'] && `${process.env['MYELIN_DATA']}/free-spoken-digit-dataset/recordings/0_george_0.wav`;
test.skipIf(!spoken || !existsSync(spoken))('a recording of a spoken digit (MYELIN_DATA)', async () => {
  const { sampleRate, shape, data } = await readWav(spoken!);
  expect([sampleRate, shape]).toEqual([8000, [2384, 1]]);
  expect(data.every((v) => v >= -1 && v < 1)).toBe(true);
  expect(data[0]).toBe(-1489 / 32768);
});

test('files may be gzipped, and are as large as maxBytes at most', async () => {
  const bytes = wav({ bits: 16 }, [0, 0x40, 0, 0xc0]);
  const sound = parseWav(bytes);
  for (const file of [bytes, bytes.slice().buffer, new Blob([bytes]), gzipSync(bytes), new Blob([gzipSync(bytes)])])
    expect(await readWav(file)).toEqual(sound);
  expect(await readWav(gzipSync(bytes), { maxBytes: bytes.length })).toEqual(sound);
  await expect(readWav(gzipSync(bytes), { maxBytes: bytes.length - 1 })).rejects.toThrow(/^wav: expected at most 59 bytes after/);
  await expect(readWav(gzipSync(bytes).subarray(0, -9))).rejects.toThrow(/^wav: the gzip data cannot be read/);
  await expect(readWav(bytes, { maxBytes: 0 })).rejects.toThrow(ConfigError);
});

test('what is no file, and a Blob that fails, are told', async () => {
  await expect(readWav(new Response(wav({ bits: 8 }, [1])) as unknown as Blob)).rejects.toThrow(/a Blob, or bytes.*received Response/);
  const gone = { arrayBuffer: () => Promise.reject(new Error('gone')) };
  const blob = Object.assign(new Blob([wav({ bits: 8 }, [1])]), { slice: () => gone });
  const error = await readWav(blob as unknown as Blob).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(FileError);
  expect(String(error)).toMatch(/readWav: the Blob cannot be read: gone/);
});
