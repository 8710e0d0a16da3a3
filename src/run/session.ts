import type { Place } from '../abi/program.ts';
import type { Arena, Backend, Loaded } from '../backend/backend.ts';
import { allocate, type TypedArray } from '../core/dtype.ts';
import { ConfigError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Holder, Variable } from '../graph/variable.ts';
import { writesOf } from '../lower/update.ts';
import { planning, type Plan } from '../plan/plan.ts';
import { Constants } from './constants.ts';
import { Dataset, type Piece, type Room } from './dataset.ts';
import { FRESH, hold, sequence, type Executable } from './executable.ts';
import { Layout } from './layout.ts';
import { Line, type Take } from './line.ts';
import { Memory } from './memory.ts';
import type { Graph } from './programs.ts';
import { clear, clearAtOnce } from './remains.ts';
import { Transfers } from './transfers.ts';
import { Uses } from './uses.ts';

/** A user of a session: it runs programs there. */
export interface SessionUser {
  readonly key: symbol;
  /** Whether one of its calls is running. */
  readonly atWork: boolean;
}

let made = 0;

/** An arena and the programs that share its state. The arena holds copies
 *  of variables; versions tell whether the copy or the variable is newer. */
export class Session implements Holder {
  readonly backend: Backend;
  /** Sessions are counted. */
  readonly number: number = made++;
  readonly #memory: Memory;
  readonly #layout = new Layout();
  readonly #constants = new Constants(this.#layout);
  #dataset: Dataset | undefined;
  #heldBy = '';
  #driver: string | undefined;
  readonly #transfers: Transfers;
  readonly #line = new Line();
  /** Counts the calls of `cancel`. */
  #cancels = 0;
  readonly #users = new Map<symbol, WeakRef<SessionUser>>();
  readonly #uses = new Uses<Variable>((variable) => this.#remove(variable));
  #ended = false;

  constructor(backend: Backend) {
    this.backend = backend;
    this.#memory = new Memory(backend);
    this.#transfers = new Transfers(this.#memory, this.#layout, this.#constants, () => this.#fit());
  }

  /** Whether its variables have moved to another session. Users must then ask for their session again. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether one of its users is at work. */
  get busy(): boolean {
    return this.#dataset !== undefined || [...this.#users.values()].some((user) => user.deref()?.atWork === true);
  }

  /** Registers a user, weakly: a user that is garbage collected leaves by itself. */
  join(user: SessionUser): void {
    this.#users.set(user.key, new WeakRef(user));
  }

  /** Removes a user that needs the session no longer. The last one ends the session.
   *  @param programs  the programs of that user */
  leave(key: symbol, programs: Iterable<Executable>): void {
    for (const program of programs) this.discard(program);
    this.#users.delete(key);
    if (this.#users.size === 0) this.end();
  }

  /** Frees all memory. Variables keep their newest values; many of them are copied in pieces, and the memory is free when that is done. The
   *  session cannot be used after that. */
  end(): void {
    this.#ended = true;
    this.#leave(clear);
  }

  /** Elements of state. Of two sessions the smaller one moves. */
  get size(): number {
    return this.#layout.used;
  }

  /** Gives variables places one after another, so that an optimizer can treat them as one block. Variables that have
   *  places keep them. */
  reserve(variables: readonly Variable[]): void {
    this.#layout.reserve(variables.map((v) => v.tensor));
  }

  /** Removes variables; those that programs use, when the last of these is discarded. */
  forget(variables: readonly Variable[]): void {
    this.#uses.forget(variables);
  }

  /** Plans a graph for this session. */
  plan(outputs: readonly Tensor[], effects: readonly Tensor[] = [], inputs: readonly Tensor[] = []): Executable {
    return atOnce(this.planning({ outputs, effects, inputs }));
  }

  /** Does the same in pieces. Meanwhile variables and constants keep the places that they have got. */
  *planning({ outputs, effects, inputs }: Graph): Pieces<Executable> {
    const constants = new Set<Tensor>();
    const variables = new Set<Variable>();
    const place = (leaf: Tensor): Place | undefined => {
      if (leaf.variable !== undefined && !variables.has(leaf.variable)) {
        variables.add(leaf.variable);
        this.#uses.hold(leaf.variable);
      }
      return this.#place(leaf, constants);
    };
    let planned: Plan | undefined;
    try {
      planned = yield* planning({ outputs, effects, inputs, place });
    } finally {
      // Constants that have got places for this program alone give them back. Variables keep theirs.
      if (planned === undefined) this.#constants.giveUp(constants);
      else this.#uses.add(variables);
      this.#uses.drop(variables);
    }
    this.#memory.need(planned.program.workspace);
    const { program, inputs: given, outputs: fetched } = planned;
    return {
      program,
      inputs: inputs.map((tensor, i) => ({ tensor, place: given[i]! })),
      outputs: outputs.map((tensor, i) => ({ tensor, place: fetched[i]! })),
      variables: [...variables],
      writes: [...new Set(effects.flatMap(writesOf))],
      constants: [...constants],
      ...FRESH,
    };
  }

  /** Joins programs into one that runs them one after another. It stays right when they are discarded. */
  sequence(parts: readonly Executable[]): Executable {
    const joined = sequence(parts);
    this.#constants.need(joined.constants);
    this.#uses.add(joined.variables);
    return joined;
  }

  /** Drops a program, and the constants that no other program needs: at once, or when the calls that wait for it are done. */
  discard(executable: Executable): void {
    executable.dropped = true;
    if (executable.awaited > 0) return;
    if (executable.loaded !== undefined) this.#memory.arena?.unload(executable.loaded);
    executable.loaded = undefined;
    this.#constants.giveUp(executable.constants);
    this.#uses.drop(executable.variables);
  }

  /** Reserves room for arrays in the arena until `release`. Programs compiled in between may read the tensors and may
   *  write the first `changing` of them. `fill` copies the values in. Arrays of no more than `AT_ONCE` bytes are kept, and the caller may
   *  change them at once. Behind the arrays there is room for `slots`, which `put` fills.
   *  @param by  the name of the call, for errors of others */
  hold(
    by: string, arrays: readonly TypedArray[], shapes: readonly Shape[], changing: number, slots?: readonly Room[],
  ): readonly Tensor[] {
    if (this.#dataset !== undefined) {
      const of = this.#heldBy;
      throw new ConfigError(`${by}: a call of ${of} of a model that shares weights with this one is under way. Wait for it to end.`);
    }
    this.#heldBy = by;
    this.#dataset = new Dataset(arrays, shapes, changing, slots);
    if (this.#dataset.small) this.#dataset.keep();
    return this.#dataset.tensors;
  }

  /** Copies the held arrays into the arena: one piece at a time, so that the event loop is not blocked, if they take more than `AT_ONCE`
   *  bytes or a run is in the arena.
   *  @param check  is given each piece: the number of the array, where the piece begins in it, and its values
   *  @throws {DataError} if an array was detached or resized meanwhile; and what `check` throws */
  async fill(check?: (array: number, from: number, values: TypedArray) => void): Promise<void> {
    const dataset = this.#dataset!;
    const write = ({ array, from, offset, values }: Piece): void => {
      const piece = values();
      check?.(array, from, piece);
      this.#fit().write(this.#memory.bases.dataset + offset, piece);
      dataset.written = offset + 1;
    };
    if (dataset.small && !this.#transfers.waiting) {
      for (const piece of dataset.pieces()) write(piece);
    } else {
      for (const piece of dataset.pieces()) {
        await this.turn(async () => write(piece));
        await host().pause();
      }
    }
    dataset.letGo();
  }

  /** Copies values into a slot that no run in flight reads. It does not wait for the run.
   *  @param index, from  which of the held tensors, and at which of its values; it must begin a whole element of the arena */
  put(index: number, from: number, values: TypedArray): void {
    this.#arena.writeBeside(this.#memory.bases.dataset + this.#dataset!.placeOf(index, from), values);
  }

  /** Reads a held array that programs write back from the arena. */
  readHeld(index: number): void {
    this.#transfers.settle();
    this.#arena.read(this.#memory.bases.dataset + this.#dataset!.offsets[index]!, this.#dataset!.arrays[index]!);
  }

  /** Frees the room of the held arrays. */
  release(): void {
    this.#dataset = undefined;
    this.#transfers.settle();
    this.#memory.release();
  }

  /** Waits until no other asynchronous work uses the arena, and no work is done aside, then does `work`. */
  turn<T>(work: () => Promise<T>): Promise<T> {
    return this.#line.take(work);
  }

  /** Runs code of a driver within a turn. What that code calls cannot have a turn before it ends. */
  descending<T>(driver: string, work: () => T): T {
    this.#driver = driver;
    try {
      return work();
    } finally {
      this.#driver = undefined;
    }
  }

  /** The driver whose code runs now. */
  get driver(): string | undefined {
    return this.#driver;
  }

  /** Takes steps on trial, in several turns, and brings back the variables that they change. Meanwhile others wait for their turn, and read
   *  and assign the values that the variables have at the end.
   *  @param changed  a copy of the values of what the steps change
   *  @param work  is given what takes its turns */
  onTrial<T>(changed: ReadonlyMap<Variable, TypedArray>, work: (turn: Take) => Promise<T>): Promise<T> {
    return this.#line.aside(async (turn) => {
      for (const [variable, values] of changed) variable.beginTrial(values);
      try {
        return await work(turn);
      } finally {
        for (const variable of changed.keys()) variable.endTrial();
      }
    });
  }

  /** As `turn`, and at once if nothing else uses the arena. */
  turnNow<T>(work: () => Promise<T>): Promise<T> {
    return this.#line.takeNow(work);
  }

  /** Keeps a program whole during work that waits for its turn, although others may be planned in its place meanwhile. */
  async keeping<T>(program: Executable, work: () => Promise<T>): Promise<T> {
    hold(program);
    try {
      return await work();
    } finally {
      this.letGo(program);
    }
  }

  /** Waits for its turn, then for a program that is being planned meanwhile, works with it and lets it go.
   *  @param held  the program, which the caller holds */
  turnWith<T>(held: Promise<Executable>, work: (program: Executable) => Promise<T>): Promise<T> {
    held.catch(() => undefined); // a turn may come long after it has failed
    return this.turn(async () => {
      const program = await held;
      try {
        return await work(program);
      } finally {
        this.letGo(program);
      }
    });
  }

  /** Ends one call's hold on a program, which `awaited` counts. */
  letGo(program: Executable): void {
    if (--program.awaited === 0 && program.dropped) this.discard(program);
  }

  /** Waits for its turn, then runs once; see `complete`. */
  queue(program: Executable, feeds: readonly TypedArray[], signal?: AbortSignal, into?: readonly TypedArray[]): Promise<void> {
    return this.keeping(program, () => this.turn(() => this.complete(program, feeds, signal, into)));
  }

  /** Writes the inputs and runs once on this thread. @throws {ConfigError} while steps are taken on trial */
  run(executable: Executable, feeds: readonly TypedArray[] = []): void {
    const tried = executable.variables.find((v) => v.onTrial);
    if (tried !== undefined)
      throw new ConfigError(
        `${tried.name}: profile, report or findLearningRate tries steps, and brings the weights back at its end. What computes at once ` +
        'cannot run meanwhile. Wait for the end, or use what answers with a promise, such as predict.',
      );
    const loaded = this.#transfers.prepare(executable, feeds);
    this.#arena.run(loaded, 1);
    this.#transfers.changed(executable, this);
  }

  /** Writes the inputs and runs `steps` times off this thread; must be called within a turn. Resolves to the nanoseconds of each
   *  instruction in each step. */
  async profile(executable: Executable, steps: number, feeds: readonly TypedArray[] = []): Promise<Float64Array> {
    const loaded = await this.#transfers.prepareInPieces(executable, feeds);
    const run = this.#arena.profile(loaded, steps);
    this.#transfers.changed(executable, this);
    const pending = this.#transfers.begun(executable, []);
    try {
      return await run;
    } finally {
      this.#transfers.settle(pending);
    }
  }

  /** Runs off this thread; must be called within a turn. Resolves to the number of steps done.
   *  @param into  receives the outputs, before anything else runs in the arena
   *  @param goesOn  is told, some time after the run went on to another step, how many are done */
  async runAsync(
    executable: Executable, steps: number, milliseconds: number, feeds: readonly TypedArray[] = [],
    into: readonly TypedArray[] = [], goesOn?: (done: number) => void,
  ): Promise<number> {
    const transfers = this.#transfers;
    let loaded: Loaded;
    if (transfers.isLarge(executable, feeds)) {
      const cancels = this.#cancels;
      loaded = await transfers.prepareInPieces(executable, feeds);
      if (this.#cancels !== cancels) return 0;
    } else loaded = transfers.prepare(executable, feeds);
    const run = this.#arena.runAsync(loaded, steps, milliseconds, goesOn);
    // From now on the arena has the newer values. Reading a variable waits for the run.
    this.#transfers.changed(executable, this);
    const pending = transfers.begun(executable, into);
    try {
      const done = await run;
      await transfers.takeOver(pending);
      return done;
    } finally {
      transfers.settle(pending);
    }
  }

  /** Whether a run of a program may be extended: nobody has given one of its variables another value since it began. */
  mayExtend(executable: Executable): boolean {
    return this.#transfers.isCurrent(executable);
  }

  /** Lets the run in flight take so many more steps, unless it has ended. */
  extend(steps: number): void {
    this.#memory.arena?.extend(steps);
  }

  /** Runs one whole step off this thread, even if other work is cancelled, unless `signal` is aborted, which also ends a step
   *  that is under way. Must be called within a turn. */
  async complete(
    executable: Executable, feeds: readonly TypedArray[], signal?: AbortSignal, into: readonly TypedArray[] = [],
  ): Promise<void> {
    const stop = (): void => this.cancel();
    signal?.addEventListener('abort', stop);
    try {
      do signal?.throwIfAborted();
      while ((await this.runAsync(executable, 1, 0, feeds, into)) === 0);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Asks the run in flight to stop early. */
  cancel(): void {
    this.#cancels++;
    this.#memory.arena?.cancel();
  }

  /** Copies the values of an output into `into`, or into a new array. Must be called before the next run of any
   *  program. */
  output(executable: Executable, index: number, into?: TypedArray): TypedArray {
    const { tensor, place } = executable.outputs[index]!;
    const values = into ?? allocate(tensor.dtype, tensor.size);
    this.#arena.read(this.#memory.address(place), values);
    return values;
  }

  download(variable: Variable, into: TypedArray, from: number): void {
    this.#arena.read(this.#layout.offsetOf(variable.tensor)! + (from * into.BYTES_PER_ELEMENT) / 4, into);
  }

  /** Frees all memory. Variables keep their newest values. */
  dispose(): void {
    this.#leave(clearAtOnce);
  }

  #leave(clear: (arena: Arena, held: readonly (readonly [Variable, number])[]) => void): void {
    const { arena } = this.#memory;
    if (arena === undefined) return;
    this.#transfers.settle();
    const held = [...this.#transfers.held].filter((v) => v.heldBy(this)).map((v) => [v, this.#layout.offsetOf(v.tensor)!] as const);
    this.#memory.leave();
    this.#constants.lose();
    this.#transfers.forget();
    clear(arena, held);
  }

  #remove(variable: Variable): void {
    if (this.#layout.offsetOf(variable.tensor) === undefined) return;
    if (variable.heldBy(this)) variable.tried();
    this.#transfers.forget([variable]);
    this.#layout.release(variable.tensor);
  }

  /** Makes the arena as large as its layout. */
  #fit(): Arena {
    return this.#memory.fit(this.#layout.used, this.#dataset);
  }

  /** The arena, once there is one. */
  get #arena(): Arena {
    return this.#memory.arena!;
  }

  /** The place of a leaf: variables and constants are in the state, held arrays in the data set; placeholders have no
   *  place yet. */
  #place(leaf: Tensor, constants: Set<Tensor>): Place | undefined {
    const held = this.#dataset?.offsetOf(leaf);
    if (held !== undefined) return { segment: 'dataset', offset: held };
    if (leaf.op === 'input') return undefined;
    if (leaf.op !== 'variable') {
      // A place for values that nobody has would spoil every later run.
      if (!leaf.concrete) throw new Error(`${leaf.op} has no inputs and no values`);
      return { segment: 'state', offset: this.#constants.offsetOf(leaf, constants) };
    }
    this.#layout.reserve([leaf]);
    return { segment: 'state', offset: this.#layout.offsetOf(leaf)! };
  }
}
