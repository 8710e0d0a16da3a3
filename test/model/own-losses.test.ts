/** Models with a loss of their own: the targets that they get, fit and evaluate alike. */
import { describe, expect, test } from 'vitest';
import {
  ConfigError, DataError, layers, Model, ops, ShapeError, tensor, type Layer, type Step, type Tensor, type Trace,
} from '../../src/index.ts';

const x = [[1, 2], [3, 4], [5, 6], [7, 8]];

/** A model whose loss is its own. It shows the targets of the last trace. */
class Own extends Model {
  readonly kind = 'own';
  readonly dense = layers.dense({ units: 2, kernelInitializer: 'ones' });
  step: Step | undefined;
  constructor() {
    super('own', { seed: 1 });
  }
  call(z: Tensor, t: Trace): Tensor {
    return t.call(this.dense, z);
  }
  override computeLoss(_t: Trace, step: Step): Tensor {
    this.step = step;
    const [target, weight] = [step.targets[0], step.weights[0]];
    if (target === undefined) return ops.mean(ops.square(step.outputs[0]!));
    const errors = ops.abs(ops.subtract(ops.sum(step.outputs[0]!, { axis: 1 }), ops.cast(target, 'float32')));
    return ops.mean(weight === undefined ? errors : ops.multiply(errors, weight));
  }
}
const own = (): Own => {
  const model = new Own();
  model.compile({ optimizer: 'sgd' });
  return model;
};
/** The mean of |sum of the outputs - target|: the outputs are both the sum of the row. */
const meanError = (targets: readonly number[]): number =>
  targets.reduce((sum, target, i) => sum + Math.abs(2 * (x[i]![0]! + x[i]![1]!) - target), 0) / targets.length;

describe('a loss of its own gets the targets that fit was given, also without a loss in compile', () => {
  const cases: readonly [string, unknown, 'float32' | 'int32', number[]][] = [
    ['a number a row', [1, 2, 3, 4], 'float32', [4]],
    ['class numbers', Int32Array.of(1, 0, 1, 0), 'int32', [4]],
    ['bytes', Uint8Array.of(1, 0, 1, 0), 'float32', [4]],
  ];
  test.each(cases)('%s', async (_, y, dtype, shape) => {
    const targets = [...(y as number[])];
    for (const act of ['evaluate', 'fit', 'trainOnBatch'] as const) {
      const model = own();
      const answer = act === 'fit' ? (await model.fit(x, y as never)).history : await model[act](x, y as never);
      expect([answer['loss']].flat()[0], act).toBeCloseTo(meanError(targets), 4);
      expect(model.step!.targets[0]!.dtype, act).toBe(dtype);
      expect(model.step!.targets[0]!.shape, act).toEqual(shape);
    }
  });

  test('rows of another shape than the outputs, validation, weights', async () => {
    const model = own();
    const y = { data: new Float32Array(4 * 3 * 2), shape: [4, 3, 2] };
    await expect(model.fit(x, y)).rejects.toThrow(ShapeError); // the loss subtracts them
    expect(model.step!.targets[0]!.shape).toEqual([4, 3, 2]);
    const { history } = await own().fit(x, [0, 0, 0, 0], { validationSplit: 0.5, sampleWeight: [1, 0, 1, 0] });
    expect(history['loss']![0]).toBeCloseTo(3, 4);
    expect(Object.keys(history)).toEqual(['loss', 'valLoss']);
  });

  test('no targets, and weights without targets', async () => {
    const model = own();
    expect((await model.evaluate(x, null))['loss']).toBeCloseTo((3 ** 2 + 7 ** 2 + 11 ** 2 + 15 ** 2) / 4, 3);
    expect(model.step!.targets).toEqual([undefined]);
    await model.fit(x, null, { sampleWeight: [1, 2, 3, 4] });
    expect(model.step!.weights[0]!.shape).toEqual([4]);
    await expect(model.fit(x, null, { classWeight: { 1: 2 } })).rejects.toThrow(/classWeight: expected targets of one class a row/);
  });

  test('targets that cannot be', async () => {
    await expect(own().fit(x, [1, 2, 3])).rejects.toThrow(/y: expected 4 rows as in x, received 3/);
    await expect(own().fit(x, [1, NaN, 3, 4])).rejects.toThrow(DataError);
  });

  test('with a loss in compile they are what that takes', async () => {
    const model = new Own();
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    await model.evaluate(x, [1, 0, 1, 0]);
    expect(model.step!.targets[0]!.dtype).toBe('int32');
    await expect(model.evaluate(x, [5, 0, 1, 0])).rejects.toThrow(/whole class numbers from 0 to 1/);
  });
});

describe('losses that cannot be: fit, evaluate and trainOnBatch say the same', () => {
  abstract class Dense extends Model {
    readonly kind = 'own';
    readonly dense: Layer = layers.dense({ units: 1 });
    constructor() {
      super('own', { seed: 1 });
    }
    call(z: Tensor, t: Trace): Tensor {
      return t.call(this.dense, z);
    }
  }
  class Adding extends Dense {
    readonly added: unknown;
    constructor(added: unknown) {
      super();
      this.added = added;
    }
    override call(z: Tensor, t: Trace): Tensor {
      t.addLoss(this.added as Tensor);
      return super.call(z, t);
    }
  }
  class Computing extends Dense {
    readonly computed: unknown;
    constructor(computed: unknown) {
      super();
      this.computed = computed;
    }
    override computeLoss(): Tensor {
      return this.computed as Tensor;
    }
  }
  class Failing extends Dense {
    override call(): Tensor {
      return undefined as never;
    }
  }
  const acts = ['fit', 'evaluate', 'trainOnBatch'] as const;
  const wrong: readonly [string, () => Model, RegExp][] = [
    ['addLoss of a row', () => new Adding(ops.full([3], 1)), /addLoss: expected a tensor of one element, received \[3\]/],
    ['addLoss of a number', () => new Adding(1), /addLoss: expected a tensor of one element, received 1/],
    ['computeLoss of a row', () => new Computing(tensor([1, 2])), /own\w*: computeLoss must answer with a tensor of one element/],
    ['computeLoss of nothing', () => new Computing(undefined), /computeLoss must answer with a tensor.*received undefined/],
    ['a promise', () => new Computing(Promise.resolve()), /computeLoss must answer with a tensor.*received Promise/],
    ['a call of nothing', () => new Failing(), /expected the function to answer with a tensor, received undefined/],
    ['no loss at all', () => new (class extends Dense {})(), /there is no loss to make small/],
  ];
  test.each(wrong.flatMap(([name, make, message]) => acts.map((act) => [name, act, make, message] as const)))(
    '%s: %s',
    async (_, act, make, message) => {
      const model = make();
      model.compile({ optimizer: 'sgd' });
      await expect(model[act](x, null)).rejects.toThrow(message);
    },
  );

  test('a loss that only layers add is evaluated, and weights that nothing uses are refused', async () => {
    const model = new Adding(ops.full([], 2));
    model.compile({ optimizer: 'sgd' });
    expect(await model.evaluate(x, null)).toEqual({ loss: 2 });
    const weighed = model.evaluate(x, null, { sampleWeight: [1, 1, 1, 1] });
    await expect(weighed).rejects.toThrow(/sampleWeight weighs targets, and the model uses none/);
  });
});

describe('a model of several inputs that is not built', () => {
  class Two extends Model {
    readonly kind = 'two';
    readonly dense = layers.dense({ units: 1, kernelInitializer: 'ones' });
    constructor() {
      super('two', { seed: 1 });
    }
    call([a, b]: readonly [Tensor, Tensor], t: Trace): Tensor {
      return t.call(this.dense, ops.add(a, b));
    }
  }
  const [a, b] = [tensor([[1, 2], [3, 4]]), tensor([[10, 20], [30, 40]])];
  const expected = [[33], [77]];

  test('takes a list of tensors, of typed arrays, of data with shapes, and a record', async () => {
    for (const given of [[a, b], { a, b }, [a, b].map(({ data, shape }) => ({ data, shape }))]) {
      expect((await new Two().predict(given as never)).toArray()).toEqual(expected);
      expect(new Two().predictSync(given as never).toArray()).toEqual(expected);
    }
    expect((await new Two().predict([Float32Array.of(1, 2), Float32Array.of(3, 4)])).toArray()).toEqual([[4], [6]]);
  });

  test('nested arrays are the rows of one input: what failed, and what to give', async () => {
    const nested = new Two().predict([[[1, 2], [3, 4]], [[10, 20], [30, 40]]]);
    await expect(nested).rejects.toThrow(ConfigError);
    await expect(nested).rejects.toThrow(/two\w*: its call failed on an input of shape \[\*, 2, 2\]: .*give a list of tensors/);
    await expect(nested).rejects.toMatchObject({ cause: expect.any(TypeError) });
  });
});
