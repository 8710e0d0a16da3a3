import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

const lower: Lowering = (y, to) => {
  to.emit(y.op, { n: y.size, ...(y.attrs as Readonly<Record<string, number>>), counter: to.at(y.inputs[0]!), y: to.at(y) });
};

export const lowerings: Readonly<Record<string, Lowering>> = {
  random_uniform: lower,
  random_normal: lower,
  random_truncated_normal: lower,
  random_permutation: lower,
  shuffle: (y, to) => {
    const [counter, order] = y.inputs as [Tensor, Tensor];
    const { seed, stream } = y.attrs as { seed: number; stream: number };
    to.emit('random_permutation', { n: order.size, seed, stream, counter: to.at(counter), y: to.at(order) });
  },
};
