import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkOptions } from '../core/options.ts';
import { all, isTypeError } from '../core/realm.ts';
import { showShape } from '../core/shape.ts';
import { Tensor } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import { reshape } from '../op/move.ts';
import type { Tensors, Traceable } from './traceable.ts';

/** Checks of what users give the methods of a trace, and of what their functions answer with. Each error names its place. */

export function mustBeVariable(where: string, given: unknown): asserts given is Variable {
  if (given instanceof Variable) return;
  throw new ConfigError(`${where}: expected a variable, as addWeight and variable() make it, received ${show(given)}.`);
}

export function mustBeVariables(where: string, given: unknown): void {
  if (!Array.isArray(given)) throw new ConfigError(`${where}: expected an array of variables, received ${show(given)}.`);
  for (const v of given) mustBeVariable(where, v);
}

export function mustBeTensor(where: string, what: string, given: unknown): asserts given is Tensor {
  if (given instanceof Tensor) return;
  throw new ConfigError(`${where}: ${what} must be a tensor, received ${show(given)}. Numbers become one by tensor().`);
}

export function mustBeFunction(where: string, given: unknown): void {
  if (typeof given !== 'function') throw new ConfigError(`${where}: expected a function of the trace, received ${show(given)}.`);
}

/** Checks a call of a layer.
 *  @throws {ConfigError} if it is no layer, an input or the mask is no tensor, or the arguments are no object */
export function mustBeCall(layer: unknown, inputs: readonly unknown[], args: unknown): void {
  const { name, buildFor, call } = (layer ?? {}) as { name?: unknown; buildFor?: unknown; call?: unknown };
  if (typeof buildFor !== 'function' || typeof call !== 'function')
    throw new ConfigError(`t.call: expected a layer, received ${show(layer)}. Give the layer first, then its inputs.`);
  const where = `t.call of ${name}`;
  for (const x of inputs) mustBeTensor(where, 'an input', x);
  checkOptions(where, args);
  const { mask } = args as { mask?: unknown };
  if (mask !== undefined) mustBeTensor(where, 'the mask', mask);
}

/** The value of a tensor of one element. @throws {ShapeError} on any other */
export function scalar(where: string, x: unknown): Tensor {
  if (x instanceof Tensor && x.size === 1) return reshape(x, []);
  throw new ShapeError(
    `${where}: expected a tensor of one element, received ${x instanceof Tensor ? showShape(x.shape) : show(x)}. Sum or average it first.`,
  );
}

/** Calls a layer on a list of inputs. Most layers take one, and fail as JavaScript does on what a list has not.
 *  @throws {ConfigError} in place of a TypeError */
export function onSeveral(layer: Traceable, { length }: readonly Tensor[], call: () => unknown): unknown {
  try {
    return call();
  } catch (cause) {
    if (!isTypeError(cause)) throw cause;
    throw new ConfigError(
      `${layer.name}: its call failed on a list of ${length} ${length === 1 ? 'tensor' : 'tensors'}: ${cause.message}. ` +
        'If it takes one input, give that alone, or join several by layers.concatenate().',
      { cause },
    );
  }
}

/** One tensor or several, as a list. */
export const listOf = (tensors: Tensors): readonly Tensor[] => (Array.isArray(tensors) ? tensors : [tensors as Tensor]);

/** @throws {ConfigError} if a function has answered with anything but tensors */
export function mustBeTensors(where: string, answer: unknown): Tensors {
  const list: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  if (list.length > 0 && all(list, (t) => t instanceof Tensor)) return answer as Tensors;
  throw new ConfigError(
    `${where}: expected the function to answer with a tensor, received ${show(answer)}. Make it of ops on what the function is given.`,
  );
}
