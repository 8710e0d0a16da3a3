import { ConfigError, DataError, show } from '../core/errors.ts';
import { inPieces, isPending, type Pieces } from '../core/pieces.ts';
import { savesFit } from './callback.ts';
import type { Engine } from './engine.ts';
import type { Epoch } from './epoch.ts';
import type { FitOptions, Settings, ValidationData } from './fit-options.ts';
import { copied } from './load.ts';
import type { Inputs, Targets } from './network.ts';
import { ResidentEpoch } from './resident-epoch.ts';
import { learningRows, Samples } from './samples.ts';
import { isIndexed, isSource, type DataSource } from './source/data-source.ts';
import { openArrays, openSamples } from './source/open.ts';
import { residentBytes } from './source/resident-limit.ts';
import { ShuffleBuffer } from './source/shuffle-buffer.ts';
import { isOnce } from './source/stream-source.ts';
import type { Position, Source } from './source/source.ts';
import { StreamedEpoch, type Begun } from './streamed-epoch.ts';
import { describeSamples, TestedArrays, TestedSource, type DataDescription, type Tested } from './tested.ts';

/** What a fit learns from, and what it is validated on. */
export interface FitData {
  /** All rows, if they are at hand. */
  readonly samples: Samples | undefined;
  readonly validation: Tested | undefined;
  /** What is said about the way of the data, if they do not lie in the arena. */
  readonly note: string | undefined;
  readonly description: DataDescription;
  /** Which of the data can be read only once, in words; undefined if none are such. */
  readonly once: string | undefined;
  /** Programs and memory for the epochs.
   *  @param from  where a fit goes on that was saved */
  epoch(from?: From): Epoch | Promise<Epoch>;
  /** Checks what is not checked when it comes into the arena. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Where data go on. */
export interface From {
  readonly position: Position;
  /** Steps of the open epoch so far; undefined between two epochs. */
  readonly done: number | undefined;
}

/** Data in arrays, in pieces. */
export function* fromArrays(
  engine: Engine, x: Inputs, y: Targets | null, options: FitOptions, settings: Settings, signal: AbortSignal | undefined,
): Pieces<FitData> {
  const { validationData } = options;
  const { batchSize, shuffle, epochs, initialEpoch, validationSplit, validationBatchSize, stepsPerEpoch } = settings;
  if (settings.buffer !== undefined)
    throw new ConfigError('fit: shuffle: { buffer } is for sources that give rows in their own order. For arrays give shuffle: true.');
  const all = yield* Samples.reading(engine, 'fit', x, y, options, { learning: validationData === undefined ? 1 - validationSplit : 1 });
  const [samples, rest] = validationData === undefined ? split(all, validationSplit) : [all, undefined];
  const validation = rest === undefined ? yield* validating(engine, options, settings) : new TestedArrays(rest.kept(), validationBatchSize);
  const bytes = samples.arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const most = residentBytes(engine.session().backend);
  const closing = async (): Promise<void> => validation?.close();
  const known = { description: describeSamples(samples), once: onceOf(undefined, validation) };
  if (bytes <= most && stepsPerEpoch === undefined) {
    // Before a callback has brought a fit back, the caller may change the arrays.
    const rows = settings.callbacks.some(savesFit) ? samples.kept() : samples;
    return {
      samples, validation, note: undefined, close: closing, ...known,
      epoch: () => new ResidentEpoch(engine, rows, batchSize, shuffle, epochs - initialEpoch),
      check: async () => validation?.check(),
    };
  }
  const held = samples.kept();
  return {
    samples: held, validation, close: closing, ...known,
    note: bytes <= most ? undefined : `The data take ${gib(bytes)} and are streamed: up to ${gib(most)} are kept beside the weights.`,
    epoch: async (from) => {
      const source = openArrays(engine, held, { where: 'fit', batchSize, shuffled: shuffle, learning: true, signal });
      return new StreamedEpoch(engine, source, stepsPerEpoch, await begunAt(source, from));
    },
    check: async () => {
      await held.checkFinite();
      await validation?.check();
    },
  };
}

/** Lets a source go on where a fit was saved. */
async function begunAt(source: Source<Samples>, from: From | undefined): Promise<Begun> {
  if (from === undefined) return {};
  await source.seek(from.position);
  return { at: from.position, done: from.done };
}

const onceOf = (learning: Source<Samples> | undefined, validation: Tested | undefined): string | undefined =>
  learning?.once === true ? 'data' : validation?.once === true ? 'data for validation' : undefined;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/** Data from a source. The first batch is taken already: the network is built for it.
 *  @throws {ConfigError} on options that are for arrays
 *  @throws {DataError} if there is no batch */
export async function fromSource(
  engine: Engine, given: DataSource, y: unknown, options: FitOptions, settings: Settings, signal: AbortSignal | undefined,
): Promise<FitData> {
  const indexed = isIndexed(given);
  mustBeForSources(y, options, indexed);
  const { shuffle, buffer, stepsPerEpoch } = settings;
  const open = (): Source<Samples> => {
    const opened = openSamples(engine, given, {
      where: 'fit', batchSize: options.batchSize, shuffled: shuffle, learning: true, signal, classWeight: options.classWeight,
    });
    return buffer === undefined ? opened : new ShuffleBuffer(opened, buffer, engine.network.seed);
  };
  let source = open();
  try {
    const first = await source.next(copied);
    if (first === undefined) throw new DataError('fit: expected at least one batch, received none.');
    const checked = inPieces(validating(engine, options, settings));
    const validation = isPending(checked) ? await checked : checked;
    return {
      samples: undefined, validation, note: undefined,
      description: { rows: source.rows, kind: first.waiting!.kind },
      once: onceOf(source, validation),
      epoch: async (from) => {
        if (from === undefined) return new StreamedEpoch(engine, source, stepsPerEpoch, { first });
        // What was read to build the network is from the beginning.
        await source.close();
        source = open();
        return new StreamedEpoch(engine, source, stepsPerEpoch, await begunAt(source, from));
      },
      check: async () => validation?.check(),
      close: async () => {
        await source.close();
        await validation?.close();
      },
    };
  } catch (error) {
    await source.close().catch(() => undefined);
    throw error;
  }
}

function mustBeForSources(y: unknown, options: FitOptions, indexed: boolean): void {
  if (y !== null && y !== undefined)
    throw new ConfigError(
      `fit: expected null as y, since batches of a source have targets of their own, received ${show(y)}. Options come third: ` +
        'fit(source, null, { epochs }).',
    );
  if (options.sampleWeight !== undefined)
    throw new ConfigError('fit: sampleWeight is for arrays. Give the weights with each batch: [x, y, sampleWeight].');
  if (options.validationSplit !== undefined && options.validationSplit !== 0)
    throw new ConfigError('fit: validationSplit is for arrays. Give another source as validationData.');
  if (options.batchSize !== undefined && !indexed)
    throw new ConfigError('fit: batchSize is for arrays, and batches of a source come as they are. Make them of the size that you want.');
  if (typeof options.shuffle === 'object' && indexed)
    throw new ConfigError('fit: shuffle: { buffer } is for sources that give rows in their own order. For this one give shuffle: true.');
}

/** What a fit is validated on, if data for it were given. */
function* validating(engine: Engine, options: FitOptions, settings: Settings): Pieces<Tested | undefined> {
  const { validationData: given } = options;
  const { validationBatchSize, validationSteps: steps, validationFreq, epochs, initialEpoch } = settings;
  if (given !== undefined && isSource(given)) {
    const tests = Math.floor(epochs / validationFreq) - Math.floor(initialEpoch / validationFreq);
    const batchSize = options.validationBatchSize ?? options.batchSize;
    const open = (signal: AbortSignal | undefined) =>
      openSamples(engine, given, { where: 'fit', called: 'validation ', batchSize, shuffled: false, learning: false, signal });
    return new TestedSource('fit', open, { steps, once: isOnce(given), tests });
  }
  if (steps !== undefined) throw new ConfigError('fit: validationSteps is for validationData that are a source of batches. Leave it away.');
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length < 2 || given.length > 3)
    throw new ConfigError(`fit: validationData must be [x, y] or [x, y, sampleWeight], or a source of batches, received ${show(given)}.`);
  const [x, y, sampleWeight] = given as unknown as ValidationData;
  const samples = yield* Samples.reading(engine, 'fit', x, y, { sampleWeight }, { called: 'validation ' });
  return new TestedArrays(samples.kept(), validationBatchSize);
}

/** Takes the last part of the rows for validation. */
function split(all: Samples, part: number): [Samples, Samples | undefined] {
  if (part === 0) return [all, undefined];
  const at = learningRows(all.count, 1 - part);
  if (at === 0 || at === all.count)
    throw new ConfigError(
      `fit: validationSplit ${part} of ${all.count} rows leaves ${at} to learn from and ${all.count - at} to validate on. ` +
      'Both need at least one.',
    );
  return [all.slice(0, at), all.slice(at, all.count)];
}
