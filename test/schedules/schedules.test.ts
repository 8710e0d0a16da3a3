/** Schedules, worked out from their formulas in float64. Values are held to Keras in test/optimizers/keras.test.ts. */
import { describe, expect, test } from 'vitest';
import { ConfigError, ops, optimizers, schedules, ShapeError, variable, type Tensor } from '../../src/index.ts';
import { partConfig } from '../../src/core/saved.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { withCustomObjects } from '../../src/core/custom-objects.ts';
import { rate, SCHEDULES } from '../../src/schedules/registry.ts';

const half = (part: number): number => 0.5 * (1 + Math.cos(Math.PI * part));
const between = (from: number, to: number, part: number): number => to + (from - to) * half(part);

const CASES: Readonly<Record<string, { readonly options: object; readonly rate: (step: number) => number }>> = {
  cosineDecay: {
    options: { initialLearningRate: 0.02, decaySteps: 10, alpha: 0.1, warmupTarget: 0.2, warmupSteps: 5 },
    rate: (s) => (s < 5 ? 0.02 + (0.18 * s) / 5 : 0.2 * (0.9 * half(Math.min(s - 5, 10) / 10) + 0.1)),
  },
  cosineDecayRestarts: {
    options: { initialLearningRate: 0.1, firstDecaySteps: 4, mMul: 0.5, alpha: 0.1 },
    rate: (s) => {
      const [period, begin] = s < 4 ? [0, 0] : s < 12 ? [1, 4] : s < 28 ? [2, 12] : [3, 28];
      return 0.1 * (0.9 * 0.5 ** period * half((s - begin) / (4 * 2 ** period)) + 0.1);
    },
  },
  exponentialDecay: {
    options: { initialLearningRate: 0.1, decaySteps: 4, decayRate: 0.5, staircase: true },
    rate: (s) => 0.1 * 0.5 ** Math.floor(s / 4),
  },
  inverseTimeDecay: {
    options: { initialLearningRate: 0.1, decaySteps: 4, decayRate: 0.5 },
    rate: (s) => 0.1 / (1 + (0.5 * s) / 4),
  },
  oneCycle: {
    options: { maxLearningRate: 1, totalSteps: 20, pctStart: 0.25 },
    rate: (s) => (s <= 4 ? between(1 / 25, 1, s / 4) : between(1, 1 / 25e4, Math.min(1, (s - 4) / 15))),
  },
  'oneCycle of three lines': {
    options: { maxLearningRate: 1, totalSteps: 30, annealStrategy: 'linear', divFactor: 10, finalDivFactor: 100, threePhase: true },
    rate: (s) => {
      if (s <= 8) return 0.1 + (0.9 * s) / 8;
      return s <= 16 ? 1 - (0.9 * (s - 8)) / 8 : 0.1 - (0.099 * Math.min(13, s - 16)) / 13;
    },
  },
  piecewiseConstantDecay: {
    options: { boundaries: [3, 9], values: [1, 0.5, 0.25] },
    rate: (s) => (s <= 3 ? 1 : s <= 9 ? 0.5 : 0.25),
  },
  polynomialDecay: {
    options: { initialLearningRate: 0.1, decaySteps: 6, endLearningRate: 0.01, power: 2, cycle: true },
    rate: (s) => 0.09 * (1 - s / (6 * Math.max(1, Math.ceil(s / 6)))) ** 2 + 0.01,
  },
  warmup: {
    options: { steps: 5, learningRate: { kind: 'inverseTimeDecay', config: { initialLearningRate: 0.1, decaySteps: 1, decayRate: 1 } } },
    rate: (s) => (s < 5 ? (0.1 * s) / 5 : 0.1 / (1 + (s - 5))),
  },
  'warmup of a rate': {
    options: { steps: 4, learningRate: 0.5, initialLearningRate: 0.1 },
    rate: (s) => (s < 4 ? 0.1 + (0.4 * s) / 4 : 0.5),
  },
};
const kindOf = (name: string): string => name.split(' ')[0]!;

test('every schedule has a case', () => {
  expect(Object.keys(SCHEDULES).filter((kind) => !Object.keys(CASES).some((name) => kindOf(name) === kind))).toEqual([]);
});

describe.each(Object.entries(CASES))('%s', (name, { options, rate: expected }) => {
  const make = SCHEDULES[kindOf(name)] as (options: object) => schedules.Schedule;

  test('its rates follow from its formula', () => {
    const made = make(options);
    for (let step = 0; step < 40; step++) expect(made.at(step).item(), `step ${step}`).toBeCloseTo(expected(step), 6);
  });

  test('its configuration makes it again', () => {
    const again = rate().check('test', 'learningRate', JSON.parse(JSON.stringify(partConfig(make(options))))) as schedules.Schedule;
    expect(again.kind).toBe(kindOf(name));
    expect([0, 3, 17].map((s) => again.at(s).item())).toEqual([0, 3, 17].map((s) => make(options).at(s).item()));
    expect(partConfig(again)).toEqual(JSON.parse(JSON.stringify(partConfig(make(options)))));
  });

  test('it is an op of a symbolic step, and an optimizer follows it', () => {
    expect(make(options).at(placeholder([])).concrete).toBe(false);
    const optimizer = optimizers.sgd({ learningRate: make(options) });
    const w = variable([0]);
    for (let step = 0; step < 12; step++) {
      expect(optimizer.learningRate).toBeCloseTo(expected(step), 6);
      optimizer.applyGradients([[[1], w]]);
    }
    expect(w.value().item()).toBeCloseTo(-Array.from({ length: 12 }, (_, s) => expected(s)).reduce((a, b) => a + b), 5);
  });
});

test.each([1.5, 2, 3, 10])('periods of cosineDecayRestarts, each %d times as long, begin at their steps', (tMul) => {
  const made = schedules.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 8, tMul });
  const begins = [0, 1, 2, 3].map((period) => (8 * (tMul ** period - 1)) / (tMul - 1));
  expect(begins.map((step) => made.at(step).item())).toEqual(begins.map((): unknown => expect.closeTo(1, 5)));
});

test('a function over ops of the step is a learning rate', () => {
  const harmonic = (step: Tensor): Tensor => ops.divide(1, ops.add(step, 1));
  const optimizer = optimizers.sgd({ learningRate: harmonic });
  const w = variable([0]);
  for (const expected of [-1, -1.5, -1.5 - 1 / 3]) {
    optimizer.applyGradients([[[1], w]]);
    expect(w.value().item()).toBeCloseTo(expected, 6);
  }
  const halved = schedules.warmup({ steps: 2, learningRate: (step: Tensor) => ops.exp(ops.negative(step)) });
  expect([0, 1, 2, 3].map((s) => halved.at(s).item())).toEqual([0, 0.5, 1, Math.exp(-1)].map((v): unknown => expect.closeTo(v, 6)));
  expect(() => optimizers.sgd(optimizer.getConfig())).toThrow(/unknown schedule 'harmonic'\. It is a function of your own/);
  const again = withCustomObjects('test', { harmonic }, () => optimizers.sgd(optimizer.getConfig()));
  expect([again.learningRate, again.getConfig()]).toEqual([1, optimizer.getConfig()]);
});

test('wrong use', () => {
  const wrong: readonly (readonly [() => unknown, RegExp])[] = [
    [
      () => schedules.piecewiseConstantDecay({ boundaries: [1, 2], values: [1, 2] }),
      /piecewiseConstantDecay: values must be one more than boundaries, received 2 and 2/,
    ],
    [() => schedules.piecewiseConstantDecay({ boundaries: [2, 1], values: [1, 1, 1] }), /boundaries must ascend, received \[2, 1\]/],
    [() => schedules.piecewiseConstantDecay({ boundaries: 3 as never, values: [1] }), /boundaries must be an array of numbers, received 3/],
    [() => schedules.piecewiseConstantDecay({ boundaries: [], values: [-1] }), /values\[0\] must be a number >= 0, received -1/],
    [() => schedules.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, tMul: 0.5 }), /tMul must be a number >= 1/],
    [() => schedules.oneCycle({ maxLearningRate: 1, totalSteps: 0 }), /oneCycle: totalSteps must be an integer >= 1, received 0/],
    [
      () => schedules.oneCycle({ maxLearningRate: 1, totalSteps: 1, annealStrategy: 'cosine' as never }),
      /unknown annealStrategy of oneCycle/,
    ],
    [() => schedules.warmup({ steps: 3, learningRate: 'fast' as never }), /warmup: learningRate must be a number >= 0, received 'fast'/],
    [
      () => optimizers.sgd({ learningRate: (() => 0.1) as never }).learningRate,
      /sgd: learningRate: expected the function to answer with a tensor/,
    ],
  ];
  for (const [make, message] of wrong) {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  }
  const several = optimizers.sgd({ learningRate: () => ops.full([2], 1) });
  expect(() => several.learningRate).toThrow(ShapeError);
  expect(() => several.learningRate).toThrow(/sgd: learningRate must give one float32 number for a step, received float32 of shape \[2\]/);
});
