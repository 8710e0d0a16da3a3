import { bitsOf } from '../abi/bits.ts';
import type { Place, Program } from '../abi/program.ts';
import { Writer, type ChainOperand, type ChainStep } from '../abi/writer.ts';
import type { Tensor } from '../graph/tensor.ts';
import { broadcastKind } from '../lower/elementwise.ts';
import { LOWERINGS } from '../lower/index.ts';
import { origin } from '../lower/view.ts';
import { columnsOf, isImmediate, type Item, type Schedule } from './schedule.ts';

/** Writes the program of a schedule whose tensors have their places.
 *  @param inMemory  whether a tensor of a chain is needed beyond it */
export function emit(
  schedule: Schedule, at: (t: Tensor) => Place, inMemory: (t: Tensor, item: Item) => boolean, workspace: number,
): Program {
  const writer = new Writer();
  schedule.items.forEach((item, i) => {
    if (i === schedule.effects) writer.beginEffects();
    const [first] = item.nodes as [Tensor];
    if (item.chain) emitChain(writer, item, at, inMemory);
    else if (first.op === 'pack') emitPack(writer, first, at);
    else LOWERINGS[first.op]!(first, { at, emit: (kernel, args) => writer.emit(kernel, args) });
  });
  return writer.finish(workspace);
}

/** Members that were computed elsewhere are copied to their place; the others are there already. */
function emitPack(writer: Writer, pack: Tensor, place: (t: Tensor) => Place): void {
  const whole = place(pack);
  let along = 0;
  for (const member of pack.inputs) {
    const target = { segment: whole.segment, offset: whole.offset + along };
    if (member.op === 'fill') {
      writer.emit('fill', { n: member.size, value: member.attrs['value'] as number, y: target });
    } else {
      const source = place(member);
      if (source.segment !== target.segment || source.offset !== target.offset) {
        writer.chain(
          1,
          member.size,
          [{ kind: 'in_full', place: source }, { kind: 'out', place: target }],
          [{ kernel: 'copy', operands: [0, 1] }],
        );
      }
    }
    along += member.size;
  }
}

function emitChain(writer: Writer, item: Item, place: (t: Tensor) => Place, inMemory: (t: Tensor, item: Item) => boolean): void {
  const [first] = item.nodes as [Tensor];
  const size = first.op === 'assign' ? first.inputs[0]!.size : first.size;
  const cols = item.nodes.map(columnsOf).find((c) => c !== undefined) ?? size;
  const operands: ChainOperand[] = [];
  const found = new Map<string, number>();
  const number = (key: string, operand: () => ChainOperand): number => {
    let index = found.get(key);
    if (index === undefined) found.set(key, (index = operands.push(operand()) - 1));
    return index;
  };
  // By its bits: -0 is a constant of its own.
  const immediate = (value: number): number => number(`value ${bitsOf(value)}`, () => ({ kind: 'immediate', value }));
  const temps = new Temps(item, inMemory, operands);
  const steps: ChainStep[] = item.nodes.map((t, step) => {
    const inputs = (t.op === 'assign' ? t.inputs.slice(0, 1) : t.inputs).map((x) => {
      const source = origin(x);
      const own = temps.of(source);
      if (own !== undefined) return own;
      if (isImmediate(x)) return immediate(x.op === 'fill' ? (x.attrs['value'] as number) : x.data[0]!);
      if (item.nodes.includes(source)) return number(`out ${source.id}`, () => ({ kind: 'out', place: place(source) }));
      const kind = t.op === 'assign' ? 'full' : broadcastKind(x.shape, t.shape)!.kind;
      const from = place(x);
      return number(`${kind} ${from.segment} ${from.offset}`, () => ({ kind: `in_${kind}`, place: from }));
    });
    temps.release(step);
    const output =
      t.op === 'assign' ? number(`to ${t.id}`, () => ({ kind: 'out', place: place(t.inputs[1]!) }))
      : inMemory(t, item) ? number(`out ${t.id}`, () => ({ kind: 'out', place: place(t) }))
      : temps.take(t);
    return { kernel: t.op === 'assign' ? 'copy' : t.op, operands: [...inputs, output] };
  });
  writer.chain(cols === 0 ? 0 : size / cols, cols, operands, steps);
}

/** Scratch blocks of a chain, each used again once its value has been read for the last time. */
class Temps {
  readonly #holders = new Map<Tensor, number>();
  readonly #lastRead = new Map<Tensor, number>();
  readonly #free: number[] = [];
  readonly #operands: ChainOperand[];

  constructor(item: Item, inMemory: (t: Tensor, item: Item) => boolean, operands: ChainOperand[]) {
    this.#operands = operands;
    item.nodes.forEach((t, step) => {
      for (const x of t.inputs) {
        const source = origin(x);
        if (item.nodes.includes(source) && !inMemory(source, item)) this.#lastRead.set(source, step);
      }
    });
  }

  of(t: Tensor): number | undefined {
    return this.#holders.get(t);
  }

  take(t: Tensor): number {
    const index = this.#free.pop() ?? this.#operands.push({ kind: 'temp' }) - 1;
    this.#holders.set(t, index);
    return index;
  }

  /** Frees what this step reads last: its output may take the block, since a step may write over what it reads. */
  release(step: number): void {
    for (const [t, index] of this.#holders) {
      if (this.#lastRead.get(t) === step) {
        this.#free.push(index);
        this.#holders.delete(t);
      }
    }
  }
}
