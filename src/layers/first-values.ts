import type { TypedArray } from '../core/dtype.ts';
import { ConfigError } from '../core/errors.ts';
import { isTypeError } from '../core/realm.ts';
import { hashSeed } from '../core/seed.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { mustBeValuesOf } from '../graph/answers.ts';
import { constant, placeholder, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { COPIED_AT_ONCE } from '../run/copying.ts';
import { evaluateLater } from '../run/eager.ts';

/** Weights of more elements are drawn when they are first needed: off this thread, unless a synchronous call needs them. */
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
    const values = drawn(this.#weight, this.#source.kind, () => this.#source.call(this.#shape, { seed, stream: this.#stream }));
    return mustBeValuesOf(this.#weight, 'initializer', this.#source.kind, values, this.#shape, { anyKind: this.#anyKind });
  }

  /** Whether a weight waits for its values until they are needed. */
  get wait(): boolean {
    return this.#source.drawsInOps === true && sizeOf(this.#shape) > LARGE;
  }

  /** Gives a weight that waits what it needs to draw them then: the bits of `draw`. */
  leave(weight: Variable, seed: number): void {
    weight.drawLater(() => this.draw(seed), () => this.#later(seed));
  }

  #later(seed: number): Promise<TypedArray> {
    const counter = placeholder([2], 'int32');
    const values = this.#source.call(this.#shape, { seed, stream: this.#stream, counter });
    return evaluateLater(values, new Map([[counter, constant(Int32Array.of(0, 0), [2])]]));
  }
}

/** What an initializer gives. Other things have a `kind` and a `call`, too, such as layers, and fail as JavaScript does.
 *  @throws {ConfigError} in place of a TypeError */
function drawn(weight: string, kind: string | undefined, draw: () => unknown): unknown {
  try {
    return draw();
  } catch (cause) {
    if (!isTypeError(cause)) throw cause;
    throw new ConfigError(`${weight}: the initializer${kind === undefined ? '' : ` '${kind}'`} failed: ${cause.message}.`, { cause });
  }
}
