import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import * as basic from './basic.ts';
import type { Initializer } from './initializer.ts';
import * as scaling from './variance-scaling.ts';

const INITIALIZERS: Readonly<Record<string, (options?: object) => Initializer>> = { ...basic, ...scaling };

export type InitializerName = keyof typeof basic | keyof typeof scaling;
/** What an option such as `kernelInitializer` takes. */
export type InitializerLike = InitializerName | (string & {}) | Initializer;

/** The initializer an option means. @throws {ConfigError} on an unknown name */
export function resolveInitializer(value: InitializerLike): Initializer {
  if (typeof value === 'string') {
    const name = camelCase(value);
    if (!Object.hasOwn(INITIALIZERS, name)) unknownName('initializer', value, Object.keys(INITIALIZERS));
    return INITIALIZERS[name]!();
  }
  if (typeof value === 'object' && value !== null && typeof value.call === 'function') return value;
  throw new ConfigError(`an initializer must be a name or an object with call(shape), received ${show(value)}.`);
}

/** What is saved of an initializer, and back. */
export const initializerConfig = ({ kind, config }: Initializer): { kind: string; config: Readonly<Record<string, unknown>> } => ({ kind, config });

export function initializerFromConfig(saved: { kind: string; config: object }): Initializer {
  if (typeof saved !== 'object' || saved === null) throw new ConfigError(`an initializer must be saved as { kind, config }, received ${show(saved)}.`);
  if (typeof saved.kind !== 'string' || !Object.hasOwn(INITIALIZERS, saved.kind)) unknownName('initializer', saved.kind, Object.keys(INITIALIZERS));
  return INITIALIZERS[saved.kind]!(saved.config);
}
