/** Calls of generate use the programs of earlier calls, and answer as if they had none. */
import { expect, test, vi } from 'vitest';
import { generate, layers, sequential, ShapeError, type GenerateOptions, type Model, type Sequential } from '../../src/index.ts';
import { homeOf } from '../../src/run/home.ts';
import { decoder, PROMPTS, VOCABULARY } from './decoder.ts';

const GREEDY: GenerateOptions = { maxNewTokens: 6, strategy: 'greedy', fromLogits: true };
const blocks = (seed: number): Model => decoder((x) => layers.transformerDecoder({ intermediateDim: 12, numHeads: 2 }).apply(x), { seed });

/** How many programs a call plans. */
async function planned(net: Model, call: () => Promise<unknown>): Promise<number> {
  const plan = vi.spyOn(homeOf(net.variables), 'planning');
  await call();
  const { length } = plan.mock.calls;
  plan.mockRestore();
  return length;
}

test('a call like an earlier one plans nothing and takes no more memory, whatever its prompt says', async () => {
  const net = blocks(1);
  const options = { ...GREEDY, maxNewTokens: 20 };
  const first = await generate(net, [3, 1, 4], options);
  const { size } = homeOf(net.variables);
  for (const prompt of [[3, 1, 4], [9], [2, 7, 1, 8, 2, 8]]) expect(await planned(net, () => generate(net, prompt, options))).toBe(0);
  expect(await planned(net, () => generate(net, [5], { ...options, maxNewTokens: 40 }))).toBe(0);
  expect(homeOf(net.variables).size).toBe(size);
  expect(await generate(net, [3, 1, 4], options)).toEqual(first);
});

test('what an earlier call kept, or NaN of weights that were, is not seen', async () => {
  const [net, other] = [blocks(1), blocks(2)];
  const weights = net.getWeights();
  net.setWeights(weights.map((w) => ({ data: new Float32Array(w.size).fill(NaN), shape: w.shape })));
  await expect(generate(net, [1, 2, 3, 4, 5, 6, 7, 8], GREEDY)).rejects.toThrow(/NaN/);
  net.setWeights(other.getWeights());
  expect(await generate(net, [4, 2], GREEDY)).toEqual(await generate(other, [4, 2], GREEDY));
  net.setWeights(weights);
  expect(await generate(net, [4, 2], GREEDY)).toEqual(await generate(blocks(1), [4, 2], GREEDY));
});

test('calls at once answer as one after another', async () => {
  const net = blocks(3);
  const alone: number[][] = [];
  for (const prompt of PROMPTS) alone.push(await generate(blocks(3), prompt, GREEDY));
  expect(await Promise.all(PROMPTS.map((prompt) => generate(net, prompt, GREEDY)))).toEqual(alone);
  expect(await Promise.all(PROMPTS.map((prompt) => generate(net, prompt, GREEDY)))).toEqual(alone);
});

test('a model that has changed is planned anew', async () => {
  const make = (): Sequential =>
    sequential([
      layers.inputLayer({ shape: [null], dtype: 'int32' }), layers.embedding({ inputDim: VOCABULARY, outputDim: 8 }),
      layers.gru({ units: 8, returnSequences: true }), layers.dense({ units: VOCABULARY, name: 'last' }),
    ], { seed: 4 });
  const [net, other] = [make(), make()];
  await generate(net, [1, 2], GREEDY);
  for (const each of [net, other]) each.add(layers.rescaling({ scale: -1 }));
  const found = await generate(net, [1, 2], GREEDY);
  expect(found).toEqual(await generate(other, [1, 2], GREEDY));
  expect(found).not.toEqual(await generate(make(), [1, 2], GREEDY));
});

test('positions that a layer does not have are refused in a later call, too', async () => {
  const net = decoder((x) => layers.add().apply([x, layers.positionEmbedding({ sequenceLength: 20 }).apply(x)]));
  await generate(net, [1, 2, 3], GREEDY);
  expect(await generate(net, [1, 2, 3], { ...GREEDY, maxNewTokens: 18 })).toHaveLength(18); // the last is not given back to the model
  const error = await generate(net, [1, 2, 3], { ...GREEDY, maxNewTokens: 19 }).catch((e: Error) => e);
  expect(error).toBeInstanceOf(ShapeError);
  expect((error as Error).message).toMatch(/vectors of 8 features for 20 positions, received 21 steps/);
  expect(await generate(net, [1, 2, 3], { ...GREEDY, maxNewTokens: 18 })).toHaveLength(18);
});

test('dispose frees what calls have kept, and the model stays usable', async () => {
  const net = blocks(5);
  const made = await generate(net, PROMPTS, GREEDY);
  const session = homeOf(net.variables);
  net.dispose();
  expect(session.ended).toBe(true);
  expect(await generate(net, PROMPTS, GREEDY)).toEqual(made);
});

test('a model keeps few programs: those of the batches that were asked for last', async () => {
  const net = blocks(6);
  const some = (count: number): Promise<number[][]> => generate(net, Array.from({ length: count }, () => [1, 2]), GREEDY);
  for (const count of [1, 2, 3]) await some(count);
  expect(await planned(net, () => some(3))).toBe(0);
  expect(await planned(net, () => some(2))).toBe(0);
  expect(await planned(net, () => some(1))).toBe(2);
});
