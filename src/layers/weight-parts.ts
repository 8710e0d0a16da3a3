import { partConfig } from '../core/parts.ts';
import { resolveConstraint, type ConstraintLike } from '../constraints/registry.ts';
import type { Constraint } from '../constraints/index.ts';
import { resolveInitializer, type InitializerLike } from '../initializers/registry.ts';
import type { Initializer } from '../initializers/index.ts';
import { resolveRegularizer, type RegularizerLike } from '../regularizers/registry.ts';
import type { Regularizer } from '../regularizers/index.ts';

/** How a weight begins, what it costs, and what it must fulfil: a layer has these three options for each of its weights. */
export interface WeightParts {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}

/** The names of a weight's options: 'kernelInitializer', 'kernelRegularizer', 'kernelConstraint'. */
export const partNames = (weight: string): readonly string[] => [`${weight}Initializer`, `${weight}Regularizer`, `${weight}Constraint`];

/** What the options of a weight mean.
 *  @param initializer  how the weight begins if the options do not say
 *  @throws {ConfigError} on unknown names */
export function weightParts(options: object, weight: string, initializer: InitializerLike): WeightParts {
  const [starts, costs, fulfils] = partNames(weight).map((name): unknown => (options as Record<string, unknown>)[name]);
  return {
    initializer: resolveInitializer(starts === undefined ? initializer : (starts as InitializerLike)),
    regularizer: resolveRegularizer(costs as RegularizerLike | undefined),
    constraint: resolveConstraint(fulfils as ConstraintLike | undefined),
  };
}

/** The options of a weight, to be saved. */
export function partsConfig(weight: string, { initializer, regularizer, constraint }: WeightParts): Record<string, unknown> {
  return {
    [`${weight}Initializer`]: partConfig(initializer),
    ...(regularizer === undefined ? {} : { [`${weight}Regularizer`]: partConfig(regularizer) }),
    ...(constraint === undefined ? {} : { [`${weight}Constraint`]: partConfig(constraint) }),
  };
}
