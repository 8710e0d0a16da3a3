import { DataError, MyelinError, show } from '../core/errors.ts';
import { forEach, type Pieces } from '../core/pieces.ts';
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
  try {
    return [table.without(y), table.column(y)];
  } catch (error) {
    throw named(`${called}y`, error);
  }
}

/** The targets of each output, as numbers, in pieces.
 *  @param called  the argument's name in errors
 *  @throws {MyelinError} that names the argument */
export function* targetValues(network: Network, called: string, y: Exclude<Targets, string>): Pieces<(TensorLike | undefined)[]> {
  const { outputs, targets } = network;
  const values: (TensorLike | undefined)[] = [];
  for (const [i, given] of valuesFor(called, 'output', y as Data, outputs).entries()) {
    const name = outputs.length > 1 ? `${called} of ${outputs[i]!.name}` : called;
    try {
      values.push(given === undefined || given === null ? given : yield* onHost(targets[i], given));
    } catch (error) {
      throw named(name, error);
    }
  }
  return values;
}

/** Targets as the layer encodes them that reads them; if there is none, columns as their numbers. */
function* onHost(target: TargetLayer | undefined, given: TensorLike): Pieces<TensorLike> {
  if (target !== undefined) return yield* target.encoding(given);
  const column: unknown = given;
  const [first] = isColumn(column) ? column.values : Array.isArray(given) ? (given as readonly unknown[]) : [];
  if (isColumn(column) && column.kind === 'date')
    throw new DataError(`expected numbers, and column ${show(column.name)} has dates. Make numbers of them.`);
  if (typeof first === 'string' || (isColumn(column) && column.kind === 'text'))
    throw new DataError(
      `expected numbers, received texts such as ${show(first)}. ` +
      'Put layers.labelEncoding() last in the model: it turns labels into classes.',
    );
  if (!isColumn(column)) return given;
  const numbers = new Float32Array(column.length);
  yield* forEach(column.length, (row) => void (numbers[row] = column.values[row] as number));
  return numbers;
}

/** An error that begins with the name of an argument. */
function named(name: string, error: unknown): unknown {
  if (error instanceof MyelinError) error.message = `${name}: ${error.message}`;
  return error;
}
