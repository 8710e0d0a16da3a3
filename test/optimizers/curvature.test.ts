/** Products with matrices of second derivatives, against the matrices, and Newton's method where the loss curves down. */
import { describe, expect, test } from 'vitest';
import {
  compile, hessian, jacobian, jvp, Layer, layers, losses, Model, ops, optimizers, sequential, tensor, variable, type Tensor, type Trace,
} from '../../src/index.ts';
import { atOnce, made, type Pieces } from '../../src/core/pieces.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { gaussNewtonProduct, hessianProduct } from '../../src/optimizers/curvature.ts';
import { conjugateGradients } from '../../src/optimizers/conjugate-gradients.ts';
import { evaluate } from '../../src/run/eager.ts';

const rows = tensor(Float32Array.from({ length: 12 }, (_, i) => Math.sin(3 * i + 1)), [4, 3]);
const w0 = tensor(Float32Array.from({ length: 6 }, (_, i) => Math.cos(5 * i)), [3, 2]);
const v0 = tensor(Float32Array.from({ length: 6 }, (_, i) => Math.sin(7 * i + 2)), [3, 2]);
const classes = tensor([0, 1, 1, 0], [4], 'int32');
const truth = tensor([[1, 0], [0, 1], [0, 1], [1, 0]]);

/** A product at w0 along v0, from a function of weights that gives a loss and outputs. */
function productOf(f: (w: Tensor) => { loss: Tensor; outputs: readonly Tensor[] }, whole = false): number[] {
  const [w, v] = [placeholder([3, 2]), placeholder([3, 2])];
  const { loss, outputs } = f(w);
  const product = atOnce(whole ? hessianProduct(loss, [w]) : gaussNewtonProduct(loss, outputs, [w]));
  const [along] = atOnce(product([v]));
  return [...evaluate([along!], new Map([[w, w0], [v, v0]]))[0]!.data];
}

/** J^T H J v from the matrices. @param outputs  from the weights; @param loss  from the outputs */
function byMatrices(outputs: (w: Tensor) => Tensor, loss: (z: Tensor) => Tensor): number[] {
  const z = outputs(w0);
  const j = ops.reshape(jacobian(outputs)(w0), [z.size, 6]);
  const h = ops.reshape(hessian(loss)(z), [z.size, z.size]);
  const moved = ops.matmul(j, ops.reshape(v0, [6, 1]));
  return [...ops.matmul(j, ops.matmul(h, moved), { transposeA: true }).data];
}

const expectClose = (a: readonly number[], b: readonly number[]): void => {
  expect(a.length).toBe(b.length);
  a.forEach((v, i) => expect(v).toBeCloseTo(b[i]!, 4));
};

const logits = (w: Tensor): Tensor => ops.tanh(ops.matmul(rows, w));
const mse = losses.meanSquaredError();
const sparse = losses.sparseCategoricalCrossentropy({ fromLogits: true });
const bce = losses.binaryCrossentropy({ fromLogits: true });

describe('the generalised Gauss-Newton matrix', () => {
  test('of squared errors of sigmoids: it begins behind the sigmoid', () => {
    const outputs = (w: Tensor): Tensor => ops.sigmoid(logits(w));
    const loss = (y: Tensor): Tensor => mse.call(truth, y);
    const got = productOf((w) => {
      const y = outputs(w);
      return { loss: loss(y), outputs: [y] };
    });
    expectClose(got, byMatrices(outputs, loss));
    // It is 2/n J^T J.
    const [, moved] = jvp(outputs, [w0], [v0]);
    const j = ops.reshape(jacobian(outputs)(w0), [8, 6]);
    expectClose(got, [...ops.multiply(2 / 8, ops.matmul(j, ops.reshape(moved, [8, 1]), { transposeA: true })).data]);
  });

  test.each<[string, (z: Tensor) => Tensor, (p: Tensor) => Tensor, (z: Tensor) => Tensor]>([
    ['softmax', ops.softmax, (p) => losses.sparseCategoricalCrossentropy().call(classes, p), (z) => sparse.call(classes, z)],
    ['sigmoid', ops.sigmoid, (p) => losses.binaryCrossentropy().call(truth, p), (z) => bce.call(truth, z)],
  ])('of the crossentropy of a %s: it begins at the logits', (_, link, ofProbabilities, ofLogits) => {
    const got = productOf((w) => {
      const p = link(logits(w));
      return { loss: ofProbabilities(p), outputs: [p] };
    });
    expectClose(got, byMatrices(logits, ofLogits));
  });

  test('of two outputs, of which one is made from the other, and a penalty', () => {
    const first = (w: Tensor): Tensor => logits(w);
    const second = (y: Tensor): Tensor => ops.square(y);
    const loss = (a: Tensor, b: Tensor): Tensor => ops.add(mse.call(truth, a), ops.sum(ops.exp(b)));
    const penalty = (w: Tensor): Tensor => ops.sum(ops.power(w, 4));
    const got = productOf((w) => {
      const a = first(w);
      const b = second(a);
      return { loss: ops.add(loss(a, b), penalty(w)), outputs: [a, b] };
    });
    const both = (w: Tensor): Tensor => ops.concatenate([first(w), second(first(w))]);
    const expected = byMatrices(both, (z) => loss(ops.slice(z, [0, 0], [4, 2]), ops.slice(z, [4, 0], [4, 2])));
    const own = [...w0.data].map((w, i) => 12 * w * w * v0.data[i]!);
    expectClose(got, expected.map((e, i) => e + own[i]!));
  });
});

test('products with the Hessian are those of the matrix', () => {
  const loss = (w: Tensor): Tensor => mse.call(truth, logits(w));
  const h = ops.reshape(hessian(loss)(w0), [6, 6]);
  expectClose(productOf((w) => ({ loss: loss(w), outputs: [] }), true), [...ops.matmul(h, ops.reshape(v0, [6, 1])).data]);
});

/** Solves a system by a program. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[], most: number, tolerance = 1e-6): [number[], number] {
  const n = right.length;
  const [solution, residual, search] = [0, 1, 2].map(() => variable(new Array<number>(n).fill(0)));
  const [square, active, turns] = [variable(0), variable(0), variable(0)];
  const a = tensor(matrix.flat(), [n, n]);
  const run = compile((t) => {
    const product = (v: Tensor): Pieces<Tensor> => made(ops.reshape(ops.matmul(a, ops.reshape(v, [n, 1])), [n]));
    const state = { solution: solution!, residual: residual!, search: search!, square, active, turns };
    const found = atOnce(conjugateGradients(t, state, { product, right: tensor([...right]), most, tolerance }));
    return [found.solution, found.turns];
  });
  const [x, count] = run();
  return [[...x!.data], count!.item()];
}

test('conjugate gradients: as many turns as there are values, fewer if they are enough, none down a slope', () => {
  const matrix = [[4, 1, 0], [1, 3, 1], [0, 1, 2]];
  const [x, turns] = solved(matrix, [1, 2, 3], 50);
  [4 / 18, 2 / 18, 26 / 18].forEach((v, i) => expect(x[i]).toBeCloseTo(v, 4));
  expect(turns).toBe(3);
  expect(solved([[2, 0, 0], [0, 2, 0], [0, 0, 2]], [1, 2, 3], 50)[1]).toBe(1);
  expect(solved(matrix, [1, 2, 3], 2)[1]).toBe(2);
  expect(solved(matrix, [1, 2, 3], 50, 0.9)[1]).toBeLessThan(3);
  expect(solved([[-1, 0], [0, 2]], [1, 0], 50)).toEqual([[0, 0], 0]);
  // The first direction curves up; the second one does not.
  const [partial, before] = solved([[1, 0], [0, -0.1]], [1, 0.5], 50);
  expect(before).toBe(1);
  expect(partial[0]! / partial[1]!).toBeCloseTo(2, 5);
  expect(solved([[NaN, 0], [0, 1]], [1, 1], 50)).toEqual([[0, 0], 0]);
  expect(solved(matrix, [0, 0, 0], 50)).toEqual([[0, 0, 0], 0]);
});

test('Newton solves least squares in one step', async () => {
  const x = Array.from({ length: 50 }, (_, i) => [Math.sin(i), Math.cos(3 * i), 3 * Math.sin(7 * i)]);
  const y = x.map(([a, b, c]) => [2 * a! - 3 * b! + 0.5 * c! + 1]);
  const model = sequential([layers.dense({ units: 1, inputShape: [3] })], { seed: 2 });
  model.compile({ optimizer: optimizers.newtonCg({ maxIterations: 1, solverTolerance: 1e-6, solverIterations: 8 }), loss: 'mse' });
  const { history } = await model.fit(x, y, { batchSize: 50 });
  const [kernel, bias] = model.getWeights();
  [2, -3, 0.5].forEach((v, i) => expect(kernel!.data[i]!).toBeCloseTo(v, 4));
  expect(bias!.item()).toBeCloseTo(1, 4);
  expect(history['evaluations']).toEqual([2]);
});

/** A loss of two weights. */
class Plane extends Model {
  readonly kind = 'plane';
  readonly at = this.addWeight({ name: 'at', shape: [2], initializer: 'zeros' });
  readonly #f: (a: Tensor, b: Tensor) => Tensor;
  constructor(f: (a: Tensor, b: Tensor) => Tensor, start: readonly number[]) {
    super('plane');
    this.#f = f;
    this.at.assign(tensor([...start]));
  }
  call(x: Tensor): Tensor {
    return x;
  }
  override computeLoss(t: Trace): Tensor {
    const [a, b] = ops.split(t.read(this.at), 2);
    return ops.sum(this.#f(a!, b!));
  }
}

test('Newton near a saddle: the first direction is steepest descent where all curves down, and minima are reached', async () => {
  // a^2 - b^2 + b^4 / 4 has a saddle at (0, 0), and minima at (0, +-sqrt 2).
  const saddle = (a: Tensor, b: Tensor): Tensor =>
    ops.add(ops.subtract(ops.square(a), ops.square(b)), ops.multiply(0.25, ops.power(b, 4)));
  const model = new Plane(saddle, [1, 0.01]);
  model.compile({ optimizer: optimizers.newtonCg() });
  await model.fit([[0]], null, { epochs: 4 });
  const [a, b] = model.at.read();
  expect(a).toBeCloseTo(0, 3);
  expect(b).toBeCloseTo(Math.SQRT2, 3);

  // cos curves down at 0.3 and at 0.4: the step is along the gradient, -sin.
  const waves = new Plane((p, q) => ops.add(ops.cos(p), ops.cos(q)), [0.3, 0.4]);
  waves.compile({ optimizer: optimizers.newtonCg({ maxIterations: 1 }) });
  await waves.fit([[0]], null);
  const [p, q] = waves.at.read();
  expect(p).toBeGreaterThan(0.3);
  expect((p! - 0.3) / (q! - 0.4)).toBeCloseTo(Math.sin(0.3) / Math.sin(0.4), 4);
  await waves.fit([[0]], null, { epochs: 4 });
  [...waves.at.read()].forEach((v) => expect(v).toBeCloseTo(Math.PI, 3));
});

const KINDS = ['levenbergMarquardt', 'gaussNewton', 'newtonCg'] as const;
test.each(KINDS)('%s: an abort and a prediction find the weights of whole steps', async (kind) => {
  const rows = Array.from({ length: 200 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const targets = rows.map(([a, b]) => [a! * b!]);
  const model = sequential([layers.dense({ units: 16, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })], { seed: 2 });
  model.compile({ optimizer: optimizers[kind](), loss: 'mse' });
  const before = model.predictSync(rows).data;
  const controller = new AbortController();
  const fitting = model.fit(rows, targets, { epochs: 1000, batchSize: 200, signal: controller.signal });
  const during = await model.predict(rows);
  controller.abort(new Error('enough'));
  await expect(fitting).rejects.toThrow('enough');
  // The prediction comes before the end of the first step or behind it, never amid one: its error is not above that of the beginning.
  const error = (predicted: ArrayLike<number>): number => targets.reduce((s, [v], i) => s + (predicted[i]! - v!) ** 2 / 200, 0);
  expect(error(during.data)).toBeLessThanOrEqual(error(before));
  const { loss } = await model.evaluate(rows, targets);
  expect(loss).toBeLessThanOrEqual(error(before) + 1e-6);
  const { history } = await model.fit(rows, targets, { epochs: 2, batchSize: 200 });
  expect(history['loss']![1]).toBeLessThan(loss!);
});

/** h' = tanh(x w + h u): a scan, whose derivatives are scans within the scan of the solver. */
class Recurrent extends Layer {
  readonly kind = 'recurrent';
  constructor(options: layers.LayerOptions) {
    super('recurrent', options);
  }
  override build(inputShape: layers.BatchShape): void {
    this.addWeight({ name: 'kernel', shape: [inputShape.at(-1)!, 4] });
    this.addWeight({ name: 'recurrentKernel', shape: [4, 4] });
  }
  call(x: Tensor, t: Trace): Tensor {
    const [w, u] = this.weights.map((v) => t.read(v)) as [Tensor, Tensor];
    const { carry } = t.scan(
      (_, [h], [row]) => ({ carry: [ops.tanh(ops.add(ops.matmul(row!, w), ops.matmul(h!, u)))] }),
      { carry: [ops.full([x.shape[0]!, 4], 0)], xs: [ops.transpose(x, { axes: [1, 0, 2] })] },
    );
    return carry[0]!;
  }
}

describe.each(KINDS)('%s trains', (kind) => {
  const sequences = tensor(Float32Array.from({ length: 32 * 6 }, (_, i) => Math.sin(i * i)), [32, 6, 1]);
  const last = ops.reshape(ops.slice(sequences, [0, 5, 0], [32, 1, 1]), [32, 1]);

  test('a recurrent network', async () => {
    const model = sequential([new Recurrent({ inputShape: [6, 1] }), layers.dense({ units: 1 })], { seed: 1 });
    model.compile({ optimizer: optimizers[kind](), loss: 'mse' });
    const { history } = await model.fit(sequences, last, { epochs: 3, batchSize: 32 });
    expect(history['loss']![2]).toBeLessThan(1e-3);
  });

  test('an embedding, a normalization and a softmax', async () => {
    const ids = tensor(Array.from({ length: 64 }, (_, i) => (i * 7) % 11), [32, 2], 'int32');
    const labels = tensor(Array.from({ length: 32 }, (_, i) => (2 * i * 7) % 11 % 3), [32], 'int32');
    const model = sequential(
      [
        layers.embedding({ inputDim: 11, outputDim: 3, inputShape: [2] }), layers.flatten(), layers.layerNormalization(),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
      { seed: 1 },
    );
    model.compile({ optimizer: optimizers[kind](), loss: 'sparseCategoricalCrossentropy' });
    const { history } = await model.fit(ids, labels, { epochs: 4, batchSize: 32 });
    expect(history['loss']![3]).toBeLessThan(0.1 * history['loss']![0]!);
  });
});

test.each(['gaussNewton', 'levenbergMarquardt', 'newtonCg'] as const)('%s trains convolutions with relu, pooled', async (optimizer) => {
  const net = sequential(
    [
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [8, 8, 1] }), layers.maxPooling2d(),
      layers.flatten(), layers.dense({ units: 1 }),
    ],
    { seed: 1 },
  );
  net.compile({ optimizer, loss: 'mse' });
  const x = { data: Float32Array.from({ length: 1024 }, (_, i) => Math.sin(i)), shape: [16, 8, 8, 1] };
  const { history } = await net.fit(x, Float32Array.from({ length: 16 }, (_, i) => Math.cos(i)), { epochs: 5, batchSize: 16, verbose: 0 });
  expect(history.loss.at(-1)!).toBeLessThan(0.5 * history.loss[0]!);
});
