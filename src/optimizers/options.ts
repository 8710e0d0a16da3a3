import { ConfigError } from '../core/errors.ts';
import { checkBoolean, checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import type { LearningRate } from '../schedules/registry.ts';
import { CLIPPING, clippingOf, type Clipping, type ClippingOptions } from './clipping.ts';

/** Options of every optimizer. */
export interface OptimizerOptions extends ClippingOptions {
  /** The step size, or how it depends on the number of steps done. */
  learningRate?: LearningRate;
  /** Part of each weight, times the learning rate, that every step takes away (decoupled decay, Loshchilov & Hutter 2019). */
  weightDecay?: number | null;
  /** Weights that do not decay: those whose name ('dense/bias') has a match of one of these regular expressions. */
  excludeFromWeightDecay?: { readonly varNames: readonly string[] };
  /** Whether to keep a moving average of the weights, which they become when fit ends (default false). */
  useEma?: boolean;
  /** Part of the average that stays at each step (default 0.99). */
  emaMomentum?: number;
  /** Steps after which the weights become their average, again and again. */
  emaOverwriteFrequency?: number | null;
  /** Gradients whose mean makes a step: batches as large as so many. */
  gradientAccumulationSteps?: number | null;
}

const COMMON = [
  'learningRate',
  'weightDecay',
  'excludeFromWeightDecay',
  'useEma',
  'emaMomentum',
  'emaOverwriteFrequency',
  'gradientAccumulationSteps',
  ...CLIPPING,
] as const;

/** What these options ask for. */
export interface Common {
  readonly clipping: Clipping;
  readonly weightDecay: number | undefined;
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | undefined;
  readonly gradientAccumulationSteps: number | undefined;
}

/** @param own  the options that this optimizer has besides
 *  @throws {ConfigError} on unknown options, or values that cannot be */
export function commonOf(kind: string, options: OptimizerOptions, own: readonly string[]): Common {
  checkKeys(kind, options, [...COMMON, ...own]);
  const { weightDecay, emaOverwriteFrequency, gradientAccumulationSteps } = options;
  const given = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null;
  const useEma = checkBoolean(kind, 'useEma', options.useEma ?? false);
  if (given(emaOverwriteFrequency) && !useEma) throw new ConfigError(`${kind}: emaOverwriteFrequency needs useEma: true.`);
  return {
    clipping: clippingOf(kind, options),
    weightDecay: given(weightDecay) ? checkNumber(kind, 'weightDecay', weightDecay, { least: 0 }) : undefined,
    useEma,
    emaMomentum: checkNumber(kind, 'emaMomentum', options.emaMomentum ?? 0.99, { least: 0, most: 1 }),
    emaOverwriteFrequency: given(emaOverwriteFrequency) ? checkInteger(kind, 'emaOverwriteFrequency', emaOverwriteFrequency, 1) : undefined,
    gradientAccumulationSteps: given(gradientAccumulationSteps)
      ? checkInteger(kind, 'gradientAccumulationSteps', gradientAccumulationSteps, 2)
      : undefined,
  };
}
