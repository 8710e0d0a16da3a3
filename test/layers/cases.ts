import { constraints, layers, regularizers, type Layer } from '../../src/index.ts';

export interface LayerCase {
  readonly make: () => Layer;
  readonly inputShape: readonly number[];
  /** Shapes of further inputs. */
  readonly more?: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  readonly params: number;
}

/** Every layer at least once: what the cross-cutting tests run over. */
export const LAYER_CASES: Readonly<Record<string, LayerCase>> = {
  dense: { make: () => layers.dense({ units: 3, activation: 'tanh' }), inputShape: [2, 4], outputShape: [2, 3], params: 15 },
  'dense without bias over two axes': {
    make: () => layers.dense({ units: 2, useBias: false, kernelInitializer: 'heUniform' }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 2],
    params: 8,
  },
  'dense with one unit': {
    make: () => layers.dense({ units: 1, activation: 'sigmoid', biasInitializer: 'ones' }),
    inputShape: [3, 2],
    outputShape: [3, 1],
    params: 3,
  },
  'dense of bfloat16': {
    make: () => layers.dense({ units: 3, dtype: 'mixed_bfloat16' }),
    inputShape: [2, 4],
    outputShape: [2, 3],
    params: 15,
  },
  'dense with penalties and constraints': {
    make: () =>
      layers.dense({
        units: 2, kernelRegularizer: 'l1', biasRegularizer: regularizers.l2({ l2: 0.5 }),
        activityRegularizer: regularizers.l1l2({ l2: 0.1 }), kernelConstraint: constraints.maxNorm({ maxValue: 3 }),
        biasConstraint: 'maxNorm',
      }),
    inputShape: [2, 4], outputShape: [2, 2], params: 10,
  },
  activation: { make: () => layers.activation({ activation: 'gelu' }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  add: { make: () => layers.add(), inputShape: [2, 3, 4], more: [[2, 4], [2, 3, 1]], outputShape: [2, 3, 4], params: 0 },
  batchNormalization: {
    make: () => layers.batchNormalization({ momentum: 0.5, movingMeanInitializer: 'ones' }),
    inputShape: [3, 4],
    outputShape: [3, 4],
    params: 16,
  },
  'batchNormalization of another axis': {
    make: () => layers.batchNormalization({ axis: 1, center: false, gammaRegularizer: 'l2' }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 4],
    params: 9,
  },
  categoryEncoding: {
    make: () => layers.categoryEncoding({ numTokens: 5, outputMode: 'oneHot' }), inputShape: [2, 4], outputShape: [2, 4, 5], params: 0,
  },
  concatenate: { make: () => layers.concatenate({ axis: 1 }), inputShape: [2, 3, 4], more: [[2, 1, 4]], outputShape: [2, 4, 4], params: 0 },
  discretization: {
    make: () => layers.discretization({ binBoundaries: [-0.5, 0, 0.5], outputMode: 'count' }),
    inputShape: [2, 4], outputShape: [2, 4], params: 0,
  },
  'discretization with bounds that it found': {
    make: () => {
      const layer = layers.discretization({ numBins: 3, outputMode: 'oneHot' });
      layer.adapt([-1, 0.5, 0.25, 2, 0]);
      return layer;
    },
    inputShape: [2, 4], outputShape: [2, 4, 3], params: 0,
  },
  dropout: { make: () => layers.dropout({ rate: 0.5 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  elu: { make: () => layers.elu({ alpha: 0.5 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  embedding: {
    make: () => layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true, embeddingsConstraint: 'maxNorm' }),
    inputShape: [2, 4],
    outputShape: [2, 4, 2],
    params: 6,
  },
  flatten: { make: () => layers.flatten(), inputShape: [2, 3, 4], outputShape: [2, 12], params: 0 },
  groupNormalization: {
    make: () => layers.groupNormalization({ groups: 2, epsilon: 0.1 }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 4],
    params: 8,
  },
  'groupNormalization of another axis': {
    make: () => layers.groupNormalization({ groups: -1, axis: 1, center: false, gammaRegularizer: 'l2', gammaInitializer: 'heNormal' }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 4],
    params: 3,
  },
  input: { make: () => layers.inputLayer({ shape: [4] }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  layerNormalization: { make: () => layers.layerNormalization(), inputShape: [2, 4], outputShape: [2, 4], params: 8 },
  'layerNormalization of two axes': {
    make: () => layers.layerNormalization({ axis: [-1, 1], epsilon: 0.1, scale: false }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 4],
    params: 12,
  },
  leakyReLU: { make: () => layers.leakyReLU({ negativeSlope: 0.1 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  masking: { make: () => layers.masking({ maskValue: 1 }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0 },
  normalization: { make: () => layers.normalization(), inputShape: [2, 4], outputShape: [2, 4], params: 8 },
  'normalization by what is given': {
    make: () => layers.normalization({ axis: [1, 2], mean: [1, 2, 3, 4], variance: [4, 3, 2, 1], invert: true }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 4],
    params: 0,
  },
  prelu: {
    make: () => layers.prelu({ alphaInitializer: 'heNormal', alphaRegularizer: 'l2', alphaConstraint: 'maxNorm' }),
    inputShape: [2, 3, 4],
    outputShape: [2, 3, 4],
    params: 12,
  },
  'prelu of shared axes': {
    make: () => layers.prelu({ sharedAxes: [1] }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 4,
  },
  reLU: {
    make: () => layers.reLU({ maxValue: 0.75, negativeSlope: 0.25, threshold: 0.125 }), inputShape: [2, 4], outputShape: [2, 4], params: 0,
  },
  rescaling: { make: () => layers.rescaling({ scale: 0.5, offset: -1 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  reshape: { make: () => layers.reshape({ targetShape: [2, -1] }), inputShape: [3, 6], outputShape: [3, 2, 3], params: 0 },
  softmax: { make: () => layers.softmax({ axis: [1, -1] }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0 },
};
