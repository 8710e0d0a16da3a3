import { axes, number, or, type Held } from '../core/declaration.ts';
import { normalizeAxes, showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, cast, multiply, rsqrt, square, subtract } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { mean } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { GAMMA_BETA, type GammaBetaOptions } from './gamma-beta.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { partsOf } from './weight-parts.ts';
import { stepsApart } from './steps-apart.ts';

export interface LayerNormalizationOptions extends LayerOptions, GammaBetaOptions {
  /** The axis or axes that are normalised together (default -1). */
  axis?: number | readonly number[];
  /** Added to the variance (default 1e-3). */
  epsilon?: number;
}

const OPTIONS = LAYER.extend<LayerNormalizationOptions>()({ axis: or(axes(), -1), epsilon: or(number({ least: 0 }), 1e-3), ...GAMMA_BETA });

/** Brings the values of each sample, along the given axes, to mean 0 and variance 1. Then it scales them by gamma and shifts
 *  them by beta. It computes the same in training and otherwise.
 *  @source Ba, Kiros & Hinton 2016 */
export class LayerNormalization extends Layer {
  readonly kind = 'layerNormalization';
  override readonly supportsMasking: boolean = true;
  readonly axis: number | readonly number[];
  readonly epsilon: number;
  /** [sizes of the axes, in ascending order] */
  gamma: Variable | undefined;
  /** [sizes of the axes, in ascending order] */
  beta: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;
  /** Sizes of the normalised axes, ascending; null where an axis is not normalised. */
  #normalised: BatchShape = [];

  constructor(options: LayerNormalizationOptions = {}) {
    const held = OPTIONS.read('layerNormalization', options);
    super('layer_normalization', held);
    this.#options = held;
    this.axis = held.axis;
    this.epsilon = held.epsilon;
  }

  override build(inputShape: BatchShape): void {
    const axes = normalizeAxes(this.axis, inputShape.length, this.name);
    if (axes.length === 0 || axes.includes(0)) {
      const advice = `Normalise at least one axis, and not that of the batch: axis is ${JSON.stringify(this.axis)}.`;
      throw this.wrongInput('[*, ..., features]', inputShape, advice);
    }
    const shape = axes.map((i) => inputShape[i]!);
    this.#normalised = inputShape.map((d, i) => (axes.includes(i) ? d : null));
    const held = this.#options;
    if (held.scale) this.gamma = this.addWeight({ name: 'gamma', shape, ...partsOf('gamma', held) });
    if (held.center) this.beta = this.addWeight({ name: 'beta', shape, ...partsOf('beta', held) });
  }

  override stepwise([x]: readonly Tensor[]): boolean {
    return stepsApart(this.name, this.axis, x!);
  }

  call(input: Tensor, t: Trace): Tensor {
    const expected = this.#normalised;
    if (input.rank !== expected.length || !expected.every((d, i) => d === null || d === input.shape[i])) {
      throw this.wrongInput(showShape(expected), input.shape, 'The layer was built for these axes: give it those, or make a new layer.');
    }
    const x = cast(input, 'float32');
    const over = { axis: [...expected.keys()].filter((i) => expected[i] !== null), keepdims: true };
    const spread = (v: Variable): Tensor => reshape(t.read(v), expected.map((d) => d ?? 1));
    const centered = subtract(x, mean(x, over));
    const normal = multiply(centered, rsqrt(add(mean(square(centered), over), this.epsilon)));
    const scaled = this.gamma === undefined ? normal : multiply(normal, spread(this.gamma));
    return this.beta === undefined ? scaled : add(scaled, spread(this.beta));
  }
}

/** Normalises each sample by itself.
 *  @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input without these axes, or with other sizes of them than before */
export const layerNormalization = (options?: LayerNormalizationOptions): LayerNormalization => new LayerNormalization(options);
