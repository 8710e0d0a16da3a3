/** L-BFGS against itself in float64, its line search against the conditions, and problems whose minimum is known. */
import { expect, test } from 'vitest';
import { layers, Model, ops, optimizers, sequential, type Sequential, type Step, type Tensor, type Trace } from '../../src/index.ts';
import { strongWolfe, type Probe } from '../../src/optimizers/line-search.ts';
import { circle } from '../model/tables.ts';

/** Searches a function of one step and returns the probe that was chosen, and how many were made. */
function searched(f: (t: number) => readonly [loss: number, slope: number], first: number, most = 25): { best: Probe; tries: number } {
  const [loss, slope] = f(0);
  const search = strongWolfe({ from: { step: 0, loss, slope }, first, most, narrow: 1e-12 });
  let asked = search.next();
  let tries = 0;
  while (asked.done !== true) {
    const [l, s] = f(asked.value);
    tries++;
    asked = search.next({ loss: l, slope: s });
  }
  return { best: asked.value, tries };
}

test.each<[string, (t: number) => readonly [number, number], number]>([
  ['a parabola from far too small a step', (t) => [(t - 3) ** 2, 2 * (t - 3)], 1e-3],
  ['a parabola from far too large a step', (t) => [(t - 3) ** 2, 2 * (t - 3)], 1e3],
  ['a narrow valley', (t) => [-t / (t * t + 2), (t * t - 2) / (t * t + 2) ** 2], 10],
  ['a steep wall', (t) => [Math.exp(20 * (t - 1)) - t, 20 * Math.exp(20 * (t - 1)) - 1], 5],
  ['a function that ends', (t) => (t < 2 ? [-Math.log(2 - t) * -1 - 0.8 * t, -1 / (2 - t) - 0.8] : [NaN, NaN]), 100],
])('the strong Wolfe conditions hold: %s', (_, f, first) => {
  const { best, tries } = searched(f, first);
  const [loss, slope] = f(0);
  expect(best.step).toBeGreaterThan(0);
  expect(best.loss).toBeLessThanOrEqual(loss + 1e-4 * best.step * slope + 1e-6);
  if (Number.isFinite(f(1e6)[0])) expect(Math.abs(best.slope)).toBeLessThanOrEqual(-0.9 * slope);
  expect(tries).toBeLessThanOrEqual(25);
});

test('a search that finds nothing better stays where it is', () => {
  expect(searched((t) => [t, t === 0 ? -1 : 1], 1).best.step).toBe(0);
  expect(searched((t) => [(t - 3) ** 2, 2 * (t - 3)], 1e-3, 1).tries).toBe(1);
});

const { x, y } = circle(64);
const net = (options: optimizers.LbfgsOptions = {}): Sequential => {
  const model = sequential(
    [layers.dense({ units: 4, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })],
    { seed: 5 },
  );
  model.compile({ optimizer: optimizers.lbfgs(options), loss: 'meanSquaredError' });
  return model;
};

/** The loss of `net` and its gradient in float64, by hand. @param w  kernel [2, 4], bias [4], kernel [4, 1], bias [1] */
function lossAndGradient(w: readonly number[]): { loss: number; gradient: number[] } {
  const gradient = new Array<number>(17).fill(0);
  let loss = 0;
  for (let row = 0; row < 64; row++) {
    const [a, b] = [x.data[2 * row]!, x.data[2 * row + 1]!];
    const h = [0, 1, 2, 3].map((k) => Math.tanh(a * w[k]! + b * w[4 + k]! + w[8 + k]!));
    const error = h.reduce((sum, v, k) => sum + v * w[12 + k]!, w[16]!) - y.data[row]!;
    loss += error ** 2 / 64;
    const d = (2 * error) / 64;
    gradient[16]! += d;
    h.forEach((v, k) => {
      const dz = d * w[12 + k]! * (1 - v * v);
      gradient[12 + k]! += d * v;
      gradient[k]! += dz * a;
      gradient[4 + k]! += dz * b;
      gradient[8 + k]! += dz;
    });
  }
  return { loss, gradient };
}

/** L-BFGS in float64, with the inverse Hessian as a whole matrix of the last `history` pairs. */
function byHand(start: readonly number[], iterations: number, history: number): { weights: number[]; evaluations: number } {
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  let weights = [...start];
  let { loss, gradient } = lossAndGradient(weights);
  let evaluations = 1;
  const pairs: { s: number[]; y: number[]; rho: number }[] = [];
  for (let i = 0; i < iterations; i++) {
    const last = pairs.at(-1);
    const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.y, last.y));
    let inverse = weights.map((_, r) => weights.map((__, c) => (r === c ? scale : 0)));
    for (const { s, y: change, rho } of pairs) {
      // H <- (I - rho s y^T) H (I - rho y s^T) + rho s s^T
      const hy = inverse.map((line) => dot(line, change));
      const yhy = dot(change, hy);
      inverse = inverse.map((line, r) =>
        line.map((v, c) => v - rho * (s[r]! * hy[c]! + hy[r]! * s[c]!) + (rho * rho * yhy + rho) * s[r]! * s[c]!),
      );
    }
    const direction = inverse.map((line) => -dot(line, gradient));
    const at = (t: number): number[] => weights.map((v, k) => v + t * direction[k]!);
    const first = i === 0 ? Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0)) : 1;
    const search = strongWolfe({ from: { step: 0, loss, slope: dot(gradient, direction) }, first, most: 25, narrow: 1e-9 });
    let asked = search.next();
    while (asked.done !== true) {
      const probe = lossAndGradient(at(asked.value));
      evaluations++;
      asked = search.next({ loss: probe.loss, slope: dot(probe.gradient, direction) });
    }
    const reached = at(asked.value.step);
    const next = lossAndGradient(reached);
    const s = reached.map((v, k) => v - weights[k]!);
    const change = next.gradient.map((v, k) => v - gradient[k]!);
    pairs.push({ s, y: change, rho: 1 / dot(s, change) });
    if (pairs.length > history) pairs.shift();
    [weights, loss, gradient] = [reached, next.loss, next.gradient];
  }
  return { weights, evaluations };
}

test.each([[3, 10], [12, 3]])('%i directions from %i pairs are those of the method in float64', async (iterations, historySize) => {
  const model = net({ maxIterations: iterations, maxEvaluations: 100, historySize });
  const expected = byHand(model.getWeights().flatMap((w) => [...w.data]), iterations, historySize);
  const { history } = await model.fit(x, y, { batchSize: 64, shuffle: false });
  expect(history['evaluations']).toEqual([expected.evaluations]);
  const weights = model.getWeights().flatMap((w) => [...w.data]);
  weights.forEach((w, i) => expect(w).toBeCloseTo(expected.weights[i]!, 2));
  expect((await model.evaluate(x, y, { batchSize: 64 })).loss).toBeCloseTo(lossAndGradient(expected.weights).loss, 4);
});

test('it goes on from batch to batch with what it has learned', async () => {
  const [apart, whole] = [net({ maxIterations: 5, maxEvaluations: 100 }), net({ maxIterations: 20, maxEvaluations: 100 })];
  await apart.fit(x, y, { batchSize: 64, shuffle: false, epochs: 4 });
  await whole.fit(x, y, { batchSize: 64, shuffle: false });
  const [a, b] = [apart, whole].map((m) => m.getWeights().flatMap((w) => [...w.data]));
  a!.forEach((v, i) => expect(v).toBeCloseTo(b![i]!, 3));
});

test('least squares: the solution of the normal equations, to float32', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => [Math.sin(i), Math.cos(3 * i), 10 * Math.sin(7 * i)]);
  const targets = rows.map(([a, b, c]) => [2 * a! - 3 * b! + 0.5 * c! + 1]);
  const model = sequential([layers.dense({ units: 1, inputShape: [3] })], { seed: 2 });
  model.compile({ optimizer: 'lbfgs', loss: 'mse' });
  const { history } = await model.fit(rows, targets, { epochs: 3, batchSize: 50 });
  expect(history['loss']!.at(-1)!).toBeLessThan(1e-9);
  const [kernel, bias] = model.getWeights();
  [2, -3, 0.5].forEach((v, i) => expect(kernel!.data[i]!).toBeCloseTo(v, 4));
  expect(bias!.item()).toBeCloseTo(1, 4);
});

/** A loss of two weights alone. */
class Valley extends Model {
  readonly kind = 'valley';
  readonly at = this.addWeight({ name: 'at', shape: [2], initializer: 'zeros' });
  constructor() {
    super('valley');
  }
  call(rows: Tensor, t: Trace): Tensor {
    return ops.add(ops.multiply(rows, 0), ops.reshape(t.read(this.at), [1, 2]));
  }
  override computeLoss(_: Trace, { outputs }: Step): Tensor {
    const a = ops.slice(outputs[0]!, [0, 0], [1, 1]);
    const b = ops.slice(outputs[0]!, [0, 1], [1, 1]);
    const far = ops.square(ops.subtract(b, ops.square(a)));
    return ops.sum(ops.add(ops.square(ops.subtract(1, a)), ops.multiply(100, far)));
  }
}

test("Rosenbrock's valley from (0, 0) to (1, 1)", async () => {
  const model = new Valley();
  model.compile({ optimizer: optimizers.lbfgs({ maxIterations: 60 }) });
  const { history } = await model.fit([[0, 0]], null, { epochs: 2 });
  const [a, b] = model.at.read();
  expect(a).toBeCloseTo(1, 3);
  expect(b).toBeCloseTo(1, 3);
  expect(history['evaluations']![0]!).toBeLessThan(60);
});

test('a single direction is searched, too', async () => {
  const model = net({ maxIterations: 1 });
  const { history } = await model.fit(x, y, { batchSize: 64, epochs: 3 });
  expect(history['evaluations']).toEqual([2, 2, 2]);
  expect(history['loss']![2]!).toBeLessThan(history['loss']![1]!);
  expect(history['loss']![1]!).toBeLessThan(history['loss']![0]!);
});

test('constraints hold, without a search steps are the learning rate, and options are checked', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2], kernelConstraint: 'maxNorm', useBias: false })], { seed: 3 });
  model.compile({ optimizer: optimizers.lbfgs({ learningRate: 0.5 }), loss: 'mse' });
  await model.fit([[1, 0], [0, 1]], [[9], [0]], { epochs: 3, batchSize: 2 });
  expect(Math.hypot(...model.getWeights()[0]!.data)).toBeLessThanOrEqual(2.00001);

  const plain = net({ lineSearchFn: null, learningRate: 0.25, maxIterations: 1 });
  const before = plain.getWeights().flatMap((w) => [...w.data]);
  const { gradient } = lossAndGradient(before);
  await plain.fit(x, y, { batchSize: 64 });
  const step = 0.25 * Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0));
  plain.getWeights().flatMap((w) => [...w.data]).forEach((w, i) => expect(w).toBeCloseTo(before[i]! - step * gradient[i]!, 5));

  expect(() => optimizers.lbfgs({ historySize: 0 })).toThrow(/lbfgs: historySize must be an integer >= 1, received 0/);
  expect(() => optimizers.lbfgs({ lineSearchFn: 'armijo' as never })).toThrow(/unknown lineSearchFn of lbfgs 'armijo'/);
  expect(() => optimizers.lbfgs({ momentum: 0.9 } as never)).toThrow(/momentum/);
});
