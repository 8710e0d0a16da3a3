/** The table of losses: what targets each takes, what the last layer gives, and the metrics of such targets. */
import { sizeOf, type Part, type Values } from './case.ts';
import type { Draw } from './draw.ts';
import { part } from './layers.ts';

type Options = Record<string, unknown>;
/** What targets are: numbers, numbers above 0, 0 or 1, distributions with most in one class or all, class numbers, texts of them. */
type Targets = 'values' | 'sizes' | 'flags' | 'shares' | 'oneHot' | 'classes' | 'texts';
interface Row {
  readonly targets: Targets;
  /** Activations of the last layer. */
  readonly heads: readonly string[];
  readonly options?: (draw: Draw, width: number) => Options;
  /** Whether the output needs this rank without the rows (default: any). */
  readonly rank?: number;
}

const LINEAR = ['linear'];
const SIZES = ['softplus', 'exponential', 'sigmoid'];
const FLAGS = ['sigmoid'];
/** Not sigmoid: categorical crossentropies of Keras would take what sigmoid was given for what softmax was. */
const SHARES = ['softmax', 'softplus'];
const smoothing = (draw: Draw): Options => draw.some({ labelSmoothing: () => draw.pick([0.1, 0.3]) }, 0.3);
const logits = (options: (draw: Draw, width: number) => Options) => (draw: Draw, width: number): Options => ({
  ...options(draw, width), fromLogits: true,
});
const focal = (draw: Draw): Options => ({
  ...smoothing(draw), ...draw.some({ alpha: () => draw.number(0.2, 1), gamma: () => draw.pick([1, 3]) }),
});
const binaryFocal = (draw: Draw): Options => ({ ...focal(draw), ...draw.some({ applyClassBalancing: () => true }) });
const sparse = (draw: Draw, width: number): Options => draw.some({ ignoreClass: () => draw.whole(0, width - 1) }, 0.25);
const row = (targets: Targets, heads: readonly string[], options?: Row['options'], rank?: number): Row => ({
  targets, heads, ...(options === undefined ? {} : { options }), ...(rank === undefined ? {} : { rank }),
});

export const LOSS_ROWS: Readonly<Record<string, readonly Row[]>> = {
  binaryCrossentropy: [row('flags', FLAGS, smoothing), row('flags', LINEAR, logits(smoothing))],
  binaryFocalCrossentropy: [row('flags', FLAGS, binaryFocal), row('flags', LINEAR, logits(binaryFocal))],
  categoricalCrossentropy: [
    row('oneHot', SHARES, smoothing), row('oneHot', LINEAR, logits(smoothing)), row('shares', SHARES, smoothing),
    row('shares', LINEAR, logits(smoothing)),
  ],
  categoricalFocalCrossentropy: [row('oneHot', SHARES, focal), row('oneHot', LINEAR, logits(focal))],
  categoricalGeneralizedCrossEntropy: [row('classes', ['softmax'], (draw) => draw.some({ q: () => draw.number(0.1, 0.9) }))],
  categoricalHinge: [row('oneHot', LINEAR)],
  circle: [row('classes', ['softmax', 'tanh'], (draw) => draw.some({ gamma: () => draw.pick([2, 10]), margin: () => 0.25 }, 0.8), 1)],
  cosineSimilarity: [row('values', LINEAR)],
  ctc: [row('texts', LINEAR, undefined, 2)],
  dice: [row('flags', FLAGS), row('oneHot', SHARES, (draw) => draw.some({ axis: () => -1 }))],
  hinge: [row('flags', [...LINEAR, 'tanh'])],
  huber: [row('values', LINEAR, (draw) => draw.some({ delta: () => draw.number(0.2, 2) }))],
  klDivergence: [row('shares', SHARES)],
  logCosh: [row('values', LINEAR)],
  meanAbsoluteError: [row('values', LINEAR)],
  meanAbsolutePercentageError: [row('sizes', SIZES)],
  meanSquaredError: [row('values', [...LINEAR, 'tanh'])],
  meanSquaredLogarithmicError: [row('sizes', SIZES)],
  poisson: [row('sizes', SIZES)],
  sparseCategoricalCrossentropy: [row('classes', SHARES, sparse), row('classes', LINEAR, logits(sparse))],
  squaredHinge: [row('flags', [...LINEAR, 'tanh'])],
  tversky: [row('flags', FLAGS, (draw) => draw.some({ alpha: () => draw.number(0.1, 1), beta: () => draw.number(0.1, 1) }))],
};

interface Metric {
  readonly targets: readonly Targets[];
  readonly options?: (draw: Draw, width: number) => Options;
  /** Outputs must be probabilities. */
  readonly unit?: true;
  /** Whether the output must be [rows, width]. */
  readonly flat?: true;
  /** The least width. */
  readonly least?: number;
}
const NUMBERS: readonly Targets[] = ['values', 'sizes', 'flags', 'oneHot', 'shares'];
const BITS: readonly Targets[] = ['flags', 'oneHot'];
const HOT: readonly Targets[] = ['oneHot', 'shares'];
const thresholds = (draw: Draw): Options => draw.some({ thresholds: () => draw.pick([0.3, [0.2, 0.6]]) });
const rate = (name: string) => (draw: Draw): Options => ({ [name]: draw.pick([0.3, 0.5, 0.8]), ...draw.some({ numThresholds: () => 20 }) });
const topK = (draw: Draw, width: number): Options => draw.some({ k: () => draw.whole(1, width) }, 0.8);
const fScore = (draw: Draw): Options => draw.some({ average: () => draw.pick(['micro', 'macro', 'weighted']), threshold: () => 0.4 });
const counted = { targets: BITS, unit: true, options: thresholds } as const;

export const METRIC_ROWS: Readonly<Record<string, Metric>> = {
  accuracy: { targets: ['flags'] },
  auc: {
    targets: BITS, unit: true,
    options: (draw) => draw.some({
      curve: () => draw.pick(['ROC', 'PR']), numThresholds: () => 20, summationMethod: () => draw.pick(['minoring', 'majoring']),
    }),
  },
  binaryAccuracy: { targets: BITS, options: (draw) => draw.some({ threshold: () => 0.3 }) },
  binaryCrossentropy: { targets: BITS, unit: true, options: smoothing },
  binaryIoU: { targets: BITS, unit: true, options: (draw) => draw.some({ threshold: () => 0.4, targetClassIds: () => [0] }) },
  categoricalAccuracy: { targets: HOT },
  categoricalCrossentropy: { targets: HOT, unit: true, options: smoothing },
  categoricalHinge: { targets: HOT },
  concordanceCorrelation: { targets: ['values'], least: 2 },
  cosineSimilarity: { targets: NUMBERS },
  f1Score: { targets: ['oneHot'], unit: true, flat: true, options: fScore },
  fBetaScore: { targets: ['oneHot'], unit: true, flat: true, options: (draw) => ({ ...fScore(draw), ...draw.some({ beta: () => 0.5 }) }) },
  falseNegatives: counted,
  falsePositives: counted,
  hinge: { targets: ['flags'] },
  iou: { targets: ['classes'], options: (_, width) => ({ numClasses: width, targetClassIds: [0, width - 1], sparseYPred: false }) },
  klDivergence: { targets: ['shares', 'oneHot'], unit: true },
  logCoshError: { targets: NUMBERS },
  meanAbsoluteError: { targets: NUMBERS },
  meanAbsolutePercentageError: { targets: ['sizes'] },
  meanIoU: { targets: ['classes'], options: (_, width) => ({ numClasses: width, sparseYPred: false }) },
  meanSquaredError: { targets: NUMBERS },
  meanSquaredLogarithmicError: { targets: ['sizes'] },
  oneHotIoU: { targets: ['oneHot'], options: (_, width) => ({ numClasses: width, targetClassIds: [0] }) },
  oneHotMeanIoU: { targets: ['oneHot'], options: (_, width) => ({ numClasses: width }) },
  pearsonCorrelation: { targets: ['values'], least: 2 },
  poisson: { targets: ['sizes'] },
  precision: counted,
  precisionAtRecall: { targets: BITS, unit: true, options: rate('recall') },
  r2Score: { targets: ['values'], flat: true, options: (draw) => draw.some({ classAggregation: () => 'varianceWeightedAverage' }) },
  recall: counted,
  recallAtPrecision: { targets: BITS, unit: true, options: rate('precision') },
  rootMeanSquaredError: { targets: NUMBERS },
  sensitivityAtSpecificity: { targets: BITS, unit: true, options: rate('specificity') },
  sparseCategoricalAccuracy: { targets: ['classes'] },
  sparseCategoricalCrossentropy: { targets: ['classes'], unit: true },
  sparseTopKCategoricalAccuracy: { targets: ['classes'], options: topK },
  specificityAtSensitivity: { targets: BITS, unit: true, options: rate('sensitivity') },
  squaredHinge: { targets: ['flags'] },
  topKCategoricalAccuracy: { targets: HOT, options: topK },
  trueNegatives: counted,
  truePositives: counted,
};

/** Metrics of values alone, without targets, of functions of the user, and one that Keras does not have. */
export const OTHER_METRICS: readonly string[] = ['mean', 'sum', 'meanMetricWrapper', 'confusionMatrix'];

export interface Task {
  readonly loss: Part;
  readonly targets: Targets;
  readonly head: string;
  readonly rank: number | undefined;
  readonly width: number;
}

export function drawTask(draw: Draw): Task {
  const kind = draw.pick(Object.keys(LOSS_ROWS));
  const { targets, heads, options, rank } = draw.pick(LOSS_ROWS[kind]!);
  const several = ['oneHot', 'shares', 'classes', 'texts'].includes(targets);
  const width = draw.whole(several ? 3 : 1, several ? 5 : 3);
  const reduction = draw.some({ reduction: () => draw.pick(['sum', 'mean', 'meanWithSampleWeight']) }, 0.15);
  return { loss: part(kind, { ...options?.(draw, width), ...reduction }), targets, head: draw.pick(heads), rank, width };
}

/** Metrics of a task, up to three; most are there once, as histories name them. */
export function drawMetrics(draw: Draw, { loss, targets, head, width }: Task, rank: number): readonly Part[] {
  // The targets of these are labels of samples, which myelin gives to no metric.
  if (['circle', 'ctc'].includes(loss.kind)) return [];
  const unit = ['sigmoid', 'softmax'].includes(head);
  const fitting = Object.entries(METRIC_ROWS).filter(
    ([, m]) => m.targets.includes(targets) && (unit || !m.unit) && (!m.flat || rank === 1) && width >= (m.least ?? 1),
  );
  if (fitting.length === 0) return [];
  return Array.from({ length: draw.whole(0, 3) }, () => {
    const [kind, { options }] = draw.pick(fitting);
    return part(kind, options?.(draw, width));
  });
}

/** Targets for outputs of this shape, rows first. */
export function drawTargets(draw: Draw, { targets }: Task, shape: readonly number[]): Values {
  const width = shape.at(-1)!;
  const places = shape.slice(0, -1);
  const each = (make: () => number): Values => ({ dtype: 'float32', shape, data: Array.from({ length: sizeOf(shape) }, make) });
  const perPlace = (make: () => number[]): Values => ({
    dtype: 'float32', shape, data: Array.from({ length: sizeOf(places) }, make).flat().map(Math.fround),
  });
  switch (targets) {
    case 'values':
      return each(() => Math.fround(draw.normal()));
    case 'sizes':
      return each(() => Math.fround(draw.unit() * 2 + 0.1));
    case 'flags':
      return each(() => draw.whole(0, 1));
    case 'oneHot':
      return perPlace(() => {
        const label = draw.whole(0, width - 1);
        return Array.from({ length: width }, (_, i) => Number(i === label));
      });
    case 'shares':
      return perPlace(() => {
        const drawn = Array.from({ length: width }, () => draw.unit() + 0.05);
        const sum = drawn.reduce((a, b) => a + b);
        return drawn.map((v) => v / sum);
      });
    case 'classes':
      return { dtype: 'int32', shape: places, data: Array.from({ length: sizeOf(places) }, () => draw.whole(0, width - 1)) };
    case 'texts': {
      // The second label is never the first one, so that they fit into two steps.
      const middle = Math.floor(width / 2);
      const texts = Array.from({ length: shape[0]! }, () => [draw.whole(1, middle), draw.whole(middle + 1, width - 1)]);
      return { dtype: 'int32', shape: [shape[0]!, 2], data: texts.flat() };
    }
  }
}
