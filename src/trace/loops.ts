import { ConfigError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { all } from '../core/realm.ts';
import { asTensor, Tensor, type TensorLike } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';
import { evaluate } from '../run/eager.ts';
import { mustBeFunction } from './arguments.ts';
import { currentTrace } from './current.ts';
import type { ScanOptions, Turn } from './scan.ts';
import { Trace } from './trace.ts';

/** What a loop is given: a tensor, a list of tensors, or nothing. */
export type LoopGiven = TensorLike | readonly Tensor[] | null;

/** What the function of a loop receives or answers with: a tensor, a list of tensors, or null for nothing. */
export type LoopTensors = Tensor | readonly Tensor[] | null;

/** The tensors in the form in which they were given. */
export type InForm<G> = G extends null | undefined ? null : G extends readonly Tensor[] ? { readonly [K in keyof G]: Tensor } : Tensor;

export interface LoopOptions {
  /** Number of turns (default: the length of `xs`). */
  length?: number | null;
  /** Whether turns take the last rows first (default false). The turn that reads row i of `xs` writes row i of the results. */
  reverse?: boolean;
  /** Whether gradients compute the values of turns anew instead of keeping those of all turns (default false). It takes one more pass
   *  through the turns, and memory in proportion to the square root of their number. */
  remat?: boolean;
}

/** Repeats `f` for each row of `xs`, along its first axis. `f` receives what the turn before carried and a row, and answers with what to
 *  carry on and a row of the results. It is called once, and one instruction repeats what it does. Within a layer or a compiled function
 *  it is a part of the step, as `t.scan` is. Concrete values are computed at once.
 *  @param init  what the first turn receives: a tensor, a list of tensors, or null
 *  @param xs  a tensor, a list of tensors, or null with `length`
 *  @returns what the last turn carries, and the rows of all turns, in the forms in which `f` gave them
 *  @example
 *  const [total, sums] = ops.scan((carry, x) => { const s = ops.add(carry, x); return [s, s]; }, 0, [1, 2, 3]); // 6 and [1, 3, 6]
 *  @throws {ShapeError} if a carry changes its shape or dtype, or `xs` differ in length
 *  @throws {ConfigError} if there is neither xs nor a length, or `f` does not answer with a pair of tensors */
export function scan<const I extends LoopGiven, const X extends LoopGiven, const Y extends LoopTensors>(
  f: (carry: InForm<I>, x: InForm<X>) => readonly [LoopTensors, Y],
  init: I,
  xs: X = null as X,
  options: LoopOptions = {},
): [InForm<I>, InForm<Y>] {
  mustBeFunction('scan', f);
  checkKeys('scan', options, ['length', 'reverse', 'remat']);
  const { length, ...others } = options;
  const [carried, rows] = [listOf(init), listOf(xs)];
  let answered: LoopTensors = null;
  const turn = (carry: readonly Tensor[], row: readonly Tensor[]): Turn => {
    const answer: unknown = f(inFormOf(init, carry) as InForm<I>, inFormOf(xs, row) as InForm<X>);
    if (!Array.isArray(answer) || answer.length !== 2)
      throw new ConfigError(`scan: expected the function to answer with a pair, [carry, y], received ${show(answer)}.`);
    answered = answer[1] as LoopTensors;
    return { carry: listOf(answer[0] as LoopTensors), ys: listOf(answered) };
  };
  const counted = length === undefined || length === null ? others : { ...others, length };
  const { carry, ys } = repeated(turn, { ...counted, carry: carried, xs: rows });
  return [inFormOf(init, carry) as InForm<I>, inFormOf(answered, ys) as InForm<Y>];
}

/** Does `f` for each row of `xs`, along its first axis, and stacks the results. See `scan`.
 *  @param xs  a tensor, or a list of tensors of one length
 *  @example
 *  ops.map((x) => ops.multiply(x, x), [1, 2, 3]); // [1, 4, 9]
 *  @throws {ShapeError} if `xs` differ in length
 *  @throws {ConfigError} if `f` does not answer with tensors */
export function map<const X extends LoopGiven, const Y extends LoopTensors>(f: (x: InForm<X>) => Y, xs: X): InForm<Y> {
  mustBeFunction('map', f);
  let answered: LoopTensors = null;
  const turn = (_: readonly Tensor[], row: readonly Tensor[]): Turn => {
    answered = f(inFormOf(xs, row) as InForm<X>);
    return { ys: listOf(answered) };
  };
  const { ys } = repeated(turn, { xs: listOf(xs) });
  return inFormOf(answered, ys) as InForm<Y>;
}

/** Repeats a turn in the step that is being recorded or, outside of any, in one of its own; at once, if all values are known. */
function repeated(
  turn: (carry: readonly Tensor[], row: readonly Tensor[]) => Turn,
  options: ScanOptions,
): Required<Turn> {
  const current = currentTrace();
  const { carry, ys } = (current ?? new Trace({ training: false })).scan((_, c, row) => turn(c, row), options);
  const all = [...carry, ...ys];
  if (current !== undefined || all.length === 0 || !ancestors(all).every((t) => t.inputs.length > 0 || t.concrete)) return { carry, ys };
  const values = evaluate(all, new Map());
  return { carry: values.slice(0, carry.length), ys: values.slice(carry.length) };
}

const isList = (given: unknown): given is readonly Tensor[] => Array.isArray(given) && all(given, (x) => x instanceof Tensor);

const listOf = (given: LoopGiven | undefined): readonly Tensor[] =>
  given === null || given === undefined ? [] : isList(given) ? given : [asTensor(given)];

/** The tensors in the form of what was given. */
const inFormOf = (form: LoopGiven | undefined, list: readonly Tensor[]): LoopTensors =>
  form === null || form === undefined ? null : isList(form) ? list : list[0]!;
