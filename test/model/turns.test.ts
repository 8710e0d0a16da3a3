/** Scans that only count their turns, and updates with numbers. */
import { expect, test } from 'vitest';
import { compile, Layer, layers, ops, optimizers, variable, type Tensor, type Trace } from '../../src/index.ts';

test('update and assign take numbers and arrays, in the dtype of the variable', () => {
  const [one, two, whole] = [variable(1), variable([1, 2]), variable({ data: Int32Array.of(3), shape: [1] })];
  const f = compile((t) => {
    t.update(one, 5);
    t.update(whole, [8]);
    return ops.add(t.update(two, [3, 4]), t.read(one));
  });
  expect(f().toArray()).toEqual([8, 9]);
  expect([one, two, whole].map((v) => v.value().toArray())).toEqual([5, [3, 4], [8]]);
  one.assign(7);
  whole.assign([9]);
  expect([one.value().item(), whole.value().item()]).toEqual([7, 9]);
});

test('a scan of a length alone repeats updates', () => {
  const count = variable(0);
  const f = compile((t) => {
    const { carry, ys } = t.scan(() => ({ ys: [t.update(count, ops.add(t.read(count), 1))] }), { length: 4 });
    expect(carry).toEqual([]);
    return { last: t.read(count), ys: ys[0]! };
  });
  const { last, ys } = f();
  expect([last.item(), ys.toArray()]).toEqual([4, [1, 2, 3, 4]]);
  expect(f().ys.toArray()).toEqual([5, 6, 7, 8]);
  expect(count.value().item()).toBe(8);
  const turn = (t: Trace) => (): { ys: Tensor[] } => ({ ys: [t.update(count, ops.add(t.read(count), 1))] });
  const backwards = compile((t) => t.scan(turn(t), { length: 3, reverse: true }).ys[0]!);
  expect(backwards().toArray()).toEqual([11, 10, 9]);
});

test('a scan of a length alone draws anew in each turn, and each run', () => {
  class Draws extends Layer {
    readonly kind = 'draws';
    readonly drop = layers.dropout({ rate: 0.5 });
    call(x: Tensor, t: Trace): Tensor {
      return t.scan(() => ({ ys: [t.call(this.drop, x)] }), { length: 3 }).ys[0]!;
    }
  }
  const layer = new Draws('draws');
  const f = compile((t, x) => t.call(layer, x) as Tensor, { training: true });
  const rows = [f(ops.full([64], 1)), f(ops.full([64], 1))].flatMap((y) => (y.toArray() as number[][]).map((row) => row.join()));
  expect(new Set(rows).size).toBe(6);
});

test('a scan without turns, and one that does nothing', () => {
  const count = variable(3);
  const none = compile((t) => {
    t.scan(() => (void t.update(count, ops.add(t.read(count), 1)), {}), { length: 0 });
    return t.read(count);
  });
  expect(none().item()).toBe(3);
  const still = compile((t) => {
    expect(t.scan(() => ({}), { length: 5 })).toEqual({ carry: [], ys: [] });
    return t.read(count);
  });
  expect(still().item()).toBe(3);
});

test('losses of turns are summed, and have gradients', () => {
  const weight = variable([2]);
  const optimizer = optimizers.sgd({ learningRate: 0.125 });
  const f = compile((t) => {
    t.scan(() => (t.addLoss(ops.sum(ops.square(t.read(weight)))), {}), { length: 4 });
    optimizer.minimize(t, t.losses[0]!, [weight]);
    return t.losses[0]!;
  });
  expect(f().item()).toBe(16);
  expect(weight.value().toArray()).toEqual([0]); // 2 - 0.125 * 4 * 2 * 2
});

test('without a length or xs, what is missing is said', () => {
  expect(() => compile((t) => t.scan(() => ({}), {}).carry)()).toThrow(/scan: without xs, say how often: { length }/);
});
