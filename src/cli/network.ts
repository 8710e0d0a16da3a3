import { MyelinError } from '../core/errors.ts';
import { type activations, callbacks, layers, sequential, type DtypePolicy, type History, type Sequential } from '../index.ts';
import { resolveOptimizer, type OptimizerName } from '../optimizers/registry.ts';
import { PREDICT_BATCH } from './figures.ts';
import { Progress } from './progress.ts';
import type { Sets } from './sets.ts';
import { inputShapeOf, type Subject } from './subject.ts';

/** The flags for the network and its training. */
export interface NetworkFlags {
  readonly layers?: readonly number[];
  /** The activation of the hidden layers. */
  readonly activation: activations.ActivationName;
  readonly dropout?: number;
  readonly optimizer: string;
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed: number;
  readonly dtype: DtypePolicy;
}

/** The same with defaults filled in. */
export type NetworkOptions = NetworkFlags & Required<Pick<NetworkFlags, 'layers' | 'dropout' | 'batchSize' | 'epochs'>>;

/** With fewer rows a network overfits unless it is small and has dropout. */
const FEW_ROWS = 2000;

const DEFAULTS = {
  fewRows: { layers: [32, 16], dropout: 0.2, batchSize: 32 },
  table: { layers: [64, 32], dropout: 0, batchSize: 32 },
  images: { layers: [256, 128], dropout: 0, batchSize: 128 },
} as const;

/** Steps of training that small data needs, and the bounds of the number of epochs that follows. */
const DEFAULT_STEPS = 2000;
const FEWEST_EPOCHS = { table: 20, images: 10 };
const MOST_EPOCHS = 200;

export function networkOptions({ subject, train }: Sets, flags: NetworkFlags): NetworkOptions {
  const rows = train.x.shape[0];
  const defaults = DEFAULTS[subject.kind === 'table' && rows < FEW_ROWS ? 'fewRows' : subject.kind];
  const batchSize = flags.batchSize ?? defaults.batchSize;
  const epochs =
    flags.epochs ?? Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS[subject.kind], Math.ceil(DEFAULT_STEPS / Math.ceil(rows / batchSize))));
  return { ...flags, layers: flags.layers ?? defaults.layers, dropout: flags.dropout ?? defaults.dropout, batchSize, epochs };
}

/** A compiled network of dense layers for the subject: softmax over the labels, or one number. */
export function networkFor(subject: Subject, options: NetworkOptions): Sequential {
  const inputShape = inputShapeOf(subject);
  const { target } = subject;
  const { dtype } = options;
  const classifies = target.task === 'classification';
  const model = sequential(
    [
      ...(subject.kind === 'images'
        ? [layers.rescaling({ scale: 1 / 255, inputShape }), layers.flatten()]
        : [layers.input({ shape: inputShape })]),
      ...options.layers.flatMap((units) => [
        layers.dense({ units, activation: options.activation, dtype }),
        ...(options.dropout > 0 ? [layers.dropout({ rate: options.dropout })] : []),
      ]),
      target.task === 'classification'
        ? layers.dense({ units: target.labels.length, activation: 'softmax', dtype })
        : layers.dense({ units: 1, dtype }),
    ],
    { seed: options.seed },
  );
  const optimizer = resolveOptimizer(options.optimizer as OptimizerName);
  if (options.learningRate !== undefined) optimizer.learningRate = options.learningRate;
  model.compile({
    optimizer,
    loss: classifies ? 'sparseCategoricalCrossentropy' : 'meanSquaredError',
    metrics: classifies ? ['accuracy'] : [],
  });
  return model;
}

/** Trains and shows progress until all epochs are done or `signal` is aborted; the model keeps what it has learnt. If
 *  rows are held out, the model gets the weights that were best on them.
 *  @throws {MyelinError} if the loss becomes infinite or NaN */
export async function trainNetwork(
  model: Sequential, { train, held }: Pick<Sets, 'train' | 'held'>,
  options: Pick<NetworkOptions, 'epochs' | 'batchSize'>, signal: AbortSignal, label = '',
): Promise<void> {
  const { epochs, batchSize } = options;
  const progress = new Progress({ epochs, samples: train.x.shape[0], label });
  const best = callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true });
  // An interrupted training ends like any other: the best weights are restored.
  const stop = (): void => void (model.stopTraining = true);
  const heed = { onTrainBegin: () => (signal.aborted ? stop() : signal.addEventListener('abort', stop)) };
  let trained: History;
  try {
    trained = await model.fit(train.x, train.y, {
      epochs,
      batchSize,
      ...(held === undefined ? {} : { validationData: [held.x, held.y], validationBatchSize: PREDICT_BATCH }),
      callbacks: [progress, callbacks.terminateOnNaN(), heed, ...(held === undefined ? [] : [best])],
      verbose: 0,
    });
  } finally {
    progress.end();
    signal.removeEventListener('abort', stop);
  }
  const losses = trained.history['loss'] ?? [];
  if (!losses.every(Number.isFinite)) {
    throw new MyelinError(
      'ERR_MYELIN_DIVERGED',
      `training diverged: the loss is no longer a number. Try a smaller --learning-rate${label === '' ? '' : ` (${label.trim()})`}.`,
    );
  }
  if (held !== undefined && best.bestEpoch < losses.length - 1) {
    console.error(`Keeping the weights of epoch ${best.bestEpoch + 1}, the best on the rows held out (loss ${best.best?.toPrecision(4)})`);
  }
}
