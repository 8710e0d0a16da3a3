import { layers } from '../../src/index.ts';
import type { LayerCase } from './cases.ts';

export const CONV_CASES: Readonly<Record<string, LayerCase>> = {
  conv1d: {
    make: () => layers.conv1d({ filters: 2, kernelSize: 2, padding: 'causal', dilationRate: 2, activation: 'tanh' }),
    inputShape: [2, 5, 3], outputShape: [2, 5, 2], params: 14,
  },
  conv2d: {
    make: () => layers.conv2d({ filters: 3, kernelSize: [3, 2], padding: 'same', strides: [1, 2], kernelRegularizer: 'l2' }),
    inputShape: [2, 4, 5, 2], outputShape: [2, 4, 3, 3], params: 39,
  },
  'conv2d of high precision': {
    make: () => layers.conv2d({ filters: 2, kernelSize: 3, precision: 'high', padding: 'same', activation: 'tanh' }),
    inputShape: [2, 4, 3, 3], outputShape: [2, 4, 3, 2], params: 56,
  },
  'conv2d of bfloat16': {
    make: () => layers.conv2d({ filters: 2, kernelSize: 3, dtype: 'mixed_bfloat16', padding: 'same', activation: 'tanh' }),
    inputShape: [2, 4, 3, 3], outputShape: [2, 4, 3, 2], params: 56,
  },
  'conv2d of channels that come first, in groups': {
    make: () => layers.conv2d({ filters: 4, kernelSize: 2, groups: 2, dataFormat: 'channelsFirst', useBias: false }),
    inputShape: [1, 4, 3, 4], outputShape: [1, 4, 2, 3], params: 32,
  },
  conv3d: {
    make: () => layers.conv3d({ filters: 2, kernelSize: 2, biasInitializer: 'ones', biasConstraint: 'nonNeg' }),
    inputShape: [1, 3, 2, 3, 2], outputShape: [1, 2, 1, 2, 2], params: 34,
  },
  conv1dTranspose: {
    make: () => layers.conv1dTranspose({ filters: 2, kernelSize: 3, strides: 2, outputPadding: 1 }),
    inputShape: [2, 3, 2], outputShape: [2, 8, 2], params: 14,
  },
  conv2dTranspose: {
    make: () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', activation: 'sigmoid' }),
    inputShape: [1, 2, 3, 3], outputShape: [1, 4, 6, 2], params: 56,
  },
  'conv2dTranspose of high precision': {
    make: () => layers.conv2dTranspose({ filters: 2, kernelSize: 3, precision: 'high' }),
    inputShape: [1, 2, 3, 3], outputShape: [1, 4, 5, 2], params: 56,
  },
  conv3dTranspose: {
    make: () => layers.conv3dTranspose({ filters: 2, kernelSize: [1, 2, 2], dataFormat: 'channelsFirst' }),
    inputShape: [1, 2, 2, 2, 1], outputShape: [1, 2, 2, 3, 2], params: 18,
  },
  depthwiseConv1d: {
    make: () => layers.depthwiseConv1d({ kernelSize: 2, depthMultiplier: 2, depthwiseRegularizer: 'l1' }),
    inputShape: [2, 4, 3], outputShape: [2, 3, 6], params: 18,
  },
  depthwiseConv2d: {
    make: () => layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', strides: 2, activation: 'tanh' }),
    inputShape: [2, 4, 3, 3], outputShape: [2, 2, 2, 3], params: 30,
  },
  separableConv1d: {
    make: () => layers.separableConv1d({ filters: 2, kernelSize: 2, depthMultiplier: 2, pointwiseConstraint: 'maxNorm' }),
    inputShape: [2, 4, 3], outputShape: [2, 3, 2], params: 26,
  },
  separableConv2d: {
    make: () => layers.separableConv2d({ filters: 2, kernelSize: [2, 3], padding: 'same', dataFormat: 'channelsFirst' }),
    inputShape: [1, 3, 3, 4], outputShape: [1, 2, 3, 4], params: 26,
  },
};
