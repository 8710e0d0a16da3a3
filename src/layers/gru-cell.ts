import { boolean, or, type Optional } from '../core/declaration.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, multiply, subtract } from '../op/elementwise.ts';
import { reshape, slice, split } from '../op/move.ts';
import { fourGates } from '../op/gru-gates.ts';
import { gruSequence } from '../op/recurrent.ts';
import type { HeldCell } from './cell-options.ts';
import { GATED_CELL, GatedCell, type GatedCellOptions } from './gated-cell.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import type { CellParts } from './matrix-cell.ts';
import type { CellSteps } from './rnn-cell.ts';

/** Options of the cell and of the layer besides those of every layer. */
export interface GRUStepOptions extends GatedCellOptions {
  /** Whether the reset gate is applied to the product of the state, which then has a bias of its own, and not to the state
   *  (default true). */
  resetAfter?: boolean;
}

export interface GRUCellOptions extends LayerOptions, GRUStepOptions {}

export const GRU_CELL: typeof GATED_CELL & { readonly resetAfter: Optional<boolean, boolean> } = {
  ...GATED_CELL,
  resetAfter: or(boolean(), true),
};

const OPTIONS = LAYER.extend<GRUCellOptions>()(GRU_CELL);

/** A step of a gated recurrent unit. Its gates are z (update), r (reset) and what is new, in this order along the columns of kernels
 *  and bias: h' = z h + (1 - z) activation(x kernel + r (h recurrentKernel)) or, without `resetAfter`, (r h) recurrentKernel.
 *  @source Cho et al. 2014, Learning phrase representations using RNN encoder-decoder; resetAfter is the form of cuDNN */
export class GRUCell extends GatedCell<HeldCell<typeof GRU_CELL>> {
  readonly kind = 'gruCell';
  protected readonly gates = 3;

  constructor(options: GRUCellOptions) {
    super('gru_cell', OPTIONS.read('gruCell', options));
  }

  get stateSize(): number {
    return this.units;
  }

  /** With `resetAfter`, row 0 is the bias of inputs and row 1 that of states. */
  protected override get biasShape(): Shape {
    return this.options.resetAfter ? [2, 3 * this.units] : [3 * this.units];
  }

  protected steps(parts: CellParts): CellSteps {
    const { kernel, recurrentKernel, bias, dropInputs } = parts;
    const read = this.options.resetAfter ? this.kernelInputs(parts) : undefined;
    const ofInputs = bias === undefined || !this.options.resetAfter ? bias : row(bias, 0);
    const recurrent = this.options.resetAfter ? this.#after(parts) : this.#before(parts);
    return {
      whole: read && ((x, begun) => gruSequence(read(x), fourGates({ kernel, recurrentKernel, bias }), begun)),
      enter: (x) => this.product(x, kernel, dropInputs, ofInputs),
      step: (_, entered, [h]) => {
        const { update, fresh } = recurrent(split(entered, 3, { axis: -1 }), h!);
        const next = add(multiply(update, h!), multiply(subtract(1, update), this.activate(fresh)));
        return [next, next];
      },
      outputIsState: true,
    };
  }

  /** The reset gate is applied to the product of the state. */
  #after({ recurrentKernel, bias, dropStates }: CellParts): Recurrent {
    const ofStates = bias && row(bias, 1);
    return ([xz, xr, xh], h) => {
      const [hz, hr, hh] = split(this.product(h, recurrentKernel, dropStates, ofStates), 3, { axis: -1 });
      return { update: this.gate(add(xz!, hz!)), fresh: add(xh!, multiply(this.gate(add(xr!, hr!)), hh!)) };
    };
  }

  /** The reset gate is applied to the state. */
  #before({ recurrentKernel, dropStates }: CellParts): Recurrent {
    const { units } = this;
    const gates = slice(recurrentKernel, [0, 0], [units, 2 * units]);
    const candidate = slice(recurrentKernel, [0, 2 * units], [units, units]);
    return ([xz, xr, xh], h) => {
      const [hz, hr] = split(this.product(h, gates, dropStates.slice(0, 2)), 2, { axis: -1 });
      const reset = multiply(this.gate(add(xr!, hr!)), h);
      return { update: this.gate(add(xz!, hz!)), fresh: add(xh!, this.product(reset, candidate, dropStates.slice(2))) };
    };
  }
}

/** The update gate, and what is new before its activation, from the parts of the input's product and the state. */
type Recurrent = (entered: readonly Tensor[], h: Tensor) => { readonly update: Tensor; readonly fresh: Tensor };

const row = (bias: Tensor, i: number): Tensor => reshape(slice(bias, [i, 0], [1, bias.shape[1]!]), [bias.shape[1]!]);

/** The step of a GRU layer.
 *  @shape [batch, features], states [batch, units] -> [batch, units] and the new state
 *  @throws {ConfigError} on invalid options */
export const gruCell = (options: GRUCellOptions): GRUCell => new GRUCell(options);
