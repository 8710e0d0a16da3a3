import { number, options, or, stored } from '../core/declaration.ts';
import { checkNumber } from '../core/options.ts';
import { full } from '../graph/tensor.ts';
import { randomNormal as normal, randomTruncatedNormal, randomUniform as uniform } from '../op/random.ts';
import { initializer, SEED, type Initializer, type SeedOptions } from './initializer.ts';

export const zeros = (): Initializer => initializer('zeros', {}, (shape) => full(shape, 0));
export const ones = (): Initializer => initializer('ones', {}, (shape) => full(shape, 1));

export interface ConstantOptions {
  /** The value of all elements (default 0). */
  value?: number;
}
const CONSTANT = options<ConstantOptions>()({ value: or(number(), 0) });

export function constant(options: ConstantOptions = {}): Initializer {
  const held = CONSTANT.read('constant', options);
  return initializer('constant', stored(held), (shape) => full(shape, held.value));
}

export interface NormalOptions extends SeedOptions {
  /** Default 0. */
  mean?: number;
  /** Standard deviation (default 0.05). */
  stddev?: number;
}
const NORMAL = options<NormalOptions>()({ mean: or(number(), 0), stddev: or(number({ least: 0 }), 0.05), ...SEED });

function bell(kind: string, options: NormalOptions, draw: typeof normal): Initializer {
  const held = NORMAL.read(kind, options);
  const { mean, stddev } = held;
  return initializer(kind, stored(held), (shape, at) => draw(shape, at, { mean, stddev }), held.seed, true);
}

export const randomNormal = (options: NormalOptions = {}): Initializer => bell('randomNormal', options, normal);
/** Draws from a normal distribution without the values beyond two standard deviations. */
export const truncatedNormal = (options: NormalOptions = {}): Initializer => bell('truncatedNormal', options, randomTruncatedNormal);

export interface UniformOptions extends SeedOptions {
  /** The smallest value (default -0.05). */
  minval?: number;
  /** The limit that all values stay below, at least `minval` (default 0.05). */
  maxval?: number;
}
const UNIFORM = options<UniformOptions>()({ minval: or(number(), -0.05), maxval: or(number(), 0.05), ...SEED });

export function randomUniform(options: UniformOptions = {}): Initializer {
  const held = UNIFORM.read('randomUniform', options);
  const { minval: low, maxval: high } = held;
  checkNumber('randomUniform', 'maxval', high, { least: low });
  return initializer('randomUniform', stored(held), (shape, at) => uniform(shape, at, { low, high }), held.seed, true);
}
