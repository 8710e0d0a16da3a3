import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkBoolean, checkInteger, checkKeys } from '../core/options.ts';
import { forEach, PASS, type Pieces } from '../core/pieces.ts';
import { sameShape, showShape, type Shape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { Body, Carried, inMemory, resultOf } from '../graph/body.ts';
import { rewriting } from '../graph/rewrite.ts';
import { asTensor, Tensor, zeros, type TensorLike } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { walking } from '../graph/walk.ts';
import { writesOf } from '../lower/update.ts';
import { Scope } from './scope.ts';

/** The answer of a turn of a scan. */
export interface Turn {
  /** Tensors for the next turn. Shapes and dtypes are the same in every turn. */
  readonly carry?: readonly Tensor[];
  /** One row of each result. */
  readonly ys?: readonly Tensor[];
}

export interface ScanOptions {
  /** Tensors for the first turn (default nothing). */
  readonly carry?: readonly TensorLike[];
  /** Tensors that are cut into rows along their first axis. Each turn receives one row of each (default none). */
  readonly xs?: readonly TensorLike[];
  /** Number of turns (default: the length of `xs`). */
  readonly length?: number;
  /** Whether turns take the last rows first (default false). Results are not reversed: the turn that reads row i of `xs` writes row i of
   *  each result. */
  readonly reverse?: boolean;
  /** Whether gradients compute the values of turns anew instead of keeping those of all turns (default false). It takes one more pass
   *  through the turns, and memory in proportion to the square root of their number. `f` may be recorded twice; draws are others. */
  readonly remat?: boolean;
}

/** The results of a scan, its losses and the variables that it changed. */
export interface Scanned {
  readonly carry: readonly Tensor[];
  readonly ys: readonly Tensor[];
  /** For each loss that the turns add, its values in all turns. @shape each [length] */
  readonly losses: readonly Tensor[];
  /** The variables that the turns changed, with their values after the last turn. */
  readonly changed: ReadonlyMap<Variable, Tensor>;
}

/** The options of a scan, checked. */
export interface CheckedScan {
  readonly carry: readonly Tensor[];
  readonly xs: readonly Tensor[];
  readonly length: number;
  readonly reverse: boolean;
  readonly remat: boolean;
}

/** @throws {ShapeError} if `xs` differ in length, one is a scalar, or a tensor is neither float32 nor int32
 *  @throws {ConfigError} if there is neither xs nor a length, or an option is invalid */
export function checkedScan(options: ScanOptions): CheckedScan {
  checkKeys('scan', options, ['carry', 'xs', 'length', 'reverse', 'remat']);
  const xs = tensors('xs', options.xs ?? []);
  return {
    carry: tensors('carry', options.carry ?? []),
    xs,
    reverse: checkBoolean('scan', 'reverse', options.reverse ?? false),
    remat: checkBoolean('scan', 'remat', options.remat ?? false),
    length: lengthOf(xs, options.length),
  };
}

/** Records the body of a scan. */
export class Recording {
  readonly scope: Scope;
  readonly length: number;
  readonly carried: readonly Carried[];
  readonly rows: readonly Tensor[];
  readonly #initial: readonly Tensor[];
  readonly #xs: readonly Tensor[];
  readonly #reverse: boolean;
  readonly #recomputes: boolean;

  /** @param recomputes  whether gradients compute the values of a turn anew */
  constructor({ carry, xs, length, reverse }: CheckedScan, recomputes: boolean) {
    this.#initial = carry;
    this.#xs = xs.map(inMemory);
    this.#reverse = reverse;
    this.#recomputes = recomputes;
    this.length = length;
    this.carried = this.#initial.map((x, i) => new Carried(`carry ${i}`, zeros(x.shape, x.dtype)));
    this.rows = this.#xs.map((x) => leaf(x.shape.slice(1), x));
    this.scope = new Scope(this.carried);
  }

  /** Makes the scan of what was recorded, in pieces.
   *  @param read  gives the newest value of a variable outside the scan
   *  @throws {ShapeError} if the carry changes in number, shape or dtype, or rows are neither float32 nor int32
   *  @throws {ConfigError} if the answer is no record of arrays of tensors */
  *finish(turn: Turn, read: (v: Variable) => Tensor): Pieces<Scanned> {
    const { carry, ys } = this.#checked(turn);
    const { scope } = this;
    carry.forEach((value, i) => scope.set(this.carried[i]!, value));
    yield* scope.write();
    yield PASS;
    const written = new Set(scope.effects.flatMap(writesOf));
    const inner = [...scope.inner!].filter(([v]) => !this.carried.includes(v as Carried));
    const changed = inner.filter(([, c]) => written.has(c));
    const looked = inner.filter(([, c]) => !written.has(c));
    const seen = [...this.carried, ...inner.map(([, c]) => c)];

    const values = [...scope.effects, ...carry, ...ys, ...scope.losses];
    const held = yield* heldOf(values, [...seen.map((c) => c.tensor), ...this.rows]);
    yield PASS;
    const inside = yield* rewriting(values, (t) => held.get(t));
    yield PASS;
    const part = (from: number, count: number): Tensor[] => inside.slice(from, from + count);
    const effects = scope.effects.length;
    const body = new Body({
      length: this.length,
      reverse: this.#reverse,
      recomputes: this.#recomputes,
      carried: [...this.carried, ...changed.map(([, c]) => c)],
      next: part(effects, carry.length),
      rows: this.rows,
      held: [...held.values(), ...looked.map(([, c]) => c.tensor)],
      effects: part(0, effects),
      ys: part(effects + carry.length, ys.length + scope.losses.length),
    });
    const initial = [...this.#initial, ...changed.map(([v]) => read(v))];
    const scan = new Tensor(
      'scan',
      [...initial, ...this.#xs, ...held.keys(), ...looked.map(([v]) => inMemory(read(v)))],
      { body },
      [],
      'float32',
    );
    const stacks = body.ys.map((_, i) => resultOf(scan, body.carried.length + i));
    return {
      carry: carry.map((_, i) => resultOf(scan, i)),
      ys: stacks.slice(0, ys.length),
      losses: stacks.slice(ys.length),
      changed: new Map(changed.map(([v], i) => [v, resultOf(scan, carry.length + i)])),
    };
  }

  #checked(turn: unknown): Required<Turn> {
    const advice = 'Answer with { carry, ys }.';
    if (typeof turn !== 'object' || turn === null)
      throw new ConfigError(`scan: expected the function to answer with a record, received ${show(turn)}. ${advice}`);
    checkKeys('scan: the answer', turn, ['carry', 'ys']);
    const { carry = [], ys = [] } = turn as Turn;
    for (const [name, list] of Object.entries({ carry, ys })) {
      if (Array.isArray(list) && all(list, (x) => x instanceof Tensor)) continue;
      throw new ConfigError(`scan: expected an array of tensors as ${name}, received ${show(list)}. ${advice}`);
    }
    if (carry.length !== this.carried.length) {
      throw new ShapeError(`scan: ${this.carried.length} tensors are carried, and the function answers with ${carry.length} of them.`);
    }
    carry.forEach((x, i) => {
      const { shape, dtype } = this.carried[i]!;
      if (sameShape(x.shape, shape) && x.dtype === dtype) return;
      throw new ShapeError(
        `scan: carry ${i} must stay ${dtype} of shape ${showShape(shape)}, received ${x.dtype} of shape ${showShape(x.shape)}.`,
      );
    });
    ys.forEach((y, i) => fourBytes(`the rows of result ${i}`, y));
    return { carry, ys };
  }
}

/** For each tensor that turns read and that is the same in all of them, makes a leaf that stands for it in the body. Fills and scalar
 *  constants stay as they are. */
function* heldOf(values: readonly Tensor[], changing: readonly Tensor[]): Pieces<Map<Tensor, Tensor>> {
  const moves = new Set(changing);
  const all = yield* walking(values);
  yield* forEach(all.length, (i) => {
    if (all[i]!.inputs.some((x) => moves.has(x))) moves.add(all[i]!);
  });
  const held = new Map<Tensor, Tensor>();
  const hold = (t: Tensor): void => {
    const number = t.op === 'fill' || (t.op === 'constant' && t.size === 1);
    if (!moves.has(t) && !number && !held.has(t)) held.set(t, leaf(t.shape, t));
  };
  yield* forEach(all.length, (i) => {
    if (moves.has(all[i]!)) all[i]!.inputs.forEach(hold);
  });
  values.forEach(hold);
  return held;
}

const leaf = (shape: Shape, { dtype }: Tensor): Tensor => new Tensor('row', [], {}, shape, dtype);

function tensors(name: string, list: unknown): Tensor[] {
  if (!Array.isArray(list)) throw new ConfigError(`scan: expected an array of tensors as ${name}, received ${show(list)}.`);
  return Array.from(list, (x, i) => fourBytes(`${name} ${i}`, asTensor(x as TensorLike)));
}

function fourBytes(what: string, x: Tensor): Tensor {
  if (x.dtype === 'float32' || x.dtype === 'int32') return x;
  throw new ShapeError(`scan: expected float32 or int32 values as ${what}, received ${x.dtype}. Use cast.`);
}

function lengthOf(xs: readonly Tensor[], given: number | undefined): number {
  if (given !== undefined) checkInteger('scan', 'length', given, 0);
  const lengths = xs.map((x, i) => {
    if (x.rank === 0) throw new ShapeError(`scan: xs ${i} has no axis to go along: it is a number.`);
    return x.shape[0]!;
  });
  const length = given ?? lengths[0];
  if (length === undefined) throw new ConfigError('scan: without xs, say how often: { length }.');
  const other = lengths.findIndex((n) => n !== length);
  if (other >= 0) throw new ShapeError(`scan: expected ${length} rows in each of xs, received ${lengths[other]} in number ${other}.`);
  return length;
}
