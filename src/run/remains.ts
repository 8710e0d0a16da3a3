import type { Arena } from '../backend/backend.ts';
import { arenaElements, type TypedArray } from '../core/dtype.ts';
import { atOnce, inPieces, isPending, type Pieces } from '../core/pieces.ts';
import type { Holder, Variable } from '../graph/variable.ts';

/** Arenas that are being cleared in turns of the event loop. */
const underWay = new Set<Pieces<void>>();

/** Copies the newest values of variables out of an arena, then frees it: at once if they are few, otherwise in pieces. Meanwhile they can
 *  be read where they are.
 *  @param held  the variables, and the elements of the arena at which they begin
 *  @throws {BackendError} if there is no memory for the copies; those of later turns then stay in the arena */
export function clear(arena: Arena, held: readonly (readonly [Variable, number])[]): void {
  const work = clearing(arena, held);
  const rest = inPieces(work);
  if (!isPending(rest)) return;
  underWay.add(work);
  void rest.catch(() => undefined).finally(() => underWay.delete(work));
}

/** As `clear`, at once. */
export const clearAtOnce = (arena: Arena, held: readonly (readonly [Variable, number])[]): void => atOnce(clearing(arena, held));

/** Does now what is left of all `clear`, because their memory is needed. @returns whether there was anything left */
export function clearAll(): boolean {
  const works = [...underWay];
  underWay.clear();
  for (const work of works) atOnce(work);
  return works.length > 0;
}

/** The last comes first, so that the arena can become smaller each time: it and the copies take little more than it did. What nobody can
 *  ask for any more, since it was garbage collected, is left there. */
function* clearing(arena: Arena, held: readonly (readonly [Variable, number])[]): Pieces<void> {
  const remains = new Remains(arena, held);
  const byPlace = held.map(([v, at]) => ({ v: new WeakRef(v), at, end: at + arenaElements(v.dtype, v.size) })).sort((a, b) => b.at - a.at);
  for (const { v, end } of byPlace) {
    arena.resize(end);
    const variable = v.deref();
    if (variable !== undefined) yield* variable.takeFrom(remains);
  }
  arena.free();
}

/** Has the values of variables that lie in an arena without a session. */
class Remains implements Holder {
  readonly #arena: Arena;
  readonly #places: WeakMap<Variable, number>;

  constructor(arena: Arena, held: readonly (readonly [Variable, number])[]) {
    this.#arena = arena;
    this.#places = new WeakMap(held);
    for (const [variable] of held) variable.keptBy(this);
  }

  download(variable: Variable, into: TypedArray, from: number): void {
    this.#arena.read(this.#places.get(variable)! + (from * into.BYTES_PER_ELEMENT) / 4, into);
  }
}
