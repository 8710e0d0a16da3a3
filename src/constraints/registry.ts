import type { Option } from '../core/declaration.ts';
import { part, resolvePart, type Parts, type SavedPart } from '../core/parts.ts';
import type { Constraint } from './constraint.ts';
import * as factories from './factories.ts';

export type ConstraintName = keyof typeof factories;
/** Values of an option such as `kernelConstraint`: a name, a constraint, or its saved form. */
export type ConstraintLike = ConstraintName | (string & {}) | Constraint | SavedPart;

const CONSTRAINTS: Parts<Constraint> = { what: 'a constraint', call: 'call(w)', known: { ...factories } };

/** The constraint that an option gives. @throws {ConfigError} on an unknown name, or a value that is no constraint */
export const resolveConstraint = (value: ConstraintLike): Constraint => resolvePart(CONSTRAINTS, value);

export const constraint = (): Option<ConstraintLike, Constraint> => part(CONSTRAINTS);
