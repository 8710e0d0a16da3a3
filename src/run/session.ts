import { concatenate, link, type Place, type Program } from '../abi/program.ts';
import type { Arena, Backend, Loaded } from '../backend/backend.ts';
import { allocate, arenaElements, type TypedArray } from '../core/dtype.ts';
import { BackendError } from '../core/errors.ts';
import { placeholder, type Tensor } from '../graph/tensor.ts';
import type { Holder, Variable } from '../graph/variable.ts';
import { ancestors } from '../graph/walk.ts';
import { writesOf } from '../lower/update.ts';
import { plan } from '../plan/plan.ts';

/** Elements that state grows beyond what is needed, so that a few more constants do not move everything. */
const STATE_SLACK = 256;
/** Elements that the words of a program can address. */
const MAX_ELEMENTS = 0x7fffffff;
const ALIGNMENT = 16;
const align = (elements: number): number => Math.ceil(elements / ALIGNMENT) * ALIGNMENT;

/** A planned program and what it needs around it in a session. */
export interface Executable {
  readonly program: Program;
  readonly inputs: readonly { readonly tensor: Tensor; readonly place: Place }[];
  readonly outputs: readonly { readonly tensor: Tensor; readonly place: Place }[];
  /** Variables it reads or writes, and those it writes. */
  readonly variables: readonly Variable[];
  readonly writes: readonly Variable[];
  loaded: Loaded | undefined;
  /** Layout it was loaded for. */
  layout: number;
}

/** Arrays that lie in the arena for the length of a fit, and the tensors that stand for them. */
export interface Held {
  readonly tensors: readonly Tensor[];
  readonly arrays: readonly TypedArray[];
}

/** An arena with a layout, [state | workspace | data set], and programs that share its state. The arena holds
 *  copies of variables; versions tell which side has the newer values. */
export class Session implements Holder {
  readonly backend: Backend;
  #arena: Arena | undefined;
  readonly #state = new Map<Tensor, number>();
  readonly #scalars = new Map<string, number>();
  readonly #constants: { offset: number; values: TypedArray }[] = [];
  #stateUsed = 0;
  #stateCapacity = 0;
  #workspace = 0;
  #held: (Held & { readonly offsets: readonly number[]; readonly elements: number; readonly changing: number }) | undefined;
  #filled = false;
  /** Where the data set begins: after state and workspace. */
  #base = -1;
  /** Counts the times that anything moved. */
  #layout = 0;
  #constantsWritten = 0;
  readonly #seen = new Map<Variable, number>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param variables  laid out first and in this order, so that an optimizer can treat them as one block */
  constructor(backend: Backend, variables: readonly Variable[] = []) {
    this.backend = backend;
    for (const v of variables) this.#reserve(v.tensor, this.#stateUsed);
  }

  /** Plans a graph for this session. */
  compile(outputs: readonly Tensor[], effects: readonly Tensor[] = [], inputs: readonly Tensor[] = []): Executable {
    const planned = plan({ outputs, effects, inputs, place: (leaf) => this.#place(leaf) });
    this.#workspace = Math.max(this.#workspace, planned.program.workspace);
    const variables = ancestors([...outputs, ...effects]).flatMap((t) => (t.variable === undefined ? [] : [t.variable]));
    return {
      program: planned.program,
      inputs: inputs.map((tensor, i) => ({ tensor, place: planned.inputs[i]! })),
      outputs: outputs.map((tensor, i) => ({ tensor, place: planned.outputs[i]! })),
      variables: [...new Set(variables)],
      writes: [...new Set(effects.flatMap(writesOf))],
      loaded: undefined,
      layout: -1,
    };
  }

  /** Programs of this session one after another as one, without inputs and outputs. */
  sequence(parts: readonly Executable[]): Executable {
    const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
    return {
      program: concatenate(parts.map((p) => p.program)),
      inputs: [],
      outputs: [],
      variables: unique(parts.flatMap((p) => p.variables)),
      writes: unique(parts.flatMap((p) => p.writes)),
      loaded: undefined,
      layout: -1,
    };
  }

  /** Reserves room for arrays in the arena, until `release`: programs compiled in between may read the tensors, and
   *  write the first `changing` of them. The values are copied in with `fill`. */
  hold(arrays: readonly TypedArray[], shapes: readonly (readonly number[])[], changing: number): Held {
    if (this.#held !== undefined) throw new BackendError('this session already holds a data set');
    const tensors = arrays.map((a, i) => placeholder(shapes[i]!, a instanceof Float32Array ? 'float32' : a instanceof Int32Array ? 'int32' : 'uint8'));
    const offsets: number[] = [];
    let elements = 0;
    for (const t of tensors) {
      offsets.push(elements);
      elements += align(arenaElements(t.dtype, t.size));
    }
    this.#held = { tensors, arrays, offsets, elements, changing };
    return this.#held;
  }

  /** Copies the held arrays into the arena, a piece at a time so that the event loop breathes. */
  async fill(): Promise<void> {
    let base: number;
    do {
      this.#fit();
      base = this.#base;
      for (const { offset, values } of this.#pieces()) {
        await this.turn(async () => {
          this.#fit();
          this.#arena!.write(this.#base + offset, values);
        });
        await new Promise((resume) => setImmediate(resume));
      }
      // Another program may have moved the data set in the meantime.
    } while (base !== this.#base);
    this.#filled = true;
  }

  /** Reads one held array back, as programs left it. */
  readHeld(index: number): void {
    this.#arena!.read(this.#base + this.#held!.offsets[index]!, this.#held!.arrays[index]!);
  }

  /** Gives the room of the held arrays back. */
  release(): void {
    this.#held = undefined;
    this.#filled = false;
    if (this.#arena !== undefined && this.#arena.elements > this.#base) this.#arena.resize(this.#base);
  }

  /** Waits until no other asynchronous work uses the arena, then works alone. */
  turn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Writes the inputs, runs once on this thread. */
  run(executable: Executable, feeds: readonly TypedArray[] = []): void {
    const loaded = this.#prepare(executable, feeds);
    this.#arena!.run(loaded, 1);
    this.#changed(executable);
  }

  /** Writes the inputs, runs `steps` times on this thread; answers the nanoseconds of each instruction in each step. */
  profile(executable: Executable, steps: number, feeds: readonly TypedArray[] = []): Float64Array {
    const loaded = this.#prepare(executable, feeds);
    const nanoseconds = this.#arena!.profile(loaded, steps);
    this.#changed(executable);
    return nanoseconds;
  }

  /** Runs off this thread, to be called within a turn; resolves to the steps done. */
  async runAsync(executable: Executable, steps: number, milliseconds: number, feeds: readonly TypedArray[] = []): Promise<number> {
    const loaded = this.#prepare(executable, feeds);
    const done = await this.#arena!.runAsync(loaded, steps, milliseconds);
    if (done > 0) this.#changed(executable);
    return done;
  }

  /** Runs once off this thread, whatever else is cancelled, unless `signal` is aborted; to be called within a turn. */
  async complete(executable: Executable, feeds: readonly TypedArray[], signal?: AbortSignal): Promise<void> {
    do signal?.throwIfAborted();
    while ((await this.runAsync(executable, 1, 0, feeds)) === 0);
  }

  /** Asks the run in flight to end early. */
  cancel(): void {
    this.#arena?.cancel();
  }

  /** Copies an output's values into an array of their number and dtype, a new one unless it is given: to be called before
   *  the next run of any program. */
  output(executable: Executable, index: number, into?: TypedArray): TypedArray {
    const { tensor, place } = executable.outputs[index]!;
    const values = into ?? allocate(tensor.dtype, tensor.size);
    this.#arena!.read(this.#address(place), values);
    return values;
  }

  download(variable: Variable, into: TypedArray): void {
    this.#arena!.read(this.#state.get(variable.tensor)!, into);
  }

  /** Forgets a program. */
  discard(executable: Executable): void {
    if (executable.loaded !== undefined) this.#arena?.unload(executable.loaded);
    executable.loaded = undefined;
  }

  /** Gives all memory back; variables keep their newest values. */
  dispose(): void {
    if (this.#arena === undefined) return;
    for (const v of this.#seen.keys()) v.read();
    this.#arena.free();
    this.#arena = undefined;
    this.#base = -1;
    this.#constantsWritten = 0;
    this.#seen.clear();
  }

  /** Memory laid out, program linked, variables and inputs in place. */
  #prepare(executable: Executable, feeds: readonly TypedArray[]): Loaded {
    this.#workspace = Math.max(this.#workspace, executable.program.workspace);
    this.#fit();
    const arena = this.#arena!;
    if (executable.layout !== this.#layout || executable.loaded === undefined) {
      if (executable.loaded !== undefined) arena.unload(executable.loaded);
      executable.loaded = arena.load(link(executable.program, { state: 0, workspace: this.#stateCapacity, dataset: this.#base }));
      executable.layout = this.#layout;
    }
    for (; this.#constantsWritten < this.#constants.length; this.#constantsWritten++) {
      const { offset, values } = this.#constants[this.#constantsWritten]!;
      arena.write(offset, values);
    }
    for (const v of executable.variables) {
      if (this.#seen.get(v) === v.version) continue;
      arena.write(this.#state.get(v.tensor)!, v.read());
      this.#seen.set(v, v.version);
    }
    feeds.forEach((values, i) => arena.write(this.#address(executable.inputs[i]!.place), values));
    return executable.loaded;
  }

  /** Makes the arena as large as its layout. The state begins at 0 and stays there; when what follows it moves, the
   *  programs are linked anew and the data set is written anew. Memory that cannot be had leaves all as it was. */
  #fit(): void {
    const capacity = this.#stateUsed > this.#stateCapacity ? align(this.#stateUsed) + STATE_SLACK : this.#stateCapacity;
    const base = capacity + align(this.#workspace);
    const moves = base !== this.#base;
    if (moves && this.#filled) for (let i = 0; i < this.#held!.changing; i++) this.readHeld(i);
    try {
      this.#grow(base + (this.#held?.elements ?? 0));
    } catch (error) {
      // The next program may need less.
      this.#workspace = Math.max(0, this.#base - this.#stateCapacity);
      throw error;
    }
    this.#stateCapacity = capacity;
    this.#base = base;
    if (moves) this.#layout++;
    if (moves && this.#filled) for (const { offset, values } of this.#pieces()) this.#arena!.write(base + offset, values);
  }

  #grow(needed: number): void {
    if (needed > MAX_ELEMENTS) throw new BackendError(`the model and its data need ${needed} elements of memory in one block; programs address at most ${MAX_ELEMENTS} (8 GiB). Make the layers smaller, use a smaller batch, or fit the data in parts.`);
    if (this.#arena === undefined) this.#arena = this.backend.allocate(needed);
    else if (this.#arena.elements < needed) this.#arena.resize(needed);
  }

  /** The held arrays in pieces of at most 4 MB. */
  *#pieces(): Generator<{ offset: number; values: TypedArray }> {
    for (const [i, array] of (this.#held?.arrays ?? []).entries()) {
      const step = (1 << 22) / array.BYTES_PER_ELEMENT;
      for (let at = 0; at < array.length; at += step) {
        yield { offset: this.#held!.offsets[i]! + (at * array.BYTES_PER_ELEMENT) / 4, values: array.subarray(at, at + step) };
      }
    }
  }

  #changed(executable: Executable): void {
    for (const v of executable.writes) {
      // Assigned to while the run was under way: what the user wrote is newer.
      if (this.#seen.get(v) !== v.version) continue;
      v.changedBy(this);
      this.#seen.set(v, v.version);
    }
  }

  #address({ segment, offset }: Place): number {
    return offset + { state: 0, workspace: this.#stateCapacity, dataset: this.#base }[segment];
  }

  /** Where a leaf lies: variables and constants in the state, held arrays in the data set, placeholders nowhere yet. */
  #place(leaf: Tensor): Place | undefined {
    const held = this.#held?.tensors.indexOf(leaf) ?? -1;
    if (held >= 0) return { segment: 'dataset', offset: this.#held!.offsets[held]! };
    if (leaf.op === 'input') return undefined;
    if (leaf.op === 'variable') return { segment: 'state', offset: this.#state.get(leaf) ?? this.#reserve(leaf) };
    const key = leaf.size === 1 ? `${leaf.dtype} ${Object.is(leaf.data[0], -0) ? '-0' : leaf.data[0]}` : undefined;
    const known = (key === undefined ? undefined : this.#scalars.get(key)) ?? this.#state.get(leaf);
    if (known !== undefined) return { segment: 'state', offset: known };
    const offset = this.#reserve(leaf);
    if (key !== undefined) this.#scalars.set(key, offset);
    this.#constants.push({ offset, values: leaf.data });
    return { segment: 'state', offset };
  }

  #reserve(leaf: Tensor, offset = leaf.size < ALIGNMENT ? this.#stateUsed : align(this.#stateUsed)): number {
    this.#state.set(leaf, offset);
    this.#stateUsed = offset + arenaElements(leaf.dtype, leaf.size);
    return offset;
  }
}
