import { orNone, number, type Optional } from '../core/declaration.ts';
import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { broadcastShapes, sameShape, showShape, type Shape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { lessEqual, multiply, where } from '../op/elementwise.ts';
import { randomUniform, type Draw } from '../op/random.ts';
import type { Trace } from '../trace/trace.ts';
import { Layer, type LayerOptions } from './layer.ts';

export interface SeedOptions {
  /** Fixes the random draws of this layer, apart from the model's seed (default: drawn from the seed of the model). */
  seed?: number | null;
}
export const SEED: { readonly seed: Optional<number, number | undefined> } = { seed: orNone(number()) };

/** A layer that changes its input at random while training, and lets it pass otherwise. */
export abstract class Noise extends Layer {
  override readonly supportsMasking: boolean = true;
  readonly #seed: number | undefined;

  constructor(defaultName: string, options: LayerOptions, seed: number | undefined) {
    super(defaultName, options);
    this.#seed = seed;
  }

  /** The input with noise. */
  protected abstract disturb(x: Tensor, draw: Draw): Tensor;

  /** Whether there is nothing to do, even while training. */
  protected abstract get silent(): boolean;

  /** Whether one draw may serve several steps. */
  protected get sharesDraws(): boolean {
    return false;
  }

  override stepwise(_inputs: readonly Tensor[], training: boolean): boolean | string {
    return !training || this.silent || !this.sharesDraws || 'it is called with training: true and draws once for several steps';
  }

  call(x: Tensor, t: Trace): Tensor {
    if (!t.training || this.silent) return x;
    const draw = t.draw(this.kind);
    return this.disturb(x, this.#seed === undefined ? draw : { ...draw, seed: this.#seed });
  }
}

/** The shape of the noise for an input, from what an option says.
 *  @param noise  sizes that broadcast to the input's; null stands for the size of the input, undefined for its whole shape
 *  @throws {ShapeError} if the noise does not repeat to the shape of the input */
export function noiseShapeFor(layer: Layer, x: Tensor, noise: readonly (number | null)[] | undefined): Shape {
  if (noise === undefined) return x.shape;
  const shape = noise.map((d, i) => d ?? x.shape[i] ?? 1);
  if (shape.length <= x.rank && sameShape(broadcastShapes(shape, x.shape, layer.name), x.shape)) return shape;
  throw new ShapeError(
    `${layer.name}: expected a noiseShape that repeats to the input's shape ${showShape(x.shape)}, received ${showShape(noise)}. ` +
    'Give each axis its size, 1, or null for its size.',
  );
}

/** 1 where a value is kept, with probability 1 - rate, else 0. */
export const keep = (rate: number, shape: Shape, draw: Draw): Tensor => lessEqual(rate, randomUniform(shape, draw));

/** x where it is kept, scaled by 1 / (1 - rate), else 0. With rate 1 all is 0. Values are chosen, not multiplied by 0: what is dropped may
 *  be infinite. */
export const dropped = (x: Tensor, rate: number, shape: Shape, draw: Draw): Tensor =>
  rate === 1 ? full(x.shape, 0) : where(keep(rate, shape, draw), multiply(x, 1 / (1 - rate)), 0);

/** An option `noiseShape`: integers from 1 on, or null. */
export function checkNoiseShape(where: string, name: string, given: readonly (number | null)[]): readonly (number | null)[] {
  if (Array.isArray(given) && all(given, (d) => d === null || (Number.isInteger(d) && d >= 1))) return given;
  const wanted = 'an array of integers >= 1, or null where the noise has the size of the input';
  throw new ConfigError(`${where}: ${name} must be ${wanted}, received ${show(given)}.`);
}
