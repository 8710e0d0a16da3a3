import { CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS } from '../abi/kernels.ts';
import type { Tensor } from '../graph/tensor.ts';
import { ancestors, usersOf } from '../graph/walk.ts';
import { broadcastKind, ELEMENTWISE } from '../lower/elementwise.ts';
import { isView } from '../lower/view.ts';
import type { StateOrder } from './state.ts';

/** One instruction to be: a chain of elementwise nodes and assignments, or a single node of another kind. */
export interface Item {
  readonly nodes: Tensor[];
  readonly chain: boolean;
}

export interface Schedule {
  readonly items: readonly Item[];
  /** Index of the first item that changes state. */
  readonly effects: number;
}

/** A constant that a chain carries in its own words. */
export const isImmediate = (t: Tensor): boolean => t.op === 'fill' || (t.op === 'constant' && t.size === 1 && t.dtype === 'float32');

/** What reads a fill without needing it in memory. */
const takesImmediates = (t: Tensor): boolean => isStep(t) || t.op === 'pack';

/** A step of a chain; an assignment is a copy to the place of its variables. */
const isStep = (t: Tensor): boolean => ELEMENTWISE.has(t.op) || t.op === 'assign';

/** Elements that a step computes. */
const stepSize = (t: Tensor): number => (t.op === 'assign' ? t.inputs[0]!.size : t.size);

/** Orders the graph: inputs before users, effects last, elementwise nodes of one size gathered into chains.
 *
 *  Among the nodes whose inputs are ready it prefers one that continues the chain at hand, else the oldest; scalars
 *  wait until nothing else can be done, so that they end up in few chains. What is put into a chain this way depends
 *  on nothing that is computed after the chain began, so that a chain can never wait for itself. */
export function schedule(state: StateOrder): Schedule {
  const tensors = ancestors(state.roots);
  const users = usersOf(tensors);
  const wanted = new Set(state.roots);
  // Leaves and views take no instruction.
  const silent = (t: Tensor): boolean =>
    isView(t) ||
    t.op === 'block' ||
    (t.inputs.length === 0 && (t.op !== 'fill' || (!wanted.has(t) && users.get(t)!.every(takesImmediates))));
  const values = arrange(tensors.filter((t) => !state.effects.has(t)), silent, state);
  return { items: [...values, ...arrange(tensors.filter((t) => state.effects.has(t)), silent, state)], effects: values.length };
}

function arrange(nodes: readonly Tensor[], silent: (t: Tensor) => boolean, state: StateOrder): Item[] {
  const followers = usersOf(nodes);
  const missing = new Map(nodes.map((t) => [t, 0]));
  for (const t of nodes) for (const first of state.before.get(t) ?? []) followers.get(first)!.push(t);
  for (const follower of [...followers.values()].flat()) missing.set(follower, missing.get(follower)! + 1);
  // Ready nodes in order of age; few at a time, so a sorted array serves.
  const ready = nodes.filter((t) => missing.get(t) === 0);
  const items: Item[] = [];
  let open: OpenChain | undefined;
  while (ready.length > 0) {
    let at = ready.findIndex(silent);
    if (at < 0 && open !== undefined) at = ready.findIndex((t) => open!.accepts(t));
    if (at < 0) {
      at = Math.max(0, ready.findIndex((t) => stepSize(t) !== 1 || !isStep(t)));
      const next = ready[at]!;
      open = isStep(next) ? new OpenChain(state) : undefined;
      items.push({ nodes: open?.nodes ?? [next], chain: open !== undefined });
    }
    const [t] = ready.splice(at, 1) as [Tensor];
    if (!silent(t) && open !== undefined) open.take(t);
    for (const follower of followers.get(t)!) {
      const left = missing.get(follower)! - 1;
      missing.set(follower, left);
      if (left === 0) insert(ready, follower);
    }
  }
  return items;
}

class OpenChain {
  readonly nodes: Tensor[] = [];
  #size = 0;
  #cols: number | undefined;
  readonly #state: StateOrder;
  #operands = 0;

  constructor(state: StateOrder) {
    this.#state = state;
  }

  accepts(t: Tensor): boolean {
    const room = this.nodes.length < CHAIN_MAX_STEPS && this.#operands + t.inputs.length + 1 <= CHAIN_MAX_OPERANDS;
    return isStep(t) && stepSize(t) === this.#size && room && this.#fits(t) && !this.#state.conflicts(t, this.nodes);
  }

  take(t: Tensor): void {
    this.nodes.push(t);
    this.#size = stepSize(t);
    this.#cols = columnsOf(t) ?? this.#cols;
    this.#operands += t.inputs.length + 1;
  }

  #fits(t: Tensor): boolean {
    const cols = columnsOf(t);
    return cols === undefined || this.#cols === undefined || cols === this.#cols;
  }
}

/** How long the rows are that a node's broadcast operands cut its elements into; undefined if it has none. */
export function columnsOf(t: Tensor): number | undefined {
  if (t.op === 'assign') return undefined;
  for (const x of t.inputs) {
    const kind = isImmediate(x) ? undefined : broadcastKind(x.shape, t.shape);
    if (kind !== undefined && 'cols' in kind) return kind.cols;
  }
  return undefined;
}

function insert(sorted: Tensor[], t: Tensor): void {
  let at = sorted.length;
  while (at > 0 && sorted[at - 1]!.id > t.id) at--;
  sorted.splice(at, 0, t);
}
