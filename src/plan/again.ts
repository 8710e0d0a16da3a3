import { forEach, type Pieces } from '../core/pieces.ts';
import { rewriting, withInputs } from '../graph/rewrite.ts';
import { Tensor } from '../graph/tensor.ts';
import { usersOf, walking } from '../graph/walk.ts';
import { ELEMENTWISE } from '../lower/elementwise.ts';
import { isView } from '../lower/view.ts';

/** Elements from which on a value is worth it. */
const LARGE = 1 << 12;
/** The most steps that are done again for one value. */
const MOST = 8;

/** Lets the gate of a relu be computed again where its gradient reads it, and not be kept in memory for that: if steps on elements make it
 *  of what is kept anyway, and nothing else reads it late. The steps join the chain that reads them, which then reads as much memory as
 *  before. A reader is late if its other inputs depend on the value, as a gradient does. Values stay the same to the bit. */
export function* again(roots: readonly Tensor[]): Pieces<Tensor[]> {
  const tensors = yield* walking(roots);
  const gated = tensors.filter(({ op, size }) => op === 'relu_d' && size >= LARGE);
  if (gated.length === 0) return [...roots];
  const late = new Late(yield* usersOf(tensors));
  const repeated = new Map<Tensor, ReadonlySet<Tensor>>();
  const consider = (t: Tensor): void => {
    const gate = t.inputs[1]!;
    const steps = gate.size === t.size && !roots.includes(gate) ? late.stepsOf(gate) : undefined;
    if (steps !== undefined) repeated.set(t, steps);
  };
  yield* forEach(gated.length, (i) => consider(gated[i]!), 1);
  return yield* rewriting(
    roots,
    (t, inputs) => {
      const steps = repeated.get(t);
      if (steps === undefined) return undefined;
      const copies = new Map<Tensor, Tensor>();
      for (const step of steps) copies.set(step, withInputs(copyOf(step), step.inputs.map((x) => copies.get(x) ?? x)));
      return withInputs(t, [inputs[0]!, copies.get(t.inputs[1]!)!]);
    },
    tensors,
  );
}

const copyOf = ({ op, inputs, attrs, shape, dtype }: Tensor): Tensor => new Tensor(op, inputs, attrs, shape, dtype);

/** Which readers of a tensor are late. */
class Late {
  readonly #readers: ReadonlyMap<Tensor, readonly Tensor[]>;
  readonly #known = new Map<Tensor, readonly Tensor[]>();

  constructor(readers: ReadonlyMap<Tensor, readonly Tensor[]>) {
    this.#readers = readers;
  }

  /** The steps that make a value of what is kept anyway, inputs before users; undefined if there are none, or if keeping the value is
   *  as good. */
  stepsOf(value: Tensor): ReadonlySet<Tensor> | undefined {
    if (this.#of(value).some(({ op }) => op !== 'relu_d')) return undefined;
    const steps = new Set<Tensor>();
    const add = (t: Tensor): boolean => {
      if (t.size < value.size || t.inputs.length === 0) return true;
      if (t !== value && this.#of(t).length > 0) return true;
      if (!ELEMENTWISE.has(t.op) || t.size !== value.size || steps.size === MOST || !t.inputs.every(add)) return false;
      steps.add(t);
      return true;
    };
    // A value that is given, as what a scan reads is within its turns, is made of nothing.
    return add(value) && steps.has(value) ? steps : undefined;
  }

  /** The late readers of a tensor. */
  #of(t: Tensor): readonly Tensor[] {
    let late = this.#known.get(t);
    if (late === undefined) {
      const behind = this.#behind(t);
      late = this.#all(t).filter((reader) => reader.inputs.some((x) => behind.has(x)));
      this.#known.set(t, late);
    }
    return late;
  }

  /** What reads a tensor, or a view of it. */
  #all(t: Tensor): Tensor[] {
    return this.#readers.get(t)!.flatMap((reader) => (isView(reader) ? this.#all(reader) : [reader]));
  }

  /** All that depends on a tensor but for views of it. */
  #behind(t: Tensor): ReadonlySet<Tensor> {
    const found = new Set<Tensor>(this.#all(t));
    for (const each of found) for (const reader of this.#readers.get(each)!) found.add(reader);
    return found;
  }
}
