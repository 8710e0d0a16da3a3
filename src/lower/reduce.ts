import { TERMS } from '../abi/kernels.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

/** What a sum or a maximum takes of each element. */
export type Term = (typeof TERMS)[number];

/** @param more  the arguments that a kernel has besides sizes and operands */
const lower = (more: (attrs: Tensor['attrs']) => Readonly<Record<string, number>>): Lowering => (y, to) => {
  const { outer, mid, inner } = y.attrs as Record<string, number>;
  to.emit(y.op, { outer: outer!, mid: mid!, inner: inner!, ...more(y.attrs), x: to.at(y.inputs[0]!), y: to.at(y) });
};
const scaleOf = (attrs: Tensor['attrs']): number => attrs['scale'] as number;
const termOf = (attrs: Tensor['attrs']): number => TERMS.indexOf((attrs['term'] as Term | undefined) ?? 'itself');
const plain = lower(() => ({}));

export const lowerings: Readonly<Record<string, Lowering>> = {
  reduce_sum: lower((attrs) => ({ scale: scaleOf(attrs), term: termOf(attrs) })),
  reduce_prod: lower((attrs) => ({ scale: scaleOf(attrs) })),
  reduce_max: lower((attrs) => ({ term: termOf(attrs) })),
  reduce_min: plain, argmax: plain, argmin: plain,
  norm: (y, to) => to.emit('snrm2', { n: y.inputs[0]!.size, x: to.at(y.inputs[0]!), incx: 1, norm: to.at(y) }),
};
