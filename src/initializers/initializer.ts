import { integer, maybe, type Option } from '../core/declaration.ts';
import { checkShape } from '../core/options.ts';
import type { Shape } from '../core/shape.ts';
import { freshSeed } from '../core/seed.ts';
import type { TypedArray } from '../core/dtype.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Draw } from '../op/random.ts';

/** Makes the first values of a weight. */
export interface Initializer {
  /** The factory's name, as saved. `loadModel` finds what makes a part of your own by it, in customObjects. */
  readonly kind: string;
  /** The options that make it again, in what JSON can hold. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Values of the shape. Without `at`, every call draws new values unless the initializer has a seed. @shape shape */
  call(shape: Shape, at?: Draw): Tensor;
}

export interface SeedOptions {
  /** Fixes the draw, so that all weights of one shape begin alike (default: drawn from the seed of the layer). */
  seed?: number;
}
export const SEED: { readonly seed: Option<number | undefined, number | undefined> } = { seed: maybe(integer()) };

/** The `call` of the initializers that are made here and whose values are nothing but ops on the draw. */
const inOps = new WeakSet<Initializer['call']>();

/** Whether the values are nothing but ops on the draw, so that they can be computed later, off this thread. */
export const drawsInOps = ({ call }: Initializer): boolean => inOps.has(call);

/** How an initializer computes values that take long. */
export interface Slow {
  /** Whether the values of a shape take more than some milliseconds; that they can be made is then known. */
  readonly takesLong: (shape: Shape) => boolean;
  /** The values of `call`, while others have their turn on the event loop. */
  readonly later: (shape: Shape, at: Draw) => Promise<TypedArray>;
}
const slow = new WeakMap<Initializer['call'], Slow>();

/** How the values of a shape are computed that take long; undefined if they do not, or the initializer cannot. */
export function laterDraw({ call }: Initializer, shape: Shape): Slow['later'] | undefined {
  const known = slow.get(call);
  return known?.takesLong(shape) === true ? known.later : undefined;
}

/** Notes how an initializer computes values that take long. */
export function drawsSlowly(made: Initializer, how: Slow): Initializer {
  slow.set(made.call, how);
  return made;
}

/** An initializer from its formula.
 *  @param seed  fixes the draw
 *  @param ops  whether the values are nothing but ops on the draw, if it is not fixed */
export function initializer(
  kind: string,
  config: Readonly<Record<string, unknown>>,
  make: (shape: Shape, at: Draw) => Tensor,
  seed?: number,
  ops = false,
): Initializer {
  const own = seed === undefined ? undefined : { seed, stream: 0 };
  const call: Initializer['call'] = (shape, at) =>
    make(checkShape(kind, 'shape', shape, 0), own ?? at ?? { seed: freshSeed(), stream: 0 });
  if (ops && own === undefined) inOps.add(call);
  return { kind, config, call };
}
