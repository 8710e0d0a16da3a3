export * from './activations.ts';
export type { GeluOptions, GluOptions, SquareplusOptions } from './gates.ts';
export type { EluOptions, LeakyReluOptions, ReluOptions, ThresholdOptions } from './rectifiers.ts';
export type { ActivationFunction, ActivationLike, ActivationName } from './registry.ts';
export type { ShrinkOptions } from './shrinks.ts';
