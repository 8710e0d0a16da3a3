import { boolean, integer, kept, number, options, or, orNone, type Options } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import { rate, type LearningRate } from '../schedules/registry.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { CLIPPING, type ClippingOptions } from './clipping.ts';

/** Options of every optimizer. */
export interface OptimizerOptions extends ClippingOptions {
  /** The step size, a schedule of it, or a function over ops of the number of steps done (default: 0.01 of sgd, 0.0025 of
   *  scheduleFreeAdamW, 0.001 of the others). */
  learningRate?: LearningRate;
  /** Part of each weight, multiplied by the learning rate, that every step subtracts (decoupled decay, Loshchilov & Hutter
   *  2019; default: none, 0.004 of adamw and muon). */
  weightDecay?: number | null;
  /** Weights that do not decay: those whose name, such as 'dense/bias', matches one of these regular expressions (default: none). */
  excludeFromWeightDecay?: { readonly varNames: readonly string[] };
  /** Whether to keep a moving average of the weights, which they become when fit ends (default false). */
  useEma?: boolean;
  /** Part of the average that stays at each step, in [0, 1] (default 0.99). */
  emaMomentum?: number;
  /** Every this many steps the weights become their average (default: only when fit ends). */
  emaOverwriteFrequency?: number | null;
  /** The loss is multiplied by this before it is differentiated, and gradients are divided by it, so that small ones do not become
   *  0 in arithmetic of low precision (default: none). A power of two changes no bit of others. */
  lossScaleFactor?: number | null;
  /** Number of gradients, at least 2, whose mean makes one step, as if batches were so many times as large (default: each makes
   *  one). */
  gradientAccumulationSteps?: number | null;
}

/** These options, as an optimizer holds them. */
export interface HeldOptimizerOptions extends ClippingOptions {
  readonly learningRate: number | Schedule | undefined;
  readonly weightDecay: number | undefined;
  readonly excludeFromWeightDecay: VarNames;
  readonly useEma: boolean;
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | undefined;
  readonly lossScaleFactor: number | undefined;
  readonly gradientAccumulationSteps: number | undefined;
}

/** Regular expressions of names of weights. */
interface VarNames {
  readonly varNames: readonly string[];
}

/** @throws {ConfigError} if `varNames` is no array of strings */
export function checkVarNames(where: string, name: string, given: VarNames): VarNames {
  const names: unknown = given?.varNames;
  if (Array.isArray(names) && all(names, (n) => typeof n === 'string')) {
    const wrong = names.find((n) => !isPattern(n));
    if (wrong === undefined) return { varNames: names };
    throw new ConfigError(
      `${where}: ${name} has ${show(wrong)}, which is no regular expression. Put a \\ before signs that mean themselves.`,
    );
  }
  throw new ConfigError(`${where}: ${name} must be { varNames }, an array of strings, received ${show(names ?? given)}.`);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Every optimizer's declaration extends this one. */
export const OPTIMIZER: Options<OptimizerOptions, HeldOptimizerOptions> = options<OptimizerOptions>()({
  learningRate: orNone(rate()),
  weightDecay: orNone(number({ least: 0 })),
  excludeFromWeightDecay: or(kept(checkVarNames), { varNames: [] }),
  useEma: or(boolean(), false),
  emaMomentum: or(number({ least: 0, most: 1 }), 0.99),
  emaOverwriteFrequency: orNone(integer({ least: 1 })),
  lossScaleFactor: orNone(number({ least: Number.MIN_VALUE })),
  gradientAccumulationSteps: orNone(integer({ least: 2 })),
  ...CLIPPING,
});
