/** The schedules. Each export can be made, saved and loaded by its name. */
export { cosineDecay, type CosineDecayOptions } from './cosine-decay.ts';
export { exponentialDecay, type ExponentialDecayOptions } from './exponential-decay.ts';
