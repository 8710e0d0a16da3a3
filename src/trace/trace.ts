import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { hashSeed } from '../core/seed.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { constant, Tensor } from '../graph/tensor.ts';
import { besideTrace, tracing, type Variable } from '../graph/variable.ts';
import { writesOf } from '../lower/update.ts';
import { add, multiply, where } from '../op/elementwise.ts';
import { pack, reshape, unpack } from '../op/move.ts';
import type { Draw } from '../op/random.ts';
import { after, assign, assignAll } from '../op/update.ts';

/** One tensor, or several. */
export type Tensors = Tensor | readonly Tensor[];

/** What a call may be given besides its inputs: tensors and constants by name. `mask` and `training` mean the same for
 *  every layer. */
export interface CallArguments {
  /** 1 where a time step counts; instead of the mask that the input carries. @shape [batch, steps] */
  readonly mask?: Tensor | undefined;
  /** Whether to behave as in training; what the calling layer does unless given. */
  readonly training?: boolean | undefined;
  readonly [name: string]: unknown;
}

/** What a trace can call: a layer. */
export interface Traceable {
  readonly name: string;
  /** Fixes the draws. */
  readonly seed: number;
  /** Makes the weights, if they are not there yet. */
  buildFor(inputs: readonly Tensor[]): void;
  call(inputs: never, t: Trace, args: CallArguments): Tensors;
  /** The mask that the outputs carry on. */
  computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined;
  /** The penalty on what the layer puts out. */
  readonly activityRegularizer?: { call(x: Tensor): Tensor } | undefined;
}

export interface TraceOptions {
  /** Whether the model is learning: dropout drops, batch normalisation measures. */
  readonly training: boolean;
  /** Counts the runs that draw, int32; without it every run draws the same. @shape [] */
  readonly draws?: Variable | undefined;
  /** Variables that take the place of others, as the figures of a test do for those of training. */
  readonly instead?: ReadonlyMap<Variable, Variable> | undefined;
}

/** A call in progress. */
interface Frame {
  readonly layer: Traceable;
  readonly training: boolean;
}

/** The course of one step, as it is recorded for one set of shapes: the only way for layers, metrics and optimizers to
 *  touch anything but tensors. It lives as long as the recording; no layer keeps it. */
export class Trace {
  readonly #options: TraceOptions;
  readonly #frames: Frame[] = [];
  /** Draws so far, by seed and name. */
  readonly #drawn = new Map<string, number>();
  readonly #newest = new Map<Variable, Tensor>();
  /** Flat values that several variables took together. */
  readonly #blocks: { readonly variables: readonly Variable[]; readonly parts: readonly Tensor[]; readonly flat: Tensor }[] = [];
  /** Effects of kernels that change variables in place. */
  readonly #kernels: Tensor[] = [];
  readonly #masks = new WeakMap<Tensor, Tensor>();
  readonly #losses: Tensor[] = [];
  #draws = false;

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** Whether the layer that is being called is to behave as in training. */
  get training(): boolean {
    return this.#frames.at(-1)?.training ?? this.#options.training;
  }

  /** The newest value of a variable: what it was at the beginning of the step, or what `update` gave it. */
  read(variable: Variable): Tensor {
    const v = this.#actual(variable);
    return this.#newest.get(v) ?? v.tensor;
  }

  /** Gives a variable a new value, which later reads see and which stays after the step.
   *  @throws {ShapeError} if shape or dtype differ from the variable's */
  update(variable: Variable, value: Tensor): Tensor {
    if (!sameShape(value.shape, variable.shape) || value.dtype !== variable.dtype) {
      throw new ShapeError(
        `${variable.name}: expected ${variable.dtype} values of shape ${showShape(variable.shape)}, received ${value.dtype} of ` +
        `shape ${showShape(value.shape)}.`,
      );
    }
    this.#newest.set(this.#actual(variable), value);
    return value;
  }

  #actual(variable: Variable): Variable {
    return this.#options.instead?.get(variable) ?? variable;
  }

  /** Gives several variables new values that lie one after another in `flat`: one instruction where the variables lie together. */
  updateAll(variables: readonly Variable[], flat: Tensor): void {
    const parts = unpack(flat, variables).map((part, i) => this.update(variables[i]!, part));
    this.#blocks.push({ variables, parts, flat });
  }

  /** Lets a kernel change variables where they lie; later reads see what it wrote.
   *  @param effect  made of the variables' values at the beginning of the step
   *  @throws {ConfigError} if the step changed one of them already */
  apply(effect: Tensor): void {
    this.#kernels.push(effect);
    for (const v of writesOf(effect)) {
      if (this.#newest.has(v)) {
        throw new ConfigError(
          `${v.name}: the step has given this variable a new value already. Change a variable once, with all that is to be done to it.`,
        );
      }
      this.#newest.set(v, after(v, effect));
    }
  }

  /** Lets `f` change variables only in steps where the flag is not 0. Kernels, which change variables in place, are not
   *  for it. @shape flag [] */
  when(flag: Tensor, f: () => void): void {
    const before = new Map(this.#newest);
    const old = (v: Variable): Tensor => before.get(v) ?? v.tensor;
    const [blocks, kernels] = [this.#blocks.length, this.#kernels.length];
    f();
    if (this.#kernels.length > kernels) {
      throw new ConfigError('when: an effect that changes variables in place cannot be guarded. Use update.');
    }
    const done = new Set<Variable>();
    for (const { variables, parts, flat } of this.#blocks.splice(blocks)) {
      if (!variables.every((v, i) => this.#newest.get(v) === parts[i])) continue;
      this.updateAll(variables, where(flag, flat, pack(variables.map(old))));
      for (const v of variables) done.add(v);
    }
    for (const [v, value] of [...this.#newest]) if (value !== before.get(v) && !done.has(v)) this.update(v, where(flag, value, old(v)));
  }

  /** Where the current layer's next draw of this name takes place. A layer that is called twice draws twice. */
  draw(name: string): Draw {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new ConfigError(`draw '${name}': a draw belongs to a layer. Call the layer with t.call(layer, inputs).`);
    const key = `${frame.layer.seed} ${frame.layer.name} ${name}`;
    const count = this.#drawn.get(key) ?? 0;
    this.#drawn.set(key, count + 1);
    this.#draws = true;
    const { draws } = this.#options;
    return {
      seed: frame.layer.seed,
      stream: count === 0 ? hashSeed(name) : hashSeed(name, count),
      ...(draws === undefined ? {} : { counter: draws.tensor }),
    };
  }

  /** Adds to what training makes small. @shape [] */
  addLoss(loss: Tensor): void {
    if (!(loss instanceof Tensor) || loss.size !== 1) {
      throw new ShapeError(
        `addLoss: expected a tensor of one element, received ${loss instanceof Tensor ? showShape(loss.shape) : show(loss)}. ` +
        'Sum or average it first.',
      );
    }
    this.#losses.push(reshape(loss, []));
  }

  /** What layers added to the loss so far. */
  get losses(): readonly Tensor[] {
    return this.#losses;
  }

  /** The mask that a tensor carries: 1 where a time step counts. @shape [batch, steps] */
  maskOf(t: Tensor): Tensor | undefined {
    return this.#masks.get(t);
  }

  setMask(t: Tensor, mask: Tensor): void {
    this.#masks.set(t, mask);
  }

  /** Calls a layer: makes its weights if need be, gives it the masks of its inputs and its outputs theirs, and adds the
   *  penalty of its activity regulariser. */
  call(layer: Traceable, inputs: Tensor, args?: CallArguments): Tensor;
  call(layer: Traceable, inputs: Tensors, args?: CallArguments): Tensors;
  call(layer: Traceable, inputs: Tensors, args: CallArguments = {}): Tensors {
    const list = listOf(inputs);
    besideTrace(() => layer.buildFor(list));
    const masks = list.map((x, i) => (i === 0 && args.mask !== undefined ? args.mask : this.maskOf(x)));
    const mask = masks.length === 1 ? masks[0] : undefined;
    this.#frames.push({ layer, training: args.training ?? this.training });
    try {
      const outputs = tracing(() => layer.call(inputs as never, this, mask === undefined ? args : { ...args, mask }));
      this.#finish(layer, list, masks, listOf(mustBeTensors(layer.name, outputs)));
      return outputs;
    } finally {
      this.#frames.pop();
    }
  }

  #finish(layer: Traceable, inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[], outputs: readonly Tensor[]): void {
    const unmasked = outputs.filter((y) => !this.#masks.has(y));
    const passed = unmasked.length === 0 ? undefined : layer.computeMask(inputs, masks);
    for (const y of unmasked) if (passed !== undefined) this.setMask(y, passed);
    for (const y of outputs) {
      if (layer.activityRegularizer !== undefined) this.addLoss(multiply(layer.activityRegularizer.call(y), 1 / y.shape[0]!));
    }
  }

  /** What the step changes, to be planned as the effects of its program. The count of draws grows if there were any. */
  effects(): Tensor[] {
    const { draws } = this.#options;
    if (this.#draws && draws !== undefined) this.update(draws, add(draws.tensor, constant(Int32Array.of(1), [])));
    const effects = [...this.#kernels];
    const done = new Set<Variable>();
    const writtenBy = new Map(this.#kernels.flatMap((effect) => writesOf(effect).map((v) => [v, effect] as const)));
    for (const { variables, parts, flat } of this.#blocks) {
      if (!variables.every((v, i) => this.#newest.get(v) === parts[i])) continue;
      effects.push(assignAll(variables, flat));
      for (const v of variables) done.add(v);
    }
    for (const [v, value] of this.#newest) {
      if (done.has(v) || (value.op === 'after' && value.inputs[1] === writtenBy.get(v))) continue;
      effects.push(assign(v, value));
    }
    return effects;
  }
}

const listOf = (tensors: Tensors): readonly Tensor[] => (tensors instanceof Tensor ? [tensors] : tensors);

function mustBeTensors(where: string, answer: unknown): Tensors {
  const list = Array.isArray(answer) ? answer : [answer];
  if (list.length > 0 && list.every((t) => t instanceof Tensor)) return answer as Tensors;
  throw new ConfigError(
    `${where}: expected the function to answer with a tensor, received ${show(answer)}. Make it of ops on what the function is given.`,
  );
}
