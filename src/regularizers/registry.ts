import type { Option } from '../core/declaration.ts';
import type { Spelling } from '../core/options.ts';
import { part, resolvePart, type Parts, type SavedPart } from '../core/parts.ts';
import * as factories from './factories.ts';
import type { Regularizer } from './regularizer.ts';

type Kind = keyof typeof factories;
/** The names of regularizers, in camelCase or, as Keras has them, in snake_case or as its classes. */
export type RegularizerName = Spelling<Kind> | Capitalize<Kind> | 'l1_l2' | 'L1L2';
/** Values of an option such as `kernelRegularizer`: a name, a regularizer, or its saved form. */
export type RegularizerLike = RegularizerName | Regularizer | SavedPart;

/** Keras writes one name in several ways: 'L1L2', 'l1_l2'. This makes them equal. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

const REGULARIZERS: Parts<Regularizer> = { what: 'a regularizer', call: 'call(x)', known: { ...factories }, plain };

/** The regularizer that an option gives. @throws {ConfigError} on an unknown name, or a value that is no regularizer */
export const resolveRegularizer = (value: RegularizerLike): Regularizer => resolvePart(REGULARIZERS, value);

export const regularizer = (): Option<RegularizerLike, Regularizer> => part(REGULARIZERS);
