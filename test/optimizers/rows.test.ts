/** Tables of which a batch names a few rows: optimizers whose rule is sparse change these rows alone, to the very bits of a
 *  pass over the whole table. */
import { describe, expect, test } from 'vitest';
import { nativeBackend } from '../../src/backend/native.ts';
import { setBackend } from '../../src/backend/select.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { constant, type Tensor } from '../../src/graph/tensor.ts';
import { ancestors } from '../../src/graph/walk.ts';
import { ops, optimizers, variable, type Variable } from '../../src/index.ts';
import { takeRows } from '../../src/op/gather.ts';
import { applyEffects } from '../../src/run/eager.ts';
import { Trace } from '../../src/trace/trace.ts';
import { generator } from '../samples/sample.ts';

type Optimizer = ReturnType<typeof optimizers.sgd>;

const [ROWS, WIDTH] = [3000, 17];
/** Rows many times, once, never, and outside on either side. */
const BATCHES: readonly (readonly number[])[] = [
  [0, 5, 5, 2999, 5, 0, 17, 5],
  Array.from({ length: 700 }, (_, i) => (i % 7 === 0 ? 0 : (i * i) % ROWS)),
  [5, -1, ROWS, 2 ** 31 - 1, -(2 ** 31), 17, 5, 2998],
];

interface Net {
  readonly table: Variable;
  readonly kernel: Variable;
  readonly optimizer: Optimizer;
}

function net(optimizer: Optimizer): Net {
  const next = generator(1);
  const random = (...shape: number[]): Variable =>
    variable(constant(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => next() - 0.5), shape));
  return { table: random(ROWS, WIDTH), kernel: random(WIDTH, 2), optimizer };
}

/** The effects of a step on a batch.
 *  @param whole  hides where the gradient of the table comes from, so that it is taken whole */
function step({ table, kernel, optimizer }: Net, batch: readonly number[], whole: boolean): Tensor[] {
  const index = constant(Int32Array.from(batch), [batch.length]);
  // Rows outside are NaN: they take no part in the loss, and their gradient is 0.
  const inside = constant(Float32Array.from(batch, (i) => Number(i >= 0 && i < ROWS)), [batch.length, 1]);
  const rows = ops.where(inside, takeRows(table.tensor, index), 0);
  const loss = ops.mean(ops.square(ops.subtract(ops.matmul(rows, kernel.tensor), 1)));
  const [g, dk] = differentiate(loss, [table.tensor, kernel.tensor]) as [Tensor, Tensor];
  const t = new Trace({ training: true });
  optimizer.apply(t, [[whole ? ops.stopGradient(g) : g, table], [dk, kernel]]);
  return t.effects();
}

/** All bits of the weights and of the optimizer after a step on each batch. */
function trained(optimizer: Optimizer, whole: boolean): Int32Array[] {
  const model = net(optimizer);
  for (const batch of BATCHES) applyEffects(step(model, batch, whole), optimizer.order);
  return [model.table, model.kernel, ...optimizer.slots].map((v) => new Int32Array(v.value().data.slice().buffer));
}

const makesWhole = (optimizer: Optimizer): boolean =>
  ancestors(step(net(optimizer), BATCHES[0]!, false)).some((t) => t.op === 'gather_rows_dx');

const SPARSE: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => optimizers.sgd({ learningRate: 0.3 }),
  'sgd with averages': () => optimizers.sgd({ learningRate: 0.3, useEma: true, emaMomentum: 0.5, emaOverwriteFrequency: 2 }),
  adagrad: () => optimizers.adagrad({ learningRate: 0.3 }),
  'adagrad from 0': () => optimizers.adagrad({ learningRate: 0.3, initialAccumulatorValue: 0 }),
};

describe.each(Object.entries(SPARSE))('%s', (_, make) => {
  test('never makes the gradient of the whole table', () => {
    expect(makesWhole(make())).toBe(false);
  });

  test('takes the steps of a pass over the whole table, to the bit', () => {
    expect(trained(make(), false)).toEqual(trained(make(), true));
  });
});

if (process.env['MYELIN_BACKEND'] === 'native')
  test.each(Object.entries(SPARSE))('%s: one and two threads give the same bits', (_, make) => {
  const trainedOn = (threads: number): Int32Array[] => {
    setBackend(nativeBackend({ threads }));
    try {
      return trained(make(), false);
    } finally {
      setBackend(undefined);
    }
  };
  expect(trainedOn(2)).toEqual(trainedOn(1));
});

test.each<[string, Optimizer]>([
  ['momentum', optimizers.sgd({ momentum: 0.9 })],
  ['decay', optimizers.sgd({ weightDecay: 0.1 })],
  ['clipping by value', optimizers.sgd({ clipvalue: 1 })],
  ['clipping by norm', optimizers.sgd({ clipnorm: 1 })],
  ['accumulation', optimizers.sgd({ gradientAccumulationSteps: 2 })],
  ['a rule of all rows', optimizers.adam()],
  ['0 / 0 for a row without a gradient', optimizers.adagrad({ initialAccumulatorValue: 0, epsilon: 0 })],
])('%s needs the whole gradient', (_, optimizer) => {
  expect(makesWhole(optimizer)).toBe(true);
});

test('a batch that names most rows of a table makes the whole gradient', () => {
  const model = net(optimizers.sgd());
  expect(ancestors(step(model, new Array<number>(ROWS / 2 + 1).fill(3), false)).some((t) => t.op === 'gather_rows_dx')).toBe(true);
});
