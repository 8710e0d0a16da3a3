/** `gradients`: derivatives of a loss by tensors of a recorded step. */
import { expect, test } from 'vitest';
import { compile, ConfigError, gradients, layers, ops, sequential, ShapeError, tensor, variable } from '../../src/index.ts';

test('by variables, by inputs, and by what the loss does not know', () => {
  const [w, idle] = [variable([2, -1]), variable([5])];
  const f = compile((t, x) => {
    const loss = ops.sum(ops.multiply(ops.square(t.read(w)), x));
    return gradients(loss, [t.read(w), x, t.read(idle)]);
  });
  expect((f([3, 4]) as { toArray(): unknown }[]).map((g) => g.toArray())).toEqual([[12, -8], [4, 1], [0]]);
});

test('by a value that t.update gave a variable, and once more by the gradient', () => {
  const w = variable(3);
  const f = compile((t) => {
    const moved = t.update(w, ops.multiply(t.read(w), 2));
    const [first] = gradients(ops.power(moved, 3), [t.read(w)]) as [typeof moved];
    const [second] = gradients(first, [t.read(w)]) as [typeof moved];
    return [first, second];
  });
  expect((f() as { item(): number }[]).map((g) => g.item())).toEqual([108, 36]);
});

test('a penalty on the gradient by inputs trains the weights within', () => {
  const net = sequential([layers.dense({ units: 4, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })], { seed: 1 });
  const x = tensor([[1, -1], [0.5, 2]]);
  const steepness = compile((t, rows) => {
    const [slope] = gradients(ops.sum(t.call(net, rows)), [rows]) as [typeof x];
    const penalty = ops.mean(ops.square(slope));
    const weights = net.trainableWeights;
    gradients(penalty, weights.map((v) => t.read(v))).forEach((g, i) => {
      t.update(weights[i]!, ops.subtract(t.read(weights[i]!), ops.multiply(0.1, g)));
    });
    return penalty;
  });
  const first = steepness(x).item();
  for (let i = 0; i < 30; i++) steepness(x);
  expect(steepness(x).item()).toBeLessThan(first / 2);
});

test('plain values and other things are refused', () => {
  expect(() => gradients(ops.sum(tensor([1, 2])), [])).toThrow(/gradients: the loss is a plain value/);
  expect(() => gradients(3 as never, [])).toThrow(ConfigError);
  expect(() => gradients(ops.sum([1]), undefined as never)).toThrow(/expected an array of tensors/);
  expect(() => compile((_, x) => gradients(ops.sum(x), [tensor([1])]))([1])).toThrow(/tensor 0 is a plain value.*grad\(f\)/);
  expect(() => compile((_, x) => gradients(x, [x]))([1, 2])).toThrow(ShapeError);
});
