import { number, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { randomBeta } from '../op/beta.ts';
import { add, multiply, subtract } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { LAYER } from './layer.ts';
import { Mixing, type Mixed } from './mixing.ts';
import { RANDOM_IMAGE, type Draws, type RandomImageOptions } from './random-image.ts';

export interface MixUpOptions extends RandomImageOptions {
  /** The shape of the distribution Beta(alpha, alpha) of weights, above 0: the smaller, the less is mixed (default 0.2). */
  alpha?: number;
}

const OPTIONS = LAYER.extend<MixUpOptions>()({ alpha: or(number({ least: 0 }), 0.2), ...RANDOM_IMAGE });

/** Adds to each image another one of the batch, weighed by a random number.
 *  @source Zhang et al. 2018, mixup: beyond empirical risk minimization */
export class MixUp extends Mixing {
  readonly kind = 'mixUp';
  readonly alpha: number;

  constructor(options: MixUpOptions = {}) {
    const held = OPTIONS.read('mixUp', options);
    super('mix_up', held);
    this.alpha = held.alpha;
    if (held.alpha === 0) throw new ConfigError('mixUp: alpha must be a number above 0, received 0. Leave the layer away to mix nothing.');
  }

  protected mix(images: Tensor, others: Tensor, draws: Draws): Mixed {
    const batch = images.shape[0]!;
    const weight = reshape(randomBeta(batch, full([1], this.alpha), draws), [batch, 1, 1, 1]);
    return { images: add(multiply(weight, images), multiply(subtract(1, weight), others)), weight };
  }
}

/** Mixes each image of a batch with another while training: weight times the image, and 1 - weight times the other. Labels that are given
 *  beside are mixed in the same way: `layer.apply([images, labels])`.
 *  @shape images [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'; labels [batch, classes],
 *    unchanged
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const mixUp = (options?: MixUpOptions): MixUp => new MixUp(options);
