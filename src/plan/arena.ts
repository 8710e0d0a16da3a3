import { arenaElements } from '../core/dtype.ts';
import type { Tensor } from '../graph/tensor.ts';
import { origin } from '../lower/view.ts';
import type { Item, Schedule } from './schedule.ts';

/** Elements to which buffers are aligned: 64 bytes, a cache line and the widest vector. */
export const ALIGNMENT = 16;

/** A stretch of workspace and the items between which it is in use. */
export interface Buffer {
  readonly elements: number;
  first: number;
  last: number;
  offset: number;
}

/** A tensor's buffer and its place in it. */
export interface Storage {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** Decides which buffer each computed tensor lives in, and from when to when: before its first writer until after
 *  its last reader. Gradients that are packed for an optimizer are computed in their place in the pack.
 *  @param inWorkspace  tensors that take memory of the program's own: not those a chain keeps to itself, nor those that
 *    are computed in the place of a variable
 *  @param lasting  tensors that must survive the run: what is fetched
 *  @param given  placeholders in the workspace, written before the run */
export function liveness(
  { items }: Schedule,
  inWorkspace: (t: Tensor) => boolean,
  lasting: readonly Tensor[],
  given: readonly Tensor[],
): Map<Tensor, Storage> {
  const storage = new Map<Tensor, Storage>();
  const end = items.length;
  for (const t of given) storage.set(t, own(t, -1));
  const makers = new Map<Tensor, Item>();
  for (const item of items) for (const t of item.nodes) makers.set(t, item);
  const lastRead = new Map<Tensor, number>();
  items.forEach(({ nodes, guard }, i) => {
    if (guard !== undefined) lastRead.set(origin(guard), i);
    for (const t of nodes) {
      for (const x of t.inputs) lastRead.set(origin(x), i);
      if (t.op === 'pack') placeMembers(t, end, storage, (member) => makers.has(member) && inWorkspace(member));
    }
  });
  for (const t of lasting) lastRead.set(origin(t), end);
  items.forEach((item, i) => {
    const chain = item.chain ? new ChainBuffers(item) : undefined;
    item.nodes.forEach((t, step) => {
      if (inWorkspace(t)) {
        const { buffer } = held(t) ?? keep(t, (chain && inPlace(chain, t, step, i)) ?? own(t, i));
        buffer.first = Math.min(buffer.first, i);
      }
      const place = held(t);
      if (place !== undefined) chain?.taken.add(place.buffer);
    });
    if (item.guard !== undefined) extend(origin(item.guard));
    for (const t of item.nodes) for (const x of t.inputs) extend(origin(x));
    for (const t of item.nodes) extend(t);
  });
  return storage;

  function held(t: Tensor): Storage | undefined {
    return storage.get(t);
  }
  function keep(t: Tensor, place: Storage): Storage {
    storage.set(t, place);
    return place;
  }
  function extend(t: Tensor): void {
    const place = held(t);
    if (place !== undefined) place.buffer.last = Math.max(place.buffer.last, place.buffer.first, lastRead.get(t) ?? 0);
  }
  /** The buffer of an input that a chain's step may write over: read by this chain last, and by no later step of it. */
  function inPlace({ item, lastStep, taken }: ChainBuffers, t: Tensor, step: number, i: number): Storage | undefined {
    for (const input of t.inputs) {
      const source = origin(input);
      const place = held(source);
      const whole =
        place !== undefined && place.offset === 0 && place.buffer.elements === t.size && source.size === t.size && source.dtype !== 'uint8';
      if (!whole || source.op === 'input' || makers.get(source) === item || lastRead.get(source) !== i) continue;
      if (!taken.has(place.buffer) && lastStep.get(source)! <= step) return place;
    }
    return undefined;
  }
}

/** What the steps of a chain have done to buffers so far, and until when they read their inputs. */
class ChainBuffers {
  readonly item: Item;
  /** The last step that reads each tensor. */
  readonly lastStep = new Map<Tensor, number>();
  readonly taken = new Set<Buffer>();

  constructor(item: Item) {
    this.item = item;
    item.nodes.forEach((t, step) => {
      for (const x of t.inputs) this.lastStep.set(origin(x), step);
    });
  }
}

function own(t: Tensor, i: number): Storage {
  return { buffer: { elements: arenaElements(t.dtype, t.size), first: i, last: i, offset: 0 }, offset: 0 };
}

/** Gives a pack its buffer, and those members that have no place yet their stretch of it. */
function placeMembers(pack: Tensor, end: number, storage: Map<Tensor, Storage>, free: (member: Tensor) => boolean): void {
  const buffer: Buffer = { elements: pack.size, first: end, last: 0, offset: 0 };
  storage.set(pack, { buffer, offset: 0 });
  let along = 0;
  for (const member of pack.inputs) {
    const source = origin(member);
    if (source.size === member.size && source.op !== 'pack' && !storage.has(source) && free(source))
      storage.set(source, { buffer, offset: along });
    along += member.size;
  }
}

/** Gives every buffer an offset such that no two that are in use at the same time overlap; answers the elements
 *  needed in all. Largest first, each at the lowest place that is free during its life.
 *  @source Pisarchyk & Lee 2020, Efficient memory management for deep neural net inference: greedy by size */
export function allocate(buffers: readonly Buffer[]): number {
  const placed: Buffer[] = [];
  let total = 0;
  for (const buffer of [...buffers].sort((a, b) => b.elements - a.elements || a.first - b.first)) {
    let offset = 0;
    for (const other of placed) {
      if (other.last < buffer.first || other.first > buffer.last) continue;
      if (offset + buffer.elements <= other.offset) break;
      offset = Math.max(offset, Math.ceil((other.offset + other.elements) / ALIGNMENT) * ALIGNMENT);
    }
    buffer.offset = offset;
    total = Math.max(total, offset + buffer.elements);
    let at = placed.length;
    while (at > 0 && placed[at - 1]!.offset > offset) at--;
    placed.splice(at, 0, buffer);
  }
  return total;
}
