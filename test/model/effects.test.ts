/** What a program makes of values that a chain reads in parts, of variables that get old values back, of flags that depend
 *  on changes, and of effects that it does not perform. */
import { describe, expect, test } from 'vitest';
import { compile, Layer, layers, ops, optimizers, sequential, tensor, variable, type Tensor, type Trace } from '../../src/index.ts';
import { pack } from '../../src/op/move.ts';

const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i + 1)));

describe('figures that are wrong without a word: a part of a value in the chain that makes it', () => {
  test('one element, the first row, a stretch', () => {
    const first = compile((_, x) => {
      const y = ops.exp(x);
      return ops.divide(y, ops.slice(y, [0], [1]));
    });
    [1, Math.E, Math.E ** 2].forEach((v, i) => expect(first([0, 1, 2]).data[i]).toBeCloseTo(v, 5));
    const row = compile((_, x) => {
      const y = ops.multiply(x, 2);
      return ops.subtract(y, ops.slice(y, [0, 0], [1, 2]));
    });
    expect(
      row([
        [1, 2],
        [3, 5],
      ]).toArray(),
    ).toEqual([
      [0, 0],
      [4, 6],
    ]);
    const last = compile((_, x) => {
      const y = ops.add(x, 1);
      return ops.multiply(ops.slice(y, [2], [2]), ops.slice(y, [0], [2]));
    });
    expect(last([1, 2, 3, 4]).toArray()).toEqual([8, 15]);
  });

  test('a buffer is not written over while it is read as a row or a number', () => {
    const [a, b] = [numbers(64 * 64), numbers(64 * 64).reverse()];
    const product = compile((_, x, y) => ops.matmul(x, y))(tensor(a, [64, 64]), tensor(b, [64, 64]));
    const centred = compile((_, x, y) => {
      const z = ops.matmul(x, y);
      return ops.subtract(z, ops.slice(z, [0, 0], [1, 64]));
    })(tensor(a, [64, 64]), tensor(b, [64, 64]));
    expect([...centred.data]).toEqual([...product.data].map((v, i) => Math.fround(v - product.data[i % 64]!)));
    const first = compile((_, x, y) => {
      const z = ops.matmul(x, y);
      return ops.subtract(z, ops.slice(z, [0, 0], [1, 1]));
    })(tensor(a, [64, 64]), tensor(b, [64, 64]));
    expect([...first.data]).toEqual([...product.data].map((v) => Math.fround(v - product.data[0]!)));
  });
});

test('a value in the place of a variable is read from its end only when all of it is there', () => {
  const n = 5000; // more than a chain computes at a time
  const [v, u] = [variable(new Float32Array(n), { name: 'v' }), variable(new Float32Array(n), { name: 'u' })];
  const f = compile((t, x, flag) => {
    t.when(flag, () => void t.update(v, ops.add(x, 1)));
    t.when(flag, () => void t.update(u, ops.subtract(ops.multiply(x, 2), ops.slice(t.read(v), [n - 1], [1]))));
    return t.read(u);
  });
  const x = Float32Array.from({ length: n }, (_, i) => i);
  expect([...f(x, 1).data]).toEqual([...x].map((value) => 2 * value - n));
});

describe('a variable gets an old value back', () => {
  test.each(['sgd', 'adam', 'rmsprop'] as const)('behind a step of %s, where a flag says so', (kind) => {
    const w = variable([1, 2], { name: 'w' });
    const optimizer = optimizers[kind]();
    const step = compile((t, bad) => {
      const old = t.read(w);
      optimizer.minimize(t, ops.sum(ops.multiply(t.read(w), t.read(w))), [w]);
      t.when(bad, () => void t.update(w, old));
      return t.read(w);
    });
    expect(step(1).toArray()).toEqual([1, 2]);
    expect(w.value().toArray()).toEqual([1, 2]);
    expect(step(0).toArray()).not.toEqual([1, 2]);
  });

  test('without a flag, and through a view', () => {
    const v = variable([1, 2], { name: 'v' });
    const f = compile((t, x) => {
      const old = t.read(v);
      t.when(ops.sum(x), () => void t.update(v, x));
      const changed = ops.add(t.read(v), 0);
      t.update(v, ops.reshape(ops.reshape(old, [2, 1]), [2]));
      return changed;
    });
    expect(f([5, 6]).toArray()).toEqual([5, 6]);
    expect(v.value().toArray()).toEqual([1, 2]);
  });
});

test('a flag that depends on a change guards a value of before it', () => {
  const [v, u] = [variable([1, 2, 3], { name: 'v' }), variable([0, 0, 0], { name: 'u' })];
  const f = compile((t, flag) => {
    const old = t.read(v);
    t.when(flag, () => void t.update(v, ops.add(t.read(v), 1)));
    t.when(ops.sum(t.read(v)), () => void t.update(u, ops.multiply(old, 2)));
    return t.read(u);
  });
  expect(f(1).toArray()).toEqual([2, 4, 6]);
  expect([v.value().toArray(), u.value().toArray()]).toEqual([
    [2, 3, 4],
    [2, 4, 6],
  ]);
});

test('one value for a variable, under a flag and then without', () => {
  const v = variable([1, 2], { name: 'v' });
  const f = compile((t, x, flag) => {
    const y = ops.add(ops.multiply(x, 2), 1);
    t.when(flag, () => void t.update(v, y));
    t.update(v, y);
    return t.read(v);
  });
  expect(f([1, 2], 0).toArray()).toEqual([3, 5]);
  expect(v.value().toArray()).toEqual([3, 5]);
});

/** Counts its calls where its input is not 0, and answers with the count. */
class Counting extends Layer {
  readonly kind = 'counting';
  override build(): void {
    this.addWeight({ name: 'count', shape: [], initializer: 'zeros', trainable: false });
  }
  call(x: Tensor, t: Trace): Tensor {
    const [count] = this.weights;
    t.when(ops.sum(x), () => void t.update(count!, ops.add(t.read(count!), 1)));
    return ops.add(ops.multiply(x, 0), t.read(count!));
  }
}

test('a prediction reads what a change would give, and changes nothing', () => {
  const model = sequential([new Counting('counting', {}), layers.flatten()]);
  expect([1, 2].map(() => model.predictSync([[1]]).item())).toEqual([1, 1]);
  expect(model.predictSync([[0]]).item()).toBe(0);
  expect(model.getWeights()[0]!.item()).toBe(0);
});

test('a step of a driver changes what the network counts once', async () => {
  const model = sequential([new Counting('counting', {}), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: optimizers.steepestDescent({ learningRate: 64 }), loss: 'meanSquaredError' });
  for (let step = 1; step <= 3; step++) {
    await model.trainOnBatch([[1], [2]], [[1], [3]]);
    expect(model.getWeights()[0]!.item()).toBe(step);
  }
});

class Rounded extends Layer {
  readonly kind = 'rounded';
  call(x: Tensor): Tensor {
    return ops.cast(ops.round(x), 'int32');
  }
}

test('an output of whole numbers is one of int32', async () => {
  const model = sequential([new Rounded('rounded', {})]);
  const predicted = await model.predict([[1.2, -2.7]]);
  expect([predicted.dtype, predicted.toArray(), model.predictSync([[1.2, -2.7]]).toArray()]).toEqual(['int32', [[1, -3]], [[1, -3]]]);
});

test('a chain does not write over a pack while one of its parts is read later', () => {
  const f = compile((_, x, y) => {
    const [a, b] = [ops.exp(x), ops.exp(y)];
    const zero = ops.sum(ops.multiply(pack([a, b]), 0));
    return [ops.add(a, zero), ops.multiply(b, ops.add(zero, 2))];
  });
  const [a, b] = f([0, 1], [2, 3, 4]);
  expect(a!.toArray()).toEqual([0, 1].map((v): unknown => expect.closeTo(Math.exp(v), 4)));
  expect(b!.toArray()).toEqual([2, 3, 4].map((v): unknown => expect.closeTo(2 * Math.exp(v), 4)));
});

test('an input that is an output, too, stays what it was', () => {
  const f = compile((_, a, b) => [ops.exp(a), b]);
  expect(f([0, 0], [7, 8]).map((x) => x.toArray())).toEqual([[1, 1], [7, 8]]);
});

test('a value that is stored in a variable and fetched does not change with the variable', () => {
  const [v, w] = [variable([0, 0], { name: 'v' }), variable([0, 0], { name: 'w' })];
  const f = compile((t, x, flag) => {
    t.when(flag, () => void t.update(v, x));
    const y = ops.add(x, t.read(v));
    t.update(w, y);
    t.when(flag, () => void t.update(w, ops.multiply(x, 100)));
    return [y, t.read(w)];
  });
  expect(f([1, 2], 1).map((r) => r.toArray())).toEqual([[2, 4], [100, 200]]);

  const [sum, kept] = [variable(0, { name: 'sum' }), variable(0, { name: 'kept' })];
  const u = variable([0, 0], { name: 'u' });
  const g = compile((t, x, flag) => {
    t.when(flag, () => void t.update(sum, ops.sum(x)));
    const y = ops.add(1, t.read(sum));
    t.update(kept, y);
    t.when(y, () => {
      t.update(kept, ops.full([], 0));
      t.update(u, ops.add(t.read(u), x));
    });
    return [y, t.read(kept), t.read(u)];
  });
  expect(g([1, 2], 1).map((r) => r.toArray())).toEqual([4, 0, [1, 2]]);
});

test('equal ops of different leaves stay different', () => {
  const twice = (x: Tensor): Tensor => ops.negative(ops.negative(x));
  expect(compile((_, a, b) => ops.subtract(twice(a), twice(b)))([1], [5]).toArray()).toEqual([-4]);
});

test.each([3, 11, 12, 13, 40])('%i tensors that a chain reads as columns and as rows', (n) => {
  const f = compile((_, wide, deep, ...xs) => xs.flatMap((x) => [ops.add(wide, x), ops.add(deep, x)]));
  const xs = Array.from({ length: n }, (_, i) => tensor([[i], [i + 1], [i + 2], [i + 3]]));
  const results = f(ops.full([4, 4], 1), ops.full([4, 4, 1], 2), ...xs);
  results.forEach((r, k) => {
    const i = Math.floor(k / 2);
    const expected = Array.from({ length: 16 }, (_, at) => (k % 2 === 0 ? 1 + i + Math.floor(at / 4) : 2 + i + (at % 4)));
    expect([...r.data]).toEqual(expected);
  });
});
