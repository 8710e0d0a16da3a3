/** The ops: functions of tensors with Keras' names, computed at once on concrete tensors and traced on symbolic ones. */
export {
  abs, add, cast, ceil, clip, cos, divide, equal, erf, exp, expm1, floor, greater, greaterEqual, isnan, less, lessEqual,
  log, log1p, logaddexp, logicalAnd,
  logicalNot, logicalOr, maximum, minimum, multiply, negative, notEqual, power, reciprocal, relu, round, rsqrt, sigmoid,
  sign, sin, softplus, sqrt, square, subtract, tanh, where,
} from './op/elementwise.ts';
export { conv, convTranspose, depthwiseConv, separableConv } from './op/conv.ts';
export { ctcDecode, type CtcDecodeOptions } from './op/ctc-decode.ts';
export { oneHot, take } from './op/gather.ts';
export { matmul } from './op/gemm.ts';
export { broadcastTo, concatenate, expandDims, reshape, slice, split, squeeze, stack, stopGradient, transpose } from './op/move.ts';
export { averagePool, maxPool } from './op/pool.ts';
export { argmax, argmin, max, mean, min, prod, sum } from './op/reduce.ts';
export { arctan2, extractSequences, rfft, stft, type RfftOptions, type StftOptions } from './op/spectrum.ts';
export { all, any, norm, std, variance as var } from './op/statistics.ts';
export { logSoftmax, softmax, sparsemax } from './op/softmax.ts';
export { full } from './graph/tensor.ts';
export { map, scan, type InForm, type LoopGiven, type LoopOptions, type LoopTensors } from './trace/loops.ts';
