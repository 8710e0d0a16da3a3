import type { Option } from '../core/declaration.ts';
import type { Spelling } from '../core/options.ts';
import { part, resolvePart, type Parts, type SavedPart } from '../core/parts.ts';
import type { Constraint } from './constraint.ts';
import * as factories from './factories.ts';

/** The names of constraints, in camelCase or, as Keras has them, in snake_case or as its classes. */
export type ConstraintName = Spelling<keyof typeof factories> | Capitalize<keyof typeof factories>;
/** Values of an option such as `kernelConstraint`: a name, a constraint, or its saved form. */
export type ConstraintLike = ConstraintName | Constraint | SavedPart;

const CONSTRAINTS: Parts<Constraint> = { what: 'a constraint', call: 'call(w)', known: { ...factories } };

/** The constraint that an option gives. @throws {ConfigError} on an unknown name, or a value that is no constraint */
export const resolveConstraint = (value: ConstraintLike): Constraint => resolvePart(CONSTRAINTS, value);

export const constraint = (): Option<ConstraintLike, Constraint> => part(CONSTRAINTS);
