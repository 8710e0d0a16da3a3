import { ConfigError, MyelinError, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { BatchShape } from '../layers/layer.ts';

/** A call of `build` on a model that is built. */
export class Widening {
  /** The inputs with axes of any size where the shapes have null; undefined if the model takes these shapes already. */
  readonly inputs: readonly Spec[] | undefined;
  readonly #what: string;

  /** @throws {ShapeError} on other sizes, axes or inputs than the model has */
  constructor(name: string, held: readonly Spec[], shapes: readonly BatchShape[]) {
    const list = (all: readonly BatchShape[]): string => all.map((shape) => showShape([null, ...shape.slice(1)])).join(' and ');
    this.#what = `build: ${name} is built for ${list(held.map(({ shape }) => shape))}, received ${list(shapes)}`;
    const fits = (given: BatchShape, { shape }: Spec): boolean =>
      given.length === shape.length && given.every((d, axis) => axis === 0 || d === null || shape[axis] === null || d === shape[axis]);
    if (shapes.length !== held.length || !shapes.every((shape, i) => fits(shape, held[i]!)))
      throw new ShapeError(`${this.#what}. Sizes may become null, which is any size; for other sizes make a new model.`);
    const inputs = held.map((spec, i) => ({ ...spec, shape: spec.shape.map((d, axis) => (shapes[i]![axis] === null ? null : d)) }));
    if (inputs.some(({ shape }, i) => shape.some((d, axis) => d !== held[i]!.shape[axis]))) this.inputs = inputs;
  }

  /** The error of a model whose layers say the sizes. */
  fixed(): ConfigError {
    return new ConfigError(
      `${this.#what}, and its layers say these sizes. Make a model that begins with input({ shape: [null, ...] }) in their place, and ` +
        'give its setWeights what getWeights of this one gives.',
    );
  }

  /** What `infer` gives. @throws {ShapeError} if a layer needs the size of an axis */
  tried<T>(infer: () => T): T {
    try {
      return infer();
    } catch (error) {
      if (!(error instanceof MyelinError)) throw error;
      throw new ShapeError(`${this.#what}, and a layer needs the size that is null. ${error.message}`, { cause: error });
    }
  }
}
