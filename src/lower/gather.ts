import { sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

const widthOf = (table: Shape): number => sizeOf(table.slice(1));

const batched: Lowering = (y, to) => {
  const [x, order, cursor] = y.inputs as [Tensor, Tensor, Tensor];
  to.emit(y.op, {
    n: y.shape[0]!, width: widthOf(x.shape), rows: x.shape[0]!, total: order.size, x: to.at(x), order: to.at(order),
    cursor: to.at(cursor), y: to.at(y),
  });
};

export const lowerings: Readonly<Record<string, Lowering>> = {
  gather_rows: (y, to) => {
    const [x, index] = y.inputs as [Tensor, Tensor];
    to.emit('gather_rows', { n: index.size, width: widthOf(x.shape), rows: x.shape[0]!, x: to.at(x), index: to.at(index), y: to.at(y) });
  },
  gather_rows_dx: (dx, to) => {
    const [dy, index] = dx.inputs as [Tensor, Tensor];
    to.emit('gather_rows_dx', {
      n: index.size, width: widthOf(dx.shape), rows: dx.shape[0]!, dy: to.at(dy), index: to.at(index), dx: to.at(dx),
    });
  },
  group_indices: (y, to) =>
    to.emit('group_indices', { n: y.inputs[0]!.size, rows: y.attrs['rows'] as number, index: to.at(y.inputs[0]!), groups: to.at(y) }),
  sum_groups: (y, to) => {
    const [dy, groups] = y.inputs as [Tensor, Tensor];
    to.emit('sum_groups', { n: y.shape[0]!, width: widthOf(y.shape), dy: to.at(dy), groups: to.at(groups), y: to.at(y) });
  },
  gather_batch: batched,
  gather_batch_u8: batched,
  one_hot: (y, to) => to.emit('one_hot', { n: y.inputs[0]!.size, depth: y.shape.at(-1)!, index: to.at(y.inputs[0]!), y: to.at(y) }),
};
