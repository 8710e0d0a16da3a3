import type { Option } from '../core/declaration.ts';
import { part, resolvePart, type SavedPart } from '../core/parts.ts';
import type { Constraint } from './constraint.ts';
import * as factories from './factories.ts';

const CONSTRAINTS: Readonly<Record<string, (options?: object) => Constraint>> = { ...factories };

export type ConstraintName = keyof typeof factories;
/** What an option such as `kernelConstraint` takes: a name, a constraint, or what a saved model tells of one. */
export type ConstraintLike = ConstraintName | (string & {}) | Constraint | SavedPart;

/** The constraint an option means. @throws {ConfigError} on an unknown name, or on what is no constraint */
export const resolveConstraint = (value: ConstraintLike): Constraint =>
  resolvePart({ what: 'a constraint', call: 'call(w)', known: CONSTRAINTS }, value);

export const constraint = (): Option<ConstraintLike, Constraint> => part(resolveConstraint);
