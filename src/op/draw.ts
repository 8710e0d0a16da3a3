import { ConfigError, show } from '../core/errors.ts';
import { checkKeys, checkNumber, checkSeed, checkShape } from '../core/options.ts';
import { hashSeed } from '../core/seed.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { randomNormal, randomTruncatedNormal, randomUniform, type Draw } from './random.ts';

export type { Draw } from './random.ts';

/** What every function of random numbers needs. */
export interface SeedOption {
  /** Where the numbers come from. A number gives the same values every time. What `t.draw(name)` returns in the call of a layer
   *  gives new values in every step; they follow from the seed of the model. */
  seed: number | Draw;
}

export interface UniformOptions extends SeedOption {
  /** The lower bound, which may be drawn (default 0). */
  minval?: number;
  /** The upper bound, which is not drawn (default 1). */
  maxval?: number;
}

export interface NormalOptions extends SeedOption {
  /** The mean (default 0). */
  mean?: number;
  /** The standard deviation (default 1). */
  stddev?: number;
}

function checkDrawn(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ConfigError(`${where}: expected an object of options after the shape, received ${show(options)}. Give a seed: { seed: 1 }.`);
  checkKeys(where, options, known);
}

/** @throws {ConfigError} if there is no seed: without one, a recorded step would draw the same numbers every time */
function drawOf(where: string, seed: unknown): Draw {
  if (typeof seed === 'object' && seed !== null && 'seed' in seed && 'stream' in seed) return seed as Draw;
  if (seed === undefined || typeof seed !== 'number')
    throw new ConfigError(
      `${where}: seed must be a number, or t.draw(name) in the call of a layer, received ${show(seed)}. For example { seed: 1 }.`,
    );
  return { seed: checkSeed(where, seed), stream: hashSeed(where) };
}

function normally(draw: typeof randomNormal, where: string, shape: Shape, options: NormalOptions): Tensor {
  checkDrawn(where, options, ['mean', 'stddev', 'seed']);
  const { mean = 0, stddev = 1, seed } = options;
  return draw(checkShape(where, 'shape', shape, 0), drawOf(where, seed), {
    mean: checkNumber(where, 'mean', mean),
    stddev: checkNumber(where, 'stddev', stddev, { least: 0 }),
  });
}

/** Numbers that are uniformly distributed in [minval, maxval).
 *  @throws {ConfigError} on a wrong shape or option, or without a seed
 *  @example random.uniform([2, 3], { seed: 42 }); random.uniform(x.shape, { seed: t.draw('noise') }) */
export function uniform(shape: Shape, options: UniformOptions): Tensor {
  checkDrawn('uniform', options, ['minval', 'maxval', 'seed']);
  const { minval = 0, maxval = 1, seed } = options;
  const low = checkNumber('uniform', 'minval', minval);
  return randomUniform(checkShape('uniform', 'shape', shape, 0), drawOf('uniform', seed), {
    low,
    high: checkNumber('uniform', 'maxval', maxval, { least: low }),
  });
}

/** Numbers that are normally distributed.
 *  @throws {ConfigError} on a wrong shape or option, or without a seed */
export const normal = (shape: Shape, options: NormalOptions): Tensor => normally(randomNormal, 'normal', shape, options);

/** Numbers that are normally distributed, drawn again beyond two standard deviations.
 *  @throws {ConfigError} on a wrong shape or option, or without a seed */
export const truncatedNormal = (shape: Shape, options: NormalOptions): Tensor =>
  normally(randomTruncatedNormal, 'truncatedNormal', shape, options);
