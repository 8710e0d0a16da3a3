/** What the error bounds of convolutions by Winograd's tiles scale with: the same transforms as the kernels', of the magnitudes of
 *  all matrices and operands. A rounded sum is off by at most gamma times the sum of the magnitudes of its terms, and so is a
 *  chain of such sums. @source Lavin & Gray 2015, section 4: the matrices B^T, G and A^T of F(2,3) and F(4,3) */
import { WINOGRAD_SIDES } from '../../src/abi/kernels.ts';

const MATRICES = [
  undefined,
  {
    data: [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
    taps: [[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]],
    places: [[1, 1, 1, 0], [0, 1, -1, -1]],
  },
  {
    data: [
      [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
    ],
    taps: [
      [1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6], [1 / 24, 1 / 12, 1 / 6], [1 / 24, -1 / 12, 1 / 6], [0, 0, 1],
    ],
    places: [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
  },
] as const;

type Matrix = readonly (readonly number[])[];

/** |m| times itself along both axes: [rows^2, columns^2]. */
const both = (m: Matrix): Matrix =>
  m.flatMap((a) => m.map((b) => a.flatMap((x) => b.map((y) => Math.abs(x * y)))));
const transposed = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));
/** out[i] += m x, where x has so many columns: x[columns of m, count]. */
const apply = (m: Matrix, x: Float64Array, count: number): Float64Array => {
  const out = new Float64Array(m.length * count);
  m.forEach((row, i) => row.forEach((value, j) => {
    if (value !== 0) for (let k = 0; k < count; k++) out[i * count + k]! += value * x[j * count + k]!;
  }));
  return out;
};

/** An image among several: [height, width, channels]. */
interface Image { values: Float64Array; batch: number; height: number; width: number; channels: number }

/** The magnitudes of a square of places, 0 outside: [side^2, channels]. */
function square({ values, height, width, channels }: Image, image: number, top: number, left: number, side: number): Float64Array {
  const out = new Float64Array(side * side * channels);
  for (let i = 0; i < side * side; i++) {
    const [h, w] = [top + Math.floor(i / side), left + (i % side)];
    if (h < 0 || w < 0 || h >= height || w >= width) continue;
    const from = ((image * height + h) * width + w) * channels;
    for (let c = 0; c < channels; c++) out[i * channels + c] = Math.abs(values[from + c]!);
  }
  return out;
}

/** Calls `tile` for each tile of an output of so many places. */
function eachTile(out: Image, side: number, tile: (image: number, h: number, w: number) => void): void {
  for (let b = 0; b < out.batch; b++) {
    for (let h = 0; h < out.height; h += side) for (let w = 0; w < out.width; w += side) tile(b, h, w);
  }
}

/** The magnitudes of the sums of `out` from `input` and the taps [9, input channels, output channels]. */
export function correlateMagnitude(winograd: number, input: Image, taps: Float64Array, padH: number, padW: number, out: Image): void {
  const [side, m] = [WINOGRAD_SIDES[winograd]!, MATRICES[winograd]!];
  const [data, places] = [both(m.data), both(m.places)];
  const [channels, filters, positions] = [input.channels, out.channels, data.length];
  const u = apply(both(m.taps), taps.map(Math.abs), channels * filters);
  eachTile(out, side, (image, h, w) => {
    const v = apply(data, square(input, image, h - padH, w - padW, side + 2), channels);
    const sums = new Float64Array(positions * filters);
    for (let p = 0; p < positions; p++) {
      for (let c = 0; c < channels; c++) {
        const [x, from] = [v[p * channels + c]!, (p * channels + c) * filters];
        for (let f = 0; f < filters; f++) sums[p * filters + f]! += x * u[from + f]!;
      }
    }
    const y = apply(places, sums, filters);
    for (let i = 0; i < side * side; i++) {
      const [row, column] = [h + Math.floor(i / side), w + (i % side)];
      if (row >= out.height || column >= out.width) continue;
      out.values.set(y.subarray(i * filters, (i + 1) * filters), ((image * out.height + row) * out.width + column) * filters);
    }
  });
}

/** The magnitudes of the gradient of the taps: dw[9, channels of x, channels of dy]. */
export function weightsMagnitude(winograd: number, x: Image, dy: Image, padH: number, padW: number, dw: Float64Array): void {
  const [side, m] = [WINOGRAD_SIDES[winograd]!, MATRICES[winograd]!];
  const [data, back] = [both(m.data), transposed(both(m.places))];
  const sums = new Float64Array(data.length * x.channels * dy.channels);
  eachTile(dy, side, (image, h, w) => {
    const v = apply(data, square(x, image, h - padH, w - padW, side + 2), x.channels);
    const d = apply(back, square(dy, image, h, w, side), dy.channels);
    for (let p = 0, to = 0; p < data.length; p++) {
      for (let c = 0; c < x.channels; c++) {
        for (let f = 0; f < dy.channels; f++) sums[to++]! += v[p * x.channels + c]! * d[p * dy.channels + f]!;
      }
    }
  });
  dw.set(apply(transposed(both(m.taps)), sums, x.channels * dy.channels));
}
