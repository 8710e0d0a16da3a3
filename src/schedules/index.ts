export * from './factories.ts';
export type { Schedule } from './schedule.ts';
