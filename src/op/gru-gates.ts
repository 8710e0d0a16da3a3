import { full, type Tensor } from '../graph/tensor.ts';
import { add } from './elementwise.ts';
import { concatenate, reshape, slice } from './move.ts';
import type { CellWeights } from './recurrent.ts';

/** The weights of a gated recurrent unit, with gates in the order z, r, h. */
export interface GruWeights {
  /** [features, 3 units] */
  readonly kernel: Tensor;
  /** [units, 3 units] */
  readonly recurrentKernel: Tensor;
  /** Row 0 for inputs, row 1 for the state. [2, 3 units] */
  readonly bias: Tensor | undefined;
}

/** The same weights with four gates. What is new has two products, which the reset gate tells apart: the inputs' is the third gate, the
 *  state's the fourth. */
export function fourGates({ kernel, recurrentKernel, bias }: GruWeights): CellWeights {
  const units = recurrentKernel.shape[0]!;
  const columns = (w: Tensor, from: number, count: number): Tensor => slice(w, [0, from * units], [w.shape[0]!, count * units]);
  const none = (rows: number): Tensor => full([rows, units], 0);
  return {
    kernel: concatenate([kernel, none(kernel.shape[0]!)], { axis: 1 }),
    recurrentKernel: concatenate([columns(recurrentKernel, 0, 2), none(units), columns(recurrentKernel, 2, 1)], { axis: 1 }),
    bias: bias && biasOf(bias, units),
  };
}

/** The gates z and r add both of their biases. */
function biasOf(bias: Tensor, units: number): Tensor {
  const part = (row: number, from: number, count: number): Tensor =>
    reshape(slice(bias, [row, from * units], [1, count * units]), [count * units]);
  return concatenate([add(part(0, 0, 2), part(1, 0, 2)), part(0, 2, 1), part(1, 2, 1)], { axis: 0 });
}
