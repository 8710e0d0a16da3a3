export * from './factories.ts';
export { input } from './input.ts';
export { Layer } from './layer.ts';
export { Wrapper, type WrapperOptions } from './wrapper.ts';
export type { ApplyOptions } from './apply.ts';
export type { BatchShape, CallContext, LayerOptions, WeightOptions } from './layer.ts';
