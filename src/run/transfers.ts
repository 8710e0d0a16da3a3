import { link } from '../abi/program.ts';
import type { Arena, Loaded } from '../backend/backend.ts';
import { BYTES, type TypedArray } from '../core/dtype.ts';
import { changed } from '../core/errors.ts';
import type { Holder, Variable } from '../graph/variable.ts';
import type { Constants } from './constants.ts';
import { COPIED_AT_ONCE, Copying } from './copying.ts';
import type { Executable } from './executable.ts';
import type { Layout } from './layout.ts';
import type { Memory } from './memory.ts';

/** A run off this thread whose results have not been taken over yet. */
export interface Pending {
  readonly executable: Executable;
  readonly into: readonly TypedArray[];
  /** How many elements of each result have been taken over. */
  readonly taken: number[];
}

/** How often large inputs are copied in pieces. If synchronous calls use the arena each time meanwhile, they are copied in one go. */
const ATTEMPTS = 3;

const bytesOf = (arrays: readonly TypedArray[]): number => {
  let bytes = 0;
  for (const { byteLength } of arrays) bytes += byteLength;
  return bytes;
};

/** Brings variables and inputs into the arena of a session before a run, and results out of it. Copies of variables stay there; versions
 *  tell whether the copy or the variable is newer. */
export class Transfers {
  readonly #memory: Memory;
  readonly #layout: Layout;
  readonly #constants: Constants;
  readonly #fit: () => Arena;
  readonly #seen = new Map<Variable, number>();
  #pending: Pending | undefined;
  /** Counts the runs that were prepared, each of which may write into the workspace. */
  #prepared = 0;

  /** @param fit  makes the arena as large as it has to be */
  constructor(memory: Memory, layout: Layout, constants: Constants, fit: () => Arena) {
    this.#memory = memory;
    this.#layout = layout;
    this.#constants = constants;
    this.#fit = fit;
  }

  /** Variables of which the arena has copies. */
  get held(): Iterable<Variable> {
    return this.#seen.keys();
  }

  /** Forgets the copies of some variables, or of all. */
  forget(variables: readonly Variable[] = [...this.#seen.keys()]): void {
    for (const v of variables) this.#seen.delete(v);
  }

  /** Whether results wait to be taken over. */
  get waiting(): boolean {
    return this.#pending !== undefined;
  }

  /** Prepares a run: lays out memory, links the program, and copies variables and inputs to their places. */
  prepare(executable: Executable, feeds: readonly TypedArray[]): Loaded {
    const loaded = this.#link(executable);
    for (const v of executable.variables) {
      if (this.#seen.get(v) === v.version) continue;
      this.#arena.write(this.#layout.offsetOf(v.tensor)!, v.tried());
      this.#seen.set(v, v.version);
    }
    for (let i = 0; i < feeds.length; i++) this.#feed(executable, i, feeds[i]!, 0, feeds[i]!.length);
    return loaded;
  }

  /** Whether the arena has the values that a program is to begin with. */
  isCurrent({ variables }: Executable): boolean {
    return variables.every((v) => this.#seen.get(v) === v.version);
  }

  /** Whether so much must be drawn or copied before a run that it is done in pieces. */
  isLarge({ variables }: Executable, feeds: readonly TypedArray[]): boolean {
    let bytes = bytesOf(feeds);
    for (const v of variables) {
      if (this.#seen.get(v) === v.version) continue;
      if (v.waits) return true;
      bytes += v.size * BYTES[v.dtype];
    }
    return bytes > COPIED_AT_ONCE;
  }

  /** Prepares a run as `prepare` does, in pieces, within a turn. Synchronous calls may use the arena in between. */
  async prepareInPieces(executable: Executable, feeds: readonly TypedArray[]): Promise<Loaded> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const loaded = this.#link(executable);
      const [prepared, moves] = [this.#prepared, this.#memory.moves];
      const undisturbed = (): boolean => this.#prepared === prepared && this.#memory.moves === moves;
      const copying = new Copying();
      for (const v of executable.variables) await this.#bring(v, copying);
      for (const [i, values] of feeds.entries()) {
        await copying.all(values, (from, to) => {
          if (!undisturbed()) return false;
          this.#feed(executable, i, values, from, to);
          return true;
        });
      }
      if (undisturbed() && executable.variables.every((v) => this.#seen.get(v) === v.version)) return loaded;
    }
    return this.prepare(executable, feeds);
  }

  /** Notes that a run has begun, or is over: from then on the arena has the newer values. Reading a variable waits for the run. */
  changed(executable: Executable, by: Holder): void {
    for (const v of executable.writes) {
      // The user assigned a value during the run: that value is newer.
      if (this.#seen.get(v) !== v.version) continue;
      v.changedBy(by);
      this.#seen.set(v, v.version);
    }
  }

  /** Notes that a run has begun off this thread, whose results go to `into`. */
  begun(executable: Executable, into: readonly TypedArray[]): Pending {
    this.#pending = { executable, into, taken: into.map(() => 0) };
    return this.#pending;
  }

  /** Takes over the results of the last run off this thread, if that has not been done. Waits for the run if necessary.
   *  @param of  only those of this run */
  settle(of?: Pending): void {
    const pending = this.#pending;
    if (pending === undefined || (of ?? pending) !== pending) return;
    this.#pending = undefined;
    pending.into.forEach((values, i) => this.#take(pending, i, pending.taken[i]!, values.length));
  }

  /** Takes over the results of a run that is done. If they are many it does so in pieces, unless `settle` comes in between and takes what
   *  is left. */
  async takeOver(pending: Pending): Promise<void> {
    if (bytesOf(pending.into) <= COPIED_AT_ONCE) return;
    const copying = new Copying();
    for (const [i, values] of pending.into.entries()) {
      await copying.all(values, (from, to) => {
        if (this.#pending !== pending) return false;
        this.#take(pending, i, from, to);
        return true;
      });
    }
  }

  /** Lays out memory for a run, and links the program. */
  #link(executable: Executable): Loaded {
    this.settle();
    this.#prepared++;
    this.#memory.need(executable.program.workspace);
    const arena = this.#fit();
    if (executable.layout !== this.#memory.moves || executable.loaded === undefined) {
      if (executable.loaded !== undefined) arena.unload(executable.loaded);
      executable.loaded = arena.load(link(executable.program, this.#memory.bases));
      executable.layout = this.#memory.moves;
    }
    this.#constants.write(arena);
    return executable.loaded;
  }

  /** Copies a variable to its place in pieces. Leaves it to the next attempt if its values change meanwhile. */
  async #bring(v: Variable, copying: Copying): Promise<void> {
    if (v.waits) await v.beginLater();
    const { version } = v;
    if (this.#seen.get(v) === version) return;
    const width = BYTES[v.dtype];
    const whole = await copying.all({ length: v.size, BYTES_PER_ELEMENT: width }, (from, to) => {
      if (v.version !== version || this.#seen.get(v) === version) return false;
      this.#arena.write(this.#layout.offsetOf(v.tensor)! + (from * width) / 4, v.part(from, to));
      return true;
    });
    if (whole && v.version === version) this.#seen.set(v, version);
  }

  /** Copies a part of an input to its place. */
  #feed({ inputs }: Executable, index: number, values: TypedArray, from: number, to: number): void {
    const { tensor, place } = inputs[index]!;
    // The caller's array may have been transferred or resized while the run waited for its turn.
    if (values.length !== tensor.size) throw changed(tensor.size, values.length);
    const part = from === 0 && to === values.length ? values : values.subarray(from, to);
    this.#arena.write(this.#memory.address(place) + (from * values.BYTES_PER_ELEMENT) / 4, part);
  }

  /** Copies a part of a result out of its place. */
  #take({ executable, into, taken }: Pending, index: number, from: number, to: number): void {
    const values = into[index]!;
    const at = this.#memory.address(executable.outputs[index]!.place) + (from * values.BYTES_PER_ELEMENT) / 4;
    if (from < to) this.#arena.read(at, from === 0 && to === values.length ? values : values.subarray(from, to));
    taken[index] = to;
  }

  /** The arena, once there is one. */
  get #arena(): Arena {
    return this.#memory.arena!;
  }
}
