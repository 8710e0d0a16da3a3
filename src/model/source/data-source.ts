import { dtypeOf } from '../../core/dtype.ts';
import { DataError, show } from '../../core/errors.ts';
import { isRecord } from '../../core/realm.ts';
import { Tensor } from '../../graph/tensor.ts';
import { isColumn, Table } from '../../preprocessing/table.ts';
import type { Data, Inputs, Targets } from '../network.ts';

/** A batch as a source gives it: [x, y, sampleWeight] as in Keras, of which the later ones may be missing, or named. Shapes are those of
 *  `fit`, rows first. The arrays are read before the source is asked for the next batch, and may be filled anew then. */
export type DataBatch =
  | readonly [x: Inputs, y?: Targets | null, sampleWeight?: Data]
  | { readonly inputs: Inputs; readonly targets?: Targets | null; readonly weights?: Data };

/** Batches one after another: a generator, an asynchronous generator, a Node stream in object mode, or anything else that can be iterated,
 *  except arrays, which are data. */
export type DataStream<B = DataBatch> = Iterable<B> | AsyncIterable<B>;

/** Rows that are found by their numbers, such as files of a folder, or lines of a data base. `fit` draws their order by the model's seed,
 *  as it does for arrays. */
export interface IndexedData<B = DataBatch> {
  /** Number of rows. */
  readonly length: number;
  /** Rows in a batch, if the call that uses the data says no other number (default 32). */
  readonly batchSize?: number;
  /** The batch of these rows, in this order, one for each number. The next batch is asked for while the model is trained on this one. */
  take(rows: Int32Array): B | Promise<B>;
}

/** Data that are given batch by batch. A function is called for each pass over the data with the number of epochs that the model was
 *  trained before, and makes a new iterable. */
export type DataSource<B = DataBatch> = DataStream<B> | ((epoch: number) => DataStream<B> | Promise<DataStream<B>>) | IndexedData<B>;

/** Batches for predictions, of which only the inputs are used. They may be given as they are, unless they are an array. */
export type PredictSource = DataSource<DataBatch | Inputs>;

export const isIndexed = (given: unknown): given is IndexedData<unknown> =>
  typeof given === 'object' && given !== null && 'take' in given && typeof given.take === 'function' && 'length' in given;

/** Whether data are a source of batches, and no rows. */
export function isSource(given: unknown): given is DataSource<never> {
  if (typeof given === 'function') return true;
  if (typeof given !== 'object' || given === null || Array.isArray(given) || isRows(given)) return false;
  return Symbol.asyncIterator in given || Symbol.iterator in given || isIndexed(given);
}

const isRows = (given: unknown): boolean =>
  given instanceof Tensor || given instanceof Table || ArrayBuffer.isView(given) || dtypeOf(given) !== undefined || isColumn(given);

/** What a batch has. */
export interface BatchParts {
  readonly x: Inputs;
  readonly y: Targets | null;
  readonly sampleWeight: Data | undefined;
}

const NAMES = ['inputs', 'targets', 'weights'];

/** Whether a record has values for inputs by name, and is no batch whose `inputs` has them. */
const isByName = (given: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  Object.keys(given).every((key) => names.includes(key)) && !isSeveral(given['inputs'], names);

/** Whether a value has those of several inputs, by name or in a list of tensors. */
const isSeveral = (value: unknown, names: readonly string[]): boolean =>
  Array.isArray(value)
    ? value.length === names.length && value.every((part) => part instanceof Tensor || (isRecord(part) && 'data' in part))
    : isRecord(value) && !('data' in value && 'shape' in value);

/** Takes a batch apart.
 *  @param names  the names of the model's inputs, as far as they are known: one of them may be 'inputs'
 *  @param alone  whether inputs may be given as they are
 *  @throws {DataError} if it is of another form */
export function partsOf(called: string, given: unknown, names: readonly string[], alone: boolean): BatchParts {
  if (Array.isArray(given)) {
    if (given.length === 0 || given.length > 3)
      throw new DataError(
        `${called}expected [x, y] or [x, y, sampleWeight], received ${show(given)}. ` +
          'An array is never the rows of x: give [x], or { inputs: x }.',
      );
    return { x: given[0] as Inputs, y: (given[1] ?? null) as Targets | null, sampleWeight: (given[2] ?? undefined) as Data | undefined };
  }
  const byName = isRecord(given) && names.length > 1 && names.includes('inputs') && isByName(given, names);
  if (isRecord(given) && 'inputs' in given && !(byName && alone)) {
    const other = Object.keys(given).find((key) => !NAMES.includes(key));
    if (byName || other !== undefined)
      throw new DataError(
        `${called}expected { inputs, targets, weights }, received ` +
          (byName ? `the inputs alone. Give { inputs: { ${names.join(', ')} }, targets }.` : `also ${show(other)}. Leave it away.`),
      );
    const { inputs, targets, weights } = given;
    return { x: inputs as Inputs, y: (targets ?? null) as Targets | null, sampleWeight: (weights ?? undefined) as Data | undefined };
  }
  if (alone && typeof given === 'object' && given !== null) return { x: given as Inputs, y: null, sampleWeight: undefined };
  throw new DataError(`${called}expected [x, y, sampleWeight] or { inputs, targets, weights }, received ${show(given)}.`);
}
