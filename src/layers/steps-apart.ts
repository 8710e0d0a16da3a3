import { normalizeAxes } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Whether work along these axes leaves the steps of sequences, axis 1, apart. What has two axes has no steps. */
export const stepsApart = (where: string, axis: number | readonly number[], x: Tensor): boolean =>
  x.rank === 2 || !normalizeAxes(axis, x.rank, where).includes(1);
