import { kept, or, orNone } from '../core/declaration.ts';
import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import { constant, full, type Tensor } from '../graph/tensor.ts';
import { clip, less, logicalAnd, multiply, sqrt, where } from '../op/elementwise.ts';
import { randomNormal, randomUniform } from '../op/random.ts';
import { boxes } from './boxes.ts';
import { LAYER } from './layer.ts';
import { perImage, RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';
import { factor, valueRange } from './ranges.ts';

export interface RandomErasingOptions extends RandomImageOptions {
  /** The range, within [0, 1], from which the probability that an image loses a part is drawn; a number f for [0, f] (default 1). */
  factor?: number | readonly number[];
  /** The part of an image that it may lose, from 0 to 1: two numbers; a number s for [0, s] (default [0.02, 0.33]). */
  scale?: number | readonly number[];
  /** What stands there instead: a number, or one for each of three channels (default: normal noise times the highest value). */
  fillValue?: number | readonly number[] | null;
  /** The lowest and the highest value of images, to which what is put there is clipped (default [0, 255]). */
  valueRange?: readonly number[];
}

const part = factor({ least: 0, most: 1 });
const fill = kept((where, name, given: number | readonly number[]) => {
  const each: unknown = typeof given === 'number' ? [given] : given;
  if (Array.isArray(each) && (typeof given === 'number' || each.length === 3) && all(each, (v) => Number.isFinite(v))) return given;
  throw new ConfigError(`${where}: ${name} must be a number, or three of them, received ${show(given)}.`);
});

const OPTIONS = LAYER.extend<RandomErasingOptions>()({
  factor: or(part, 1),
  scale: or(part, [0.02, 0.33]),
  fillValue: orNone(fill),
  valueRange: or(valueRange(), [0, 255]),
  ...RANDOM_IMAGE,
});

/** Puts noise or a colour in the place of a box of an image.
 *  @source Zhong et al. 2017, Random erasing data augmentation */
export class RandomErasing extends RandomImage {
  readonly kind = 'randomErasing';
  readonly factor: readonly [low: number, high: number];
  readonly scale: readonly [low: number, high: number];
  readonly fillValue: number | readonly number[] | undefined;
  readonly valueRange: readonly [low: number, high: number];

  constructor(options: RandomErasingOptions = {}) {
    const held = OPTIONS.read('randomErasing', options);
    super('random_erasing', held);
    this.factor = held.factor;
    this.scale = held.scale;
    this.fillValue = held.fillValue;
    this.valueRange = held.valueRange;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const batch = x.shape[0]!;
    const part = (name: string): Tensor => sqrt(perImage(batch, draws(name), this.scale));
    const { within } = boxes(x, part('width'), part('height'), draws);
    const erased = less(randomUniform([batch, 1, 1, 1], draws('threshold')), perImage(batch, draws('probability'), this.factor));
    return where(logicalAnd(erased, within), clip(this.#filling(x, draws), ...this.valueRange), x);
  }

  #filling(x: Tensor, draws: Draws): Tensor {
    const { fillValue } = this;
    if (fillValue === undefined) return multiply(randomNormal(x.shape, draws('noise')), this.valueRange[1]);
    if (typeof fillValue === 'number') return full([1, 1, 1, 1], fillValue);
    if (x.shape[3] === fillValue.length) return constant(Float32Array.from(fillValue), [1, 1, 1, fillValue.length]);
    throw new ShapeError(`${this.name}: fillValue is for three channels, the input has ${x.shape[3]}. Give one number.`);
  }
}

/** Erases a box of each image with some probability while training. Its sides are those of the image times the square roots of numbers
 *  from `scale`.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomErasing = (options?: RandomErasingOptions): RandomErasing => new RandomErasing(options);
