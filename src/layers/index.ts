export * from './factories.ts';
export { input } from './input.ts';
export { Layer } from './layer.ts';
export { RNNCell, type CellArguments, type CellSteps } from './rnn-cell.ts';
export type { Recurrent, RecurrentOptions } from './recurrent.ts';
export { Wrapper, type WrapperOptions } from './wrapper.ts';
export type { ApplyOptions } from './apply.ts';
export type { BatchShape, CallContext, LayerOptions, WeightOptions } from './layer.ts';
