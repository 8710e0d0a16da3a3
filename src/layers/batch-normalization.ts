import { ConfigError, ShapeError } from '../core/errors.ts';
import { EPSILON } from '../core/epsilon.ts';
import { integer, kept, number, or, type Held } from '../core/declaration.ts';
import { checkBoolean } from '../core/options.ts';
import { normalizeAxis, showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { initializer, type InitializerLike } from '../initializers/registry.ts';
import { add, cast, divide, multiply, rsqrt, sqrt, square, subtract, where } from '../op/elementwise.ts';
import { columnMoments } from '../op/columns.ts';
import { normalized } from '../op/moments.ts';
import { reshape } from '../op/move.ts';
import { mean, sum } from '../op/reduce.ts';
import type { CallArguments, Trace } from '../trace/trace.ts';
import { RENORM, renormalize, type RenormOptions, type RenormVariables } from './batch-renorm.ts';
import { GAMMA_BETA, type GammaBetaOptions } from './gamma-beta.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { partsOf } from './weight-parts.ts';
import { stepsApart } from './steps-apart.ts';

export interface BatchNormalizationOptions extends LayerOptions, GammaBetaOptions, RenormOptions {
  /** The axis of the channels, each of which is normalised by itself (default -1). */
  axis?: number;
  /** Part of the moving statistics that stays at each step, in [0, 1] (default 0.99). */
  momentum?: number;
  /** Added to the variance (default 1e-3). */
  epsilon?: number;
  /** How the moving means begin (default 'zeros'). */
  movingMeanInitializer?: InitializerLike;
  /** How the moving variances begin (default 'ones'). */
  movingVarianceInitializer?: InitializerLike;
  /** Whether to take the statistics of the batches of all devices together (default false). A batch is on one machine here, and
   *  whole, so that true is refused. */
  synchronized?: false;
}

const OPTIONS = LAYER.extend<BatchNormalizationOptions>()({
  axis: or(integer(), -1),
  momentum: or(number({ least: 0, most: 1 }), 0.99),
  epsilon: or(number({ least: 0 }), 1e-3),
  ...GAMMA_BETA,
  movingMeanInitializer: or(initializer(), 'zeros'),
  movingVarianceInitializer: or(initializer(), 'ones'),
  ...RENORM,
  synchronized: or(
    kept((where, name, given: false) => {
      if (!checkBoolean(where, name, given)) return given;
      throw new ConfigError(`${where}: ${name} is for batches that devices share. Here each batch is on one machine, whole: leave it out.`);
    }),
    false,
  ),
});

interface Moments {
  readonly mean: Tensor;
  /** The input minus the mean. */
  readonly centered: Tensor;
  readonly variance: Tensor;
}

/** Brings each channel to mean 0 and variance 1, then scales it by gamma and shifts it by beta. In training it uses the
 *  statistics of the batch and updates the moving statistics. Otherwise, and always if the layer is not trainable, it uses the
 *  moving statistics. Masked steps are normalised but do not count in the statistics.
 *  @source Ioffe & Szegedy 2015; masks and the variance of the moving statistics (divided by the count) as in Keras 3 */
export class BatchNormalization extends Layer {
  readonly kind = 'batchNormalization';
  override readonly supportsMasking: boolean = true;
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  /** [channels] */
  gamma: Variable | undefined;
  /** [channels] */
  beta: Variable | undefined;
  /** [channels] */
  movingMean: Variable | undefined;
  /** [channels] */
  movingVariance: Variable | undefined;
  /** The statistics for the corrections of `renorm`; each [channels] */
  movingStddev: Variable | undefined;
  renormMean: Variable | undefined;
  renormStddev: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;
  #rank = 0;

  constructor(options: BatchNormalizationOptions = {}) {
    const held = OPTIONS.read('batchNormalization', options);
    if (held.axis === 0) throw new ConfigError('batchNormalization: axis must be that of the channels, received 0, the axis of the batch.');
    super('batch_normalization', held);
    this.#options = held;
    this.axis = held.axis;
    this.momentum = held.momentum;
    this.epsilon = held.epsilon;
  }

  override build(inputShape: BatchShape): void {
    const channels = inputShape[normalizeAxis(this.axis, inputShape.length, this.name)];
    if (typeof channels !== 'number') {
      throw this.wrongInput(
        '[*, ..., channels]',
        inputShape,
        `Axis ${this.axis} is that of the batch: give each sample at least one axis.`,
      );
    }
    const shape = [channels];
    const held = this.#options;
    this.#rank = inputShape.length;
    if (held.scale) this.gamma = this.addWeight({ name: 'gamma', shape, ...partsOf('gamma', held) });
    if (held.center) this.beta = this.addWeight({ name: 'beta', shape, ...partsOf('beta', held) });
    this.movingMean = this.addWeight({ name: 'movingMean', shape, initializer: held.movingMeanInitializer, trainable: false });
    const ofVariance = held.movingVarianceInitializer;
    this.movingVariance = this.addWeight({ name: 'movingVariance', shape, initializer: ofVariance, trainable: false });
    if (!held.renorm) return;
    const ofStddev: InitializerLike = { ...ofVariance, call: (of, at) => sqrt(ofVariance.call(of, at)) };
    this.movingStddev = this.addWeight({ name: 'movingStddev', shape, initializer: ofStddev, trainable: false });
    this.renormMean = this.addWeight({ name: 'renormMean', shape, initializer: held.movingMeanInitializer, trainable: false });
    this.renormStddev = this.addWeight({ name: 'renormStddev', shape, initializer: ofStddev, trainable: false });
  }

  override stepwise([x]: readonly Tensor[], training: boolean): boolean | string {
    if (training && this.trainable) return 'it is called with training: true and measures all steps of a batch';
    return stepsApart(this.name, this.axis, x!);
  }

  call(input: Tensor, t: Trace, { mask }: CallArguments): Tensor {
    const [movingMean, movingVariance] = [this.movingMean!, this.movingVariance!];
    const at = this.axis < 0 ? this.axis + this.#rank : this.axis;
    if (input.rank !== this.#rank || input.shape[at] !== movingMean.size) {
      const expected = Array.from({ length: this.#rank }, (_, i) => (i === at ? movingMean.size : null));
      const advice = `The layer was built for ${movingMean.size} channels at axis ${at}: give it those, or make a new layer.`;
      throw this.wrongInput(showShape(expected), input.shape, advice);
    }
    const x = cast(input, 'float32');
    const wide = x.shape.map((d, i) => (i === at ? d : 1));
    const spread = (v: Variable): Tensor => reshape(t.read(v), wide);
    const measured = t.training && this.trainable ? this.#moments(x, at, mask) : undefined;
    const { centered, variance } = measured ?? { centered: subtract(x, spread(movingMean)), variance: spread(movingVariance) };
    const renorm = measured !== undefined && this.#options.renorm;
    const { r, d } = renorm ? renormalize(t, this as RenormVariables, measured.mean, variance, this.#options) : {};
    if (measured !== undefined && !renorm) {
      this.#follow(t, movingMean, measured.mean);
      this.#follow(t, movingVariance, variance);
    }
    const gamma = this.gamma === undefined ? undefined : spread(this.gamma);
    const beta = this.beta === undefined ? undefined : spread(this.beta);
    const times = (a: Tensor, b: Tensor | undefined): Tensor => (b === undefined ? a : multiply(a, b));
    // The scale of each channel is computed first, so that each element is multiplied once.
    const normal = multiply(centered, times(times(rsqrt(add(variance, this.epsilon)), r), gamma));
    const shift = d === undefined ? beta : beta === undefined ? times(d, gamma) : add(times(d, gamma), beta);
    const y = shift === undefined ? normal : add(normal, shift);
    if (measured === undefined || renorm || mask !== undefined || !columnsLast(x, at)) return y;
    const flat = (t: Tensor): Tensor => reshape(t, movingMean.shape);
    return normalized(y, {
      x, mean: flat(measured.mean), variance: flat(variance), gamma: gamma && flat(gamma), beta: beta && flat(beta), epsilon: this.epsilon,
    });
  }

  #follow(t: Trace, moving: Variable, now: Tensor): void {
    t.update(moving, add(multiply(t.read(moving), this.momentum), multiply(reshape(now, moving.shape), 1 - this.momentum)));
  }

  /** Mean and variance of each channel. The difference from the mean is computed once, so that its gradient is summed once.
   *  @shape mean, variance: as x, all axes but the channels' of size 1; centered: as x */
  #moments(x: Tensor, at: number, mask: Tensor | undefined): Moments {
    const over = { axis: [...x.shape.keys()].filter((i) => i !== at), keepdims: true };
    if (mask === undefined) {
      if (columnsLast(x, at)) {
        const { mean: center, variance } = columnMoments(x);
        const row = [...new Array<number>(at).fill(1), x.shape[at]!];
        return { mean: reshape(center, row), centered: subtract(x, reshape(center, row)), variance: reshape(variance, row) };
      }
      const center = mean(x, over);
      const centered = subtract(x, center);
      return { mean: center, centered, variance: mean(square(centered), over) };
    }
    if (mask.rank !== x.rank - 1) {
      const wanted = `a mask of one axis less than the input of shape ${showShape(x.shape)}`;
      throw new ShapeError(`${this.name}: expected ${wanted}, received ${showShape(mask.shape)}. Give one number for each step.`);
    }
    const present = reshape(cast(mask, 'float32'), [...mask.shape, 1]);
    const counts = sum(present, over);
    // A mask has one number for all elements of the last axis. Each of them counts, unless that axis is the channels'.
    // Epsilon keeps the means finite if no step of the batch counts.
    const divisor = add(at === x.rank - 1 ? counts : multiply(counts, x.shape.at(-1)!), EPSILON);
    const center = divide(sum(where(present, x, 0), over), divisor);
    const centered = subtract(x, center);
    return { mean: center, centered, variance: divide(sum(square(where(present, centered, 0)), over), divisor) };
  }
}

/** Channels from which on a vector of them is worth a pass of its own. */
const FEW = 4;
const columnsLast = (x: Tensor, at: number): boolean => at === x.rank - 1 && x.shape[at]! >= FEW && x.size > 0;

/** Normalises channels over batches.
 *  @shape as the input, [batch, ..., channels] unless `axis` says otherwise
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input without that axis, or with another number of channels than before */
export const batchNormalization = (options?: BatchNormalizationOptions): BatchNormalization => new BatchNormalization(options);
