import { ConfigError } from '../core/errors.ts';
import { kept, maybe, type Option } from '../core/declaration.ts';
import { checkShape, LEAST } from '../core/options.ts';
import { normalizeAxes, sizeOf, type Shape } from '../core/shape.ts';

/** Options that say which axes of a weight are the inputs and the outputs of a unit. Give both or none. */
export interface FanOptions {
  /** Axes whose sizes together are the number of inputs of a unit (default: all but the last, as for a kernel of a convolution). */
  inputAxes?: readonly number[];
  /** Axes whose sizes together are the number of outputs (default: all but the last but one). */
  outputAxes?: readonly number[];
}

type Axes = Option<readonly number[] | undefined, readonly number[] | undefined>;
const axes: Axes = maybe(kept((where, name, given: readonly number[]) => checkShape(where, name, given, LEAST)));

/** The declaration of these options. */
export const FANS: Readonly<Record<keyof FanOptions, Axes>> = { inputAxes: axes, outputAxes: axes };

/** @throws {ConfigError} if only one of the options is given */
export function checkFans(where: string, { inputAxes, outputAxes }: FanOptions): void {
  if ((inputAxes === undefined) === (outputAxes === undefined)) return;
  throw new ConfigError(`${where}: inputAxes and outputAxes go together, received ${inputAxes ? 'inputAxes' : 'outputAxes'} alone.`);
}

/** Number of inputs and outputs of one unit: the sides of a matrix; for a convolution, channels times the receptive field.
 *  @throws {ShapeError} if the shape has no such axes */
export function fans(where: string, shape: Shape, { inputAxes, outputAxes }: FanOptions = {}): { fanIn: number; fanOut: number } {
  const along = (list: readonly number[]): number => sizeOf(normalizeAxes(list, shape.length, where).map((a) => shape[a]!));
  if (inputAxes !== undefined && outputAxes !== undefined) return { fanIn: along(inputAxes), fanOut: along(outputAxes) };
  if (shape.length === 0) return { fanIn: 1, fanOut: 1 };
  if (shape.length === 1) return { fanIn: shape[0]!, fanOut: shape[0]! };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}
