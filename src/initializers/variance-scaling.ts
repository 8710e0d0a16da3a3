import { number, oneOf, options, or, stored } from '../core/declaration.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { randomNormal, randomTruncatedNormal, randomUniform, type Draw } from '../op/random.ts';
import { initializer, SEED, type Initializer, type SeedOptions } from './initializer.ts';

export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';
export type Distribution = 'truncatedNormal' | 'untruncatedNormal' | 'uniform';

export interface VarianceScalingOptions extends SeedOptions {
  /** The variance, multiplied by the fan (default 1). */
  scale?: number;
  /** Which fan: the inputs of a unit, its outputs, or their mean (default 'fanIn'). */
  mode?: FanMode;
  /** Default 'truncatedNormal'. */
  distribution?: Distribution;
}

const SCALING = options<VarianceScalingOptions>()({
  scale: or(number({ least: 0 }), 1),
  mode: or(oneOf(['fanIn', 'fanOut', 'fanAvg']), 'fanIn'),
  distribution: or(oneOf(['truncatedNormal', 'untruncatedNormal', 'uniform']), 'truncatedNormal'),
  ...SEED,
});
const PRESET = options<SeedOptions>()(SEED);

/** Standard deviation of a standard normal distribution that is cut at two deviations. Division by it restores the variance. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/** Number of inputs and outputs of one unit: the sides of a matrix; for a convolution, channels times the receptive field. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0]!, fanOut: shape[0]! };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}

/** Draws values with variance scale / fan. */
function draw(shape: Shape, at: Draw, scale: number, mode: FanMode, distribution: Distribution): Tensor {
  const { fanIn, fanOut } = fans(shape);
  const variance = scale / Math.max(1, { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode]);
  if (distribution === 'uniform') return randomUniform(shape, at, { low: -Math.sqrt(3 * variance), high: Math.sqrt(3 * variance) });
  if (distribution === 'untruncatedNormal') return randomNormal(shape, at, { stddev: Math.sqrt(variance) });
  return randomTruncatedNormal(shape, at, { stddev: Math.sqrt(variance) / TRUNCATED_STDDEV });
}

/** Draws values with variance scale / fan. */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const held = SCALING.read('varianceScaling', options);
  const { scale, mode, distribution, seed } = held;
  return initializer('varianceScaling', stored(held), (shape, at) => draw(shape, at, scale, mode, distribution), seed);
}

type Preset = (options?: SeedOptions) => Initializer;

const preset = (kind: string, scale: number, mode: FanMode, distribution: Distribution): Preset => (options = {}) => {
  const held = PRESET.read(kind, options);
  return initializer(kind, stored(held), (shape, at) => draw(shape, at, scale, mode, distribution), held.seed);
};

/** @source Glorot & Bengio 2010 */
export const glorotUniform: Preset = preset('glorotUniform', 1, 'fanAvg', 'uniform');
export const glorotNormal: Preset = preset('glorotNormal', 1, 'fanAvg', 'truncatedNormal');
/** @source He et al. 2015 */
export const heUniform: Preset = preset('heUniform', 2, 'fanIn', 'uniform');
export const heNormal: Preset = preset('heNormal', 2, 'fanIn', 'truncatedNormal');
/** @source LeCun et al. 1998; Klambauer et al. 2017 */
export const lecunUniform: Preset = preset('lecunUniform', 1, 'fanIn', 'uniform');
export const lecunNormal: Preset = preset('lecunNormal', 1, 'fanIn', 'truncatedNormal');
