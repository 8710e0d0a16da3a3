import { checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { lessEqual, multiply } from '../op/elementwise.ts';
import { randomUniform } from '../op/random.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER_OPTIONS, type LayerOptions } from './layer.ts';

export interface DropoutOptions extends LayerOptions {
  /** Fraction of the inputs to drop, in [0, 1). */
  rate: number;
  /** Fixes the draws of this layer apart from the model's seed. */
  seed?: number;
}

/** Sets a random part of its input to 0 while training and scales the rest by 1 / (1 - rate).
 *  @source Srivastava et al. 2014, in the inverted form of Keras */
export class Dropout extends Layer {
  readonly kind = 'dropout';
  override readonly supportsMasking: boolean = true;
  readonly rate: number;
  readonly #ownSeed: number | undefined;

  constructor(options: DropoutOptions) {
    checkKeys('dropout', options, [...LAYER_OPTIONS, 'rate', 'seed']);
    super('dropout', options);
    this.rate = checkNumber('dropout', 'rate', options.rate, { least: 0, below: 1 });
    this.#ownSeed = options.seed === undefined ? undefined : checkNumber('dropout', 'seed', options.seed);
  }

  call(x: Tensor, t: Trace): Tensor {
    if (!t.training || this.rate === 0) return x;
    const draw = t.draw('dropout');
    const kept = lessEqual(this.rate, randomUniform(x.shape, this.#ownSeed === undefined ? draw : { ...draw, seed: this.#ownSeed }));
    return multiply(x, multiply(kept, 1 / (1 - this.rate)));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), rate: this.rate, ...(this.#ownSeed === undefined ? {} : { seed: this.#ownSeed }) };
  }
}

/** @shape as the input */
export const dropout = (options: DropoutOptions): Dropout => new Dropout(options);
