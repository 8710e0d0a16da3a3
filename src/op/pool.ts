import { ShapeError, unknownName } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { tensorOf, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { reshape } from './move.ts';
import { perAxis, withChannelsLast } from './places.ts';

export interface PoolOptions {
  /** How far apart windows begin: one number for all axes, or one for each (default: the size of the window). */
  strides?: number | readonly number[] | null;
  /** 'valid': windows lie within the input; 'same': ceil(size / stride) windows, of which those at the edges have fewer places
   *  (default 'valid'). */
  padding?: 'valid' | 'same';
  /** Where the channels are: 'channelsLast', [batch, ...places, channels], or 'channelsFirst', [batch, channels, ...places]
   *  (default 'channelsLast'). */
  dataFormat?: 'channelsLast' | 'channelsFirst' | null;
}

/** Windows over depth, height and width, as the attributes of a node have them. */
export interface Windows {
  readonly window: Shape;
  readonly strides: Shape;
  /** Places before the first that the first window has, but the input has not. */
  readonly pads: Shape;
}

const windowsOf = (y: Tensor): Readonly<Record<keyof Windows, Shape>> => y.attrs as unknown as Record<keyof Windows, Shape>;

/** The gradient of what `y`, a node `max_pool`, made of x; all [batch, depth, height, width, channels]. */
export const maxPoolGradient = (x: Tensor, dy: Tensor, y: Tensor): Tensor => node('max_pool_dx', [x, dy], windowsOf(y), x.shape);
/** The values of g where the windows of x have their first largest values. @shape x, g alike -> like `shape` */
export const valuesAtLargest = (x: Tensor, g: Tensor, y: Tensor, shape: Shape): Tensor => node('max_pool_of', [x, g], windowsOf(y), shape);
/** Means of windows, and what becomes of a gradient of such means. */
export const windowMeans = (x: Tensor, y: Tensor, shape: Shape): Tensor => node('average_pool', [x], windowsOf(y), shape);
export const windowMeansGradient = (dy: Tensor, y: Tensor, shape: Shape): Tensor => node('average_pool_dx', [dy], windowsOf(y), shape);

/** `maxPool` and `averagePool`, for layers. @param where  who is named in errors */
export function pool(where: string, op: 'max_pool' | 'average_pool', x: TensorLike, poolSize: unknown, options: PoolOptions): Tensor {
  checkKeys(where, options, ['strides', 'padding', 'dataFormat']);
  const { strides, padding = 'valid' } = options;
  const dataFormat = options.dataFormat ?? 'channelsLast';
  if (padding !== 'valid' && padding !== 'same') unknownName(`padding of ${where}`, padding, ['valid', 'same']);
  const formats = ['channelsLast', 'channelsFirst'];
  if (!formats.includes(dataFormat)) unknownName(`dataFormat of ${where}`, dataFormat, formats);
  const input = tensorOf(where, x, 'float32');
  const places = input.rank - 2;
  if (places < 1 || places > 3) {
    throw new ShapeError(`${where}: expected a batch, one to three axes of places, and channels, received ${showShape(input.shape)}.`);
  }
  const window = perAxis(where, 'poolSize', poolSize, places);
  const steps = perAxis(where, 'strides', strides ?? window, places);
  const windows = { window, steps, padding };
  return withChannelsLast(dataFormat, input, (last) => pooled(where, op, last, windows));
}

function pooled(
  where: string, op: 'max_pool' | 'average_pool', last: Tensor,
  { window, steps, padding }: { window: readonly number[]; steps: readonly number[]; padding: 'valid' | 'same' },
): Tensor {
  const places = window.length;
  const sizes = last.shape.slice(1, -1);
  const output = sizes.map((n, i) => {
    if (padding === 'same') return Math.ceil(n / steps[i]!);
    if (n >= window[i]!) return Math.floor((n - window[i]!) / steps[i]!) + 1;
    throw new ShapeError(
      `${where}: a window of ${showShape(window)} places does not lie within ${showShape(sizes)}. Use padding 'same', or a smaller ` +
      'poolSize.',
    );
  });
  const pads = sizes.map((n, i) =>
    padding === 'same' ? Math.floor(Math.max((output[i]! - 1) * steps[i]! + window[i]! - n, 0) / 2) : 0,
  );
  const [batch, channels] = [last.shape[0]!, last.shape.at(-1)!];
  const box = (each: readonly number[], missing: number): number[] => [...new Array<number>(3 - places).fill(missing), ...each];
  const y = node(
    op, [reshape(last, [batch, ...box(sizes, 1), channels])], { window: box(window, 1), strides: box(steps, 1), pads: box(pads, 0) },
    [batch, ...box(output, 1), channels],
  );
  return reshape(y, [batch, ...output, channels]);
}

/** The largest value of each window. If one of its values is NaN, it is NaN. The gradient goes to the first largest value.
 *  @param poolSize  places of a window: one number for all axes, or one for each
 *  @shape x [batch, ...places, channels], one to three axes of places -> [batch, ...windows, channels]; channels behind the batch with
 *    'channelsFirst'
 *  @throws {ShapeError} on another rank, and on windows larger than the input
 *  @throws {ConfigError} on invalid options */
export const maxPool = (x: TensorLike, poolSize: number | readonly number[], options: PoolOptions = {}): Tensor =>
  pool('maxPool', 'max_pool', x, poolSize, options);

/** The mean of each window, of the places that lie within the input.
 *  @param poolSize  places of a window: one number for all axes, or one for each
 *  @shape as `maxPool`
 *  @throws as `maxPool` */
export const averagePool = (x: TensorLike, poolSize: number | readonly number[], options: PoolOptions = {}): Tensor =>
  pool('averagePool', 'average_pool', x, poolSize, options);
