/** The regularizers. Each export can be made, saved and loaded by its name. */
export * from './norms.ts';
export * from './orthogonal.ts';
