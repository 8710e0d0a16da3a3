import { checkKeys, checkNumber } from '../core/options.ts';
import { full } from '../graph/tensor.ts';
import { randomNormal as normal, randomTruncatedNormal, randomUniform as uniform } from '../op/random.ts';
import { initializer, type Initializer } from './initializer.ts';

export const zeros = (): Initializer => initializer('zeros', {}, (shape) => full(shape, 0));
export const ones = (): Initializer => initializer('ones', {}, (shape) => full(shape, 1));

export function constant(options: { value?: number } = {}): Initializer {
  checkKeys('constant', options, ['value']);
  const value = checkNumber('constant', 'value', options.value ?? 0);
  return initializer('constant', { value }, (shape) => full(shape, value));
}

export interface NormalOptions {
  mean?: number;
  stddev?: number;
  seed?: number;
}

function bell(kind: string, options: NormalOptions, draw: typeof normal): Initializer {
  checkKeys(kind, options, ['mean', 'stddev', 'seed']);
  const mean = checkNumber(kind, 'mean', options.mean ?? 0);
  const stddev = checkNumber(kind, 'stddev', options.stddev ?? 0.05, { least: 0 });
  return initializer(kind, { ...options, mean, stddev }, (shape, at) => draw(shape, at, { mean, stddev }));
}

export const randomNormal = (options: NormalOptions = {}): Initializer => bell('randomNormal', options, normal);
/** Normal without the values beyond two standard deviations. */
export const truncatedNormal = (options: NormalOptions = {}): Initializer => bell('truncatedNormal', options, randomTruncatedNormal);

export function randomUniform(options: { minval?: number; maxval?: number; seed?: number } = {}): Initializer {
  checkKeys('randomUniform', options, ['minval', 'maxval', 'seed']);
  const minval = checkNumber('randomUniform', 'minval', options.minval ?? -0.05);
  const maxval = checkNumber('randomUniform', 'maxval', options.maxval ?? 0.05, { least: minval });
  return initializer('randomUniform', { ...options, minval, maxval }, (shape, at) => uniform(shape, at, { low: minval, high: maxval }));
}
