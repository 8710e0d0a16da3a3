import { makingInner, partFromSaved } from '../core/custom-objects.ts';
import { ConfigError, showPart, unknownName } from '../core/errors.ts';
import type { Spelling } from '../core/options.ts';
import * as factories from './factories.ts';
import { Optimizer } from './optimizer.ts';

/** Functions that make saved optimizers again, by kind, with those within them. */
export const OPTIMIZERS: Readonly<Record<string, (options?: object) => Optimizer>> = makingInner(factories, (saved, option) =>
  option === 'learningRate' ? saved : partFromSaved('an optimizer', saved, OPTIMIZERS, mustBeOptimizer),
);

type Kind = keyof typeof factories;
/** The names of optimizers, in camelCase or, as Keras has them, in snake_case or as its classes. */
export type OptimizerName = Spelling<Kind> | Capitalize<Kind> | 'AdamW' | 'RMSprop' | 'SGD';
/** Values of compile's option `optimizer`. */
export type OptimizerLike = OptimizerName | Optimizer;

/** Keras writes one name in several ways: 'AdamW', 'adamw'. This makes them equal. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** The optimizer that an option names. @throws {ConfigError} on an unknown name */
export function resolveOptimizer(value: OptimizerLike): Optimizer {
  if (typeof value !== 'string') return mustBeOptimizer(value);
  const kind = Object.keys(OPTIMIZERS).find((known) => plain(known) === plain(value));
  return kind === undefined ? unknownName('optimizer', value, Object.keys(OPTIMIZERS)) : OPTIMIZERS[kind]!();
}

function mustBeOptimizer(value: unknown): Optimizer {
  if (value instanceof Optimizer) return value;
  throw new ConfigError(`optimizer must be a name or an optimizer, received ${showPart(value)}.`);
}
