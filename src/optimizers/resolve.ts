import { ConfigError, show, unknownName } from '../core/errors.ts';
import type * as factories from './factories.ts';
import { Optimizer } from './optimizer.ts';

/** Functions that make saved optimizers again, by kind. `registry.ts` puts them here: an optimizer that wraps another one reads
 *  them here, because it cannot import the registry, which imports it. */
export const OPTIMIZERS: Record<string, (options?: object) => Optimizer> = {};

export type OptimizerName = keyof typeof factories;
/** Values of compile's option `optimizer`. */
export type OptimizerLike = OptimizerName | (string & {}) | Optimizer;

/** Keras writes one name in several ways: 'AdamW', 'adamw'. This makes them equal. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The optimizer that an option names. @throws {ConfigError} on an unknown name */
export function resolveOptimizer(value: OptimizerLike): Optimizer {
  if (typeof value === 'string') {
    const kind = Object.keys(OPTIMIZERS).find((known) => plain(known) === plain(value));
    return kind === undefined ? unknownName('optimizer', value, Object.keys(OPTIMIZERS)) : OPTIMIZERS[kind]!();
  }
  if (value instanceof Optimizer) return value;
  throw new ConfigError(`optimizer must be a name or an optimizer, received ${show(value)}.`);
}
