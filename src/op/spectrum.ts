/** Spectra of real signals: frames, their discrete Fourier transforms, and angles of complex numbers. */
import { ConfigError, ShapeError } from '../core/errors.ts';
import { checkBoolean, checkInteger, checkKeys } from '../core/options.ts';
import { mustBeTable, showShape, sizeOf } from '../core/shape.ts';
import { asTensor, constant, tensorOf, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { abs, add, divide, equal, less, minimum, multiply, square, subtract, where } from './elementwise.ts';
import { take, takeRows } from './gather.ts';
import { matmul } from './gemm.ts';
import { concatenate, pad, reshape, slice, transpose } from './move.ts';
import { checkWindow, windowValues, type Window } from './frame-window.ts';

/** A table of float32, computed in float64. @shape [rows, columns] */
function table(rows: number, columns: number, at: (row: number, column: number) => number): Tensor {
  mustBeTable('spectra', [rows, columns]);
  return constant(Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)), [rows, columns]);
}

/** The angle of turn `a b` of `n` turns of a circle. The product is reduced before it is divided, so that it is exact. */
const turn = (a: number, b: number, n: number): number => (-2 * Math.PI * ((a * b) % n)) / n;

/** Number of frequencies of a real signal of n samples. */
export const binsOf = (n: number): number => Math.floor(n / 2) + 1;

/** Up to so many samples a product with one matrix takes less time than two products and what moves numbers between them. */
const DIRECT = 256;
/** The most numbers of a matrix. */
const MOST = 2 ** 26;

/** The spectrum of each row: real parts, then imaginary parts.
 *  Rows are seen as matrices of A x B samples. A transform of A B samples is then transforms of A samples, a turn of each number, and
 *  transforms of B samples, which are products with small matrices.
 *  @shape [rows, n] -> [rows, 2, floor(n / 2) + 1]
 *  @throws {ShapeError} if a matrix would be too large: n is large and has no divisors near its root
 *  @source Gentleman and Sande 1966, Fast Fourier transforms: for fun and profit; Bailey 1990, FFTs in external or hierarchical memory */
function spectrumOf(where: string, x: Tensor): Tensor {
  const [rows, n] = x.shape as [number, number];
  const bins = binsOf(n);
  const b = largestDivisor(n);
  const a = n / b;
  const atOnce = n <= DIRECT || 2 * (a + b) >= n;
  const numbers = atOnce ? 2 * n * bins : 2 * a * a;
  if (numbers > MOST)
    throw new ShapeError(
      `${where}: a transform of ${n} samples would need a matrix of ${numbers} numbers. Choose a length with more ` +
        'divisors, best a power of two.',
    );
  if (atOnce) {
    const matrix = table(n, 2 * bins, (t, k) => (k < bins ? Math.cos(turn(t, k, n)) : Math.sin(turn(t, k - bins, n))));
    return reshape(matmul(x, matrix), [rows, 2, bins]);
  }
  // Sample i b + j is at [i, j]; frequency k + a l comes of k of the first transform and l of the second.
  const first = table(a, 2 * a, (i, k) => (k < a ? Math.cos(turn(i, k, a)) : Math.sin(turn(i, k - a, a))));
  const columns = reshape(transpose(reshape(x, [rows, a, b]), { axes: [0, 2, 1] }), [rows * b, a]);
  const once = reshape(matmul(columns, first), [rows, b, 2, a]);
  const [re, im] = [0, 1].map((part) => reshape(slice(once, [0, 0, part, 0], [rows, b, 1, a]), [rows, b, a])) as [Tensor, Tensor];
  const [c, s] = [table(b, a, (j, k) => Math.cos(turn(j, k, n))), table(b, a, (j, k) => Math.sin(turn(j, k, n)))];
  const turned = [subtract(multiply(re, c), multiply(im, s)), add(multiply(re, s), multiply(im, c))];
  const behind = turned.map((part) => transpose(part, { axes: [0, 2, 1] }));
  // A real signal has no other frequencies than those of the lower half.
  const half = binsOf(b);
  const second = table(2 * b, 2 * half, (j, l) => {
    const angle = turn(j % b, l % half, b);
    return j < b === l < half ? Math.cos(angle) : j < b ? Math.sin(angle) : -Math.sin(angle);
  });
  const twice = matmul(reshape(concatenate(behind, { axis: 2 }), [rows * a, 2 * b]), second);
  const ordered = transpose(reshape(twice, [rows, a, 2, half]), { axes: [0, 2, 3, 1] });
  return slice(reshape(ordered, [rows, 2, half * a]), [0, 0, 0], [rows, 2, bins]);
}

/** The largest divisor of n up to its root. */
function largestDivisor(n: number): number {
  for (let d = Math.floor(Math.sqrt(n)); ; d--) if (n % d === 0) return d;
}

export interface RfftOptions {
  /** Samples of the transform: fewer are what is cut off behind, more are zeros behind (default: as many as there are). */
  readonly fftLength?: number | undefined;
}

/** The discrete Fourier transform of real signals along the last axis, in the frequencies from 0 up to half the rate.
 *  @returns the real and the imaginary parts
 *  @shape [..., samples] -> two of [..., floor(fftLength / 2) + 1]
 *  @throws {ShapeError} on a tensor without axes or samples, or a large length without divisors near its root, such as a prime */
export function rfft(x: TensorLike, options: RfftOptions = {}): [real: Tensor, imag: Tensor] {
  checkKeys('rfft', options, ['fftLength']);
  const signals = signalsOf('rfft', x);
  const lead = signals.shape.slice(0, -1);
  const samples = signals.shape.at(-1)!;
  const n = checkInteger('rfft', 'fftLength', options.fftLength ?? samples, 1);
  const rows = reshape(signals, [sizeOf(lead), samples]);
  const fitted = samples > n ? slice(rows, [0, 0], [rows.shape[0]!, n]) : pad(rows, [0, 0], [0, n - samples]);
  return partsOf(spectrumOf('rfft', fitted), lead);
}

/** Real and imaginary parts. @shape [rows, 2, bins] -> two of [...lead, bins] */
function partsOf(spectrum: Tensor, lead: readonly number[]): [Tensor, Tensor] {
  const [rows, , bins] = spectrum.shape as [number, number, number];
  return [0, 1].map((part) => reshape(slice(spectrum, [0, part, 0], [rows, 1, bins]), [...lead, bins])) as [Tensor, Tensor];
}

function signalsOf(where: string, x: TensorLike): Tensor {
  const signals = tensorOf(where, x, 'float32');
  if (signals.rank > 0 && signals.shape.at(-1)! > 0) return signals;
  throw new ShapeError(`${where}: expected signals of shape [..., samples], received ${showShape(signals.shape)}.`);
}

/** The frames of signals: `sequenceLength` samples each, each `sequenceStride` samples behind the one before. Samples behind the last
 *  whole frame have no part.
 *  @shape [..., samples] -> [..., frames, sequenceLength]
 *  @throws {ShapeError} if there is no whole frame */
export function extractSequences(x: TensorLike, sequenceLength: number, sequenceStride: number): Tensor {
  const signals = signalsOf('extractSequences', x);
  checkInteger('extractSequences', 'sequenceLength', sequenceLength, 1);
  checkInteger('extractSequences', 'sequenceStride', sequenceStride, 1);
  return framesOf('extractSequences', signals, sequenceLength, sequenceStride);
}

/** As `extractSequences`; errors name the place `where`. */
export function framesOf(where: string, signals: Tensor, length: number, stride: number): Tensor {
  const lead = signals.shape.slice(0, -1);
  const samples = signals.shape.at(-1)!;
  if (samples < length) throw new ShapeError(`${where}: expected at least ${length} samples, those of a frame, received ${samples}.`);
  const [rows, frames] = [sizeOf(lead), Math.floor((samples - length) / stride) + 1];
  // All frames begin at a multiple of the block, so that they are taken by whole blocks.
  const block = greatestDivisor(stride, length);
  const [per, of] = [length / block, Math.ceil(samples / block)];
  const blocks = reshape(pad(reshape(signals, [rows, samples]), [0, 0], [0, of * block - samples]), [rows, of, block]);
  // One index serves all rows.
  mustBeTable(where, [frames, per]);
  const index = Int32Array.from({ length: frames * per }, (_, i) => (Math.floor(i / per) * stride) / block + (i % per));
  return reshape(take(blocks, constant(index, [frames * per]), { axis: 1 }), [...lead, frames, length]);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

export interface StftOptions {
  /** What frames are multiplied by: 'hann', 'hamming' (both periodic), a number for each of the `sequenceLength` samples, or null
   *  for nothing (default 'hann'). */
  readonly window?: Window | null;
  /** Whether frame i has its middle at sample i `sequenceStride`: the signal then goes on at both ends as in a mirror, for half of
   *  `fftLength` (default true). */
  readonly center?: boolean;
}

/** The short-time Fourier transform: the spectra of frames of `fftLength` samples, of which the window lets the `sequenceLength` in the
 *  middle count.
 *  @returns the real and the imaginary parts
 *  @shape [..., samples] -> two of [..., frames, floor(fftLength / 2) + 1]
 *  @throws {ShapeError} if there is no whole frame, or there are too few samples to mirror
 *  @throws {ConfigError} on invalid options */
export function stft(
  x: TensorLike, sequenceLength: number, sequenceStride: number, fftLength: number, options: StftOptions = {},
): [real: Tensor, imag: Tensor] {
  checkKeys('stft', options, ['window', 'center']);
  const { window = 'hann', center = true } = options;
  return stftIn('stft', signalsOf('stft', x), {
    sequenceLength: checkInteger('stft', 'sequenceLength', sequenceLength, 1),
    sequenceStride: checkInteger('stft', 'sequenceStride', sequenceStride, 1),
    fftLength: checkInteger('stft', 'fftLength', fftLength, 1),
    window: window === null ? null : checkWindow('stft', 'window', window), center: checkBoolean('stft', 'center', center),
  });
}

/** What frames are and how they are weighed. */
export interface Framing extends Required<StftOptions> {
  readonly sequenceLength: number;
  readonly sequenceStride: number;
  readonly fftLength: number;
}

/** As `stft`; errors name the place `where`. */
export function stftIn(
  where: string, signals: Tensor, { sequenceLength, sequenceStride, fftLength, window, center }: Framing,
): [real: Tensor, imag: Tensor] {
  if (fftLength < sequenceLength)
    throw new ConfigError(`${where}: fftLength must be at least sequenceLength, ${sequenceLength}, received ${fftLength}.`);
  const frames = framesOf(where, center ? mirrored(where, signals, Math.floor(fftLength / 2)) : signals, fftLength, sequenceStride);
  const before = Math.floor((fftLength - sequenceLength) / 2);
  const weights = new Float32Array(fftLength);
  weights.set(window === null ? new Float32Array(sequenceLength).fill(1) : windowValues(where, window, sequenceLength, true), before);
  const lead = frames.shape.slice(0, -1);
  return partsOf(spectrumOf(where, multiply(reshape(frames, [sizeOf(lead), fftLength]), constant(weights, [fftLength]))), lead);
}

/** Signals that go on at both ends as in a mirror that stands at the last sample: c b a b c. */
function mirrored(where: string, signals: Tensor, more: number): Tensor {
  if (more === 0) return signals;
  const samples = signals.shape.at(-1)!;
  if (samples <= more)
    throw new ShapeError(`${where}: expected more than ${more} samples, half of fftLength, received ${samples}. Use a smaller fftLength.`);
  const rows = reshape(signals, [sizeOf(signals.shape.slice(0, -1)), samples]);
  const back = constant(Int32Array.from({ length: more }, (_, i) => more - 1 - i), [more]);
  const turned = (from: number): Tensor => {
    const part = transpose(slice(rows, [0, from], [rows.shape[0]!, more]));
    return transpose(takeRows(part, back));
  };
  const whole = concatenate([turned(1), rows, turned(samples - 1 - more)], { axis: 1 });
  return reshape(whole, [...signals.shape.slice(0, -1), samples + 2 * more]);
}

/** The coefficients of atan(t) / t by powers of t^2, for t from -1 to 1, to 2e-8.
 *  @source Abramowitz and Stegun 1964, Handbook of mathematical functions, 4.4.49 */
const ARCTAN = [1, -0.3333314528, 0.1999355085, -0.1420889944, 0.1065626393, -0.07528964, 0.0429096138, -0.0161657367, 0.0028662257];

/** The angle of the complex number x + i y, from -pi to pi, with the values that `Math.atan2` has for zeros of both signs and for infinite
 *  numbers, to the rounding of float32. At (0, 0), which has no derivative, that by y is 1 and that by x is 0, as on the axis beside it;
 *  where both are infinite, both are 0.
 *  @shape those of y and x, which broadcast */
export function arctan2(y: TensorLike, x: TensorLike): Tensor {
  const given = [asTensor(y), asTensor(x)];
  const both = equal(minimum(abs(given[0]!), abs(given[1]!)), Infinity);
  // Two infinite numbers stand for a direction between the axes.
  const [rise, run] = given.map((v) => where(both, where(less(v, 0), -1, 1), v)) as [Tensor, Tensor];
  const steep = less(abs(run), abs(rise));
  const [small, large] = [where(steep, run, rise), where(steep, rise, run)];
  const t = divide(small, where(equal(large, 0), 1, large));
  const squared = square(t);
  const series = ARCTAN.slice(0, -1).reduceRight<TensorLike>((rest, c) => add(multiply(rest, squared), c), ARCTAN.at(-1)!);
  const near = multiply(t, series);
  const side = where(below(rise), -1, 1);
  // Nothing is added on the right: -0 + 0 would lose its sign.
  return where(steep, subtract(multiply(side, Math.PI / 2), near), where(below(run), add(near, multiply(side, Math.PI)), near));
}

/** 1 for numbers below 0, and for -0, which divides 1 into -Infinity. */
const below = (x: Tensor): Tensor => less(where(equal(x, 0), divide(1, x), x), 0);
