import { constant, type Tensor } from '../graph/tensor.ts';
import { contract } from './contract.ts';

/** How an image gets values between its places. */
export type Interpolation = 'bilinear' | 'bicubic' | 'lanczos3' | 'lanczos5';

const sinc = (t: number): number => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
const lanczos = (radius: number) => (t: number): number => (t < radius ? sinc(t) * sinc(t / radius) : 0);

/** The weight of a value at a distance >= 0.
 *  @source R. Keys 1981, Cubic convolution interpolation for digital image processing, with a = -1/2; C. E. Duchon 1979, Lanczos
 *    filtering in one and two dimensions */
const KERNELS: Readonly<Record<Interpolation, (distance: number) => number>> = {
  bilinear: (t) => Math.max(0, 1 - t),
  bicubic: (t) => (t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0),
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** Makes an axis `times` as long. A new value is a weighted mean of the old ones around it; pixels are areas, and those beyond the edges
 *  do not count. It is a product with a constant matrix.
 *  @source Keras 3, keras.ops.image.resize without antialias, on a backend whose pixels have their centers at halves, as all have */
export function resized(x: Tensor, axis: number, times: number, interpolation: Interpolation): Tensor {
  if (times === 1) return x;
  const size = x.shape[axis]!;
  const kernel = KERNELS[interpolation];
  const weights = new Float32Array(times * size * size);
  for (let i = 0; i < times * size; i++) {
    const center = (i + 0.5) / times - 0.5;
    const row = Array.from({ length: size }, (_, j) => kernel(Math.abs(center - j)));
    const total = row.reduce((a, b) => a + b, 0);
    row.forEach((weight, j) => (weights[i * size + j] = weight / total));
  }
  const labels = x.shape.map((_, i) => String(i));
  const matrix = { tensor: constant(weights, [times * size, size]), labels: ['new', String(axis)] };
  return contract({ tensor: x, labels }, matrix, labels.with(axis, 'new'), 'float32');
}
