import { allocate, type DType, type TypedArray } from '../core/dtype.ts';
import { ShapeError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { asTensor, constant, Tensor, type TensorLike } from './tensor.ts';

/** Whoever wrote a variable's newest values: the arena of a model. */
export interface Holder {
  /** Copies the newest values of `variable` into `into`. */
  download(variable: Variable, into: TypedArray): void;
}

/** What a variable can be given besides its values: functions of it. */
export interface VariableParts {
  /** The penalty on its values, which training adds to the loss. @shape [] */
  readonly regularizer?: { call(x: Tensor): Tensor } | undefined;
  /** What an optimizer makes of its values after each step. @shape as the variable */
  readonly constraint?: { call(x: Tensor): Tensor } | undefined;
}

/** State that survives a run: a weight, an optimizer's slot, a counter. Its newest values are either here or in the
 *  arena that wrote them last; `read` fetches them when somebody asks. */
export class Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly trainable: boolean;
  readonly regularizer: VariableParts['regularizer'];
  readonly constraint: VariableParts['constraint'];
  /** The variable's value as a node of graphs. */
  readonly tensor: Tensor;
  /** Grows with every change, so that holders of copies can tell whether theirs is old. */
  version = 0;
  readonly #values: TypedArray;
  #holder: Holder | undefined;

  constructor(name: string, initial: Tensor, trainable = true, { regularizer, constraint }: VariableParts = {}) {
    this.name = name;
    this.shape = initial.shape;
    this.dtype = initial.dtype;
    this.trainable = trainable;
    this.regularizer = regularizer;
    this.constraint = constraint;
    this.#values = initial.data.slice();
    this.tensor = new Tensor('variable', [], { name }, this.shape, this.dtype, { variable: this });
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The current values; they may change with the next run or assignment. */
  read(): TypedArray {
    this.#holder?.download(this, this.#values);
    this.#holder = undefined;
    return this.#values;
  }

  /** A concrete copy of the current values. */
  value(): Tensor {
    return constant(this.read().slice(), this.shape);
  }

  /** Replaces the values. @throws {ShapeError} if the shape or the dtype differs */
  assign(value: Tensor): void {
    if (!sameShape(value.shape, this.shape) || value.dtype !== this.dtype) {
      throw new ShapeError(`${this.name}: expected ${this.dtype} values of shape ${showShape(this.shape)}, received ${value.dtype} of shape ${showShape(value.shape)}.`);
    }
    this.#values.set(value.data);
    this.#holder = undefined;
    this.version++;
  }

  /** Notes that `holder` has newer values than this. */
  changedBy(holder: Holder): void {
    this.#holder = holder;
    this.version++;
  }
}

/** A variable that starts at zero. */
export function zeroVariable(name: string, shape: Shape, dtype: DType = 'float32', trainable = false): Variable {
  return new Variable(name, constant(allocate(dtype, sizeOf(shape)), shape), trainable);
}

let unnamed = 0;

/** A variable of your own, for training loops of your own: read it with `value()`, let an optimizer change it with
 *  `applyGradients`. */
export function variable(initial: TensorLike, options: { name?: string; trainable?: boolean } = {}): Variable {
  checkKeys('variable', options, ['name', 'trainable']);
  const { name = `variable_${unnamed++}`, trainable = true } = options;
  return new Variable(name, asTensor(initial), trainable);
}
