import { constraints, layers, ops, regularizers, type Layer } from '../../src/index.ts';
import { RECURRENT_CASES } from './recurrent-cases.ts';
import { IMAGE_CASES } from './image-cases.ts';
import { POOLING_CASES } from './pooling-cases.ts';
import { CONV_CASES } from './conv-cases.ts';
import { SIGNAL_CASES } from './signal-cases.ts';

export interface LayerCase {
  readonly make: () => Layer;
  readonly inputShape: readonly number[];
  /** Shapes of further inputs. */
  readonly more?: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  readonly params: number;
  /** Why a file cannot keep the layer, as the error says it. */
  readonly unsaved?: RegExp;
  /** Whether values at random keep the loss from falling. */
  readonly random?: boolean;
}

/** Every layer at least once: what the cross-cutting tests run over. */
export const LAYER_CASES: Readonly<Record<string, LayerCase>> = {
  ...RECURRENT_CASES,
  ...CONV_CASES,
  ...SIGNAL_CASES,
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
  'batchNormalization with corrections': {
    make: () => layers.batchNormalization({ renorm: true, renormClipping: { rmin: 0.5, rmax: 3, dmax: 2 }, renormMomentum: 0.8 }),
    inputShape: [3, 4], outputShape: [3, 4], params: 28,
  },
  concatenate: { make: () => layers.concatenate({ axis: 1 }), inputShape: [2, 3, 4], more: [[2, 1, 4]], outputShape: [2, 4, 4], params: 0 },
  categoryEncoding: {
    make: () => layers.categoryEncoding({ numTokens: 5, outputMode: 'oneHot' }), inputShape: [2, 4], outputShape: [2, 4, 5], params: 0,
  },
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
  elu: { make: () => layers.elu({ alpha: 0.5 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  dropout: { make: () => layers.dropout({ rate: 0.5 }), inputShape: [2, 4], outputShape: [2, 4], params: 0, random: true },
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
  'rescaling of each channel': {
    make: () => layers.rescaling({ scale: [1, 2, 3, 4], offset: [[1], [2], [3]] }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0,
  },
  reshape: { make: () => layers.reshape({ targetShape: [2, -1] }), inputShape: [3, 6], outputShape: [3, 2, 3], params: 0 },
  softmax: { make: () => layers.softmax({ axis: [1, -1] }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0 },
  activityRegularization: {
    make: () => layers.activityRegularization({ l1: 0.01, l2: 0.02 }), inputShape: [2, 4], outputShape: [2, 4], params: 0,
  },
  alphaDropout: {
    make: () => layers.alphaDropout({ rate: 0.2, noiseShape: [null, 1, null] }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0, random: true,
  },
  attention: {
    make: () => layers.attention({ useScale: true }),
    inputShape: [2, 3, 4], more: [[2, 5, 4]], outputShape: [2, 3, 4], params: 1,
  },
  'attention by concatenation': {
    make: () => layers.attention({ scoreMode: 'concat', dropout: 0.5, seed: 3 }),
    inputShape: [2, 3, 4], more: [[2, 5, 2], [2, 5, 4]], outputShape: [2, 3, 2], params: 1, random: true,
  },
  additiveAttention: {
    make: () => layers.additiveAttention(), inputShape: [2, 3, 4], more: [[2, 5, 4]], outputShape: [2, 3, 4], params: 4,
  },
  multiHeadAttention: {
    make: () => layers.multiHeadAttention({ numHeads: 2, keyDim: 3, valueDim: 2, useGate: true, slidingWindow: 2 }),
    inputShape: [2, 3, 4], more: [[2, 4, 4]], outputShape: [2, 3, 4], params: 120,
  },
  'multiHeadAttention of an axis': {
    make: () =>
      layers.multiHeadAttention({
        numHeads: 2, keyDim: 2, outputShape: [3, 1], attentionAxes: 1, useBias: false, kernelRegularizer: 'l2', dropout: 0.5,
      }),
    inputShape: [2, 3, 2, 4], more: [[2, 4, 2, 4]], outputShape: [2, 3, 2, 3, 1], params: 60, random: true,
  },
  groupQueryAttention: {
    make: () => layers.groupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, activityRegularizer: 'l2' }),
    inputShape: [2, 3, 4], more: [[2, 4, 4], [2, 4, 4]], outputShape: [2, 3, 4], params: 116,
  },
  positionEmbedding: {
    make: () => layers.positionEmbedding({ sequenceLength: 5 }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 20,
  },
  rotaryEmbedding: {
    make: () => layers.rotaryEmbedding({ maxWavelength: 100, scalingFactor: 2 }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0,
  },
  sinePositionEncoding: {
    make: () => layers.sinePositionEncoding(), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0,
  },
  transformerDecoder: {
    make: () => layers.transformerDecoder({ intermediateDim: 3, numHeads: 2, layerNormEpsilon: 0.1 }),
    inputShape: [2, 3, 4], more: [[2, 2, 6]], outputShape: [2, 3, 4], params: 231,
  },
  'transformerDecoder of a sequence alone': {
    make: () =>
      layers.transformerDecoder({ intermediateDim: 3, numHeads: 1, normalizeFirst: true, activation: 'tanh', layerNormEpsilon: 0.1 }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 127,
  },
  transformerEncoder: {
    make: () => layers.transformerEncoder({ intermediateDim: 3, numHeads: 2, activation: 'tanh', layerNormEpsilon: 0.1, dropout: 0.5 }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 127, random: true,
  },
  average: { make: () => layers.average(), inputShape: [2, 3, 4], more: [[2, 4], [2, 3, 1]], outputShape: [2, 3, 4], params: 0 },
  cropping1d: { make: () => layers.cropping1d({ cropping: [1, 2] }), inputShape: [2, 5, 3], outputShape: [2, 2, 3], params: 0 },
  cropping2d: {
    make: () => layers.cropping2d({ cropping: [1, [0, 2]], dataFormat: 'channelsFirst' }),
    inputShape: [2, 2, 3, 4], outputShape: [2, 2, 1, 2], params: 0,
  },
  cropping3d: { make: () => layers.cropping3d(), inputShape: [2, 3, 4, 5, 2], outputShape: [2, 1, 2, 3, 2], params: 0 },
  dot: { make: () => layers.dot({ axes: [2, 1] }), inputShape: [2, 3, 4], more: [[2, 4, 2]], outputShape: [2, 3, 2], params: 0 },
  'dot of cosines': {
    make: () => layers.dot({ axes: -1, normalize: true }), inputShape: [2, 4], more: [[2, 4]], outputShape: [2, 1], params: 0,
  },
  'dropout of whole steps': {
    make: () => layers.dropout({ rate: 0.3, noiseShape: [null, null, 1], seed: 4 }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0, random: true,
  },
  einsumDense: {
    make: () => layers.einsumDense({
      equation: 'abc,cd->abd', outputShape: [null, 2], biasAxes: 'd', activation: 'tanh', kernelRegularizer: 'l2',
      biasConstraint: 'maxNorm',
    }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 2], params: 10,
  },
  'einsumDense with a product for each place': {
    make: () => layers.einsumDense({ equation: 'abc,bcd->adb', outputShape: [2, null], biasAxes: 'db', kernelInitializer: 'heNormal' }),
    inputShape: [2, 3, 4], outputShape: [2, 2, 3], params: 30,
  },
  'einsumDense of more axes': {
    make: () => layers.einsumDense({ equation: '...x,xy->...y', outputShape: 3, kernelInitializer: 'randomNormal' }),
    inputShape: [2, 3, 2, 4], outputShape: [2, 3, 2, 3], params: 12,
  },
  'einsumDense of more axes behind': {
    make: () => layers.einsumDense({ equation: 'ab...,bc->ac...', outputShape: 3, biasAxes: 'c' }),
    inputShape: [2, 4, 2], outputShape: [2, 3, 2], params: 15,
  },
  'flatten of channels that come first': {
    make: () => layers.flatten({ dataFormat: 'channelsFirst' }), inputShape: [2, 3, 2, 2], outputShape: [2, 12], params: 0,
  },
  gaussianDropout: {
    make: () => layers.gaussianDropout({ rate: 0.2, seed: 3 }), inputShape: [2, 4], outputShape: [2, 4], params: 0, random: true,
  },
  gaussianNoise: { make: () => layers.gaussianNoise({ stddev: 0.2 }), inputShape: [2, 4], outputShape: [2, 4], params: 0, random: true },
  identity: { make: () => layers.identity(), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  lambda: {
    make: () => layers.lambda({ function: (x, { factor }) => ops.multiply(ops.tanh(x), factor as number), arguments: { factor: 2 } }),
    inputShape: [2, 4], outputShape: [2, 4], params: 0,
    unsaved: /the function of a lambda cannot be saved\. Make a class that extends Layer/,
  },
  maximum: { make: () => layers.maximum(), inputShape: [2, 3, 4], more: [[2, 4], [2, 3, 1]], outputShape: [2, 3, 4], params: 0 },
  minimum: { make: () => layers.minimum(), inputShape: [2, 3, 4], more: [[2, 4], [2, 3, 1]], outputShape: [2, 3, 4], params: 0 },
  multiply: { make: () => layers.multiply(), inputShape: [2, 3, 4], more: [[2, 4], [2, 3, 1]], outputShape: [2, 3, 4], params: 0 },
  permute: { make: () => layers.permute({ dims: [3, 1, 2] }), inputShape: [2, 3, 4, 5], outputShape: [2, 5, 3, 4], params: 0 },
  repeatVector: { make: () => layers.repeatVector({ n: 3 }), inputShape: [2, 4], outputShape: [2, 3, 4], params: 0 },
  rmsNormalization: { make: () => layers.rmsNormalization(), inputShape: [2, 4], outputShape: [2, 4], params: 4 },
  'rmsNormalization of two axes': {
    make: () => layers.rmsNormalization({ axis: [2, -2], epsilon: 0.1 }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 12,
  },
  spatialDropout1d: {
    make: () => layers.spatialDropout1d({ rate: 0.3, seed: 1 }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0, random: true,
  },
  spatialDropout2d: {
    make: () => layers.spatialDropout2d({ rate: 0.3, dataFormat: 'channelsFirst' }),
    inputShape: [2, 4, 2, 3], outputShape: [2, 4, 2, 3], params: 0, random: true,
  },
  spatialDropout3d: {
    make: () => layers.spatialDropout3d({ rate: 0.3 }), inputShape: [2, 2, 3, 2, 2], outputShape: [2, 2, 3, 2, 2], params: 0, random: true,
  },
  spectralNormalization: {
    make: () => layers.spectralNormalization({ layer: layers.dense({ units: 3, name: 'within' }), powerIterations: 2 }),
    inputShape: [2, 4], outputShape: [2, 3], params: 18,
  },
  'spectralNormalization of embeddings': {
    make: () => layers.spectralNormalization({ layer: layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true }) }),
    inputShape: [2, 4], outputShape: [2, 4, 2], params: 8,
  },
  subtract: { make: () => layers.subtract(), inputShape: [2, 3, 4], more: [[2, 4]], outputShape: [2, 3, 4], params: 0 },
  unitNormalization: { make: () => layers.unitNormalization({ axis: [1, -1] }), inputShape: [2, 3, 4], outputShape: [2, 3, 4], params: 0 },
  upSampling1d: { make: () => layers.upSampling1d({ size: 3 }), inputShape: [2, 3, 4], outputShape: [2, 9, 4], params: 0 },
  upSampling2d: {
    make: () => layers.upSampling2d({ size: [1, 3], dataFormat: 'channelsFirst' }),
    inputShape: [2, 2, 3, 2], outputShape: [2, 2, 3, 6], params: 0,
  },
  'upSampling2d with means': {
    make: () => layers.upSampling2d({ size: [3, 2], interpolation: 'bicubic' }),
    inputShape: [2, 2, 3, 2], outputShape: [2, 6, 6, 2], params: 0,
  },
  upSampling3d: { make: () => layers.upSampling3d(), inputShape: [2, 1, 2, 3, 2], outputShape: [2, 2, 4, 6, 2], params: 0 },
  zeroPadding1d: { make: () => layers.zeroPadding1d({ padding: [0, 2] }), inputShape: [2, 3, 4], outputShape: [2, 5, 4], params: 0 },
  zeroPadding2d: {
    make: () => layers.zeroPadding2d({ padding: [1, [0, 2]], dataFormat: 'channelsFirst' }),
    inputShape: [2, 2, 3, 2], outputShape: [2, 2, 5, 4], params: 0,
  },
  zeroPadding3d: { make: () => layers.zeroPadding3d(), inputShape: [2, 1, 2, 3, 2], outputShape: [2, 3, 4, 5, 2], params: 0 },
  ...POOLING_CASES,
  ...IMAGE_CASES,
};
