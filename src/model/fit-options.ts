import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { checkBoolean, checkInteger, checkKeys, checkNumber } from '../core/options.ts';
import { checkCallbacks, type Callback } from './callback.ts';
import type { Data, Inputs, Targets } from './network.ts';
import type { DataSource } from './source/data-source.ts';
import { MOST_BUFFERED } from './source/shuffle-buffer.ts';

export type ValidationData = readonly [Inputs, Targets] | readonly [Inputs, Targets, Data];

export interface FitOptions {
  /** Rows in each step (default 32). Batches of a source have the sizes in which they are given. */
  batchSize?: number;
  /** Epochs are counted from 0. Training goes from `initialEpoch` up to this number, which is not included (default 1). */
  epochs?: number;
  /** 0 is silent, 1 shows a bar, 2 prints a line for each epoch; 'auto' is 1 on a terminal, else 0 (default 'auto'). */
  verbose?: 0 | 1 | 2 | 'auto';
  callbacks?: readonly Callback[];
  /** Part of the rows, in [0, 1), that is used for validation: the last rows, before shuffling. */
  validationSplit?: number;
  /** Rows for validation: [x, y] or [x, y, sampleWeight], or a source of batches, which is not shuffled. It replaces validationSplit. */
  validationData?: ValidationData | DataSource;
  validationBatchSize?: number;
  /** Steps of an epoch (default: as many as the data have batches). The next epoch goes on where this one ends. If the data end before,
   *  there is a warning and the epoch ends; training ends, too, if they can be read only once. */
  stepsPerEpoch?: number;
  /** Batches of each validation, of a source (default: all). Each begins at the first batch, unless the source can be read only once. */
  validationSteps?: number;
  /** Validation follows every so many epochs (default 1). */
  validationFreq?: number;
  /** Whether each epoch takes the rows in another order (default true). A source without numbers of rows gives them in its own order;
   *  { buffer: n } mixes them through a buffer of n rows, which is filled first. Orders follow from the model's seed. */
  shuffle?: boolean | { readonly buffer: number };
  /** Weight of each class in the loss, by its number, or by its label if the model ends with labelEncoding. */
  classWeight?: Readonly<Record<string | number, number>>;
  /** Weight of each row in the loss, or of each step in a row. With several outputs: one for all of them, or one for each, by
   *  position or by name. */
  sampleWeight?: Data;
  initialEpoch?: number;
  /** Whether the history gets the Euclidean norms of gradients, before clipping: `gradientNorm` of all weights together, and
   *  `<layer>GradientNorm` of each layer, as means over the steps of an epoch (default false). */
  gradientNorms?: boolean;
  /** Ends training when aborted. `fit` then rejects with the signal's reason, and the model stays whole. */
  signal?: AbortSignal;
}

const OPTIONS = [
  'batchSize',
  'epochs',
  'verbose',
  'callbacks',
  'validationSplit',
  'validationData',
  'validationBatchSize',
  'stepsPerEpoch',
  'validationSteps',
  'validationFreq',
  'shuffle',
  'classWeight',
  'sampleWeight',
  'initialEpoch',
  'gradientNorms',
  'signal',
] as const;

/** The options of a fit, checked. */
export interface Settings {
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly validationFreq: number;
  readonly validationBatchSize: number;
  readonly validationSplit: number;
  readonly stepsPerEpoch: number | undefined;
  readonly validationSteps: number | undefined;
  readonly shuffle: boolean;
  /** Rows of the buffer that mixes rows of a source. */
  readonly buffer: number | undefined;
  readonly gradientNorms: boolean;
  readonly verbose: 0 | 1 | 2;
  readonly callbacks: readonly Callback[];
}

/** @throws {ConfigError} on an option that is unknown or wrong */
export function settingsOf(options: FitOptions): Settings {
  checkKeys('fit', options, OPTIONS);
  const verbose = options.verbose ?? 'auto';
  if (![0, 1, 2, 'auto'].includes(verbose)) throw new ConfigError(`fit: verbose must be 0, 1, 2 or 'auto', received ${show(verbose)}.`);
  const callbacks = checkCallbacks('fit', options.callbacks);
  const batchSize = checkInteger('fit', 'batchSize', options.batchSize ?? 32, 1);
  return {
    batchSize,
    epochs: checkInteger('fit', 'epochs', options.epochs ?? 1, 1),
    initialEpoch: checkInteger('fit', 'initialEpoch', options.initialEpoch ?? 0, 0),
    validationFreq: checkInteger('fit', 'validationFreq', options.validationFreq ?? 1, 1),
    validationBatchSize: checkInteger('fit', 'validationBatchSize', options.validationBatchSize ?? batchSize, 1),
    validationSplit: checkNumber('fit', 'validationSplit', options.validationSplit ?? 0, { least: 0, below: 1 }),
    stepsPerEpoch: stepsOf('fit', 'stepsPerEpoch', options.stepsPerEpoch),
    validationSteps: stepsOf('fit', 'validationSteps', options.validationSteps),
    ...shufflingOf(options.shuffle ?? true),
    gradientNorms: checkBoolean('fit', 'gradientNorms', options.gradientNorms ?? false),
    verbose: verbose === 'auto' ? (host().output.isTTY ? 1 : 0) : verbose,
    callbacks,
  };
}

/** A number of steps, if one was given. */
export const stepsOf = (where: string, name: string, given: unknown): number | undefined =>
  given === undefined ? undefined : checkInteger(where, name, given, 1);

function shufflingOf(given: boolean | { readonly buffer: number }): Pick<Settings, 'shuffle' | 'buffer'> {
  if (typeof given !== 'object' || given === null) return { shuffle: checkBoolean('fit', 'shuffle', given), buffer: undefined };
  checkKeys('fit: shuffle', given, ['buffer']);
  const buffer = checkInteger('fit: shuffle', 'buffer', given.buffer, 1);
  if (buffer > MOST_BUFFERED) throw new ConfigError(`fit: shuffle: buffer must be an integer <= ${MOST_BUFFERED}, received ${buffer}.`);
  return { shuffle: true, buffer };
}
