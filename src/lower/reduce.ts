import type { Lowering } from './lowering.ts';

const lower: Lowering = (y, to) => {
  const { outer, mid, inner, scale } = y.attrs as Record<string, number>;
  const scaled = y.op === 'reduce_sum' || y.op === 'reduce_prod';
  to.emit(y.op, { outer: outer!, mid: mid!, inner: inner!, ...(scaled ? { scale: scale! } : {}), x: to.at(y.inputs[0]!), y: to.at(y) });
};

export const lowerings: Readonly<Record<string, Lowering>> = {
  reduce_sum: lower, reduce_prod: lower, reduce_max: lower, reduce_min: lower, argmax: lower, argmin: lower,
  norm: (y, to) => to.emit('snrm2', { n: y.inputs[0]!.size, x: to.at(y.inputs[0]!), incx: 1, norm: to.at(y) }),
};
