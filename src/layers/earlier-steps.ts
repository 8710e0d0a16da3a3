import { constant, type Tensor } from '../graph/tensor.ts';
import { add, cast, less, lessEqual, logicalAnd, subtract } from '../op/elementwise.ts';
import { pad, reshape } from '../op/move.ts';
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
