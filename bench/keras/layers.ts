/** The table of layers: what options each is drawn with. A row that gives nothing cannot take the shape. */
import { activations } from '../../src/index.ts';
import type { Part } from './case.ts';
import type { Draw } from './draw.ts';

type Shape = readonly number[];
type Options = Record<string, unknown>;
/** @param shape  of a sample */
type Row = (draw: Draw, shape: Shape) => Options | undefined;

/** Activations that are not drawn: glu halves an axis, threshold has options without defaults, and sparsemax of Keras 3.15 sums the
 *  cumulative sums of its support, so that its rows do not sum to 1. */
const OTHERS: readonly string[] = ['glu', 'threshold', 'sparsemax'];
export const ACTIVATIONS: readonly string[] = Object.keys(activations).filter((name) => /^[a-z]/.test(name) && !OTHERS.includes(name));

export const part = (kind: string, config: Options = {}): Part => ({ kind, config });

const regularizer = (draw: Draw): Part =>
  draw.pick([
    () => part('l1', { l1: draw.number(0, 0.05) }), () => part('l2', { l2: draw.number(0, 0.05) }),
    () => part('l1l2', { l1: draw.number(0, 0.02), l2: draw.number(0, 0.02) }),
  ])();

const matrixRegularizer = (draw: Draw): Part =>
  draw.chance(0.2)
    ? part('orthogonalRegularizer', { factor: draw.number(0.01, 0.05), mode: draw.pick(['rows', 'columns']) })
    : regularizer(draw);

const constraint = (draw: Draw, axes: readonly number[]): Part =>
  draw.pick([
    () => part('nonNeg'), () => part('unitNorm', { axis: draw.pick(axes) }),
    () => part('maxNorm', { maxValue: draw.number(0.3, 1.5), axis: draw.pick(axes) }),
    () => part('minMaxNorm', { minValue: 0.4, maxValue: 1.2, rate: draw.pick([1, 0.5, 0.9]), axis: draw.pick(axes) }),
  ])();

/** Options of a weight, each given now and then. */
const weight = (draw: Draw, name: string, rank: number): Options => {
  const regular = rank === 2 ? matrixRegularizer : regularizer;
  const axes = rank === 2 ? [0, 1] : [0];
  return draw.some({ [`${name}Regularizer`]: () => regular(draw), [`${name}Constraint`]: () => constraint(draw, axes) }, 0.12);
};

const gammaBeta = (draw: Draw): Options => ({
  ...draw.some({ center: () => false, scale: () => false }, 0.2), ...weight(draw, 'gamma', 1), ...weight(draw, 'beta', 1),
});

const divisors = (size: number): number[] => Array.from({ length: size }, (_, i) => i + 1).filter((n) => size % n === 0);

export const LAYER_ROWS: Readonly<Record<string, Row>> = {
  activation: (draw) => ({ activation: draw.pick(ACTIVATIONS) }),
  batchNormalization: (draw, shape) => ({
    ...draw.some({
      momentum: () => draw.pick([0.9, 0.5, 0.99]), epsilon: () => draw.pick([1e-5, 1e-3, 0.01]),
      axis: () => draw.pick(shape.map((_, i) => i + 1)),
    }),
    ...gammaBeta(draw),
  }),
  dense: (draw) => ({
    units: draw.whole(1, 6), ...draw.some({ activation: () => draw.pick(ACTIVATIONS) }, 0.7),
    ...draw.some({ useBias: () => false }, 0.15), ...weight(draw, 'kernel', 2), ...weight(draw, 'bias', 1),
  }),
  dropout: () => ({ rate: 0 }),
  elu: (draw) => draw.some({ alpha: () => draw.number(0.1, 2) }),
  flatten: () => ({}),
  groupNormalization: (draw, shape) => ({
    groups: draw.pick([-1, ...divisors(shape.at(-1)!)]), ...draw.some({ epsilon: () => draw.pick([1e-5, 0.01]) }), ...gammaBeta(draw),
  }),
  layerNormalization: (draw, shape) => ({
    ...draw.some({
      epsilon: () => draw.pick([1e-5, 0.01]), axis: () => draw.pick([-1, shape.length, [...shape.keys()].map((i) => i + 1)]),
    }),
    ...gammaBeta(draw),
  }),
  leakyReLU: (draw) => draw.some({ negativeSlope: () => draw.number(0, 0.6) }),
  masking: (draw, shape) => (shape.length < 2 ? undefined : draw.some({ maskValue: () => draw.pick([0, 1]) }, 0.2)),
  normalization: (draw) => ({
    axis: null, mean: draw.number(-1, 1), variance: draw.number(0.5, 2), ...draw.some({ invert: () => true }, 0.2),
  }),
  prelu: (draw, shape) => ({
    ...draw.some({ alphaRegularizer: () => regularizer(draw) }, 0.2), ...(shape.length > 1 && draw.chance(0.5) ? { sharedAxes: [1] } : {}),
  }),
  reLU: (draw) =>
    draw.some({ maxValue: () => draw.number(0.5, 3), negativeSlope: () => draw.number(0, 0.5), threshold: () => draw.number(0, 0.5) }),
  rescaling: (draw) => ({ scale: draw.number(-2, 2), ...draw.some({ offset: () => draw.number(-1, 1) }) }),
  reshape: (draw, shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const first = draw.pick(divisors(size));
    return { targetShape: draw.pick([[size], [first, size / first], [first, -1], [-1]]) };
  },
  softmax: (draw, shape) => draw.some({ axis: () => draw.pick([-1, shape.length]) }),
};

/** Layers that are drawn elsewhere: inputs, the first layer of integers, and where branches meet. */
export const PLACED: readonly string[] = ['input', 'embedding', 'add', 'concatenate'];

export const embedding = (draw: Draw, words: number): Part =>
  part('embedding', {
    inputDim: words, outputDim: draw.whole(1, 5), ...draw.some({ maskZero: () => true }), ...weight(draw, 'embeddings', 2),
  });

/** A layer that takes the shape, of the kinds in the table; now and then with a penalty on its outputs. */
export function drawLayer(draw: Draw, shape: Shape): Part {
  for (;;) {
    const kind = draw.chance(0.35) ? 'dense' : draw.pick(Object.keys(LAYER_ROWS));
    const options = LAYER_ROWS[kind]!(draw, shape);
    if (options === undefined) continue;
    return part(kind, { ...options, ...draw.some({ activityRegularizer: () => regularizer(draw), trainable: () => false }, 0.04) });
  }
}
