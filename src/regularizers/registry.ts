import { ConfigError, show, unknownName } from '../core/errors.ts';
import * as norms from './norms.ts';
import type { Regularizer } from './regularizer.ts';

const REGULARIZERS: Readonly<Record<string, (options?: object) => Regularizer>> = { ...norms };

export type RegularizerName = keyof typeof norms;
/** What an option such as `kernelRegularizer` takes: a name, a regularizer, or what a saved model tells of one. */
export type RegularizerLike = RegularizerName | (string & {}) | Regularizer | SavedRegularizer;

/** What is saved of a regularizer. */
export interface SavedRegularizer {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Keras' names of these differ by where capital letters stand: 'L1L2', 'l1_l2'. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The regularizer an option means; none if it is null or not given.
 *  @throws {ConfigError} on an unknown name, or on what is no regularizer */
export function resolveRegularizer(value: RegularizerLike | null | undefined): Regularizer | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return named(value)();
  if (typeof value === 'object' && 'call' in value && typeof value.call === 'function') return value;
  if (typeof value === 'object' && typeof value.kind === 'string' && typeof value.config === 'object') return named(value.kind)(value.config);
  throw new ConfigError(`a regularizer must be a name, an object with call(x), or a saved { kind, config }, received ${show(value)}.`);
}

function named(name: string): (options?: object) => Regularizer {
  const known = Object.keys(REGULARIZERS).find((kind) => plain(kind) === plain(name));
  return known === undefined ? unknownName('regularizer', name, Object.keys(REGULARIZERS)) : REGULARIZERS[known]!;
}

export const regularizerConfig = ({ kind, config }: Regularizer): SavedRegularizer => ({ kind, config });
