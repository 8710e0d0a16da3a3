import { MyelinError } from '../core/errors.ts';
import {
  type activations, type Callback, callbacks, layers, regularizers, sequential, type DtypePolicy, type AnyHistory, type Sequential,
} from '../index.ts';
import { validated } from '../core/figure-names.ts';
import { resolveOptimizer, type OptimizerName } from '../optimizers/registry.ts';
import { PREDICT_BATCH } from './figures.ts';
import { Progress } from './progress.ts';
import { isQuiet, note, setBar } from './say.ts';
import type { Sets } from './sets.ts';
import { inputShapeOf, type Subject } from './subject.ts';
import { targetLayer, type Target } from './target.ts';

/** The flags for the network and its training. */
export interface NetworkFlags {
  readonly layers?: readonly number[];
  /** The activation of the hidden layers. */
  readonly activation: activations.ActivationName;
  readonly dropout?: number;
  /** Strength of the L2 penalty on the kernels. */
  readonly l2?: number;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed: number;
  readonly dtype: DtypePolicy;
}

/** The same with defaults filled in. */
export type NetworkOptions = NetworkFlags &
  Required<Pick<NetworkFlags, 'layers' | 'dropout' | 'l2' | 'optimizer' | 'batchSize' | 'epochs'>>;

/** With fewer rows a network overfits unless it is small and has dropout. */
const FEW_ROWS = 2000;

/** Whether a table has so few rows that its network is easily too large. */
export const hasFewRows = ({ subject, train }: Sets): boolean => subject.kind === 'table' && train.count < FEW_ROWS;

/** With more rows a comparison of networks takes too long. */
const MOST_ROWS_COMPARED = 20_000;

/** Whether the network for a table has more weights than there are rows, so that it easily learns them by heart. */
export const isWide = ({ subject, train }: Sets): boolean =>
  subject.kind === 'table' && train.count < MOST_ROWS_COMPARED && inputShapeOf(subject)[0]! * DEFAULTS.table.layers[0] > train.count;

const DEFAULTS = {
  fewRows: { layers: [32, 16], dropout: 0.2, batchSize: 32 },
  table: { layers: [64, 32], dropout: 0, batchSize: 32 },
  images: { layers: [256, 128], dropout: 0, batchSize: 128 },
} as const;

/** Steps of training that small data needs, and the bounds of the number of epochs that follows. */
const DEFAULT_STEPS = 2000;
const FEWEST_EPOCHS = { table: 20, images: 10 };
const MOST_EPOCHS = 200;

export function networkOptions(sets: Sets, flags: NetworkFlags): NetworkOptions {
  const { subject, train } = sets;
  const rows = train.count;
  const defaults = DEFAULTS[hasFewRows(sets) ? 'fewRows' : subject.kind];
  const batchSize = flags.batchSize ?? defaults.batchSize;
  const epochs =
    flags.epochs ?? Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS[subject.kind], Math.ceil(DEFAULT_STEPS / Math.ceil(rows / batchSize))));
  const { layers = defaults.layers, dropout = defaults.dropout, l2 = 0, optimizer = 'adam' } = flags;
  return { ...flags, layers, dropout, l2, optimizer, batchSize, epochs };
}

/** A compiled network for the subject, from what DATA has to what is predicted: of dense layers between those that read the columns and
 *  the target, with a softmax over the labels, or one number. Its names, and so its file, do
 *  not depend on how many models were made before. */
export function networkFor(subject: Subject, options: NetworkOptions): Sequential {
  const { target } = subject;
  const { dtype, l2 } = options;
  const penalty = l2 > 0 ? { kernelRegularizer: regularizers.l2({ l2 }) } : {};
  const last = { name: numbered('dense', options.layers.length) };
  const model = sequential(
    [
      ...(subject.kind === 'images'
        ? [layers.rescaling({ scale: 1 / 255, inputShape: inputShapeOf(subject), name: 'rescaling' }), layers.flatten({ name: 'flatten' })]
        : [subject.encoding]),
      ...options.layers.flatMap((units, i) => [
        layers.dense({ name: numbered('dense', i), units, activation: options.activation, dtype, ...penalty }),
        ...(options.dropout > 0 ? [layers.dropout({ name: numbered('dropout', i), rate: options.dropout })] : []),
      ]),
      target.task === 'classification'
        ? layers.dense({ ...last, units: target.labels.length, activation: 'softmax', dtype, ...penalty })
        : layers.dense({ ...last, units: 1, dtype, ...penalty }),
      targetLayer(target),
    ],
    { seed: options.seed, name: 'sequential' },
  );
  const optimizer = resolveOptimizer(options.optimizer as OptimizerName);
  if (options.learningRate !== undefined) optimizer.learningRate = options.learningRate;
  const loss = lossOf(target);
  const metrics = [...(target.task === 'classification' ? ['accuracy' as const] : []), ...(l2 > 0 ? [loss] : [])];
  model.compile({ optimizer, loss, metrics });
  return model;
}

/** The name of one of several layers of a kind. */
const numbered = (kind: string, i: number): string => (i === 0 ? kind : `${kind}_${i}`);

/** The figure that tells how good a network is: its loss without the penalty on its weights. */
export function lossFigure({ target }: Subject, { l2 }: Pick<NetworkOptions, 'l2'>): string {
  return l2 > 0 ? lossOf(target) : 'loss';
}

const lossOf = ({ task }: Target): 'sparseCategoricalCrossentropy' | 'meanSquaredError' =>
  task === 'classification' ? 'sparseCategoricalCrossentropy' : 'meanSquaredError';

/** Ends the training of a model as soon as the signal is aborted; the model keeps what it has learnt. */
export function heeding(signal: AbortSignal, model: Sequential): Callback {
  const stop = (): void => void (model.stopTraining = true);
  return {
    onTrainBegin: () => (signal.aborted ? stop() : signal.addEventListener('abort', stop)),
    onTrainEnd: () => signal.removeEventListener('abort', stop),
  };
}

/** Trains and shows progress until all epochs are done or `signal` is aborted; the model keeps what it has learnt. If
 *  rows are held out, the model gets the weights that were best on them.
 *  @returns the figures of each epoch
 *  @throws {MyelinError} if the loss becomes infinite or NaN */
export async function trainNetwork(
  model: Sequential, { subject, train, held }: Sets,
  options: Pick<NetworkOptions, 'epochs' | 'batchSize' | 'l2'>, signal: AbortSignal, label = '', more: readonly Callback[] = [],
): Promise<AnyHistory> {
  const { epochs, batchSize } = options;
  const progress = isQuiet() ? undefined : new Progress(epochs, train.count, label);
  const best = callbacks.earlyStopping({ monitor: validated(lossFigure(subject, options)), patience: epochs, restoreBestWeights: true });
  let trained: AnyHistory;
  setBar(progress);
  try {
    trained = await model.fit(train.x, train.y, {
      epochs,
      batchSize,
      ...(held === undefined ? {} : { validationData: [held.x, held.y], validationBatchSize: PREDICT_BATCH }),
      // An interrupted training ends like any other: the best weights are restored.
      callbacks: [
        ...(progress === undefined ? [] : [progress]), callbacks.terminateOnNaN(), heeding(signal, model),
        ...(held === undefined ? [] : [best]), ...more,
      ],
      verbose: 0,
    });
  } finally {
    progress?.end();
    setBar(undefined);
  }
  const losses = trained.history['loss'] ?? [];
  if (!losses.every(Number.isFinite)) {
    throw new MyelinError(
      'ERR_MYELIN_DIVERGED',
      `training diverged: the loss is no longer a number. Try a smaller --learning-rate${label === '' ? '' : ` (${label.trim()})`}.`,
    );
  }
  if (held !== undefined && best.bestEpoch < losses.length - 1) {
    note(`Keeping the weights of epoch ${best.bestEpoch + 1}, the best on the rows held out (loss ${best.best?.toPrecision(4)})`);
  }
  return trained;
}
