/** Optimizers of one's own, written with nothing but the public API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  compile, ConfigError, declaration, layers, loadModel, ops, optimizers, sequential, ShapeError, variable,
  type Sequential, type Tensor, type Trace, type Variable,
} from '../../src/index.ts';

interface HeavyOptions extends optimizers.OptimizerOptions {
  /** Part of the last step that is taken again (default 0.9). */
  momentum?: number;
}

const { OPTIMIZER, number, or } = declaration;
const OPTIONS = OPTIMIZER.extend<HeavyOptions>()({ momentum: or(number({ least: 0, below: 1 }), 0.9) });

/** Gradient descent with momentum, in ops. `calls` counts its steps. */
class Heavy extends optimizers.Optimizer {
  readonly kind = 'heavy';
  readonly calls: Variable = this.addVariable('calls');
  readonly #options: declaration.Held<typeof OPTIONS>;

  constructor(options: HeavyOptions = {}) {
    super('heavy', options, OPTIONS.names, 0.01);
    this.#options = OPTIONS.pick('heavy', options);
  }

  protected override slotNames(): readonly string[] {
    return ['velocity'];
  }

  protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
    const velocity = group.slot('velocity');
    const moved = ops.subtract(ops.multiply(this.#options.momentum, t.read(velocity)), ops.multiply(rate, gradients.flat()));
    t.update(velocity, moved);
    group.write(t, ops.add(group.read(t), moved));
    t.update(this.calls, ops.add(t.read(this.calls), 1));
  }
}

const weights = (): Variable[] => [
  variable([[1, -2], [3, 0.5]], { name: 'a/kernel' }),
  variable([0.25, -1], { name: 'a/bias' }),
  variable([2], { name: 'b/kernel' }),
];
const gradient = (step: number, v: Variable, place: number): Tensor =>
  ops.reshape(ops.multiply(2, ops.sin(Float32Array.from({ length: v.size }, (_, i) => 7 * step + 3 * place + i))), v.shape);
function train(optimizer: optimizers.Optimizer, vs: readonly Variable[], steps: number): number[] {
  for (let step = 0; step < steps; step++) optimizer.applyGradients(vs.map((v, i) => [gradient(step, v, i), v]));
  return vs.flatMap((v) => [...v.value().data]);
}

const EVERY: Readonly<Record<string, optimizers.OptimizerOptions>> = {
  'no option': {},
  clipnorm: { clipnorm: 0.5 },
  clipvalue: { clipvalue: 0.3 },
  globalClipnorm: { globalClipnorm: 0.7 },
  'decay of some weights': { weightDecay: 0.3, excludeFromWeightDecay: { varNames: ['bias'] }, clipnorm: 0.5 },
  averages: { useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2, globalClipnorm: 0.7 },
  accumulation: { gradientAccumulationSteps: 2, clipnorm: 0.5, weightDecay: 0.1 },
  all: { gradientAccumulationSteps: 3, clipvalue: 0.3, weightDecay: 0.2, useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2 },
};

test.each(Object.entries(EVERY))('%s: a rule in ops takes the steps of the same rule in kernels', (_, options) => {
  const given = { learningRate: 0.1, ...options };
  const [own, known] = [weights(), weights()];
  const [a, b] = [train(new Heavy(given), own, 7), train(optimizers.sgd({ ...given, momentum: 0.9 }), known, 7)];
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i]!, 5));
  expect(a, 'the case must change something').not.toEqual(weights().flatMap((v) => [...v.value().data]));
  if (options.clipnorm !== undefined || options.clipvalue !== undefined || options.globalClipnorm !== undefined) {
    const { clipnorm: _n, clipvalue: _v, globalClipnorm: _g, ...rest } = given;
    const free = train(new Heavy(rest), weights(), 7);
    expect(Math.max(...a.map((value, i) => Math.abs(value - free[i]!))), 'clipping must matter').toBeGreaterThan(0.01);
  }
});

/** Goes by the gradient of each weight, of which it keeps the norms. */
class Norms extends optimizers.Optimizer {
  readonly kind = 'norms';
  readonly seen: Variable = this.addVariable('seen', [3]);
  protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
    t.update(this.seen, ops.stack(gradients.each().map((g) => ops.norm(g))));
    group.variables.forEach((v, i) => t.update(v, ops.subtract(t.read(v), ops.multiply(rate, gradients.each()[i]!))));
  }
}

test('gradients one by one are clipped, too, and have the shapes of their weights', () => {
  const norms = (options: optimizers.OptimizerOptions): number[] => {
    const optimizer = new Norms('norms', { learningRate: 1, ...options }, [], 0.1);
    train(optimizer, weights(), 1);
    return [...optimizer.seen.value().data];
  };
  const free = norms({});
  expect(free[0]).toBeGreaterThan(1);
  norms({ clipnorm: 0.5 }).forEach((n) => expect(n).toBeCloseTo(0.5, 5));
  expect(Math.hypot(...norms({ globalClipnorm: 0.7 }))).toBeCloseTo(0.7, 5);
  const own = weights();
  train(new Norms('norms', { learningRate: 1 }, [], 0.1), own, 1);
  own.forEach((v, i) => {
    const expected = ops.subtract(weights()[i]!.value(), gradient(0, v, i));
    v.value().data.forEach((value, j) => expect(value).toBeCloseTo(expected.data[j]!, 6));
  });
});

const net = (optimizer: optimizers.Optimizer): Sequential => {
  const model = sequential([layers.dense({ units: 6, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })], { seed: 3 });
  model.compile({ optimizer, loss: 'mse' });
  return model;
};
const x = ops.reshape(ops.sin(Float32Array.from({ length: 64 }, (_, i) => i)), [32, 2]);
const y = ops.sum(ops.square(x), { axis: 1, keepdims: true });

test('in a model: it learns; saved, loaded and given its state, it goes on to the bit', async () => {
  const options = { learningRate: 0.05, clipnorm: 1, weightDecay: 1e-3, useEma: true, gradientAccumulationSteps: 2 };
  const [whole, first] = [net(new Heavy(options)), net(new Heavy(options))];
  const settings = { batchSize: 8, shuffle: false };
  const { history } = await whole.fit(x, y, { epochs: 6, ...settings });
  expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
  await first.fit(x, y, { epochs: 6, ...settings });
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  await first.save(join(folder, 'first.safetensors'));
  const rest = (await loadModel(join(folder, 'first.safetensors'), { compile: false })) as Sequential;
  rmSync(folder, { recursive: true });
  const config = first.optimizer.getConfig() as HeavyOptions;
  expect(config).toEqual({ ...options, learningRate: expect.closeTo(0.05, 6) });
  const again = new Heavy(config);
  rest.compile({ optimizer: again, loss: 'mse' });
  expect(again.variables.map((v) => v.name)).toEqual(first.optimizer.variables.map((v) => v.name));
  again.variables.forEach((v, i) => v.assign(first.optimizer.variables[i]!.value()));
  for (const model of [whole, rest]) await model.fit(x, y, { epochs: 3, ...settings });
  expect(rest.getWeights().map((w) => [...w.data])).toEqual(whole.getWeights().map((w) => [...w.data]));
  expect(again.calls.value().item()).toBe(4 * 9 / 2);
  expect(again.steps).toBe(4 * 9 / 2);
});

test('in a compiled function', () => {
  const w = variable([1, -1]);
  const optimizer = new Heavy({ learningRate: 0.1, momentum: 0 });
  const step = compile((t, target) => {
    const loss = ops.sum(ops.square(ops.subtract(t.read(w), target)));
    optimizer.minimize(t, loss, [w]);
    return loss;
  });
  for (let i = 0; i < 50; i++) step([3, 4]);
  w.value().data.forEach((value, i) => expect(value).toBeCloseTo([3, 4][i]!, 3));
});

test('mistakes have names', () => {
  expect(() => new Heavy({ momentum: 2 })).toThrow(/heavy: momentum must be a number >= 0 and < 1, received 2/);
  expect(() => new Heavy({ momentun: 0 } as never)).toThrow(/heavy: unknown option 'momentun'. Did you mean 'momentum'\?/);
  class Wrong extends Heavy {
    readonly names: readonly string[];
    readonly rule: (t: Trace, group: optimizers.Group, gradients: optimizers.Gradients) => void;
    constructor(options: HeavyOptions, slots: readonly string[], rule: Wrong['rule'] = (t, g) => g.write(t, ops.full([g.size], 0))) {
      super(options);
      this.names = slots;
      this.rule = rule;
    }
    protected override slotNames(): readonly string[] {
      return this.names;
    }
    protected override step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients): void {
      this.rule(t, group, gradients);
    }
    twice(): Variable {
      return this.addVariable('calls');
    }
  }
  const act = (optimizer: optimizers.Optimizer) => (): unknown => train(optimizer, weights(), 1);
  expect(act(new Wrong({}, ['velocity'], (t, g) => void t.read(g.slot('velocty'))))).toThrow(
    /unknown slot of an optimizer 'velocty'. Did you mean 'velocity'\?/,
  );
  for (const [options, name] of [
    [{ gradientAccumulationSteps: 2 }, 'gradient'],
    [{ useEma: true }, 'average'],
    [{}, 'iterations'],
    [{}, 'learningRate'],
    [{}, 'calls'],
  ] as const) {
    expect(act(new Wrong(options, [name])), name).toThrow(ConfigError);
    expect(act(new Wrong(options, [name])), name).toThrow(new RegExp(`heavy: the name '${name}' stands for two parts of the state`));
  }
  expect(act(new Wrong({}, ['gradient', 'average']))).not.toThrow();
  expect(() => new Wrong({}, []).twice()).toThrow(/heavy: there is a variable named 'calls' already/);
  expect(act(new Wrong({}, [], () => {}))).toThrow(/heavy: the rule has left all weights as they were.*group\.write/);
  const short = new Wrong({}, [], (t, group) => group.write(t, ops.full([3], 0)));
  expect(act(short)).toThrow(ShapeError);
  expect(act(short)).toThrow(/a\/kernel, a\/bias, b\/kernel: expected 7 float32 values, received float32 of shape \[3\]/);
});
