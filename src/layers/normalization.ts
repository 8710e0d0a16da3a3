import { axes, boolean, or, orNone, orNull, type Option } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { EPSILON } from '../core/epsilon.ts';
import { atOnce, forBlocks, inTurns, type Pieces } from '../core/pieces.ts';
import { broadcastShapes, normalizeAxes, sameShape, showShape, sizeOf, stridesOf, type Shape } from '../core/shape.ts';
import { constant, tensorIn, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, cast, divide, maximum, multiply, sqrt, subtract } from '../op/elementwise.ts';
import { broadcastTo, reshape } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { groupMoments } from './moments.ts';

export interface NormalizationOptions extends LayerOptions {
  /** The axis or axes along which each position has its own mean and variance (default -1); null for one mean and variance of all. */
  axis?: number | readonly number[] | null;
  /** The mean, if it is known: a number, or values that broadcast to the sizes of the axes. Otherwise `adapt` finds mean and
   *  variance. */
  mean?: TensorLike | null;
  /** The variance that belongs to `mean`. @shape as mean */
  variance?: TensorLike | null;
  /** Whether to compute the inverse: x * deviation + mean (default false). */
  invert?: boolean;
}

const statistic = (): Option<TensorLike, Tensor> => ({
  check: (_where, _name, given) => cast(given, 'float32'),
  store: (held) => held.toArray(),
});

const OPTIONS = LAYER.extend<NormalizationOptions>()({
  axis: orNull(or(axes(), -1), null),
  mean: orNone(statistic()),
  variance: orNone(statistic()),
  invert: or(boolean(), false),
});

/** Brings inputs to mean 0 and variance 1. The statistics are given, or `adapt` takes them from data; until then mean is 0 and
 *  variance 1. Training does not change them. */
export class Normalization extends Layer {
  readonly kind = 'normalization';
  override readonly supportsMasking: boolean = true;
  readonly axis: number | readonly number[] | null;
  readonly invert: boolean;
  /** [sizes of the axes, in ascending order]; none if mean and variance are given. */
  mean: Variable | undefined;
  /** [sizes of the axes, in ascending order] */
  variance: Variable | undefined;
  readonly #given: { readonly mean: Tensor; readonly variance: Tensor } | undefined;
  /** Sizes of the axes; null where an axis has no statistics of its own. */
  #kept: BatchShape = [];

  constructor(options: NormalizationOptions = {}) {
    const held = OPTIONS.read('normalization', options);
    super('normalization', held);
    this.axis = held.axis;
    this.invert = held.invert;
    this.#given = statisticsOf(held.mean, held.variance);
  }

  override build(inputShape: BatchShape): void {
    const axes = this.axis === null ? [] : normalizeAxes(this.axis, inputShape.length, this.name);
    if (axes.includes(0)) {
      const advice = `Rows have no statistics each, but axis is ${JSON.stringify(this.axis)}. ` +
        'Give samples such an axis, or set axis: null.';
      throw this.wrongInput('[*, ..., features]', inputShape, advice);
    }
    this.#kept = inputShape.map((d, i) => (axes.includes(i) ? d : null));
    const shape = axes.map((i) => inputShape[i]!);
    if (this.#given === undefined) {
      this.mean = this.addWeight({ name: 'mean', shape, initializer: 'zeros', trainable: false });
      this.variance = this.addWeight({ name: 'variance', shape, initializer: 'ones', trainable: false });
      return;
    }
    const given = this.#given.mean.shape;
    if (given.length <= shape.length && sameShape(broadcastShapes(given, shape, this.name), shape)) return;
    const wanted = `a mean and a variance that repeat to ${showShape(shape)}`;
    const axis = `the sizes of axis ${JSON.stringify(this.axis)} of ${showShape(inputShape)}`;
    throw new ConfigError(`${this.name}: expected ${wanted}, ${axis}, received shape ${showShape(given)}.`);
  }

  /** Computes mean and variance of all rows of data, with float64 sums. They replace earlier ones. Builds the layer for the
   *  shape of the data, unless it is built.
   *  @shape [rows, ...], as inputs
   *  @throws {ConfigError} if the layer was given its mean and variance
   *  @throws {ShapeError} if the data do not have the axes that the layer was built for
   *  @throws {DataError} if there are no rows, or a value is not finite */
  adapt(data: TensorLike): void {
    atOnce(this.adapting(data));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(data: TensorLike): Promise<void> {
    return inTurns(this.adapting(data));
  }

  *adapting(data: TensorLike): Pieces<void> {
    if (this.#given !== undefined) {
      throw new ConfigError(`${this.name}: adapt finds mean and variance, but the layer was given its own. Make it without them.`);
    }
    const x = yield* tensorIn(data, 'float32');
    if (x.size === 0 || x.rank === 0)
      throw new DataError(`${this.name}: adapt expects rows of data, received shape ${showShape(x.shape)}.`);
    this.buildFor([x]);
    this.#check(x.shape);
    const [mean, variance] = [this.mean!, this.variance!];
    const values = x.data;
    const width = x.size / x.shape[0]!;
    let wrong = -1;
    yield* forBlocks(values.length, (from, to) => {
      for (let i = from; i < to && wrong < 0; i++) if (!Number.isFinite(values[i])) wrong = i;
    });
    if (wrong >= 0) {
      const received = `${show(values[wrong])} in row ${Math.floor(wrong / width)}`;
      throw new DataError(`${this.name}: adapt expects finite numbers, received ${received}. Leave such rows out or fill them in.`);
    }
    const found = yield* groupMoments(values, this.#groups(x.shape.slice(1)), mean.size);
    mean.assign(constant(Float32Array.from(found.mean), mean.shape));
    variance.assign(constant(Float32Array.from(found.variance), variance.shape));
  }

  call(input: Tensor, t: Trace): Tensor {
    this.#check(input.shape);
    const x = cast(input, 'float32');
    const kept = this.#kept.filter((d) => d !== null);
    const spread = (v: Tensor): Tensor =>
      reshape(
        broadcastTo(v, kept),
        this.#kept.map((d) => d ?? 1),
      );
    const mean = spread(this.#given?.mean ?? t.read(this.mean!));
    const deviation = maximum(sqrt(spread(this.#given?.variance ?? t.read(this.variance!))), EPSILON);
    return this.invert ? add(mean, multiply(x, deviation)) : divide(subtract(x, mean), deviation);
  }

  #check(shape: Shape): void {
    const kept = this.#kept;
    if (shape.length === kept.length && kept.every((d, i) => d === null || d === shape[i])) return;
    throw this.wrongInput(showShape(kept), shape, 'The layer was built for these axes: give it those, or make a new layer.');
  }

  /** For each element of a sample, the index of its statistics. */
  #groups(sample: Shape): Int32Array {
    const kept = this.#kept.slice(1);
    const inSample = stridesOf(sample);
    const inStatistics = stridesOf(kept.map((d) => d ?? 1)).map((stride, i) => (kept[i] === null ? 0 : stride));
    const groupOf = (at: number): number =>
      sample.reduce((group, d, i) => group + (Math.floor(at / inSample[i]!) % d) * inStatistics[i]!, 0);
    return Int32Array.from({ length: sizeOf(sample) }, (_, at) => groupOf(at));
  }
}

/** The statistics in the options; undefined if there are none. @throws {ConfigError} if one is missing or their shapes differ */
function statisticsOf(mean: Tensor | undefined, variance: Tensor | undefined): { mean: Tensor; variance: Tensor } | undefined {
  if (mean === undefined && variance === undefined) return undefined;
  if (mean === undefined || variance === undefined) {
    const alone = mean === undefined ? 'variance' : 'mean';
    throw new ConfigError(
      `normalization: expected mean and variance together, received ${alone} alone. Give both, or neither and call adapt.`,
    );
  }
  if (!sameShape(mean.shape, variance.shape)) {
    const received = `${showShape(mean.shape)} and ${showShape(variance.shape)}`;
    throw new ConfigError(`normalization: expected mean and variance of one shape, received ${received}.`);
  }
  return { mean, variance };
}

/** Standardises inputs by the statistics of data: make the layer, then `layer.adapt(data)`.
 *  @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input without these axes, or with other sizes of them than before */
export const normalization = (options?: NormalizationOptions): Normalization => new Normalization(options);
