export * from './activations.ts';
export type { ActivationFunction, ActivationLike, ActivationName } from './registry.ts';
