export * from './basic.ts';
export * from './variance-scaling.ts';
export type { Initializer, SeedOptions } from './initializer.ts';
export type { InitializerLike, InitializerName } from './registry.ts';
