import { CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS } from '../abi/kernels.ts';
import type { Tensor } from '../graph/tensor.ts';
import { ancestors, usersOf } from '../graph/walk.ts';
import { broadcastKind, ELEMENTWISE } from '../lower/elementwise.ts';
import { EFFECTS } from '../lower/update.ts';

/** One instruction to be: a chain of elementwise nodes, or a single node of another kind. Assignments are chains of
 *  copies, so that many small ones are one instruction. */
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
const takesImmediates = (t: Tensor): boolean => ELEMENTWISE.has(t.op) || t.op === 'pack' || t.op === 'assign';

/** Orders the graph: inputs before users, effects last, elementwise nodes of one size gathered into chains.
 *
 *  Among the nodes whose inputs are ready it prefers one that continues the chain at hand, else the oldest; scalars
 *  wait until nothing else can be done, so that they end up in few chains. What is put into a chain this way depends
 *  on nothing that is computed after the chain began, so that a chain can never wait for itself. */
export function schedule(roots: readonly Tensor[]): Schedule {
  const tensors = ancestors(roots);
  const users = usersOf(tensors);
  const wanted = new Set(roots);
  // Leaves and views take no instruction.
  const silent = (t: Tensor): boolean => t.op === 'reshape' || (t.inputs.length === 0 && (t.op !== 'fill' || (!wanted.has(t) && users.get(t)!.every(takesImmediates))));
  const items = arrange(tensors.filter((t) => !EFFECTS.has(t.op)), silent);
  const effects = items.length;
  for (const t of tensors) {
    if (!EFFECTS.has(t.op)) continue;
    const last = items.at(-1)!;
    const joins = items.length > effects && t.op === 'assign' && last.chain && last.nodes[0]!.inputs[0]!.size === t.inputs[0]!.size && operandsIn(last) + t.inputs.length <= CHAIN_MAX_OPERANDS;
    if (joins) last.nodes.push(t);
    else items.push({ nodes: [t], chain: t.op === 'assign' });
  }
  return { items, effects };
}

const operandsIn = (item: Item): number => item.nodes.reduce((sum, t) => sum + t.inputs.length, 0);

function arrange(values: readonly Tensor[], silent: (t: Tensor) => boolean): Item[] {
  const users = usersOf(values);
  const missing = new Map(values.map((t) => [t, t.inputs.length]));
  // Ready nodes in order of age; few at a time, so a sorted array serves.
  const ready = values.filter((t) => t.inputs.length === 0);
  const items: Item[] = [];
  let open: OpenChain | undefined;
  while (ready.length > 0) {
    let at = ready.findIndex(silent);
    if (at < 0 && open !== undefined) at = ready.findIndex((t) => open!.accepts(t));
    if (at < 0) {
      at = Math.max(0, ready.findIndex((t) => t.size !== 1 || !ELEMENTWISE.has(t.op)));
      const next = ready[at]!;
      open = ELEMENTWISE.has(next.op) ? new OpenChain() : undefined;
      items.push({ nodes: open?.nodes ?? [next], chain: open !== undefined });
    }
    const [t] = ready.splice(at, 1) as [Tensor];
    if (!silent(t) && open !== undefined) open.take(t);
    for (const user of users.get(t)!) {
      const left = missing.get(user)! - 1;
      missing.set(user, left);
      if (left === 0) insert(ready, user);
    }
  }
  return items;
}

class OpenChain {
  readonly nodes: Tensor[] = [];
  #size = 0;
  #cols: number | undefined;
  #operands = 0;

  accepts(t: Tensor): boolean {
    return ELEMENTWISE.has(t.op) && t.size === this.#size && this.#fits(t) && this.nodes.length < CHAIN_MAX_STEPS && this.#operands + t.inputs.length + 1 <= CHAIN_MAX_OPERANDS;
  }

  take(t: Tensor): void {
    this.nodes.push(t);
    this.#size = t.size;
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
