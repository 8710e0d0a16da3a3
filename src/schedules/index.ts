export { cosineDecay, type CosineDecayOptions } from './cosine-decay.ts';
export { exponentialDecay, type ExponentialDecayOptions } from './exponential-decay.ts';
export type { Schedule } from './schedule.ts';
