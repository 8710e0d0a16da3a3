import type { Place, Program } from '../abi/program.ts';
import { Tensor } from '../graph/tensor.ts';
import { offset } from '../lower/lowering.ts';
import { writesOf } from '../lower/update.ts';
import { origin, viewOf } from '../lower/view.ts';
import { allocate, liveness, type Buffer } from './arena.ts';
import { joinNeighbours, type PlaceOf } from './blocks.ts';
import { emit } from './emit.ts';
import { fuseEpilogues } from './fuse.ts';
import { withInputs } from './rewrite.ts';
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
  const roots = fuseEpilogues(joinNeighbours(simplify(apart(outputs, effects)), place));
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
  const inMemory = keptInMemory(order.items, (t) => state.stored.has(t), fetched);
  const storage = liveness(
    order,
    (t) => inMemory.has(t) && outside(t) === undefined,
    fetched,
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

/** Outputs and effects. What is read after the run, or at any time during it as a flag, and shows a variable that the run
 *  changes is copied before: its place will hold another value. */
function apart(outputs: readonly Tensor[], effects: readonly Tensor[]): Tensor[] {
  const written = new Set(effects.flatMap(writesOf));
  const own = (t: Tensor): Tensor => {
    const { variable } = origin(t);
    return variable !== undefined && written.has(variable) ? new Tensor('copy', [t], {}, t.shape, t.dtype) : t;
  };
  return [...outputs.map(own), ...effects.map((e) => (e.op === 'guarded' ? withInputs(e, [own(e.inputs[0]!), e.inputs[1]!]) : e))];
}

/** What has a place in memory. A chain keeps to itself what nothing else reads. */
function keptInMemory(items: readonly Item[], stored: (t: Tensor) => boolean, fetched: readonly Tensor[]): Set<Tensor> {
  const kept = new Set(fetched.map(origin));
  const makers = new Map<Tensor, Item>();
  for (const item of items) {
    if (item.guard !== undefined) kept.add(origin(item.guard));
    for (const t of item.nodes) {
      makers.set(t, item);
      if (!item.chain || stored(t)) kept.add(t);
    }
  }
  for (const item of items) {
    for (const t of item.nodes) {
      for (const x of t.inputs) {
        const source = origin(x);
        if (makers.get(source) !== item) kept.add(source);
      }
    }
  }
  return kept;
}
