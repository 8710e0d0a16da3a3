/** Weights of many elements are drawn when they are needed: off the thread, or at once for a synchronous call. */
import { expect, test, vi } from 'vitest';
import { initializers, layers, sequential, type Sequential } from '../../src/index.ts';
import { constant, type Tensor } from '../../src/graph/tensor.ts';
import { randomUniform, type Draw } from '../../src/op/random.ts';
import { Session } from '../../src/run/session.ts';

const UNITS = 1100; // 1.2 million weights
const x = { data: new Float32Array(UNITS).fill(0.01), shape: [1, UNITS] };

/** Whether values have the same bits. Matchers of arrays would take seconds. */
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

function made(kernelInitializer: layers.DenseOptions['kernelInitializer'] = 'glorotUniform', seed = 1): Sequential {
  const model = sequential([layers.dense({ units: UNITS, inputShape: [UNITS], kernelInitializer })], { seed });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}
/** Builds a model, and begins to draw its kernel off this thread. */
function begun(model: Sequential): Promise<void> {
  model.summary({ printFn: () => undefined });
  return model.weights[0]!.beginLater();
}
const kernelOf = (model: Sequential): Float32Array => model.getWeights()[0]!.data as Float32Array;

test.each(['glorotUniform', 'heNormal', 'randomNormal', 'truncatedNormal', 'randomUniform', 'varianceScaling'] as const)(
  '%s gives the same bits on both ways',
  async (name) => {
    const [now, later] = [made(name), made(name)];
    later.summary({ printFn: () => undefined }); // builds it
    expect(later.weights.map(({ waits }) => waits)).toEqual([true, false]);
    const [first] = await later.getWeightsAsync();
    expect(same(first!.data, kernelOf(now))).toBe(true);
    expect(first!.data.some((v) => v !== first!.data[0])).toBe(true);
  },
);

test('a prediction that draws them, and one that finds them, are the same', async () => {
  const [now, later] = [made(), made()];
  kernelOf(now);
  const [a, b] = [await now.predict(x), await later.predict(x)];
  expect(same(a.data, b.data)).toBe(true);
  expect(same(kernelOf(now), kernelOf(later))).toBe(true);
});

test('what is assigned while they are drawn counts', async () => {
  const model = made();
  const ones = { data: new Float32Array(UNITS * UNITS).fill(1), shape: [UNITS, UNITS] };
  const drawing = begun(model);
  const answer = model.predict(x);
  model.setWeights([ones, new Float32Array(UNITS)]);
  expect((await answer).data[0]).toBeCloseTo(11, 3);
  await drawing;
  expect(kernelOf(model).every((v) => v === 1)).toBe(true);
});

test('a synchronous call in their midst has them, too', async () => {
  const [model, other] = [made(), made()];
  const drawing = begun(model);
  const answer = model.predict(x);
  const at = model.predictSync(x).data;
  await drawing;
  expect(same((await answer).data, at)).toBe(true);
  expect(same(at, other.predictSync(x).data)).toBe(true);
});

test('the seed is that of the time when the layer was built', async () => {
  const layer = layers.dense({ units: UNITS, inputShape: [UNITS] });
  const first = sequential([layer], { seed: 1 });
  first.summary({ printFn: () => undefined });
  const second = sequential([layer], { seed: 2 });
  second.summary({ printFn: () => undefined });
  expect(same(kernelOf(second), kernelOf(made()))).toBe(true);
  expect(same(kernelOf(second), kernelOf(made('glorotUniform', 2)))).toBe(false);
});

test('an initializer of the user is asked when the layer is built, once', async () => {
  const asked: Draw[] = [];
  const inner = initializers.randomUniform();
  const own = {
    kind: 'own', config: {},
    call: (shape: readonly number[], at?: Draw) => {
      asked.push(at!);
      return inner.call(shape, at);
    },
  };
  const model = made(own);
  await model.predict(x);
  expect(asked.map(({ counter }) => counter)).toEqual([undefined]);
  expect(same(kernelOf(model), kernelOf(made('randomUniform')))).toBe(true);
});

test('a copy of an initializer with a call of its own is an initializer of the user', async () => {
  const inner = initializers.heNormal();
  const half = (shape: readonly number[], at?: Draw): Tensor => constant(inner.call(shape, at).data.map((v) => v / 2), shape);
  const model = made({ ...inner, call: half });
  await model.predict(x);
  expect(same(kernelOf(model), kernelOf(made('heNormal')).map((v) => v / 2))).toBe(true);
});

test.each([10, UNITS])('what is wrong with first values is told when the layer of %i units is built', (units) => {
  const build = (kernelInitializer: layers.DenseOptions['kernelInitializer']) => (): unknown =>
    sequential([layers.dense({ name: 'wide', units, inputShape: [UNITS], kernelInitializer })]).summary({ printFn: () => undefined });
  const axes = { inputAxes: [5], outputAxes: [0] };
  expect(build(initializers.glorotUniform(axes))).toThrow('wide/kernel: glorotUniform: axis must be an integer from -2 to 1');
  const seven = { ...initializers.randomUniform(), kind: 'seven', call: (_: readonly number[], at: Draw) => randomUniform([7], at) };
  expect(build(seven)).toThrow(`wide/kernel: the initializer 'seven' must answer with a float32 tensor of shape [${UNITS}, ${units}]`);
});

test('all who need them at once share one draw', async () => {
  const model = made();
  model.summary({ printFn: () => undefined });
  const plan = vi.spyOn(Session.prototype, 'planning');
  try {
    await Promise.all([model.toBytes(), model.toBytes(), model.getWeightsAsync(), model.predict(x)]);
    expect(plan.mock.calls.filter(([{ outputs: [output] }]) => output?.op === 'random_uniform')).toHaveLength(1);
  } finally {
    plan.mockRestore();
  }
});
