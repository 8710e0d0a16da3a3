import type { Option } from '../core/declaration.ts';
import { camelCase, type Spelling } from '../core/options.ts';
import { part, resolvePart, type Parts, type SavedPart } from '../core/parts.ts';
import * as factories from './factories.ts';
import type { Initializer } from './initializer.ts';

/** Other names of Keras. */
const ALIASES: Readonly<Record<string, string>> = {
  identityInitializer: 'identity',
  normal: 'randomNormal',
  one: 'ones',
  orthogonalInitializer: 'orthogonal',
  uniform: 'randomUniform',
  zero: 'zeros',
};

type Kind = keyof typeof factories;
/** The names of initializers, in camelCase or, as Keras has them, in snake_case or as its classes. */
export type InitializerName = Spelling<Kind> | Capitalize<Kind> | 'normal' | 'one' | 'uniform' | 'zero';
/** Values of an option such as `kernelInitializer`: a name, an initializer, or its saved form. */
export type InitializerLike = InitializerName | Initializer | SavedPart;

const INITIALIZERS: Parts<Initializer> = {
  what: 'an initializer',
  call: 'call(shape)',
  known: { ...factories },
  plain: (name) => ALIASES[camelCase(name)] ?? camelCase(name),
};

/** The initializer that an option gives. @throws {ConfigError} on an unknown name, or a value that is no initializer */
export const resolveInitializer = (value: InitializerLike): Initializer => resolvePart(INITIALIZERS, value);

export const initializer = (): Option<InitializerLike, Initializer> => part(INITIALIZERS);
