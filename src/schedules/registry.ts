import type { Option } from '../core/declaration.ts';
import { partFromSaved } from '../core/custom-objects.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { savedPart, type SavedPart } from '../core/saved.ts';
import * as factories from './factories.ts';
import type { Schedule } from './schedule.ts';

/** Functions that make saved schedules again, by kind. */
export const SCHEDULES: Readonly<Record<string, (options: never) => Schedule>> = { ...factories };

/** Values of an option `learningRate`. */
export type LearningRate = number | Schedule;

/** A rate or a schedule; a schedule may be given in its saved form. @throws {ConfigError} if it is neither */
function resolveLearningRate(where: string, name: string, value: unknown): LearningRate {
  if (typeof value === 'object' && value !== null && 'kind' in value) {
    if (isSchedule(value)) return value;
    const accept = (made: unknown): Schedule => (isSchedule(made) ? made : wrong(where, name, made));
    return partFromSaved('a schedule', value as Schedule, SCHEDULES, accept);
  }
  if (typeof value === 'object') wrong(where, name, value);
  return checkNumber(where, name, value, { least: 0 });
}

const isSchedule = (value: unknown): value is Schedule =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Schedule>).at === 'function';

function wrong(where: string, name: string, value: unknown): never {
  throw new ConfigError(`${where}: ${name} must be a number or a schedule, received ${show(value)}.`);
}

/** The saved form of a schedule. @throws {ConfigError} on one of the user's own without kind and config */
export const savedSchedule = (held: Schedule): SavedPart => savedPart('a schedule', held, SCHEDULES);

export const rate = (): Option<LearningRate, LearningRate> => ({
  check: resolveLearningRate,
  store: (held) => (typeof held === 'number' ? held : savedSchedule(held)),
});
