import { layers, type Layer } from '../../src/index.ts';

export interface LayerCase {
  readonly make: () => Layer;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly params: number;
}

/** Every layer at least once: what the cross-cutting tests run over. */
export const LAYER_CASES: Readonly<Record<string, LayerCase>> = {
  dense: { make: () => layers.dense({ units: 3, activation: 'tanh' }), inputShape: [2, 4], outputShape: [2, 3], params: 15 },
  'dense without bias over two axes': { make: () => layers.dense({ units: 2, useBias: false, kernelInitializer: 'heUniform' }), inputShape: [2, 3, 4], outputShape: [2, 3, 2], params: 8 },
  'dense with one unit': { make: () => layers.dense({ units: 1, activation: 'sigmoid', biasInitializer: 'ones' }), inputShape: [3, 2], outputShape: [3, 1], params: 3 },
  'dense of bfloat16': { make: () => layers.dense({ units: 3, dtype: 'mixed_bfloat16' }), inputShape: [2, 4], outputShape: [2, 3], params: 15 },
  activation: { make: () => layers.activation({ activation: 'gelu' }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  dropout: { make: () => layers.dropout({ rate: 0.5 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  flatten: { make: () => layers.flatten(), inputShape: [2, 3, 4], outputShape: [2, 12], params: 0 },
  input: { make: () => layers.inputLayer({ shape: [4] }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  leakyReLU: { make: () => layers.leakyReLU({ negativeSlope: 0.1 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  rescaling: { make: () => layers.rescaling({ scale: 0.5, offset: -1 }), inputShape: [2, 4], outputShape: [2, 4], params: 0 },
  reshape: { make: () => layers.reshape({ targetShape: [2, -1] }), inputShape: [3, 6], outputShape: [3, 2, 3], params: 0 },
};
