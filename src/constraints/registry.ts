import type { Option } from '../core/declaration.ts';
import { part, resolvePart, type SavedPart } from '../core/parts.ts';
import type { Constraint } from './constraint.ts';
import * as factories from './factories.ts';

const CONSTRAINTS: Readonly<Record<string, (options?: object) => Constraint>> = { ...factories };

export type ConstraintName = keyof typeof factories;
/** Values of an option such as `kernelConstraint`: a name, a constraint, or its saved form. */
export type ConstraintLike = ConstraintName | (string & {}) | Constraint | SavedPart;

/** The constraint that an option gives. @throws {ConfigError} on an unknown name, or a value that is no constraint */
export const resolveConstraint = (value: ConstraintLike): Constraint =>
  resolvePart({ what: 'a constraint', call: 'call(w)', known: CONSTRAINTS }, value);

export const constraint = (): Option<ConstraintLike, Constraint> => part(resolveConstraint);
