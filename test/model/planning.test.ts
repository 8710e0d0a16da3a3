/** Programs are planned in pieces, between which others on the event loop have their turn. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { compile, input, Layer, layers, model as modelOf, ops, optimizers, sequential, variable } from '../../src/index.ts';
import type { Sequential, Tensor, Trace } from '../../src/index.ts';
import { Scaled } from './scaled.ts';

const DEEP = 40;

function deep(count = DEEP): Sequential {
  const model = sequential(
    Array.from({ length: count }, (_, i) => layers.dense({ units: 4, activation: 'tanh', ...(i > 0 ? {} : { inputShape: [4] }) })),
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model;
}

const rows = (count: number, by = 1): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: 4 * count }, (_, i) => Math.sin(i * by)), shape: [count, 4],
});

/** From here on each piece of work takes longer than a turn of the event loop may. */
function slowly(): void {
  let time = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => (time += 100));
}
afterEach(() => void vi.restoreAllMocks());

/** Does something in each turn of the event loop until a promise settles. Answers how many turns there were. */
async function turnsOf(work: Promise<unknown>, act: (turn: number) => void = () => undefined): Promise<number> {
  let ended = false;
  const settle = (): void => void (ended = true);
  work.then(settle, settle);
  let turns = 0;
  while (!ended) {
    act(turns++);
    await new Promise((resume) => setImmediate(resume));
  }
  await work;
  return turns;
}

/** Batches of two sizes. */
function* batches(): Generator<[ReturnType<typeof rows>, ReturnType<typeof rows>]> {
  yield [rows(4), rows(4, 2)];
  yield [rows(2, 3), rows(2, 4)];
}

/** Tells when it is called. */
class Noted extends Layer {
  readonly kind = 'noted';
  readonly #note: () => void;

  constructor(note: () => void) {
    super('noted');
    this.#note = note;
  }

  call(x: Tensor, t: Trace): Tensor {
    if (!t.inferring) this.#note();
    return ops.multiply(x, 1);
  }
}

/** Steps against the gradient, half as long until the loss falls. */
class Halving extends optimizers.Driver {
  readonly kind = 'halving';
  readonly evaluations: Readonly<Record<string, optimizers.Evaluation>> = {
    moved: (t, loss, step) => this.#moved(t, loss, step!),
  };

  constructor() {
    super('halving', {}, [], 1);
  }

  *begin(t: Trace, loss: Tensor): Generator<number, optimizers.Answers, void> {
    t.update(this.group.slot('gradient'), yield* this.gradientInPieces(t, loss));
    return { loss };
  }

  async *descend({ loss }: optimizers.Numbers): optimizers.Descent {
    for (let step = 1; step > 1e-6; step /= 2) if ((yield { evaluate: 'moved', at: [step] })['loss']! < loss!) return [step];
    return [0];
  }

  accept(t: Trace, step: Tensor): void {
    const { group } = this;
    this.moveTo(t, ops.subtract(group.read(t), ops.multiply(step, t.read(group.slot('gradient')))));
  }

  protected slotNames(): readonly string[] {
    return ['gradient'];
  }

  *#moved(t: Trace, loss: optimizers.Objective, step: Tensor): Generator<number, optimizers.Answers, void> {
    this.accept(t, step);
    return { loss: yield* loss.inPieces() };
  }
}

const OPTIONS = { batchSize: 4, epochs: 2, verbose: 0 } as const;
const weightsOf = (model: Sequential): number[][] => model.getWeights().map(({ data }) => [...data]);

describe('others have their turn while a program is planned', () => {
  const calls: Record<string, (model: Sequential) => Promise<unknown>> = {
    fit: (model) => model.fit(rows(10), rows(10, 2), OPTIONS),
    'fit on a source': (model) => model.fit(batches, null, { epochs: 2, verbose: 0 }),
    evaluate: (model) => model.evaluate(rows(10), rows(10, 2)),
    predict: (model) => model.predict(rows(10)),
    trainOnBatch: (model) => model.trainOnBatch(rows(10), rows(10, 2)),
    'a compiled function': (model) => compile((t, x) => t.call(model, x!)).async(ops.reshape(rows(10).data, [10, 4])),
    check: (model) => model.check(rows(10), rows(10, 2), { printFn: () => undefined }),
  };
  test.each(Object.entries(calls))('%s', async (_, call) => {
    const [alone, beside] = [deep(), deep()];
    await call(alone);
    slowly();
    expect(await turnsOf(call(beside))).toBeGreaterThan(DEEP);
    expect(weightsOf(beside)).toEqual(weightsOf(alone));
  });

  const drivers: Record<string, () => optimizers.Optimizer> = {
    lbfgs: () => optimizers.lbfgs(),
    steepestDescent: () => optimizers.steepestDescent(),
    newtonCg: () => optimizers.newtonCg(),
    gaussNewton: () => optimizers.gaussNewton(),
    levenbergMarquardt: () => optimizers.levenbergMarquardt(),
    'one of your own, whose functions are generators': () => new Halving(),
  };
  test.each(Object.entries(drivers))('fit by %s, whenever it computes the loss', async (_, optimizer) => {
    let now = 0;
    /** The turns in which the first and the last layer were called. */
    const called: [number[], number[]] = [[], []];
    const made = (): Sequential => {
      const [first, last] = called.map((turns) => new Noted(() => void turns.push(now))) as [Noted, Noted];
      const model = sequential([layers.input({ shape: [4] }), first, ...deep().layers, last], { seed: 1 });
      model.setWeights(deep().getWeights());
      model.compile({ optimizer: optimizer(), loss: 'mse' });
      return model;
    };
    const [alone, beside] = [made(), made()];
    await alone.fit(rows(10), rows(10, 2), OPTIONS);
    const programs = called[0].length;
    slowly();
    await turnsOf(beside.fit(rows(10), rows(10, 2), OPTIONS), (turn) => (now = turn));
    const [firsts, lasts] = called.map((turns) => turns.slice(programs)) as [number[], number[]];
    expect(firsts).toHaveLength(programs);
    expect(programs).toBeGreaterThan(1);
    firsts.forEach((first, i) => expect(lasts[i]! - first).toBeGreaterThanOrEqual(DEEP));
    expect(weightsOf(beside)).toEqual(weightsOf(alone));
  });
});

test('arrays may be changed as soon as fit is called', async () => {
  const [alone, beside] = [deep(), deep()];
  await alone.fit(rows(10), rows(10, 2), OPTIONS);
  slowly();
  const [x, y] = [rows(10), rows(10, 2)];
  const work = beside.fit(x, y, OPTIONS);
  x.data.fill(NaN);
  y.data.fill(NaN);
  await work;
  expect(weightsOf(beside)).toEqual(weightsOf(alone));
});

test('few data may be changed as soon as check is called, however deep the model is', async () => {
  const quiet = { printFn: () => undefined };
  const expected = (await deep(150).check(rows(10), rows(10, 2), quiet)).map(({ code }) => code);
  const [x, y] = [rows(10), rows(10, 2)];
  const work = deep(150).check(x, y, quiet);
  x.data.fill(NaN);
  y.data.fill(NaN);
  expect((await work).map(({ code }) => code)).toEqual(expected);
});

test('predictions of a model that remembers are made in the order in which they are asked for', async () => {
  const made = (): Sequential => {
    const model = sequential([layers.lstm({ units: 3, stateful: true, batchSize: 2 }), layers.dense({ units: 2 })], { seed: 1 });
    model.build([2, null, 4]);
    return model;
  };
  const steps = (count: number): { data: Float32Array; shape: number[] } => ({ ...rows(2 * count), shape: [2, count, 4] });
  const [alone, beside] = [made(), made()];
  const expected: number[][] = [];
  for (const count of [5, 3, 5, 1]) expected.push([...(await alone.predict(steps(count))).data]);
  slowly();
  const answers = await Promise.all([5, 3, 5, 1].map((count) => beside.predict(steps(count))));
  expect(answers.map(({ data }) => [...data])).toEqual(expected);
});

test('calls of a compiled function count in the order in which they are made', async () => {
  const sum = variable(0);
  const f = compile((t, x) => t.update(sum, ops.add(ops.multiply(t.read(sum), 10), ops.sum(x!))));
  slowly();
  const answers = await Promise.all([[1], [1, 1], [3], [2, 2]].map((x) => f.async(x)));
  expect(answers.map((y) => y.item())).toEqual([1, 12, 123, 1234]);
  expect(f([5]).item()).toBe(12345);
});

test('a synchronous prediction of the same kind comes between', async () => {
  const model = deep();
  const x = rows(10);
  const expected = [...deep().predictSync(x).data];
  slowly();
  const work = model.predict(x);
  await turnsOf(work, (turn) => {
    if (turn % 5 === 0) expect([...model.predictSync(x).data]).toEqual(expected);
  });
  expect([...(await work).data]).toEqual(expected);
});

test('a setting that changes while a program is planned counts for all calls behind it', async () => {
  const scaled = new Scaled();
  const x = input({ shape: [4] });
  const model = modelOf({ inputs: x, outputs: scaled.apply(deep().apply(x) as never) });
  const once = model.predictSync(rows(3)).data.map((v) => 2 * v);
  slowly();
  const work = model.predict(rows(10));
  await turnsOf(work, (turn) => {
    if (turn === DEEP) scaled.scale = 2;
  });
  expect([...(await model.predict(rows(10))).data.subarray(0, 12)]).toEqual([...once]);
  expect([...model.predictSync(rows(3)).data]).toEqual([...once]);
});

test('a setting counts as it is when a call is made', async () => {
  const scaled = new Scaled();
  const x = input({ shape: [4] });
  const model = modelOf({ inputs: x, outputs: scaled.apply(x) });
  const predict = (): Promise<Tensor> => model.predict({ data: new Float32Array(4).fill(1), shape: [1, 4] });
  for (let i = 0; i < 2; i++) {
    scaled.scale = 1;
    const first = predict();
    scaled.scale = 10;
    const second = predict();
    scaled.scale = 100;
    expect([(await first).data[0], (await second).data[0], (await predict()).data[0]]).toEqual([1, 10, 100]);
  }
});

test('settings that change together are those of one moment, for all batches of a fit, and for later fits', async () => {
  const made = (): { before: Scaled; behind: Scaled; model: ReturnType<typeof modelOf> } => {
    const [before, behind] = [new Scaled('before'), new Scaled('behind')];
    const x = input({ shape: [4] });
    const model = modelOf({ inputs: x, outputs: behind.apply(deep().apply(before.apply(x)) as never), seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    return { before, behind, model };
  };
  const fit = async ({ model }: ReturnType<typeof made>): Promise<unknown> => (await model.fit(rows(10), rows(10, 2), OPTIONS)).history;
  const alone = made();
  [alone.before.scale, alone.behind.scale] = [2, 3];
  const expected = [await fit(alone), await fit(alone)];
  slowly();
  for (const at of [10, 200, 900]) {
    const beside = made();
    const work = fit(beside);
    await turnsOf(work, (turn) => {
      if (turn === at) [beside.before.scale, beside.behind.scale] = [2, 3];
    });
    expect([await work, await fit(beside)]).toEqual(expected);
  }
});

test('an abort ends planning, and what was not planned to its end serves no later call', async () => {
  const expected = await deep().evaluate(rows(10), rows(10, 2));
  for (const at of [1, 30, 100]) {
    for (const call of ['fit', 'evaluate', 'predict', 'findLearningRate'] as const) {
      const model = deep();
      const controller = new AbortController();
      const { signal } = controller;
      const calls = {
        fit: () => model.fit(rows(10), rows(10, 2), { ...OPTIONS, signal }),
        evaluate: () => model.evaluate(rows(10), rows(10, 2), { signal }),
        predict: () => model.predict(rows(10), { signal }),
        findLearningRate: () => model.findLearningRate(rows(10), rows(10, 2), { printFn: () => undefined, signal }),
      };
      slowly();
      const work = calls[call]();
      let after = 0;
      const turns = turnsOf(work, (turn) => {
        if (turn === at) controller.abort(new Error('enough'));
        if (turn > at) after++;
      });
      await expect(turns).rejects.toThrow('enough');
      expect(after).toBeLessThan(5);
      vi.restoreAllMocks();
      expect(await model.evaluate(rows(10), rows(10, 2))).toEqual(expected);
      model.compile({ optimizer: 'sgd', loss: 'mae' });
      expect(await model.evaluate(rows(10), rows(10, 2))).not.toEqual(expected);
      await model.fit(rows(10), rows(10, 2), OPTIONS);
    }
  }
});

test.each(['lbfgs', 'newtonCg'] as const)('an abort ends planning of the programs of %s', async (optimizer) => {
  for (const at of [1, 30, 100, 300]) {
    const model = deep();
    model.compile({ optimizer, loss: 'mse' });
    const weights = weightsOf(model);
    const controller = new AbortController();
    slowly();
    let after = 0;
    const turns = turnsOf(model.fit(rows(10), rows(10, 2), { ...OPTIONS, signal: controller.signal }), (turn) => {
      if (turn === at) controller.abort(new Error('enough'));
      if (turn > at) after++;
    });
    await expect(turns).rejects.toThrow('enough');
    expect(after).toBeLessThan(5);
    vi.restoreAllMocks();
    expect(weightsOf(model)).toEqual(weights);
    await model.fit(rows(10), rows(10, 2), OPTIONS);
    expect(weightsOf(model)).not.toEqual(weights);
  }
});

test('a call that is aborted leaves its program to others who want it', async () => {
  const model = deep();
  const expected = [...deep().predictSync(rows(10)).data];
  const controller = new AbortController();
  slowly();
  const aborted = model.predict(rows(10), { signal: controller.signal });
  const other = model.predict(rows(10));
  await new Promise((resume) => setImmediate(resume));
  controller.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  expect([...(await other).data]).toEqual(expected);
});

test('an optimizer with a minimize of its own takes its own steps', async () => {
  const model = deep();
  const optimizer = optimizers.sgd();
  let steps = 0;
  optimizer.minimize = () => void steps++;
  model.compile({ optimizer, loss: 'mse' });
  const before = weightsOf(model);
  await model.fit(rows(4), rows(4, 2), OPTIONS);
  expect([steps, weightsOf(model)]).toEqual([1, before]);
});

test('a compiled function is recorded once for calls that are made at once', async () => {
  let recorded = 0;
  const f = compile((_, x) => (recorded++, ops.add(x!, 1)));
  const answers = await Promise.all(Array.from({ length: 9 }, (_, i) => f.async([i])));
  expect([recorded, ...answers.map((y) => y.item())]).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('what is refused while a model is fitted is refused while its programs are planned', async () => {
  const model = deep();
  slowly();
  const work = model.fit(rows(10), rows(10, 2), OPTIONS);
  await new Promise((resume) => setImmediate(resume));
  expect(() => model.compile({ optimizer: 'sgd', loss: 'mse' })).toThrow(/Wait for fit to end/);
  expect(() => model.dispose()).toThrow(/Wait for fit to end/);
  await expect(model.fit(rows(10), rows(10, 2))).rejects.toThrow(/is being trained already/);
  await work;
});

test('a loss that fails leaves the model and its memory whole', async () => {
  const model = deep();
  model.compile({
    optimizer: 'sgd',
    loss: () => {
      throw new Error('not today');
    },
  });
  slowly();
  for (let i = 0; i < 2; i++) await expect(model.fit(rows(10), rows(10, 2), OPTIONS)).rejects.toThrow('not today');
  await expect(model.trainOnBatch(rows(10), rows(10, 2))).rejects.toThrow('not today');
  await expect(model.evaluate(rows(10), rows(10, 2))).rejects.toThrow('not today');
  const alone = deep();
  alone.setWeights(model.getWeights());
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(rows(10), rows(10, 2), OPTIONS);
  await alone.fit(rows(10), rows(10, 2), OPTIONS);
  expect(weightsOf(model)).toEqual(weightsOf(alone));
});
