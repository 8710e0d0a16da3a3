/** Levenberg-Marquardt and Gauss-Newton against the damped normal equations in float64, and problems whose minimum is known. */
import { expect, test } from 'vitest';
import {
  initializers, input, layers, Model, model as functional, ops, optimizers, regularizers, sequential, tensor,
  type Sequential, type Tensor, type Trace, type Variable,
} from '../../src/index.ts';
import { circle } from '../model/tables.ts';

const { x, y } = circle(64);
const net = (optimizer: optimizers.Optimizer, penalty = 0): Sequential => {
  const kernelRegularizer = regularizers.l2({ l2: penalty });
  const model = sequential(
    [layers.dense({ units: 4, activation: 'tanh', inputShape: [2], kernelRegularizer }), layers.dense({ units: 1 })],
    { seed: 5 },
  );
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return model;
};
const flat = (model: Model): number[] => model.getWeights().flatMap((w) => [...w.data]);

/** Errors of `net` and their derivatives, in float64. @param w  kernel [2, 4], bias [4], kernel [4, 1], bias [1] */
function errors(w: readonly number[]): { error: number[]; jacobian: number[][] } {
  const error: number[] = [];
  const jacobian = Array.from({ length: 64 }, (_, row) => {
    const [a, b] = [x.data[2 * row]!, x.data[2 * row + 1]!];
    const h = [0, 1, 2, 3].map((k) => Math.tanh(a * w[k]! + b * w[4 + k]! + w[8 + k]!));
    error.push(h.reduce((sum, v, k) => sum + v * w[12 + k]!, w[16]!) - y.data[row]!);
    const back = h.map((v, k) => w[12 + k]! * (1 - v * v));
    return [...back.map((v) => v * a), ...back.map((v) => v * b), ...back, ...h, 1];
  });
  return { error, jacobian };
}

const lossOf = (w: readonly number[], penalty: number): number =>
  errors(w).error.reduce((sum, e) => sum + (e * e) / 64, 0) + penalty * w.slice(0, 8).reduce((sum, v) => sum + v * v, 0);

/** Solves A s = b by elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    const pivot = rows.findIndex((row, r) => r >= c && Math.abs(row[c]!) === Math.max(...rows.slice(c).map((q) => Math.abs(q[c]!))));
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]! / rows[c]![c]!;
      rows[r] = rows[r]!.map((v, k) => v - factor * rows[c]![k]!);
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** The step of the damped normal equations, and the decrease of the loss that it promises. */
function damped(w: readonly number[], damping: number, penalty: number): { step: number[]; predicted: number } {
  const { error, jacobian } = errors(w);
  const isKernel = (k: number): number => (k < 8 ? 1 : 0);
  const right = w.map((v, k) => -jacobian.reduce((sum, row, i) => sum + (2 / 64) * row[k]! * error[i]!, 0) - 2 * penalty * isKernel(k) * v);
  const curved = w.map((_, r) =>
    w.map((__, c) => jacobian.reduce((sum, row) => sum + (2 / 64) * row[r]! * row[c]!, 0) + (r === c ? 2 * penalty * isKernel(r) : 0)),
  );
  const step = solve(curved.map((row, r) => row.map((v, c) => v + (r === c ? damping : 0))), right);
  const quadratic = step.reduce((sum, s, r) => sum + s * curved[r]!.reduce((q, v, c) => q + v * step[c]!, 0), 0);
  return { step, predicted: step.reduce((sum, s, k) => sum + s * right[k]!, 0) - quadratic / 2 };
}

test.each([[0.1, 0], [0.03, 0], [0.1, 0.01]])('a step solves the normal equations: damping %d, penalty %d', async (damping, penalty) => {
  const optimizer = optimizers.levenbergMarquardt({ damping, maxIterations: 1, solverTolerance: 1e-6, solverIterations: 60 });
  const model = net(optimizer, penalty);
  const before = flat(model);
  const { history } = await model.fit(x, y, { batchSize: 64, shuffle: false });
  const { step, predicted } = damped(before, damping, penalty);
  const after = before.map((v, k) => v + step[k]!);
  flat(model).forEach((v, k) => expect(v).toBeCloseTo(after[k]!, 3));
  expect(history['loss']![0]).toBeCloseTo(lossOf(before, penalty), 5);
  // The loss at the weights, that where the step begins, that where it ends.
  expect(history['evaluations']).toEqual([3]);
  const gain = (lossOf(before, penalty) - lossOf(after, penalty)) / predicted;
  expect(gain).toBeGreaterThan(0);
  const next = optimizer.variables.find((v) => v.name === 'optimizer/damping')!.read()[0]!;
  expect(next / damping).toBeCloseTo(Math.max(1 / 3, 1 - (2 * gain - 1) ** 3), 3);
});

test('the direction of Gauss and Newton is that of the same equations, and the search takes it whole where it is good', async () => {
  const model = net(optimizers.gaussNewton({ damping: 0.1, maxIterations: 1, solverTolerance: 1e-6, solverIterations: 60 }));
  const before = flat(model);
  await model.fit(x, y, { batchSize: 64, shuffle: false });
  const { step } = damped(before, 0.1, 0);
  flat(model).forEach((v, k) => expect(v).toBeCloseTo(before[k]! + step[k]!, 3));
});

/** One weight, of which the output is a function. */
class Single extends Model {
  readonly kind = 'single';
  readonly weight: Variable;
  readonly #f: (w: Tensor) => Tensor;
  constructor(f: (w: Tensor) => Tensor, start: number) {
    super('single');
    this.#f = f;
    this.weight = this.addWeight({ name: 'weight', shape: [1, 1], initializer: initializers.constant({ value: start }) });
  }
  call(rows: Tensor, t: Trace): Tensor {
    return ops.add(ops.multiply(rows, 0), this.#f(t.read(this.weight)));
  }
}

test('a step without gain is not taken, and the damping grows faster and faster until one is', async () => {
  // From 3, Newton's step for atan(w) = 0 leads to -9.5, and further away from there.
  const atan = (w: Tensor): Tensor => {
    // atan w = 2 atan(w / (1 + sqrt(1 + w^2))), and near 0 it is its series.
    const half = (v: Tensor): Tensor => ops.divide(v, ops.add(1, ops.sqrt(ops.add(1, ops.square(v)))));
    const v = half(half(half(w)));
    const v2 = ops.square(v);
    return ops.multiply(8, ops.multiply(v, ops.subtract(1, ops.multiply(v2, ops.subtract(1 / 3, ops.multiply(v2, 1 / 5))))));
  };
  const optimizer = optimizers.levenbergMarquardt({ damping: 1e-6, maxIterations: 1 });
  const model = new Single(atan, 3);
  model.compile({ optimizer, loss: 'mse' });
  const state = (name: string): number => optimizer.variables.find((v) => v.name === `optimizer/${name}`)!.read()[0]!;
  await model.fit([[0]], [[0]], {});
  expect([model.weight.read()[0], state('growth')]).toEqual([3, 4]);
  expect(state('damping') / 1e-6).toBeCloseTo(2, 5);
  await model.fit([[0]], [[0]], {});
  expect(state('damping') / 1e-6).toBeCloseTo(8, 4);
  await model.fit([[0]], [[0]], { epochs: 40 });
  expect(Math.abs(model.weight.read()[0]!)).toBeLessThan(1e-3);
});

/** Rosenbrock's valley as two errors. */
class Valley extends Model {
  readonly kind = 'valley';
  readonly at = this.addWeight({ name: 'at', shape: [1, 2], initializer: 'zeros' });
  constructor() {
    super('valley');
    this.at.assign(tensor([[-1.2, 1]]));
  }
  call(rows: Tensor, t: Trace): Tensor {
    const [a, b] = ops.split(t.read(this.at), 2, { axis: 1 }) as [Tensor, Tensor];
    const far = ops.multiply(10, ops.subtract(b, ops.square(a)));
    return ops.add(ops.multiply(rows, 0), ops.concatenate([far, ops.subtract(1, a)], { axis: 1 }));
  }
}

test.each(['levenbergMarquardt', 'gaussNewton', 'newtonCg'] as const)("%s goes through Rosenbrock's valley to (1, 1)", async (kind) => {
  const model = new Valley();
  model.compile({ optimizer: optimizers[kind]({ maxIterations: 60 }), loss: 'mse' });
  const { history } = await model.fit([[0, 0]], [[0, 0]], { epochs: 2 });
  const [a, b] = model.at.read();
  expect(a).toBeCloseTo(1, 3);
  expect(b).toBeCloseTo(1, 3);
  expect(history['evaluations']![0]!).toBeLessThan(100);
});

test('least squares: the solution of the normal equations in one epoch, from two heads as from one', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => [Math.sin(i), Math.cos(3 * i), 10 * Math.sin(7 * i)]);
  const [first, second] = [rows.map(([a, b, c]) => [2 * a! - 3 * b! + 0.5 * c! + 1]), rows.map(([a]) => [4 - a!])];
  const inputs = input({ shape: [3] });
  const one = layers.dense({ units: 1, name: 'one' }).apply(inputs);
  // The second output is computed from the first: it is still its loss alone that counts.
  const two = layers.dense({ units: 1, name: 'two' }).apply(layers.concatenate().apply([inputs, one]));
  const model = functional({ inputs, outputs: [one, two], seed: 2 });
  model.compile({ optimizer: optimizers.levenbergMarquardt(), loss: 'mse', lossWeights: [1, 0.5] });
  const { history } = await model.fit(rows, [first, second], { epochs: 3, batchSize: 50 });
  expect(history['loss']!.at(-1)!).toBeLessThan(1e-8);
  const [kernel, bias] = model.getWeights();
  [2, -3, 0.5].forEach((v, i) => expect(kernel!.data[i]!).toBeCloseTo(v, 3));
  expect(bias!.item()).toBeCloseTo(1, 3);
});

test('where a penalty curves down along the gradient, the damping grows', async () => {
  // 1 - exp(-(w - 2)^2) has its minimum at 2, and curves down at 0.5.
  class Bent extends Single {
    override computeLoss(t: Trace): Tensor {
      return ops.subtract(1, ops.exp(ops.negative(ops.sum(ops.square(ops.subtract(t.read(this.weight), 2))))));
    }
  }
  const model = new Bent((w) => w, 0.5);
  const optimizer = optimizers.levenbergMarquardt({ damping: 1e-3, maxIterations: 1 });
  model.compile({ optimizer });
  await model.fit([[0]], null);
  expect(model.weight.read()[0]).toBe(0.5);
  expect(optimizer.variables.find((v) => v.name === 'optimizer/damping')!.read()[0]).toBeCloseTo(2e-3, 8);
  await model.fit([[0]], null, { epochs: 40 });
  expect(model.weight.read()[0]).toBeCloseTo(2, 3);
});

test('options are checked', () => {
  expect(() => optimizers.levenbergMarquardt({ damping: 0 })).toThrow(/levenbergMarquardt: damping must be a number/);
  expect(() => optimizers.levenbergMarquardt({ dampingFactor: 0.5 })).toThrow(/levenbergMarquardt: dampingFactor must be a number >= 1/);
  expect(() => optimizers.gaussNewton({ solverIterations: 0 })).toThrow(/gaussNewton: solverIterations must be an integer >= 1/);
  expect(() => optimizers.newtonCg({ damping: 1 } as never)).toThrow(/newtonCg: unknown option 'damping'/);
});
