import type { Option } from '../core/declaration.ts';
import { ConfigError, ShapeError, show, unknownName } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { partConfig } from '../core/parts.ts';
import { showShape } from '../core/shape.ts';
import { mustBeTensor, type Tensor } from '../graph/tensor.ts';
import { reshape } from '../op/move.ts';
import { schedule, type Schedule } from './schedule.ts';

/** Functions that make saved schedules again, by kind. `registry.ts` puts them here: a schedule that holds another one reads
 *  them here, because it cannot import the registry, which imports it. */
export const SCHEDULES: Record<string, (options: never) => Schedule> = {};

/** Values of an option `learningRate`: a rate, a schedule, or a function over ops of the number of steps done, which gives the
 *  rate. A function cannot be loaded again from a file. */
export type LearningRate = number | Schedule | ((step: Tensor) => Tensor);

/** A rate or a schedule; a schedule may be given in its saved form. @throws {ConfigError} if it is neither */
function resolveLearningRate(where: string, name: string, value: unknown): number | Schedule {
  if (typeof value === 'function') return scheduleOf(where, name, value as (step: Tensor) => Tensor);
  if (typeof value === 'object' && value !== null && 'kind' in value) {
    const { kind, config } = value as Schedule;
    if ('at' in value && typeof value.at === 'function') return value as Schedule;
    if (typeof kind !== 'string' || !Object.hasOwn(SCHEDULES, kind)) unknownName('schedule', kind, Object.keys(SCHEDULES));
    return SCHEDULES[kind]!(config as never);
  }
  if (typeof value === 'object') throw new ConfigError(`${where}: ${name} must be a number or a schedule, received ${show(value)}.`);
  return checkNumber(where, name, value, { least: 0 });
}

/** The schedule that a user's function is. Its kind is no name of a schedule, so that a file that has it is refused. */
function scheduleOf(where: string, name: string, rateAt: (step: Tensor) => Tensor): Schedule {
  return schedule(`function ${rateAt.name}`, {}, (step) => {
    const rate = mustBeTensor(`${where}: ${name}`, rateAt(step));
    if (rate.size === 1 && rate.dtype === 'float32') return reshape(rate, []);
    throw new ShapeError(
      `${where}: ${name} must give one float32 number for a step, received ${rate.dtype} of shape ${showShape(rate.shape)}.`,
    );
  });
}

export function rate(): Option<LearningRate, number | Schedule> {
  return { check: resolveLearningRate, store: (held) => (typeof held === 'number' ? held : partConfig(held)) };
}
