/** Parts of the user's own, of every family: saved in mid-training, loaded by customObjects, trained on to the bit. */
import { expect, test } from 'vitest';
import { ConfigError, layers, loadModel, losses, metrics, ops, optimizers, regularizers, schedules, sequential } from '../../src/index.ts';
import type { Layer, Sequential, Tensor, TensorLike, Trace } from '../../src/index.ts';
import type { Constraint } from '../../src/constraints/index.ts';
import { asTensor, constant } from '../../src/graph/tensor.ts';
import { zeroVariable, type Variable } from '../../src/graph/variable.ts';
import type { Initializer } from '../../src/initializers/index.ts';
import type { Loss } from '../../src/losses/index.ts';
import type { Regularizer } from '../../src/regularizers/index.ts';
import type { Schedule } from '../../src/schedules/index.ts';
import { refusal, roundTrip, save, type Own } from './round-trip.ts';
import { circle } from './tables.ts';

const { x, y } = circle(64);
type Given = Parameters<typeof layers.dense>[0];
const net = (given: Omit<Given, 'units'>, compile: Parameters<Sequential['compile']>[0] = {}): Sequential => {
  const model = sequential([layers.dense({ units: 5, inputShape: [2], ...given }), layers.dense({ units: 1 })], { seed: 8 });
  model.compile({ optimizer: 'adam', loss: 'mse', ...compile });
  return model;
};

const squareRoot = ({ factor }: { factor: number }): Regularizer => ({
  kind: 'squareRoot',
  config: { factor },
  call: (w) => ops.multiply(ops.sum(ops.sqrt(ops.add(ops.abs(w), 1e-3))), factor),
});
/** A class of the user's own: its functions belong to its prototype. */
class Within implements Constraint {
  readonly kind = 'within';
  readonly config: { readonly bound: number };
  constructor(config: { bound: number }) {
    this.config = config;
  }
  call(w: TensorLike): Tensor {
    return ops.clip(w, -this.config.bound, this.config.bound);
  }
}
const steps = (config: { first: number }): Initializer => ({
  kind: 'steps',
  config,
  call: (shape) => {
    const size = shape.reduce((product, d) => product * d, 1);
    return constant(Float32Array.from({ length: size }, (_, i) => config.first + i / 10), shape);
  },
});
const warmUp = (config: { rate: number }): Schedule => ({
  kind: 'warmUp',
  config,
  at: (step) => ops.multiply(ops.minimum(ops.divide(ops.add(step, 1), 10), 1), config.rate),
});
const absolutes = (config: { factor: number }): Loss => {
  const values = (yTrue: Tensor, yPred: Tensor): Tensor =>
    ops.multiply(ops.mean(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 }), config.factor);
  return {
    kind: 'absolutes', config, targets: 'values', reduction: 'sumOverBatchSize', values,
    call: (yTrue, yPred) => ops.mean(values(asTensor(yTrue), asTensor(yPred))),
  };
};
const squares = (yTrue: Tensor, yPred: Tensor): Tensor => ops.mean(ops.square(ops.subtract(yTrue, yPred)), { axis: -1 });
const bent = (z: Tensor): Tensor => ops.maximum(z, ops.multiply(z, 0.1));

class Bias extends metrics.Metric {
  readonly kind = 'bias';
  readonly #total = this.addSum('total');
  constructor(options: { name?: string; scale?: number } = {}) {
    super('bias', options);
  }
  update(t: Trace, yTrue: Tensor, yPred: Tensor): void {
    this.#total.add(t, ops.sum(ops.subtract(yPred, yTrue)));
  }
  compute(state: metrics.MetricState): number {
    return this.#total.value(state) * (this.config['scale'] as number);
  }
}

class Falling implements Schedule {
  readonly kind = 'falling';
  readonly config: { readonly from: number };
  constructor(config: { from: number }) {
    this.config = config;
  }
  at(step: TensorLike): Tensor {
    return ops.divide(this.config.from, ops.add(step, 1));
  }
}
class Softly implements Loss {
  readonly kind = 'softly';
  readonly targets = 'values';
  readonly reduction = 'sum';
  readonly config: { readonly scale: number };
  constructor(config: { scale: number }) {
    this.config = config;
  }
  values(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.mean(ops.sqrt(ops.add(ops.square(ops.subtract(yTrue, yPred)), this.config.scale)), { axis: -1 });
  }
  call(yTrue: TensorLike, yPred: TensorLike): Tensor {
    return ops.sum(this.values(asTensor(yTrue), asTensor(yPred)));
  }
}

/** Goes by the sign of a mean of gradients. */
class Signs extends optimizers.Optimizer {
  readonly kind = 'signs';
  constructor(options: optimizers.OptimizerOptions = {}) {
    super('signs', options, [], 0.01);
  }
  protected slotNames(): readonly string[] {
    return ['mean'];
  }
  protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
    const mean = t.update(group.slot('mean'), ops.add(ops.multiply(t.read(group.slot('mean')), 0.9), gradients.flat()));
    group.write(t, ops.subtract(group.read(t), ops.multiply(rate, ops.sign(mean))));
  }
}

/** Goes on in the direction of the last step as well. Keeps half of each step. */
class Coast extends optimizers.Driver {
  readonly kind = 'coast';
  readonly evaluations: optimizers.Driver['evaluations'] = { here: (_, loss) => ({ loss: loss() }) };
  readonly #losses: Variable = zeroVariable('optimizer/losses', []);
  constructor(options: { learningRate?: number; keep?: number }) {
    super('coast', options, ['keep'], 0.05);
  }
  override get variables(): readonly Variable[] {
    return [...super.variables, this.#losses];
  }
  begin(t: Trace, loss: Tensor, weights: readonly Variable[]): optimizers.Answers {
    this.build(weights);
    t.update(this.#losses, ops.add(t.read(this.#losses), loss));
    return { loss };
  }
  async *descend(begun: optimizers.Numbers): AsyncGenerator<optimizers.Request, readonly number[], optimizers.Numbers> {
    const { loss } = yield { evaluate: 'here', at: [] };
    return [1 - (this.getConfig()['keep'] as number) * (loss! + begun['loss']!)];
  }
  accept(t: Trace, factor: Tensor): void {
    for (const v of this.order) t.update(v, ops.subtract(ops.multiply(t.read(v), factor), ops.multiply(t.read(this.#losses), 1e-3)));
  }
  protected slotNames(): readonly string[] {
    return [];
  }
}

const CASES: Readonly<Record<string, readonly [make: () => Sequential, given: Own, unknown: RegExp]>> = {
  'a regularizer, by a factory': [
    () => net({ kernelRegularizer: squareRoot({ factor: 0.02 }) }),
    { squareRoot }, /unknown regularizer 'squareRoot'/,
  ],
  'an activity regularizer': [() => net({ activityRegularizer: squareRoot({ factor: 0.02 }) }), { squareRoot }, /unknown regularizer/],
  'a constraint, by its class': [
    () => net({ kernelConstraint: new Within({ bound: 0.3 }) }),
    { within: Within }, /unknown constraint 'within'/,
  ],
  'a constraint, by a function': [
    () => net({ biasConstraint: new Within({ bound: 0.3 }) }), { within: (config) => new Within(config) }, /unknown constraint 'within'/,
  ],
  'an initializer': [() => net({ kernelInitializer: steps({ first: -0.2 }) }), { steps }, /unknown initializer 'steps'/],
  'an activation': [() => net({ activation: bent }), { bent }, /unknown activation 'bent'/],
  'a schedule': [
    () => net({}, { optimizer: optimizers.adam({ learningRate: warmUp({ rate: 0.02 }) }) }),
    { warmUp }, /unknown schedule 'warmUp'.*compile: false/,
  ],
  'an optimizer, by its class': [
    () => net({}, { optimizer: new Signs({ weightDecay: 0.1 }) }),
    { signs: Signs }, /unknown optimizer 'signs'/,
  ],
  'an optimizer with a schedule of one\'s own': [
    () => net({}, { optimizer: new Signs({ learningRate: warmUp({ rate: 0.02 }) }) }),
    { signs: Signs, warmUp }, /unknown optimizer 'signs'/,
  ],
  'a driver': [() => net({}, { optimizer: new Coast({ keep: 0.01 }) }), { coast: Coast }, /unknown optimizer 'coast'/],
  'a loss that is an object': [() => net({}, { loss: absolutes({ factor: 3 }) }), { absolutes }, /unknown loss 'absolutes'/],
  'a schedule and a loss, by their classes': [
    () => net({}, { optimizer: optimizers.sgd({ learningRate: new Falling({ from: 0.1 }) }), loss: new Softly({ scale: 0.1 }) }),
    { falling: Falling, softly: Softly }, /unknown schedule 'falling'/,
  ],
  'a loss that is a function': [() => net({}, { loss: squares }), { squares }, /unknown loss 'squares'.*compile: false/],
  'a loss and a metric that are one function': [
    () => net({}, { loss: squares, metrics: [squares], weightedMetrics: [squares] }), { squares }, /unknown loss 'squares'/,
  ],
  'a metric': [() => net({}, { metrics: [new Bias({ name: 'offset', scale: 2 })] }), { bias: Bias }, /unknown metric 'bias'/],
};

test.each(Object.entries(CASES))('%s', async (_, [make, given, unknown]) => {
  const again = await roundTrip(make, given, unknown, [x, y]);
  expect(again.optimizer.steps).toBe(16);
});

test('functions without a name go by that of their option; a function named like one of the library is not taken for it', async () => {
  const bare = (): ((z: Tensor) => Tensor) => (z) => ops.multiply(z, 2);
  const bareLoss = (() => (a: Tensor, b: Tensor) => squares(a, b))();
  await roundTrip(() => net({}, { loss: bareLoss }), { loss: bareLoss }, /unknown loss 'loss'/, [x, y]);
  const relu = (z: Tensor): Tensor => ops.multiply(z, -1);
  await roundTrip(() => net({ activation: relu }), { relu }, /unknown activation 'relu'/, [x, y]);
  await expect(save(net({ activation: bare() }))).rejects.toThrow(/dense.*activation is a function without a name.*Give it one/s);
});

test('what a file could not tell is refused when it is saved, by name', async () => {
  const call = (w: TensorLike): Tensor => ops.sum(asTensor(w));
  const regularized = (kernelRegularizer: unknown, name = 'it') => () =>
    sequential([layers.dense({ units: 1, inputShape: [2], name, kernelRegularizer: kernelRegularizer as Regularizer })]);
  const [one, other] = [1, 2].map((by) => ((z: Tensor) => ops.multiply(z, by)) as (z: Tensor) => Tensor);
  const named = (f: (z: Tensor) => Tensor): (z: Tensor) => Tensor => Object.defineProperty(f, 'name', { value: 'scaled' });
  const taken = { kind: 'cosineDecay', config: { initialLearningRate: 1, decaySteps: 2 } };
  class Area extends metrics.Metric {
    readonly kind = 'auc';
    update(): void {}
    compute(): number {
      return 0;
    }
  }
  class Twice extends Coast {
    readonly #more: Variable = zeroVariable('optimizer/losses', []);
    override get variables(): readonly Variable[] {
      return [...super.variables, this.#more];
    }
  }
  const compiled = (options: Parameters<Sequential['compile']>[0]) => () => net({}, options);
  const refused: readonly (readonly [() => Sequential, RegExp])[] = [
    [regularized({ call }), /it: save: a regularizer of your own needs a kind.*and a config.*received kind undefined.*customObjects/s],
    [regularized({ call, kind: 'mine' }), /it: .* received kind 'mine' and config undefined/s],
    [regularized({ call, kind: 'l2', config: { l2: 0.1 } }), /it: .*regularizer of your own has the kind 'l2', which is taken.*of its own/],
    [regularized({ call, kind: 'function', config: {} }), /kind 'function', which is taken/],
    [regularized({ call, kind: 'mine', config: { f: call } }), /cannot keep function call, which is at model.config.layers.0.*config.f/],
    [regularized({ call, kind: 'mine', config: { a: [1, Number.NaN] } }), /cannot keep NaN/],
    [regularized({ call, kind: 'mine', config: { a: new Float32Array(2) } }), /cannot keep Float32Array\(2\)/],
    [
      () => sequential([one!, other!].map((f) => layers.dense({ units: 2, inputShape: [2], activation: named(f) }))),
      /two different parts are called 'scaled'/,
    ],
    [compiled({ loss: { ...losses.meanSquaredError(), kind: undefined as never } }), /a loss of your own needs a kind/],
    [
      compiled({ optimizer: optimizers.sgd({ learningRate: { ...warmUp({ rate: 1 }), ...taken } }) }),
      /a schedule of your own has the kind 'cosineDecay', which is taken/,
    ],
    [compiled({ metrics: [new Area('area')] }), /a metric of your own has the kind 'auc'/],
    [compiled({ optimizer: new Twice({}) }), /two variables are called 'optimizer\/losses' in files/],
  ];
  for (const [make, message] of refused) {
    const error = await save(make()).then(() => undefined, (e: Error) => e);
    expect(error, String(message)).toBeInstanceOf(ConfigError);
    expect(error!.message).toMatch(message);
  }
});

test('parts of the library are saved as before beside others of one kind', async () => {
  const model = sequential([
    layers.dense({ units: 2, inputShape: [2], kernelRegularizer: regularizers.l2({ l2: 0.1 }), biasRegularizer: 'l2' }),
    layers.dense({ units: 1, kernelRegularizer: regularizers.l1l2({ l1: 0.1 }) }),
  ]);
  model.compile({
    optimizer: optimizers.adam({ learningRate: schedules.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.5 }) }),
    loss: losses.meanSquaredError(),
    metrics: ['mse', 'mae'],
  });
  const again = await loadModel(await save(model));
  expect(again.layers.map((l: Layer) => l.getConfig())).toEqual(model.layers.map((l) => l.getConfig()));
});

test('wrong customObjects are refused by name', async () => {
  const file = await save(net({ kernelRegularizer: squareRoot({ factor: 0.02 }) }));
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [[squareRoot], /customObjects must be an object of classes and functions by kind/],
    [{ squareRoot: squareRoot({ factor: 1 }) }, /'squareRoot' must be a class, or a function that makes the part from its config/],
    [{ squareRoot: () => 3 }, /a regularizer must be .*received 3/],
    [{ squareRoot: Number }, /a regularizer must be /],
  ];
  for (const [customObjects, message] of wrong) expect((await refusal(file, customObjects as Own)).message).toMatch(message);
});

test.each([
  ['lookahead', () => optimizers.lookahead({ optimizer: new Signs() })],
  ['lossScaleOptimizer', () => optimizers.lossScaleOptimizer({ innerOptimizer: new Signs() })],
] as const)('an optimizer of the user within %s is loaded by customObjects', async (_, outer) => {
  const again = await roundTrip(() => net({}, { optimizer: outer() }), { signs: Signs }, /signs/, [x, y]);
  expect(again.optimizer.kind).toBe(outer().kind);
});
