import type { Shape } from '../core/shape.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { multiply, where } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import { keep } from './noise.ts';

/** Sets some features to 0 and scales the others. */
export type Drop = (x: Tensor) => Tensor;

/** Draws what is dropped in a call of a cell, the same in all of its steps; nothing unless training.
 *  @param share  the fraction that is dropped
 *  @param shape  of what is dropped, the batch first
 *  @param groups  how often it is drawn: once for all gates, or for each of them */
export function dropsOf(t: Trace, name: string, share: number, shape: Shape, groups: number, seed: number | undefined): Drop[] {
  if (!t.training || share === 0) return [];
  return Array.from({ length: groups }, () => {
    const draw = t.draw(name);
    const kept = keep(share, shape, seed === undefined ? draw : { ...draw, seed });
    return (x) => (share === 1 ? full(x.shape, 0) : where(kept, multiply(x, 1 / (1 - share)), 0));
  });
}
