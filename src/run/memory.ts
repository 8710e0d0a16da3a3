import type { Place } from '../abi/program.ts';
import type { Arena, Backend } from '../backend/backend.ts';
import { align } from '../core/dtype.ts';
import { BackendError } from '../core/errors.ts';
import type { Dataset } from './dataset.ts';
import { clearAll } from './remains.ts';

/** State gets so many elements more than it needs, so that a few new constants do not move everything. */
const STATE_SLACK = 256;
/** The most elements that the words of a program can address. */
export const MAX_ELEMENTS = 0x7fffffff;

/** The arena of a session, with the segments [state | workspace | data set]. A workspace that grows while there are data lies behind them,
 *  [state | ... | data set | workspace], so that they need not be moved. */
export class Memory {
  readonly #backend: Backend;
  #arena: Arena | undefined;
  /** Elements of the state. */
  #state = 0;
  /** Elements of the largest workspace that was asked for. */
  #workspace = 0;
  /** The elements at which the workspace and the data set begin. */
  #work = 0;
  #base = -1;
  /** Counts how often a segment has moved. */
  #moves = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The arena; undefined before the first `fit` and after `leave`. */
  get arena(): Arena | undefined {
    return this.#arena;
  }

  /** Programs that were linked at another number of moves must be linked again. */
  get moves(): number {
    return this.#moves;
  }

  /** Where each segment begins. */
  get bases(): Readonly<Record<Place['segment'], number>> {
    return { state: 0, workspace: this.#work, dataset: this.#base };
  }

  address({ segment, offset }: Place): number {
    return offset + this.bases[segment];
  }

  /** Notes that a program needs so many elements of workspace. */
  need(workspace: number): void {
    this.#workspace = Math.max(this.#workspace, workspace);
  }

  /** Makes the arena as large as it has to be. The state stays at 0. Data that were written move only if the state grows into their place.
   *  If there is not enough memory, nothing changes.
   *  @param used  elements of state
   *  @throws {BackendError} if there is not enough memory */
  fit(used: number, dataset: Dataset | undefined): Arena {
    const state = used > this.#state ? align(used) + STATE_SLACK : this.#state;
    const needed = align(this.#workspace);
    const stays = this.#arena !== undefined && dataset !== undefined && dataset.written > 0 && state <= this.#base;
    const base = stays ? this.#base : state + needed;
    const behind = base + (dataset?.elements ?? 0);
    const work = state + needed <= base ? state : behind;
    const elements = work === state ? behind : behind + needed;
    // Without data all but the state may be lost. Inputs that are being copied to the workspace are then copied once more.
    const lost = this.#arena !== undefined && this.#arena.elements < elements && (dataset?.written ?? 0) === 0;
    let arena: Arena;
    try {
      arena = this.#grow(elements, lost ? this.#state : Infinity);
    } catch (error) {
      // The workspace that could not be had is forgotten: the next program may need less.
      this.#workspace = Math.max(0, this.#room(dataset));
      throw error;
    }
    if (!lost && base === this.#base && work === this.#work && state === this.#state) return arena;
    if (dataset !== undefined && base !== this.#base) dataset.move(arena, this.#base, base);
    this.#state = state;
    this.#work = work;
    this.#base = base;
    this.#moves++;
    return arena;
  }

  /** Gives back the room of the data set. Nothing may be in the workspace that is still wanted. */
  release(): void {
    if (this.#arena === undefined) return;
    if (this.#work !== this.#state) {
      this.#work = this.#state;
      this.#base = this.#state + align(this.#workspace);
      this.#moves++;
    }
    if (this.#arena.elements > this.#base) this.#arena.resize(this.#base);
  }

  /** Gives the arena away. The next `fit` makes another one. */
  leave(): void {
    this.#arena = undefined;
    this.#work = this.#state;
    this.#base = -1;
  }

  /** Elements of workspace that there are. */
  #room(dataset: Dataset | undefined): number {
    return this.#work === this.#state ? this.#base - this.#state : this.#arena!.elements - this.#base - (dataset?.elements ?? 0);
  }

  /** @param wanted  elements whose values are to be kept */
  #grow(needed: number, wanted: number): Arena {
    if (needed > MAX_ELEMENTS) {
      throw new BackendError(
        `the model and its data need ${needed} elements of memory in one block; programs address at most ${MAX_ELEMENTS} (8 GiB). ` +
        'Make the layers smaller, use a smaller batch, or fit the data in parts.',
      );
    }
    if (this.#arena !== undefined && this.#arena.elements >= needed) return this.#arena;
    try {
      return this.#make(needed, wanted);
    } catch (error) {
      if (!clearAll()) throw error;
      return this.#make(needed, wanted);
    }
  }

  #make(elements: number, wanted: number): Arena {
    if (this.#arena === undefined) this.#arena = this.#backend.allocate(elements);
    else this.#arena.resize(elements, wanted);
    return this.#arena;
  }
}
