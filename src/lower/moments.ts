import type { Place } from '../abi/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import { offset, type Emitter, type Lowering } from './lowering.ts';

/** The sizes of an instruction over the middle of three axes, and its two results, which lie one behind the other. */
function sized(y: Tensor, to: Emitter): { sizes: Record<string, number>; first: Place; second: Place } {
  const { outer, mid, inner } = y.attrs as { outer: number; mid: number; inner: number };
  const first = to.at(y);
  return { sizes: { outer, mid, inner }, first, second: offset(first, outer * inner) };
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  moments: (y, to) => {
    const { sizes, first, second } = sized(y, to);
    to.emit('moments', { ...sizes, x: to.at(y.inputs[0]!), mean: first, variance: second });
  },
  centered_sums: (y, to) => {
    const { sizes, first, second } = sized(y, to);
    const [x, center, dy] = y.inputs as [Tensor, Tensor, Tensor];
    to.emit('centered_sums', { ...sizes, x: to.at(x), center: to.at(center), dy: to.at(dy), sums: first, products: second });
  },
  square_sums: (y, to) => {
    const { outer, mid, inner } = y.attrs as { outer: number; mid: number; inner: number };
    const [x, weights] = y.inputs;
    const rows = to.at(y);
    to.emit('square_sums', {
      outer, mid, inner, weights: weights === undefined ? null : to.at(weights), x: to.at(x!), rows, columns: offset(rows, outer * mid),
    });
  },
};
