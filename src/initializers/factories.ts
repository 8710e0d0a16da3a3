/** The initializers. Each export can be made, saved and loaded by its name. */
export * from './basic.ts';
export * from './identity.ts';
export * from './orthogonal.ts';
export * from './variance-scaling.ts';
