import type { TypedArray } from '../core/dtype.ts';
import { isFloat32 } from '../core/dtype.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** Values as text, in the way of NumPy 2.4: `numpy.array2string` with its defaults. Its terms stand here: an array of more than THRESHOLD
 *  values shows EDGE_ITEMS at each end of an axis; a number has at most PRECISION digits behind its point; all numbers have one format.
 *  @source NumPy, numpy/_core/arrayprint.py */

const THRESHOLD = 1000, EDGE_ITEMS = 3, PRECISION = 8, LINE_WIDTH = 75;
/** Numbers are written with an exponent if one is as large as this, one is smaller than that, or they differ by that factor. */
const LARGE = 1e6, SMALL = Math.fround(1e-4), RATIO = 1000;
/** The same for a number that is alone, which NumPy compares as a float64. */
const SMALL_ALONE = 1e-4;

/** The values of a tensor as text, in as many lines as it takes; a number alone if the shape is []. */
export function printValues(data: TypedArray, shape: Shape): string {
  if (shape.length === 0) return isFloat32(data) ? alone(data[0]!) : `${data[0]}`;
  const size = sizeOf(shape);
  if (size === 0) return '[]';
  const summarized = size > THRESHOLD;
  const shown = summarized ? edges(data, shape) : data;
  const format = isFloat32(data) ? floatFormat(shown as Float32Array) : integerFormat(shown);
  return formatArray(data, shape, format, summarized);
}

/** The first and the last places of an axis that are shown. */
function placesOf(length: number, summarized: boolean): { readonly first: number; readonly last: number } {
  return summarized && length > 2 * EDGE_ITEMS ? { first: EDGE_ITEMS, last: EDGE_ITEMS } : { first: 0, last: length };
}

/** The values that are shown of an array whose middle is left out. */
function edges(data: TypedArray, shape: Shape): TypedArray {
  const found: number[] = [];
  const visit = (axis: number, from: number): void => {
    if (axis === shape.length) return void found.push(data[from]!);
    const length = shape[axis]!;
    const { first, last } = placesOf(length, true);
    const stride = sizeOf(shape.slice(axis + 1));
    for (let i = 0; i < first; i++) visit(axis + 1, from + i * stride);
    for (let i = length - last; i < length; i++) visit(axis + 1, from + i * stride);
  };
  visit(0, 0);
  return isFloat32(data) ? Float32Array.from(found) : Int32Array.from(found);
}

type Format = (value: number) => string;

function integerFormat(shown: TypedArray): Format {
  let width = 0;
  for (const value of shown) width = Math.max(width, `${value}`.length);
  return (value) => `${value}`.padStart(width);
}

function floatFormat(shown: Float32Array): Format {
  const finite = shown.filter(Number.isFinite);
  const sizes = finite.filter((v) => v !== 0).map(Math.abs);
  const [largest, smallest] = [sizes.reduce((a, b) => Math.max(a, b), 0), sizes.reduce((a, b) => Math.min(a, b), Infinity)];
  const scientific = sizes.length > 0 && (largest >= LARGE || smallest < SMALL || Math.fround(largest / smallest) > RATIO);
  let [left, right] = [0, 0];
  let format: Format;
  if (scientific) {
    const parts = Array.from(finite, (value) => scientificParts(value));
    const [digits, exponents] = [longest(parts.map(({ fraction }) => fraction)), longest(parts.map(({ exponent }) => exponent))];
    left = longest(parts.map(({ whole }) => whole));
    right = exponents + 1 + digits;
    format = (value) => {
      const { whole, fraction, exponent } = scientificParts(value, digits);
      return `${whole.padStart(left)}.${fraction}e${exponent[0]}${exponent.slice(1).padStart(exponents - 1, '0')}`;
    };
  } else {
    const parts = Array.from(finite, (value) => positionalParts(value));
    left = longest(parts.map(([whole]) => whole));
    right = longest(parts.map(([, fraction]) => fraction));
    format = (value) => {
      const [whole, fraction] = positionalParts(value);
      return `${whole.padStart(left)}.${fraction.padEnd(right)}`;
    };
  }
  const others = Array.from(shown.filter((v) => !Number.isFinite(v)), wordFor);
  left = Math.max(left, longest(others) - right - 1);
  return (value) => (Number.isFinite(value) ? format(value) : wordFor(value).padStart(left + right + 1));
}

const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

const wordFor = (value: number): string => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf');

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

/** Decimal digits, and the exponent of the first: the fewest that tell a float32 from its neighbours, or so many that are asked for. */
function digitsOf(value: number, least = 1): { readonly digits: string; readonly exponent: number } {
  const size = Math.abs(value);
  for (let count = 1; ; count++) {
    const near = inDigits(size, count);
    // Below a power of two floats lie closer: the nearest digits may be those of the float below, and the next ones still its own.
    const next = (Number(near) + 10 ** (Number(near.split('e')[1]) - count + 1)).toExponential(count - 1);
    const text = count === 9 ? near : [near, next].find((digits) => Math.fround(Number(digits)) === size);
    if (text === undefined) continue;
    const [digits, exponent] = (count < least ? inDigits(size, least) : text).replace('.', '').split('e') as [string, string];
    return { digits: count < least ? digits : digits.replace(/0+$/, '') || '0', exponent: Number(exponent) };
  }
}

/** More digits than it takes to see whether a float32 lies in the middle between two numbers. */
const ALL_DIGITS = 100;

/** A number in so many digits; one in the middle between two becomes that whose last digit is even. */
function inDigits(size: number, count: number): string {
  const [all, exponent] = size.toExponential(ALL_DIGITS).split('e') as [string, string];
  const middle = /^50*$/.test(all.slice(count + 1)) && Number(all[count]) % 2 === 0;
  return middle ? `${all.slice(0, count + 1)}e${exponent}` : size.toExponential(count - 1);
}

/** What stands before the point, behind it, and as the exponent, with its sign.
 *  @param least  the fewest digits behind the point */
function scientificParts(value: number, least = 0): { readonly whole: string; readonly fraction: string; readonly exponent: string } {
  const { digits, exponent } = digitsOf(value, least + 1);
  return {
    whole: signOf(value) + digits[0]!,
    fraction: digits.slice(1),
    exponent: `${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`,
  };
}

/** What stands before the point and behind it.
 *  @param most  the most digits behind the point */
function positionalParts(value: number, most = PRECISION): [whole: string, fraction: string] {
  const { digits, exponent } = digitsOf(value);
  const [whole, fraction] =
    exponent < 0
      ? ['0', '0'.repeat(-exponent - 1) + digits]
      : [digits.slice(0, exponent + 1).padEnd(exponent + 1, '0'), digits.slice(exponent + 1)];
  if (fraction.length <= most) return [signOf(value) + whole, fraction];
  const [before, behind] = rounded(Math.abs(value), most).split('.') as [string, string];
  return [signOf(value) + before, behind.replace(/0+$/, '')];
}

/** A number with so many digits behind its point; one in the middle between two becomes that whose last digit is even. */
function rounded(size: number, digits: number): string {
  const [floor, up] = [size.toFixed(digits + 1).slice(0, -1), size.toFixed(digits)];
  // Only multiples of 2^-(digits + 1) lie in the middle, and toFixed, which is exact, rounds them up.
  const middle = Math.abs((size * 2 ** (digits + 1)) % 2) === 1;
  return middle && Number(floor.at(-1)) % 2 === 0 ? floor : up;
}

/** A number that is no part of an array. */
function alone(value: number): string {
  if (!Number.isFinite(value)) return wordFor(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < SMALL_ALONE || size >= LARGE)) {
    const { whole, fraction, exponent } = scientificParts(value);
    return `${whole}${fraction && `.${fraction}`}e${exponent}`;
  }
  const [whole, fraction] = positionalParts(value, Infinity);
  return `${whole}.${fraction || '0'}`;
}

/** The brackets and lines of an array. */
function formatArray(data: TypedArray, shape: Shape, format: Format, summarized: boolean): string {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const write = (axis: number, from: number, indent: string, width: number): string => {
    const length = shape[axis]!;
    const { first, last } = placesOf(length, summarized);
    const left = shape.length - axis;
    const parts: string[] = [];
    const add = (i: number): void => {
      const at = from + i * strides[axis]!;
      parts.push(left === 1 ? format(data[at]!) : write(axis + 1, at, `${indent} `, width - 1));
    };
    for (let i = 0; i < first; i++) add(i);
    if (first > 0) parts.push('...');
    for (let i = length - last; i < length; i++) add(i);
    if (left > 1) return `[${parts.join('\n'.repeat(left - 1) + indent)}]`;
    return `[${wrapped(parts, indent, width - 1).slice(indent.length)}]`;
  };
  return write(0, 0, ' ', LINE_WIDTH);
}

/** Words in lines of a width, each of which begins with the indent. */
function wrapped(words: readonly string[], indent: string, width: number): string {
  const lines: string[] = [];
  let line = indent;
  words.forEach((word, i) => {
    if (line.length + word.length > width && line.length > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += i === words.length - 1 ? word : `${word} `;
  });
  return [...lines, line].join('\n');
}
