import { number, oneOf, options, or, stored, type Option } from '../core/declaration.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { randomNormal, randomTruncatedNormal, randomUniform, type Draw } from '../op/random.ts';
import { checkFans, FANS, fans, type FanOptions } from './fans.ts';
import { initializer, SEED, type Initializer, type SeedOptions } from './initializer.ts';

export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';
export type Distribution = 'truncatedNormal' | 'untruncatedNormal' | 'uniform';

/** Options of the initializers with a name. */
export interface FanSeedOptions extends SeedOptions, FanOptions {}

export interface VarianceScalingOptions extends FanSeedOptions {
  /** The variance, multiplied by the fan (default 1). */
  scale?: number;
  /** Which fan: the inputs of a unit, its outputs, or their mean (default 'fanIn'). */
  mode?: FanMode;
  /** Default 'truncatedNormal', which is also called 'normal'. */
  distribution?: Distribution | 'normal';
}

const WORDS = oneOf(['truncatedNormal', 'untruncatedNormal', 'uniform', 'normal']);
const distribution: Option<Distribution | 'normal', Distribution> = {
  check: (where, name, given) => {
    const word = WORDS.check(where, name, given);
    return word === 'normal' ? 'truncatedNormal' : word;
  },
  store: (held) => held,
};

const SCALING = options<VarianceScalingOptions>()({
  scale: or(number({ least: 0 }), 1),
  mode: or(oneOf(['fanIn', 'fanOut', 'fanAvg']), 'fanIn'),
  distribution: or(distribution, 'truncatedNormal'),
  ...SEED,
  ...FANS,
});
const PRESET = options<FanSeedOptions>()({ ...SEED, ...FANS });

/** Standard deviation of a standard normal distribution that is cut at two deviations. Division by it restores the variance. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/** What the values of a weight are drawn from: the variance is scale / fan. */
interface Scaling {
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: Distribution;
}

function draw(kind: string, shape: Shape, at: Draw, { scale, mode, distribution: how }: Scaling, axes: FanOptions): Tensor {
  const { fanIn, fanOut } = fans(kind, shape, axes);
  const variance = scale / Math.max(1, { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode]);
  if (how === 'uniform') return randomUniform(shape, at, { low: -Math.sqrt(3 * variance), high: Math.sqrt(3 * variance) });
  if (how === 'untruncatedNormal') return randomNormal(shape, at, { stddev: Math.sqrt(variance) });
  return randomTruncatedNormal(shape, at, { stddev: Math.sqrt(variance) / TRUNCATED_STDDEV });
}

function scaled(kind: string, held: FanSeedOptions, scaling: Scaling): Initializer {
  checkFans(kind, held);
  return initializer(kind, stored(held), (shape, at) => draw(kind, shape, at, scaling, held), held.seed, true);
}

/** Draws values with variance scale / fan. @throws {ConfigError} if only one of inputAxes and outputAxes is given */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const held = SCALING.read('varianceScaling', options);
  return scaled('varianceScaling', held, held);
}

type Preset = (options?: FanSeedOptions) => Initializer;

const preset = (kind: string, scale: number, mode: FanMode, how: Distribution): Preset => (options = {}) =>
  scaled(kind, PRESET.read(kind, options), { scale, mode, distribution: how });

/** @source Glorot & Bengio 2010 */
export const glorotUniform: Preset = preset('glorotUniform', 1, 'fanAvg', 'uniform');
export const glorotNormal: Preset = preset('glorotNormal', 1, 'fanAvg', 'truncatedNormal');
/** @source He et al. 2015 */
export const heUniform: Preset = preset('heUniform', 2, 'fanIn', 'uniform');
export const heNormal: Preset = preset('heNormal', 2, 'fanIn', 'truncatedNormal');
/** @source LeCun et al. 1998; Klambauer et al. 2017 */
export const lecunUniform: Preset = preset('lecunUniform', 1, 'fanIn', 'uniform');
export const lecunNormal: Preset = preset('lecunNormal', 1, 'fanIn', 'truncatedNormal');
