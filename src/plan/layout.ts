import type { Place } from '../abi/program.ts';
import type { Writer } from '../abi/writer.ts';
import { ConfigError } from '../core/errors.ts';
import { forEach, PASS, type Pieces } from '../core/pieces.ts';
import { rewriting, withInputs } from '../graph/rewrite.ts';
import { Tensor } from '../graph/tensor.ts';
import { AT_A_TIME } from '../graph/walk.ts';
import { offset } from '../lower/lowering.ts';
import { writesOf } from '../lower/update.ts';
import { origin, viewOf } from '../lower/view.ts';
import { again } from './again.ts';
import { liveness, type Buffer, type Storage } from './arena.ts';
import { joinNeighbours, type PlaceOf } from './blocks.ts';
import { emit } from './emit.ts';
import { fuse } from './fuse.ts';
import { planScans, type Bodies } from './scan.ts';
import { joinScalars } from './join-scalars.ts';
import { isLeaf, schedule, type Item, type Schedule } from './schedule.ts';
import { simplify } from './simplify.ts';
import { orderState, type StateOrder } from './state.ts';

/** The graph to plan. */
export interface PlanOptions {
  /** Tensors that are read after the run. */
  readonly outputs: readonly Tensor[];
  /** Changes of variables by the run. */
  readonly effects?: readonly Tensor[];
  /** Placeholders written before the run. */
  readonly inputs?: readonly Tensor[];
  /** The place of a leaf that is not in the workspace: a variable, a constant, the data set. Undefined for other leaves. */
  readonly place: PlaceOf;
}

/** Sets the offset of each buffer. Returns the elements needed in all. */
export type Allocate = (buffers: readonly Buffer[]) => Pieces<number>;

/** What a planned graph consists of. */
interface Parts {
  readonly workspace: number;
  readonly outputs: readonly Tensor[];
  readonly state: StateOrder;
  readonly order: Schedule;
  readonly storage: ReadonlyMap<Tensor, Storage>;
  readonly bodies: Bodies;
  readonly inMemory: ReadonlySet<Tensor>;
}

/** A graph that is simplified, fused, put in order and laid out in memory. */
export class PlannedGraph {
  /** Elements of memory that it needs besides its leaves. */
  readonly workspace: number;
  /** The outputs after all rewriting, in the order in which they were given. */
  readonly outputs: readonly Tensor[];
  readonly #state: StateOrder;
  readonly #order: Schedule;
  readonly #storage: ReadonlyMap<Tensor, Storage>;
  readonly #bodies: Bodies;
  readonly #inMemory: ReadonlySet<Tensor>;

  /** Lays out a graph. */
  static *of(allocate: Allocate, { outputs, effects = [], inputs = [], place }: PlanOptions): Pieces<PlannedGraph> {
    const whole = apart(...(yield* performed(outputs, effects)));
    const simple = yield* simplify(whole);
    const scalars = yield* joinScalars(simple, place);
    const fused = yield* fuse(yield* joinNeighbours(scalars, place));
    const { roots, bodies } = yield* planScans(yield* again(fused), (changes, where) =>
      PlannedGraph.of(allocate, { outputs: [], effects: changes, place: where }),
    );
    const state = yield* orderState(roots, outputs.length, place);
    yield PASS;
    const fetched = state.roots.slice(0, outputs.length);
    const order = yield* schedule(state);
    const inMemory = yield* keptInMemory(order.items, (t) => state.stored.has(t), fetched);
    yield PASS;
    const outside = (t: Tensor): boolean => {
      const leaf = leafOf(state, t);
      return leaf !== undefined && place(leaf) !== undefined;
    };
    const storage = yield* liveness(order, (t) => inMemory.has(t) && !outside(t), fetched, inputs.filter((t) => !outside(t)));
    yield PASS;
    const workspace = yield* allocate([...new Set([...storage.values()].map((s) => s.buffer))]);
    return new PlannedGraph({ workspace, outputs: fetched, state, order, storage, bodies, inMemory });
  }

  private constructor({ workspace, outputs, state, order, storage, bodies, inMemory }: Parts) {
    this.workspace = workspace;
    this.outputs = outputs;
    this.#state = state;
    this.#order = order;
    this.#storage = storage;
    this.#bodies = bodies;
    this.#inMemory = inMemory;
  }

  /** Writes its instructions.
   *  @param place  the place of each leaf
   *  @param workspace  the beginning of its own memory */
  write(writer: Writer, place: (leaf: Tensor) => Place, workspace: Place): Pieces<void> {
    return emit(writer, this.#order, this.places(place, workspace), this.#inMemory, this.#bodies);
  }

  /** Returns the function that gives the place of each tensor. Parameters are those of `write`. */
  places(place: (leaf: Tensor) => Place, workspace: Place): (t: Tensor) => Place {
    return (t) => {
      const { source, offset: along } = viewOf(t);
      const held = this.#storage.get(source);
      if (held !== undefined) return offset(workspace, held.buffer.offset + held.offset + along);
      const leaf = leafOf(this.#state, source);
      if (leaf === undefined) throw new Error(`${source.op} has no place in memory`);
      return offset(place(leaf), along);
    };
  }
}

/** The leaf whose place a tensor takes: the variable that it is computed into, the first variable of a block, or the tensor itself. */
function leafOf({ stored }: StateOrder, t: Tensor): Tensor | undefined {
  const leaf = stored.get(t) ?? (t.op === 'block' ? origin(t.inputs[0]!) : t);
  return isLeaf(leaf) && leaf.op !== 'fill' ? leaf : undefined;
}

/** The graph, where a variable behind an effect that the program does not perform is the value that the effect would give.
 *  @throws {ConfigError} if that effect is a kernel, whose value is no function of tensors */
function* performed(
  outputs: readonly Tensor[], effects: readonly Tensor[],
): Pieces<[readonly Tensor[], readonly Tensor[]]> {
  const there = new Set(effects.map((e) => (e.op === 'guarded' ? e.inputs[1]! : e)));
  const roots = yield* rewriting([...outputs, ...effects], (t, inputs) => {
    if (t.op !== 'after' || there.has(t.inputs[1]!)) return undefined;
    if (inputs.length > 2) return inputs[2];
    const [v, effect] = t.inputs as [Tensor, Tensor];
    throw new ConfigError(`${v.variable!.name}: a program reads what ${effect.op} makes of it, and does not perform that.`);
  });
  return [roots.slice(0, outputs.length), roots.slice(outputs.length)];
}

/** Returns outputs and effects. An output or a flag that shows a variable which the run changes is copied first, because the
 *  place of the variable will hold another value. */
function apart(outputs: readonly Tensor[], effects: readonly Tensor[]): Tensor[] {
  const written = new Set(effects.flatMap(writesOf));
  const own = (t: Tensor): Tensor => {
    const { variable } = origin(t);
    return variable !== undefined && written.has(variable) ? new Tensor('copy', [t], {}, t.shape, t.dtype) : t;
  };
  return [...outputs.map(own), ...effects.map((e) => (e.op === 'guarded' ? withInputs(e, [own(e.inputs[0]!), e.inputs[1]!]) : e))];
}

/** Finds the tensors that have a place in memory. A chain keeps a value in scratch if nothing else reads it. */
function* keptInMemory(items: readonly Item[], stored: (t: Tensor) => boolean, fetched: readonly Tensor[]): Pieces<Set<Tensor>> {
  const kept = new Set(fetched.map(origin));
  const makers = new Map<Tensor, Item>();
  const make = (item: Item): void => {
    if (item.guard !== undefined) kept.add(origin(item.guard));
    for (const t of item.nodes) {
      makers.set(t, item);
      if (!item.chain || stored(t)) kept.add(t);
    }
  };
  yield* forEach(items.length, (i) => make(items[i]!), AT_A_TIME);
  const read = (item: Item): void => {
    for (const t of item.nodes) {
      for (const x of t.inputs) {
        const source = origin(x);
        if (makers.get(source) !== item) kept.add(source);
      }
    }
  };
  yield* forEach(items.length, (i) => read(items[i]!), AT_A_TIME);
  return kept;
}
