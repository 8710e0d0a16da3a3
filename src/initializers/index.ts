export * from './factories.ts';
export type { Initializer, SeedOptions } from './initializer.ts';
export type { InitializerLike, InitializerName } from './registry.ts';
