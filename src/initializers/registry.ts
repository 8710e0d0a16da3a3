import { resolvePart, type SavedPart } from '../core/parts.ts';
import * as basic from './basic.ts';
import type { Initializer } from './initializer.ts';
import * as scaling from './variance-scaling.ts';

const INITIALIZERS: Readonly<Record<string, (options?: object) => Initializer>> = { ...basic, ...scaling };

export type InitializerName = keyof typeof basic | keyof typeof scaling;
/** What an option such as `kernelInitializer` takes: a name, an initializer, or what a saved model tells of one. */
export type InitializerLike = InitializerName | (string & {}) | Initializer | SavedPart;

/** The initializer an option means. @throws {ConfigError} on an unknown name, or on what is no initializer */
export const resolveInitializer = (value: InitializerLike): Initializer =>
  resolvePart({ what: 'an initializer', call: 'call(shape)', known: INITIALIZERS }, value);
