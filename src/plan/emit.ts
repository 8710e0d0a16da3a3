import { bitsOf } from '../abi/bits.ts';
import { placeKey, type Place } from '../abi/program.ts';
import type { ChainOperand, ChainStep, Writer } from '../abi/writer.ts';
import type { Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import { broadcastKind } from '../lower/elementwise.ts';
import { LOWERINGS } from '../lower/index.ts';
import { offset } from '../lower/lowering.ts';
import { origin } from '../lower/view.ts';
import { emitCopy } from './copy.ts';
import { within } from './nesting.ts';
import { emitScan, type Bodies } from './scan.ts';
import { columnsOf, immediateOf, isImmediate, ITEM, type Item, type Schedule } from './schedule.ts';

/** Writes the instructions of a schedule.
 *  @param at  gives the place of a tensor in memory
 *  @param inMemory  tensors that have a place in memory; chains keep the others in scratch */
export function* emit(
  writer: Writer,
  { items, effects }: Schedule,
  at: (t: Tensor) => Place,
  inMemory: ReadonlySet<Tensor>,
  bodies: Bodies,
): Pieces<void> {
  for (let i = 0; i < items.length;) {
    if (i === effects) writer.beginEffects();
    const { guard } = items[i]!;
    const begin = i++;
    // One `skip` covers neighbouring items under the same flag, but not across the beginning of the effects.
    while (guard !== undefined && i < items.length && i !== effects && items[i]!.guard === guard) i++;
    const write = emitItems(writer, items.slice(begin, i), at, inMemory, bodies);
    yield* guard === undefined ? write : writer.skip(at(guard), within(writer, write));
  }
}

function* emitItems(
  writer: Writer,
  items: readonly Item[],
  at: (t: Tensor) => Place,
  inMemory: ReadonlySet<Tensor>,
  bodies: Bodies,
): Pieces<void> {
  for (const item of items) {
    if (item.nodes[0]!.op === 'scan') yield* emitScan(writer, item.nodes, at, bodies);
    else emitItem(writer, item, at, inMemory);
    yield ITEM;
  }
}

function emitItem(writer: Writer, item: Item, at: (t: Tensor) => Place, inMemory: ReadonlySet<Tensor>): void {
  const [first] = item.nodes as [Tensor];
  if (item.chain) emitChain(writer, item, at, inMemory);
  else if (first.op === 'pack') emitPack(writer, first, at);
  else LOWERINGS[first.op]!(first, { at, emit: (kernel, args) => writer.emit(kernel, args) });
}

/** Copies members that were computed elsewhere to their place in the pack. The others are there already. */
function emitPack(writer: Writer, pack: Tensor, place: (t: Tensor) => Place): void {
  const whole = place(pack);
  let along = 0;
  for (const member of pack.inputs) {
    emitCopy(writer, member, offset(whole, along), place);
    along += member.size;
  }
}

function emitChain(writer: Writer, item: Item, place: (t: Tensor) => Place, inMemory: ReadonlySet<Tensor>): void {
  const [first] = item.nodes as [Tensor];
  const own = new Set(item.nodes);
  const size = first.op === 'assign' ? first.inputs[0]!.size : first.size;
  const cols = item.nodes.map(columnsOf).find((c) => c !== undefined) ?? size;
  const operands: ChainOperand[] = [];
  const found = new Map<string, number>();
  const number = (key: string, operand: () => ChainOperand): number => {
    let index = found.get(key);
    if (index === undefined) found.set(key, (index = operands.push(operand()) - 1));
    return index;
  };
  // Constants are told apart by their bits, because -0 differs from 0.
  const immediate = (value: number): number => number(`value ${bitsOf(value)}`, () => ({ kind: 'immediate', value }));
  const temps = new Temps(own, inMemory, operands);
  const steps: ChainStep[] = item.nodes.map((t, step) => {
    const inputs = (t.op === 'assign' ? t.inputs.slice(0, 1) : t.inputs).map((x) => {
      const source = origin(x);
      const temp = temps.of(source);
      if (temp !== undefined) return temp;
      if (isImmediate(x)) return immediate(immediateOf(x));
      if (own.has(source)) return number(`out ${source.id}`, () => ({ kind: 'out', place: place(source) }));
      const kind = t.op === 'assign' ? 'full' : broadcastKind(x.shape, t.shape)!.kind;
      const from = place(x);
      return number(`${kind} ${placeKey(from)}`, () => ({ kind: `in_${kind}`, place: from }));
    });
    temps.release(step);
    const output =
      t.op === 'assign'
        ? number(`to ${t.id}`, () => ({ kind: 'out', place: place(t.inputs[1]!) }))
        : inMemory.has(t)
          ? number(`out ${t.id}`, () => ({ kind: 'out', place: place(t) }))
          : temps.take(t);
    return { kernel: t.op === 'assign' ? 'copy' : t.op, operands: [...inputs, output] };
  });
  writer.chain(cols === 0 ? 0 : size / cols, cols, operands, steps);
}

/** The scratch blocks of a chain. A block is free again after the last read of its value. */
class Temps {
  readonly #holders = new Map<Tensor, number>();
  readonly #lastRead = new Map<Tensor, number>();
  readonly #free: number[] = [];
  readonly #operands: ChainOperand[];

  constructor(nodes: ReadonlySet<Tensor>, inMemory: ReadonlySet<Tensor>, operands: ChainOperand[]) {
    this.#operands = operands;
    let step = 0;
    for (const t of nodes) {
      for (const x of t.inputs) {
        const source = origin(x);
        if (nodes.has(source) && !inMemory.has(source)) this.#lastRead.set(source, step);
      }
      step++;
    }
  }

  of(t: Tensor): number | undefined {
    return this.#holders.get(t);
  }

  take(t: Tensor): number {
    const index = this.#free.pop() ?? this.#operands.push({ kind: 'temp' }) - 1;
    this.#holders.set(t, index);
    return index;
  }

  /** Frees the blocks that this step reads last. Its output may take one of them, because a step may write over its inputs. */
  release(step: number): void {
    for (const [t, index] of this.#holders) {
      if (this.#lastRead.get(t) === step) {
        this.#free.push(index);
        this.#holders.delete(t);
      }
    }
  }
}
