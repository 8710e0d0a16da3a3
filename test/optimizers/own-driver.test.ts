/** A driver of one's own, written with nothing but the public API: nonlinear conjugate gradients. */
import { expect, test } from 'vitest';
import {
  ConfigError, constraints, declaration, layers, ops, optimizers, sequential, tensor, variable,
  type Sequential, type Tensor, type Trace, type Variable,
} from '../../src/index.ts';

const { number, options, or } = declaration;
const OPTIONS = options<{ learningRate?: number; contraction?: number }>()({
  learningRate: or(number({ least: 0 }), 1),
  contraction: or(number({ least: 0.01, below: 1 }), 0.5),
});

const dot = (a: Tensor, b: Tensor): Tensor => ops.sum(ops.multiply(a, b));

/** Directions of Polak and Ribiere, never with a negative factor, and steps of Armijo. Nocedal & Wright 2006, (5.44), (5.45). */
class Conjugate extends optimizers.Driver {
  readonly kind = 'conjugate';
  readonly taken: Variable = this.addVariable('step');
  readonly #options: declaration.Held<typeof OPTIONS>;
  readonly evaluations: Readonly<Record<string, optimizers.Evaluation>> = {
    moved: (t, loss, step) => {
      this.#move(t, step!);
      return { loss: loss() };
    },
  };

  constructor(given: { learningRate?: number; contraction?: number } = {}) {
    const held = OPTIONS.read('conjugate', given);
    super('conjugate', held, OPTIONS.names, 1);
    this.#options = held;
  }

  protected override slotNames(): readonly string[] {
    return ['gradient', 'direction'];
  }

  begin(t: Trace, loss: Tensor): optimizers.Answers {
    const [kept, along] = [this.group.slot('gradient'), this.group.slot('direction')];
    const [before, g] = [t.read(kept), this.gradientOf(t, loss)];
    const squared = dot(before, before);
    const ratio = ops.divide(dot(g, ops.subtract(g, before)), ops.where(ops.greater(squared, 0), squared, 1));
    const beta = ops.where(ops.greater(squared, 0), ops.maximum(ratio, 0), 0);
    const conjugate = ops.subtract(ops.multiply(beta, t.read(along)), g);
    const downhill = ops.less(dot(conjugate, g), 0);
    const direction = t.update(along, ops.where(downhill, conjugate, ops.negative(g)));
    t.update(kept, g);
    return { loss, slope: dot(direction, g), last: t.read(this.taken) };
  }

  async *descend({ loss, slope, last }: optimizers.Numbers): optimizers.Descent {
    const { contraction } = this.#options;
    let step = last === 0 ? this.learningRate : Math.min(this.learningRate, last! / contraction ** 2);
    for (let tried = 0; tried < 30; tried++, step *= contraction) {
      const moved = yield { evaluate: 'moved', at: [step] };
      if (moved['loss']! <= loss! + 0.1 * step * slope!) return [step];
    }
    return [0];
  }

  accept(t: Trace, step: Tensor): void {
    this.#move(t, step);
    t.update(this.taken, step);
  }

  #move(t: Trace, step: Tensor): void {
    const { group } = this;
    this.moveTo(t, ops.add(group.read(t), ops.multiply(step, t.read(group.slot('direction')))));
  }
}

/** Rows in which the features differ in size: the valley of the loss is narrow. */
const x = tensor(Float32Array.from({ length: 120 }, (_, i) => Math.sin(i * i) * [1, 0.5, 0.2][i % 3]!), [40, 3]);
const truth = [1.5, -2, 3];
const y = tensor(Float32Array.from({ length: 40 }, (_, r) => truth.reduce((s, w, k) => s + w * x.data[3 * r + k]!, 0)), [40, 1]);

const net = (optimizer: optimizers.Optimizer, more: Partial<layers.DenseOptions> = {}): Sequential => {
  const model = sequential([layers.dense({ units: 1, useBias: false, kernelInitializer: 'zeros', inputShape: [3], ...more })], { seed: 1 });
  model.compile({ optimizer, loss: 'mse' });
  return model;
};
const settings = { batchSize: 40, shuffle: false };

/** The same in float64. */
function byHand(steps: number): { weights: number[]; losses: number[] } {
  const inner = (a: number[], b: number[]): number => a.reduce((s, v, i) => s + v * b[i]!, 0);
  const residuals = (w: number[]): number[] => [...y.data].map((v, r) => w.reduce((s, wk, k) => s + wk * x.data[3 * r + k]!, 0) - v);
  const lossOf = (w: number[]): number => residuals(w).reduce((s, r) => s + r * r, 0) / 40;
  const gradientOf = (w: number[]): number[] =>
    w.map((_, k) => residuals(w).reduce((s, r, row) => s + (2 * r * x.data[3 * row + k]!) / 40, 0));
  let [weights, before, direction, last] = [[0, 0, 0], [0, 0, 0], [0, 0, 0], 0];
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const [g, loss, squared] = [gradientOf(weights), lossOf(weights), inner(before, before)];
    const beta = squared > 0 ? Math.max(0, inner(g, g.map((v, k) => v - before[k]!)) / squared) : 0;
    const conjugate = direction.map((d, k) => beta * d - g[k]!);
    direction = inner(conjugate, g) < 0 ? conjugate : g.map((v) => -v);
    const slope = inner(direction, g);
    let step = last === 0 ? 4 : Math.min(4, last / 0.25);
    const moved = (): number[] => weights.map((w, k) => w + step * direction[k]!);
    while (lossOf(moved()) > loss + 0.1 * step * slope) step *= 0.5;
    [weights, before, last] = [moved(), g, step];
    losses.push(loss);
  }
  return { weights, losses };
}

test('it takes the steps worked out by hand, and gets further than steepest descent', async () => {
  const model = net(new Conjugate({ learningRate: 4 }));
  const { history } = await model.fit(x, y, { epochs: 12, ...settings });
  const { weights, losses } = byHand(12);
  losses.forEach((loss, i) => expect(history['loss']![i]).toBeCloseTo(loss, 4));
  model.getWeights()[0]!.data.forEach((w, i) => expect(w).toBeCloseTo(weights[i]!, 3));
  const steepest = await net(optimizers.steepestDescent({ learningRate: 4 })).fit(x, y, { epochs: 12, ...settings });
  expect(history['loss']!.at(-1)).toBeLessThan(steepest.history['loss']!.at(-1)! / 2);
});

test('constraints hold, its state is among the variables, its options in the configuration', async () => {
  const driver = new Conjugate();
  const model = net(driver, { kernelConstraint: constraints.maxNorm({ maxValue: 0.5 }) });
  await model.fit(x, y, { epochs: 5, ...settings });
  expect(Math.hypot(...model.getWeights()[0]!.data)).toBeCloseTo(0.5, 4);
  expect(driver.variables.map((v) => v.name)).toEqual(
    ['iterations', 'learningRate', 'gradient', 'direction', 'step'].map((name) => `optimizer/${name}`),
  );
  expect(driver.getConfig()).toEqual({ learningRate: 1, contraction: 0.5 });
  expect(() => new Conjugate({ contraction: 1 })).toThrow(/conjugate: contraction must be a number/);
  expect(() => driver.applyGradients([[[1], variable([1])]])).toThrow(ConfigError);
});

/** A driver whose parts a test replaces. */
class Loose extends optimizers.Driver {
  readonly kind = 'loose';
  readonly evaluations: Readonly<Record<string, optimizers.Evaluation>> = { here: (t, loss) => this.evaluation(t, loss) };
  evaluation: optimizers.Evaluation = (_, loss) => ({ loss: loss() });
  answers: (t: Trace, loss: Tensor) => optimizers.Answers = (_, loss) => ({ loss });
  at: readonly unknown[] = [0.1];
  numbers: optimizers.Numbers = {};
  constructor() {
    super('loose', {}, [], 1);
  }
  begin(t: Trace, loss: Tensor): optimizers.Answers {
    return this.answers(t, loss);
  }
  async *descend(begun: optimizers.Numbers): optimizers.Descent {
    this.numbers = begun;
    yield { evaluate: 'here', at: [] };
    return this.at as number[];
  }
  accept(t: Trace, by: Tensor): void {
    this.moveTo(t, ops.subtract(this.group.read(t), by));
  }
  gradient(t: Trace, loss: Tensor): Tensor {
    return this.gradientOf(t, loss);
  }
  shift(t: Trace): void {
    this.moveTo(t, ops.add(this.group.read(t), 1));
  }
}

test('answers are numbers: whole ones, too; anything else is named', async () => {
  const driver = new Loose();
  driver.answers = (_, loss) => ({ loss, three: tensor([3], [1], 'int32') });
  const model = net(driver);
  await model.trainOnBatch(x, y);
  expect(driver.numbers['three']).toBe(3);
  expect(model.getWeights()[0]!.data[0]).toBeCloseTo(-0.1, 6);

  const wrong = new Loose();
  wrong.answers = (t, loss) => ({ gradient: wrong.gradient(t, loss) });
  const failing = net(wrong).trainOnBatch(x, y);
  await expect(failing).rejects.toThrow(ConfigError);
  await expect(failing).rejects.toThrow(/loose: the answer 'gradient' of begin must be a tensor of one element, received \[3\]/);

  const odd = new Loose();
  odd.at = ['1'];
  await expect(net(odd).trainOnBatch(x, y)).rejects.toThrow(/loose: descend must \w+,? .*an array of numbers, received \['1'\]/);
});

test('a gradient by weights that the loss does not know is refused; in the right order it is there', async () => {
  const late = new Loose();
  late.evaluation = (t, loss) => {
    const before = loss();
    late.shift(t);
    return { slope: ops.norm(late.gradient(t, before)) };
  };
  await expect(net(late).trainOnBatch(x, y)).rejects.toThrow(/loose: the loss does not depend on the newest weights/);
  const right = new Loose();
  right.evaluation = (t, loss) => {
    right.shift(t);
    return { slope: ops.norm(right.gradient(t, loss())) };
  };
  await net(right).trainOnBatch(x, y);
  expect(() => new Loose().shift(undefined as never)).toThrow(/loose: the driver has not seen its weights yet/);
});

test('a loss that is measured twice is the same: it has its own penalties and draws, and tells its outputs', async () => {
  const driver = new Loose();
  let [first, again, outputs]: (Tensor | number)[] = [0, 0, 0];
  driver.evaluation = (_, loss) => {
    expect(() => loss.outputs).toThrow(/loose: the loss has not been computed in this evaluation yet/);
    [first, again] = [loss(), loss()];
    [outputs] = loss.outputs;
    return { first, again, error: ops.mean(ops.square(ops.subtract(outputs!, y))) };
  };
  let numbers: optimizers.Numbers = {};
  driver.descend = async function* (): optimizers.Descent {
    numbers = yield { evaluate: 'here', at: [] };
    return [0];
  };
  const model = sequential(
    [
      layers.dense({ units: 8, inputShape: [3], kernelRegularizer: 'l2' }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 1, activityRegularizer: 'l2' }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: driver, loss: 'mse' });
  const { history } = await model.fit(x, y, { epochs: 2, ...settings });
  expect(numbers['first']).toBe(numbers['again']);
  expect(numbers['first']).toBeCloseTo(history['loss']![1]!, 6);
  expect(numbers['error']).toBeLessThan(numbers['first']!);
  expect(history['evaluations']).toEqual([3, 3]);
  expect(history['loss']![0]).not.toBe(history['loss']![1]);
});

/** A step down the gradient, with functions that are wrong in some way. */
class Wrong extends optimizers.Driver {
  readonly kind = 'wrong';
  readonly evaluations: Readonly<Record<string, optimizers.Evaluation>>;
  readonly asks: readonly unknown[];
  readonly ends: (change: () => void) => unknown;
  constructor(asks: readonly unknown[], ends: (change: () => void) => unknown, evaluations: Record<string, optimizers.Evaluation> = {}) {
    super('wrong', {}, [], 0.1);
    [this.asks, this.ends, this.evaluations] = [asks, ends, evaluations];
  }
  begin(t: Trace, loss: Tensor): optimizers.Answers {
    t.update(this.group.slot('gradient'), this.gradientOf(t, loss));
    return { loss };
  }
  async *descend(): optimizers.Descent {
    for (const asked of this.asks) yield asked as optimizers.Request;
    return [];
  }
  accept(t: Trace): void {
    const { group } = this;
    const change = (): void => this.moveTo(t, ops.subtract(group.read(t), ops.multiply(0.1, t.read(group.slot('gradient')))));
    return this.ends(change) as undefined;
  }
  protected override slotNames(): readonly string[] {
    return ['gradient'];
  }
}

const fitted = async (driver: optimizers.Optimizer): Promise<number[][]> => {
  const net = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  net.compile({ loss: 'mse', optimizer: driver });
  await net.fit([[1, 2], [3, 4]], [[1], [2]], { verbose: 0 });
  return net.getWeights().map(({ data }) => [...data]);
};
const plainly = (change: () => void): void => change();

test('accept may be a generator function, and an async one is refused', async () => {
  const before = await fitted(new Wrong([], plainly));
  const pieces = function* (change: () => void): Generator<number, void, void> {
    yield 1;
    change();
  };
  expect(await fitted(new Wrong([], pieces))).toEqual(before);
  const later = fitted(new Wrong([], async (change) => change()));
  await expect(later).rejects.toThrow(/^wrong: accept is recorded, and must not be async\. Make it a function, or a generator function\.$/);
});

test.each<[string, unknown, RegExp]>([
  ['an evaluation that is not there', { evaluate: 'moved', at: [] }, /asks for an evaluation 'moved'\. It has none: see evaluations\.$/],
  ['too few numbers', { evaluate: 'at', at: [] }, /^wrong: at takes 1 number, and descend gives none\. Give them as 'at', in an array\.$/],
  ['too many numbers', { evaluate: 'at', at: [1, 2] }, /receives 2 numbers from descend, and makes nothing of that at position 1/],
])('%s', async (name, asked, message) => {
  const at: optimizers.Evaluation = (_, loss, step) => ({ loss: ops.multiply(loss(), step!) });
  await expect(fitted(new Wrong([asked], plainly, name.startsWith('too') ? { at } : {}))).rejects.toThrow(message);
});

test('descend may answer with an iterator that has no return', async () => {
  class Bare extends Wrong {
    override descend(): optimizers.Descent {
      return { next: async () => ({ done: true, value: [] }) } as unknown as optimizers.Descent;
    }
  }
  expect(await fitted(new Bare([], plainly))).toEqual(await fitted(new Wrong([], plainly)));
});
