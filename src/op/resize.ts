import { mustBeTable, sizeOf } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { take } from './gather.ts';
import { matmul } from './gemm.ts';
import { pad, reshape, slice, transpose } from './move.ts';

/** A matrix whose rows say of which values along an axis a new value is made. */
export interface AxisMatrix {
  /** [rows, size], row by row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly size: number;
}

/** Sums of the `size` values along an axis, weighed by each row of a matrix: resizing, means of windows.
 *  @shape the axis gets the number of rows as its size */
export function alongAxis(x: Tensor, axis: number, { values, rows, size }: AxisMatrix): Tensor {
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
  const matrix = constant(values, [rows, size]);
  const shape = x.shape.with(axis, rows);
  if (outer === 1) return reshape(matmul(matrix, reshape(x, [size, inner])), shape);
  // One product for the whole batch: the axis comes last before it, and back behind it.
  const behind = transpose(reshape(x, [outer, size, inner]), { axes: [0, 2, 1] });
  const weighed = matmul(reshape(behind, [outer * inner, size]), matrix, { transposeB: true });
  return reshape(transpose(reshape(weighed, [outer, inner, rows]), { axes: [0, 2, 1] }), shape);
}

export const INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

function lanczos(radius: number, x: number): number {
  if (x === 0) return 1;
  return (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
}

/** How much a value weighs at a distance, up to the distance from which it weighs nothing.
 *  @source cubic: Keys 1981 with a = -1/2; Lanczos: Duchon 1979; all as TensorFlow's ScaleAndTranslate */
const KERNELS: Readonly<Record<Exclude<Interpolation, 'nearest'>, { readonly radius: number; readonly weight: (x: number) => number }>> = {
  bilinear: { radius: 1, weight: (x) => 1 - x },
  bicubic: { radius: 2, weight: (x) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2) },
  lanczos3: { radius: 3, weight: (x) => lanczos(3, x) },
  lanczos5: { radius: 5, weight: (x) => lanczos(5, x) },
};

/** The matrix that makes `rows` values out of `size`. Centres of values are half a step from the edges. Values at the edges, where some of
 *  the kernel's reach is missing, are weighed by the rest.
 *  @param antialias  whether the kernel is widened where values become fewer, so that all of them count */
export function interpolationMatrix(
  size: number, rows: number, interpolation: Exclude<Interpolation, 'nearest'>, antialias: boolean,
): AxisMatrix {
  const { radius, weight } = KERNELS[interpolation];
  const step = size / rows;
  const width = antialias ? Math.max(step, 1) : 1;
  mustBeTable('resizing', [rows, size]);
  const values = new Float32Array(rows * size);
  const weights = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const centre = (row + 0.5) * step;
    let total = 0;
    for (let i = 0; i < size; i++) {
      const x = Math.abs(i + 0.5 - centre) / width;
      weights[i] = x < radius ? weight(x) : 0;
      total += weights[i]!;
    }
    for (let i = 0; i < size; i++) values[row * size + i] = weights[i]! / total;
  }
  return { values, rows, size };
}

/** The place that is nearest to each of `rows` new ones. In float32, as TensorFlow computes it: halves may lie on either side. */
function nearestPlaces(size: number, rows: number): Tensor {
  mustBeTable('resizing', [rows]);
  const step = Math.fround(size / rows);
  const place = (row: number): number => Math.min(Math.floor(Math.fround((row + 0.5) * step)), size - 1);
  return constant(Int32Array.from({ length: rows }, (_, row) => place(row)), [rows]);
}

/** Values along an axis, interpolated at `rows` places. @shape the axis gets `rows` as its size */
export function resizeAxis(x: Tensor, axis: number, rows: number, interpolation: Interpolation, antialias = false): Tensor {
  const size = x.shape[axis]!;
  if (size === rows) return x;
  if (interpolation === 'nearest') return take(x, nearestPlaces(size, rows), { axis });
  return alongAxis(x, axis, interpolationMatrix(size, rows, interpolation, antialias));
}

/** The largest part in the middle of images that has the shape of a size. @shape images [batch, height, width, channels] */
export function cropToAspectRatio(images: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [batch, h, w, c] = images.shape as readonly [number, number, number, number];
  const rows = Math.max(Math.min(h, Math.floor((w * height) / width)), 1);
  const cols = Math.max(Math.min(w, Math.floor((h * width) / height)), 1);
  return slice(images, [0, Math.floor((h - rows) / 2), Math.floor((w - cols) / 2), 0], [batch, rows, cols, c]);
}

/** Images with as many values around them as give them the shape of a size, up to an odd one that Keras leaves away, too. */
export function padToAspectRatio(images: Tensor, [height, width]: readonly [number, number], value: number): Tensor {
  const [h, w] = images.shape.slice(1, 3) as [number, number];
  const rows = Math.floor((Math.max(h, Math.floor((w * height) / width)) - h) / 2);
  const cols = Math.floor((Math.max(w, Math.floor((h * width) / height)) - w) / 2);
  return pad(images, [0, rows, cols, 0], [0, rows, cols, 0], value);
}

/** Images of another size. @shape [batch, height, width, channels] -> [batch, ...size, channels] */
export function resizeImages(
  images: Tensor, [height, width]: readonly [number, number], interpolation: Interpolation = 'bilinear', antialias = false,
): Tensor {
  return resizeAxis(resizeAxis(images, 1, height, interpolation, antialias), 2, width, interpolation, antialias);
}
