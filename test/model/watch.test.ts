/** Programs are planned anew when a layer of theirs has changed, and only then. */
import { expect, test, vi } from 'vitest';
import { compile, layers, ops, sequential, tensor, type Sequential } from '../../src/index.ts';
import { Session } from '../../src/run/session.ts';

const x = tensor([[1, 2]]);
const net = (): Sequential => {
  const model = sequential([layers.batchNormalization({ inputShape: [2] }), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
};

/** How many programs `work` plans. */
function planned(work: () => void): number {
  const spy = vi.spyOn(Session.prototype, 'planning');
  work();
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

test('changes of one model leave the programs of another as they are', () => {
  const model = net();
  const f = compile((t, a) => t.call(model, a));
  model.predictSync(x);
  f(x);
  const other = sequential([layers.dense({ units: 3, inputShape: [2] }), layers.dense({ units: 1 })]);
  other.pop();
  other.layers[0]!.trainable = false;
  expect(planned(() => void model.predictSync(x))).toBe(0);
  expect(planned(() => void f(x))).toBe(0);
});

test('a change of a layer makes the programs that call it anew, in models and in compiled functions', () => {
  const model = net();
  const outer = sequential([model, layers.dense({ units: 1 })]);
  const f = compile((t, a) => ops.multiply(t.call(model, a), 2), { training: true });
  model.predictSync(x);
  outer.predictSync(x);
  f(x);
  model.layers[0]!.trainable = false; // it normalises by its moving statistics now, in training, too
  expect(planned(() => void outer.predictSync(x))).toBe(1);
  expect(planned(() => expect(f(x).item()).toBeCloseTo(2 * model.predictSync(x).item(), 5))).toBe(2);
  expect(planned(() => [f(x), model.predictSync(x), outer.predictSync(x)])).toBe(0);
});

test('a compiled function that was given other shapes plans for these alone', () => {
  const model = net();
  const f = compile((t, a) => t.call(model, a));
  f(x);
  expect(planned(() => void f(tensor([[1, 2], [3, 4]])))).toBe(1);
  expect(planned(() => [f(x), f(tensor([[1, 2], [3, 4]]))])).toBe(0);
});
