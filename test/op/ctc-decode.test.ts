/** Labels that are read out of logits: as Keras answered (test/golden/ctc-decode.json, recorded by record-ctc-decode.py), by counting all
 *  ways, and from a model that was trained. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  ConfigError, DataError, layers, losses, ops, optimizers, random, sequential, ShapeError, tensor, type Tensor,
} from '../../src/index.ts';
import type { CtcDecodeOptions } from '../../src/op/ctc-decode.ts';
import { load, type Stored } from '../golden/stored.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/ctc-decode.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {
    readonly x: Stored;
    readonly lengths: readonly number[];
    readonly options: CtcDecodeOptions;
    readonly decoded: Stored;
    readonly scores: Stored;
  }[];
};

const named = golden.cases.map((c) => [`${JSON.stringify(c.options)} of ${c.x.shape.join()}, ${c.lengths.join()} steps`, c] as const);
test.each(named)('as Keras does: %s', (_, { x, lengths, options, decoded, scores }) => {
  const [labels, found] = ops.ctcDecode(load(x), Int32Array.from(lengths), options);
  expect(labels).toMatchObject({ shape: decoded.shape, dtype: 'int32' });
  expect([...labels.data]).toEqual(decoded.data);
  expect(found.shape).toEqual(scores.shape);
  scores.data.forEach((e, i) => expect(Math.abs(found.data[i]! - e)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(e))));
});

describe('by counting', () => {
  const [steps, classes] = [5, 3];
  const logits = random.normal([1, steps, classes], { seed: 4 });

  test('a wide beam gives every reading the sum of all its ways, as the loss has it', () => {
    const shares = ops.softmax(logits).data;
    const sums = new Map<string, number>();
    for (let way = 0; way < classes ** steps; way++) {
      const shown = Array.from({ length: steps }, (_, t) => Math.floor(way / classes ** t) % classes);
      const labels = shown.filter((k, t) => k !== 0 && k !== shown[t - 1]);
      const share = shown.reduce((product, k, t) => product * shares[t * classes + k]!, 1);
      sums.set(labels.join(), (sums.get(labels.join()) ?? 0) + share);
    }
    const best = [...sums].toSorted(([, a], [, b]) => b - a);
    const [decoded, scores] = ops.ctcDecode(logits, [steps], { strategy: 'beamSearch', topPaths: best.length });
    const rows = (decoded.toArray() as number[][][]).map(([row]) => row!.filter((k) => k >= 0));
    expect(rows.map((row) => row.join())).toEqual(best.map(([labels]) => labels));
    best.forEach(([, sum], i) => expect(scores.data[i]).toBeCloseTo(Math.log(sum), 5));
    rows.slice(0, 4).forEach((row, i) => {
      if (row.length > 0) expect(losses.ctc().call([row], logits).item()).toBeCloseTo(-scores.data[i]!, 5);
    });
  });

  test('equal neighbours are one label, unless a blank stands between', () => {
    const shown = tensor([[1, 1, 0, 1, 2, 2, 0]]).data;
    const sure = ops.multiply(ops.oneHot(Int32Array.from(shown), 3), 9);
    const given = ops.reshape(sure, [1, 7, 3]);
    for (const strategy of ['greedy', 'beamSearch', 'beam_search'] as const)
      expect(ops.ctcDecode(given, [7], { strategy })[0].toArray()).toEqual([[[1, 1, 2, -1, -1, -1, -1]]]);
    expect(ops.ctcDecode(given, [4], { mergeRepeated: false })[0].toArray()).toEqual([[[1, 1, 1, -1, -1, -1, -1]]]);
  });
});

test('a network that hears tones learns by ctc to write them down', async () => {
  const [samples, length, rate] = [96, 640, 8000];
  const tones = [500, 1100, 2000, 3200]; // of the labels 1 to 4
  const draws = random.uniform([samples, 8], { seed: 5 }).data;
  const sound = new Float32Array(samples * length);
  const labels = new Int32Array(samples * 3);
  for (let i = 0; i < samples; i++) {
    let at = Math.floor(draws[i * 8]! * 60);
    for (let j = 0; j < 3; j++) {
      const label = 1 + Math.floor(draws[i * 8 + 1 + j]! * 4);
      labels[i * 3 + j] = label;
      const end = at + 100 + Math.floor(draws[i * 8 + 4 + j]! * 60);
      for (let s = at; s < end; s++) sound[i * length + s] = Math.sin((2 * Math.PI * tones[label - 1]! * s) / rate);
      at = end + 40;
    }
  }
  const [x, y] = [tensor(sound, [samples, length]), tensor(labels, [samples, 3])];
  const net = sequential([
    layers.melSpectrogram({ fftLength: 64, sequenceStride: 32, samplingRate: rate, numMelBins: 16, inputShape: [length] }),
    layers.permute({ dims: [2, 1] }), layers.rescaling({ scale: 1 / 40 }), layers.gru({ units: 24, returnSequences: true }),
    layers.dense({ units: 5 }),
  ], { seed: 1 });
  net.compile({ optimizer: optimizers.adam({ learningRate: 0.01 }), loss: 'ctc' });
  await net.fit(x, y, { epochs: 60, batchSize: 16 });
  const logits = await net.predict(x);
  const lengths = new Int32Array(samples).fill(logits.shape[1]!);
  for (const strategy of ['greedy', 'beamSearch'] as const) {
    const [decoded] = ops.ctcDecode(logits, lengths, { strategy, beamWidth: 20 });
    const rows = (decoded.toArray() as number[][][])[0]!;
    const right = rows.filter((row, i) => row.filter((k) => k >= 0).join() === labels.slice(3 * i, 3 * i + 3).join());
    expect(right.length, strategy).toBe(samples);
  }
});

test('a beam search reads sequences of any length', () => {
  const steps = 40_000;
  const logits = new Float32Array(steps * 3);
  for (let t = 0; t < steps; t++) logits[t * 3 + 1 + (t % 2)] = 30;
  const [decoded] = ops.ctcDecode(tensor(logits, [1, steps, 3]), [steps], { strategy: 'beamSearch', beamWidth: 2 });
  expect(decoded.data.every((label, t) => label === 1 + (t % 2))).toBe(true);
});

test('logits that say no probabilities are refused, with their place, unless their step does not count', () => {
  const at = (value: number, count: number): Tensor => {
    const logits = new Float32Array(2 * 3 * 4);
    logits.fill(value, (3 + 2) * 4 + 1, (3 + 2) * 4 + 1 + count);
    return tensor(logits, [2, 3, 4]);
  };
  for (const strategy of ['greedy', 'beamSearch'] as const) {
    const decode = (x: Tensor, steps = 3) => () => ops.ctcDecode(x, [3, steps], { strategy });
    expect(decode(at(NaN, 1))).toThrow(DataError);
    expect(decode(at(NaN, 1))).toThrow(/received NaN for class 1 at step 2 of sample 1/);
    expect(decode(at(Infinity, 1))).toThrow(/received Infinity for class 1 at step 2 of sample 1/);
    const none = new Float32Array(4).fill(-Infinity);
    expect(() => ops.ctcDecode(tensor(none, [1, 1, 4]), [1], { strategy })).toThrow(/-Infinity for all classes at step 0 of sample 0/);
    expect(decode(at(-Infinity, 2))).not.toThrow();
    expect(decode(at(NaN, 1), 2)).not.toThrow();
  }
});

test('what cannot be is refused', () => {
  const x = ops.full([2, 3, 4], 0);
  const refused: readonly [() => unknown, new (message: string) => Error, RegExp][] = [
    [() => ops.ctcDecode(x, [3, 4]), DataError, /sequenceLengths\[1\] must be an integer from 0 to 3, the steps, received 4/],
    [() => ops.ctcDecode(x, [3, 1.5]), DataError, /sequenceLengths\[1\] .* received 1.5/],
    [() => ops.ctcDecode(x, [3]), ShapeError, /received \[2, 3, 4\] and \[1\]/],
    [() => ops.ctcDecode(ops.full([2, 3], 0), [3, 3]), ShapeError, /expected logits \[batch, steps, classes\]/],
    [() => ops.ctcDecode(x, [3, 3], { strategy: 'best' as 'greedy' }), ConfigError, /'best'.*greedy, beamSearch/],
    [() => ops.ctcDecode(x, [3, 3], { topPaths: 2 }), ConfigError, /topPaths must be at most 1 with the greedy strategy, received 2/],
    [
      () => ops.ctcDecode(x, [3, 3], { strategy: 'beamSearch', beamWidth: 2, topPaths: 3 }), ConfigError,
      /topPaths must be at most beamWidth, 2, received 3/,
    ],
    [
      () => ops.ctcDecode(x, [3, 0], { strategy: 'beamSearch', topPaths: 2 }), DataError,
      /sample 1 has 1 readings, fewer than topPaths, 2/,
    ],
    [() => ops.ctcDecode(x, [3, 3], { maskIndex: 4 }), ConfigError, /maskIndex must be one of 4 classes, received 4/],
    [() => ops.ctcDecode(x, [3, 3], { width: 4 } as CtcDecodeOptions), ConfigError, /width/],
  ];
  for (const [make, kind, words] of refused) {
    expect(make).toThrow(kind);
    expect(make).toThrow(words);
  }
});
