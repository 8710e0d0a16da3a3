import type { Place, Program } from '../abi/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import { simplify } from './simplify.ts';
import { allocate, liveness, origin, type Buffer } from './arena.ts';
import { emit } from './emit.ts';
import { fuseAssignments, fuseEpilogues } from './fuse.ts';
import { schedule, type Item } from './schedule.ts';

export interface PlanOptions {
  /** What is read after the run. */
  readonly outputs: readonly Tensor[];
  /** What the run changes. */
  readonly effects?: readonly Tensor[];
  /** Placeholders written before the run. */
  readonly inputs?: readonly Tensor[];
  /** Where a leaf lies that is not in the workspace: a variable, a constant, the data set; undefined for others. */
  readonly place: (leaf: Tensor) => Place | undefined;
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
  const roots = fuseAssignments(fuseEpilogues(simplify([...outputs, ...effects])));
  const fetched = roots.slice(0, outputs.length);
  const order = schedule(roots);

  const external = new Map<Tensor, Place | undefined>();
  const externalPlace = (t: Tensor): Place | undefined => {
    if (t.inputs.length > 0 || t.op === 'fill') return undefined;
    if (!external.has(t)) external.set(t, place(t));
    return external.get(t);
  };
  const readers = readersOf(order.items);
  const lasting = new Set(fetched.map(origin));
  // A chain keeps to itself what nothing else reads.
  const inMemory = (t: Tensor, item: Item): boolean => !item.chain || lasting.has(t) || (readers.get(t) ?? []).some((reader) => reader !== item);

  const storage = liveness(order, inMemory, fetched, inputs.filter((t) => externalPlace(t) === undefined));
  const workspace = layOut([...new Set([...storage.values()].map((s) => s.buffer))]);
  const at = (t: Tensor): Place => {
    const outside = externalPlace(t);
    if (outside !== undefined) return outside;
    const held = storage.get(t);
    if (held === undefined) throw new Error(`${t.op} has no place in memory`);
    return { segment: 'workspace', offset: held.buffer.offset + held.offset };
  };
  return { program: emit(order, at, inMemory, workspace), inputs: inputs.map(at), outputs: fetched.map((t) => at(origin(t))) };
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
