import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import type { Constraint } from './constraint.ts';
import { maxNorm } from './max-norm.ts';

const CONSTRAINTS: Readonly<Record<string, (options?: object) => Constraint>> = { maxNorm };

export type ConstraintName = 'maxNorm';
/** What an option such as `kernelConstraint` takes: a name, a constraint, or what a saved model tells of one. */
export type ConstraintLike = ConstraintName | (string & {}) | Constraint | SavedConstraint;

/** What is saved of a constraint. */
export interface SavedConstraint {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The constraint an option means; none if it is null or not given.
 *  @throws {ConfigError} on an unknown name, or on what is no constraint */
export function resolveConstraint(value: ConstraintLike | null | undefined): Constraint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return named(value)();
  if (typeof value === 'object' && 'call' in value && typeof value.call === 'function') return value;
  if (typeof value === 'object' && typeof value.kind === 'string' && typeof value.config === 'object') return named(value.kind)(value.config);
  throw new ConfigError(`a constraint must be a name, an object with call(w), or a saved { kind, config }, received ${show(value)}.`);
}

function named(name: string): (options?: object) => Constraint {
  const known = camelCase(name);
  return Object.hasOwn(CONSTRAINTS, known) ? CONSTRAINTS[known]! : unknownName('constraint', name, Object.keys(CONSTRAINTS));
}

export const constraintConfig = ({ kind, config }: Constraint): SavedConstraint => ({ kind, config });
