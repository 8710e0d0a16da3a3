import type { Tensor } from '../graph/tensor.ts';
import { offset, type Lowering } from './lowering.ts';

/** Batch, steps, inputs and units, from the sequences and the weights of (input, state). */
function sizes(x: Tensor, w: Tensor): { batch: number; steps: number; inputs: number; units: number } {
  const [batch, steps, inputs] = x.shape as [number, number, number];
  return { batch, steps, inputs, units: w.shape[1]! / 4 };
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  lstm: (y, to) => {
    const [x, w, packed, h0, c0, bias] = y.inputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor | undefined];
    const { batch, steps, inputs, units } = sizes(x, w);
    const [at, states] = [to.at(y), batch * steps * units];
    to.emit('lstm', {
      batch, steps, inputs, units, x: to.at(x), w: to.at(packed), bias: bias === undefined ? null : to.at(bias),
      h0: to.at(h0), c0: to.at(c0),
      h: at, c: offset(at, states), xh: offset(at, 2 * states), gates: offset(at, 2 * states + batch * steps * (inputs + units)),
    });
  },
  gru: (y, to) => {
    const [x, w, packed, h0, bias] = y.inputs as [Tensor, Tensor, Tensor, Tensor, Tensor | undefined];
    const { batch, steps, inputs, units } = sizes(x, w);
    const [at, states] = [to.at(y), batch * steps * units];
    to.emit('gru', {
      batch, steps, inputs, units, x: to.at(x), w: to.at(packed), bias: bias === undefined ? null : to.at(bias), h0: to.at(h0),
      h: at, xh: offset(at, states), gates: offset(at, states + batch * steps * (inputs + units)),
    });
  },
  lstm_dz: (y, to) => {
    const { dh, dc } = y.attrs as unknown as Given;
    const [x, w, , c0, wt, c, gates, ...given] = y.inputs as readonly Tensor[];
    const { batch, steps, units } = sizes(x!, w!);
    const at = to.at(y);
    const dz = 4 * batch * steps * units;
    to.emit('lstm_dz', {
      batch, steps, units, wt: to.at(wt!), c0: to.at(c0!), c: to.at(c!), gates: to.at(gates!),
      dh: dh ? to.at(given.shift()!) : null, dc: dc ? to.at(given.shift()!) : null,
      dz: at, dh0: offset(at, dz), dc0: offset(at, dz + batch * units),
    });
  },
  gru_dz: (y, to) => {
    const { dh } = y.attrs as unknown as Given;
    const [x, w, , wt, xh, gates, given] = y.inputs as readonly Tensor[];
    const { batch, steps, inputs, units } = sizes(x!, w!);
    const at = to.at(y);
    to.emit('gru_dz', {
      batch, steps, inputs, units, wt: to.at(wt!), xh: to.at(xh!), gates: to.at(gates!), dh: dh ? to.at(given!) : null,
      dz: at, dh0: offset(at, 4 * batch * steps * units),
    });
  },
};

/** Which gradients a node 'lstm_dz' or 'gru_dz' is given. */
export interface Given {
  readonly dh: boolean;
  readonly dc: boolean;
}
