import * as factories from './factories.ts';
import { SCHEDULES } from './rate.ts';

Object.assign(SCHEDULES, factories);

export { rate, SCHEDULES, type LearningRate } from './rate.ts';
