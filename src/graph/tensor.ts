import { allocate, BYTES, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { changed, ConfigError, DataError, show, ShapeError, unknownName } from '../core/errors.ts';
import { checkShape } from '../core/options.ts';
import { sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import type { Body } from './body.ts';
import { SymbolicTensor } from './symbolic.ts';
import type { Variable } from './variable.ts';

export type Attributes = Readonly<Record<string, number | boolean | string | readonly number[] | Body>>;

/** Nested arrays of numbers, as deep as the tensor's rank. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Nested arrays of numbers or, as in masks, of true for 1 and false for 0. */
export type NestedValues = number | readonly (boolean | NestedValues)[];

/** The values that every op, layer and model accepts as a tensor. */
export type TensorLike = Tensor | NestedValues | TypedArray | { readonly data: TypedArray; readonly shape: Shape };

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
        'Use predict, or call the op on concrete tensors.',
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
}

/** A concrete tensor over `values` (not copied). */
export function constant(values: TypedArray, shape: Shape): Tensor {
  const dtype = dtypeOf(values);
  if (dtype === undefined) {
    throw new DataError(`expected a Float32Array, Int32Array, Uint8Array or Int8Array, received ${show(values)}. Convert it first.`);
  }
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError(`expected ${sizeOf(shape)} values for shape ${showShape(shape)}, received ${values.length}.`);
  }
  return new Tensor('constant', [], {}, [...shape], dtype, { values });
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
 *  @param dtype  dtype for numbers and nested arrays; a typed array keeps its own
 *  @throws {ShapeError} if nested arrays are ragged or the count does not fit the shape
 *  @throws {DataError} if a leaf is not a number, or not one of the dtype */
export function tensor(values: TensorLike, shape?: Shape, dtype: DType = 'float32'): Tensor {
  if (shape !== undefined && !Array.isArray(shape))
    throw new ShapeError(
      `tensor: shape must be an array of integers, received ${show(shape)}. The dtype comes third: tensor(values, shape, 'int32').`,
    );
  const made = fromAny(values, dtype);
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
  return values instanceof Tensor ? values : fromAny(values, dtype);
}

/** The tensor itself, or a concrete one made of it, for an op on numbers of one dtype: others would be taken by their bits.
 *  @throws {ShapeError} unless its dtype is among those that the op takes */
export function tensorOf(where: string, values: TensorLike, ...dtypes: readonly DType[]): Tensor {
  const x = asTensor(values);
  if (dtypes.includes(x.dtype)) return x;
  throw new ShapeError(`${where}: expected ${dtypes.join(' or ')} values, received ${x.dtype} of shape ${showShape(x.shape)}. Use cast.`);
}

function fromAny(values: TensorLike, dtype: DType): Tensor {
  if (values instanceof Tensor) return values;
  if (dtypeOf(values) !== undefined) return constant(values as TypedArray, [(values as TypedArray).length]);
  if (typeof values === 'number' || Array.isArray(values)) return fromNested(values as NestedValues, dtype);
  if (typeof values === 'object' && values !== null && 'data' in values && 'shape' in values) {
    // Each is read once: a getter may answer something else the next time.
    const { data, shape: given } = values;
    const shape = Array.isArray(given) && given.length <= MOST_AXES ? [...given] : undefined;
    if (shape === undefined || !shape.every((d) => Number.isInteger(d) && d >= 0)) {
      throw new ShapeError(`expected a shape of at most ${MOST_AXES} integers >= 0, received ${show(given)}.`);
    }
    return constant(data, shape);
  }
  if (values instanceof SymbolicTensor) {
    throw new ConfigError(
      `${values} stands for the rows of a model to come, and ops take tensors. Write a layer whose call makes these ops, and apply it.`,
    );
  }
  throw new DataError(
    `expected a tensor, numbers in nested arrays, a Float32Array, Int32Array or Uint8Array, or { data, shape }; received ${show(values)}.`,
  );
}

/** The most axes of values that are given: arrays may hold themselves. */
const MOST_AXES = 64;

function fromNested(values: NestedValues, dtype: DType): Tensor {
  if (!Object.keys(BYTES).includes(dtype)) unknownName('dtype', dtype, Object.keys(BYTES));
  const shape: number[] = [];
  for (let level: boolean | NestedValues | undefined = values; Array.isArray(level); level = level[0]) {
    if (shape.push(level.length) > MOST_AXES)
      throw new DataError(`expected at most ${MOST_AXES} levels of arrays. Do they hold themselves?`);
  }
  const data = allocate(dtype, sizeOf(shape));
  let at = 0;
  const path: number[] = [];
  const fill = (given: boolean | NestedValues, axis: number): void => {
    if (axis === shape.length) {
      const level = typeof given === 'boolean' ? Number(given) : given;
      if (typeof level !== 'number') {
        if (Array.isArray(level)) throw ragged(path, 'a number', `an array of ${level.length}`);
        throw new DataError(`expected a number at [${path.join(', ')}], received ${show(level)}.`);
      }
      data[at] = level;
      if (dtype !== 'float32' && data[at] !== level) {
        throw new DataError(`expected a number that ${dtype} holds at [${path.join(', ')}], received ${level}.`);
      }
      at++;
      return;
    }
    if (!Array.isArray(given)) throw ragged(path, `an array of ${shape[axis]}`, show(given));
    const { length } = given;
    if (length !== shape[axis]) throw ragged(path, `an array of ${shape[axis]}`, `an array of ${length}`);
    for (let i = 0; i < length; i++) {
      path[axis] = i;
      fill(given[i] as boolean | NestedValues, axis + 1);
    }
    path.length = axis;
  };
  fill(values, 0);
  return constant(data, shape);
}

function ragged(path: readonly number[], expected: string, received: string): ShapeError {
  return new ShapeError(
    `nested arrays must be rectangular: expected ${expected} at [${path.join(', ')}] as in the first row, received ${received}.`,
  );
}
