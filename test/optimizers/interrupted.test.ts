/** Steps that an exception interrupts, in an op, a rule, a layer or a constraint of the user's: nothing is left half done. */
import { expect, test } from 'vitest';
import { compile, layers, ops, optimizers, sequential, ShapeError, tensor, variable } from '../../src/index.ts';
import type { Tensor, Trace, Variable } from '../../src/index.ts';
import { Variable as Held } from '../../src/graph/variable.ts';

/** An op that throws at its nth use. */
const failing = (at: number): ((x: Tensor) => Tensor) => {
  let uses = 0;
  return (x) => {
    if (++uses === at) throw new RangeError('interrupted');
    return ops.negative(x);
  };
};

/** Goes against the gradient and counts its steps; weights that decay and those that do not are two groups. */
class Own extends optimizers.Optimizer {
  readonly kind = 'own';
  readonly #op: (x: Tensor) => Tensor;
  constructor(op: (x: Tensor) => Tensor) {
    super('own', { weightDecay: 0.1, excludeFromWeightDecay: { varNames: ['bias'] } }, [], 0.1);
    this.#op = op;
  }
  protected slotNames(): readonly string[] {
    return ['steps'];
  }
  protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
    t.update(group.slot('steps'), ops.add(t.read(group.slot('steps')), 1));
    group.write(t, ops.add(group.read(t), ops.multiply(rate, this.#op(gradients.flat()))));
  }
}

const values = (variables: readonly Variable[]): number[][] => variables.map((v) => [...v.read()]);
const weightsOf = (): Variable[] => [variable([1, 2], { name: 'kernel' }), variable([3], { name: 'bias' })];
const step = (optimizer: optimizers.Optimizer, [kernel, bias]: readonly Variable[]): void => {
  optimizer.applyGradients([[[0.5, -0.5], kernel!], [[1], bias!]]);
};

test.each([1, 2, 3, 4])('half a step: an exception at use %i of an op in a rule leaves all as it was, and the next step is right', (at) => {
  const [weights, others] = [weightsOf(), weightsOf()];
  const [interrupted, sound] = [new Own(failing(at)), new Own(failing(0))];
  let thrown = 0;
  for (let done = 0; done < 3; ) {
    const before = values([...weights, interrupted.iterations]);
    try {
      step(interrupted, weights);
      step(sound, others);
      done++;
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect(values([...weights, interrupted.iterations])).toEqual(before);
      thrown++;
    }
    if (done > 0) expect(values([...weights, ...interrupted.variables])).toEqual(values([...others, ...sound.variables]));
  }
  expect(thrown).toBe(1);
});

test('half a step: a first one that fails binds the optimizer to no weights', () => {
  const optimizer = optimizers.sgd();
  const refused = { call: failing(1) };
  expect(() => optimizer.applyGradients([[[1], new Held('refused', tensor([1]), true, { constraint: refused })]])).toThrow('interrupted');
  const weight = variable([1]);
  optimizer.applyGradients([[[1], weight]]);
  expect(weight.value().item()).toBeCloseTo(0.99, 6);
});

test('figures that are wrong without a word: whole numbers are no weights, and no gradients', () => {
  const [whole, weight] = [variable(tensor([7], [1], 'int32')), variable([1])];
  const act = (gradient: Tensor, v: Variable) => (): void => optimizers.sgd().applyGradients([[gradient, v]]);
  expect(act(tensor([1], [1], 'int32'), whole)).toThrow(/expected float32 values of shape \[1\], received int32/);
  expect(act(tensor([1]), whole)).toThrow(ShapeError);
  expect(act(tensor([1], [1], 'int32'), weight)).toThrow(ShapeError);
});

test('half a step: state that cannot be made is not kept by halves', () => {
  class Moody extends Own {
    #fails = true;
    protected override prepare(): void {
      if (this.#fails) {
        this.#fails = false;
        throw new RangeError('interrupted');
      }
    }
  }
  const [weights, others] = [weightsOf(), weightsOf()];
  const [moody, sound] = [new Moody(failing(0)), new Own(failing(0))];
  expect(() => step(moody, weights)).toThrow('interrupted');
  for (const [optimizer, list] of [[moody, weights], [sound, others]] as const) step(optimizer, list);
  expect(values(weights)).toEqual(values(others));
});

test('half a step: an exception behind the updates of a compiled function, or in a constraint', () => {
  const counter = variable([0, 0]);
  let fails = true;
  const count = compile((t, x) => {
    const next = t.update(counter, ops.add(t.read(counter), x));
    if (fails) throw new RangeError('interrupted');
    return next;
  });
  expect(() => count([1, 2])).toThrow('interrupted');
  expect([...counter.read()]).toEqual([0, 0]);
  fails = false;
  expect(count([1, 2]).toArray()).toEqual([1, 2]);

  const constraint = { call: failing(1) };
  const [plain, bounded] = [variable([1]), new Held('bounded', tensor([1]), true, { constraint })];
  const adam = optimizers.adam();
  const both: [number[], Variable][] = [[[1], plain], [[1], bounded]];
  expect(() => adam.applyGradients(both)).toThrow('interrupted');
  expect([...values([plain, bounded]), adam.iterations.read()[0]]).toEqual([[1], [1], 0]);
  adam.applyGradients(both);
  expect(adam.iterations.read()[0]).toBe(1);
  expect(bounded.read()[0]).toBe(-plain.read()[0]!);
});

test('half a step: a layer that throws when the last, smaller batch is traced changes and keeps nothing', async () => {
  let fails = true;
  class Fussy extends layers.Layer {
    readonly kind = 'fussy';
    call(x: Tensor): Tensor {
      if (fails && x.shape[0] === 2) throw new RangeError('interrupted');
      return ops.add(x, tensor(new Float32Array(1000), [1000]));
    }
  }
  const model = sequential([layers.dense({ units: 1000, inputShape: [1] }), new Fussy('fussy'), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const [x, y] = [Float32Array.from({ length: 10 }, (_, i) => i / 10), new Float32Array(10)];
  const before = model.getWeights().map((w) => [...w.data]);
  const sizes: number[] = [];
  for (let i = 0; i < 3; i++) {
    await expect(model.fit(x, y, { batchSize: 4, verbose: 0 })).rejects.toThrow('interrupted');
    sizes.push(model.engine.session().size);
  }
  expect(model.getWeights().map((w) => [...w.data])).toEqual(before);
  expect(model.optimizer.iterations.read()[0]).toBe(0);
  expect(sizes[2]).toBe(sizes[0]);
  fails = false;
  expect((await model.fit(x, y, { batchSize: 4, verbose: 0 })).history['loss']![0]).toBeGreaterThan(0);
});
