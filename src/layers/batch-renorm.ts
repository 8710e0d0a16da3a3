import { boolean, kept, number, or, orNone, type Option, type Optional } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkKeys, checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { add, clip, divide, maximum, minimum, multiply, relu, sqrt, square, subtract } from '../op/elementwise.ts';
import { reshape, stopGradient } from '../op/move.ts';
import type { Trace } from '../trace/trace.ts';

/** Bounds of the corrections; each is without bound unless given. */
export interface RenormClipping {
  /** The least r. */
  readonly rmin?: number;
  /** The largest r. */
  readonly rmax?: number;
  /** The largest size of d. */
  readonly dmax?: number;
}

export interface RenormOptions {
  /** Whether to correct the normalisation by the batch to that by statistics of many batches (default false). */
  renorm?: boolean;
  /** Bounds of these corrections, x * r + d (default: none). */
  renormClipping?: RenormClipping | null;
  /** Part of the statistics for the corrections that stays at each step, in [0, 1] (default 0.99). */
  renormMomentum?: number;
}

const checkClipping = (where: string, name: string, given: RenormClipping): RenormClipping => {
  checkKeys(`${where}: ${name}`, given, ['rmin', 'rmax', 'dmax']);
  for (const [bound, value] of Object.entries(given)) checkNumber(where, `${name}.${bound}`, value, { least: 0 });
  const { rmin = 0, rmax = Infinity } = given;
  if (rmin <= rmax) return given;
  throw new ConfigError(`${where}: ${name} must have rmin <= rmax, received ${show(rmin)} and ${show(rmax)}.`);
};

export const RENORM: {
  readonly renorm: Optional<boolean, boolean>;
  readonly renormClipping: Optional<RenormClipping, RenormClipping | undefined>;
  readonly renormMomentum: Option<number | null | undefined, number>;
} = {
  renorm: or(boolean(), false),
  renormClipping: orNone(kept(checkClipping)),
  renormMomentum: or(number({ least: 0, most: 1 }), 0.99),
};

/** The variables of a layer that renormalises. @shape [channels] each */
export interface RenormVariables {
  readonly movingMean: Variable;
  readonly movingVariance: Variable;
  readonly movingStddev: Variable;
  readonly renormMean: Variable;
  readonly renormStddev: Variable;
}

interface Constants {
  readonly epsilon: number;
  readonly momentum: number;
  readonly renormMomentum: number;
  readonly renormClipping: RenormClipping | undefined;
}

/** The corrections r and d of values that were normalised by their batch, x * r + d, which have no gradient. Moves all statistics on.
 *  @shape mean, variance and the results: of the input's rank, all axes but the channels' of size 1
 *  @source Ioffe 2017, Batch renormalization, algorithm 1; the moving variance is that of the moving deviation, as in Keras */
export function renormalize(
  t: Trace, v: RenormVariables, mean: Tensor, variance: Tensor, { epsilon, momentum, renormMomentum, renormClipping = {} }: Constants,
): { readonly r: Tensor; readonly d: Tensor } {
  const stddev = sqrt(add(variance, epsilon));
  const spread = (of: Variable): Tensor => reshape(t.read(of), mean.shape);
  // Early on the deviation may still be near 0.
  const usual = maximum(spread(v.renormStddev), Math.sqrt(epsilon));
  const { rmin, rmax, dmax } = renormClipping;
  const atLeast = rmin === undefined ? divide(stddev, usual) : maximum(divide(stddev, usual), rmin);
  const r = rmax === undefined ? atLeast : minimum(atLeast, rmax);
  const shift = divide(subtract(mean, spread(v.renormMean)), usual);
  const d = dmax === undefined ? shift : clip(shift, -dmax, dmax);
  const follow = (of: Variable, now: Tensor, part: number): Tensor =>
    t.update(of, add(multiply(t.read(of), part), multiply(reshape(now, of.shape), 1 - part)));
  follow(v.renormMean, mean, renormMomentum);
  follow(v.renormStddev, stddev, renormMomentum);
  follow(v.movingMean, mean, momentum);
  t.update(v.movingVariance, relu(subtract(square(follow(v.movingStddev, stddev, momentum)), epsilon)));
  return { r: stopGradient(r), d: stopGradient(d) };
}
