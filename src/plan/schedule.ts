import { CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS } from '../abi/kernels.ts';
import { forEach, PASS, type Pieces } from '../core/pieces.ts';
import type { Body } from '../graph/body.ts';
import type { Tensor } from '../graph/tensor.ts';
import { AT_A_TIME } from '../graph/walk.ts';
import { broadcastKind, ELEMENTWISE } from '../lower/elementwise.ts';
import { isView, isWhole, origin } from '../lower/view.ts';
import type { Read, StateOrder } from './state.ts';

/** A future instruction: a chain of elementwise nodes and assignments, a scan with its results, or one node of another kind. */
export interface Item {
  readonly nodes: Tensor[];
  readonly chain: boolean;
  /** The instruction is skipped if this flag is 0. */
  readonly guard: Tensor | undefined;
}

export interface Schedule {
  readonly items: readonly Item[];
  /** Index of the first item that changes state. */
  readonly effects: number;
}

/** Whether a chain can hold this constant in its own words. */
export const isImmediate = (t: Tensor): boolean => t.op === 'fill' || (t.op === 'constant' && t.size === 1 && t.dtype === 'float32');
/** The value of such a constant. */
export const immediateOf = (t: Tensor): number => (t.op === 'fill' ? (t.attrs['value'] as number) : t.data[0]!);

/** Whether a node can read a fill that is not in memory. A scan copies the initial values of what it carries. Its turns read all else in
 *  memory. */
const takesImmediate = (t: Tensor, fill: Tensor): boolean =>
  isStep(t) || t.op === 'pack' || (t.op === 'scan' && t.inputs.lastIndexOf(fill) < (t.attrs['body'] as Body).carried.length);

/** Whether a node can be a step of a chain. An assignment is a copy to the place of its variables. */
const isStep = (t: Tensor): boolean => ELEMENTWISE.has(t.op) || t.op === 'assign';

/** Whether a node is there before the program. A scan may read nothing but what its turns make. */
export const isLeaf = (t: Tensor): boolean => t.inputs.length === 0 && t.op !== 'scan';

/** Elements that a step computes. */
const stepSize = (t: Tensor): number => (t.op === 'assign' ? t.inputs[0]!.size : t.size);

/** Orders the graph: inputs before users, effects last. Elementwise nodes of one size are gathered into chains.
 *
 *  Among the nodes whose inputs are ready it takes one that continues the open chain, or else the oldest. Scalars wait until no
 *  other node is ready, so that they form few chains. A node that joins a chain depends on no item that begins after the chain,
 *  so a chain never waits for itself. */
export function* schedule(state: StateOrder): Pieces<Schedule> {
  const { tensors, users } = state;
  const wanted = new Set(state.roots);
  for (const t of tensors) {
    const flag = state.guardOf(t);
    if (flag !== undefined) wanted.add(flag);
  }
  // Leaves, views and some other nodes need no instruction.
  const silent = (t: Tensor): boolean =>
    isView(t) ||
    t.op === 'block' ||
    t.op === 'guarded' ||
    t.op === 'scan_result' ||
    state.done.has(t) ||
    (isLeaf(t) && (t.op !== 'fill' || (!wanted.has(t) && users.get(t)!.every((user) => takesImmediate(user, t)))));
  yield PASS;
  const values = yield* arrange(
    tensors.filter((t) => !state.effects.has(t)),
    silent,
    wanted,
    state,
  );
  const effects = yield* arrange(
    tensors.filter((t) => state.effects.has(t)),
    silent,
    wanted,
    state,
  );
  return { items: [...values, ...effects], effects: values.length };
}

/** Elements from which on it matters when a step is taken, and how many steps one behind another are looked at for that. */
const LARGE = 1 << 12;
const DEEP = 6;

/** What it counts to find an instruction, or to write it. */
export const ITEM: number = 1 << 15;

/** Schedules either the values or the effects. */
function* arrange(
  nodes: readonly Tensor[], silent: (t: Tensor) => boolean, wanted: ReadonlySet<Tensor>, state: StateOrder,
): Pieces<Item[]> {
  // `missing` counts the nodes that a node still waits for. `behind` lists the nodes that wait for a node without reading it.
  const missing = new Map<Tensor, number>();
  const behind = new Map<Tensor, Tensor[]>();
  for (const t of nodes) missing.set(t, 0);
  const wait = (t: Tensor): void => {
    const flag = state.guardOf(t);
    const firsts = [...(state.before.get(t) ?? []), ...(flag === undefined || !missing.has(origin(flag)) ? [] : [origin(flag)])];
    for (const first of firsts) {
      const known = behind.get(first);
      if (known === undefined) behind.set(first, [t]);
      else known.push(t);
    }
    missing.set(t, firsts.length + t.inputs.filter((x) => missing.has(x)).length);
  };
  yield* forEach(nodes.length, (i) => wait(nodes[i]!), AT_A_TIME);
  const [arrived, taken] = [new Set<Tensor>(), new Set<Tensor>()];
  /** Whether a chain of so many elements may read a tensor: it is there, or follows by steps that the chain can make. */
  const near = (x: Tensor, size: number, deep: number): boolean =>
    !missing.has(x) || arrived.has(x) ||
    (isStep(x) && x.size === size && (deep === 0 || x.inputs.every((y) => near(origin(y), size, deep - 1))));
  /** Whether no reader of a step can follow yet: each waits for what no chain makes, or has none but such readers itself. */
  const waits = (t: Tensor, deep: number): boolean =>
    everyReader(t, state, 
      (reader) =>
        reader.inputs.some((x) => !near(origin(x), t.size, DEEP)) ||
        (deep > 0 && reader.size === t.size && isStep(reader) && !wanted.has(reader) && waits(reader, deep - 1)),
    );
  /** Whether only `t` still reads a tensor as large as itself. */
  const last = (t: Tensor, x: Tensor): boolean =>
    x.size >= t.size && !isLeaf(origin(x)) && everyReader(origin(x), state, (r) => r === t || taken.has(r));
  /** Whether a step had better be one of the chain that its readers wait for: of what it reads, at most as much as its value stays in
   *  memory for it alone. */
  const early = (t: Tensor): boolean =>
    t.size >= LARGE && isStep(t) && !state.effects.has(t) && !wanted.has(t) && waits(t, DEEP) &&
    t.inputs.filter((x) => last(t, x)).length < 2;
  const ready = new Ready(state);
  const done: Tensor[] = [];
  const scans = new Map<Tensor, Item>();
  const arrive = (t: Tensor): void => {
    if (t.op === 'scan_result') scans.get(t.inputs[0]!)!.nodes.push(t);
    arrived.add(t);
    if (silent(t)) done.push(t);
    else ready.add(t);
  };
  const follow = (follower: Tensor): void => {
    const left = missing.get(follower);
    if (left === undefined) return;
    missing.set(follower, left - 1);
    if (left === 1) arrive(follower);
  };
  yield* forEach(nodes.length, (i) => {
    if (missing.get(nodes[i]!) === 0) arrive(nodes[i]!);
  }, AT_A_TIME);
  const items: Item[] = [];
  let open: OpenChain | undefined;
  let guard: Tensor | undefined;
  for (;;) {
    yield ITEM;
    for (const t of done) {
      for (const user of state.users.get(t)!) follow(user);
      for (const other of behind.get(t) ?? []) follow(other);
    }
    done.length = 0;
    let next = open === undefined ? undefined : ready.takeFor(open, early);
    if (next === undefined) {
      next = ready.take(guard, early);
      if (next === undefined) {
        const left = nodes.filter((t) => missing.get(t)! > 0);
        if (left.length > 0) throw new Error(`the steps ${left.map((t) => t.op).join(', ')} wait for each other`);
        return items;
      }
      guard = state.guardOf(next);
      open = isStep(next) ? new OpenChain(state, guard) : undefined;
      items.push({ nodes: open?.nodes ?? [next], chain: open !== undefined, guard });
    }
    open?.take(next);
    if (next.op === 'scan') scans.set(next, items.at(-1)!);
    taken.add(next);
    done.push(next);
  }
}

/** Whether a test holds for all nodes that read a tensor, or views of it. Some have thousands, so that it ends where it can. */
const everyReader = (t: Tensor, state: StateOrder, test: (reader: Tensor) => boolean): boolean =>
  state.users.get(t)!.every((user) => (isView(user) ? everyReader(user, state, test) : test(user)));

/** The age of a ready node: its number. A step that reads only what is there before the program is ready from the beginning. It is as
 *  old as its first reader, so that its value need not wait in memory. */
function ageOf(t: Tensor, { users }: StateOrder): number {
  const early = isStep(t) && t.op !== 'assign' && t.inputs.every((x) => isLeaf(origin(x)));
  return early ? users.get(t)!.reduce((age, user) => Math.min(age, user.id - 0.5), Infinity) : t.id;
}

/** Ready nodes of one size under one flag, oldest first. */
interface Queue {
  readonly guard: Tensor | undefined;
  /** Elements that each node computes as a step of a chain; undefined for nodes that are not steps. */
  readonly size: number | undefined;
  readonly nodes: Tensor[];
}

/** Nodes whose inputs are ready. */
class Ready {
  readonly #state: StateOrder;
  readonly #queues: Queue[] = [];
  readonly #ages = new Map<Tensor, number>();

  constructor(state: StateOrder) {
    this.#state = state;
  }

  add(t: Tensor): void {
    const guard = this.#state.guardOf(t);
    const size = isStep(t) ? stepSize(t) : undefined;
    let queue = this.#find(guard, size);
    if (queue === undefined) this.#queues.push((queue = { guard, size, nodes: [] }));
    const { nodes } = queue;
    const age = ageOf(t, this.#state);
    this.#ages.set(t, age);
    let [from, to] = [0, nodes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#ages.get(nodes[middle]!)! > age) to = middle;
      else from = middle + 1;
    }
    nodes.splice(to, 0, t);
  }

  /** Removes and returns the oldest node that continues a chain: one that reads what the chain makes, or is not too early. */
  takeFor(chain: OpenChain, early: (t: Tensor) => boolean): Tensor | undefined {
    const nodes = chain.full ? [] : (this.#find(chain.guard, chain.size)?.nodes ?? []);
    const at = nodes.findIndex((t) => chain.accepts(t) && (chain.feeds(t) || !early(t)));
    return at < 0 ? undefined : nodes.splice(at, 1)[0];
  }

  /** Removes and returns the oldest node. Scalar steps come after all others, and steps that are too early after these; otherwise nodes
   *  under the flag `guard` come first. */
  take(guard: Tensor | undefined, early: (t: Tensor) => boolean): Tensor | undefined {
    let best: { readonly nodes: Tensor[]; readonly at: number; readonly rank: number; readonly age: number } | undefined;
    for (const { nodes, size, guard: own } of this.#queues) {
      if (nodes.length === 0) continue;
      const due = size === undefined ? 0 : nodes.findIndex((t) => !early(t));
      const [at, rank] = [Math.max(due, 0), (due < 0 ? 4 : 0) + (size === 1 ? 2 : 0) + (own === guard ? 0 : 1)];
      const age = this.#ages.get(nodes[at]!)!;
      if (best === undefined || (rank - best.rank || age - best.age) < 0) best = { nodes, at, rank, age };
    }
    return best?.nodes.splice(best.at, 1)[0];
  }

  #find(guard: Tensor | undefined, size: number | undefined): Queue | undefined {
    return this.#queues.find((queue) => queue.guard === guard && queue.size === size);
  }
}

class OpenChain {
  readonly nodes: Tensor[] = [];
  readonly guard: Tensor | undefined;
  size = 0;
  readonly #state: StateOrder;
  readonly #reads: Read[] = [];
  readonly #made = new Set<Tensor>();
  /** What steps read that the chain does not make, and how: as a whole, a row, a column. */
  readonly #given = new Set<string>();
  #cols: number | undefined;

  constructor(state: StateOrder, guard: Tensor | undefined) {
    this.guard = guard;
    this.#state = state;
  }

  get full(): boolean {
    return this.nodes.length === CHAIN_MAX_STEPS;
  }

  /** Whether `t` can be the next step. Its size and its flag are those of the chain. */
  accepts(t: Tensor): boolean {
    if (this.#operandsWith(t) > CHAIN_MAX_OPERANDS || !this.#fits(t)) return false;
    // Of a value that the chain makes, in scratch or in the place of variables, only the elements of the same block are there.
    const made = (x: Tensor): boolean => this.#made.has(origin(x)) && !(x.size === this.size && isWhole(x));
    const behind = ({ input, readings }: Read): boolean =>
      readings.some((r) => r.behind !== undefined && this.#made.has(r.behind)) && !(input.size === this.size && isWhole(input));
    const reads = this.#state.readsOf(t);
    if (t.inputs.some(made) || reads.some(behind)) return false;
    return !this.#state.conflicts(t, this.#reads);
  }

  /** Whether `t` reads what the chain makes. */
  feeds(t: Tensor): boolean {
    return t.inputs.some((x) => this.#made.has(origin(x)));
  }

  take(t: Tensor): void {
    for (const x of this.#newInputs(t)) this.#given.add(x);
    this.nodes.push(t);
    this.#made.add(t);
    this.#reads.push(...this.#state.readsOf(t));
    this.size = stepSize(t);
    this.#cols = columnsOf(t) ?? this.#cols;
  }

  /** The most operands that the chain may have with another step: one for each way in which it reads a tensor, and one for what each
   *  step makes. */
  #operandsWith(t: Tensor): number {
    return this.#given.size + this.#newInputs(t).length + this.nodes.length + 1;
  }

  #newInputs(t: Tensor): readonly string[] {
    const how = (x: Tensor): string => (t.op === 'assign' ? 'full' : broadcastKind(x.shape, t.shape)!.kind);
    const read = t.inputs.filter((x) => !this.#made.has(origin(x))).map((x) => `${x.id} ${how(x)}`);
    return read.filter((key) => !this.#given.has(key));
  }

  #fits(t: Tensor): boolean {
    const cols = columnsOf(t);
    return cols === undefined || this.#cols === undefined || cols === this.#cols;
  }
}

/** Length of the rows into which broadcast operands divide a node's elements; undefined if there are no such operands. */
export function columnsOf(t: Tensor): number | undefined {
  if (t.op === 'assign') return undefined;
  for (const x of t.inputs) {
    const kind = isImmediate(x) ? undefined : broadcastKind(x.shape, t.shape);
    if (kind !== undefined && 'cols' in kind) return kind.cols;
  }
  return undefined;
}
