import type { Shape } from '../core/shape.ts';
import { constant, full, type Tensor } from '../graph/tensor.ts';
import { where } from '../op/elementwise.ts';
import { reshape, slice, stack, transpose } from '../op/move.ts';
import { takeRows } from '../op/gather.ts';
import type { Turn } from '../trace/scan.ts';
import type { Trace } from '../trace/trace.ts';
import type { CellSteps } from './rnn-cell.ts';

/** A sequence, and how a recurrent layer goes through it. */
export interface Course {
  /** @shape [batch, steps, ...] */
  readonly inputs: Tensor;
  readonly states: readonly Tensor[];
  /** Not 0 where a step counts; undefined if all do. @shape [steps, batch] */
  readonly mask: Tensor | undefined;
  /** @shape [batch, ...] */
  readonly outputShape: Shape;
  readonly backwards: boolean;
  readonly unroll: boolean;
  /** Whether the output of a step that does not count is 0, and not that of the step before. */
  readonly zeroOutputForMask: boolean;
  /** Whether the outputs of all steps are asked for. */
  readonly sequences: boolean;
  /** Whether the first states may be other than 0. */
  readonly begun: boolean;
  /** The output of the step before the first (default 0). @shape as outputShape */
  readonly output?: Tensor | undefined;
}

/** What a recurrent layer makes of a sequence. */
export interface Swept {
  /** The output of the last step that was taken. @shape [batch, ...] */
  readonly last: Tensor;
  /** The outputs in the order in which steps were taken, if they are asked for. @shape [batch, steps, ...] */
  readonly sequence: Tensor | undefined;
  readonly states: readonly Tensor[];
}

/** Takes the steps of a cell through a sequence. This is the place that decides how: by a kernel that knows the cell; one behind
 *  the other as separate instructions (`unroll`); or as turns that one instruction repeats. */
export function sweep(t: Trace, steps: CellSteps, course: Course): Swept {
  const { inputs, unroll } = course;
  if (steps.whole !== undefined && !unroll && inputs.shape[1]! > 0) return byKernel(t, steps.whole, course);
  const entered = steps.enter(inTurns(inputs));
  const { sequence, ...swept } = unroll ? unrolled(t, steps, course, entered) : scanned(t, steps, course, entered);
  return { ...swept, sequence: sequence && inTurns(sequence) };
}

/** Exchanges the first two axes. @shape [batch, steps, ...] -> [steps, batch, ...], and back */
export const inTurns = (x: Tensor): Tensor => transpose(x, { axes: [1, 0, ...[...x.shape.keys()].slice(2)] });

function byKernel(t: Trace, whole: Exclude<CellSteps['whole'], undefined>, course: Course): Swept {
  const { inputs, states, backwards } = course;
  const mask = course.mask && (backwards ? reversed(course.mask) : course.mask);
  const x = backwards ? inTurns(reversed(inTurns(inputs))) : inputs;
  const after = whole(x, { states, mask: mask && inTurns(mask) });
  const last = after.map(lastOf);
  if (mask === undefined) return { last: last[0]!, sequence: after[0], states: last };
  const shown = shownSteps(t, mask, course);
  if (shown === undefined) return { last: last[0]!, sequence: after[0], states: last };
  const [batch, steps] = inputs.shape as [number, number];
  const before = course.zeroOutputForMask ? undefined : course.output;
  const otherwise = before === undefined ? 0 : reshape(before, [batch, 1, before.shape[1]!]);
  const sequence = course.sequences ? where(reshape(inTurns(shown), [batch, steps, 1]), after[0]!, otherwise) : undefined;
  return { last: where(reshape(rowAt(shown, steps - 1), [batch, 1]), last[0]!, before ?? 0), sequence, states: last };
}

/** The last of the steps. @shape [batch, steps, ...] -> [batch, ...] */
function lastOf(x: Tensor): Tensor {
  const begin = x.shape.map((_, axis) => (axis === 1 ? x.shape[1]! - 1 : 0));
  return reshape(slice(x, begin, x.shape.with(1, 1)), x.shape.toSpliced(1, 1));
}

/** Not 0 where a step shows its state, after a kernel that keeps states where steps do not count; 0 where its output is 0, or that
 *  before the first step. Undefined if all show it: until a step counts, the state is that of the beginning, which was no output.
 *  @param mask  in the order in which steps are taken. @shape [steps, batch] -> the same */
function shownSteps(t: Trace, mask: Tensor, { zeroOutputForMask, begun }: Course): Tensor | undefined {
  if (zeroOutputForMask) return mask;
  if (!begun) return undefined;
  const { ys } = t.scan((_, [seen], [m]) => {
    const next = where(m!, 1, seen!);
    return { carry: [next], ys: [next] };
  }, { carry: [full([mask.shape[1]!], 0)], xs: [mask] });
  return ys[0]!;
}

function scanned(t: Trace, steps: CellSteps, course: Course, entered: Tensor): Swept {
  const { mask, backwards } = course;
  const carried = carriesOutput(steps, course);
  const xs = mask === undefined ? [entered] : [entered, mask];
  const { carry, ys } = t.scan((_, c, [row, m]) => turnOf(t, steps, course, c, row!, m), {
    carry: [...course.states, ...(carried ? [course.output ?? full(course.outputShape, 0)] : [])],
    xs,
    reverse: backwards,
  });
  const states = carry.slice(0, course.states.length);
  // A scan from the end keeps rows where it found them.
  const sequence = ys[0] === undefined || !backwards ? ys[0] : reversed(ys[0]);
  return { last: carried ? carry.at(-1)! : states[0]!, sequence, states };
}

function unrolled(t: Trace, steps: CellSteps, course: Course, entered: Tensor): Swept {
  const { mask, backwards } = course;
  const order = [...Array(entered.shape[0]!).keys()];
  if (backwards) order.reverse();
  const carried = carriesOutput(steps, course);
  let carry: readonly Tensor[] = [...course.states, ...(carried ? [course.output ?? full(course.outputShape, 0)] : [])];
  const outputs: Tensor[] = [];
  for (const i of order) {
    const turn = turnOf(t, steps, course, carry, rowAt(entered, i), mask && rowAt(mask, i));
    carry = turn.carry;
    outputs.push(...turn.ys);
  }
  const states = carry.slice(0, course.states.length);
  return { last: carried ? carry.at(-1)! : states[0]!, sequence: course.sequences ? stack(outputs) : undefined, states };
}

/** Whether turns carry the output beside the states: it is asked for, or repeated where steps do not count, and it is no state. */
function carriesOutput({ outputIsState }: CellSteps, { mask, sequences, zeroOutputForMask, begun }: Course): boolean {
  if (mask === undefined) return !outputIsState && !sequences;
  return zeroOutputForMask ? !sequences : !outputIsState || begun;
}

/** One step, in which samples that do not count keep their states. */
function turnOf(
  t: Trace, steps: CellSteps, course: Course, carry: readonly Tensor[], row: Tensor, mask: Tensor | undefined,
): Required<Turn> {
  const states = carry.slice(0, course.states.length);
  const before = carry[states.length];
  const [output, ...fresh] = steps.step(t, row, states) as [Tensor, ...Tensor[]];
  const counts = (y: Tensor, otherwise: Tensor | number): Tensor =>
    mask === undefined ? y : where(reshape(mask, [mask.size, ...new Array<number>(y.rank - 1).fill(1)]), y, otherwise);
  const next = fresh.map((state, i) => counts(state, states[i]!));
  const kept = before ?? (steps.outputIsState ? states[0]! : 0);
  const shown = counts(output, course.zeroOutputForMask ? 0 : kept);
  return { carry: [...next, ...(before === undefined ? [] : [shown])], ys: course.sequences ? [shown] : [] };
}

const rowAt = (x: Tensor, i: number): Tensor =>
  reshape(slice(x, x.shape.map((_, axis) => (axis === 0 ? i : 0)), x.shape.with(0, 1)), x.shape.slice(1));

/** The rows in reverse order. */
export function reversed(x: Tensor): Tensor {
  const count = x.shape[0]!;
  return takeRows(x, constant(Int32Array.from({ length: count }, (_, i) => count - 1 - i), [count]));
}
