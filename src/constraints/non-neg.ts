import { asTensor } from '../graph/tensor.ts';
import { maximum } from '../op/elementwise.ts';
import type { Constraint } from './constraint.ts';

/** Makes negative weights 0. */
export const nonNeg = (): Constraint => ({ kind: 'nonNeg', config: {}, call: (w) => maximum(asTensor(w), 0) });
