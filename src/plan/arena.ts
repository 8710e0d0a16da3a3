import { align, arenaElements } from '../core/dtype.ts';
import { forEach, type Pieces } from '../core/pieces.ts';
import { AT_A_TIME } from '../graph/walk.ts';
import type { Tensor } from '../graph/tensor.ts';
import { isWhole, origin } from '../lower/view.ts';
import type { Item, Schedule } from './schedule.ts';

/** A stretch of the workspace, in use from item `first` to item `last` of the schedule. */
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

/** Gives each computed tensor a buffer and its liveness, from its first writer to its last reader. Gradients that are packed
 *  for an optimizer are computed in their place in the pack.
 *  @param inWorkspace  whether a tensor takes memory of the workspace: not if its chain keeps it in scratch, nor if it is
 *    computed in the place of a variable
 *  @param lasting  tensors that must survive the run, because they are read after it
 *  @param given  placeholders in the workspace, which are written before the run */
export function* liveness(
  { items }: Schedule,
  inWorkspace: (t: Tensor) => boolean,
  lasting: readonly Tensor[],
  given: readonly Tensor[],
): Pieces<Map<Tensor, Storage>> {
  const storage = new Map<Tensor, Storage>();
  /** The members that lie in the buffer of a pack. */
  const members = new Map<Buffer, Tensor[]>();
  const end = items.length;
  for (const t of given) storage.set(t, own(t, -1));
  const makers = new Map<Tensor, Item>();
  for (const item of items) for (const t of item.nodes) makers.set(t, item);
  const lastRead = new Map<Tensor, number>();
  const read = ({ nodes, guard }: Item, i: number): void => {
    if (guard !== undefined) lastRead.set(origin(guard), i);
    for (const t of nodes) {
      for (const x of t.inputs) lastRead.set(origin(x), i);
      if (t.op === 'pack') members.set(...placeMembers(t, end, storage, (member) => makers.has(member) && inWorkspace(member)));
    }
  };
  yield* forEach(end, (i) => read(items[i]!, i), AT_A_TIME);
  for (const t of lasting) lastRead.set(origin(t), end);
  const write = (item: Item, i: number): void => {
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
  };
  yield* forEach(end, (i) => write(items[i]!, i), AT_A_TIME);
  for (const t of lasting) extend(origin(t)); // also an input that no item reads
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
  /** The buffer of an input of the chain that a step may write over, its own ones first: no later item and no later step of the chain reads
   *  that input, or what it was packed of, and the chain reads it only element by element, never as a row, column or scalar. */
  function inPlace({ item, lastStep, partly, taken }: ChainBuffers, t: Tensor, step: number, i: number): Storage | undefined {
    for (const source of new Set([...t.inputs.map(origin), ...lastStep.keys()])) {
      const place = held(source);
      const whole =
        place !== undefined && place.offset === 0 && place.buffer.elements === t.size && source.size === t.size && source.dtype !== 'uint8';
      if (!whole || partly.has(source) || source.op === 'input' || makers.get(source) === item || lastRead.get(source) !== i) continue;
      if (members.get(place.buffer)?.some((member) => (lastRead.get(member) ?? 0) >= i) === true) continue;
      if (!taken.has(place.buffer) && lastStep.get(source)! <= step) return place;
    }
    return undefined;
  }
}

/** The buffers that one chain has used so far, and the last step that reads each of its inputs. */
class ChainBuffers {
  readonly item: Item;
  /** The last step that reads each tensor. */
  readonly lastStep = new Map<Tensor, number>();
  /** Inputs that a step reads at other positions than its own: a part of them, a row, a column. */
  readonly partly = new Set<Tensor>();
  readonly taken = new Set<Buffer>();

  constructor(item: Item) {
    this.item = item;
    item.nodes.forEach((t, step) => {
      const size = t.op === 'assign' ? t.inputs[0]!.size : t.size;
      for (const x of t.inputs) {
        this.lastStep.set(origin(x), step);
        if (x.size !== size || !isWhole(x)) this.partly.add(origin(x));
      }
    });
  }
}

function own(t: Tensor, i: number): Storage {
  return { buffer: { elements: arenaElements(t.dtype, t.size), first: i, last: i, offset: 0 }, offset: 0 };
}

/** Gives a pack its buffer. Members that have no place yet get their stretch of it.
 *  @returns the buffer and these members */
function placeMembers(
  pack: Tensor,
  end: number,
  storage: Map<Tensor, Storage>,
  free: (member: Tensor) => boolean,
): [Buffer, Tensor[]] {
  const placed: Tensor[] = [];
  const buffer: Buffer = { elements: pack.size, first: end, last: 0, offset: 0 };
  storage.set(pack, { buffer, offset: 0 });
  let along = 0;
  for (const member of pack.inputs) {
    const source = origin(member);
    if (source.size === member.size && source.op !== 'pack' && !storage.has(source) && free(source)) {
      storage.set(source, { buffer, offset: along });
      placed.push(source);
    }
    along += member.size;
  }
  return [buffer, placed];
}

/** Gives every buffer an offset, so that buffers in use at the same time do not overlap. The largest buffer comes first. Each
 *  gets the lowest offset that is free during its life.
 *  @returns the elements needed in all
 *  @source Pisarchyk & Lee 2020, Efficient memory management for deep neural net inference: greedy by size */
export function* allocate(buffers: readonly Buffer[]): Pieces<number> {
  const placed: Buffer[] = [];
  let total = 0;
  const ordered = buffers.toSorted((a, b) => b.elements - a.elements || a.first - b.first);
  const put = (buffer: Buffer): void => {
    let offset = 0;
    for (const other of placed) {
      if (other.last < buffer.first || other.first > buffer.last) continue;
      if (offset + buffer.elements <= other.offset) break;
      offset = Math.max(offset, align(other.offset + other.elements));
    }
    buffer.offset = offset;
    total = Math.max(total, offset + buffer.elements);
    let at = placed.length;
    while (at > 0 && placed[at - 1]!.offset > offset) at--;
    placed.splice(at, 0, buffer);
  };
  yield* forEach(ordered.length, (i) => put(ordered[i]!), AT_A_TIME);
  return total;
}
