import { allocate, dtypeOf, type DType, type TypedArray } from '../core/dtype.ts';
import { ConfigError, ShapeError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import type { Pieces } from '../core/pieces.ts';
import { sameShape, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { shows, textAlone } from '../core/shown.ts';
import { asTensor, constant, Tensor, zeros, type TensorLike } from './tensor.ts';

/** Has the newest values of a variable: the session whose arena wrote them last. */
export interface Holder {
  /** Copies the newest values of `variable` from its element `from` on into `into`. */
  download(variable: Variable, into: TypedArray, from: number): void;
}

/** Values that are copied before others may get their turn. */
const PIECE = 1 << 17;
/** What a byte counts that is copied to new memory, which the system clears first. */
const NEW = 16;

/** How many steps are being traced, one within another. */
let traced = 0;

/** Runs `work`, which records a part of a step. Meanwhile values of variables cannot be read or assigned. */
export function tracing<T>(work: () => T): T {
  traced++;
  try {
    return work();
  } finally {
    traced--;
  }
}

/** Runs `work` outside of any step while a step is being traced; for example to create weights. */
export function besideTrace<T>(work: () => T): T {
  const before = traced;
  traced = 0;
  try {
    return work();
  } finally {
    traced = before;
  }
}

/** A function of a weight or an output: returns the penalty on its values, or the nearest values that are allowed. */
export interface WeightFunction {
  readonly kind?: string;
  call(weight: Tensor): Tensor;
}

/** The regularizer and the constraint of a weight. */
export interface Demands {
  /** Gives the penalty on the values, which is added to the loss. */
  readonly regularizer?: WeightFunction | undefined;
  /** What an optimizer makes of its values after every step. */
  readonly constraint?: WeightFunction | undefined;
}

/** How first values that wait are drawn. */
interface Waiting {
  readonly now: () => Tensor;
  /** Draws the same off this thread; undefined if that is not worth it. */
  readonly later?: () => Promise<TypedArray>;
  /** Ends when they are here, after `later` was asked. */
  coming?: Promise<void> | undefined;
}

/** State that outlives a run: a weight, a slot of an optimizer, a counter. Its newest values are either here or in
 *  the arena that wrote them last; `read` fetches them from there. */
export class Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly trainable: boolean;
  readonly regularizer: WeightFunction | undefined;
  readonly constraint: WeightFunction | undefined;
  /** The variable's value as a node of graphs. */
  readonly tensor: Tensor;
  /** Grows with every change, so that holders of copies can tell whether their copy is old. */
  version = 0;
  /** Undefined until somebody asks, for a variable that begins with one value everywhere, or with values that are drawn. */
  #values: TypedArray | undefined;
  #initial: Tensor | undefined;
  #waiting: Waiting | undefined;
  #holder: Holder | undefined;
  /** What everybody reads and assigns while steps on trial change the variable; see `beginTrial`. */
  #aside: TypedArray | undefined;

  static {
    shows(this, (v) => `${v}`);
  }

  /** @param draw  makes the first values, in the place of those of `initial`, when they are asked for */
  constructor(name: string, initial: Tensor, trainable = true, { regularizer, constraint }: Demands = {}, draw?: () => Tensor) {
    this.name = name;
    this.shape = initial.shape;
    this.dtype = initial.dtype;
    this.trainable = trainable;
    this.regularizer = regularizer;
    this.constraint = constraint;
    this.#waiting = draw && { now: draw };
    if (initial.op === 'fill') this.#initial = initial;
    else this.#values = initial.data.slice();
    this.tensor = new Tensor('variable', [], { name }, this.shape, this.dtype, { variable: this });
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The current values, not a copy: they may change with the next run or assignment. */
  read(): TypedArray {
    this.#mustRun('read', 't.read(variable)');
    return this.#aside ?? this.tried();
  }

  /** As `read`, for those who work on trial: what the steps on trial have made. */
  tried(): TypedArray {
    this.#holder?.download(this, this.#held, 0);
    this.#holder = undefined;
    return this.#held;
  }

  /** Copies the current values from element `from` on into `into`, and leaves the rest where it is. */
  copyTo(into: TypedArray, from: number): void {
    this.#mustRun('read', 't.read(variable)');
    if (this.#aside === undefined) this.#copy(into, from);
    else into.set(this.#aside.subarray(from, from + into.length));
  }

  #copy(into: TypedArray, from: number): void {
    this.begin();
    if (this.#holder !== undefined) this.#holder.download(this, into, from);
    else if (this.#values === undefined) into.fill(this.#initial!.attrs['value'] as number);
    else into.set(this.#values.subarray(from, from + into.length));
  }

  /** The current values from element `from` up to `to`, or those that steps on trial have made: a view of those that are here, a copy of
   *  others. */
  part(from: number, to: number): TypedArray {
    if (this.#holder === undefined && this.#values !== undefined) return this.#values.subarray(from, to);
    const copy = allocate(this.dtype, to - from);
    this.#copy(copy, from);
    return copy;
  }

  /** Draws the first values, if they were not drawn yet. */
  begin(): void {
    if (this.#waiting === undefined) return;
    const first = this.#waiting.now();
    this.#waiting = undefined;
    if (first.op === 'fill') this.#initial = first;
    else this.#values = first.data.slice();
  }

  /** Whether its first values are not drawn yet. */
  get waits(): boolean {
    return this.#waiting !== undefined;
  }

  /** Lets the first values, or others in their place, wait until they are needed.
   *  @param now, later  draw the same values, `later` off this thread */
  drawLater(now: () => Tensor, later: () => Promise<TypedArray>): void {
    if (this.#values !== undefined) this.version++;
    this.#values = undefined;
    this.#holder = undefined;
    this.#waiting = { now, later };
  }

  /** Draws values that wait, off this thread: once for all who ask meanwhile. */
  async beginLater(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting?.later !== undefined) await (waiting.coming ??= this.#await(waiting, waiting.later));
  }

  async #await(waiting: Waiting, later: () => Promise<TypedArray>): Promise<void> {
    try {
      const first = await later();
      if (this.#waiting !== waiting) return; // whoever needed them at once has drawn them, or others were assigned
      this.#waiting = undefined;
      this.#values = first;
    } catch (error) {
      waiting.coming = undefined; // who asks next tries again
      throw error;
    }
  }

  /** Whether `holder` has the newest values. */
  heldBy(holder: Holder): boolean {
    return this.#holder === holder;
  }

  /** Records where the newest values are from now on. */
  keptBy(holder: Holder): void {
    this.#holder = holder;
  }

  /** Copies the newest values here, in pieces, as long as `holder` has them. */
  *takeFrom(holder: Holder): Pieces<void> {
    for (let from = 0; from < this.size; from += PIECE) {
      if (this.#holder !== holder) return;
      const piece = (this.#values ??= allocate(this.dtype, this.size)).subarray(from, from + PIECE);
      holder.download(this, piece, from);
      yield piece.byteLength * NEW;
    }
    if (this.#holder === holder) this.#holder = undefined;
  }

  /** From now on steps are taken on trial, whose changes end with `endTrial`. Meanwhile those who read, copy and
   *  assign have to do with the values that the variable has then. @param values  a copy of the current ones, which nobody else changes */
  beginTrial(values: TypedArray): void {
    this.#aside = values;
  }

  endTrial(): void {
    const values = this.#aside!;
    this.#aside = undefined;
    this.own(values);
  }

  get onTrial(): boolean {
    return this.#aside !== undefined;
  }

  /** Gives steps on trial other values. */
  try(values: TypedArray): void {
    this.tried().set(values);
    this.version++;
  }

  /** A concrete copy of the current values. */
  value(): Tensor {
    return constant(this.read().slice(), this.shape);
  }

  /** Replaces the values. @throws {ShapeError} if the shape or the dtype differs */
  assign(value: TensorLike): void {
    this.#mustRun('assigned', 't.update(variable, value)');
    const given = asTensor(value, this.dtype);
    if (!sameShape(given.shape, this.shape) || given.dtype !== this.dtype) {
      throw new ShapeError(
        `${this.name}: expected ${this.dtype} values of shape ${showShape(this.shape)}, received ${given.dtype} of shape ` +
        `${showShape(given.shape)}.`,
      );
    }
    const { data } = given;
    if (this.#aside !== undefined) {
      this.#aside.set(data);
      return;
    }
    this.#waiting = undefined;
    (this.#values ??= allocate(this.dtype, this.size)).set(data);
    this.#holder = undefined;
    this.version++;
  }

  /** Takes an array of the variable's dtype and size as its values, without a copy. Nobody else may change it afterwards. */
  own(values: TypedArray): void {
    if (dtypeOf(values) !== this.dtype || values.length !== this.size)
      throw new Error(`${this.name}: ${values.length} values of ${dtypeOf(values)} are no ${this.size} of ${this.dtype}`);
    if (this.#aside !== undefined) {
      this.#aside = values;
      return;
    }
    this.#waiting = undefined;
    this.#values = values;
    this.#holder = undefined;
    this.version++;
  }

  /** Name, shape and dtype. Values, which a run may be changing, are what `value()` gives. */
  toString(): string {
    return `Variable ${this.name} ${showShape(this.shape)} ${this.dtype}`;
  }

  [Symbol.toPrimitive](hint: string): string {
    return textAlone('variables', 'Use ops on what value() gives, or in a step on t.read(variable).', hint, () => this.toString());
  }

  get #held(): TypedArray {
    this.begin();
    return (this.#values ??= allocate(this.dtype, this.size).fill(this.#initial!.attrs['value'] as number));
  }

  #mustRun(what: string, instead: string): void {
    if (traced > 0) {
      throw new ConfigError(
        `${this.name}: a variable cannot be ${what} in a layer's call or a compiled function: ` +
        `that happens once, when the step is recorded. Use ${instead}.`,
      );
    }
  }

  /** Records that `holder` has newer values. */
  changedBy(holder: Holder): void {
    this.keptBy(holder);
    this.version++;
  }
}

/** What a layer remembers from call to call, such as the state of a recurrent layer. It is no weight; files keep it. */
export class State extends Variable {}

/** A variable that starts at zero. */
export function zeroVariable(name: string, shape: Shape, dtype: DType = 'float32', trainable = false): Variable {
  return new Variable(name, zeros(shape, dtype), trainable);
}

let unnamed = 0;

/** Creates a variable for your own training loop. Read it with `value()`; an optimizer changes it with
 *  `applyGradients`. */
export function variable(initial: TensorLike, options: { name?: string; trainable?: boolean } = {}): Variable {
  checkKeys('variable', options, ['name', 'trainable']);
  const { name = `variable_${unnamed++}`, trainable = true } = options;
  return new Variable(name, asTensor(initial), trainable);
}
