import type { Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, subtract } from '../op/elementwise.ts';

export type ValueRange = readonly [low: number, high: number];
/** The range of bytes. */
export const BYTES: ValueRange = [0, 255];

/** Values of one range, stretched to another. */
export function rescaled(x: Tensor, [low, high]: ValueRange, [newLow, newHigh]: ValueRange): Tensor {
  if (low === newLow && high === newHigh) return x;
  return add(multiply(divide(subtract(x, low), high - low), newHigh - newLow), newLow);
}
