/** myelin: trains neural networks in Node.js at the speed of the processor. The public surface, re-exports only. */
export * as activations from './activations/index.ts';
export * as constraints from './constraints/index.ts';
export * as initializers from './initializers/index.ts';
export * as layers from './layers/index.ts';
export * as losses from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export * as optimizers from './optimizers/index.ts';
export * as regularizers from './regularizers/index.ts';
export * as schedules from './schedules/index.ts';
export * as ops from './ops.ts';
export * as datasets from './data/datasets.ts';

export { backend } from './backend/select.ts';
export { tensor, Tensor } from './graph/tensor.ts';
export { Variable, variable } from './graph/variable.ts';
export { dtypePolicy, setDtypePolicy } from './layers/dtype-policy.ts';
export { Layer } from './layers/layer.ts';
export { input } from './layers/input.ts';
export { grad, valueAndGrad } from './model/grad.ts';
export { loadModel } from './model/load-model.ts';
export { Sequential, sequential } from './model/sequential.ts';
export { BackendError, ConfigError, DataError, FormatError, MyelinError, ShapeError } from './core/errors.ts';

export type { Callback, History } from './model/callback.ts';
export type { CompileOptions, Logs } from './model/training.ts';
export type { EvaluateOptions, PredictOptions } from './model/evaluate.ts';
export type { FitOptions, ValidationData } from './model/fit.ts';
export type { LoadOptions } from './model/load-model.ts';
export type { Profile, ProfileOptions, ProfileRow } from './model/profile.ts';
export type { SaveOptions } from './model/save.ts';
export type { SequentialOptions } from './model/sequential.ts';
export type { DtypePolicy } from './layers/dtype-policy.ts';
export type { QuantizationMode } from './layers/quantization.ts';
export type { DType, TypedArray } from './core/dtype.ts';
export type { Shape } from './core/shape.ts';
export type { NestedNumbers, TensorLike } from './graph/tensor.ts';
