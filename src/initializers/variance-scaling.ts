import { unknownName } from '../core/errors.ts';
import { camelCase, checkKeys, checkNumber } from '../core/options.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { randomNormal, randomTruncatedNormal, randomUniform } from '../op/random.ts';
import { initializer, type Initializer } from './initializer.ts';

export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';
export type Distribution = 'truncatedNormal' | 'untruncatedNormal' | 'uniform';

export interface VarianceScalingOptions {
  scale?: number;
  mode?: FanMode;
  distribution?: Distribution;
  seed?: number;
}

/** Standard deviation of a standard normal cut at two deviations: dividing by it restores the variance. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/** Inputs and outputs of one unit of a weight: of a matrix its sides, of a convolution times the receptive field. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0]!, fanOut: shape[0]! };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}

function scaled(
  kind: string, config: Readonly<Record<string, unknown>>, scale: number, mode: FanMode, distribution: Distribution,
): Initializer {
  return initializer(kind, config, (shape, at) => {
    const { fanIn, fanOut } = fans(shape);
    const variance = scale / Math.max(1, { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode]);
    if (distribution === 'uniform') return randomUniform(shape, at, { low: -Math.sqrt(3 * variance), high: Math.sqrt(3 * variance) });
    if (distribution === 'untruncatedNormal') return randomNormal(shape, at, { stddev: Math.sqrt(variance) });
    return randomTruncatedNormal(shape, at, { stddev: Math.sqrt(variance) / TRUNCATED_STDDEV });
  });
}

/** Draws with variance scale / fan. */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  checkKeys('varianceScaling', options, ['scale', 'mode', 'distribution', 'seed']);
  const scale = checkNumber('varianceScaling', 'scale', options.scale ?? 1, { least: 0 });
  const modes: readonly FanMode[] = ['fanIn', 'fanOut', 'fanAvg'];
  const mode = camelCase(options.mode ?? 'fanIn') as FanMode;
  if (!modes.includes(mode)) unknownName('mode of varianceScaling', options.mode, modes);
  const distributions: readonly Distribution[] = ['truncatedNormal', 'untruncatedNormal', 'uniform'];
  const distribution = camelCase(options.distribution ?? 'truncatedNormal') as Distribution;
  if (!distributions.includes(distribution)) unknownName('distribution of varianceScaling', options.distribution, distributions);
  return scaled('varianceScaling', { ...options, scale, mode, distribution }, scale, mode, distribution);
}

const preset =
  (kind: string, scale: number, mode: FanMode, distribution: Distribution) =>
  (options: { seed?: number } = {}): Initializer => {
  checkKeys(kind, options, ['seed']);
  return scaled(kind, options, scale, mode, distribution);
};

type Preset = (options?: { seed?: number }) => Initializer;
/** Glorot & Bengio 2010. */
export const glorotUniform: Preset = preset('glorotUniform', 1, 'fanAvg', 'uniform');
export const glorotNormal: Preset = preset('glorotNormal', 1, 'fanAvg', 'truncatedNormal');
/** He et al. 2015. */
export const heUniform: Preset = preset('heUniform', 2, 'fanIn', 'uniform');
export const heNormal: Preset = preset('heNormal', 2, 'fanIn', 'truncatedNormal');
/** LeCun et al. 1998; Klambauer et al. 2017. */
export const lecunUniform: Preset = preset('lecunUniform', 1, 'fanIn', 'uniform');
export const lecunNormal: Preset = preset('lecunNormal', 1, 'fanIn', 'truncatedNormal');
