import { kept, number, orNone } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Draw } from '../op/random.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { checkNoiseShape, dropped, Noise, noiseShapeFor, SEED, type SeedOptions } from './noise.ts';

export interface DropoutOptions extends LayerOptions, SeedOptions {
  /** Fraction of the inputs to drop, in [0, 1]. */
  rate: number;
  /** Shape of what is drawn, the batch axis included, which repeats to that of the input; null for the size of the input. With
   *  [null, 1, null] all steps of a sample lose the same features (default: the shape of the input). */
  noiseShape?: readonly (number | null)[] | null;
}

const OPTIONS = LAYER.extend<DropoutOptions>()({
  rate: number({ least: 0, most: 1 }),
  noiseShape: orNone(kept(checkNoiseShape)),
  ...SEED,
});

/** Sets a random part of its input to 0 while training and scales the rest by 1 / (1 - rate). With rate 1 all is 0.
 *  @source Srivastava et al. 2014, in the inverted form of Keras */
export class Dropout extends Noise {
  readonly kind = 'dropout';
  readonly rate: number;
  readonly #noiseShape: readonly (number | null)[] | undefined;

  constructor(options: DropoutOptions) {
    const held = OPTIONS.read('dropout', options);
    super('dropout', held, held.seed);
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
    return dropped(x, this.rate, noiseShapeFor(this, x, this.#noiseShape), draw);
  }
}

/** @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} while training, if `noiseShape` does not repeat to the shape of the input */
export const dropout = (options: DropoutOptions): Dropout => new Dropout(options);
