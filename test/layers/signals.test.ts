/** Layers and ops of signals as Keras answered (test/golden/signals.json, recorded by record-signals.py), and by definition. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, grad, layers, ops, sequential, ShapeError, tensor, type Tensor } from '../../src/index.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { ancestors } from '../../src/graph/walk.ts';
import { LAYERS } from '../../src/layers/registry.ts';
import { load, type Stored } from '../golden/stored.ts';
import { checkGradient } from '../grad/check.ts';

interface Answer {
  readonly layer: string;
  readonly options: Record<string, unknown>;
  readonly input: Stored;
  readonly output: Stored;
}
const golden = JSON.parse(readFileSync(new URL('../golden/signals.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {
    readonly layer: string;
    readonly options: Record<string, unknown>;
    readonly inputs: readonly [Stored];
    readonly weights: readonly Stored[];
  }[];
  readonly answers: readonly Answer[];
  readonly transforms: readonly {
    readonly op: 'rfft' | 'stft';
    readonly x: Stored;
    readonly arguments: readonly [number, number, number] | readonly [];
    readonly options: Record<string, never>;
    readonly answers: readonly Stored[];
  }[];
};

/** @param relative  to the largest value, or to 1 if that is larger */
function expectNear(actual: Tensor, { shape, data }: Stored, relative: number): void {
  const tolerance = relative * data.reduce((most, e) => Math.max(most, Math.abs(e)), 1);
  expect(actual.shape).toEqual(shape);
  const far = data.findIndex((e, i) => !(Math.abs(actual.data[i]! - e) <= tolerance));
  expect(far, `element ${far}: ${actual.data[far]} for ${data[far]}`).toBe(-1);
}

describe('as Keras does', () => {
  const begun = golden.cases.filter(({ weights }) => weights.length > 0);
  test.each(begun.map((c) => [JSON.stringify(c.options), c] as const))('weights of stftSpectrogram %s', (_, c) => {
    const layer = LAYERS[c.layer]!(c.options);
    layer.buildFor(c.inputs.map(load));
    expect(layer.weights.length).toBe(c.weights.length);
    layer.weights.forEach((w, i) => expectNear(w.value(), c.weights[i]!, 1e-6));
  });

  test.each(golden.answers.map((c) => [`${c.layer} ${JSON.stringify(c.options)}`, c] as const))('%s', (_, c) => {
    // Keras computes the angles of the kernels, up to 800, and mel scales in float32.
    expectNear(LAYERS[c.layer]!(c.options).apply(load(c.input)) as Tensor, c.output, c.layer === 'stftSpectrogram' ? 5e-5 : 1e-5);
  });

  const transforms = golden.transforms.map(
    (c) => [`${c.op} ${c.arguments.join()} ${JSON.stringify(c.options)} of ${c.x.shape.join()}`, c] as const,
  );
  test.each(transforms)('%s', (_, c) => {
    const x = load(c.x);
    const found = c.op === 'rfft' ? ops.rfft(x, c.options) : ops.stft(x, ...(c.arguments as [number, number, number]), c.options);
    found.forEach((part, i) => expectNear(part, c.answers[i]!, 1e-6));
  });
});

test('a transform of 2048 samples is that of the definition, in float64', () => {
  const n = 2048;
  const x = Float32Array.from({ length: n }, (_, i) => Math.sin(0.3 * i) + ((i * 7919) % 101) / 50 - 1);
  const parts = ops.rfft(x);
  for (let k = 0; k <= n / 2; k += 31) {
    const sum = (wave: (angle: number) => number): number => x.reduce((s, v, t) => s + v * wave((-2 * Math.PI * ((t * k) % n)) / n), 0);
    [Math.cos, Math.sin].forEach((wave, part) => expect(Math.abs(parts[part]!.data[k]! - sum(wave))).toBeLessThan(1e-3));
  }
});

test('frames are as long as said, and begin where they should', () => {
  expect(ops.extractSequences([1, 2, 3, 4, 5, 6, 7], 3, 2).toArray()).toEqual([[1, 2, 3], [3, 4, 5], [5, 6, 7]]);
  expect(ops.extractSequences([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]], 2, 3).toArray()).toEqual([[[1, 2], [4, 5]], [[6, 7], [9, 10]]]);
  expect(ops.extractSequences([1, 2, 3, 4, 5, 6], 4, 2).toArray()).toEqual([[1, 2, 3, 4], [3, 4, 5, 6]]);
});

test('a program holds as much for many signals as for one', () => {
  const held = (f: (x: Tensor) => readonly Tensor[], rows: number): number =>
    ancestors(f(placeholder([rows, 20]))).filter((n) => n.concrete).reduce((most, n) => Math.max(most, n.size), 0);
  const recorded: ((x: Tensor) => readonly Tensor[])[] = [(x) => [ops.extractSequences(x, 5, 1)], (x) => ops.stft(x, 4, 3, 8)];
  for (const f of recorded) {
    expect(held(f, 1)).toBeGreaterThan(0);
    expect(held(f, 64)).toBe(held(f, 1));
  }
});

test('angles of all quadrants, and of axes', () => {
  const angles = [...Array(64).keys()].map((i) => (i * Math.PI) / 32 - 3);
  const points = angles.flatMap((a) => [[Math.sin(a), Math.cos(a)], [3e-9 * Math.sin(a), 2e9 * Math.cos(a)]]);
  for (const [y, x] of [...points, [0, 0], [0, 1], [1, 0], [0, -1], [-1, 0], [1, 1], [-1, -1], [1, -1]] as [number, number][]) {
    const float32 = Math.atan2(Math.fround(y), Math.fround(x));
    expect(Math.abs(ops.arctan2(y, x).item() - float32), `${y}, ${x}`).toBeLessThan(5e-7);
  }
});

test('angles of zeros of both signs and of infinite numbers are those of Math.atan2', () => {
  const values = [0, -0, 1, -1, Infinity, -Infinity];
  for (const y of values) {
    for (const x of values) {
      const [found, expected] = [ops.arctan2(y, x).item(), Math.atan2(y, x)];
      expect(Math.abs(found - expected), `${y}, ${x}: ${found} for ${expected}`).toBeLessThan(5e-7);
      expect(Object.is(found, -0), `${y}, ${x}`).toBe(Object.is(expected, -0));
    }
  }
  expect(ops.arctan2(NaN, 1).item()).toBeNaN();
  expect(ops.arctan2(-Infinity, NaN).item()).toBeNaN();
});

test('derivatives of angles are finite where there are none: those of the axis at 0, 0 between infinite numbers', () => {
  const at = (y: number, x: number): unknown =>
    grad((p: Tensor) => ops.sum(ops.arctan2(ops.slice(p, [0], [1]), ops.slice(p, [1], [1]))))([y, x]).toArray();
  expect(at(0, 0)).toEqual([1, 0]);
  expect(at(Infinity, -Infinity)).toEqual([0, 0]);
});

test('derivatives', () => {
  checkGradient({ f: (y, x) => ops.arctan2(y!, x!), shapes: [[7], [7]], kinks: [0] }, 1);
  for (const n of [9, 272])
    checkGradient({ f: (x) => ops.divide(ops.concatenate(ops.rfft(x!), { axis: 1 }), Math.sqrt(n)), shapes: [[1, n]] }, 1);
  checkGradient({ f: (x) => ops.concatenate(ops.stft(x!, 6, 3, 8), { axis: 1 }), shapes: [[2, 14]] }, 1);
  const decibels = layers.melSpectrogram({ fftLength: 16, sequenceStride: 8, numMelBins: 2, topDb: 6, magExp: 1.5 });
  checkGradient({ f: (x) => decibels.apply(x!) as Tensor, shapes: [[2, 20]] }, 1);
});

test('silence has no derivative, whatever the power', () => {
  const half = Float32Array.from({ length: 40 }, (_, i) => (i < 20 ? Math.sin(i) : 0));
  for (const magExp of [0.1, 0.5, 1, 1.5, 2, 3])
    for (const powerToDb of [true, false]) {
      const layer = layers.melSpectrogram({ fftLength: 16, sequenceStride: 8, numMelBins: 3, magExp, powerToDb });
      const slope = grad((x) => ops.sum(layer.apply(x) as Tensor));
      expect([...slope(ops.full([1, 40], 0)).data], `${magExp}`).toEqual(new Array<number>(40).fill(0));
      const found = [...slope(tensor(half, [1, 40])).data];
      expect(found.every(Number.isFinite) && found.some((v) => v !== 0), `${magExp}`).toBe(true);
    }
  const silent = layers.melSpectrogram({ fftLength: 16, numMelBins: 3, magExp: 0.5, powerToDb: false });
  expect([...(silent.apply(ops.full([1, 40], 0)) as Tensor).data]).toEqual([0, 0, 0]);
});

test('a tone is loudest in its band, and a silent batch is as silent as minPower', () => {
  const tone = Float32Array.from({ length: 16000 }, (_, i) => Math.sin((2 * Math.PI * 1000 * i) / 16000));
  const bands = layers.melSpectrogram({ numMelBins: 40 }).apply(tensor(tone, [1, 16000])) as Tensor;
  const mel = (hertz: number): number => 1127 * Math.log(1 + hertz / 700);
  const band = Math.round((mel(1000) - mel(20)) / ((mel(8000) - mel(20)) / 41)) - 1;
  expect([...ops.argmax(bands, { axis: 1 }).data]).toEqual(new Array<number>(32).fill(band));
  expect(layers.melSpectrogram({ fftLength: 4, numMelBins: 1, minPower: 1e-3 }).apply(ops.full([1, 9], 0)) as Tensor).toMatchObject({
    shape: [1, 1, 1], data: Float32Array.of(-30),
  });
});

test('what cannot be is refused', () => {
  const refused: readonly [() => unknown, RegExp][] = [
    [() => layers.stftSpectrogram({ frameLength: 8, frameStep: 9 }), /^stft_spectrogram\w*: frameStep .* 8, received 9/],
    [() => layers.stftSpectrogram({ frameLength: 8, fftLength: 7 }), /fftLength must be at least frameLength, 8, received 7/],
    [() => layers.stftSpectrogram({ frameLength: 3, window: [1, 2] }), /expected a window of 3 numbers, .* received 2/],
    [() => layers.stftSpectrogram({ window: 'boxcar' as 'hann' }), /window of stftSpectrogram .*'boxcar'.*hann, hamming/],
    [() => layers.stftSpectrogram({ window: [1, NaN] }), /window\[1\] must be a number, received NaN/],
    [() => layers.stftSpectrogram({ window: [] }), /window must be 'hann', 'hamming' or an array of numbers, received \[\]/],
    [() => layers.melSpectrogram({ sequenceLength: 4096 }), /sequenceLength must be at most fftLength, 2048, received 4096/],
    [() => layers.melSpectrogram({ minFreq: 9000 }), /maxFreq must be above minFreq, 9000, received 8000/],
    [() => layers.mfcc({ nMfcc: 9, numMelBins: 8 }), /nMfcc must be at most numMelBins, 8, received 9/],
    [() => ops.stft([1, 2, 3], 4, 1, 2), /stft: fftLength must be at least sequenceLength, 4, received 2/],
  ];
  for (const [make, words] of refused) {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(words);
  }
  const wrong: readonly [() => unknown, RegExp][] = [
    [() => layers.stftSpectrogram().apply(ops.full([1, 255, 1], 0)), /expected at least 256 samples, those of a frame, received 255/],
    [() => layers.stftSpectrogram().apply(ops.full([1, 300], 0)), /expected input of shape \[\*, steps, channels\], received \[\*, 300\]/],
    [() => layers.melSpectrogram().apply(ops.full([1, 1024], 0)), /with more than 1024 samples, half of fftLength, received \[\*, 1024\]/],
    [
      () => sequential([layers.melSpectrogram({ inputShape: [4000, 1] })]),
      /received \[\*, 4000, 1\]. The last axis is the samples: .* reshape/,
    ],
    [() => ops.rfft(ops.full([2, 0], 0)), /rfft: expected signals of shape \[..., samples\], received \[2, 0\]/],
    [() => ops.rfft(ops.full([1, 16411], 0)), /rfft: a transform of 16411 samples would need a matrix of 269337332 numbers/],
    [() => ops.extractSequences([1, 2], 3, 1), /extractSequences: expected at least 3 samples/],
  ];
  for (const [make, words] of wrong) {
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(words);
  }
});
