import type { Option } from '../core/declaration.ts';
import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase, type Spelling } from '../core/options.ts';
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
  if (typeof activation === 'function') return activation;
  if (typeof activation !== 'string')
    throw new ConfigError(`activation must be a name or a function, received ${show(activation)}. Give e.g. { activation: 'relu' }.`);
  const name = camelCase(activation);
  if (!Object.hasOwn(activations, name)) unknownName('activation', activation, Object.keys(activations));
  return activations[name as Name] as ActivationFunction;
}

/** The name to save. @throws {ConfigError} for a function of the user's own */
function activationName(activation: ActivationLike): string {
  if (typeof activation !== 'function') return activation;
  const known = Object.entries(activations).find(([, f]) => f === activation);
  if (known !== undefined) return known[0];
  const advice = 'Wrap it in a layer class of your own and pass that to loadModel.';
  throw new ConfigError(`activation: ${show(activation)} is not one of myelin's and cannot be saved. ${advice}`);
}

/** An activation; held as it was given, so that files keep its name. */
export const activation = (): Option<ActivationLike, ActivationLike> => ({
  check: (_where, _name, given) => {
    resolveActivation(given);
    return given;
  },
  store: activationName,
});
