import type { Option } from '../core/declaration.ts';
import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { madeOf, savedPart } from '../core/saved.ts';
import { showShape } from '../core/shape.ts';
import { mustBeTensor, type Tensor } from '../graph/tensor.ts';
import { reshape } from '../op/move.ts';
import { schedule, type Schedule } from './schedule.ts';

/** Values of an option `learningRate`: a rate, a schedule, or a function over ops of the number of steps done, which gives the
 *  rate. A file names such a function; it is loaded by `customObjects`. */
export type LearningRate = number | Schedule | ((step: Tensor) => Tensor);

/** Whether a value is a schedule: arrays, typed or not, have a function `at`, too. */
export const isSchedule = (value: unknown): value is Schedule =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Schedule>).at === 'function' && !(Symbol.iterator in value);

/** A rate or a schedule. @throws {ConfigError} if the value means neither */
export function rateOf(where: string, name: string, value: unknown): number | Schedule {
  if (typeof value === 'function') return scheduleOf(where, name, value as (step: Tensor) => Tensor);
  if (isSchedule(value)) return value;
  if (typeof value === 'object')
    throw new ConfigError(`${where}: ${name} must be a number, a schedule or a function of the step, received ${show(value)}.`);
  return checkNumber(where, name, value, { least: 0 });
}

/** The schedule that a user's function is. */
function scheduleOf(where: string, name: string, rateAt: (step: Tensor) => Tensor): Schedule {
  return madeOf(schedule(rateAt.name, {}, (step) => rateIn(`${where}: ${name}`, rateAt(step))), rateAt, rateAt.name);
}

/** The rate that a user's function or schedule answered with. @shape []
 *  @throws {ConfigError | ShapeError} if it is no tensor of one float32 number */
export function rateIn(where: string, answer: unknown): Tensor {
  const rate = mustBeTensor(where, answer);
  if (rate.size === 1 && rate.dtype === 'float32') return reshape(rate, []);
  throw new ShapeError(`${where} must give one float32 number for a step, received ${rate.dtype} of shape ${showShape(rate.shape)}.`);
}

/** The option of a schedule that holds another one. The registry makes that one first when both come from a file. */
export function innerRate(): Option<LearningRate, number | Schedule> {
  return { check: rateOf, store: (held) => (typeof held === 'number' ? held : savedPart('a schedule', held, {})) };
}
