import type { Place, Program } from '../abi/program.ts';
import { Tensor } from '../graph/tensor.ts';
import { offset } from '../lower/lowering.ts';
import { writesOf } from '../lower/update.ts';
import { origin, viewOf } from '../lower/view.ts';
import { allocate, liveness, type Buffer } from './arena.ts';
import { joinNeighbours, type PlaceOf } from './blocks.ts';
import { emit } from './emit.ts';
import { fuseEpilogues } from './fuse.ts';
import { schedule, type Item } from './schedule.ts';
import { simplify } from './simplify.ts';
import { orderState } from './state.ts';

export interface PlanOptions {
  /** What is read after the run. */
  readonly outputs: readonly Tensor[];
  /** What the run changes. */
  readonly effects?: readonly Tensor[];
  /** Placeholders written before the run. */
  readonly inputs?: readonly Tensor[];
  /** Where a leaf lies that is not in the workspace: a variable, a constant, the data set; undefined for others. */
  readonly place: PlaceOf;
}

export interface Plan {
  readonly program: Program;
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
}

/** Turns a graph into a program: simplified, fused, put in order, laid out in memory, written. */
export function plan(options: PlanOptions): Plan {
  return planWith(allocate, options);
}

/** As plan, with memory laid out by `layOut`, which gives each buffer its offset and answers the elements in all. */
export function planWith(layOut: (buffers: readonly Buffer[]) => number, { outputs, effects = [], inputs = [], place }: PlanOptions): Plan {
  const roots = fuseEpilogues(joinNeighbours(simplify([...copied(outputs, effects), ...effects]), place));
  const state = orderState(roots, outputs.length, place);
  const fetched = state.roots.slice(0, outputs.length);
  const order = schedule(state);

  const external = new Map<Tensor, Place | undefined>();
  const outside = (t: Tensor): Place | undefined => {
    const leaf = state.stored.get(t) ?? (t.op === 'block' ? origin(t.inputs[0]!) : t);
    if (leaf.inputs.length > 0 || leaf.op === 'fill') return undefined;
    if (!external.has(leaf)) external.set(leaf, place(leaf));
    return external.get(leaf);
  };
  const readers = readersOf(order.items);
  const lasting = new Set(fetched.map(origin));
  // A chain keeps to itself what nothing else reads.
  const inMemory = (t: Tensor, item: Item): boolean =>
    !item.chain || state.stored.has(t) || lasting.has(t) || (readers.get(t) ?? []).some((reader) => reader !== item);

  const storage = liveness(
    order, (t, item) => inMemory(t, item) && outside(t) === undefined, fetched,
    inputs.filter((t) => outside(t) === undefined),
  );
  const workspace = layOut([...new Set([...storage.values()].map((s) => s.buffer))]);
  const at = (t: Tensor): Place => {
    const { source, offset: along } = viewOf(t);
    const held = storage.get(source);
    const found =
      outside(source) ?? (held === undefined ? undefined : ({ segment: 'workspace', offset: held.buffer.offset + held.offset } as const));
    if (found === undefined) throw new Error(`${source.op} has no place in memory`);
    return offset(found, along);
  };
  return { program: emit(order, at, inMemory, workspace), inputs: inputs.map(at), outputs: fetched.map(at) };
}

/** What is read after the run and shows a variable that the run changes is copied before: its place will hold another value. */
function copied(outputs: readonly Tensor[], effects: readonly Tensor[]): Tensor[] {
  const written = new Set(effects.flatMap(writesOf));
  return outputs.map((t) => {
    const { variable } = origin(t);
    return variable !== undefined && written.has(variable) ? new Tensor('copy', [t], {}, t.shape, t.dtype) : t;
  });
}

/** The items that read each tensor, directly or as a view. */
function readersOf(items: readonly Item[]): Map<Tensor, Item[]> {
  const readers = new Map<Tensor, Item[]>();
  for (const item of items) {
    for (const t of item.nodes) {
      for (const x of t.inputs) {
        const source = origin(x);
        const known = readers.get(source);
        if (known === undefined) readers.set(source, [item]);
        else known.push(item);
      }
    }
  }
  return readers;
}
