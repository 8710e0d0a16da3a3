import { number } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { multiply } from '../op/elementwise.ts';
import { randomNormal, type Draw } from '../op/random.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { Noise, SEED, type SeedOptions } from './noise.ts';

export interface GaussianDropoutOptions extends LayerOptions, SeedOptions {
  /** Fraction that a dropout of the same variance would drop, in [0, 1). */
  rate: number;
}

const OPTIONS = LAYER.extend<GaussianDropoutOptions>()({ rate: number({ least: 0, below: 1 }), ...SEED });

/** Multiplies its input, while training, by normal numbers of mean 1 and standard deviation sqrt(rate / (1 - rate)).
 *  @source Srivastava et al. 2014, section 10 */
export class GaussianDropout extends Noise {
  readonly kind = 'gaussianDropout';
  readonly rate: number;

  constructor(options: GaussianDropoutOptions) {
    const held = OPTIONS.read('gaussianDropout', options);
    super('gaussian_dropout', held, held.seed);
    this.rate = held.rate;
  }

  protected get silent(): boolean {
    return this.rate === 0;
  }

  protected disturb(x: Tensor, draw: Draw): Tensor {
    return multiply(x, randomNormal(x.shape, draw, { mean: 1, stddev: Math.sqrt(this.rate / (1 - this.rate)) }));
  }
}

/** @shape as the input
 *  @throws {ConfigError} on invalid options */
export const gaussianDropout = (options: GaussianDropoutOptions): GaussianDropout => new GaussianDropout(options);
