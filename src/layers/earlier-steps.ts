import { constant, type Tensor } from '../graph/tensor.ts';
import { add, cast, less, lessEqual, logicalAnd, subtract } from '../op/elementwise.ts';
import { takeRows } from '../op/gather.ts';
import { concatenate, pad, reshape, slice } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import { writeRows } from '../op/update.ts';
import type { Stage } from '../trace/stage.ts';
import type { Trace } from '../trace/trace.ts';
import type { Layer } from './layer.ts';

/** Keys and values of all steps up to the present, those that are to come 0, and which of them each query sees. */
export interface Past {
  /** [batch, capacity, heads, width] */
  readonly keys: Tensor;
  readonly values: Tensor;
  /** [batch, 1, 1, capacity] */
  readonly mask: Tensor;
}

/** Keeps keys and values of the steps of a call.
 *  @param keyMask  which of these steps count as keys. @shape [batch, steps]
 *  @param window  how many steps back a query sees; undefined for all
 *  @returns all that is kept; undefined in the first call, whose steps see only each other
 *  @shape keys, values [batch, steps, heads, width] */
export function keepSteps(
  layer: Layer, t: Trace, stage: Stage, keys: Tensor, values: Tensor, keyMask: Tensor | undefined, window: number | undefined,
): Past | undefined {
  const { batch, capacity } = stage.cache;
  const all = (name: string, x: Tensor): Tensor => {
    const [, steps, ...sizes] = x.shape as [number, number, ...number[]];
    const kept = stage.keep(layer, name, [batch * capacity, ...sizes]);
    if (stage.positions === undefined) {
      const zeros = sizes.map(() => 0);
      return t.update(kept, reshape(pad(x, [0, 0, ...zeros], [0, capacity - steps, ...zeros]), kept.shape));
    }
    t.apply(writeRows(kept, reshape(x, [batch, ...sizes]), rowsAt(stage.positions, capacity)));
    return reshape(t.read(kept), [batch, capacity, ...sizes]);
  };
  const [k, v] = [all('keys', keys), all('values', values)];
  const counts = keyMask && all('keyMask', reshape(keyMask, [...keyMask.shape, 1]));
  if (stage.positions === undefined) return undefined;
  const seen = upTo(stage.positions, capacity, window);
  const mask = counts === undefined ? seen : logicalAnd(seen, reshape(counts, [batch, capacity]));
  return { keys: k, values: v, mask: reshape(mask, [batch, 1, 1, capacity]) };
}

/** The steps of a call behind so many before them, which are 0 before the first of a sequence. Keeps the last of these for the next call.
 *  @shape x [batch, steps, features] -> [batch, count + steps, features] */
export function withStepsBefore(layer: Layer, t: Trace, stage: Stage, x: Tensor, count: number): Tensor {
  if (count === 0) return x;
  const [batch, steps, features] = x.shape as [number, number, number];
  const kept = stage.keep(layer, 'inputs', [batch, count, features]);
  const first = stage.positions === undefined;
  const all = first ? pad(x, [0, count, 0], [0, 0, 0]) : concatenate([t.read(kept), x], { axis: 1 });
  if (stage.counts === undefined) {
    t.update(kept, slice(all, [0, steps, 0], kept.shape));
    return all;
  }
  // A sequence ends where its steps no longer count.
  const ends = reshape(cast(sum(stage.counts, { axis: 1 }), 'int32'), [batch, 1]);
  const rows = constant(
    Int32Array.from({ length: batch * count }, (_, i) => Math.floor(i / count) * (count + steps) + (i % count)), [batch, count],
  );
  t.update(kept, takeRows(reshape(all, [batch * (count + steps), features]), add(ends, rows)));
  return all;
}

/** The row of each sequence's position, where sequences of `capacity` rows lie one behind the other. @shape [batch] int32 */
function rowsAt(positions: Tensor, capacity: number): Tensor {
  const batch = positions.size;
  return add(positions, constant(Int32Array.from({ length: batch }, (_, b) => b * capacity), [batch]));
}

/** 1 where a step is not behind the position of its sequence, and within the window. @shape [batch, capacity] */
function upTo(positions: Tensor, capacity: number, window: number | undefined): Tensor {
  const at = reshape(cast(positions, 'float32'), [positions.size, 1]);
  const steps = constant(Float32Array.from({ length: capacity }, (_, j) => j), [1, capacity]);
  const before = lessEqual(steps, at);
  return window === undefined ? before : logicalAnd(before, less(subtract(at, steps), window));
}
