/** A model that gives logits for the next token, around blocks, and prompts for it. */
import { input, layers, model, type Model, type SymbolicTensor } from '../../src/index.ts';

export const VOCABULARY = 11;
export const PROMPTS = [[3, 1, 4, 1, 5], [9], [2, 6, 0, 5]];

/** Puts blocks between an embedding with positions and a layer that gives logits. */
export function decoder(blocks: (x: SymbolicTensor) => SymbolicTensor, { maskZero = false, seed = 1 } = {}): Model {
  const ids = input({ shape: [null], dtype: 'int32' });
  const words = layers.embedding({ inputDim: VOCABULARY, outputDim: 8, maskZero }).apply(ids);
  const logits = layers.dense({ units: VOCABULARY }).apply(blocks(words));
  return model({ inputs: ids, outputs: logits, seed });
}
