import { integer, kept, number, oneOf, or, orNone } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { atOnce, forBlocks, inTurns, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import { constant, full, tensorIn, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { cast, less, subtract } from '../op/elementwise.ts';
import { expandDims } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import { INDEX_MODES, type IndexMode } from '../preprocessing/encode.ts';
import { piecesOf } from '../preprocessing/nested.ts';
import { boundaries, EMPTY, summarized } from '../preprocessing/quantiles.ts';
import { encodeTensor } from './encode-indices.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface DiscretizationOptions extends LayerOptions {
  /** The bounds between bins, ascending, if they are known: a value equal to a bound is in the bin above it (default: none). */
  binBoundaries?: readonly number[] | null;
  /** The number of bins with about as many values each, whose bounds `adapt` finds (default: none). */
  numBins?: number | null;
  /** How exact the quantiles are that `adapt` finds: the share of all values that one may be off (default 0.01). */
  epsilon?: number;
  /** What becomes of the number of the bin: itself ('int'); a row with a 1 at its place ('oneHot'); one row for a sample, with 1 for
   *  each bin that occurs ('multiHot') or how often it does ('count') (default 'int'). */
  outputMode?: IndexMode;
}

const OPTIONS = LAYER.extend<DiscretizationOptions>()({
  binBoundaries: orNone(kept((where, name, given: readonly number[]) => checkBounds(where, name, given, 1))),
  numBins: orNone(integer({ least: 1 })),
  epsilon: or(number({ least: 1e-6, most: 1 }), 0.01),
  outputMode: or(oneOf(INDEX_MODES), 'int'),
});

function checkBounds(where: string, name: string, given: readonly number[], least: number): readonly number[] {
  const ascends = (v: unknown, i: number): boolean => Number.isFinite(v) && (i === 0 || given[i - 1]! <= (v as number));
  if (Array.isArray(given) && given.length >= least && all(given, ascends)) return given;
  throw new ConfigError(`${where}: ${name} must be finite numbers in ascending order, received ${show(given)}.`);
}

/** Tells for each value in which bin it lies. */
export class Discretization extends Layer {
  readonly kind = 'discretization';
  readonly numBins: number | undefined;
  readonly epsilon: number;
  readonly outputMode: IndexMode;
  #bounds: readonly number[] | undefined;

  constructor(options: DiscretizationOptions) {
    const held = OPTIONS.read('discretization', options);
    super('discretization', held);
    if ((held.binBoundaries === undefined) === (held.numBins === undefined)) {
      const both = held.numBins !== undefined;
      throw new ConfigError(
        `${this.name}: expected either binBoundaries, or numBins and a call of adapt, received ${both ? 'both' : 'neither'}.`,
      );
    }
    this.numBins = held.numBins;
    this.epsilon = held.epsilon;
    this.outputMode = held.outputMode;
    this.#bounds = held.binBoundaries;
  }

  /** The bounds between bins, given or found. There may be fewer than numBins - 1 if adapt saw few values. Undefined before adapt. */
  get binBoundaries(): readonly number[] | undefined {
    return this.#bounds;
  }

  /** Finds bounds such that all bins get about as many values. They replace those found before.
   *  @param data  values of any shape, or an iterable of such pieces, of which only a summary is kept
   *  @throws {ConfigError} if the layer was given its bounds
   *  @throws {DataError} if there are no values, or one is not finite */
  adapt(data: TensorLike | Iterable<TensorLike>): void {
    atOnce(this.adapting(data));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(data: TensorLike | Iterable<TensorLike>): Promise<void> {
    return inTurns(this.adapting(data));
  }

  *adapting(data: TensorLike | Iterable<TensorLike>): Pieces<void> {
    const { numBins } = this;
    if (numBins === undefined)
      throw new ConfigError(`${this.name}: adapt finds bounds, but the layer was given its own. Make it with numBins.`);
    let summary = EMPTY;
    for (const piece of piecesOf(this.name, data)) {
      const { data: given } = yield* tensorIn(piece, 'float32');
      const values = new Float32Array(given.length);
      yield* forBlocks(given.length, (from, to) => {
        for (let i = from; i < to; i++) {
          const value = (values[i] = given[i]!);
          if (!Number.isFinite(value))
            throw new DataError(`${this.name}: adapt expects finite values, received ${value}. Leave such rows out or fill them in.`);
        }
      });
      summary = yield* summarized(summary, values, this.epsilon);
    }
    if (summary.values.length === 0) throw new DataError(`${this.name}: adapt expects values, received none.`);
    this.restore(boundaries(summary, numBins));
  }

  /** Puts bounds in the place of those that adapt found. */
  restore(bounds: readonly number[]): void {
    this.#bounds = checkBounds(this.name, 'bounds that adapt found', bounds, 0);
    this.noteChange();
  }

  call(x: Tensor): Tensor {
    const bounds = this.#bounds;
    if (bounds === undefined) throw new ConfigError(`${this.name}: the bounds are not known yet. Call adapt, or give binBoundaries.`);
    return encodeTensor(this.outputMode, this.#bins(cast(x, 'float32'), bounds), bounds.length + 1);
  }

  /** The number of the bin of each value: how many bounds are not above it. All are so for NaN, as in Keras. */
  #bins(x: Tensor, bounds: readonly number[]): Tensor {
    if (bounds.length === 0) return cast(full(x.shape, 0), 'int32');
    const above = less(expandDims(x, -1), constant(Float32Array.from(bounds), [bounds.length]));
    return cast(subtract(bounds.length, sum(above, { axis: -1 })), 'int32');
  }

  override getConfig(): Record<string, unknown> {
    const found = this.numBins === undefined || this.#bounds === undefined ? {} : { adapted: this.#bounds };
    return { ...super.getConfig(), ...found };
  }
}

/** Tells for each value in which bin it lies, as int32 or encoded.
 *  @shape [batch, ...] -> [batch, ...] for 'int'; [batch, ..., bins] for 'oneHot', without a last axis of 1 before;
 *    [batch, steps] -> [batch, bins] for 'multiHot' and 'count'
 *  @throws {ConfigError} on invalid options, or if it is called before adapt */
export const discretization = (options: DiscretizationOptions): Discretization => new Discretization(options);
