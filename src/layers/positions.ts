import { ShapeError } from '../core/errors.ts';
import { checkInteger, checkKeys } from '../core/options.ts';
import { mustBeTable, showShape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { reshape } from '../op/move.ts';
import type { CallArguments } from '../trace/trace.ts';
import type { ApplyOptions } from './apply.ts';

/** What the call of a layer of positions takes besides its input. */
export interface PositionArguments extends ApplyOptions {
  /** The position of the first step (default 0). */
  readonly startIndex?: number | undefined;
}

/** The position of the first step. @throws {ConfigError} on unknown arguments, and unless it is an integer from 0 on */
export function startOf(where: string, args: CallArguments): number {
  checkKeys(where, args, ['mask', 'training', 'startIndex']);
  return checkInteger(where, 'startIndex', args['startIndex'] ?? 0, 0);
}

/** A table of so many steps and features, computed in float64. */
export function tableOf(steps: number, features: number, at: (step: number, feature: number) => number): Float32Array {
  mustBeTable('positions', [steps, features]);
  return Float32Array.from({ length: steps * features }, (_, i) => at(Math.floor(i / features), i % features));
}

/** The row of a table for the position of each sequence's step, `start` positions on.
 *  @shape table [positions, features], positions [batch] int32, x [batch, 1, features] -> as x */
export function rowsOf(where: string, table: Tensor, positions: Tensor, start: number, x: Tensor): Tensor {
  if (x.rank !== 3) throw new ShapeError(`${where}: expected one step of shape [*, 1, features], received ${showShape(x.shape)}.`);
  return reshape(takeRows(table, add(positions, constant(Int32Array.of(start), []))), x.shape);
}
