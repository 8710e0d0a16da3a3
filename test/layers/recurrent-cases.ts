import { constraints, layers, regularizers } from '../../src/index.ts';
import type { LayerCase } from './cases.ts';

const inputShape = [2, 3, 4];

/** Recurrent layers. */
export const RECURRENT_CASES: Readonly<Record<string, LayerCase>> = {
  simpleRNN: { make: () => layers.simpleRNN({ units: 3 }), inputShape, outputShape: [2, 3], params: 24 },
  'simpleRNN of all steps, from the last': {
    make: () => layers.simpleRNN({ units: 2, returnSequences: true, goBackwards: true, useBias: false, activation: null }),
    inputShape, outputShape: [2, 3, 2], params: 12,
  },
  lstm: { make: () => layers.lstm({ units: 2 }), inputShape, outputShape: [2, 2], params: 56 },
  'lstm of all steps': {
    make: () => layers.lstm({
      units: 2, returnSequences: true, unitForgetBias: false, recurrentActivation: 'hardSigmoid', kernelRegularizer: 'l2',
      recurrentRegularizer: regularizers.l1({ l1: 0.01 }), biasConstraint: constraints.maxNorm({ maxValue: 3 }),
      recurrentConstraint: 'maxNorm', activityRegularizer: 'l2', recurrentInitializer: 'glorotNormal',
    }),
    inputShape, outputShape: [2, 3, 2], params: 56,
  },
  'lstm with dropout': {
    make: () => layers.lstm({ units: 2, dropout: 0.3, seed: 4 }), inputShape, outputShape: [2, 2], params: 56, random: true,
  },
  'lstm with dropout by gate': {
    make: () => layers.lstm({ units: 2, dropout: 0.3, recurrentDropout: 0.4, returnSequences: true }),
    inputShape, outputShape: [2, 3, 2], params: 56, random: true,
  },
  'lstm that remembers': {
    make: () => layers.lstm({ units: 2, stateful: true, batchSize: 2 }), inputShape, outputShape: [2, 2], params: 56,
  },
  'lstm of bfloat16': {
    make: () => layers.lstm({ units: 2, dtype: 'mixed_bfloat16' }), inputShape, outputShape: [2, 2], params: 56,
  },
  gru: { make: () => layers.gru({ units: 2 }), inputShape, outputShape: [2, 2], params: 48 },
  'gru that resets before': {
    make: () => layers.gru({ units: 2, resetAfter: false, returnSequences: true, unroll: true }),
    inputShape, outputShape: [2, 3, 2], params: 42,
  },
  'gru with dropout by gate': {
    make: () => layers.gru({ units: 2, recurrentDropout: 0.4, resetAfter: false }),
    inputShape, outputShape: [2, 2], params: 42, random: true,
  },
  'rnn of several cells': {
    make: () => layers.rnn({
      cell: [layers.lstmCell({ units: 2 }), layers.gruCell({ units: 2 }), layers.simpleRNNCell({ units: 3, recurrentDropout: 0.2 })],
      returnSequences: true,
    }),
    inputShape, outputShape: [2, 3, 3], params: 56 + 36 + 18, random: true,
  },
  'rnn that remembers': {
    make: () => layers.rnn({ cell: layers.gruCell({ units: 2 }), stateful: true, batchSize: 2, goBackwards: true }),
    inputShape, outputShape: [2, 2], params: 48,
  },
  convLstm1d: {
    make: () => layers.convLstm1d({ filters: 2, kernelSize: 2 }), inputShape: [2, 3, 4, 1], outputShape: [2, 3, 2],
    params: 8 * (2 + 4 + 1),
  },
  'convLstm1d of strides': {
    make: () => layers.convLstm1d({
      filters: 2, kernelSize: 3, strides: 2, padding: 'same', returnSequences: true, unitForgetBias: false, useBias: false,
      recurrentActivation: 'hardSigmoid', kernelRegularizer: 'l2', recurrentConstraint: 'maxNorm', activityRegularizer: 'l2',
    }),
    inputShape: [2, 3, 5, 1], outputShape: [2, 3, 3, 2], params: 8 * (3 + 6),
  },
  convLstm2d: {
    make: () => layers.convLstm2d({ filters: 1, kernelSize: [2, 1], goBackwards: true, returnSequences: true }),
    inputShape: [2, 2, 3, 2, 2], outputShape: [2, 2, 2, 2, 1], params: 4 * (4 + 2 + 1),
  },
  'convLstm2d with dropout by gate': {
    make: () => layers.convLstm2d({
      filters: 1, kernelSize: 2, dropout: 0.3, recurrentDropout: 0.4, padding: 'same', dilationRate: 2, dataFormat: 'channelsFirst',
      seed: 3,
    }),
    inputShape: [2, 2, 1, 3, 3], outputShape: [2, 1, 3, 3], params: 4 * (4 + 4 + 1), random: true,
  },
  'convLstm2d that remembers': {
    make: () => layers.convLstm2d({ filters: 1, kernelSize: 2, stateful: true, batchSize: 2, unroll: true }),
    inputShape: [2, 2, 3, 2, 1], outputShape: [2, 2, 1, 1], params: 4 * (4 + 4 + 1),
  },
  convLstm3d: {
    make: () => layers.convLstm3d({ filters: 1, kernelSize: 2 }), inputShape: [2, 2, 2, 3, 2, 1], outputShape: [2, 1, 2, 1, 1],
    params: 4 * (8 + 8 + 1),
  },
  bidirectional: {
    make: () => layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }),
    inputShape, outputShape: [2, 3, 4], params: 96,
  },
  'bidirectional of two kinds': {
    make: () => layers.bidirectional({
      layer: layers.lstm({ units: 2 }), backwardLayer: layers.simpleRNN({ units: 2, goBackwards: true }), mergeMode: 'mul',
    }),
    inputShape, outputShape: [2, 2], params: 70,
  },
  'bidirectional of several cells': {
    make: () => layers.bidirectional({
      layer: layers.rnn({ cell: [layers.lstmCell({ units: 2 }), layers.gruCell({ units: 1 })] }), mergeMode: 'ave',
    }),
    inputShape, outputShape: [2, 1], params: 2 * (56 + 15),
  },
  timeDistributed: {
    make: () => layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }),
    inputShape, outputShape: [2, 3, 2], params: 10,
  },
  'timeDistributed with statistics of each step': {
    make: () => layers.timeDistributed({ layer: layers.batchNormalization({ momentum: 0.5 }) }),
    inputShape: [4, 2, 3], outputShape: [4, 2, 3], params: 12,
  },
  'timeDistributed with draws': {
    make: () => layers.timeDistributed({ layer: layers.dropout({ rate: 0.5 }) }),
    inputShape, outputShape: [2, 3, 4], params: 0, random: true,
  },
};
