import { integer, oneOf, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { equal, floor, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { randomUniform } from '../op/random.ts';
import { transforms } from '../op/transforms.ts';
import { INTERPOLATIONS, warp, type WarpInterpolation } from '../op/warp.ts';
import { AutoContrast } from './auto-contrast.ts';
import { Equalization } from './equalization.ts';
import { LAYER } from './layer.ts';
import type { RandomAffine } from './random-affine.ts';
import { RandomBrightness } from './random-brightness.ts';
import { RandomColorDegeneration } from './random-color-degeneration.ts';
import { RandomContrast } from './random-contrast.ts';
import { RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { RandomPosterization } from './random-posterization.ts';
import { RandomRotation } from './random-rotation.ts';
import { RandomSharpness } from './random-sharpness.ts';
import { RandomShear } from './random-shear.ts';
import { RandomTranslation } from './random-translation.ts';
import { factor, valueRange } from './ranges.ts';
import { Solarization } from './solarization.ts';

export interface RandAugmentOptions extends RandomImageOptions {
  /** The lowest and the highest value of images (default [0, 255]). */
  valueRange?: readonly number[];
  /** How many changes a batch goes through (default 2). */
  numOps?: number;
  /** How strong changes are, from 0 to 1: two numbers; a number f for [0, f] (default 0.5). */
  factor?: number | readonly number[];
  /** What is between places where images move: 'bilinear', or the 'nearest' place (default 'bilinear'). */
  interpolation?: WarpInterpolation;
}

const OPTIONS = LAYER.extend<RandAugmentOptions>()({
  valueRange: or(valueRange(), [0, 255]),
  numOps: or(integer({ least: 1 }), 2),
  factor: or(factor({ least: 0, most: 1 }), 0.5),
  interpolation: or(oneOf(INTERPOLATIONS), 'bilinear'),
  ...RANDOM_IMAGE,
});

/** A change that is no movement. */
interface Change {
  readonly kind: string;
  transform(x: Tensor, draws: Draws): Tensor;
}

/** Takes images through changes that are drawn for the whole batch.
 *  @source Cubuk et al. 2020, RandAugment: practical automated data augmentation with a reduced search space; changes as Keras has them */
export class RandAugment extends RandomImage {
  readonly kind = 'randAugment';
  readonly numOps: number;
  readonly interpolation: WarpInterpolation;
  readonly #movements: readonly RandomAffine[];
  readonly #changes: readonly Change[];

  constructor(options: RandAugmentOptions = {}) {
    const held = OPTIONS.read('randAugment', options);
    super('rand_augment', held);
    const { factor: strength, valueRange: range, interpolation } = held;
    this.numOps = held.numOps;
    this.interpolation = interpolation;
    // They have names, so that they take none from layers of the user's.
    const { name } = this;
    this.#movements = [
      new RandomShear({ xFactor: strength, yFactor: strength, name }),
      new RandomTranslation({ heightFactor: strength, widthFactor: strength, name }),
      new RandomRotation({ factor: strength, name }),
    ];
    const ranged = { valueRange: range, name };
    const tuned = { factor: strength, ...ranged };
    this.#changes = [
      new RandomBrightness(tuned), new RandomColorDegeneration(tuned), new RandomContrast(tuned), new RandomSharpness(tuned),
      new RandomPosterization({ factor: Math.max(1, Math.floor(8 * strength[1])), ...ranged }),
      new Solarization({ additionFactor: strength, thresholdFactor: strength, ...ranged }),
      new AutoContrast(ranged), new Equalization(ranged),
    ];
  }

  transform(x: Tensor, draws: Draws): Tensor {
    return Array.from({ length: this.numOps }).reduce<Tensor>((y, _, i) => this.#changed(y, (name) => draws(`${i} ${name}`)), x);
  }

  /** One change. Which one is known in the program alone, so that all are computed; movements are one pass together. */
  #changed(x: Tensor, draws: Draws): Tensor {
    const [batch, h, w] = x.shape as readonly [number, number, number];
    const count = this.#movements.length + this.#changes.length;
    const drawn = floor(randomUniform([1, 1, 1, 1], draws('change'), { low: 0, high: count }));
    const own = (kind: string): Draws => (name) => draws(`${kind} ${name}`);
    const moved = this.#movements.reduce(
      (chosen, layer, i) => where(equal(reshape(drawn, [1, 1]), i), layer.transforms(batch, h, w, own(layer.kind)), chosen),
      transforms(batch, []),
    );
    const seen = warp(x, moved, [h, w], { interpolation: this.interpolation, fillMode: 'reflect', fillValue: 0 });
    return this.#changes.reduce(
      (y, layer, i) => where(equal(drawn, this.#movements.length + i), layer.transform(x, own(layer.kind)), y),
      seen,
    );
  }
}

/** Changes images while training, `numOps` times in one of eleven ways that is drawn for the whole batch: they are slanted, moved, turned,
 *  made brighter, paler, richer in contrast, sharper, poorer in levels, inverted where bright, stretched to the whole range, or equalized.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes, and of other than 1 or 3 channels */
export const randAugment = (options?: RandAugmentOptions): RandAugment => new RandAugment(options);
