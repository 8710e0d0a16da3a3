import { kept, options, stored } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { lessEqual, where } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface PiecewiseConstantDecayOptions {
  /** The last step of each piece but the last, in ascending order. */
  boundaries: readonly number[];
  /** The rate of each piece: one more than there are boundaries. */
  values: readonly number[];
}

/** @throws {ConfigError} if they are not an array of finite numbers */
function checkNumbers(where: string, name: string, given: readonly number[]): readonly number[] {
  if (!Array.isArray(given)) throw new ConfigError(`${where}: ${name} must be an array of numbers, received ${show(given)}.`);
  return Array.from(given, (value: unknown, i) => checkNumber(where, `${name}[${i}]`, value, name === 'values' ? { least: 0 } : {}));
}

const OPTIONS = options<PiecewiseConstantDecayOptions>()({ boundaries: kept(checkNumbers), values: kept(checkNumbers) });

/** A learning rate that changes at some steps: values[0] up to and including the step boundaries[0], values[1] up to
 *  boundaries[1], and so on.
 *  @throws {ConfigError} if boundaries do not ascend, or there is not one value more
 *  @source Keras 3, keras.optimizers.schedules.PiecewiseConstantDecay */
export function piecewiseConstantDecay(options: PiecewiseConstantDecayOptions): Schedule {
  const held = OPTIONS.read('piecewiseConstantDecay', options);
  const { boundaries, values } = held;
  if (values.length !== boundaries.length + 1)
    throw new ConfigError(
      `piecewiseConstantDecay: values must be one more than boundaries, received ${values.length} and ${boundaries.length}.`,
    );
  if (!boundaries.every((b, i) => i === 0 || boundaries[i - 1]! < b))
    throw new ConfigError(`piecewiseConstantDecay: boundaries must ascend, received ${show(boundaries)}.`);
  const last = constant(Float32Array.of(values.at(-1)!), []);
  return schedule('piecewiseConstantDecay', stored(held), (step) =>
    boundaries.reduceRight<Tensor>((later, boundary, i) => where(lessEqual(step, boundary), values[i]!, later), last),
  );
}
