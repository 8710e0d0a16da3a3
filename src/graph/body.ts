import { Tensor } from './tensor.ts';
import { Variable } from './variable.ts';

/** State that lives in the turns of a scan only. */
export class Carried extends Variable {}

/** What a scan repeats. Inputs of a node 'scan' are the initial values of what is carried, the tensors that are cut along
 *  their first axis into rows, and what every turn reads whole; a node 'scan_result' is one of its results. */
export class Body {
  static #created = 0;
  readonly #id = Body.#created++;
  /** Turns. */
  readonly length: number;
  /** Whether the last rows come first. */
  readonly reverse: boolean;
  readonly carried: readonly Carried[];
  /** What each of `carried` is after a turn, for derivatives; none for variables that change on the way. */
  readonly next: readonly (Tensor | undefined)[];
  readonly rows: readonly Tensor[];
  readonly held: readonly Tensor[];
  /** Changes of what is carried, in order. */
  readonly effects: readonly Tensor[];
  /** Values of which each turn gives a row. */
  readonly #ys: Tensor[];

  constructor(body: Pick<Body, 'length' | 'reverse' | 'carried' | 'next' | 'rows' | 'held' | 'effects' | 'ys'>) {
    this.length = body.length;
    this.reverse = body.reverse;
    this.carried = body.carried;
    this.next = body.next;
    this.rows = body.rows;
    this.held = body.held;
    this.effects = body.effects;
    this.#ys = [...body.ys];
  }

  /** Values of which each turn gives a row: results behind those that are carried. */
  get ys(): readonly Tensor[] {
    return this.#ys;
  }

  /** Makes rows of one more value and answers with the number of that result. */
  keep(value: Tensor): number {
    const known = this.#ys.indexOf(value);
    return this.carried.length + (known < 0 ? this.#ys.push(value) - 1 : known);
  }

  /** In keys of nodes. */
  toJSON(): number {
    return this.#id;
  }
}

/** One result of a scan: what carried value `index` is at the end or, behind these, the rows of a value. */
export function resultOf(scan: Tensor, index: number): Tensor {
  const body = scan.attrs['body'] as Body;
  const carried = body.carried[index];
  const { shape, dtype } = carried ?? body.ys[index - body.carried.length]!;
  return new Tensor('scan_result', [scan], { index }, carried === undefined ? [body.length, ...shape] : shape, dtype);
}

/** The same values with a place in memory, for what is one number everywhere: rows are cut from there. */
export const inMemory = (x: Tensor): Tensor => (x.op === 'fill' ? new Tensor('copy', [x], {}, x.shape, x.dtype) : x);
