import { number } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../op/elementwise.ts';
import { randomNormal, type Draw } from '../op/random.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { Noise, SEED, type SeedOptions } from './noise.ts';

export interface GaussianNoiseOptions extends LayerOptions, SeedOptions {
  /** Standard deviation of the noise, in [0, 1]. */
  stddev: number;
}

const OPTIONS = LAYER.extend<GaussianNoiseOptions>()({ stddev: number({ least: 0, most: 1 }), ...SEED });

/** Adds normal numbers of mean 0 to its input while training. */
export class GaussianNoise extends Noise {
  readonly kind = 'gaussianNoise';
  readonly stddev: number;

  constructor(options: GaussianNoiseOptions) {
    const held = OPTIONS.read('gaussianNoise', options);
    super('gaussian_noise', held, held.seed);
    this.stddev = held.stddev;
  }

  protected get silent(): boolean {
    return this.stddev === 0;
  }

  protected disturb(x: Tensor, draw: Draw): Tensor {
    return add(x, randomNormal(x.shape, draw, { stddev: this.stddev }));
  }
}

/** @shape as the input
 *  @throws {ConfigError} on invalid options */
export const gaussianNoise = (options: GaussianNoiseOptions): GaussianNoise => new GaussianNoise(options);
