import { isClass, partFromSaved } from '../core/custom-objects.ts';
import type { Option } from '../core/declaration.ts';
import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase, type Spelling } from '../core/options.ts';
import { FUNCTION, savedFunction, type SavedPart } from '../core/saved.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as activations from './activations.ts';

type Name = keyof typeof activations;
/** The names for an option `activation`, in camelCase or, as Keras has them, in snake_case. */
export type ActivationName = Spelling<Name>;
export type ActivationFunction = (x: Tensor) => Tensor;
/** A value of an option `activation`: a name, or any function over ops. */
export type ActivationLike = ActivationName | ActivationFunction;

/** The function an option `activation` means. @throws {ConfigError} on an unknown name, or on what is no function */
export function resolveActivation(activation: ActivationLike): ActivationFunction {
  if (typeof activation === 'function') {
    if (isClass(activation)) throw new ConfigError(`activation must be a name or a function, received the class ${show(activation)}.`);
    return activation;
  }
  if (typeof activation !== 'string')
    throw new ConfigError(`activation must be a name or a function, received ${show(activation)}. Give e.g. { activation: 'relu' }.`);
  const name = camelCase(activation);
  if (!Object.hasOwn(activations, name)) unknownName('activation', activation, Object.keys(activations));
  return activations[name as Name] as ActivationFunction;
}

/** Whether it is one of those with a name. They look at no axis but the last. */
export const isNamed = (activation: ActivationFunction): boolean => Object.values(activations).some((f) => f === activation);

/** What a file keeps: a name; for a function of the user's own, that it is one, too.
 *  @throws {ConfigError} for such a function without a name */
function savedActivation(activation: ActivationLike): string | SavedPart {
  if (typeof activation !== 'function') return activation;
  const known = Object.entries(activations).find(([, f]) => f === activation);
  return known === undefined ? savedFunction('an activation', activation, activation.name) : known[0];
}

const isSaved = (value: unknown): value is SavedPart => {
  const { kind, config } = (value ?? {}) as Partial<SavedPart>;
  return kind === FUNCTION && typeof config === 'object' && config !== null;
};

/** An activation; held as it was given, so that files keep its name. */
export const activation = (): Option<ActivationLike, ActivationLike> => ({
  check: (_where, _name, given) => {
    if (isSaved(given)) return partFromSaved('an activation', given, {}, resolveActivation);
    resolveActivation(given);
    return given;
  },
  store: savedActivation,
});
