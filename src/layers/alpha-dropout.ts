import { kept, number, orNone } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, where } from '../op/elementwise.ts';
import type { Draw } from '../op/random.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { checkNoiseShape, keep, Noise, noiseShapeFor, SEED, type SeedOptions } from './noise.ts';

export interface AlphaDropoutOptions extends LayerOptions, SeedOptions {
  /** Fraction of the inputs to drop, in [0, 1). */
  rate: number;
  /** Shape of what is drawn, the batch axis included, which repeats to that of the input; null for the size of the input
   *  (default: the shape of the input). */
  noiseShape?: readonly (number | null)[] | null;
}

const OPTIONS = LAYER.extend<AlphaDropoutOptions>()({
  rate: number({ least: 0, below: 1 }),
  noiseShape: orNone(kept(checkNoiseShape)),
  ...SEED,
});

/** What selu tends to far below 0: minus its scale times its alpha. */
const LOWEST = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

/** Sets a random part of its input to the least value of selu while training, then scales and shifts all, so that inputs of mean 0
 *  and variance 1 keep both. It belongs behind selu.
 *  @source Klambauer et al. 2017, Self-normalizing neural networks, section 2 */
export class AlphaDropout extends Noise {
  readonly kind = 'alphaDropout';
  readonly rate: number;
  readonly #noiseShape: readonly (number | null)[] | undefined;

  constructor(options: AlphaDropoutOptions) {
    const held = OPTIONS.read('alphaDropout', options);
    super('alpha_dropout', held, held.seed);
    this.rate = held.rate;
    this.#noiseShape = held.noiseShape;
  }

  protected get silent(): boolean {
    return this.rate === 0;
  }

  protected override get sharesDraws(): boolean {
    return this.#noiseShape !== undefined;
  }

  protected disturb(x: Tensor, draw: Draw): Tensor {
    const scale = ((1 - this.rate) * (1 + this.rate * LOWEST ** 2)) ** -0.5;
    const kept = where(keep(this.rate, noiseShapeFor(this, x, this.#noiseShape), draw), x, LOWEST);
    return add(multiply(kept, scale), -scale * LOWEST * this.rate);
  }
}

/** @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} while training, if `noiseShape` does not repeat to the shape of the input */
export const alphaDropout = (options: AlphaDropoutOptions): AlphaDropout => new AlphaDropout(options);
