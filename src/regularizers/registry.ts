import type { Option } from '../core/declaration.ts';
import { part, resolvePart, type SavedPart } from '../core/parts.ts';
import * as factories from './factories.ts';
import type { Regularizer } from './regularizer.ts';

const REGULARIZERS: Readonly<Record<string, (options?: object) => Regularizer>> = { ...factories };

export type RegularizerName = keyof typeof factories;
/** What an option such as `kernelRegularizer` takes: a name, a regularizer, or what a saved model tells of one. */
export type RegularizerLike = RegularizerName | (string & {}) | Regularizer | SavedPart;

/** Keras' names of these differ by where capital letters stand: 'L1L2', 'l1_l2'. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The regularizer an option means. @throws {ConfigError} on an unknown name, or on what is no regularizer */
export const resolveRegularizer = (value: RegularizerLike): Regularizer =>
  resolvePart({ what: 'a regularizer', call: 'call(x)', known: REGULARIZERS, plain }, value);

export const regularizer = (): Option<RegularizerLike, Regularizer> => part(resolveRegularizer);
