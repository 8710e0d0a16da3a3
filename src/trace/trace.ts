import { ConfigError, ShapeError } from '../core/errors.ts';
import { atOnce, made, PASS, within, type Pieces } from '../core/pieces.ts';
import { hashSeed } from '../core/seed.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { mustBePenalty } from '../graph/answers.ts';
import { counterVariable } from '../graph/counter.ts';
import { asTensor, constant, nextId, type Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { cast, count, multiply, where } from '../op/elementwise.ts';
import type { Draw } from '../op/random.ts';
import { sum } from '../op/reduce.ts';
import {
  listOf, mustBeCall, mustBeFunction, mustBeTensor, mustBeTensors, mustBeVariable, mustBeVariables, onSeveral, scalar,
} from './arguments.ts';
import { besideRecording, recordingInto } from './current.ts';
import { gated } from './gated.ts';
import { Holdings } from './holdings.ts';
import { inChunks } from './remat.ts';
import { checkedScan, Recording, type CheckedScan, type Scanned, type ScanOptions, type Turn } from './scan.ts';
import { Scope } from './scope.ts';
import type { Stage } from './stage.ts';
import type { CallArguments, Tensors, Traceable } from './traceable.ts';

export type { CallArguments, CallInPieces, Tensors, Traceable } from './traceable.ts';

export interface TraceOptions {
  /** Whether the model is learning. Dropout then drops values, and batch normalisation uses the statistics of the batch. */
  readonly training: boolean;
  /** Whether only shapes are asked for, with sizes of the batch that no batch will have (default false). */
  readonly inferring?: boolean;
  /** Counts the runs that draw random numbers. Without it, every run draws the same. @shape [2] int32, the low word first */
  readonly draws?: Variable | undefined;
  /** Variables that replace others: training and tests each have their own variables in place of a metric's. */
  readonly instead?: ReadonlyMap<Variable, Variable> | undefined;
}

/** What a scan repeats. */
export type TurnFunction = (t: Trace, carry: readonly Tensor[], xs: readonly Tensor[]) => Turn;
type TurnInPieces = (carry: readonly Tensor[], xs: readonly Tensor[]) => Pieces<Turn>;

/** A call of a layer, and the ids of the tensors that were made in it: from the first to the one behind the last. */
export interface Span {
  readonly layer: Traceable;
  readonly from: number;
  readonly to: number;
  readonly outputs: readonly Tensor[];
}

/** What it counts to record the call of a layer. */
const CALL = 1 << 18;

/** A call in progress. */
interface Frame {
  readonly layer: Traceable;
  readonly training: boolean;
  /** Whether the layer has looked at a mask. */
  heeded: boolean;
}

/** Records one step for one set of shapes. Layers, metrics and optimizers read and change all state through it. It exists only
 *  while the step is recorded; no layer keeps it. */
export class Trace {
  /** The layers that were called. */
  readonly called: Set<Traceable> = new Set();
  /** The calls of layers, those within a call before it. */
  readonly spans: Span[] = [];
  readonly #options: TraceOptions;
  readonly #frames: Frame[] = [];
  /** The layers of the model whose call is in progress; undefined outside of a model. */
  #holdings: Holdings | undefined;
  /** Draws so far, by seed and name. */
  readonly #drawn = new Map<string, number>();
  #scope = new Scope();
  readonly #masks = new WeakMap<Tensor, Tensor>();
  #stage: Stage | undefined;
  /** Counts turns that draw, if no variable counts runs. */
  readonly #noDraws = counterVariable('draws');

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** Whether the layer that is being called is to behave as in training. */
  get training(): boolean {
    return this.#frames.at(-1)?.training ?? this.#options.training;
  }

  /** Whether only shapes are asked for, with sizes of the batch that no batch will have. */
  get inferring(): boolean {
    return this.#options.inferring === true;
  }

  /** The call on the next steps of sequences that is being recorded; undefined where whole sequences are given. */
  get stage(): Stage | undefined {
    return this.#stage;
  }

  /** Records calls on the next steps of sequences. Layers go on from what they kept of the steps before.
   *  @param stage  undefined for calls on what has no such steps, as within one step */
  inStage<T>(stage: Stage | undefined, f: () => T): T {
    const before = this.#stage;
    this.#stage = stage;
    try {
      return f();
    } finally {
      this.#stage = before;
    }
  }

  /** The newest value of a variable: what it was at the beginning of the step, or what `update` gave it. */
  read(variable: Variable): Tensor {
    mustBeVariable('t.read', variable);
    return this.#scope.read(this.#actual(variable));
  }

  /** Whether the step has given a variable a new value. */
  changed(variable: Variable): boolean {
    return this.#scope.changed(this.#actual(variable));
  }

  /** Gives a variable a new value. Later reads see it, and it stays after the step.
   *  @returns the value
   *  @throws {ShapeError} if shape or dtype differ from the variable's */
  update(variable: Variable, given: TensorLike): Tensor {
    mustBeVariable('t.update', variable);
    const value = asTensor(given, variable.dtype);
    if (!sameShape(value.shape, variable.shape) || value.dtype !== variable.dtype) {
      const expected = `${variable.dtype} values of shape ${showShape(variable.shape)}`;
      const { name } = this.#actual(variable);
      throw new ShapeError(`${name}: expected ${expected}, received ${value.dtype} of shape ${showShape(value.shape)}.`);
    }
    this.#scope.set(this.#actual(variable), value);
    return value;
  }

  #actual(variable: Variable): Variable {
    return this.#options.instead?.get(variable) ?? variable;
  }

  /** Gives several variables new values, which lie one after another in `flat`. Neighbours in memory are written by one
   *  instruction.
   *  @shape flat [sum of the sizes of the variables] */
  updateAll(variables: readonly Variable[], flat: Tensor): void {
    mustBeVariables('t.updateAll', variables);
    mustBeTensor('t.updateAll', 'what holds the values', flat);
    this.#scope.setAll(
      variables.map((v) => this.#actual(v)),
      flat,
    );
  }

  /** Lets a kernel change variables in place. Later reads see the new values.
   *  @param effect  an op on the variables' values at the beginning of the step
   *  @throws {ConfigError} if the step has changed one of them already */
  apply(effect: Tensor): void {
    mustBeTensor('t.apply', 'the effect', effect);
    this.#scope.apply(effect);
  }

  /** Traces `f`, whose changes of variables and losses count only in steps where the flag is not 0. In other steps one
   *  instruction skips the ops that only `f` needs.
   *  @param flag  float32 or int32
   *  @shape flag []
   *  @throws {ShapeError} if the flag does not have one element */
  when(flag: Tensor, f: (t: Trace) => void): void {
    mustBeFunction('t.when', f);
    atOnce(this.whenInPieces(flag, () => made(f(this))));
  }

  /** As `when`, for what is traced in pieces. */
  *whenInPieces(flag: Tensor, f: () => Pieces<void>): Pieces<void> {
    const own = cast(scalar('when', flag), 'float32');
    const scope = this.#scope;
    const outer = scope.guard;
    const guard = {
      flag: outer === undefined ? own : where(outer.flag, own, 0),
      begin: outer?.begin ?? nextId(),
      copies: new Map<Tensor, Tensor>(),
      changed: new Set<Variable>(),
    };
    scope.guard = guard;
    try {
      yield* f();
      yield PASS;
      yield* scope.write([...guard.changed]);
    } finally {
      scope.guard = outer;
    }
  }

  /** Repeats `f` for a number of turns. Each turn receives the carry of the turn before and a row of each of `xs`, and answers
   *  with the next carry and a row of each result. With `length` and no `xs`, `f` is repeated for what it updates and draws. However many
   *  turns there are, `f` is recorded once and one instruction repeats it. Variables that `f` updates keep their newest values from turn
   *  to turn. Each turn draws new random numbers. Losses that `f` adds are summed.
   *  Derivatives go through carry, xs, ys and all that `f` reads, but not through variables that it updates. Other tensors of a
   *  turn cannot be used outside.
   *  @returns the carry of the last turn, and the rows of all turns
   *  @shape xs [turns, ...]; ys [turns, ...]
   *  @throws {ShapeError} if a carry changes its shape or dtype, or `xs` differ in length
   *  @throws {ConfigError} if there is neither xs nor a length, or `f` does not answer with tensors
   *  @source the scan of JAX: `lax.scan` */
  scan(f: TurnFunction, options: ScanOptions): Required<Turn> {
    mustBeFunction('t.scan', f);
    const checked = checkedScan(options);
    const scan = (g: TurnFunction, o: CheckedScan, recomputes: boolean): Required<Turn> =>
      atOnce(this.#scanning((carry, xs) => made(g(this, carry, xs)), o, recomputes));
    return checked.remat ? inChunks(scan, f, checked) : scan(f, checked, false);
  }

  /** As `scan`, for a turn that is recorded in pieces. */
  scanInPieces(f: TurnInPieces, options: Omit<ScanOptions, 'remat'>): Pieces<Required<Turn>> {
    return this.#scanning(f, checkedScan(options), false);
  }

  *#scanning(f: TurnInPieces, options: CheckedScan, recomputes: boolean): Pieces<Required<Turn>> {
    const recording = new Recording(options, recomputes);
    const outer = this.#scope;
    this.#scope = recording.scope;
    let scanned: Scanned;
    try {
      const turn = yield* f(recording.carried.map((c) => c.tensor), recording.rows);
      this.#countDraws(this.#scope.draws ? 1 : 0);
      yield PASS;
      scanned = yield* recording.finish(turn, (v) => outer.read(v));
    } finally {
      this.#scope = outer;
    }
    const draws = this.#options.draws ?? this.#noDraws;
    for (const [v, value] of scanned.changed) if (v !== draws) outer.set(v, value);
    if (draws !== this.#noDraws || outer.inner !== undefined) this.#countDraws(recording.length * recording.scope.counted);
    for (const loss of scanned.losses) this.addLoss(sum(loss));
    return { carry: scanned.carry, ys: scanned.ys };
  }

  /** Seed, stream and counter of the current layer's next draw of this name. A layer that is called twice draws twice.
   *  @throws {ConfigError} outside the call of a layer */
  draw(name: string): Draw {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new ConfigError(`draw '${name}': a draw belongs to a layer. Call the layer with t.call(layer, inputs).`);
    const key = `${frame.layer.seed} ${frame.layer.name} ${name}`;
    const count = this.#drawn.get(key) ?? 0;
    this.#drawn.set(key, count + 1);
    this.#holdings?.mustHold(frame.layer, 'draws');
    this.#scope.draws = true;
    const { draws } = this.#options;
    // Outside of a scan the counter keeps its value for the whole step; in a scan each turn counts.
    const counter = this.#scope.inner === undefined ? draws?.tensor : this.read(draws ?? this.#noDraws);
    return {
      seed: frame.layer.seed,
      stream: count === 0 ? hashSeed(name) : hashSeed(name, count),
      ...(counter === undefined ? {} : { counter }),
    };
  }

  /** Lets the count of draws grow, also where a flag is 0: draws must differ, not follow each other closely. */
  #countDraws(by: number): void {
    if (by === 0) return;
    const draws = this.#options.draws ?? this.#noDraws;
    const scope = this.#scope;
    scope.counted += by;
    scope.always(() => void this.update(draws, count(this.read(draws), constant(Int32Array.of(by), []))));
  }

  /** Adds a term to the loss that training minimises. @shape [] @throws {ShapeError} if it does not have one element */
  addLoss(loss: Tensor): void {
    const added = scalar('addLoss', loss);
    const { losses, guard } = this.#scope;
    losses.push(guard === undefined ? added : where(guard.flag, atOnce(gated(added, guard)), 0));
  }

  /** Lets the loss be measured once more in this step: what follows draws the numbers that were drawn first, and adds its own terms to
   *  the loss. */
  measureAnew(): void {
    const { draws } = this.#options;
    this.#drawn.clear();
    this.#scope.losses.length = 0;
    if (draws !== undefined) this.update(draws, draws.tensor);
  }

  /** The terms that were added to the loss so far. */
  get losses(): readonly Tensor[] {
    return this.#scope.losses;
  }

  /** The mask that a tensor carries: 1 where a time step counts. @shape [batch, steps] */
  maskOf(t: Tensor): Tensor | undefined {
    mustBeTensor('t.maskOf', 'what carries the mask', t);
    const mask = this.#masks.get(t);
    if (mask !== undefined) this.#heed();
    return mask;
  }

  /** Notes that the layer that is being called looks at a mask. */
  #heed(): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined) frame.heeded = true;
  }

  setMask(t: Tensor, mask: Tensor): void {
    mustBeTensor('t.setMask', 'what carries the mask', t);
    mustBeTensor('t.setMask', 'the mask', mask);
    this.#masks.set(t, mask);
  }

  /** Calls a layer. Makes its weights unless they exist, passes it the mask of a single input, gives its outputs their masks,
   *  and adds the penalty of its activity regulariser.
   *  @throws {ConfigError} if the layer answers with anything but tensors, or if it needs the model whose call uses it and the
   *    model does not hold it */
  call(layer: Traceable, inputs: Tensor, args?: CallArguments): Tensor;
  call(layer: Traceable, inputs: Tensors, args?: CallArguments): Tensors;
  call(layer: Traceable, inputs: Tensors, args: CallArguments = {}): Tensors {
    return atOnce(this.calling(layer, inputs, args));
  }

  /** As `call`; in pieces, if the layer calls others and does so in pieces. */
  *calling(layer: Traceable, inputs: Tensors, args: CallArguments = {}): Pieces<Tensors> {
    const list = listOf(inputs);
    mustBeCall(layer, list, args);
    this.called.add(layer);
    besideRecording(() => layer.buildFor(list));
    yield CALL;
    if (layer.readsHostData === true && this.#frames.length > 0) throw readsHostData(layer.name);
    if (this.#frames.length === 0) this.#holdings = layer.holdsLayers === true ? new Holdings(layer as Whole) : undefined;
    this.#holdings?.mustHold(layer, 'weights');
    const training = args.training ?? this.training;
    this.#stage?.enter(layer, list, training);
    const masks = list.map((x, i) => (i === 0 && args.mask !== undefined ? args.mask : this.#masks.get(x)));
    const mask = masks.length === 1 ? masks[0] : undefined;
    const frame: Frame = { layer, training, heeded: false };
    this.#frames.push(frame);
    const from = nextId();
    try {
      const given = mask === undefined ? args : this.#masked(args, mask);
      const pieces = layer.callInPieces;
      const call = (): unknown => layer.call(inputs as never, this, given);
      const outputs = pieces === undefined
        ? (recordingInto(this, () => (Array.isArray(inputs) ? onSeveral(layer, list, call) : call())) as Tensors)
        : yield* within(pieces.call(layer, inputs as never, this, given), (piece) => recordingInto(this, piece));
      this.#finish(frame, list, masks, listOf(mustBeTensors(layer.name, outputs)));
      this.spans.push({ layer, from, to: nextId(), outputs: listOf(outputs) });
      return outputs;
    } finally {
      this.#frames.pop();
      if (this.#frames.length === 0) this.#holdings = undefined;
    }
  }

  /** The arguments with a mask, which note whether the layer looks at it. */
  #masked(args: CallArguments, mask: Tensor): CallArguments {
    const heed = (): void => this.#heed();
    return {
      ...args,
      get mask() {
        heed();
        return mask;
      },
    };
  }

  #finish(
    { layer, heeded }: Frame, inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[], outputs: readonly Tensor[],
  ): void {
    const unmasked = outputs.filter((y) => !this.#masks.has(y));
    const passed = unmasked.length === 0 ? undefined : layer.computeMask(inputs, masks, heeded);
    for (const y of unmasked) if (passed !== undefined) this.setMask(y, passed);
    for (const y of outputs) {
      const { name, activityRegularizer } = layer;
      if (activityRegularizer === undefined) continue;
      const penalty = mustBePenalty(`${name}, activityRegularizer`, activityRegularizer.kind, activityRegularizer.call(y));
      this.addLoss(multiply(penalty, 1 / y.shape[0]!));
    }
  }

  /** The effects of the step, for the planner. It adds one to the count of draws if a layer drew, so call it once, when all is recorded. */
  effects(): Tensor[] {
    if (this.#options.draws !== undefined) this.#countDraws(this.#scope.draws ? 1 : 0);
    atOnce(this.#scope.write());
    return this.#scope.effects;
  }
}

/** The error for a layer that reads data on the host where there are tensors. */
export const readsHostData = (name: string): ConfigError =>
  new ConfigError(
    `${name}: it reads data on the host, such as strings, and cannot be called on tensors. ` +
    'Put the layer first, right behind an input of the model, or apply it to the data before.',
  );

/** A model. */
type Whole = Traceable & { flattened(): Iterable<object> };
