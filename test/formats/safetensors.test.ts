import { describe, expect, test } from 'vitest';
import { ConfigError, FormatError } from '../../src/core/errors.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';

/** A file with this header (an object or raw JSON) and data, its length field as given or true. */
function file(header: unknown, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const one = (dtype: string, shape: unknown, data_offsets: unknown): unknown => ({ x: { dtype, shape, data_offsets } });

describe('writing and reading back', () => {
  const tensors = {
    mask: { dtype: 'uint8', shape: [3], data: new Uint8Array([0, 128, 255]) },
    weights: { dtype: 'float32', shape: [2, 2], data: new Float32Array([1.5, -0, NaN, Infinity]) },
    step: { dtype: 'int32', shape: [], data: new Int32Array([-7]) },
    none: { dtype: 'float32', shape: [0, 4], data: new Float32Array(0) },
  } as const;

  test('keeps every value, shape, dtype and the metadata', () => {
    const read = readSafetensors(writeSafetensors(tensors, { note: 'naïve "quoted" \n 数' }));
    expect({ ...read.tensors }).toEqual(tensors);
    expect({ ...read.metadata }).toEqual({ note: 'naïve "quoted" \n 数' });
  });

  test('aligns the header to 8 bytes and every array to its element', () => {
    const bytes = writeSafetensors(tensors);
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerBytes % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes))) as Record<string, { data_offsets: number[] }>;
    for (const name of ['weights', 'step', 'none']) expect(header[name]!.data_offsets[0]! % 4).toBe(0);
  });

  test('reads from the middle of a larger buffer, at any alignment', () => {
    const bytes = writeSafetensors(tensors);
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 3);
    expect({ ...readSafetensors(larger.subarray(3, 3 + bytes.length)).tensors }).toEqual(tensors);
  });

  test('takes __proto__ and constructor as ordinary names', () => {
    const data = new Float32Array([1]);
    const named = Object.fromEntries(['__proto__', 'constructor'].map((name) => [name, { dtype: 'float32' as const, shape: [1], data }]));
    const read = readSafetensors(writeSafetensors(named, Object.fromEntries([['__proto__', 'text']])));
    expect(Object.keys(read.tensors)).toEqual(['__proto__', 'constructor']);
    expect(read.metadata['__proto__']).toBe('text');
    expect(({} as { dtype?: string }).dtype).toBeUndefined();
  });

  test('an empty file is a header only', () => {
    expect(Object.keys(readSafetensors(writeSafetensors({})).tensors)).toEqual([]);
  });

  test('refuses tensors that contradict themselves', () => {
    const data = new Float32Array(3);
    expect(() => writeSafetensors({ x: { dtype: 'float32', shape: [2], data } })).toThrow(ConfigError);
    expect(() => writeSafetensors({ x: { dtype: 'int32', shape: [3], data } })).toThrow(/expected int32 data, received Float32Array\(3\)/);
    expect(() => writeSafetensors({ __metadata__: { dtype: 'float32', shape: [3], data } })).toThrow(/another name/);
    expect(() => writeSafetensors({}, { x: 1 as unknown as string })).toThrow(/must be a string, received 1/);
  });
});

describe('types that are converted', () => {
  const bytesOf = (fill: (view: DataView) => void, n: number): Uint8Array => {
    const bytes = new Uint8Array(n);
    fill(new DataView(bytes.buffer));
    return bytes;
  };
  const read = (dtype: string, shape: number[], data: Uint8Array) =>
    readSafetensors(file(one(dtype, shape, [0, data.length]), data)).tensors['x'];

  test('F16: normal, subnormal, infinite, NaN', () => {
    const half = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000];
    const data = bytesOf((view) => half.forEach((h, i) => view.setUint16(2 * i, h, true)), 16);
    expect(read('F16', [8], data)!.data).toEqual(new Float32Array([1, -2, 2 ** -24, 65504, Infinity, -Infinity, NaN, -0]));
  });

  test('BF16 is the upper half of a float32', () => {
    const data = bytesOf((view) => [0x3f80, 0xc049, 0x7f80].forEach((h, i) => view.setUint16(2 * i, h, true)), 6);
    expect(read('BF16', [3], data)!.data).toEqual(new Float32Array([1, -3.140625, Infinity]));
  });

  test('F64 rounds to float32, and says so where it would overflow', () => {
    expect(
      read(
        'F64',
        [2],
        bytesOf((view) => (view.setFloat64(0, 0.1, true), view.setFloat64(8, -Infinity, true)), 16),
      )!.data,
    ).toEqual(new Float32Array([0.1, -Infinity]));
    expect(() =>
      read('F64', [1], bytesOf((view) => view.setFloat64(0, 1e300, true), 8)),
    ).toThrow(/'x': element 0 is 1e\+300, a F64 that float32 cannot hold/);
  });

  test('I64 becomes int32, and says so where it does not fit', () => {
    expect(
      read('I64', [1], bytesOf((view) => view.setBigInt64(0, -5n, true), 8)),
    ).toEqual({ dtype: 'int32', shape: [1], data: new Int32Array([-5]) });
    expect(() => read('I64', [1], bytesOf((view) => view.setBigInt64(0, 2n ** 31n, true), 8))).toThrow(/element 0 is 2147483648/);
  });
});

describe('files that are not what they claim to be', () => {
  const f32 = { dtype: 'F32', shape: [1] };
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /at least 8 bytes, received 0/],
    ['header length beyond the file', file({}, [], 100n), /header of 100 bytes, the file ends after 2/],
    ['header length beyond the cap', file({}, [], 2n ** 63n), /at most 100000000 bytes/],
    ['not JSON', file('{"x":'), /JSON in UTF-8/],
    ['not UTF-8', new Uint8Array([...file('', [], 2n), 0xff, 0xfe]), /JSON in UTF-8/],
    ['an array', file([]), /JSON object/],
    ['null', file('null'), /JSON object, received null/],
    ['deep nesting', file(`{"x":${'['.repeat(50)}${']'.repeat(50)}}`), /levels deep/],
    [
      'a name twice',
      file('{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0078":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      /'x' twice/,
    ],
    ['a key twice', file('{"x":{"dtype":"F32","dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), /'dtype' twice/],
    ['an unknown key', file({ x: { ...f32, data_offsets: [0, 4], extra: 1 } }, [0, 0, 0, 0]), /unknown key 'extra'/],
    ['an entry that is no object', file({ x: 3 }), /'x': expected an object/],
    ['an unknown dtype', file(one('C64', [1], [0, 8]), new Uint8Array(8)), /F32, I32, U8.*received 'C64'/],
    ['a dtype named like a method', file(one('toString', [1], [0, 8]), new Uint8Array(8)), /received 'toString'/],
    ['a negative size', file(one('F32', [-1], [0, 4]), new Uint8Array(4)), /list of whole numbers/],
    ['a fractional size', file(one('F32', [0.5, 2], [0, 4]), new Uint8Array(4)), /list of whole numbers/],
    ['sizes whose product overflows', file(one('F32', [2 ** 40, 2 ** 40], [0, 4]), new Uint8Array(4)), /more elements than can be counted/],
    [
      'offsets that contradict the shape',
      file(one('F32', [2], [0, 4]), new Uint8Array(4)),
      /takes 8 bytes, data_offsets \[0, 4\] give it 4/,
    ],
    ['offsets the wrong way round', file(one('F32', [1], [4, 0]), new Uint8Array(4)), /give it -4/],
    ['three offsets', file(one('F32', [1], [0, 4, 8]), new Uint8Array(4)), /\[begin, end\]/],
    ['offsets beyond the file', file(one('F32', [2], [0, 8]), new Uint8Array(4)), /ends at byte 8 of the data, the file has 4/],
    [
      'overlapping tensors',
      file({ a: { ...f32, data_offsets: [0, 4] }, b: { ...f32, data_offsets: [0, 4] } }, new Uint8Array(4)),
      /must not overlap/,
    ],
    ['a gap', file({ a: { ...f32, data_offsets: [0, 4] }, b: { ...f32, data_offsets: [8, 12] } }, new Uint8Array(12)), /no gaps/],
    ['data left over', file(one('F32', [1], [0, 4]), new Uint8Array(6)), /take 4 bytes of data, the file has 6/],
    ['metadata that is no object', file({ __metadata__: [] }), /object of strings/],
    ['metadata that is no string', file({ __metadata__: { a: 1 } }), /'a' to be a string, received 1/],
  ];
  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(FormatError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('every cut and every changed byte of the header is refused or read, never anything else', () => {
    const bytes = writeSafetensors(
      { a: { dtype: 'float32', shape: [2], data: new Float32Array([1, 2]) }, b: { dtype: 'uint8', shape: [1], data: new Uint8Array(1) } },
      { k: 'v' },
    );
    for (let cut = 0; cut < bytes.length; cut++) expect(() => readSafetensors(bytes.subarray(0, cut))).toThrow(FormatError);
    for (let at = 0; at < bytes.length - 9; at++) {
      for (const value of [0, 0x22, 0x2d, 0x30, 0x39, 0x5b, 0x7b, 0x7d, 0xff]) {
        const changed = bytes.slice();
        changed[at] = value;
        try {
          readSafetensors(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }
    }
  });
});
