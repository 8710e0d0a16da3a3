/** The tables of optimizers and schedules. */
import type { Part } from './case.ts';
import type { Draw } from './draw.ts';
import { part } from './layers.ts';

type Options = Record<string, unknown>;
type Row = (draw: Draw) => Options;

const decay = (draw: Draw): number => draw.pick([0.5, 0.9, 0.99]);
const betas = (draw: Draw): Options => ({ beta1: () => decay(draw), beta2: () => draw.pick([0.9, 0.99, 0.999]) });
const epsilon = (draw: Draw): Options => ({ epsilon: () => draw.pick([1e-7, 1e-4, 0.01]) });
const adam = (draw: Draw): Options => ({ ...betas(draw), ...epsilon(draw) });
const some = (options: (draw: Draw) => Options): Row => (draw) => draw.some(options(draw) as Record<string, () => unknown>);

export const OPTIMIZER_ROWS: Readonly<Record<string, Row>> = {
  adadelta: some((draw) => ({ rho: () => decay(draw), ...epsilon(draw) })),
  adafactor: some((draw) => ({
    beta2Decay: () => draw.pick([-0.8, -0.5]), epsilon2: () => draw.pick([0.001, 0.1]), clipThreshold: () => draw.pick([1, 0.5]),
    relativeStep: () => false,
  })),
  adagrad: some((draw) => ({ initialAccumulatorValue: () => draw.pick([0, 0.1, 1]), ...epsilon(draw) })),
  adam: some((draw) => ({ ...adam(draw), amsgrad: () => true })),
  adamax: some(adam),
  adamw: some((draw) => ({ ...adam(draw), amsgrad: () => true })),
  ftrl: some((draw) => ({
    learningRatePower: () => draw.pick([-0.5, -0.3, 0]), initialAccumulatorValue: () => draw.pick([0, 0.1, 1]),
    l1RegularizationStrength: () => draw.number(0, 0.1), l2RegularizationStrength: () => draw.number(0, 0.1),
    l2ShrinkageRegularizationStrength: () => draw.number(0, 0.1), beta: () => draw.number(0, 1),
  })),
  lamb: some(adam),
  lion: some(betas),
  muon: some((draw) => ({
    adamBeta1: () => decay(draw), adamBeta2: () => draw.pick([0.9, 0.999]), adamWeightDecay: () => draw.number(0, 0.1),
    epsilon: () => 1e-5, excludeLayers: () => ['kernel'], excludeEmbeddings: () => false, adamLrRatio: () => draw.pick([0.5, 2]),
    momentum: () => decay(draw), nsSteps: () => draw.whole(1, 6), nesterov: () => false, rmsRate: () => draw.pick([null, 0.4]),
  })),
  nadam: some(adam),
  rmsprop: some((draw) => ({ rho: () => decay(draw), momentum: () => decay(draw), ...epsilon(draw), centered: () => true })),
  scheduleFreeAdamW: some((draw) => ({ ...adam(draw), warmupSteps: () => draw.pick([1, 4]) })),
  sgd: some((draw) => ({ momentum: () => decay(draw), nesterov: () => true })),
};

/** Optimizers that Keras does not have, and the one that wraps another. */
export const OTHER_OPTIMIZERS: readonly string[] = ['lbfgs', 'lookahead', 'steepestDescent', 'lossScaleOptimizer'];

export const SCHEDULE_ROWS: Readonly<Record<string, (draw: Draw, rate: number) => Options>> = {
  cosineDecay: (draw, rate) => ({
    initialLearningRate: rate, decaySteps: draw.whole(2, 10),
    ...draw.some({ alpha: () => 0.1 }), ...(draw.chance(0.5) ? { warmupTarget: 2 * rate, warmupSteps: draw.whole(1, 4) } : {}),
  }),
  cosineDecayRestarts: (draw, rate) => ({
    initialLearningRate: rate, firstDecaySteps: draw.whole(2, 5),
    ...draw.some({ tMul: () => draw.pick([1, 1.5]), mMul: () => 0.8, alpha: () => 0.1 }),
  }),
  exponentialDecay: (draw, rate) => decaying(draw, rate),
  inverseTimeDecay: (draw, rate) => decaying(draw, rate),
  piecewiseConstantDecay: (draw, rate) => ({ boundaries: [2, 2 + draw.whole(1, 5)], values: [rate, rate / 2, rate * 2] }),
  polynomialDecay: (draw, rate) => ({
    initialLearningRate: rate, decaySteps: draw.whole(2, 10),
    ...draw.some({ endLearningRate: () => rate / 10, power: () => draw.pick([0.5, 2]), cycle: () => true }),
  }),
};

/** Schedules that Keras does not have. */
export const OTHER_SCHEDULES: readonly string[] = ['oneCycle', 'warmup'];

function decaying(draw: Draw, rate: number): Options {
  const options = { initialLearningRate: rate, decaySteps: draw.whole(2, 8), decayRate: draw.pick([0.5, 0.9]) };
  return { ...options, ...draw.some({ staircase: () => true }) };
}

/** An optimizer with options of its own and of all, one in twenty within another that scales the loss. */
export function drawOptimizer(draw: Draw): Part {
  const kind = draw.pick(Object.keys(OPTIMIZER_ROWS));
  const scaled = draw.chance(0.05);
  const rate = draw.pick([0.003, 0.01, 0.03]) * (kind === 'adadelta' ? 30 : 1);
  const schedule = draw.pick(Object.keys(SCHEDULE_ROWS));
  const learningRate = draw.chance(0.3) ? part(schedule, SCHEDULE_ROWS[schedule]!(draw, rate)) : rate;
  const clip = draw.pick(['clipnorm', 'clipvalue', 'globalClipnorm']);
  const all = {
    ...OPTIMIZER_ROWS[kind]!(draw), learningRate,
    ...draw.some({ weightDecay: () => draw.number(0.001, 0.3), [clip]: () => draw.pick([0.01, 0.1, 1]) }, 0.25),
    ...draw.some({ gradientAccumulationSteps: () => draw.whole(2, 4) }, 0.15),
    ...(scaled ? {} : draw.some({ lossScaleFactor: () => draw.pick([2, 1024, 3]) }, 0.1)),
    ...(draw.chance(0.2)
      ? { useEma: true, ...draw.some({ emaMomentum: () => decay(draw), emaOverwriteFrequency: () => draw.whole(1, 5) }, 0.5) }
      : {}),
  };
  const decays = 'weightDecay' in all || kind === 'adamw';
  const excluded = { excludeFromWeightDecay: { varNames: [draw.pick(['bias', 'kernel', 'gamma'])] } };
  const config = decays && draw.chance(0.3) ? { ...all, ...excluded } : all;
  if (!scaled) return part(kind, config);
  return part('lossScaleOptimizer', {
    innerOptimizer: part(kind, config),
    ...draw.some({ initialScale: () => draw.pick([8, 3, 1024]), dynamicGrowthSteps: () => draw.whole(1, 4) }),
  });
}
