import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { node } from '../run/node.ts';
import { pack } from './move.ts';

/** Gives a variable a new value at the end of the run. */
export function assign(variable: Variable, value: Tensor): Tensor {
  return assignAll([variable], value);
}

/** Gives several variables their new values at the end of the run. `value` has them one after another.
 *  @throws {ShapeError} if count or dtype of the values differ from those of the variables */
export function assignAll(variables: readonly Variable[], value: Tensor): Tensor {
  const size = variables.reduce((sum, v) => sum + v.size, 0);
  const { dtype } = variables[0]!;
  if (value.size !== size || value.dtype !== dtype) {
    throw new ShapeError(
      `${variables[0]!.name}: expected ${dtype} values, ${size} in all, received ${value.dtype} of shape ${showShape(value.shape)}.`,
    );
  }
  return node('assign', [value, ...tensors(variables)], {}, []);
}

/** The value of a variable after `effect` has changed it.
 *  @param value  the same as a function of tensors, for derivatives; a kernel's effect has none */
export const after = (variable: Variable, effect: Tensor, value?: Tensor): Tensor =>
  node('after', value === undefined ? [variable.tensor, effect] : [variable.tensor, effect, value], {}, variable.shape, variable.dtype);

/** The value of x. Its gradient passes on only where the flag is not 0, else it is 0. `simplify` replaces the node by x. @shape flag [],
 *  float32 */
export const gate = (x: Tensor, flag: Tensor): Tensor => node('gate', [x, flag], {}, x.shape, x.dtype);

/** The effect, in runs in which the flag is not 0; nothing in others. @shape flag [], float32 */
export const guarded = (flag: Tensor, effect: Tensor): Tensor => node('guarded', [flag, effect], {}, []);

/** Gradients and the factors by which an update multiplies them: none, one for all, or one for each. @shape scales [] */
export interface Scaled {
  readonly gradients: readonly Tensor[];
  readonly scales: readonly Tensor[];
}

/** The order of an update's inputs: step size, gradients, slots, the variables it changes, scales, the decay. */
function update(
  op: string,
  step: Tensor,
  { gradients, scales }: Scaled,
  slots: readonly Variable[],
  variables: readonly Variable[],
  options: object = {},
  decay?: Tensor,
): Tensor {
  const factors = decay === undefined ? scales : [...scales, decay];
  const attrs = { ...options, scales: scales.length, decays: decay !== undefined };
  return node(op, [step, pack(gradients), ...tensors(slots), ...tensors(variables), ...factors], attrs, []);
}

/** w -= rate * g for all the variables at once. @shape rate [] */
export const updateSgd = (variables: readonly Variable[], gradients: Scaled, rate: Tensor): Tensor =>
  update('sgd', rate, gradients, [], variables);

/** @shape velocity: flat, as long as the variables together */
export const updateMomentum = (
  variables: readonly Variable[],
  gradients: Scaled,
  rate: Tensor,
  velocity: Variable,
  options: { momentum: number; nesterov: boolean },
): Tensor => update('sgd_momentum', rate, gradients, [velocity], variables, options);

/** @param decay  part of the variables that is subtracted from them; undefined for none. @shape []
 *  @shape m, v: flat, as long as the variables together; alpha [], the step size with bias correction */
export const updateAdam = (
  variables: readonly Variable[],
  gradients: Scaled,
  alpha: Tensor,
  m: Variable,
  v: Variable,
  options: { beta1: number; beta2: number; epsilon: number },
  decay?: Tensor,
): Tensor => update('adam', alpha, gradients, [m, v], variables, options, decay);

/** w -= rate * g for rows of a table; gradients with a negative index are ignored. @shape gradients [n, ...], index
 *  [n] int32, rate [] */
export const updateSgdRows = (table: Variable, gradients: Tensor, index: Tensor, rate: Tensor): Tensor =>
  node('sgd_rows', [rate, gradients, index, table.tensor], {}, []);

/** Gives rows of a variable new values; values with a negative index are ignored. @shape values [n, ...], index [n]
 *  int32, table [rows, ...] */
export const writeRows = (table: Variable, values: Tensor, index: Tensor): Tensor =>
  node('scatter_rows', [values, index, table.tensor], {}, []);

/** An effect: writes the values one after another into row `row` of a table in the data set. Writes nothing if the
 *  table has no such row. @shape values together [n], row [] int32, table [rows, n] */
export function record(values: readonly Tensor[], row: Tensor, table: Tensor): Tensor {
  return node('record', [pack(values), row, table], {}, []);
}

const tensors = (variables: readonly Variable[]): Tensor[] => variables.map((v) => v.tensor);
