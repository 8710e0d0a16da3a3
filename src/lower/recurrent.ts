import type { Place } from '../abi/program.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { offset, type Lowering } from './lowering.ts';

export interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
}

/** The sizes of a call, from the sequences and the weights of (input, state). */
export function sizesOf(x: Tensor, w: Tensor): Sizes {
  const [batch, steps, inputs] = x.shape as [number, number, number];
  return { batch, steps, inputs, units: w.shape[1]! / 4 };
}

/** The results of a cell, one behind the other in memory: h, then c of lstm, what each step read, and the gates. */
export const resultsOf = (op: 'lstm' | 'gru', { batch, steps, inputs, units }: Sizes): readonly Shape[] => [
  [batch, steps, units], ...(op === 'lstm' ? [[batch, steps, units]] : []), [batch * steps, inputs + units], [batch * steps, 4 * units],
];

/** The results of its gradient: that of the sums within the gates, then those of the states before the first step. */
export const gradientsOf = (op: 'lstm' | 'gru', { batch, steps, units }: Sizes): readonly Shape[] => [
  [batch * steps, 4 * units], [batch, units], ...(op === 'lstm' ? [[batch, units]] : []),
];

/** The places of such results. */
function placesOf(first: Place, shapes: readonly Shape[]): Place[] {
  let along = 0;
  return shapes.map((shape) => {
    const place = offset(first, along);
    along += sizeOf(shape);
    return place;
  });
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  lstm: (y, to) => {
    const [x, w, packed, h0, c0, bias] = y.inputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor | undefined];
    const sizes = sizesOf(x, w);
    const [h, c, xh, gates] = placesOf(to.at(y), resultsOf('lstm', sizes)) as [Place, Place, Place, Place];
    to.emit('lstm', {
      ...sizes, x: to.at(x), w: to.at(packed), bias: bias === undefined ? null : to.at(bias), h0: to.at(h0), c0: to.at(c0), h, c, xh, gates,
    });
  },
  gru: (y, to) => {
    const [x, w, packed, h0, bias] = y.inputs as [Tensor, Tensor, Tensor, Tensor, Tensor | undefined];
    const sizes = sizesOf(x, w);
    const [h, xh, gates] = placesOf(to.at(y), resultsOf('gru', sizes)) as [Place, Place, Place];
    to.emit('gru', {
      ...sizes, x: to.at(x), w: to.at(packed), bias: bias === undefined ? null : to.at(bias), h0: to.at(h0), h, xh, gates,
    });
  },
  lstm_dz: (y, to) => {
    const { dh, dc } = y.attrs as unknown as Given;
    const [x, w, , c0, wt, c, gates, ...given] = y.inputs as readonly Tensor[];
    const sizes = sizesOf(x!, w!);
    const { batch, steps, units } = sizes;
    const [dz, dh0, dc0] = placesOf(to.at(y), gradientsOf('lstm', sizes)) as [Place, Place, Place];
    to.emit('lstm_dz', {
      batch, steps, units, wt: to.at(wt!), c0: to.at(c0!), c: to.at(c!), gates: to.at(gates!),
      dh: dh ? to.at(given.shift()!) : null, dc: dc ? to.at(given.shift()!) : null,
      dz, dh0, dc0,
    });
  },
  gru_dz: (y, to) => {
    const { dh } = y.attrs as unknown as Given;
    const [x, w, , wt, xh, gates, given] = y.inputs as readonly Tensor[];
    const sizes = sizesOf(x!, w!);
    const [dz, dh0] = placesOf(to.at(y), gradientsOf('gru', sizes)) as [Place, Place];
    to.emit('gru_dz', { ...sizes, wt: to.at(wt!), xh: to.at(xh!), gates: to.at(gates!), dh: dh ? to.at(given!) : null, dz, dh0 });
  },
};

/** Which gradients a node 'lstm_dz' or 'gru_dz' is given. */
export interface Given {
  readonly dh: boolean;
  readonly dc: boolean;
}
