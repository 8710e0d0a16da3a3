import { isForm, makingInner, partFromSaved } from '../core/custom-objects.ts';
import type { Option } from '../core/declaration.ts';
import { savedPart, type SavedPart } from '../core/saved.ts';
import * as factories from './factories.ts';
import { rateOf, type LearningRate } from './rate.ts';
import type { Schedule } from './schedule.ts';

export type { LearningRate } from './rate.ts';

const fromSaved = (where: string, name: string, saved: SavedPart): Schedule =>
  partFromSaved('a schedule', saved, SCHEDULES, (made) => rateOf(where, name, made) as Schedule);

/** Functions that make saved schedules again, by kind, with those within them. */
export const SCHEDULES: Readonly<Record<string, (options: never) => Schedule>> = makingInner(factories, (saved) =>
  fromSaved('a schedule', 'learningRate', saved),
);

/** The saved form of a schedule. @throws {ConfigError} on one of the user's own without kind and config */
export const savedSchedule = (held: Schedule): SavedPart => savedPart('a schedule', held, SCHEDULES);

/** The option of an optimizer: a rate, a schedule or its saved form, or a function. */
export const rate = (): Option<LearningRate, number | Schedule> => ({
  check: (where, name, given) => (isForm(given) ? fromSaved(where, name, given) : rateOf(where, name, given)),
  store: (held) => (typeof held === 'number' ? held : savedSchedule(held)),
});
