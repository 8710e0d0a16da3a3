import type { Option } from '../core/declaration.ts';
import { part, resolvePart, type SavedPart } from '../core/parts.ts';
import * as factories from './factories.ts';
import type { Initializer } from './initializer.ts';

const INITIALIZERS: Readonly<Record<string, (options?: object) => Initializer>> = { ...factories };

export type InitializerName = keyof typeof factories;
/** What an option such as `kernelInitializer` takes: a name, an initializer, or what a saved model tells of one. */
export type InitializerLike = InitializerName | (string & {}) | Initializer | SavedPart;

/** The initializer an option means. @throws {ConfigError} on an unknown name, or on what is no initializer */
export const resolveInitializer = (value: InitializerLike): Initializer =>
  resolvePart({ what: 'an initializer', call: 'call(shape)', known: INITIALIZERS }, value);

export const initializer = (): Option<InitializerLike, Initializer> => part(resolveInitializer);
