import { maybe, number } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { lessEqual, multiply, where } from '../op/elementwise.ts';
import { randomUniform } from '../op/random.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface DropoutOptions extends LayerOptions {
  /** Fraction of the inputs to drop, in [0, 1). */
  rate: number;
  /** Fixes the random draws of this layer, apart from the model's seed. */
  seed?: number;
}

const OPTIONS = LAYER.extend<DropoutOptions>()({ rate: number({ least: 0, below: 1 }), seed: maybe(number()) });

/** Sets a random part of its input to 0 while training and scales the rest by 1 / (1 - rate).
 *  @source Srivastava et al. 2014, in the inverted form of Keras */
export class Dropout extends Layer {
  readonly kind = 'dropout';
  override readonly supportsMasking: boolean = true;
  readonly rate: number;
  readonly #ownSeed: number | undefined;

  constructor(options: DropoutOptions) {
    const held = OPTIONS.read('dropout', options);
    super('dropout', held);
    this.rate = held.rate;
    this.#ownSeed = held.seed;
  }

  call(x: Tensor, t: Trace): Tensor {
    if (!t.training || this.rate === 0) return x;
    const draw = t.draw('dropout');
    const kept = lessEqual(this.rate, randomUniform(x.shape, this.#ownSeed === undefined ? draw : { ...draw, seed: this.#ownSeed }));
    // Chosen, not multiplied by 0: what is dropped may be infinite.
    return where(kept, multiply(x, 1 / (1 - this.rate)), 0);
  }
}

/** @shape as the input */
export const dropout = (options: DropoutOptions): Dropout => new Dropout(options);
