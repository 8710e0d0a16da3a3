import { ConfigError, MyelinError } from '../core/errors.ts';
import { isTypeError } from '../core/realm.ts';
import { hashSeed } from '../core/seed.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { mustBeValuesOf } from '../graph/answers.ts';
import { constant, placeholder, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { drawsInOps, laterDraw, type Initializer } from '../initializers/initializer.ts';
import type { Draw } from '../op/random.ts';
import { COPIED_AT_ONCE } from '../run/copying.ts';
import { evaluate, evaluateLater } from '../run/eager.ts';

/** Weights of more elements are drawn when they are first needed: off this thread, or in pieces, unless a synchronous call needs them. */
const LARGE = COPIED_AT_ONCE / 4;

/** How the first values of a weight are drawn. */
export class FirstValues {
  readonly #weight: string;
  readonly #source: Initializer;
  readonly #shape: Shape;
  readonly #stream: number;
  readonly #anyKind: boolean;

  /** @param weight  as errors name it
   *  @param name  within its layer, which fixes the draw together with the layer's seed
   *  @param anyKind  whether the initializer may give values that are no float32 */
  constructor(weight: string, name: string, source: Initializer, shape: Shape, anyKind: boolean) {
    this.#weight = weight;
    this.#source = source;
    this.#shape = shape;
    this.#stream = hashSeed(name);
    this.#anyKind = anyKind;
  }

  /** The values for a layer of this seed. */
  draw(seed: number): Tensor {
    return this.#made({ seed, stream: this.#stream });
  }

  #made(at: Draw): Tensor {
    const values = drawn(this.#weight, this.#source.kind, () => this.#source.call(this.#shape, at));
    return mustBeValuesOf(this.#weight, 'initializer', this.#source.kind, values, this.#shape, { anyKind: this.#anyKind });
  }

  /** Whether a weight waits for its values until they are needed. */
  get wait(): boolean {
    return (drawsInOps(this.#source) && sizeOf(this.#shape) > LARGE) || laterDraw(this.#source, this.#shape) !== undefined;
  }

  /** Gives a weight that waits what draws them then: the bits of `draw`. What is wrong with them is told now. */
  leave(weight: Variable, seed: number): void {
    const later = laterDraw(this.#source, this.#shape);
    if (later !== undefined) return weight.drawLater(() => this.draw(seed), () => later(this.#shape, { seed, stream: this.#stream }));
    const counter = placeholder([2], 'int32');
    const values = this.#made({ seed, stream: this.#stream, counter });
    const feeds = new Map([[counter, constant(Int32Array.of(0, 0), [2])]]);
    weight.drawLater(() => evaluate([values], feeds)[0]!, () => evaluateLater(values, feeds));
  }
}

/** What an initializer gives. Its errors name the weight. Other things have a `kind` and a `call`, too, such as layers, and
 *  fail as JavaScript does.
 *  @throws {ConfigError} in place of a TypeError */
function drawn(weight: string, kind: string | undefined, draw: () => unknown): unknown {
  try {
    return draw();
  } catch (cause) {
    if (cause instanceof MyelinError) cause.message = `${weight}: ${cause.message}`;
    if (!isTypeError(cause)) throw cause;
    throw new ConfigError(`${weight}: the initializer${kind === undefined ? '' : ` '${kind}'`} failed: ${cause.message}.`, { cause });
  }
}
