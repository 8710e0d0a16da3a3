import { boolean, integer, or, orNone, type Optional, type Plain } from '../core/declaration.ts';
import { ConfigError, ShapeError } from '../core/errors.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { placeholder, zeros, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { cast, logicalAnd } from '../op/elementwise.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { Layer, type BatchShape, type LayerOptions } from './layer.ts';
import { statesOf, type RNNCell } from './rnn-cell.ts';
import { inTurns, sweep } from './sweep.ts';

/** The most steps that are written one behind the other: each takes planning, and memory for a program. */
const MOST_UNROLLED = 1024;

/** Options of all recurrent layers. */
export interface RecurrentOptions extends LayerOptions {
  /** Whether to give the outputs of all steps, and not only that of the last (default false). */
  returnSequences?: boolean;
  /** Whether to give the last states, too, behind the output (default false). */
  returnState?: boolean;
  /** Whether to begin with the last step (default false). Outputs stand in the order in which steps are taken. */
  goBackwards?: boolean;
  /** Whether a batch begins with the states in which the batch before ended, sample by sample (default false). It needs `batchSize`. */
  stateful?: boolean;
  /** Whether to write the steps one behind the other instead of repeating one (default false). For few steps, 1024 at most. */
  unroll?: boolean;
  /** Whether the output of a step that a mask hides is 0, and not that of the step before (default false). */
  zeroOutputForMask?: boolean;
  /** Number of samples of each batch, for a stateful layer. */
  batchSize?: number | null;
}

/** The declaration of these options. */
export const RECURRENT: Plain<
  Required<Pick<RecurrentOptions, 'returnSequences' | 'returnState' | 'goBackwards' | 'stateful' | 'unroll' | 'zeroOutputForMask'>>
> & { readonly batchSize: Optional<number, number | undefined> } = {
  returnSequences: or(boolean(), false),
  returnState: or(boolean(), false),
  goBackwards: or(boolean(), false),
  stateful: or(boolean(), false),
  unroll: or(boolean(), false),
  zeroOutputForMask: or(boolean(), false),
  batchSize: orNone(integer({ least: 1 })),
};

/** These options, as a layer holds them. */
export interface HeldRecurrent extends LayerOptions {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  readonly zeroOutputForMask: boolean;
  readonly batchSize: number | undefined;
}

/** Takes the options of a cell out of those of a layer. */
export const cellOptionsOf = <O>(declared: object, { dtype, trainable, ...held }: HeldRecurrent): O =>
  ({
    ...Object.fromEntries(Object.keys(declared).map((name) => [name, (held as Readonly<Record<string, unknown>>)[name]])),
    ...(dtype === undefined ? {} : { dtype }),
    ...(trainable === undefined ? {} : { trainable }),
  }) as O;

/** A layer that repeats a cell along sequences. Call arguments: `initialState`, a tensor or a list of them, one for each state of the
 *  cell, and `mask`. Steps that the mask hides keep the states. */
export abstract class Recurrent extends Layer {
  override readonly supportsMasking: boolean = true;
  readonly cell: RNNCell;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
  zeroOutputForMask: boolean;
  readonly batchSize: number | undefined;
  /** What a stateful layer remembers. @shape each [batchSize, size of the state] */
  states: readonly Variable[] = [];
  /** The options that make the layer again. */
  protected readonly held: HeldRecurrent;

  constructor(defaultName: string, held: HeldRecurrent, cell: RNNCell) {
    super(defaultName, held);
    this.held = held;
    this.cell = cell;
    this.returnSequences = held.returnSequences;
    this.returnState = held.returnState;
    this.goBackwards = held.goBackwards;
    this.stateful = held.stateful;
    this.unroll = held.unroll;
    this.zeroOutputForMask = held.zeroOutputForMask;
    this.batchSize = held.batchSize;
    if (this.stateful && this.batchSize === undefined)
      throw new ConfigError(`${this.name}: stateful needs batchSize, the number of samples of each batch, whose states are kept.`);
    if (!this.trainable) cell.trainable = false;
  }

  /** A layer with the same options, but for those given, and weights of its own. */
  abstract remade(changes: Partial<RecurrentOptions>): Recurrent;

  override build(inputShape: BatchShape): void {
    const step = [1, ...(this.sequence(inputShape).slice(2) as Shape)];
    this.cell.buildFor([placeholder(step)]);
    if (!this.stateful) return;
    const shapes = this.cell.getInitialState(this.batchSize!, step).map(({ shape }) => shape);
    this.states = shapes.map((shape, i) => this.addState({ name: `state${i}`, shape }));
  }

  /** Sets the states of a stateful layer to 0. @throws {ConfigError} if it is not stateful */
  resetState(): void {
    if (!this.stateful) throw new ConfigError(`${this.name}: resetState is for a stateful layer. Make it with stateful: true.`);
    for (const state of this.states) state.assign(zeros(state.shape, 'float32'));
  }

  override stepwise(_inputs: readonly Tensor[], training: boolean): boolean | string {
    return !training || 'it is called with training: true, where dropout draws once for all steps of a sequence';
  }

  call(x: Tensor, t: Trace, args: CallArguments): Tensors {
    this.sequence(x.shape);
    if (this.unroll && x.shape[1]! > MOST_UNROLLED)
      throw new ConfigError(
        `${this.name}: unroll takes at most ${MOST_UNROLLED} steps, received ${x.shape[1]!}. Leave unroll out: one step is repeated then.`,
      );
    const initialState = args['initialState'] as TensorLike | readonly TensorLike[] | null | undefined;
    const stepShape = [x.shape[0]!, ...x.shape.slice(2)];
    const steps = this.cell.begin(t, stepShape);
    const kept = this.#kept(stepShape, t, initialState);
    const counts = t.stage?.counts;
    const mask = this.#mask(x, counts === undefined || args.mask === undefined ? (args.mask ?? counts) : logicalAnd(args.mask, counts));
    const outputShape = this.cell.outputShape(stepShape);
    // A step that the mask hides repeats the output of the step before.
    const before = args.mask === undefined ? undefined : t.stage?.keep(this, 'output', outputShape);
    const { last, sequence, states } = sweep(t, steps, {
      inputs: cast(x, 'float32'),
      states: t.stage?.positions === undefined ? this.#initialStates(stepShape, t, initialState) : kept!.map((v) => t.read(v)),
      mask,
      outputShape,
      backwards: this.goBackwards,
      unroll: this.unroll,
      zeroOutputForMask: this.zeroOutputForMask,
      sequences: this.returnSequences,
      output: before && t.read(before),
      begun: t.stage?.positions !== undefined || this.stateful || (initialState ?? undefined) !== undefined,
    });
    kept?.forEach((v, i) => t.update(v, states[i]!));
    if (before !== undefined) t.update(before, last);
    if (this.stateful && !t.inferring) this.states.forEach((v, i) => t.update(v, states[i]!));
    const output = sequence !== undefined && this.returnSequences ? sequence : last;
    if (args.mask !== undefined && this.returnSequences) t.setMask(output, args.mask);
    return this.returnState ? [output, ...states] : output;
  }

  /** `call` has given the outputs of all steps their mask; states have none. */
  override computeMask(): undefined {
    return undefined;
  }

  /** The variables that keep the states between calls on steps of the same sequences, if the call is one.
   *  @throws {ConfigError} if steps depend on later ones, or states are kept otherwise */
  #kept(stepShape: Shape, { stage }: Trace, initialState: unknown): readonly Variable[] | undefined {
    if (stage === undefined) return undefined;
    const other = this.goBackwards ? 'it goes backwards' : this.stateful ? 'it is stateful'
      : (initialState ?? undefined) === undefined ? undefined : 'it is given initial states';
    if (other !== undefined) throw stage.refusal(this, other);
    return this.cell.getInitialState(stepShape[0]!, stepShape).map(({ shape }, i) => stage.keep(this, `state${i}`, shape));
  }

  /** The shape of an input. @throws {ShapeError} if it has not the axes of the layer's sequences */
  protected sequence(shape: BatchShape): BatchShape {
    if (shape.length >= 3) return shape;
    throw this.wrongInput('[*, steps, features]', shape, 'Give each sample an axis of steps, for example with reshape.');
  }

  #initialStates(stepShape: Shape, t: Trace, given: TensorLike | readonly TensorLike[] | null | undefined): readonly Tensor[] {
    const batch = stepShape[0]!;
    if (this.stateful && batch !== this.batchSize && !t.inferring)
      throw new ShapeError(
        `${this.name}: the layer is stateful and keeps the states of batches of ${this.batchSize} samples, received ${batch}. ` +
          'Give fit, evaluate and predict that batchSize, and a number of samples that it divides.',
      );
    const zero = this.cell.getInitialState(batch, stepShape);
    if (given !== undefined && given !== null) return statesOf(this.name, 'initialState', given, zero.map(({ shape }) => shape));
    if (!this.stateful || t.inferring) return zero;
    const other = this.states.findIndex((v, i) => !sameShape(v.shape, zero[i]!.shape));
    if (other < 0) return this.states.map((v) => t.read(v));
    throw new ShapeError(
      `${this.name}: the layer is stateful and keeps states of shape ${showShape(this.states[other]!.shape)}, an input of shape ` +
        `${showShape(stepShape)} a step has states of ${showShape(zero[other]!.shape)}. Give it inputs of the places it was built for.`,
    );
  }

  /** @returns the mask, not 0 where a step counts. @shape [steps, batch] */
  #mask({ shape }: Tensor, mask: Tensor | undefined): Tensor | undefined {
    if (mask === undefined) return undefined;
    if (sameShape(mask.shape, shape.slice(0, 2))) return inTurns(cast(mask, 'float32'));
    throw new ShapeError(`${this.name}: expected a mask of shape ${showShape(shape.slice(0, 2))}, received ${showShape(mask.shape)}.`);
  }
}
