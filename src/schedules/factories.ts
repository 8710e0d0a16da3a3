/** The schedules. Each export can be made, saved and loaded by its name. */
export { cosineDecay, type CosineDecayOptions } from './cosine-decay.ts';
export { cosineDecayRestarts, type CosineDecayRestartsOptions } from './cosine-decay-restarts.ts';
export { exponentialDecay, type ExponentialDecayOptions } from './exponential-decay.ts';
export { inverseTimeDecay, type InverseTimeDecayOptions } from './inverse-time-decay.ts';
export { oneCycle, type OneCycleOptions } from './one-cycle.ts';
export { piecewiseConstantDecay, type PiecewiseConstantDecayOptions } from './piecewise-constant-decay.ts';
export { polynomialDecay, type PolynomialDecayOptions } from './polynomial-decay.ts';
export { warmup, type WarmupOptions } from './warmup.ts';
