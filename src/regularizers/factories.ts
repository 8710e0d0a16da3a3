/** The regularizers: what stands here can be made, saved and loaded by its name. */
export * from './norms.ts';
