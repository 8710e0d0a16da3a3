import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import * as factories from './factories.ts';
import { Optimizer } from './optimizer.ts';

/** Functions that make saved optimizers again, by kind. */
export const OPTIMIZERS: Readonly<Record<string, (options?: object) => Optimizer>> = { ...factories };

export type OptimizerName = keyof typeof factories;
/** Values of compile's option `optimizer`. */
export type OptimizerLike = OptimizerName | (string & {}) | Optimizer;

/** The optimizer that an option names. @throws {ConfigError} on an unknown name */
export function resolveOptimizer(value: OptimizerLike): Optimizer {
  if (typeof value === 'string') {
    const name = camelCase(value.toUpperCase() === value ? value.toLowerCase() : value);
    if (!Object.hasOwn(OPTIMIZERS, name)) unknownName('optimizer', value, Object.keys(OPTIMIZERS));
    return OPTIMIZERS[name]!();
  }
  if (value instanceof Optimizer) return value;
  throw new ConfigError(`optimizer must be a name or an optimizer, received ${show(value)}.`);
}
