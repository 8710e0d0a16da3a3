import { or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { randomBeta } from '../op/beta.ts';
import { add, sqrt, subtract, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { randomUniform } from '../op/random.ts';
import { boxes } from './boxes.ts';
import { LAYER } from './layer.ts';
import { Mixing, type Mixed } from './mixing.ts';
import { RANDOM_IMAGE, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor } from './ranges.ts';

export interface CutMixOptions extends RandomImageOptions {
  /** The range, within [0, 1], from which the shape alpha of the distribution Beta(alpha, alpha) of weights is drawn; a number f for
   *  [0, f] (default 1). */
  factor?: number | readonly number[];
}

const OPTIONS = LAYER.extend<CutMixOptions>()({ factor: or(factor({ least: 0, most: 1 }), 1), ...RANDOM_IMAGE });
/** Keeps alpha above 0. @source Keras, CutMix */
const EPSILON = 1e-6;

/** Puts a box of another image of the batch into each image.
 *  @source Yun et al. 2019, CutMix: regularization strategy to train strong classifiers with localizable features */
export class CutMix extends Mixing {
  readonly kind = 'cutMix';
  readonly factor: readonly [low: number, high: number];

  constructor(options: CutMixOptions = {}) {
    const held = OPTIONS.read('cutMix', options);
    super('cut_mix', held);
    this.factor = held.factor;
  }

  protected mix(images: Tensor, others: Tensor, draws: Draws): Mixed {
    const batch = images.shape[0]!;
    const [low, high] = this.factor;
    const alpha = add(randomUniform([1], draws('alpha'), { low, high }), EPSILON);
    const side = sqrt(subtract(1, reshape(randomBeta(batch, alpha, draws), [batch, 1, 1, 1])));
    const { within, area } = boxes(images, side, side, draws);
    return { images: where(within, others, images), weight: subtract(1, area) };
  }
}

/** Puts a box of another image of the batch into each image while training. Labels that are given beside are mixed by the areas:
 *  `layer.apply([images, labels])`.
 *  @shape images [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'; labels [batch, classes],
 *    unchanged
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const cutMix = (options?: CutMixOptions): CutMix => new CutMix(options);
