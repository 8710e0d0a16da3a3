/** Steps with penalties, worked out by hand in float64: the penalty is part of the gradient that clipping and accumulation see. */
import { describe, expect, test } from 'vitest';
import { layers, model, optimizers, regularizers, sequential, type Model } from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

type Matrix = readonly (readonly number[])[];
const product = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const each = (a: Matrix, f: (x: number, i: number, j: number) => number): Matrix => a.map((row, i) => row.map((x, j) => f(x, i, j)));
const sumOf = (a: Matrix, f: (x: number) => number): number => a.flat().reduce((sum, x) => sum + f(x), 0);

const random = numbers(8);
const drawn = (rows: number, cols: number): Matrix =>
  Array.from({ length: rows }, () => Array.from({ length: cols }, () => random() * 2 - 1));
const SIZE = 6;
const [X, Y, W] = [drawn(8, SIZE), drawn(8, SIZE), drawn(SIZE, SIZE)];
const RATE = 0.1;

interface Penalty {
  readonly made: regularizers.Regularizer;
  readonly l1: number;
  readonly l2: number;
}
const PENALTIES: Record<string, Penalty> = {
  l1: { made: regularizers.l1({ l1: 0.02 }), l1: 0.02, l2: 0 },
  l2: { made: regularizers.l2({ l2: 0.03 }), l1: 0, l2: 0.03 },
  l1l2: { made: regularizers.l1l2({ l1: 0.02, l2: 0.03 }), l1: 0.02, l2: 0.03 },
};

/** The loss and its gradient, of y = x w, or x w w where the layer is called twice. */
function measured(x: Matrix, y: Matrix, w: Matrix, { l1, l2 }: Penalty, twice: boolean): { loss: number; gradient: Matrix } {
  const hidden = twice ? product(x, w) : x;
  const difference = each(product(hidden, w), (v, i, j) => v - y[i]![j]!);
  const count = difference.flat().length;
  const dy = each(difference, (d) => (2 * d) / count);
  const last = product(transposed(hidden), dy);
  const first = twice ? product(transposed(x), product(dy, transposed(w))) : each(w, () => 0);
  return {
    loss: sumOf(difference, (d) => d * d) / count + l1 * sumOf(w, Math.abs) + l2 * sumOf(w, (v) => v * v),
    gradient: each(w, (v, i, j) => last[i]![j]! + first[i]![j]! + l1 * Math.sign(v) + 2 * l2 * v),
  };
}

const denseOf = (made: regularizers.Regularizer, name: string): layers.Layer =>
  layers.dense({ units: SIZE, useBias: false, kernelRegularizer: made, name });

function build(penalty: Penalty, twice: boolean): Model {
  const layer = denseOf(penalty.made, 'shared');
  const input = layers.input({ shape: [SIZE] });
  const once = layer.apply(input);
  const built = model({ inputs: input, outputs: twice ? layer.apply(once) : once });
  built.setWeights([W.map((row) => [...row])]);
  return built;
}

const flat = (a: Matrix): unknown[] => a.flat().map((v) => expect.closeTo(v, 5));

describe.each(Object.entries(PENALTIES))('%s', (_, penalty) => {
  describe.each([['a layer', false], ['a layer that is called twice', true]] as const)('%s', (__, twice) => {
    const norm = (g: Matrix): number => Math.sqrt(sumOf(g, (v) => v * v));
    test.each<[string, optimizers.OptimizerOptions, (g: Matrix) => Matrix]>([
      ['plain', {}, (g) => g],
      ['clipnorm', { clipnorm: 0.2 }, (g) => each(g, (v) => (v * 0.2) / Math.max(norm(g), 0.2))],
      ['globalClipnorm', { globalClipnorm: 0.1 }, (g) => each(g, (v) => (v * 0.1) / Math.max(norm(g), 0.1))],
      ['clipvalue', { clipvalue: 0.03 }, (g) => each(g, (v) => Math.max(-0.03, Math.min(0.03, v)))],
      ['lossScaleFactor', { lossScaleFactor: 64 }, (g) => g],
    ])('%s', async (___, options, clipped) => {
      const trained = build(penalty, twice);
      trained.compile({ optimizer: optimizers.sgd({ learningRate: RATE, ...options }), loss: 'meanSquaredError' });
      let w = W;
      const losses: number[] = [];
      for (let step = 0; step < 3; step++) {
        const { loss, gradient } = measured(X, Y, w, penalty, twice);
        losses.push(loss);
        const moved = clipped(gradient);
        w = each(w, (v, i, j) => v - RATE * moved[i]![j]!);
      }
      const { history } = await trained.fit(X, Y, { batchSize: 8, epochs: 3, verbose: 0, shuffle: false });
      expect(history['loss']).toEqual(losses.map((v): unknown => expect.closeTo(v, 5)));
      expect([...trained.getWeights()[0]!.data]).toEqual(flat(w));
      trained.dispose();
    });

    test('gradients of two batches, accumulated', async () => {
      const trained = build(penalty, twice);
      trained.compile({ optimizer: optimizers.sgd({ learningRate: RATE, gradientAccumulationSteps: 2 }), loss: 'meanSquaredError' });
      const halves = [0, 4].map((from) => measured(X.slice(from, from + 4), Y.slice(from, from + 4), W, penalty, twice).gradient);
      await trained.fit(X, Y, { batchSize: 4, verbose: 0, shuffle: false });
      expect([...trained.getWeights()[0]!.data]).toEqual(
        flat(each(W, (v, i, j) => v - (RATE * (halves[0]![i]![j]! + halves[1]![i]![j]!)) / 2)),
      );
      trained.dispose();
    });
  });

  test('frozen weights have no penalty and stay as they are', async () => {
    const trained = sequential([layers.input({ shape: [SIZE] }), denseOf(penalty.made, 'frozen'), denseOf(penalty.made, 'free')]);
    const V = drawn(SIZE, SIZE);
    trained.setWeights([W, V].map((w) => w.map((row) => [...row])));
    trained.getLayer('frozen').trainable = false;
    trained.compile({ optimizer: optimizers.sgd({ learningRate: RATE }), loss: 'meanSquaredError' });
    const { loss, gradient } = measured(product(X, W), Y, V, penalty, false);
    const { history } = await trained.fit(X, Y, { batchSize: 8, verbose: 0, shuffle: false });
    expect(history['loss']![0]).toBeCloseTo(loss, 5);
    const [frozen, free] = trained.getWeights();
    expect([...frozen!.data]).toEqual([...Float32Array.from(W.flat())]);
    expect([...free!.data]).toEqual(flat(each(V, (v, i, j) => v - RATE * gradient[i]![j]!)));
    trained.dispose();
  });
});
