import { integer, or, type Held } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { initializer, type InitializerLike } from '../initializers/registry.ts';
import { broadcastTo, slice } from '../op/move.ts';
import type { CallArguments, Trace } from '../trace/trace.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { rowsOf, startOf } from './positions.ts';

export interface PositionEmbeddingOptions extends LayerOptions {
  /** The most steps of a sequence. */
  sequenceLength: number;
  /** How the vectors begin (default 'glorotUniform'). */
  initializer?: InitializerLike;
}

const OPTIONS = LAYER.extend<PositionEmbeddingOptions>()({
  sequenceLength: integer({ least: 1 }),
  initializer: or(initializer(), 'glorotUniform'),
});

/** A trainable vector for each position. */
export class PositionEmbedding extends Layer {
  readonly kind = 'positionEmbedding';
  override readonly supportsMasking: boolean = true;
  readonly sequenceLength: number;
  /** [sequenceLength, features] */
  embeddings: Variable | undefined;
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: PositionEmbeddingOptions) {
    const held = OPTIONS.read('positionEmbedding', options);
    super('position_embedding', held);
    this.#options = held;
    this.sequenceLength = held.sequenceLength;
  }

  override build(inputShape: BatchShape): void {
    const features = inputShape.at(-1);
    if (inputShape.length < 2 || typeof features !== 'number')
      throw this.wrongInput('[*, ..., steps, features]', inputShape, 'Give each step its features.');
    const { initializer: begin } = this.#options;
    this.embeddings = this.addWeight({ name: 'embeddings', shape: [this.sequenceLength, features], initializer: begin });
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor, t: Trace, args: CallArguments): Tensor {
    const start = startOf(this.name, args);
    const [steps, features] = x.shape.slice(-2) as [number, number];
    const { stage } = t;
    if (t.inferring && start + steps > this.sequenceLength) return full(x.shape, 0); // no batch has so many
    const refusal = (most: number): ShapeError =>
      new ShapeError(
        `${this.name}: there are vectors of ${this.embeddings!.shape[1]} features for ${this.sequenceLength} positions, received ` +
          `${most} steps of ${features} features from position ${start} on. Make the layer with a longer sequenceLength.`,
      );
    if (start + steps > this.sequenceLength || features !== this.embeddings!.shape[1]) throw refusal(steps);
    stage?.cache.limit(this.sequenceLength - start, refusal);
    if (stage?.positions !== undefined) return rowsOf(this.name, t.read(this.embeddings!), stage.positions, start, x);
    return broadcastTo(slice(t.read(this.embeddings!), [start, 0], [steps, features]), x.shape);
  }
}

/** Learnt vectors of positions, to be added to what they are the positions of, as those of `sinePositionEncoding`. A call takes
 *  `startIndex`, the position of the first step.
 *  @shape [batch, ..., steps, features], of which only the sizes matter
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if there are more steps than positions */
export const positionEmbedding = (options: PositionEmbeddingOptions): PositionEmbedding => new PositionEmbedding(options);
