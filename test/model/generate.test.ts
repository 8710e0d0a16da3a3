/** Tokens that a model goes on with: steps with what layers keep beside whole sequences, and draws. */
import { describe, expect, test } from 'vitest';
import {
  activations, generate, Layer, layers, Model, ops, sequential, type GenerateOptions, type Sequential, type SymbolicTensor, type Tensor,
  type Trace,
} from '../../src/index.ts';
import { CachedSteps, WholeSequences } from '../../src/model/next-tokens.ts';
import { homeOf } from '../../src/run/home.ts';
import { decoder, PROMPTS, VOCABULARY } from './decoder.ts';

/** Its output is not its state. */
class Half extends layers.RNNCell {
  readonly kind = 'half';
  readonly stateSize: number;
  constructor({ units }: { units: number }) {
    super('half', {});
    this.stateSize = units;
  }
  override build(inputShape: layers.BatchShape): void {
    this.addWeight({ name: 'kernel', shape: [inputShape.at(-1)!, this.stateSize] });
  }
  call(x: Tensor, t: Trace, { states: [h] }: layers.CellArguments): Tensor[] {
    const next = ops.tanh(ops.add(ops.matmul(x, t.read(this.weights[0]!)), h!));
    return [ops.multiply(0.5, next), next];
  }
}

const causal = { useCausalMask: true };
const NETS: Readonly<Record<string, () => Model>> = {
  'decoder blocks and learnt positions': () =>
    decoder((x) => {
      const placed = layers.add().apply([x, layers.positionEmbedding({ sequenceLength: 24 }).apply(x)]);
      const once = layers.transformerDecoder({ intermediateDim: 12, numHeads: 2, dropout: 0.3 }).apply(placed);
      return layers.transformerDecoder({ intermediateDim: 12, numHeads: 4, normalizeFirst: true, activation: 'gelu' }).apply(once);
    }),
  'groups of heads that share keys, a window, rotary positions': () =>
    decoder((x) => {
      const turned = layers.rotaryEmbedding().apply(x);
      const heads = layers.groupQueryAttention({ headDim: 4, numQueryHeads: 4, numKeyValueHeads: 2, slidingWindow: 3, useGate: true });
      const seen = layers.layerNormalization().apply(layers.add().apply([turned, heads.apply([turned, turned], causal)]));
      const more = layers.multiHeadAttention({ numHeads: 2, keyDim: 3, slidingWindow: 2 }).apply([seen, seen], causal);
      return layers.concatenate().apply([more, layers.dropout({ rate: 0.5 }).apply(seen)]);
    }),
  'tokens that a mask hides, waves as positions': () =>
    decoder((x) => {
      const placed = layers.add().apply([x, layers.sinePositionEncoding().apply(x)]);
      return layers.transformerDecoder({ intermediateDim: 12, numHeads: 2 }).apply(placed);
    }, { maskZero: true }),
  'a layer that is used twice': () =>
    decoder((x) => {
      const block = layers.transformerDecoder({ intermediateDim: 12, numHeads: 2, name: 'shared' });
      return block.apply(block.apply(layers.unitNormalization().apply(x)));
    }),
  'recurrent layers': () =>
    decoder((x) => {
      const first = layers.gru({ units: 6, returnSequences: true }).apply(x);
      const second = layers.lstm({ units: 6, returnSequences: true }).apply(layers.rmsNormalization().apply(first));
      return layers.rnn({ cell: [layers.simpleRNNCell({ units: 5 }), layers.gruCell({ units: 7 })], returnSequences: true }).apply(second);
    }),
  'a recurrent layer that gives its last output alone': () => decoder((x) => layers.lstm({ units: 6, dropout: 0.2 }).apply(x)),
  'a recurrent layer over masked tokens': () => decoder((x) => layers.gru({ units: 6 }).apply(x), { maskZero: true }),
  'recurrent layers whose output is no state, over masked tokens': () =>
    decoder((x) => layers.rnn({ cell: new Half({ units: 6 }), returnSequences: true }).apply(x), { maskZero: true }),
  'convolutions that see earlier steps': () =>
    decoder((x) => {
      const wide = layers.conv1d({ filters: 8, kernelSize: 3, dilationRate: 4, padding: 'causal', activation: 'relu' });
      const narrow = layers.conv1d({ filters: 8, kernelSize: 2, padding: 'causal', groups: 2, activation: activations.tanh });
      const point = layers.conv1d({ filters: 8, kernelSize: 1 });
      return layers.add().apply([point.apply(x), narrow.apply(narrow.apply(wide.apply(x)))]);
    }),
  'a layer for each step, which sees the whole of it': () =>
    decoder((x) => {
      const within = sequential([
        layers.inputLayer({ shape: [8] }), layers.reshape({ targetShape: [4, 2] }),
        layers.bidirectional({ layer: layers.gru({ units: 3 }) }), layers.dense({ units: 5, activation: (v: Tensor) => ops.tanh(v) }),
      ]);
      const each = layers.timeDistributed({ layer: within }).apply(x) as unknown as SymbolicTensor;
      return layers.transformerDecoder({ intermediateDim: 6, numHeads: 1 }).apply(each);
    }),
  'draws for each element': () => decoder((x) => layers.dropout({ rate: 1e-7 }).apply(x, { training: true })),
  'products of bfloat16': () =>
    decoder((x) => layers.transformerDecoder({ intermediateDim: 12, numHeads: 2, dtype: 'mixed_bfloat16' }).apply(x)),
  'a model within a model': () => {
    const inner = sequential([
      layers.inputLayer({ shape: [null, 8] }), layers.transformerDecoder({ intermediateDim: 12, numHeads: 2 }),
      layers.batchNormalization(), layers.einsumDense({ equation: 'abc,cd->abd', outputShape: [null, 8] }),
    ]);
    return decoder((x) => inner.apply(x));
  },
};

const ON = [[5, 3, 8], [9, 0, 7], [9, 2, 2], [0, 4, 6], [1, 8, 3]];

describe.each(Object.entries(NETS))('%s', (name, make) => {
  test('outputs of single steps are those of whole sequences, for prompts of any length', async () => {
    const net = make();
    const [cached, whole] = [new CachedSteps(net, PROMPTS, ON.length), new WholeSequences(net, PROMPTS, undefined)];
    // Roundings to 8 bits differ where sums differ in rounding.
    const tolerance = name.includes('bfloat16') ? 0.02 : 2e-5;
    for (const tokens of [undefined, ...ON]) {
      const [found, expected] = [await cached.next(tokens), await whole.next(tokens)];
      expect(found.length).toBe(PROMPTS.length);
      found.forEach((row, i) => {
        expect(row.length).toBe(VOCABULARY);
        row.forEach((x, k) => expect(Math.abs(x - expected[i]![k]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(x))));
      });
    }
    cached.dispose();
  });

  test('several prompts at once go on as each by itself', async () => {
    const net = make();
    const options: GenerateOptions = { maxNewTokens: 6, strategy: 'greedy', fromLogits: true };
    const together = await generate(net, PROMPTS, options);
    expect(together.every((tokens) => tokens.length === 6)).toBe(true);
    for (const [i, prompt] of PROMPTS.entries()) {
      expect(await generate(net, prompt, options)).toEqual(together[i]);
      expect(await generate(net, Int32Array.from(prompt), { ...options, cache: false })).toEqual(together[i]);
    }
  });
});

/** The same on the native machine and on WebAssembly. */
const TOKENS_OF_SEED_7 = [[5, 3, 5, 9, 8, 9, 0, 7, 9, 6, 4, 6], [6, 8, 1, 6, 5, 1, 3, 6, 8, 3, 4, 7]];

test('steps that are kept take one row each, and memory is given back', async () => {
  const net = NETS['decoder blocks and learnt positions']!();
  const options: GenerateOptions = { maxNewTokens: 8, fromLogits: true, seed: 1 };
  await net.predict([[1, 2]]);
  await generate(net, PROMPTS, options);
  const session = homeOf(net.variables);
  const before = session.size;
  for (let i = 0; i < 3; i++) await generate(net, PROMPTS, { ...options, maxNewTokens: 8 + i });
  expect(homeOf(net.variables)).toBe(session);
  expect(session.size).toBe(before);
});

test('a seed fixes the tokens, on every machine; other seeds and other prompts draw otherwise', async () => {
  const net = decoder((x) => layers.transformerDecoder({ intermediateDim: 12, numHeads: 2 }).apply(x), { seed: 5 });
  const drawn = (seed: number, cache = true): Promise<number[][]> =>
    generate(net, [[1], [1]], { maxNewTokens: 12, fromLogits: true, seed, cache });
  const tokens = await drawn(7);
  expect(tokens).toEqual(TOKENS_OF_SEED_7);
  expect(await drawn(7)).toEqual(tokens);
  expect(await drawn(7, false)).toEqual(tokens);
  expect(await drawn(8)).not.toEqual(tokens);
  expect(tokens[0]).not.toEqual(tokens[1]);
});

test('an end token ends its prompt alone; tokens are told one by one, and the event loop goes on', async () => {
  const net = decoder((x) => layers.gru({ units: 6 }).apply(x), { seed: 3 });
  const options: GenerateOptions = { maxNewTokens: 30, fromLogits: true, seed: 2 };
  const whole = await generate(net, PROMPTS, options);
  const endToken = [whole[0]![4]!, whole[2]![9]!];
  const told: [token: number, prompt: number][] = [];
  let [turns, seen] = [0, 0];
  const turn = (): void => void (turns++, (ticking = setImmediate(turn)));
  let ticking = setImmediate(turn);
  const onToken = async (token: number, prompt: number): Promise<void> => {
    await Promise.resolve();
    told.push([token, prompt]);
    seen = turns;
  };
  const made = await generate(net, PROMPTS, { ...options, endToken, onToken });
  clearImmediate(ticking);
  const upTo = (tokens: readonly number[]): number[] => {
    const at = tokens.findIndex((token) => endToken.includes(token));
    return tokens.slice(0, at < 0 ? tokens.length : at + 1);
  };
  expect(made).toEqual(whole.map(upTo));
  expect(made.every((tokens) => tokens.length < 30)).toBe(true);
  made.forEach((tokens, i) => expect(told.filter(([, prompt]) => prompt === i).map(([token]) => token)).toEqual(tokens));
  expect(seen).toBeGreaterThanOrEqual(Math.max(...made.map(({ length }) => length)) - 1);
});

test('it can be aborted, and an error of onToken ends it', async () => {
  const net = decoder((x) => layers.gru({ units: 6 }).apply(x));
  const controller = new AbortController();
  let count = 0;
  const onToken = (): void => void (++count === 3 && controller.abort());
  await expect(generate(net, [1], { maxNewTokens: 50, fromLogits: true, onToken, signal: controller.signal })).rejects.toThrow(/abort/i);
  expect(count).toBe(3);
  const fails = (): never => {
    throw new Error('no more');
  };
  await expect(generate(net, [1], { maxNewTokens: 50, fromLogits: true, onToken: fails })).rejects.toThrow('no more');
});

test('after an abort no token is told and no promise is kept', async () => {
  const net = decoder((x) => layers.gru({ units: 6 }).apply(x));
  const aborted = async (at: number, maxNewTokens: number, prompts: number[][]): Promise<number> => {
    const controller = new AbortController();
    let told = 0;
    const onToken = (): void => void (++told === at && controller.abort());
    const options: GenerateOptions = { maxNewTokens, fromLogits: true, onToken, signal: controller.signal };
    await expect(generate(net, prompts, options)).rejects.toThrow(/abort/i);
    return told;
  };
  expect(await aborted(1, 3, PROMPTS)).toBe(1);
  // With the last token of all, too.
  expect(await aborted(2, 2, [[1]])).toBe(2);
  // While a step is computed.
  const controller = new AbortController();
  let told = 0;
  const work = generate(net, [1], { maxNewTokens: 1, fromLogits: true, onToken: () => told++, signal: controller.signal });
  controller.abort();
  await expect(work).rejects.toThrow(/abort/i);
  expect(told).toBe(0);
});

test('probabilities do as well as logits, and any number of steps that a model takes', async () => {
  const make = (activation: 'linear' | 'softmax'): Sequential =>
    sequential([
      layers.embedding({ inputDim: 5, outputDim: 4, inputShape: [3] }), layers.flatten(), layers.dense({ units: 5, activation }),
    ], { seed: 9 });
  const options: GenerateOptions = { maxNewTokens: 7, seed: 4, cache: false, topK: 4, topP: 0.9, temperature: 1.5 };
  const tokens = await generate(make('softmax'), [[1, 2, 3, 4], [0, 0, 1]], options);
  expect(await generate(make('linear'), [[1, 2, 3, 4], [0, 0, 1]], { ...options, fromLogits: true })).toEqual(tokens);
  // A network that sees three tokens alone goes on from the last three.
  expect(await generate(make('softmax'), [2, 3, 4], options)).toEqual(tokens[0]);
});

test('models and layers of your own say that their steps are apart', async () => {
  class Own extends Model {
    readonly kind = 'own';
    readonly words = layers.embedding({ inputDim: VOCABULARY, outputDim: 8 });
    readonly block = layers.transformerDecoder({ intermediateDim: 8, numHeads: 2 });
    readonly scale = new Scale();
    readonly logits = layers.dense({ units: VOCABULARY });
    constructor() {
      super('own', { seed: 2 });
    }
    override stepwise(): boolean {
      return true;
    }
    call(x: Tensor, t: Trace): Tensor {
      return t.call(this.logits, t.call(this.scale, t.call(this.block, ops.multiply(t.call(this.words, x), 2))));
    }
  }
  class Scale extends Layer {
    readonly kind = 'scale';
    static apart = false;
    constructor() {
      super('scale', {});
    }
    override stepwise(): boolean {
      return Scale.apart;
    }
    call(x: Tensor): Tensor {
      return ops.multiply(x, 3);
    }
  }
  const net = new Own();
  net.build([null, null]);
  const options: GenerateOptions = { maxNewTokens: 5, strategy: 'greedy', fromLogits: true };
  await expect(generate(net, [1, 2], options)).rejects.toThrow(/scale\w* cannot go on step by step.*own that treats each step by itself/);
  Scale.apart = true;
  expect(await generate(net, [1, 2], options)).toEqual(await generate(net, [1, 2], { ...options, cache: false }));
});
