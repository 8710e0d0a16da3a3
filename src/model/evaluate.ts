import { ConfigError, show } from '../core/errors.ts';
import { checkInteger, checkKeys, checkSignal } from '../core/options.ts';
import { checkCallbacks, type Callback } from './callback.ts';
import type { Engine } from './engine.ts';
import { stepsOf } from './fit-options.ts';
import type { Data, Inputs, Targets } from './network.ts';
import { Samples } from './samples.ts';
import { isIndexed, isSource, type DataSource } from './source/data-source.ts';
import { openSamples } from './source/open.ts';
import { swappedBack } from './swapped-back.ts';
import { TestedArrays, TestedSource, type Tested } from './tested.ts';
import type { Logs, Training } from './training.ts';

export interface EvaluateOptions {
  /** Rows in each step (default 32). Batches of a source have the sizes in which they are given. */
  batchSize?: number;
  /** Batches that are taken of a source (default: all). */
  steps?: number;
  /** Weight of each row; see FitOptions. */
  sampleWeight?: Data;
  /** Their hooks for tests are called. Other calls cannot train the model meanwhile. */
  callbacks?: readonly Callback[];
  /** Ends the call when aborted, also in the midst of a batch. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Loss and metrics of a model on data; see `Model.evaluate`. */
export async function evaluate(
  engine: Engine, x: Inputs | DataSource, y: Targets | null, options: EvaluateOptions,
): Promise<Logs> {
  checkKeys('evaluate', options, ['batchSize', 'steps', 'sampleWeight', 'callbacks', 'signal']);
  const callbacks = checkCallbacks('evaluate', options.callbacks);
  const batchSize = checkInteger('evaluate', 'batchSize', options.batchSize ?? 32, 1);
  const steps = stepsOf('evaluate', 'steps', options.steps);
  const signal = checkSignal('evaluate', options.signal);
  if (isSource(x)) mustBeForSources(x, y, options);
  else if (steps !== undefined) throw new ConfigError('evaluate: steps is for sources of batches. Give fewer rows.');
  const open = (stop: AbortSignal | undefined) =>
    openSamples(engine, x as DataSource, {
      where: 'evaluate', batchSize: options.batchSize, shuffled: false, learning: false, signal: stop,
    });
  const tested = isSource(x)
    ? new TestedSource('evaluate', open, { steps })
    : new TestedArrays(await Samples.read(engine, 'evaluate', x as Inputs, y, { sampleWeight: options.sampleWeight }), batchSize);
  try {
    for (const c of callbacks) await c.setModel?.(engine.network);
    return await measure(engine, tested, signal, callbacks);
  } finally {
    await tested.close();
  }
}

function mustBeForSources(x: DataSource, y: unknown, options: EvaluateOptions): void {
  if (y !== null && y !== undefined)
    throw new ConfigError(
      `evaluate: expected null as y, since batches of a source have targets of their own, received ${show(y)}. Options come third.`,
    );
  if (options.sampleWeight !== undefined)
    throw new ConfigError('evaluate: sampleWeight is for arrays. Give the weights with each batch: [x, y, sampleWeight].');
  if (options.batchSize !== undefined && !isIndexed(x))
    throw new ConfigError('evaluate: batchSize is for arrays, and batches of a source come as they are. Leave it away.');
}

/** Loss and metrics on checked samples. */
export async function measure(
  engine: Engine, tested: Tested, signal: AbortSignal | undefined, callbacks: readonly Callback[],
): Promise<Logs> {
  return engine.measuring(() =>
    swappedBack(engine, callbacks, async () => {
      for (const c of callbacks) await c.onTestBegin?.();
      let training: Training | undefined;
      let i = 0;
      for await (const batch of tested.batches(signal)) {
        if (training === undefined) {
          // Only now: the first batch of a source may be what builds the network.
          training = engine.training('evaluate');
          training.resetMeters('testing');
        }
        for (const c of callbacks) await c.onTestBatchBegin?.(i);
        await engine.run(batch.key('test'), () => batch.graph((b) => training!.testing(b)), batch.arrays, signal);
        for (const c of callbacks) await c.onTestBatchEnd?.(i, training.readMeters('testing'));
        i++;
      }
      signal?.throwIfAborted();
      const logs = training!.readMeters('testing');
      for (const c of callbacks) await c.onTestEnd?.(logs);
      return logs;
    }),
  );
}
