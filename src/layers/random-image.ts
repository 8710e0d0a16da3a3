import type { Tensor } from '../graph/tensor.ts';
import { randomUniform, type Draw } from '../op/random.ts';
import type { Trace } from '../trace/trace.ts';
import { DATA_FORMAT, mustHavePlaces, withChannelsLast, type DataFormat, type DataFormatOptions } from './data-format.ts';
import { Layer, type LayerOptions } from './layer.ts';
import { SEED, type SeedOptions } from './noise.ts';

export interface RandomImageOptions extends LayerOptions, SeedOptions, DataFormatOptions {}

export const RANDOM_IMAGE: typeof SEED & typeof DATA_FORMAT = { ...SEED, ...DATA_FORMAT };

export interface HeldRandomImage extends LayerOptions {
  readonly seed: number | undefined;
  readonly dataFormat: DataFormat;
}

/** Random numbers of a layer by what they are for. */
export type Draws = (name: string) => Draw;

/** One number for each image, in a form that broadcasts to images. @shape [batch, 1, 1, 1] */
export const perImage = (batch: number, draw: Draw, [low, high]: readonly [number, number]): Tensor =>
  randomUniform([batch, 1, 1, 1], draw, { low, high });

/** A layer that changes images at random while training, and lets them pass otherwise: by hand, `layer.apply(x, { training: true })`
 *  changes them. */
export abstract class RandomImage extends Layer {
  readonly dataFormat: DataFormat;
  readonly #seed: number | undefined;

  constructor(defaultName: string, held: HeldRandomImage) {
    super(defaultName, held);
    this.dataFormat = held.dataFormat;
    this.#seed = held.seed;
  }

  /** The changed images. @shape x [batch, height, width, channels] */
  abstract transform(x: Tensor, draws: Draws): Tensor;

  call(x: Tensor, t: Trace): Tensor {
    mustHavePlaces(this, x, this.dataFormat, 2);
    return t.training ? withChannelsLast(this.dataFormat, x, (images) => this.transform(images, this.drawsOf(t))) : x;
  }

  protected drawsOf(t: Trace): Draws {
    return (name) => {
      const draw = t.draw(name);
      return this.#seed === undefined ? draw : { ...draw, seed: this.#seed };
    };
  }
}
