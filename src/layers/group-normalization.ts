import { integer, number, or, type Held } from '../core/declaration.ts';
import { normalizeAxis, showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, cast, multiply, rsqrt, square, subtract } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { mean } from '../op/reduce.ts';
import type { Trace } from '../trace/trace.ts';
import { GAMMA_BETA, type GammaBetaOptions } from './gamma-beta.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { partsOf } from './weight-parts.ts';

export interface GroupNormalizationOptions extends LayerOptions, GammaBetaOptions {
  /** Number of groups, which divides the number of channels. With -1 each channel is a group: instance normalization (default 32). */
  groups?: number;
  /** The axis of the channels (default -1). */
  axis?: number;
  /** Added to the variance (default 1e-3). */
  epsilon?: number;
}

const OPTIONS = LAYER.extend<GroupNormalizationOptions>()({
  groups: or(integer({ least: -1 }), 32),
  axis: or(integer(), -1),
  epsilon: or(number({ least: 0 }), 1e-3),
  ...GAMMA_BETA,
});

/** Divides the channels of each sample into groups of neighbours, and brings the values of each group, over all other axes, to
 *  mean 0 and variance 1. Then it scales channels by gamma and shifts them by beta. It computes the same in training and
 *  otherwise.
 *  @source Wu & He 2018, Group normalization */
export class GroupNormalization extends Layer {
  readonly kind = 'groupNormalization';
  override readonly supportsMasking: boolean = true;
  /** [channels] */
  gamma: Variable | undefined;
  /** [channels] */
  beta: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: GroupNormalizationOptions = {}) {
    const held = OPTIONS.read('groupNormalization', options);
    super('group_normalization', held);
    this.#options = held;
  }

  override build(inputShape: BatchShape): void {
    const held = this.#options;
    const at = normalizeAxis(held.axis, inputShape.length, this.name);
    const channels = inputShape[at];
    if (at === 0 || channels === null || channels === undefined) {
      throw this.wrongInput(
        '[*, ..., channels]',
        inputShape,
        `The channels are an axis of known size behind the batch: axis is ${held.axis}.`,
      );
    }
    if (held.groups === 0 || (held.groups > 0 && channels % held.groups !== 0)) {
      throw this.wrongInput('[*, ..., channels]', inputShape, `${channels} channels do not fall into ${held.groups} groups of one size.`);
    }
    const shape = [channels];
    if (held.scale) this.gamma = this.addWeight({ name: 'gamma', shape, ...partsOf('gamma', held) });
    if (held.center) this.beta = this.addWeight({ name: 'beta', shape, ...partsOf('beta', held) });
  }

  call(input: Tensor, t: Trace): Tensor {
    const at = normalizeAxis(this.#options.axis, input.rank, this.name);
    const channels = input.shape[at]!;
    for (const v of this.weights) {
      if (v.size === channels) continue;
      throw this.wrongInput(
        showShape(v.shape),
        input.shape,
        `The layer was built for ${v.size} channels: give it those, or make a new layer.`,
      );
    }
    const groups = this.#options.groups === -1 ? channels : this.#options.groups;
    const parted = [groups, channels / groups];
    const x = reshape(cast(input, 'float32'), [...input.shape.slice(0, at), ...parted, ...input.shape.slice(at + 1)]);
    const over = { axis: [...x.shape.keys()].filter((i) => i !== 0 && i !== at), keepdims: true };
    const spread = (v: Variable): Tensor => reshape(t.read(v), [...parted, ...input.shape.slice(at + 1).map(() => 1)]);
    const centered = subtract(x, mean(x, over));
    const normal = multiply(centered, rsqrt(add(mean(square(centered), over), this.#options.epsilon)));
    const scaled = this.gamma === undefined ? normal : multiply(normal, spread(this.gamma));
    return reshape(this.beta === undefined ? scaled : add(scaled, spread(this.beta)), input.shape);
  }
}

/** Normalises the channels of each sample in groups.
 *  @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if the channels cannot be divided into groups of one size, or their number differs from before */
export const groupNormalization = (options?: GroupNormalizationOptions): GroupNormalization => new GroupNormalization(options);
