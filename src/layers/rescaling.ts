import { or, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { broadcastShapes, sameShape, showShape } from '../core/shape.ts';
import { Tensor, type TensorLike } from '../graph/tensor.ts';
import { add, cast, multiply } from '../op/elementwise.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface RescalingOptions extends LayerOptions {
  /** The factor of inputs: a number, or values that repeat to the shape of the inputs, such as one for each channel. */
  scale: number | TensorLike;
  /** What is then added: a number, or values that repeat to the shape of the inputs (default 0). */
  offset?: number | TensorLike;
}

const numberOrValues = (): Option<number | TensorLike, number | Tensor> => ({
  check: (where, name, given) => {
    if (typeof given !== 'object' || given === null) return checkNumber(where, name, given, {});
    const values = cast(given, 'float32');
    const wrong = values.data.find((v) => !Number.isFinite(v));
    if (wrong === undefined) return values;
    throw new ConfigError(`${where}: ${name} must be finite, received ${show(wrong)} among its values.`);
  },
  store: (held) => (held instanceof Tensor ? held.toArray() : held),
});

const OPTIONS = LAYER.extend<RescalingOptions>()({ scale: numberOrValues(), offset: or(numberOrValues(), 0) });

/** x * scale + offset. A scale of 1 / 255 brings image bytes to [0, 1]. */
export class Rescaling extends Layer {
  readonly kind = 'rescaling';
  override readonly supportsMasking: boolean = true;
  readonly scale: number | Tensor;
  readonly offset: number | Tensor;

  constructor(options: RescalingOptions) {
    const held = OPTIONS.read('rescaling', options);
    super('rescaling', held);
    this.scale = held.scale;
    this.offset = held.offset;
  }

  override stepwise([x]: readonly Tensor[]): boolean {
    return [this.scale, this.offset].every((values) => typeof values === 'number' || values.rank < x!.rank - 1);
  }

  call(x: Tensor): Tensor {
    for (const values of [this.scale, this.offset]) {
      if (typeof values === 'number' || sameShape(broadcastShapes(values.shape, x.shape, this.name), x.shape)) continue;
      const advice = 'scale and offset must repeat to the shape of the input.';
      throw this.wrongInput(`${showShape(values.shape)}, or with more before it`, x.shape, advice);
    }
    return add(multiply(x, this.scale), this.offset);
  }
}

/** @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if scale or offset does not repeat to the shape of the input */
export const rescaling = (options: RescalingOptions): Rescaling => new Rescaling(options);
