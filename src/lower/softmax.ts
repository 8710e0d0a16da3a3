import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

const rowsAndCols = (x: Tensor): { rows: number; cols: number } => ({ rows: sizeOf(x.shape.slice(0, -1)), cols: x.shape.at(-1)! });

const rowwise: Lowering = (y, to) => to.emit(y.op, { ...rowsAndCols(y), x: to.at(y.inputs[0]!), y: to.at(y) });

function crossEntropy(target: 't' | 'label'): Lowering {
  return (y, to) => to.emit(y.op, { ...rowsAndCols(y.inputs[0]!), x: to.at(y.inputs[0]!), [target]: to.at(y.inputs[1]!), y: to.at(y) });
}

function crossEntropyGradient(target: 't' | 'label'): Lowering {
  return (y, to) =>
    to.emit(y.op, { ...rowsAndCols(y), x: to.at(y.inputs[0]!), [target]: to.at(y.inputs[1]!), dy: to.at(y.inputs[2]!), dx: to.at(y) });
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  softmax: rowwise,
  log_softmax: rowwise,
  sparsemax: rowwise,
  softmax_cross_entropy: crossEntropy('t'),
  softmax_cross_entropy_dx: crossEntropyGradient('t'),
  sparse_softmax_cross_entropy: crossEntropy('label'),
  sparse_softmax_cross_entropy_dx: crossEntropyGradient('label'),
};
