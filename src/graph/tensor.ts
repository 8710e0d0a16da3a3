import { heldIn, isNumberArray, type NumberArray } from '../core/convert.ts';
import { allocate, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { changed, ConfigError, DataError, show, ShapeError } from '../core/errors.ts';
import { checkShape } from '../core/options.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { shows, textAlone } from '../core/shown.ts';
import { argMax } from './arg-max.ts';
import type { Body } from './body.ts';
import { MOST_AXES, nestedIn, type NestedValues } from './nested-values.ts';
import { printValues } from './print-values.ts';
import { SymbolicTensor } from './symbolic.ts';
import type { Variable } from './variable.ts';

export type Attributes = Readonly<Record<string, number | boolean | string | readonly number[] | Body>>;

/** Nested arrays of numbers, as deep as the tensor's rank. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** The values that every op, layer and model accepts as a tensor. Arrays of other kinds than tensors hold are converted. */
export type TensorLike = Tensor | NestedValues | NumberArray | { readonly data: NumberArray; readonly shape: Shape };

let created = 0;

/** The id of the tensor that is made next. */
export const nextId = (): number => created;

/** A value in a computation: the result of `op` on `inputs`. A concrete tensor has its values (read them with `data`,
 *  `toArray`, `item`). A symbolic tensor stands for values to come, such as the input of a model and everything
 *  computed from it. Ids grow with creation and inputs are made before their users, so ascending ids are a
 *  topological order. */
export class Tensor {
  readonly id: number = created++;
  readonly op: string;
  readonly inputs: readonly Tensor[];
  readonly attrs: Attributes;
  readonly shape: Shape;
  /** Elements. */
  readonly size: number;
  readonly dtype: DType;
  /** The variable whose current value this is; set for op 'variable' only. */
  readonly variable: Variable | undefined;
  #values: TypedArray | undefined;

  static {
    shows(this, (value, within) => {
      const text = value.toString();
      if (!value.concrete || !value.#whole) return text;
      // Columns stay aligned if their first line begins as the others do.
      return within && text.includes('\n') ? `${value.#kind}\n${text}` : `${text} ${value.#kind}`;
    });
  }

  constructor(
    op: string, inputs: readonly Tensor[], attrs: Attributes, shape: Shape, dtype: DType,
    held: { values?: TypedArray; variable?: Variable } = {},
  ) {
    this.op = op;
    this.inputs = inputs;
    this.attrs = attrs;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.dtype = dtype;
    this.#values = held.values;
    this.variable = held.variable;
  }

  /** Whether the tensor has its values. */
  get concrete(): boolean {
    return this.#values !== undefined || this.op === 'fill';
  }

  /** The values, row-major.
   *  @throws {ConfigError} if the tensor is symbolic
   *  @throws {DataError} if the array it was made of was detached or resized */
  get data(): TypedArray {
    if (this.op === 'fill') this.#values ??= allocate(this.dtype, this.size).fill(this.attrs['value'] as number);
    if (this.#values === undefined) {
      throw new ConfigError(
        `this tensor (${this.op}, shape ${showShape(this.shape)}) is symbolic: it has no values until a model runs. ` +
        'Where a layer, a loss or a metric is recorded, compute with ops; for values use predict, or ops on concrete tensors.',
      );
    }
    if (this.#values.length !== this.size) throw changed(this.size, this.#values.length);
    return this.#values;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The values as nested arrays; a plain number for a scalar. */
  toArray(): NestedNumbers {
    const { data, shape } = this;
    let at = 0;
    const nest = (axis: number): NestedNumbers =>
      axis === shape.length ? data[at++]! : Array.from({ length: shape[axis]! }, () => nest(axis + 1));
    return nest(0);
  }

  /** The only value. @throws {ShapeError} if there is more or less than one */
  item(): number {
    if (this.size !== 1) throw new ShapeError(`item: expected a tensor of one element, received shape ${showShape(this.shape)}.`);
    return this.data[0]!;
  }

  /** The places of the largest values along an axis, which is then gone: the first of several. `predictions.argMax()` is the class of each
   *  row. On symbolic tensors it is `ops.argmax`.
   *  @param axis  counted from the last if it is below 0
   *  @returns an int32 tensor
   *  @throws {ConfigError} if there is no such axis, or the tensor is symbolic */
  argMax(axis = -1): Tensor {
    const { data, shape } = argMax(this.data, this.shape, axis);
    return constant(data, shape);
  }

  /** Prints the values to the console. */
  print(): void {
    console.log(this.toString());
  }

  /** The values as text, in the way of NumPy: aligned, with at most 8 digits behind the point, and of more than 1000 values the first and
   *  last three of each axis. */
  toString(): string {
    if (!this.concrete) return `${this.#kind} (symbolic: ${this.op})`;
    return this.#whole ? printValues(this.data, this.shape) : `${this.#kind} (its array was transferred or resized)`;
  }

  /** The values as nested arrays, for JSON.stringify; what a symbolic tensor is.
   *  @throws {DataError} on NaN and infinity, which JSON would make null */
  toJSON(): unknown {
    if (!this.concrete) return { symbolic: this.op, shape: this.shape, dtype: this.dtype };
    const at = this.data.findIndex((v) => !Number.isFinite(v));
    if (at < 0) return this.toArray();
    throw new DataError(
      `toJSON: JSON has no ${this.data[at]}, which is value ${at} of a tensor of shape ${showShape(this.shape)}. Replace it first.`,
    );
  }

  [Symbol.toPrimitive](hint: string): string {
    const instead = 'Use ops, such as ops.add(a, b), a.item() for the number of a tensor of one value, or a.data.';
    return textAlone('tensors', instead, hint, () => this.toString());
  }

  /** Whether the array that the caller gave still has all values. */
  get #whole(): boolean {
    return (this.#values?.length ?? this.size) === this.size;
  }

  get #kind(): string {
    return `Tensor ${showShape(this.shape)} ${this.dtype}`;
  }
}

/** A concrete tensor over `values` (not copied). */
export function constant(values: TypedArray, shape: Shape): Tensor {
  const dtype = dtypeOf(values);
  if (dtype === undefined) {
    throw new DataError(`expected a typed array of numbers, received ${show(values)}.`);
  }
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError(`expected ${sizeOf(shape)} values for shape ${showShape(shape)}, received ${values.length}.`);
  }
  return new Tensor('constant', [], {}, [...shape], dtype, { values });
}

/** @throws {DataError} if a value is what a structured clone leaves of a tensor: an object of this shape without methods and values */
export function mustNotBeClone(value: unknown): void {
  if (!isRecord(value) || !['op', 'inputs', 'attrs', 'shape', 'dtype'].every((key) => key in value)) return;
  throw new DataError(
    `expected a tensor, received what a structured clone (postMessage, structuredClone, IndexedDB) left of one of shape ` +
    `${show(value['shape'])}: its values are lost. Send serializeTensor(tensor), and call deserializeTensor on what arrives.`,
  );
}

/** A concrete tensor of one value everywhere, which takes no memory until it is read. */
export function full(shape: Shape, value: number): Tensor {
  checkShape('full', 'shape', shape, 0);
  if (typeof value !== 'number') throw new ConfigError(`full: value must be a number, received ${show(value)}.`);
  return new Tensor('fill', [], { value }, shape, 'float32');
}

/** Zeros, which take no memory until they are read. */
export const zeros = (shape: Shape, dtype: DType): Tensor => new Tensor('fill', [], { value: 0 }, shape, dtype);

/** A symbolic leaf that receives its values when the graph runs. */
export function placeholder(shape: Shape, dtype: DType = 'float32', name = ''): Tensor {
  return new Tensor('input', [], { name }, shape, dtype);
}

/** Makes a concrete tensor from numbers, nested arrays or a typed array.
 *  @param shape  shape for flat values (default: follows from the nesting)
 *  @param dtype  dtype for numbers, nested arrays and typed arrays of other kinds; Float32Array, Int32Array, Uint8Array and Int8Array keep
 *    their own, and bytes that are clamped are uint8
 *  @throws {ShapeError} if nested arrays are ragged or the count does not fit the shape
 *  @throws {DataError} if a leaf is not a number, or not one of the dtype */
export function tensor(values: TensorLike, shape?: Shape, dtype: DType = 'float32'): Tensor {
  if (shape !== undefined && !Array.isArray(shape))
    throw new ShapeError(
      `tensor: shape must be an array of integers, received ${show(shape)}. The dtype comes third: tensor(values, shape, 'int32').`,
    );
  const made = atOnce(tensorIn(values, dtype));
  if (shape === undefined || sameShape(made.shape, shape)) return made;
  return constant(made.data, checkShape('tensor', 'shape', shape, 0));
}

/** Checks the result of a user's function. @throws {ConfigError} if it is not a tensor */
export function mustBeTensor(where: string, answer: unknown): Tensor {
  if (answer instanceof Tensor) return answer;
  throw new ConfigError(
    `${where}: expected the function to answer with a tensor, received ${show(answer)}. Make it of ops on what the function is given.`,
  );
}

/** The tensor itself, or a concrete tensor made of the values. */
export function asTensor(values: TensorLike, dtype: DType = 'float32'): Tensor {
  return values instanceof Tensor ? values : atOnce(tensorIn(values, dtype));
}

/** The tensor itself, or a concrete one made of it, for an op on numbers of one dtype: others would be taken by their bits.
 *  @throws {ShapeError} unless its dtype is among those that the op takes */
export function tensorOf(where: string, values: TensorLike, ...dtypes: readonly DType[]): Tensor {
  const x = asTensor(values);
  if (dtypes.includes(x.dtype)) return x;
  throw new ShapeError(`${where}: expected ${dtypes.join(' or ')} values, received ${x.dtype} of shape ${showShape(x.shape)}. Use cast.`);
}

/** As `asTensor`, in pieces. */
export function* tensorIn(values: TensorLike, dtype: DType): Pieces<Tensor> {
  if (values instanceof Tensor) return values;
  if (typeof values === 'number' || typeof values === 'bigint' || Array.isArray(values)) {
    const { data, shape } = yield* nestedIn(values as NestedValues, dtype);
    return constant(data, shape);
  }
  if (isNumberArray(values)) {
    const data = yield* heldIn(values, dtype);
    return constant(data, [data.length]);
  }
  if (typeof values === 'object' && values !== null && 'data' in values && 'shape' in values) {
    // Each is read once: a getter may answer something else the next time.
    const { data, shape: given } = values;
    const shape = Array.isArray(given) && given.length <= MOST_AXES ? [...given] : undefined;
    if (shape === undefined || !shape.every((d) => Number.isInteger(d) && d >= 0)) {
      throw new ShapeError(`expected a shape of at most ${MOST_AXES} integers >= 0, received ${show(given)}.`);
    }
    return constant(isNumberArray(data) ? yield* heldIn(data, dtype) : data, shape);
  }
  mustNotBeClone(values);
  if (values instanceof SymbolicTensor) {
    throw new ConfigError(
      `${values} stands for the rows of a model to come, and ops take tensors. Write a layer whose call makes these ops, and apply it.`,
    );
  }
  throw new DataError(
    `expected a tensor, numbers in nested arrays, a typed array of numbers, or { data, shape }; received ${show(values)}.`,
  );
}
