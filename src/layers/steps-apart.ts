import { isNamed, type ActivationFunction } from '../activations/registry.ts';
import { normalizeAxes } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Whether work along these axes leaves sequences, axis 0, and their steps, axis 1, apart. What has two axes has no steps. */
export function stepsApart(where: string, axis: number | readonly number[], x: Tensor): boolean {
  const along = normalizeAxes(axis, x.rank, where);
  return !along.includes(0) && (x.rank === 2 || !along.includes(1));
}

/** Whether an activation leaves steps apart; why that is not known. */
export const activationApart = (activation: ActivationFunction): true | string =>
  isNamed(activation) ||
  "its activation is a function of your own, which may look at several steps. Give it an activation by its name, as 'relu', or put " +
    'what the function does into a layer of your own';
