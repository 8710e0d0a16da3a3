import { DataError, MyelinError, show } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import type { TensorLike } from '../graph/tensor.ts';
import type { TargetLayer } from '../layers/target-layer.ts';
import { isColumn } from '../preprocessing/table.ts';
import { tableIn, type TableLike } from '../preprocessing/table-like.ts';
import type { Data, Inputs, Network, Targets } from './network.ts';
import { valuesFor } from './per-output.ts';

/** The inputs and targets that were given. Targets that are the name of a column of x are this column, and x is what is left.
 *  @param called  prefix of the arguments' names in errors
 *  @throws {MyelinError} that names the argument, if x is no table or has no such column */
export function* namedTargets(called: string, x: Inputs, y: Targets | null): Pieces<[x: Inputs, y: Exclude<Targets, string> | null]> {
  if (typeof y !== 'string') return [x, y];
  const table = yield* tableIn(`${called}x`, x as TableLike);
  return naming(`${called}y`, () => [table.without(y), table.column(y)]);
}

/** The targets of each output, as numbers.
 *  @param called  the argument's name in errors
 *  @throws {MyelinError} that names the argument */
export function targetValues(network: Network, called: string, y: Exclude<Targets, string>): (TensorLike | undefined)[] {
  const { outputs, targets } = network;
  return valuesFor(called, 'output', y as Data, outputs).map((given, i) => {
    if (given === undefined || given === null) return given;
    return naming(outputs.length > 1 ? `${called} of ${outputs[i]!.name}` : called, () => onHost(targets[i], given));
  });
}

/** Targets as the layer encodes them that reads them; if there is none, columns as their numbers. */
function onHost(target: TargetLayer | undefined, given: TensorLike): TensorLike {
  if (target !== undefined) return target.encode(given);
  const column: unknown = given;
  const [first] = isColumn(column) ? column.values : Array.isArray(given) ? (given as readonly unknown[]) : [];
  if (isColumn(column) && column.kind === 'date')
    throw new DataError(`expected numbers, and column ${show(column.name)} has dates. Make numbers of them.`);
  if (typeof first === 'string' || (isColumn(column) && column.kind === 'text'))
    throw new DataError(
      `expected numbers, received texts such as ${show(first)}. ` +
      'Put layers.labelEncoding() last in the model: it turns labels into classes.',
    );
  return isColumn(column) ? new Float32Array(column.values as Float64Array) : given;
}

function naming<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}
