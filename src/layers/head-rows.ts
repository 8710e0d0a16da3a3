import { ShapeError } from '../core/errors.ts';
import { normalizeAxis, sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { logicalAnd } from '../op/elementwise.ts';
import { broadcastTo, reshape, transpose } from '../op/move.ts';
import { overKeys } from './attention-call.ts';

/** How the axes of a layer's inputs become batch, steps, heads and features, and back. Axes that attention does not go over count
 *  as batch; those that it goes over are joined. */
export class HeadRows {
  readonly #name: string;
  readonly #heads: number;
  /** Axes that count as batch, the first one among them, and those that attention goes over. */
  readonly #batch: readonly number[];
  readonly #steps: readonly number[];
  readonly #batchShape: Shape;
  readonly #querySteps: Shape;
  readonly #keySteps: Shape;

  /** @throws {ShapeError} if axes are impossible, or sizes of batch axes differ */
  constructor(name: string, query: Shape, value: Shape, axes: readonly number[], heads: number) {
    this.#name = name;
    this.#heads = heads;
    const between = query.length - 1;
    this.#steps = axes.map((axis) => normalizeAxis(axis, between, name));
    this.#batch = Array.from({ length: between }, (_, i) => i).filter((i) => !this.#steps.includes(i));
    if (this.#steps.length === 0 || this.#batch[0] !== 0 || new Set(this.#steps).size !== this.#steps.length)
      throw new ShapeError(`${name}: attentionAxes must name axes between batch and features, each once, received [${axes.join(', ')}].`);
    const of = (shape: Shape, at: readonly number[]): Shape => at.map((i) => shape[i]!);
    this.#batchShape = of(query, this.#batch);
    this.#querySteps = of(query, this.#steps);
    this.#keySteps = of(value, this.#steps);
    if (value.length === query.length && sameShape(this.#batchShape, of(value, this.#batch))) return;
    throw new ShapeError(
      `${name}: expected query and value of one rank and of equal sizes along axes [${this.#batch.join(', ')}], received ` +
      `${showShape(query)} and ${showShape(value)}.`,
    );
  }

  /** Causal masks and windows need an order of the steps. @throws {ShapeError} if attention goes over several axes */
  mustHaveOneAxis(): void {
    if (this.#steps.length === 1) return;
    throw new ShapeError(`${this.#name}: a causal mask or a window needs a single axis of steps, received [${this.#steps.join(', ')}].`);
  }

  /** @shape [...between, heads, width] -> [batch, steps, heads, width] */
  ofInput(x: Tensor): Tensor {
    const moved = transpose(x, { axes: [...this.#batch, ...this.#steps, x.rank - 2, x.rank - 1] });
    return reshape(moved, [sizeOf(this.#batchShape), -1, ...x.shape.slice(-2)]);
  }

  /** @shape [batch, queries, heads, width] -> [...between, heads, width] */
  toOutput(x: Tensor): Tensor {
    const order = [...this.#batch, ...this.#steps];
    const apart = reshape(x, [...this.#batchShape, ...this.#querySteps, ...x.shape.slice(-2)]);
    return transpose(apart, { axes: [...order.map((_, i) => order.indexOf(i)), order.length, order.length + 1] });
  }

  /** @shape [batch, heads, queries, keys] -> [...batch, heads, ...queries, ...keys] */
  toScores(x: Tensor): Tensor {
    return reshape(x, [...this.#batchShape, this.#heads, ...this.#querySteps, ...this.#keySteps]);
  }

  /** What queries see, in four axes.
   *  @param given  its axes are the last of those of the scores; that of the heads may be missing, and sizes may be 1
   *  @param keys  which keys count. @shape [batch, keys]
   *  @throws {ShapeError} if a mask does not fit */
  maskOf(given: Tensor | undefined, keys: Tensor | undefined): Tensor | undefined {
    const ofKeys = keys && overKeys(keys);
    if (given === undefined) return ofKeys;
    const groups = [this.#batchShape, [this.#heads], this.#querySteps, this.#keySteps];
    const scores = groups.flat();
    const behind = this.#querySteps.length + this.#keySteps.length;
    // As in Keras, axes that are missing stand before those of queries and keys.
    const at = Math.max(given.rank - behind, 0);
    const missing = new Array<number>(Math.max(scores.length - given.rank, 0)).fill(1);
    const shape = [...given.shape.slice(0, at), ...missing, ...given.shape.slice(at)];
    if (shape.length !== scores.length || !shape.every((d, i) => d === 1 || d === scores[i])) {
      const expected = `axes that broadcast to ${showShape(scores)}, that of the heads may be missing`;
      throw new ShapeError(`${this.#name}: expected an attentionMask of ${expected}, received ${showShape(given.shape)}.`);
    }
    let from = 0;
    const wanted = groups.map((group) => {
      const own = shape.slice(from, (from += group.length));
      return own.every((d) => d === 1) ? own : group;
    });
    const mask = reshape(broadcastTo(reshape(given, shape), wanted.flat()), wanted.map(sizeOf));
    return ofKeys === undefined ? mask : logicalAnd(mask, ofKeys);
  }
}
