import { orNone, type Option, type Optional } from '../core/declaration.ts';
import { constraint, type ConstraintLike } from '../constraints/registry.ts';
import type { Constraint } from '../constraints/index.ts';
import { initializer, type InitializerLike } from '../initializers/registry.ts';
import type { Initializer } from '../initializers/index.ts';
import { regularizer, type RegularizerLike } from '../regularizers/registry.ts';
import type { Regularizer } from '../regularizers/index.ts';

/** The initializer, regularizer and constraint of a weight. */
export interface WeightParts {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}

/** The three options that a layer has for a weight: 'kernelInitializer', 'kernelRegularizer', 'kernelConstraint'. */
export type WeightDeclaration<W extends string> = Readonly<
  Record<`${W}Initializer`, Option<InitializerLike | undefined, Initializer>> &
    Record<`${W}Regularizer`, Optional<RegularizerLike, Regularizer | undefined>> &
    Record<`${W}Constraint`, Optional<ConstraintLike, Constraint | undefined>>
>;

/** An initializer that may be missing, but not null. A file with null is damaged. */
const beginning = (begins: InitializerLike): Option<InitializerLike | undefined, Initializer> => {
  const { check, store } = initializer();
  return { check: (where, name, given = begins) => check(where, name, given), store };
};

/** @param begins  the initializer if the options give none */
export const weight = <W extends string>(name: W, begins: InitializerLike): WeightDeclaration<W> =>
  ({
    [`${name}Initializer`]: beginning(begins),
    [`${name}Regularizer`]: orNone(regularizer()),
    [`${name}Constraint`]: orNone(constraint()),
  }) as WeightDeclaration<W>;

/** What a layer holds of them. */
export type HeldWeight<W extends string> = Readonly<
  Record<`${W}Initializer`, Initializer> &
    Record<`${W}Regularizer`, Regularizer | undefined> &
    Record<`${W}Constraint`, Constraint | undefined>
>;

/** The parts of a weight, from the options that a layer holds, for `addWeight`. */
export function partsOf<W extends string>(name: W, held: HeldWeight<W>): WeightParts {
  const of = held as Readonly<Record<string, never>>; // TypeScript does not look up such names in a type that has a parameter
  return { initializer: of[`${name}Initializer`]!, regularizer: of[`${name}Regularizer`], constraint: of[`${name}Constraint`] };
}
