import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import { madeOf } from '../core/saved.ts';
import { mustBeTensor, type Tensor } from '../graph/tensor.ts';
import * as factories from './factories.ts';
import { loss, LOSS, type Loss } from './loss.ts';

/** Functions that make saved losses again, by kind. */
export const LOSSES: Readonly<Record<string, (options?: never) => Loss>> = { ...factories };

const ALIASES: Readonly<Record<string, string>> = { mse: 'meanSquaredError', mae: 'meanAbsoluteError', bce: 'binaryCrossentropy' };

export type LossName = keyof typeof factories | 'mse' | 'mae' | 'bce';
/** Values of compile's option `loss`: a name, a loss, or a function of (yTrue, yPred) that gives the losses of samples. */
export type LossLike = LossName | (string & {}) | Loss | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** The loss that an option names. @throws {ConfigError} on an unknown name */
export function resolveLoss(value: LossLike): Loss {
  if (typeof value === 'function') {
    const kind = value.name || 'loss';
    return madeOf(loss(kind, LOSS, {}, 'values', () => (yTrue, yPred) => mustBeTensor(kind, value(yTrue, yPred))), value, kind);
  }
  if (typeof value === 'string') {
    const name = ALIASES[value.toLowerCase()] ?? camelCase(value);
    if (!Object.hasOwn(LOSSES, name)) unknownName('loss', value, [...Object.keys(LOSSES), ...Object.keys(ALIASES)]);
    return LOSSES[name]!();
  }
  if (typeof value === 'object' && value !== null && typeof value.values === 'function') return value;
  throw new ConfigError(`loss must be a name, a loss or a function of (yTrue, yPred), received ${show(value)}.`);
}
