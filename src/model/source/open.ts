import { DataError } from '../../core/errors.ts';
import { checkInteger } from '../../core/options.ts';
import { hashSeed } from '../../core/seed.ts';
import { countOf, countTensor } from '../../graph/counter.ts';
import { placeholder } from '../../graph/tensor.ts';
import { randomPermutation } from '../../op/random.ts';
import { counted } from '../../run/copying.ts';
import type { Engine } from '../engine.ts';
import { isIndexed, partsOf, type DataSource } from './data-source.ts';
import { readInputs, Samples } from '../samples.ts';
import type { ClassWeight, Rows } from '../data.ts';
import { failure } from './failure.ts';
import { Gatherer } from './gather.ts';
import { lengthOf, RowsSource } from './rows-source.ts';
import type { Source } from './source.ts';
import { StreamSource } from './stream-source.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Bytes of rows, and rows, that are taken out of arrays at a time. They are copied on JavaScript's thread, and each row may lie far from
 *  the one before. */
const TOGETHER = 1 << 22;
const ROWS_TOGETHER = 1 << 15;

/** What a call says of its data. */
export interface Reading {
  /** The call, as errors name it. */
  readonly where: string;
  /** Rows of a batch, of data that are found by their numbers (default: what they say, or 32). */
  readonly batchSize: number | undefined;
  /** Whether each pass takes the rows in another order, if it can. */
  readonly shuffled: boolean;
  /** Whether passes are numbered by the epochs of training. */
  readonly learning: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Batches to learn from or to test on. Each is checked as `fit` checks arrays. */
export function openSamples(
  engine: Engine, given: DataSource, reading: Reading & { readonly called?: string; readonly classWeight?: ClassWeight | undefined },
): Source<Samples> {
  const { where, called = '', classWeight } = reading;
  return open(engine, given, reading, (batch, name) => {
    const { x, y, sampleWeight } = partsOf(name, batch, namesOf(engine), false);
    const samples = Samples.given(engine, where, x, y, { sampleWeight, classWeight }, { called: `${name}${called}` });
    samples.mustBeFinite();
    return samples;
  }, ({ count }) => count);
}

/** Batches of inputs to predict for. */
export const openInputs = (engine: Engine, given: DataSource<unknown>, reading: Reading): Source<readonly Rows[]> =>
  open(
    engine, given, reading, (batch, name) => readInputs(engine, `${name}x`, partsOf(name, batch, namesOf(engine), true).x),
    ([{ shape }]) => shape[0]!,
  );

const namesOf = ({ network }: Engine): readonly string[] => (network.inputs ?? []).map(({ name }) => name);

function open<T>(
  engine: Engine, given: DataSource<unknown>, reading: Reading, read: (batch: unknown, called: string) => T, countIn: (value: T) => number,
): Source<T> {
  const { where, signal } = reading;
  if (!isIndexed(given)) return new StreamSource({ where, given, read, pass: passOf(engine, reading), signal });
  const rows = lengthOf(where, given);
  const batchSize = checkInteger(where, 'batchSize', reading.batchSize ?? given.batchSize ?? 32, 1);
  return rowsSource(engine, { ...reading, batchSize }, rows, 1, async (order, batch, use) => {
    const called = `${where}: batch ${batch}: `;
    let answered = false;
    try {
      return await unlessAborted(signal, given.take(order.slice()) as unknown, (taken) => {
        answered = true;
        const value = read(taken, called);
        if (countIn(value) !== order.length)
          throw new DataError(`${called}expected the ${order.length} rows that take was asked for, received ${countIn(value)}.`);
        return use(value);
      });
    } catch (cause) {
      throw answered || signal?.aborted === true ? cause : failure(where, batch, cause);
    }
  });
}

/** Batches of rows of arrays, several at a time. */
export function openArrays(engine: Engine, samples: Samples, reading: OfSize): Source<Samples> {
  const gatherer = new Gatherer(samples);
  const bytes = samples.arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) / samples.count;
  const together = Math.max(1, Math.floor(Math.min(TOGETHER / bytes, ROWS_TOGETHER) / reading.batchSize));
  return rowsSource(engine, reading, samples.count, together, async (order, _, use) => use(await gatherer.take(order)));
}

/** A reading in batches of a size. */
type OfSize = Reading & { readonly batchSize: number };

function rowsSource<T>(
  engine: Engine, reading: OfSize, rows: number, together: number,
  take: <R>(rows: Int32Array, batch: number, use: (value: T) => R) => R | Promise<R>,
): Source<T> {
  const { batchSize, shuffled, signal } = reading;
  const orderOf = (pass: number): Promise<Int32Array> => permutation(engine, rows, shuffled ? pass : undefined, signal);
  return new RowsSource({ rows, batchSize, together, take, orderOf, pass: passOf(engine, reading), signal });
}

/** The number of the pass that begins now. It is read in a turn, since a read waits for what runs. */
const passOf = (engine: Engine, { learning }: Reading) => (): number | Promise<number> =>
  learning ? engine.session().turn(async () => countOf(engine.network.epochs.read())) : 0;

/** The order of rows in a pass, the same as that of rows which lie in the arena. */
async function permutation(
  engine: Engine, rows: number, pass: number | undefined, signal: AbortSignal | undefined,
): Promise<Int32Array> {
  const order = new Int32Array(rows);
  if (pass === undefined) {
    await counted(rows, (numbers, from) => order.set(numbers, from));
    return order;
  }
  const { seed } = engine.network;
  const program = engine.program(`order ${rows} of ${seed}`, () => {
    const counter = placeholder([2], 'int32');
    return { outputs: [randomPermutation(rows, { seed, stream: hashSeed('shuffle'), counter })], effects: [], inputs: [counter] };
  });
  await engine.session().queue(program, [countTensor(pass).data], signal, [order]);
  return order;
}
