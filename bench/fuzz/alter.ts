/** What is changed at random: bytes of files, and values within values. */
import type { Draw } from '../keras/draw.ts';

const WORDS: readonly string[] = [
  '0',
  '-1',
  '1e9',
  '99999999999',
  'null',
  'true',
  '""',
  '[]',
  '{}',
  '[[[[',
  '"x"',
  '__proto__',
  '\u0000',
  '\ufeff',
  ',',
  '\n',
  '"',
];

/** The bytes with some changes: bits, bytes, numbers of four bytes, pieces that are cut out or repeated, words put in. */
export function alteredBytes(draw: Draw, bytes: Uint8Array): Uint8Array {
  const below = (n: number): number => draw.whole(0, n - 1);
  let file = Buffer.from(bytes);
  for (let i = below(4); i >= 0; i--) {
    const at = below(file.length + 1);
    const to = Math.min(file.length, at + below(1 << below(8)));
    const way = below(7);
    if (way === 0 && at < file.length) file[at]! ^= 1 << below(8);
    else if (way === 1 && at < file.length) file[at] = below(256);
    else if (way === 2 && at + 4 <= file.length) file.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff, below(2 ** 32)][below(5)]!, at);
    else if (way === 3) file = Buffer.concat([file.subarray(0, at), file.subarray(to)]);
    else if (way === 4) file = Buffer.concat([file.subarray(0, to), file.subarray(at)]);
    else if (way === 5) file = Buffer.concat([file.subarray(0, at), Buffer.from(draw.pick(WORDS)), file.subarray(at)]);
    else {
      // A number in text becomes another, which keeps what is around it readable.
      const numbers = [...file.toString('latin1').matchAll(/\d+/g)];
      const { index, 0: digits } = numbers[below(Math.max(1, numbers.length))] ?? { index: 0, 0: '' };
      const other = Buffer.from(String([0, 1, 7, 1e6, 2 ** 31, -1, 0.5][below(7)]));
      file = Buffer.concat([file.subarray(0, index), other, file.subarray(index + digits.length)]);
    }
  }
  return Uint8Array.from(file);
}

/** Values that JSON has, and that are seldom what is wanted. */
const STRANGE: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => false,
  () => 0,
  () => 1,
  () => -1,
  () => 0.5,
  () => 3,
  () => 1e3,
  () => 2 ** 31 - 1,
  () => 2 ** 31,
  () => 2 ** 53,
  () => 1e300,
  () => -0,
  () => '',
  () => 'relu',
  () => '__proto__',
  () => 'constructor',
  () => 'x'.repeat(300),
  () => [],
  () => [[]],
  () => [1, 2],
  () => [-1],
  () => [0],
  () => ['a'],
  () => [null],
  () => ({}),
  () => ({ kind: 'dense', config: {} }),
  () => ({ kind: 'zeros', config: {} }),
  () => ({ kind: 'constructor' }),
  () => ({ length: 3 }),
  () => JSON.parse('{"__proto__": {"units": 3}}') as unknown,
];

export const strange = (draw: Draw): unknown => draw.pick(STRANGE)();

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A value of JSON with one change at a place at random.
 *  @param other  what stands in the place of a value */
export function alteredValue(draw: Draw, value: unknown, other: (draw: Draw, was: unknown) => unknown = strange): unknown {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (!isObject(value) || (keys.length === 0 && draw.chance(0.5)) || draw.chance(0.1)) {
    return typeof value === 'number' && draw.chance(0.5) ? value + draw.pick([1, -1, 0.5, value, -value, 7]) : other(draw, value);
  }
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  const key = keys.length === 0 ? 'x' : draw.pick(keys);
  const list = Array.isArray(copy) ? (copy as unknown[]) : undefined;
  const way = draw.whole(0, 9);
  if (way === 0 && list === undefined) delete copy[key];
  else if (way === 0) list!.splice(Number(key), 1);
  else if (way === 1 && list === undefined) copy[draw.pick(['x', 'name', 'units', 'kind'])] = copy[key];
  else if (way === 1) list!.push(copy[key]);
  else if (way === 2 && keys.length > 1) {
    const second = draw.pick(keys);
    [copy[key], copy[second]] = [copy[second], copy[key]];
  } else copy[key] = alteredValue(draw, copy[key], other);
  return copy;
}
