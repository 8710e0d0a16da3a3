import { ConfigError, show, unknownName } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import * as activations from './activations.ts';

/** The names for an option `activation`; their snake_case forms work, too. */
export type ActivationName = keyof typeof activations;
export type ActivationFunction = (x: Tensor) => Tensor;
/** A value of an option `activation`: a name, or any function over ops. */
export type ActivationLike = ActivationName | (string & {}) | ActivationFunction;

/** The function an option `activation` means. @throws {ConfigError} on an unknown name */
export function resolveActivation(activation: ActivationLike | null | undefined): ActivationFunction {
  if (activation === undefined || activation === null) return activations.linear;
  if (typeof activation === 'function') return activation;
  if (typeof activation !== 'string') throw new ConfigError(`activation must be a name or a function, received ${show(activation)}.`);
  const name = camelCase(activation);
  if (!Object.hasOwn(activations, name)) unknownName('activation', activation, Object.keys(activations));
  return activations[name as ActivationName] as ActivationFunction;
}

/** The name to save, or undefined for the default. @throws {ConfigError} for a function of the user's own */
export function activationName(activation: ActivationLike | null | undefined): string | undefined {
  if (typeof activation !== 'function') return activation ?? undefined;
  const known = Object.entries(activations).find(([, f]) => f === activation);
  if (known === undefined) {
    throw new ConfigError(
      `activation: ${show(activation)} is not one of myelin's and cannot be saved. ` +
      'Wrap it in a layer class of your own and pass that to loadModel.',
    );
  }
  return known[0];
}
