import { allocate, isFloat32, isInt32, isInt8, isUint8, type TypedArray } from '../core/dtype.ts';
import { changed, ConfigError, DataError, MyelinError, show, ShapeError } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { tensorIn, type TensorLike } from '../graph/tensor.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { BatchShape } from '../layers/layer.ts';
import type { Loss } from '../losses/index.ts';
import { shapeOfClasses, type Classes } from '../losses/targets.ts';
import { AT_ONCE } from '../run/dataset.ts';

/** Checked rows of data for a model. */
export interface Rows {
  readonly data: TypedArray;
  /** [rows, ...one row's shape] */
  readonly shape: Shape;
}

/** Number of values that are checked before the event loop may run other work. */
const CHECK_CHUNK = 1 << 18;

/** Reads data that the user passed. @throws {MyelinError} that names the argument */
function* readRows(name: string, values: TensorLike, dtype: 'float32' | 'int32' = 'float32'): Pieces<Rows> {
  if (values === undefined || values === null) {
    const cure = /^y\b/.test(name) ? ' Give targets, a row for each row of x.' : '';
    throw new DataError(`${name}: expected data, received ${show(values)}.${cure}`);
  }
  try {
    const { data: given, shape } = yield* tensorIn(values, dtype);
    // Programs take no data of int8, which holds kernels of quantised layers.
    const data = !isInt8(given) ? given : dtype === 'int32' ? Int32Array.from(given) : Float32Array.from(given);
    if (shape.length === 0) throw new ShapeError('expected rows of data, received a single number. Put it into an array.');
    if (shape[0] === 0) throw new DataError('expected at least one row, received none.');
    if (sizeOf(shape) === 0) throw new DataError(`expected rows with values, received shape ${showShape(shape)}.`);
    return { data, shape };
  } catch (error) {
    if (error instanceof MyelinError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

/** Inputs in the shape and the dtype that a model takes. A row of one number may be given as the number.
 *  @throws {MyelinError} that names the argument, if the shape or a value does not fit */
export function* inputRows(name: string, values: TensorLike, spec: Spec | undefined): Pieces<Rows> {
  const rows = yield* readRows(name, values, spec?.dtype === 'int32' ? 'int32' : 'float32');
  const shape = rows.shape.length === 1 ? [...rows.shape, 1] : rows.shape;
  if (spec !== undefined && (shape.length !== spec.shape.length || !spec.shape.every((d, i) => d === null || d === shape[i]))) {
    throw new ShapeError(
      `${spec.name}: expected input of shape ${showShape(spec.shape)}, received ${showShape(rows.shape)} as ${name}. ` +
        adviceFor(rows.shape, shape, spec.shape),
    );
  }
  if (spec?.dtype !== 'int32') return { data: rows.data, shape };
  const data = yield* wholeNumbers(name, rows);
  const { below } = spec;
  const at = below === undefined ? -1 : yield* first(data, (v) => v < 0 || v >= below);
  if (at >= 0)
    throw new DataError(
      `${name}: expected indices from 0 to ${below! - 1}, of which ${spec.name} has vectors, received ${data[at]} in row ` +
        `${Math.floor(at / sizeOf(shape.slice(1)))}. Is inputDim one more than the largest index?`,
    );
  return { data, shape };
}

/** Values as int32. @throws {DataError} on a value that int32 does not hold */
function* wholeNumbers(name: string, { data, shape }: Rows): Pieces<Int32Array> {
  const { values, lost } = yield* asInt32(data);
  if (lost < 0) return values;
  throw new DataError(`${name}: expected whole numbers, received ${data[lost]} in row ${Math.floor(lost / sizeOf(shape.slice(1)))}.`);
}

/** Values as int32, and the place of the first that int32 does not hold, or -1. */
function* asInt32(data: TypedArray): Pieces<{ values: Int32Array; lost: number }> {
  if (isInt32(data)) return { values: data, lost: -1 };
  const values = allocate('int32', data.length) as Int32Array;
  for (const [from, part] of partsOf(data)) {
    const whole = values.subarray(from, from + part.length);
    whole.set(part);
    for (let i = 0; i < part.length; i++) if (whole[i] !== part[i]) return { values, lost: from + i };
    yield part.byteLength;
  }
  return { values, lost: -1 };
}

/** Values as float32: the array itself if it is of this kind. */
function* asFloat32(data: TypedArray): Pieces<Float32Array> {
  return isFloat32(data) ? data : yield* copyAsFloat32(data);
}

function* copyAsFloat32(data: TypedArray): Pieces<Float32Array> {
  const copy = allocate('float32', data.length) as Float32Array;
  for (const [from, part] of partsOf(data)) {
    copy.set(part, from);
    yield part.byteLength;
  }
  return copy;
}

/** The place of the first value that is wrong, or -1. */
function* first(data: TypedArray, wrong: (value: number) => boolean): Pieces<number> {
  for (const [from, part] of partsOf(data)) {
    for (let i = 0; i < part.length; i++) if (wrong(part[i]!)) return from + i;
    yield part.byteLength;
  }
  return -1;
}

function adviceFor(given: Shape, shape: Shape, inputShape: BatchShape): string {
  if (given.length === inputShape.length - 1 && given.every((d, i) => [null, d].includes(inputShape[i + 1]!)))
    return 'That is one row: put it into an array, [row].';
  if (sizeOf(shape.slice(1)) === inputShape.slice(1).reduce<number>((size, d) => size * (d ?? 1), 1))
    return 'The rows have as many values: put a flatten or reshape layer first, or give data of that shape.';
  return 'Give rows of that shape, or build the model for these.';
}

/** What takes the targets of an output: its loss, or a metric of an output without one. */
export type TargetsUser = Pick<Loss, 'kind' | 'targets' | 'classes' | 'mustFit'>;

/** Targets in the form that the loss or the metrics need: float32 values, or int32 class numbers. Axes of any size take their size from
 *  the data.
 *  @throws {ShapeError} if rows or axes do not fit the output
 *  @throws {DataError} on classes that are no whole numbers from 0 to classes - 1, or on targets of a crossentropy outside [0,
 *  1] */
export function* targetRows(
  name: string, values: TensorLike, user: TargetsUser, output: BatchShape, rows: number,
): Pieces<Rows> {
  const y = yield* readRows(name, values);
  const { kind, targets, classes = {} } = user;
  if (y.shape[0] !== rows) throw new ShapeError(`${name}: expected ${rows} rows as in x, received ${y.shape[0]}.`);
  if (targets === 'labels') {
    const data = yield* classNumbers(name, y, classes, output);
    if (user.mustFit !== undefined) yield* user.mustFit(name, data, y.shape, output);
    return { data, shape: y.shape };
  }
  if (targets === 'classes') {
    const { axis = -1 } = classes;
    const width = output.at(axis) as number;
    if (width < 2)
      throw new ConfigError(
        `${kind}: needs an output of two classes or more, the model's ${axis === -1 ? 'last axis' : `axis ${axis}`} is ${width}. ` +
          'Use binaryCrossentropy, or more units.',
      );
    const axes = arranged(y.shape.slice(1), shapeOfClasses(kind, output, classes).slice(1));
    if (axes === undefined)
      throw new ShapeError(
        `${name}: ${kind} expects one class number a row, received shape ${showShape(y.shape)}. ` +
          'For one-hot rows use categoricalCrossentropy.',
      );
    return { data: yield* classNumbers(name, y, classes, output), shape: [rows, ...axes] };
  }
  const axes = arranged(y.shape.slice(1), output.slice(1));
  const perRow = sizeOf(y.shape.slice(1));
  if (axes === undefined) {
    const advice =
      kind === 'categoricalCrossentropy' && perRow === 1
        ? ' For class numbers use sparseCategoricalCrossentropy.'
        : ' Make the last layer as wide as the targets, or choose a loss that fits.';
    throw new ShapeError(
      `${name}: ${kind} expects targets of the model's output shape ${showShape(output)}, received ${showShape(y.shape)}.${advice}`,
    );
  }
  if (OF_SHARES.has(kind)) {
    const at = yield* first(y.data, (v) => v < 0 || v > 1);
    if (at >= 0)
      throw new DataError(`${name}: ${kind} expects targets from 0 to 1, received ${y.data[at]} in row ${Math.floor(at / perRow)}.`);
  }
  return { data: yield* asFloat32(y.data), shape: [rows, ...axes] };
}

/** Targets for which neither a loss nor a metric of compile wants a form: rows of any shape, float32 or int32.
 *  @throws {ShapeError} if there are not as many as in x */
export function* anyRows(name: string, values: TensorLike, rows: number): Pieces<Rows> {
  const { data, shape } = yield* readRows(name, values);
  if (shape[0] !== rows) throw new ShapeError(`${name}: expected ${rows} rows as in x, received ${shape[0]}.`);
  return { data: isUint8(data) ? yield* asFloat32(data) : data, shape };
}

/** Stands for targets of an output that has none, where its rows are weighed. */
export const untargeted = (rows: number): Rows => ({ data: new Float32Array(0), shape: [rows, 1] });

/** The losses whose targets are probabilities. */
const OF_SHARES: ReadonlySet<string> = new Set([
  'binaryCrossentropy', 'binaryFocalCrossentropy', 'categoricalCrossentropy', 'categoricalFocalCrossentropy',
]);

/** The axes of a row in the expected form; undefined if they do not fit. Either side may lack a last axis of size 1. */
function arranged(given: Shape, expected: readonly (number | null)[]): Shape | undefined {
  const core = <T extends number | null>(shape: readonly T[]): readonly T[] => (shape.at(-1) === 1 ? shape.slice(0, -1) : shape);
  const [a, b] = [core(given), core(expected)];
  if (a.length !== b.length || !a.every((d, i) => b[i] === null || d === b[i])) return undefined;
  return b.length === expected.length ? a : [...a, 1];
}

/** Whether values are class numbers from 1 to the number of classes, instead of from 0. */
export const countFromOne = (values: TypedArray, classes: number): boolean =>
  values.includes(classes) && values.every((v: number) => Number.isInteger(v) && v >= 1 && v <= classes);

/** Class numbers or labels as int32. */
function* classNumbers(
  name: string, y: Rows, { axis = -1, ignored, padding, bounded = true }: Classes, output: BatchShape,
): Pieces<Int32Array> {
  const width = bounded ? output.at(axis) : undefined;
  const { values, lost } = yield* asInt32(y.data);
  const most = typeof width === 'number' ? width : undefined;
  const outside = most === undefined ? -1 : yield* first(values, (v) => (v < 0 || v >= most) && v !== ignored);
  const at = lost < 0 || (outside >= 0 && outside < lost) ? outside : lost;
  if (at >= 0) {
    const known = typeof width === 'number' ? `class numbers from 0 to ${width - 1} (the model has ${width} outputs)` : 'numbers';
    const also = ignored === undefined ? '' : `, or ${ignored}, which is ignored`;
    const row = Math.floor((at * y.shape[0]!) / y.data.length);
    const fromOne = typeof width === 'number' && countFromOne(y.data, width);
    const counted = fromOne ? ' The classes seem to be counted from 1: subtract 1 from each.' : '';
    const filled = padding === undefined || y.data[at]! >= 0 ? '' : ` Fill the ends of shorter rows with ${padding}.`;
    throw new DataError(`${name}: expected whole ${known}${also}, received ${y.data[at]} in row ${row}.${counted}${filled}`);
  }
  return values;
}

/** The weight of each class in the loss, by class number. */
export type ClassWeight = Readonly<Record<string | number, number>>;

/** The number of classes that an output tells apart; undefined if any number may be one. */
export function classCount(loss: Loss | undefined, output: BatchShape): number | undefined {
  const { axis = -1, bounded = true } = loss?.classes ?? {};
  return bounded ? Math.max(2, output.at(axis)!) : undefined;
}

/** Multiplies sample weights and class weights into one weight for each row, or for each step within it; undefined if neither
 *  is given.
 *  @param learning  number of rows, from the first, to which class weights apply; rows behind them are for validation and keep
 *    their weights, as in Keras */
export function* weightRows(
  sampleWeight: TensorLike | undefined,
  classWeight: ClassWeight | undefined,
  y: Rows,
  classes: number | undefined,
  learning: number,
): Pieces<Rows | undefined> {
  if (sampleWeight === undefined && classWeight === undefined) return undefined;
  const rows = y.shape[0]!;
  const weights = sampleWeight === undefined ? yield* equalWeights(rows) : yield* sampleWeights(sampleWeight, y);
  if (classWeight !== undefined) {
    if (weights.shape.length > 1)
      throw new ConfigError(`classWeight: expected one sampleWeight a row beside it, received shape ${showShape(weights.shape)}.`);
    yield* weighClasses(weights.data.subarray(0, learning), checkClassWeight(classWeight, classes), y, rows);
  }
  return weights;
}

type WeightRows = Pieces<{ data: Float32Array; shape: Shape }>;

function* equalWeights(rows: number): WeightRows {
  const data = allocate('float32', rows) as Float32Array;
  for (const [, part] of partsOf(data)) {
    part.fill(1);
    yield part.byteLength;
  }
  return { data, shape: [rows] };
}

/** A copy of the weights that were given. */
function* sampleWeights(sampleWeight: TensorLike, y: Rows): WeightRows {
  const { data, shape } = yield* readRows('sampleWeight', sampleWeight);
  const rows = y.shape[0]!;
  const single = shape[0] === rows && data.length === rows;
  const axes = isInt32(y.data) ? y.shape : y.shape.slice(0, -1);
  if (!single && !sameShape(shape, axes))
    throw new ShapeError(`sampleWeight: expected one weight a row, ${rows} in all, received shape ${showShape(shape)}.`);
  const weights = yield* copyAsFloat32(data);
  const at = yield* first(weights, (w) => !(w >= 0 && w < Infinity));
  if (at >= 0)
    throw new DataError(`sampleWeight: expected weights >= 0, received ${weights[at]} in row ${Math.floor((at * rows) / weights.length)}.`);
  return { data: weights, shape: single ? [rows] : shape };
}

/** Multiplies the weight of each row by that of its class. */
function* weighClasses(weights: Float32Array, classWeight: ClassWeight, y: Rows, rows: number): Pieces<void> {
  const perRow = y.data.length / rows;
  if (perRow === 0) throw new ConfigError('classWeight: expected targets of one class a row, received none. Give sampleWeight instead.');
  const oneHot = y.shape.length === 2;
  if (perRow > 1 && (!oneHot || isInt32(y.data)))
    throw new ConfigError(
      `classWeight: expected targets of one class a row, received shape ${showShape(y.shape)}. Give sampleWeight instead.`,
    );
  for (const [from, part] of partsOf(weights)) {
    for (let i = 0; i < part.length; i++) {
      const at = (from + i) * perRow;
      // Labels between two classes belong to the nearer one, as in Keras.
      part[i]! *= classWeight[perRow === 1 ? Math.round(y.data[at]!) : placeOfLargest(y.data, at, perRow)] ?? 1;
    }
    yield part.byteLength * (1 + perRow);
  }
}

function placeOfLargest(values: TypedArray, at: number, count: number): number {
  let largest = 0;
  for (let i = 1; i < count; i++) if (values[at + i]! > values[at + largest]!) largest = i;
  return largest;
}

/** @throws {ConfigError} if it is no object, a key is no class of the output, or a weight is no finite number >= 0 */
function checkClassWeight(classWeight: ClassWeight, classes: number | undefined): ClassWeight {
  if (!isRecord(classWeight))
    throw new ConfigError(`classWeight: expected an object with a weight for each class, received ${show(classWeight)}.`);
  for (const [key, weight] of Object.entries(classWeight)) {
    const label = Number(key);
    const known = classes === undefined || (label >= 0 && label < classes);
    if (!Number.isInteger(label) || `${label}` !== key || !known) {
      const expected = classes === undefined ? 'whole numbers' : `classes from 0 to ${classes - 1}`;
      throw new ConfigError(`classWeight: expected ${expected} as keys, received ${show(key)}.`);
    }
    if (!(typeof weight === 'number' && weight >= 0 && weight < Infinity))
      throw new ConfigError(`classWeight: expected numbers >= 0, received ${show(weight)} for class ${label}.`);
  }
  return classWeight;
}

export const copyOf = ({ data, shape }: Rows): Rows => ({ data: data.slice(), shape });

/** Rows that the caller can no longer change. More than `AT_ONCE` bytes are not copied; they are read during the call. */
export function kept(rows: Rows): Rows {
  return rows.data.byteLength > AT_ONCE ? rows : copyOf(rows);
}

/** Checks a part of rows for NaN and infinity, which training would spread.
 *  @param from  where the part begins among all values of the rows
 *  @throws {DataError} that names row and column */
export function checkFinite(name: string, shape: Shape, from: number, part: TypedArray): void {
  if (!isFloat32(part)) return;
  // A finite value times 0 is 0; NaN or infinity times 0 is NaN. The position is searched only if there is one. Four sums, because each
  // addition waits for the one before.
  let [a, b, c, d] = [0, 0, 0, 0];
  const fours = part.length - (part.length % 4);
  for (let i = 0; i < fours; i += 4) {
    a += part[i]! * 0;
    b += part[i + 1]! * 0;
    c += part[i + 2]! * 0;
    d += part[i + 3]! * 0;
  }
  for (let i = fours; i < part.length; i++) a += part[i]! * 0;
  if (a + b + c + d === 0) return;
  const width = sizeOf(shape.slice(1));
  const within = part.findIndex((v) => !Number.isFinite(v));
  const at = from + within;
  throw new DataError(
    `${name}: expected finite numbers, received ${part[within]} in row ${Math.floor(at / width)}, column ${at % width}. ` +
      'Fill or drop such values first.',
  );
}

/** The parts of an array that are checked before the event loop may run other work, and where each begins. */
export function* partsOf<A extends TypedArray>(data: A): Generator<[from: number, part: A]> {
  for (let from = 0; from < data.length; from += CHECK_CHUNK) yield [from, data.subarray(from, from + CHECK_CHUNK) as A];
}

/** Rows from `start` up to `end`, which is not included. They share the memory.
 *  @throws {DataError} if the array was detached or resized since the rows were read */
export function sliceRows(rows: Rows, start: number, end: number): Rows {
  const { data, shape } = rows;
  if (data.length !== sizeOf(shape)) throw changed(sizeOf(shape), data.length);
  if (start === 0 && end === shape[0]) return rows;
  const width = sizeOf(shape.slice(1));
  return { data: data.subarray(start * width, end * width), shape: [end - start, ...shape.slice(1)] };
}
