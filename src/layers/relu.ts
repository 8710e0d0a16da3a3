import { relu } from '../activations/index.ts';
import { number, or, orNone, type Held } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface ReLUOptions extends LayerOptions {
  /** The largest value, from 0 on (default: none). */
  maxValue?: number | null;
  /** Slope at and below the threshold, from 0 on (default 0). */
  negativeSlope?: number;
  /** Up to here x does not pass, from 0 on (default 0). */
  threshold?: number;
}

const OPTIONS = LAYER.extend<ReLUOptions>()({
  maxValue: orNone(number({ least: 0 })),
  negativeSlope: or(number({ least: 0 }), 0),
  threshold: or(number({ least: 0 }), 0),
});

/** x above the threshold, at most maxValue; negativeSlope (x - threshold) up to it. */
export class ReLU extends Layer {
  readonly kind = 'reLU';
  override readonly supportsMasking: boolean = true;
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: ReLUOptions = {}) {
    const held = OPTIONS.read('reLU', options);
    super('re_lu', held);
    this.#options = held;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor): Tensor {
    const { maxValue = null, negativeSlope, threshold } = this.#options;
    return relu(x, { maxValue, negativeSlope, threshold });
  }
}

/** @shape as the input @throws {ConfigError} on options that are negative or no finite numbers */
export const reLU = (options?: ReLUOptions): ReLU => new ReLU(options);
