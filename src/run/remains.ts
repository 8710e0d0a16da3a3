import type { Arena } from '../backend/backend.ts';
import { arenaElements, type TypedArray } from '../core/dtype.ts';
import { atOnce, inPieces, isPending, type Pieces } from '../core/pieces.ts';
import type { Holder, Variable } from '../graph/variable.ts';

/** Arenas that are being cleared in turns of the event loop. */
const underWay = new Set<Pieces<void>>();

/** Variables, and the elements of an arena at which they begin. */
type Held = readonly (readonly [Variable, number])[];

/** Copies the newest values of variables out of an arena, then frees it: at once if they are few, otherwise in pieces. Meanwhile they can
 *  be read where they are.
 *  @throws {BackendError} if there is no memory for the copies; those of later turns then stay in the arena */
export function clear(arena: Arena, held: Held): void {
  const work = clearing(arena, new Remains(arena, held), placesOf(held));
  const rest = inPieces(work);
  if (!isPending(rest)) return;
  underWay.add(work);
  void rest.catch(() => undefined).finally(() => underWay.delete(work));
}

/** As `clear`, at once. */
export const clearAtOnce = (arena: Arena, held: Held): void => atOnce(clearing(arena, new Remains(arena, held), placesOf(held)));

/** Does now what is left of all `clear`, because their memory is needed. Values for which there is no memory stay in their arena.
 *  @returns whether an arena was freed */
export function clearAll(): boolean {
  let freed = false;
  for (const work of underWay) {
    underWay.delete(work);
    try {
      atOnce(work);
      freed = true;
    } catch {
      // Who reads such a value is told.
    }
  }
  return freed;
}

/** A variable that may be garbage collected, and the elements of the arena that it and those before it take. */
interface Leaving {
  readonly variable: WeakRef<Variable>;
  readonly end: number;
}

/** The last variables come first. */
const placesOf = (held: Held): Leaving[] =>
  held
    .map(([v, at]) => ({ variable: new WeakRef(v), end: at + arenaElements(v.dtype, v.size) }))
    .sort((a, b) => b.end - a.end);

/** The arena becomes smaller as they leave it, by half each time, since some systems move what is left. What nobody can ask for any more,
 *  since it was garbage collected, is left there: nothing here holds a variable between two pieces but the one that leaves. */
function* clearing(arena: Arena, remains: Remains, places: readonly Leaving[]): Pieces<void> {
  for (const { variable, end } of places) {
    if (end <= arena.elements / 2) arena.resize(end);
    const newest = variable.deref();
    if (newest !== undefined) yield* newest.takeFrom(remains);
  }
  arena.free();
}

/** Has the values of variables that lie in an arena without a session. */
class Remains implements Holder {
  readonly #arena: Arena;
  readonly #places: WeakMap<Variable, number>;

  constructor(arena: Arena, held: Held) {
    this.#arena = arena;
    this.#places = new WeakMap(held);
    for (const [variable] of held) variable.keptBy(this);
  }

  download(variable: Variable, into: TypedArray, from: number): void {
    this.#arena.read(this.#places.get(variable)! + (from * into.BYTES_PER_ELEMENT) / 4, into);
  }
}
