import { allocate, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { ShapeError } from '../core/errors.ts';
import { sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { constant, Tensor } from './tensor.ts';

/** Whoever holds newer values of a variable than the variable itself: a model's arena. */
export interface Holder {
  /** Copies the newest values of `variable` into `into`. */
  download(variable: Variable, into: TypedArray): void;
  /** Told that the variable was assigned to: what it holds is old. */
  outdated(variable: Variable): void;
}

/** State that survives a run: a weight, an optimizer's slot, a counter. */
export class Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  trainable: boolean;
  /** The variable's value as a node of graphs. */
  readonly tensor: Tensor;
  /** Set while the newest values lie elsewhere. */
  holder: Holder | undefined;
  #values: TypedArray;
  #stale = false;

  constructor(name: string, initial: Tensor, trainable = true) {
    this.name = name;
    this.shape = initial.shape;
    this.dtype = initial.dtype;
    this.trainable = trainable;
    this.#values = initial.data.slice();
    this.tensor = new Tensor('variable', [], { name }, this.shape, this.dtype, { variable: this });
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The current values; valid until the next run or assignment. */
  read(): TypedArray {
    if (this.#stale) {
      this.holder!.download(this, this.#values);
      this.#stale = false;
    }
    return this.#values;
  }

  /** A concrete copy of the current values. */
  value(): Tensor {
    return constant(this.read().slice(), this.shape);
  }

  /** Replaces the values. @throws {ShapeError} if the shape differs */
  assign(value: Tensor): void {
    if (!sameShape(value.shape, this.shape) || dtypeOf(value.data) !== this.dtype) {
      throw new ShapeError(`${this.name}: expected ${this.dtype} values of shape ${showShape(this.shape)}, received ${value.dtype} of shape ${showShape(value.shape)}.`);
    }
    this.#values.set(value.data);
    this.#stale = false;
    this.holder?.outdated(this);
  }

  /** Notes that the holder has written newer values. */
  markStale(): void {
    this.#stale = true;
  }
}

/** A variable that starts at zero. */
export function zeroVariable(name: string, shape: Shape, dtype: DType = 'float32', trainable = false): Variable {
  return new Variable(name, constant(allocate(dtype, sizeOf(shape)), shape), trainable);
}
