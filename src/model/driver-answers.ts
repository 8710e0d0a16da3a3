import { ConfigError, show } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { Tensor } from '../graph/tensor.ts';
import { cast } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { mustNotBeAsync } from '../optimizers/recorded.ts';
import type { Answers, Driver, Numbers, Request } from '../optimizers/index.ts';

/** Checks of what a driver answers. Each throws a ConfigError that names the driver and its method. */

const isObject = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** What one of its programs answers: numbers by name. @shape each [] */
export function answersOf({ kind }: Driver, program: string, given: unknown): Answers {
  mustNotBeAsync(`${kind}: ${program}`, given);
  if (!isObject(given))
    throw new ConfigError(`${kind}: ${program} must answer with a record of tensors of one element, received ${show(given)}.`);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (value instanceof Tensor && value.size === 1) return [name, cast(reshape(value, []), 'float32')];
      const received = value instanceof Tensor ? showShape(value.shape) : show(value);
      throw new ConfigError(
        `${kind}: the answer '${name}' of ${program} must be a tensor of one element, received ${received}. Sum it, or keep it in a slot.`,
      );
    }),
  );
}

/** Starts `descend`. @throws {ConfigError} if it gives no generator */
export function courseOf(driver: Driver, begun: Numbers): ReturnType<Driver['descend']> {
  const course: unknown = driver.descend(begun);
  if (typeof (course as { next?: unknown } | undefined)?.next === 'function') return course as ReturnType<Driver['descend']>;
  throw new ConfigError(`${driver.kind}: descend must be an async generator (async *descend), received ${show(course)}.`);
}

/** A request that `descend` yields. */
export function requestOf(driver: Driver, given: unknown): Request {
  if (!isObject(given) || typeof given['evaluate'] !== 'string')
    throw new ConfigError(
      `${driver.kind}: descend must yield { evaluate, at }, the name of an evaluation and its numbers, received ${show(given)}.`,
    );
  const { evaluate, at } = given as unknown as Request;
  return { evaluate, at: numbersOf(driver, `descend must yield, as 'at' of ${evaluate},`, at) };
}

/** Numbers for a program. */
export function numbersOf({ kind }: Driver, what: string, given: unknown): readonly number[] {
  if (Array.isArray(given) && all(given, (n) => typeof n === 'number')) return given as number[];
  throw new ConfigError(`${kind}: ${what} an array of numbers, received ${show(given)}.`);
}

/** @param program  the function, as the driver has it
 *  @param beside  how many arguments come before the numbers
 *  @throws {ConfigError} if `descend` gives fewer numbers than the function takes */
export function mustBeEnough({ kind }: Driver, name: string, program: (...args: never) => unknown, at: number, beside: number): void {
  const taken = program.length - beside;
  if (at >= taken) return;
  throw new ConfigError(
    `${kind}: ${name} takes ${taken} ${taken === 1 ? 'number' : 'numbers'}, and descend gives ${at === 0 ? 'none' : at}. ` +
      `Give them ${name === 'accept' ? 'as what descend returns' : "as 'at'"}, in an array.`,
  );
}

/** @param program  'evaluate' with the name of an evaluation, or 'accept'
 *  @param used  what its answers and changes are computed of
 *  @throws {ConfigError} if one of the numbers that `descend` gives has no part in the program */
export function mustUseAll({ kind }: Driver, program: string, at: readonly Tensor[], used: ReadonlySet<Tensor>): void {
  const idle = at.findIndex((number) => !used.has(number));
  if (idle < 0) return;
  throw new ConfigError(
    `${kind}: ${program} receives ${at.length} ${at.length === 1 ? 'number' : 'numbers'} from descend, and makes nothing of that at ` +
      `position ${idle} (counted from 0). Leave it away in descend, or take it as an argument.`,
  );
}
