import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import * as basic from './basic.ts';
import type { Initializer } from './initializer.ts';
import * as scaling from './variance-scaling.ts';

const INITIALIZERS: Readonly<Record<string, (options?: object) => Initializer>> = { ...basic, ...scaling };

export type InitializerName = keyof typeof basic | keyof typeof scaling;
/** What an option such as `kernelInitializer` takes: a name, an initializer, or what a saved model tells of one. */
export type InitializerLike = InitializerName | (string & {}) | Initializer | SavedInitializer;

/** What is saved of an initializer. */
export interface SavedInitializer {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The initializer an option means. @throws {ConfigError} on an unknown name, or on what is no initializer */
export function resolveInitializer(value: InitializerLike): Initializer {
  if (typeof value === 'string') return named(value)();
  if (typeof value === 'object' && value !== null) {
    if ('call' in value && typeof value.call === 'function') return value;
    if (typeof value.kind === 'string' && typeof value.config === 'object') return named(value.kind)(value.config);
  }
  throw new ConfigError(`an initializer must be a name, an object with call(shape), or a saved { kind, config }, received ${show(value)}.`);
}

function named(name: string): (options?: object) => Initializer {
  const known = camelCase(name);
  return Object.hasOwn(INITIALIZERS, known) ? INITIALIZERS[known]! : unknownName('initializer', name, Object.keys(INITIALIZERS));
}

export const initializerConfig = ({ kind, config }: Initializer): SavedInitializer => ({ kind, config });
