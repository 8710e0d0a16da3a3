import type { Option } from '../core/declaration.ts';
import { show, unknownName, ConfigError } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { partConfig } from '../core/parts.ts';
import * as factories from './factories.ts';
import type { Schedule } from './schedule.ts';

/** Functions that make saved schedules again, by kind. */
export const SCHEDULES: Readonly<Record<string, (options: never) => Schedule>> = { ...factories };

/** Values of an option `learningRate`. */
export type LearningRate = number | Schedule;

/** A rate or a schedule; a schedule may be given in its saved form. @throws {ConfigError} if it is neither */
function resolveLearningRate(where: string, name: string, value: unknown): LearningRate {
  if (typeof value === 'object' && value !== null && 'kind' in value) {
    const { kind, config } = value as Schedule;
    if ('at' in value && typeof value.at === 'function') return value as Schedule;
    if (typeof kind !== 'string' || !Object.hasOwn(SCHEDULES, kind)) unknownName('schedule', kind, Object.keys(SCHEDULES));
    return SCHEDULES[kind]!(config as never);
  }
  if (typeof value === 'object') throw new ConfigError(`${where}: ${name} must be a number or a schedule, received ${show(value)}.`);
  return checkNumber(where, name, value, { least: 0 });
}

export const rate = (): Option<LearningRate, LearningRate> => ({
  check: resolveLearningRate,
  store: (held) => (typeof held === 'number' ? held : partConfig(held)),
});
