import { integer, maybe, type Option } from '../core/declaration.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { checkShape } from '../core/options.ts';
import type { Shape } from '../core/shape.ts';
import { freshSeed } from '../core/seed.ts';
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

/** An initializer whose values may take long. */
interface Slow {
  readonly takesLong: (shape: Shape) => boolean;
  readonly inPieces: (shape: Shape, at: Draw) => Pieces<Tensor>;
}
const slow = new WeakMap<Initializer['call'], Slow>();

/** The values of an initializer in pieces, if those of a shape take long and it can. */
export function slowDraw({ call }: Initializer, shape: Shape): Slow['inPieces'] | undefined {
  const known = slow.get(call);
  return known?.takesLong(shape) === true ? known.inPieces : undefined;
}

/** An initializer whose values are computed in pieces.
 *  @param takesLong  whether the values of a shape take more than some milliseconds; that they can be made is then known */
export function slowInitializer(
  kind: string, config: Readonly<Record<string, unknown>>, make: (shape: Shape, at: Draw) => Pieces<Tensor>, seed: number | undefined,
  takesLong: (shape: Shape) => boolean,
): Initializer {
  const made = initializer(kind, config, (shape, at) => atOnce(make(shape, at)), seed);
  slow.set(made.call, { takesLong, inPieces: (shape, at) => make(shape, seed === undefined ? at : { seed, stream: 0 }) });
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
