import { isNumberArray } from '../core/convert.ts';
import { dtypeOf, isInt32, isUint8, type TypedArray } from '../core/dtype.ts';
import { ConfigError, DataError, MyelinError, show, ShapeError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { atOnce, forEach, inPieces, isPending, type Pieces } from '../core/pieces.ts';
import { all, isRecord } from '../core/realm.ts';
import { mustNotBeClone, placeholder, Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Graph } from '../run/programs.ts';
import {
  anyRows, checkFinite, classCount, inputRows, kept, partsOf, sliceRows, targetRows, untargeted, weightRows, type ClassWeight, type Rows,
} from './data.ts';
import type { Engine } from './engine.ts';
import type { HostLayer } from '../layers/host-layer.ts';
import { LabelEncoding } from '../layers/label-encoding.ts';
import type { Batch, Data, Inputs, Network, Targets } from './network.ts';
import { theOnly, valuesFor } from './per-output.ts';
import { isColumn, Table } from '../preprocessing/table.ts';
import { namedTargets, targetValues } from './host-targets.ts';

/** Number of rows for learning; the rows behind them are for validation.
 *  @param part  part of the rows for learning, from 0 to 1 */
export const learningRows = (rows: number, part: number): number => Math.floor(rows * part);

export interface Weights {
  /** Weight of each row in the loss, or of each step in a row. With several outputs: one for all of them, or one for each, by
   *  position or by name. */
  readonly sampleWeight?: Data | undefined;
  /** Weight of each class in the loss, by its number, or by its label if the model ends with labelEncoding. */
  readonly classWeight?: ClassWeight | undefined;
}

/** Reads and checks the inputs of a network. Builds the network if necessary.
 *  @param called  the argument's name in errors
 *  @throws {MyelinError} that names the argument and, if one row is at fault, the row */
export const readInputs = (engine: Engine, called: string, x: Inputs): Rows[] => atOnce(inputsIn(engine, called, x));

/** As `readInputs`, in pieces. */
export function* inputsIn(engine: Engine, called: string, x: Inputs): Pieces<Rows[]> {
  const { network } = engine;
  const known = network.inputs;
  const list = Array.from(givenTo(network, called, x)); // places that were never filled become undefined
  if (list.length === 0) throw new DataError(`${called}: expected values for each input, received ${show(x)}, which has none.`);
  const nameOf = (i: number, specs = known): string => (list.length === 1 ? called : `${called} of ${specs?.[i]!.name ?? i}`);
  const given: unknown[] = [];
  for (const [i, values] of list.entries()) given.push(yield* onHost(network.hosts[i], nameOf(i), values));
  const read = function* (specs: readonly Spec[] | undefined): Pieces<Rows[]> {
    const rows: Rows[] = [];
    for (const [i, values] of given.entries()) rows.push(yield* inputRows(nameOf(i, specs), values as TensorLike, specs?.[i]));
    return rows;
  };
  const rows = yield* read(known);
  const other = rows.find((r) => r.shape[0] !== rows[0]!.shape[0]);
  if (other !== undefined) {
    throw new ShapeError(`${called}: expected as many rows for every input, received ${rows.map((r) => r.shape[0]).join(', ')}.`);
  }
  if (known !== undefined) return rows;
  network.prepare(
    rows.map(({ data, shape }, i): Spec => ({
      name: `input_${i}`,
      shape: [null, ...shape.slice(1)],
      dtype: isInt32(data) ? 'int32' : 'float32',
    })),
  );
  return yield* read(network.inputs); // again, in the dtypes that are known now
}

/** The inputs of a network as they are when this is called, unless they are so many that they are read in pieces. Nobody changes the
 *  answer.
 *  @throws {MyelinError} as `readInputs` */
export async function keptInputs(engine: Engine, called: string, x: Inputs): Promise<Rows[]> {
  const given = inPieces(inputsIn(engine, called, x));
  return (isPending(given) ? await given : given).map(kept);
}

/** The values for each input of a network. A table is for the layer that reads it as a whole, whatever its columns are called; otherwise
 *  its columns are for the inputs of their names. */
function givenTo({ hosts, inputs, oneInput }: Network, called: string, x: Inputs): readonly unknown[] {
  const [host] = hosts;
  if (hosts.length === 1 && host !== undefined && (host.readsTables || inputs === undefined)) return [x];
  if (x instanceof Table && hosts.length > 1) return givenTo({ hosts, inputs, oneInput } as Network, called, byName(x));
  if (x instanceof Table && host !== undefined && x.columns.length === 1) return x.columns;
  return inputs === undefined ? listed(x, oneInput) : valuesFor(called, 'input', x as Data, inputs);
}

/** The columns of a table by name. */
const byName = (table: Table): Inputs => Object.fromEntries(table.columns.map((column) => [column.name, column]));

/** The values as a layer converts them that reads them on the host; as they are if there is none. */
function* onHost(host: HostLayer<never> | undefined, name: string, values: unknown): Pieces<unknown> {
  if (values === undefined) return values;
  try {
    return yield* host === undefined ? numbersOf(values) : host.converting(values as never, true);
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

/** Tables and columns of numbers as tensors. @throws {DataError} on a column of texts */
function* numbersOf(values: unknown): Pieces<unknown> {
  const columns = isColumn(values) ? [values] : values instanceof Table ? values.columns : undefined;
  if (columns === undefined) return values;
  const other = columns.find(({ kind }) => kind !== 'numeric');
  if (other !== undefined)
    throw new DataError(
      `expected numbers, and column ${show(other.name)} has ${other.kind}s. ` +
      `Put layers.tableEncoding() or another layer that reads ${other.kind}s first.`,
    );
  const rows = columns[0]?.length ?? 0;
  const data = new Float32Array(rows * columns.length);
  for (const [c, column] of columns.entries())
    yield* forEach(rows, (row) => void (data[row * columns.length + c] = column.values[row] as number));
  return { data, shape: [rows, columns.length] };
}

/** The values for a network whose inputs are not known yet. A record, or a list of tensors or typed arrays, has values for several
 *  inputs, unless there is one, whose rows typed arrays are then. Nested arrays of numbers are the rows of one. */
function listed(x: Inputs, oneInput: boolean): readonly unknown[] {
  mustNotBeClone(x);
  if (Array.isArray(x)) return oneInput ? [theOnly(x as Data)] : x.length > 0 && all(x, isWhole) ? x : [x];
  return isRecord(x) && !isWhole(x) ? Object.values(x) : [x];
}

/** Whether a value is all rows of an input, and no row of it. */
const isWhole = (x: unknown): boolean => x instanceof Tensor || isNumberArray(x) || (isRecord(x) && 'data' in x && 'shape' in x);

/** Options of fit and evaluate, of which users who leave y away put a record in its place. */
const OPTIONS = ['epochs', 'batchSize', 'verbose', 'callbacks', 'validationSplit', 'validationData', 'sampleWeight', 'steps'];

/** @throws {ConfigError} if options stand in the place of targets */
function mustBeTargets(caller: string, y: unknown, { network }: Engine): void {
  const option = isRecord(y) ? Object.keys(y).find((key) => OPTIONS.includes(key)) : undefined;
  if (option === undefined || (network.inputs !== undefined && network.outputs.some(({ name }) => name === option))) return;
  throw new ConfigError(`${caller}: expected targets as y, received an option, '${option}'. Options come third: ${caller}(x, y, options).`);
}

/** Checked rows for training or testing: inputs, targets, and weights if there are any. */
export class Samples {
  readonly inputs: readonly Rows[];
  readonly targets: readonly (Rows | undefined)[];
  readonly weights: readonly (Rows | undefined)[];

  /** Prefix of the arguments' names in errors. */
  readonly #called: string;

  private constructor(
    inputs: readonly Rows[], targets: readonly (Rows | undefined)[], weights: readonly (Rows | undefined)[], called: string,
  ) {
    this.inputs = inputs;
    this.targets = targets;
    this.weights = weights;
    this.#called = called;
  }

  /** Reads data that the user passed, keeps them as they are now, and checks them. Builds the network if necessary.
   *  @throws {MyelinError} that names the argument and, if one row is at fault, the row */
  static async read(engine: Engine, caller: string, x: Inputs, y: Targets | null, weights: Weights): Promise<Samples> {
    const given = inPieces(Samples.reading(engine, caller, x, y, weights));
    // Nothing is awaited where there are few, so that the caller may change its arrays.
    const samples = (isPending(given) ? await given : given).kept();
    await samples.checkFinite();
    return samples;
  }

  /** Data that the user passed, in the caller's own arrays where these fit. Builds the network if necessary. Whether values are finite is
   *  left to check.
   *  @param called  prefix of the arguments' names in errors: '' for x and y, 'validation ' for validation data
   *  @param learning  part of the rows, from the first, to which class weights apply
   *  @throws {MyelinError} that names the argument and, if one row is at fault, the row */
  static given(
    engine: Engine, caller: string, x: Inputs, y: Targets | null, weights: Weights, about?: { called?: string; learning?: number },
  ): Samples {
    return atOnce(Samples.reading(engine, caller, x, y, weights, about));
  }

  /** As `given`, in pieces. */
  static *reading(
    engine: Engine, caller: string, givenX: Inputs, givenY: Targets | null, { sampleWeight, classWeight }: Weights,
    { called = '', learning = 1 }: { called?: string; learning?: number } = {},
  ): Pieces<Samples> {
    mustBeTargets(caller, givenY, engine);
    const [x, y] = yield* namedTargets(called, givenX, givenY);
    const inputs = yield* inputsIn(engine, `${called}x`, x);
    const count = inputs[0]!.shape[0]!;
    const { outputs } = engine.network;
    const training = engine.training(caller);
    const needed = outputs.map((_, i) => training.needsTarget(i));
    const given =
      y === null && !needed.includes(true) ? outputs.map(() => undefined) : yield* targetValues(engine.network, `${called}y`, y!);
    const several = outputs.length > 1;
    const targets: (Rows | undefined)[] = [];
    for (const [i, output] of outputs.entries()) {
      const name = several ? `${called}y of ${output.name}` : `${called}y`;
      const user = training.targetsUser(i);
      const any = given[i];
      if (user !== undefined) targets.push(yield* targetRows(name, any!, user, output.shape, count));
      else if (!needed[i] && (any === undefined || any === null || !training.takesAny(i))) targets.push(undefined);
      else targets.push(yield* anyRows(name, any!, count));
    }
    if (classWeight !== undefined && several) {
      throw new ConfigError(`${caller}: classWeight is for models of one output. Give sampleWeight.`);
    }
    const single =
      sampleWeight === undefined ||
      !several ||
      (!(Array.isArray(sampleWeight) && sampleWeight.length === outputs.length) && !isRecord(sampleWeight));
    const weighing = single
      ? outputs.map(() => sampleWeight as TensorLike | undefined)
      : valuesFor('sampleWeight', 'output', sampleWeight, outputs);
    const encoding = engine.network.targets[0];
    const byClass = encoding instanceof LabelEncoding && isRecord(classWeight) ? encoding.classWeights(classWeight) : classWeight;
    const weights: (Rows | undefined)[] = [];
    for (const [i, target] of targets.entries()) {
      const weighed = target ?? (training.takesAny(i) ? untargeted(count) : undefined);
      const classes = classCount(training.losses[i], outputs[i]!.shape);
      weights.push(weighed && (yield* weightRows(weighing[i], byClass, weighed, classes, learningRows(count, learning))));
    }
    if (weights.every((w) => w === undefined) && (sampleWeight ?? classWeight) !== undefined) {
      const what = sampleWeight === undefined ? 'classWeight' : 'sampleWeight';
      throw new ConfigError(`${caller}: ${what} weighs targets, and the model uses none. Leave it away, or give compile a loss.`);
    }
    return new Samples(inputs, targets, weights, called);
  }

  /** The same samples, which the caller can no longer change; see `kept` of rows. */
  kept(): Samples {
    return new Samples(this.inputs.map(kept), this.targets.map((r) => r && kept(r)), this.weights, this.#called);
  }

  /** Checks all values. The event loop may run other work in between.
   *  @throws {DataError} on NaN or infinity, with row and column */
  async checkFinite(): Promise<void> {
    for (const [i, { data }] of this.rows.entries()) {
      for (const [from, part] of partsOf(data)) {
        this.checkPart(i, from, part);
        if (from + part.length < data.length) await host().pause();
      }
    }
  }

  /** Checks all values at once. @throws {DataError} on NaN or infinity, with row and column */
  mustBeFinite(): void {
    this.rows.forEach(({ data }, i) => this.checkPart(i, 0, data));
  }

  /** Checks a part of one of `rows`, which begins at its value `from`. @throws {DataError} on NaN or infinity, with row and column */
  checkPart(index: number, from: number, part: TypedArray): void {
    const name = `${this.#called}${index < this.inputs.length ? 'x' : 'y'}`;
    checkFinite(name, this.rows[index]!.shape, from, part);
  }

  get count(): number {
    return this.inputs[0]!.shape[0]!;
  }

  /** All rows that were given: inputs, targets, weights. */
  get rows(): readonly Rows[] {
    return [...this.inputs, ...this.targets, ...this.weights].filter((r) => r !== undefined);
  }

  /** Rows from `start` up to `end`, which is not included. They share the memory. */
  slice(start: number, end: number): Samples {
    return this.mapRows((rows) => sliceRows(rows, start, end));
  }

  get arrays(): TypedArray[] {
    return this.rows.map((r) => r.data);
  }

  /** Makes a batch of tensors that have the order of `rows`. */
  batch(tensors: readonly Tensor[]): Batch {
    const left = [...tensors];
    const next = (rows: Rows | undefined): Tensor | undefined => (rows === undefined ? undefined : left.shift());
    return { inputs: this.inputs.map((r) => next(r)!), targets: this.targets.map(next), weights: this.weights.map(next) };
  }

  /** The graph of effects on one batch of such samples. */
  *graph(effects: (batch: Batch) => Pieces<readonly Tensor[]>): Pieces<Graph> {
    const inputs = this.rows.map(placeholderFor);
    return { outputs: [], effects: yield* effects(this.batch(inputs)), inputs };
  }

  /** The name of a program over such samples. */
  key(what: string): string {
    return `${what} ${this.count}${this.kind}`;
  }

  /** Text of what there is for each input, target and weight, with dtypes and shapes of a row. */
  get kind(): string {
    const lay = (rows: readonly (Rows | undefined)[]): string => rows.map((r) => (r === undefined ? ' -' : kindOf(r))).join();
    return `${lay(this.inputs)};${lay(this.targets)};${lay(this.weights)}`;
  }

  /** The same samples with other rows. */
  mapRows(change: (rows: Rows) => Rows): Samples {
    const changed = (rows: Rows | undefined): Rows | undefined => rows && change(rows);
    return new Samples(this.inputs.map(change), this.targets.map(changed), this.weights.map(changed), this.#called);
  }
}

/** Text of the dtype and the shape of a row, on which programs depend. Every prediction asks for it, and joining an array would
 *  take longer than a prediction of a small network. */
export function kindOf({ data, shape }: Rows): string {
  let kind = ` ${dtypeOf(data)}`;
  for (let axis = 1; axis < shape.length; axis++) kind += ` ${shape[axis]}`;
  return kind;
}

/** A placeholder for rows. */
export function placeholderFor({ shape, data }: Rows): Tensor {
  return placeholder(shape, isInt32(data) ? 'int32' : isUint8(data) ? 'uint8' : 'float32');
}
