import { Tensor } from './tensor.ts';
import { Variable } from './variable.ts';

/** State that exists only in the turns of a scan. */
export class Carried extends Variable {}

/** The body of a scan: the graph of one turn. A node 'scan' has three kinds of inputs, in this order: the initial values of
 *  `carried`, the tensors that are cut into `rows` along their first axis, and those that every turn reads whole (`held`). A
 *  node 'scan_result' is one of its results. */
export class Body {
  static #created = 0;
  readonly #id = Body.#created++;
  /** Number of turns. */
  readonly length: number;
  /** Whether turns take the last rows first. */
  readonly reverse: boolean;
  readonly carried: readonly Carried[];
  /** The value of each of `carried` after a turn, for derivatives. Variables that turns update have none. */
  readonly next: readonly (Tensor | undefined)[];
  readonly rows: readonly Tensor[];
  readonly held: readonly Tensor[];
  /** Changes of `carried`, in order. */
  readonly effects: readonly Tensor[];
  /** Whether gradients compute the values of a turn anew from what it was given. Otherwise each turn keeps those that they need. */
  readonly recomputes: boolean;
  /** Values of which each turn stores a row. */
  readonly #ys: Tensor[];

  constructor(
    body: Pick<Body, 'length' | 'reverse' | 'carried' | 'next' | 'rows' | 'held' | 'effects' | 'ys'> & { readonly recomputes?: boolean },
  ) {
    this.length = body.length;
    this.reverse = body.reverse;
    this.carried = body.carried;
    this.next = body.next;
    this.rows = body.rows;
    this.held = body.held;
    this.effects = body.effects;
    this.recomputes = body.recomputes ?? false;
    this.#ys = [...body.ys];
  }

  /** Values of which each turn stores a row. Their results are numbered behind those of `carried`. */
  get ys(): readonly Tensor[] {
    return this.#ys;
  }

  /** Stores rows of one more value, unless they are stored already. Returns the number of that result. */
  keep(value: Tensor): number {
    const known = this.#ys.indexOf(value);
    return this.carried.length + (known < 0 ? this.#ys.push(value) - 1 : known);
  }

  /** Stands for the body in the keys of nodes. */
  toJSON(): number {
    return this.#id;
  }
}

/** Result number `index` of a scan: a carried value after the last turn or, behind these, the rows of a value.
 *  @shape as the carried value; rows [turns, ...] */
export function resultOf(scan: Tensor, index: number): Tensor {
  const body = scan.attrs['body'] as Body;
  const carried = body.carried[index];
  const { shape, dtype } = carried ?? body.ys[index - body.carried.length]!;
  return new Tensor('scan_result', [scan], { index }, carried === undefined ? [body.length, ...shape] : shape, dtype);
}

/** Copies a fill, so that it has a place in memory from which rows can be cut. Other tensors are returned unchanged. */
export const inMemory = (x: Tensor): Tensor => (x.op === 'fill' ? new Tensor('copy', [x], {}, x.shape, x.dtype) : x);
