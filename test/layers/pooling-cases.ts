import { layers } from '../../src/index.ts';
import type { LayerCase } from './cases.ts';

const image = [2, 5, 4, 3];
const volume = [2, 3, 4, 2, 2];
const without = { params: 0 };

export const POOLING_CASES: Readonly<Record<string, LayerCase>> = {
  maxPooling1d: { make: () => layers.maxPooling1d(), inputShape: [2, 5, 3], outputShape: [2, 2, 3], ...without },
  maxPooling2d: {
    make: () => layers.maxPooling2d({ poolSize: [3, 2], strides: [2, 1], padding: 'same' }),
    inputShape: image, outputShape: [2, 3, 4, 3], ...without,
  },
  'maxPooling2d of channels that come first': {
    make: () => layers.maxPooling2d({ dataFormat: 'channelsFirst' }), inputShape: [2, 3, 4, 5], outputShape: [2, 3, 2, 2], ...without,
  },
  maxPooling3d: { make: () => layers.maxPooling3d({ strides: 1 }), inputShape: volume, outputShape: [2, 2, 3, 1, 2], ...without },
  averagePooling1d: {
    make: () => layers.averagePooling1d({ poolSize: 3, strides: 2, padding: 'same', dataFormat: 'channelsFirst' }),
    inputShape: [2, 3, 5], outputShape: [2, 3, 3], ...without,
  },
  averagePooling2d: {
    make: () => layers.averagePooling2d({ poolSize: 2, padding: 'same' }), inputShape: image, outputShape: [2, 3, 2, 3], ...without,
  },
  averagePooling3d: {
    make: () => layers.averagePooling3d({ poolSize: [1, 2, 2] }), inputShape: volume, outputShape: [2, 3, 2, 1, 2], ...without,
  },
  globalMaxPooling1d: { make: () => layers.globalMaxPooling1d(), inputShape: [2, 5, 3], outputShape: [2, 3], ...without },
  globalMaxPooling2d: {
    make: () => layers.globalMaxPooling2d({ keepdims: true, dataFormat: 'channelsFirst' }),
    inputShape: [2, 3, 4, 5], outputShape: [2, 3, 1, 1], ...without,
  },
  globalMaxPooling3d: { make: () => layers.globalMaxPooling3d(), inputShape: volume, outputShape: [2, 2], ...without },
  globalAveragePooling1d: {
    make: () => layers.globalAveragePooling1d({ keepdims: true }), inputShape: [2, 5, 3], outputShape: [2, 1, 3], ...without,
  },
  globalAveragePooling2d: { make: () => layers.globalAveragePooling2d(), inputShape: image, outputShape: [2, 3], ...without },
  globalAveragePooling3d: {
    make: () => layers.globalAveragePooling3d({ dataFormat: 'channelsFirst' }), inputShape: volume, outputShape: [2, 3], ...without,
  },
  adaptiveMaxPooling1d: {
    make: () => layers.adaptiveMaxPooling1d({ outputSize: 3 }), inputShape: [2, 5, 2], outputShape: [2, 3, 2], ...without,
  },
  adaptiveMaxPooling2d: {
    make: () => layers.adaptiveMaxPooling2d({ outputSize: [2, 3], dataFormat: 'channelsFirst' }),
    inputShape: [2, 3, 4, 5], outputShape: [2, 3, 2, 3], ...without,
  },
  adaptiveMaxPooling3d: {
    make: () => layers.adaptiveMaxPooling3d({ outputSize: [3, 2, 1] }), inputShape: volume, outputShape: [2, 3, 2, 1, 2], ...without,
  },
  adaptiveAveragePooling1d: {
    make: () => layers.adaptiveAveragePooling1d({ outputSize: 4 }), inputShape: [2, 5, 2], outputShape: [2, 4, 2], ...without,
  },
  adaptiveAveragePooling2d: {
    make: () => layers.adaptiveAveragePooling2d({ outputSize: 3 }), inputShape: image, outputShape: [2, 3, 3, 3], ...without,
  },
  adaptiveAveragePooling3d: {
    make: () => layers.adaptiveAveragePooling3d({ outputSize: 2, dataFormat: 'channelsFirst' }),
    inputShape: [2, 1, 3, 5, 4], outputShape: [2, 1, 2, 2, 2], ...without,
  },
};
