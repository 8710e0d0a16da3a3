import { ConfigError, mustBeNoFactory, show, unknownName } from '../core/errors.ts';
import type { Spelling } from '../core/options.ts';
import { madeOf } from '../core/saved.ts';
import { mustBeOfSamples } from '../graph/answers.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as factories from './factories.ts';
import { loss, LOSS, type Loss } from './loss.ts';

type Kind = keyof typeof factories;

/** Functions that make saved losses again, by kind. */
export const LOSSES: Readonly<Record<string, (options?: never) => Loss>> = { ...factories };

type ShortName = 'mse' | 'mae' | 'mape' | 'msle' | 'bce' | 'kld';
type Alias = ShortName | 'huberLoss' | 'kullbackLeiblerDivergence' | 'logcosh';

/** Other names that Keras has, or had in version 2. */
const ALIASES: Readonly<Record<Alias, Kind>> = {
  mse: 'meanSquaredError', mae: 'meanAbsoluteError', mape: 'meanAbsolutePercentageError', msle: 'meanSquaredLogarithmicError',
  bce: 'binaryCrossentropy', kld: 'klDivergence', huberLoss: 'huber', kullbackLeiblerDivergence: 'klDivergence', logcosh: 'logCosh',
};

/** The names of losses, in camelCase or, as Keras has them, in snake_case or as its classes. */
export type LossName = Spelling<Kind | Alias> | Capitalize<Kind> | 'KLDivergence' | 'CTC' | Uppercase<ShortName>;
/** Values of compile's option `loss`: a name, a loss, or a function over ops of (yTrue, yPred) that gives the losses of samples, or
 *  one number for a batch. */
export type LossLike = LossName | Loss | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** Names as they are compared: Keras has `CategoricalGeneralizedCrossEntropy` beside `CategoricalCrossentropy`. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ...Object.entries(ALIASES).map(([name, kind]) => [plain(name), kind] as const),
  ...(Object.keys(factories) as Kind[]).map((kind) => [plain(kind), kind] as const),
]);

/** The loss that an option names. @throws {ConfigError} on an unknown name */
export function resolveLoss(value: LossLike): Loss {
  if (typeof value === 'function') {
    mustBeNoFactory('loss', 'losses', value, factories);
    const kind = value.name || 'loss';
    return madeOf(loss(kind, LOSS, {}, 'values', () => (yTrue, yPred) => mustBeOfSamples(kind, value(yTrue, yPred), yPred)), value, kind);
  }
  if (typeof value === 'string') {
    const kind = KINDS.get(plain(value));
    return kind === undefined ? unknownName('loss', value, [...Object.keys(LOSSES), ...Object.keys(ALIASES)]) : LOSSES[kind]!();
  }
  if (isLoss(value)) return value;
  throw new ConfigError(`loss must be a name, a loss or a function of (yTrue, yPred), received ${show(value)}.`);
}

/** Arrays, maps and sets have a method of the name `values`, too. A loss of the user's own needs a kind and a config for files alone. */
function isLoss(value: unknown): value is Loss {
  if (typeof value !== 'object' || value === null) return false;
  const { values, call } = value as Partial<Loss>;
  return typeof values === 'function' && typeof call === 'function';
}

/** The losses of samples. Of a loss of the user's own they are checked; those of the library may be of features, such as dice with an axis.
 *  @throws {ConfigError | ShapeError} if a loss of the user's own gives no values of samples */
export function valuesOf(loss: Loss, yTrue: Tensor, yPred: Tensor): Tensor {
  const values = loss.values(yTrue, yPred);
  return Object.hasOwn(LOSSES, loss.kind) ? values : mustBeOfSamples(loss.kind, values, yPred);
}
