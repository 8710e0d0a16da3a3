import { ConfigError, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, subtract } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { reshape } from '../op/move.ts';
import { randomPermutation } from '../op/random.ts';
import type { Tensors, Trace } from '../trace/trace.ts';
import { mustHavePlaces, withChannelsLast } from './data-format.ts';
import { RandomImage, type Draws } from './random-image.ts';

/** What becomes of the images of a batch, each mixed with another. */
export interface Mixed {
  readonly images: Tensor;
  /** How much of an image is its own. @shape [batch, 1, 1, 1] */
  readonly weight: Tensor;
}

/** A layer that mixes the images of a batch while training, and their labels in the same way. */
export abstract class Mixing extends RandomImage {
  /** @shape images, others [batch, height, width, channels], the same ones in another order */
  protected abstract mix(images: Tensor, others: Tensor, draws: Draws): Mixed;

  transform(x: Tensor, draws: Draws): Tensor {
    return this.#mixed(x, draws).images;
  }

  override call(inputs: Tensor, t: Trace): Tensor;
  override call(inputs: Tensors, t: Trace): Tensors;
  override call(inputs: Tensors, t: Trace): Tensors {
    if (!Array.isArray(inputs)) return super.call(inputs as Tensor, t);
    const [images, labels, ...more] = inputs as unknown as readonly [Tensor, Tensor?, ...Tensor[]];
    if (labels === undefined || more.length > 0) {
      throw new ConfigError(`${this.name}: expected images, or [images, labels], received ${inputs.length} inputs.`);
    }
    mustHavePlaces(this, images, this.dataFormat, 2);
    const batch = images.shape[0]!;
    if (labels.rank < 2 || labels.shape[0] !== batch || labels.dtype !== 'float32') {
      throw new ShapeError(
        `${this.name}: expected labels as float32 of shape [${batch}, classes], received ${labels.dtype} ${showShape(labels.shape)}. ` +
        'Numbers of classes cannot be mixed: use ops.oneHot.',
      );
    }
    if (!t.training) return inputs;
    let mixed: (Mixed & { readonly order: Tensor }) | undefined;
    const changed = withChannelsLast(this.dataFormat, images, (x) => (mixed = this.#mixed(x, this.drawsOf(t))).images);
    const { weight, order } = mixed!;
    const own = reshape(weight, [batch, ...labels.shape.slice(1).map(() => 1)]);
    return [changed, add(multiply(own, labels), multiply(subtract(1, own), takeRows(labels, order)))];
  }

  #mixed(x: Tensor, draws: Draws): Mixed & { readonly order: Tensor } {
    const order = randomPermutation(x.shape[0]!, draws('order'));
    return { ...this.mix(x, takeRows(x, order), draws), order };
  }
}
