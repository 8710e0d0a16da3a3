/** Models and options that cannot go on with a prompt, and what the errors say. */
import { describe, expect, test } from 'vitest';
import { generate, layers, ops, sequential, type GenerateOptions, type SymbolicTensor, type Tensor } from '../../src/index.ts';
import { decoder, PROMPTS, VOCABULARY } from './decoder.ts';

const causal = { useCausalMask: true };

describe('what cannot be is refused', () => {
  const options: GenerateOptions = { maxNewTokens: 3, fromLogits: true };
  const plain = decoder((x) => x);
  const block = layers.transformerDecoder({ intermediateDim: 2, numHeads: 2 });
  const heads = layers.multiHeadAttention({ numHeads: 1, keyDim: 2 });
  const fixed = sequential([layers.embedding({ inputDim: 5, outputDim: 5, inputShape: [4] })]);
  const cases: Readonly<Record<string, readonly [() => Promise<unknown>, RegExp]>> = {
    'no number of tokens': [() => generate(plain, [1], {} as GenerateOptions), /maxNewTokens must be an integer >= 1, received undefined/],
    'an unknown option': [() => generate(plain, [1], { ...options, beams: 2 } as GenerateOptions), /beams/],
    'a strategy that is none': [() => generate(plain, [1], { ...options, strategy: 'beam' as 'greedy' }), /'beam'.*sample, greedy/],
    'draws that are greedy': [() => generate(plain, [1], { ...options, strategy: 'greedy', topK: 2 }), /are for draws/],
    'a temperature of 0': [() => generate(plain, [1], { ...options, temperature: 0 }), /temperature must be a number/],
    'no share': [() => generate(plain, [1], { ...options, topP: 1.5 }), /topP must be a number .* <= 1, received 1.5/],
    'no best': [() => generate(plain, [1], { ...options, topK: 0 }), /topK must be an integer >= 1, received 0/],
    'an end that is no token': [() => generate(plain, [1], { ...options, endToken: -1 }), /endToken must be an integer >= 0, received -1/],
    'an empty prompt': [() => generate(plain, [], options), /a prompt of at least one token/],
    'one empty prompt of two': [() => generate(plain, [[1], []], options), /a prompt of at least one token/],
    'a text': [() => generate(plain, 'once' as never, options), /a prompt of at least one token.*'once'/],
    'half a token': [() => generate(plain, [[1], [1.5]], options), /a token of a prompt must be an integer >= 0, received 1.5/],
    'an unknown token': [() => generate(plain, [VOCABULARY], options), /the model gives NaN/],
    'a layer': [() => generate(layers.dense({ units: 2 }) as never, [1], options), /expected a model/],
    'logits without a word': [() => generate(plain, [1], { maxNewTokens: 3 }), /expected .* to give probabilities.*fromLogits: true/],
    'a model of no known shape': [() => generate(sequential([layers.dense({ units: 2 })]), [1], options), /are not known yet/],
    'a model of rows': [
      () => generate(sequential([layers.dense({ units: 2, inputShape: [3, 2] })]), [1], options), /a model with one input of tokens/,
    ],
    'a fixed number of steps': [
      () => generate(fixed, [1], options),
      /takes sequences of 4 steps alone.*cache: false/,
    ],
    'a prompt too short for them': [
      () => generate(fixed, [1, 2], { ...options, cache: false }),
      /takes sequences of 4 steps, and prompt 0 has 2 tokens/,
    ],
    'attention to later steps': [
      () => generate(decoder((x) => heads.apply([x, x])), [1], options), /multi_head_attention\w* cannot .*: its steps see later ones/,
    ],
    'attention to another sequence': [
      () => generate(decoder((x) => heads.apply([x, layers.add().apply([x, x])], causal)), [1], options), /are not of one sequence/,
    ],
    'a block that sees later steps': [
      () => generate(decoder((x) => block.apply(x, { useCausalMask: false })), [1], options),
      /selfAttention\w* cannot go on step by step: its steps see later ones/,
    ],
    'steps that are mixed': [
      () => generate(decoder((x) => layers.permute({ dims: [1, 2] }).apply(x)), [1, 2, 3], options),
      /permute\w* cannot go on step by step: it may look at other steps than its own\. Give generate cache: false/,
    ],
    'windows over later steps': [
      () => generate(decoder((x) => layers.conv1d({ filters: 8, kernelSize: 3 }).apply(x)), [1, 2, 3], options),
      /conv1d\w* cannot go on step by step: its windows see later steps\. Make it with padding 'causal' and strides 1\. Give/,
    ],
    'a layer that normalises over sequences': [
      () => generate(decoder((x) => layers.unitNormalization({ axis: [0, 2] }).apply(x)), [1], options),
      /unit_normalization\w* cannot go on step by step/,
    ],
    'a layer that normalises over steps': [
      () => generate(decoder((x) => layers.softmax({ axis: [1, 2] }).apply(x)), [1], options), /softmax\w* cannot go on step by step/,
    ],
    'a layer that goes backwards': [
      () => generate(decoder((x) => layers.gru({ units: 4, goBackwards: true }).apply(x)), [1], options), /gru\w* .*: it goes backwards/,
    ],
    'more positions than there are': [
      () => generate(decoder((x) => layers.positionEmbedding({ sequenceLength: 6 }).apply(x)), [1, 2, 3], { ...options, maxNewTokens: 5 }),
      /position_embedding\w*: there are vectors .* for 6 positions, received 7 steps/,
    ],
  };
  test.each(Object.entries(cases))('%s', async (_, [work, words]) => {
    await expect(work()).rejects.toThrow(words);
    await expect(work()).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_MYELIN_/) as string });
  });

  /** Looks at all steps. */
  const overSteps = (x: Tensor): Tensor => ops.divide(x, ops.add(1, ops.max(ops.abs(x), { axis: 1, keepdims: true })));
  const activated: Readonly<Record<string, (x: SymbolicTensor) => SymbolicTensor>> = {
    activation: (x) => layers.activation({ activation: overSteps }).apply(x),
    dense: (x) => layers.dense({ units: 8, activation: overSteps }).apply(x),
    einsum_dense: (x) => layers.einsumDense({ equation: 'abc,cd->abd', outputShape: [null, 8], activation: overSteps }).apply(x),
    feedforwardIntermediate: (x) => layers.transformerDecoder({ intermediateDim: 6, numHeads: 2, activation: overSteps }).apply(x),
    conv1d: (x) => layers.conv1d({ filters: 8, kernelSize: 2, padding: 'causal', activation: overSteps }).apply(x),
  };
  test.each(Object.entries(activated))('an activation that is a function of the user: %s', async (name, block) => {
    const net = decoder(block);
    await expect(generate(net, PROMPTS, options)).rejects.toThrow(
      new RegExp(`${name}\\w* cannot go on step by step: its activation is a function of your own.*\\. Give generate cache: false`),
    );
    expect(await generate(net, PROMPTS, { ...options, cache: false })).toHaveLength(PROMPTS.length);
  });

  const training = { training: true };
  const trained: Readonly<Record<string, (x: SymbolicTensor) => SymbolicTensor>> = {
    batch_normalization: (x) => layers.batchNormalization().apply(x, training),
    dropout: (x) => layers.dropout({ rate: 0.5, noiseShape: [null, 1, null] }).apply(x, training),
    alpha_dropout: (x) => layers.alphaDropout({ rate: 0.5, noiseShape: [null, 1, null] }).apply(x, training),
    spatial_dropout1d: (x) => layers.spatialDropout1d({ rate: 0.5 }).apply(x, training),
    gru: (x) => layers.gru({ units: 8, dropout: 0.5, returnSequences: true }).apply(x, training),
    time_distributed: (x) => layers.timeDistributed({ layer: layers.batchNormalization() }).apply(x, training) as unknown as SymbolicTensor,
    'within/batch_normalization': (x) => {
      const within = sequential([layers.inputLayer({ shape: [null, 8] }), layers.batchNormalization()]);
      return within.apply(x, training);
    },
  };
  test.each(Object.entries(trained))('a call as in training that joins steps: %s', async (name, block) => {
    const net = decoder(block);
    await expect(generate(net, PROMPTS, options)).rejects.toThrow(
      new RegExp(`${name.split('/').at(-1)}\\w* cannot go on step by step: it is called with training: true`),
    );
    expect(await generate(net, PROMPTS, { ...options, cache: false })).toHaveLength(PROMPTS.length);
  });

  test('with cache: false any model goes on', async () => {
    const net = decoder((x) => layers.bidirectional({ layer: layers.gru({ units: 3 }) }).apply(x) as unknown as SymbolicTensor);
    await expect(generate(net, [1, 2], options)).rejects.toThrow(/bidirectional\w* cannot go on step by step/);
    expect(await generate(net, [1, 2], { ...options, cache: false })).toHaveLength(3);
  });
});
