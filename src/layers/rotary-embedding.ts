import { integer, number, or } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { normalizeAxis } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, multiply, negative } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { concatenate, reshape, split } from '../op/move.ts';
import type { CallArguments, Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { startOf, tableOf } from './positions.ts';

export interface RotaryEmbeddingOptions extends LayerOptions {
  /** The longest wave's length over 2 pi, in steps (default 10000). */
  maxWavelength?: number;
  /** By what positions are divided (default 1). */
  scalingFactor?: number;
  /** The axis of the steps (default 1). */
  sequenceAxis?: number;
  /** The axis of the features (default -1). */
  featureAxis?: number;
}

const OPTIONS = LAYER.extend<RotaryEmbeddingOptions>()({
  maxWavelength: or(number({ least: 1 }), 10000),
  scalingFactor: or(number({ least: Number.MIN_VALUE }), 1),
  sequenceAxis: or(integer(), 1),
  featureAxis: or(integer(), -1),
});

/** Turns pairs of features, i and i + features / 2, by angles that grow with the position, so that products of queries and keys depend on
 *  the distance of their positions.
 *  @source Su et al. 2021, RoFormer: enhanced transformer with rotary position embedding; as KerasHub's layer */
export class RotaryEmbedding extends Layer {
  readonly kind = 'rotaryEmbedding';
  override readonly supportsMasking: boolean = true;
  readonly maxWavelength: number;
  readonly scalingFactor: number;
  readonly sequenceAxis: number;
  readonly featureAxis: number;

  constructor(options: RotaryEmbeddingOptions = {}) {
    const held = OPTIONS.read('rotaryEmbedding', options);
    super('rotary_embedding', held);
    this.maxWavelength = held.maxWavelength;
    this.scalingFactor = held.scalingFactor;
    this.sequenceAxis = held.sequenceAxis;
    this.featureAxis = held.featureAxis;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor, { stage }: Trace, args: CallArguments): Tensor {
    const start = startOf(this.name, args);
    const [along, axis] = [normalizeAxis(this.sequenceAxis, x.rank, this.name), normalizeAxis(this.featureAxis, x.rank, this.name)];
    const [steps, features] = [x.shape[along]!, x.shape[axis]!];
    if (along >= axis || features % 2 !== 0) {
      throw new ShapeError(
        `${this.name}: expected an even number of features along axis ${axis}, behind that of the steps, ${along}, received ${features}.`,
      );
    }
    const angle = (step: number, i: number): number =>
      ((start + step) / this.scalingFactor) * this.maxWavelength ** (-(2 * (i % (features / 2))) / features);
    const shape = x.shape.map((d, i) => (i === along || i === axis ? d : 1));
    const table = (of: (x: number) => number): Tensor => {
      const rows = (count: number): Tensor => constant(tableOf(count, features, (step, i) => of(angle(step, i))), [count, features]);
      if (stage?.positions === undefined) return reshape(rows(steps), shape);
      if (along !== 1) throw stage.refusal(this, 'its steps are not along axis 1');
      return reshape(takeRows(rows(stage.cache.capacity), stage.positions), shape.with(0, x.shape[0]!));
    };
    const [first, second] = split(x, 2, { axis }) as [Tensor, Tensor];
    return add(multiply(x, table(Math.cos)), multiply(concatenate([negative(second), first], { axis }), table(Math.sin)));
  }
}

/** Rotary position embedding, for queries and keys before their product. A call takes `startIndex`, the position of the first step.
 *  @shape as the input, in which the axis of the features comes behind that of the steps and has an even size
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if axes or the number of features do not fit */
export const rotaryEmbedding = (options?: RotaryEmbeddingOptions): RotaryEmbedding => new RotaryEmbedding(options);
