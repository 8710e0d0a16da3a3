import { axes, number, or, type Held } from '../core/declaration.ts';
import { normalizeAxes, showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, cast, multiply, rsqrt, square } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { mean } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { stepsApart } from './steps-apart.ts';

export interface RMSNormalizationOptions extends LayerOptions {
  /** The axis or axes that are normalised together (default -1). */
  axis?: number | readonly number[];
  /** Added to the mean of the squares (default 1e-6). */
  epsilon?: number;
}

const OPTIONS = LAYER.extend<RMSNormalizationOptions>()({ axis: or(axes(), -1), epsilon: or(number({ least: 0 }), 1e-6) });

/** Divides the values of each sample, along the given axes, by the root of the mean of their squares, then multiplies them by
 *  weights. Means stay as they are. It computes the same in training and otherwise.
 *  @source Zhang & Sennrich 2019, Root mean square layer normalization */
export class RMSNormalization extends Layer {
  readonly kind = 'rmsNormalization';
  /** [sizes of the axes, in ascending order] */
  scale: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;
  /** Sizes of the normalised axes, ascending; null where an axis is not normalised. */
  #normalised: BatchShape = [];

  constructor(options: RMSNormalizationOptions = {}) {
    const held = OPTIONS.read('rmsNormalization', options);
    super('rms_normalization', held);
    this.#options = held;
  }

  override build(inputShape: BatchShape): void {
    const { axis } = this.#options;
    const over = normalizeAxes(axis, inputShape.length, this.name);
    if (over.length === 0 || over.includes(0)) {
      const advice = `Normalise at least one axis, and not that of the batch: axis is ${JSON.stringify(axis)}.`;
      throw this.wrongInput('[*, ..., features]', inputShape, advice);
    }
    this.#normalised = inputShape.map((d, i) => (over.includes(i) ? d : null));
    this.scale = this.addWeight({ name: 'scale', shape: over.map((i) => inputShape[i]!), initializer: 'ones' });
  }

  override stepwise([x]: readonly Tensor[]): boolean {
    return stepsApart(this.name, this.#options.axis, x!);
  }

  call(input: Tensor, t: Trace): Tensor {
    const expected = this.#normalised;
    if (input.rank !== expected.length || !expected.every((d, i) => d === null || d === input.shape[i])) {
      throw this.wrongInput(showShape(expected), input.shape, 'The layer was built for these axes: give it those, or make a new layer.');
    }
    const x = cast(input, 'float32');
    const over = { axis: [...expected.keys()].filter((i) => expected[i] !== null), keepdims: true };
    const normal = multiply(x, rsqrt(add(mean(square(x), over), this.#options.epsilon)));
    return multiply(normal, reshape(t.read(this.scale!), expected.map((d) => d ?? 1)));
  }
}

/** Brings the mean square of each sample to 1.
 *  @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input without these axes, or with other sizes of them than before */
export const rmsNormalization = (options?: RMSNormalizationOptions): RMSNormalization => new RMSNormalization(options);
