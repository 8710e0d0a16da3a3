/** The initializers. Each export can be made, saved and loaded by its name. */
export * from './basic.ts';
export * from './variance-scaling.ts';
