import { boolean, or, type Optional } from '../core/declaration.ts';
import { hashSeed } from '../core/seed.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { Initializer } from '../initializers/index.ts';
import { add, multiply } from '../op/elementwise.ts';
import { concatenate, split } from '../op/move.ts';
import { lstmSequence } from '../op/recurrent.ts';
import { GATED_CELL, GatedCell, type GatedCellOptions } from './gated-cell.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import type { CellParts, HeldCell } from './matrix-cell.ts';
import type { CellSteps } from './rnn-cell.ts';

/** Options of the cell and of the layer besides those of every layer. */
export interface LSTMStepOptions extends GatedCellOptions {
  /** Whether the bias of the forget gate begins with ones, so that at first little is forgotten (default true). */
  unitForgetBias?: boolean;
}

export interface LSTMCellOptions extends LayerOptions, LSTMStepOptions {}

export const LSTM_CELL: typeof GATED_CELL & { readonly unitForgetBias: Optional<boolean, boolean> } = {
  ...GATED_CELL,
  unitForgetBias: or(boolean(), true),
};

const OPTIONS = LAYER.extend<LSTMCellOptions>()(LSTM_CELL);

/** A step of long short-term memory. Its states are the output h and the memory c, its gates i (input), f (forget), c (what is new)
 *  and o (output), in this order along the columns of kernels and bias: c' = f c + i activation(z), h' = o activation(c').
 *  @source Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000; ones as its bias: Jozefowicz et al.
 *  2015 */
export class LSTMCell extends GatedCell<HeldCell<typeof LSTM_CELL>> {
  readonly kind = 'lstmCell';
  protected readonly gates = 4;

  constructor(options: LSTMCellOptions) {
    super('lstm_cell', OPTIONS.read('lstmCell', options));
  }

  get stateSize(): readonly number[] {
    return [this.units, this.units];
  }

  protected override get biasInitializer(): Initializer {
    const given = this.options.biasInitializer;
    if (!this.options.unitForgetBias) return given;
    const { units } = this;
    return {
      ...given,
      call: (_, at) => {
        const later = at && { ...at, stream: hashSeed(at.stream, 'behind the forget gate') };
        return concatenate([given.call([units], at), full([units], 1), given.call([2 * units], later)]);
      },
    };
  }

  protected steps(parts: CellParts): CellSteps {
    const { kernel, recurrentKernel, bias, dropInputs, dropStates } = parts;
    const read = this.kernelInputs(parts);
    return {
      whole: read && ((x, [h, c]) => lstmSequence(read(x), { kernel, recurrentKernel, bias }, h!, c!)),
      enter: (x) => this.product(x, kernel, dropInputs, bias),
      step: (_, entered, [h, c]) => {
        const z = add(entered, this.product(h!, recurrentKernel, dropStates));
        const [input, forget, fresh, output] = split(z, 4, { axis: -1 }) as [Tensor, Tensor, Tensor, Tensor];
        const memory = add(multiply(this.gate(forget), c!), multiply(this.gate(input), this.activate(fresh)));
        const next = multiply(this.gate(output), this.activate(memory));
        return [next, next, memory];
      },
      outputIsState: true,
    };
  }
}

/** The step of an LSTM layer.
 *  @shape [batch, features], states [batch, units] twice -> [batch, units] and the new states
 *  @throws {ConfigError} on invalid options */
export const lstmCell = (options: LSTMCellOptions): LSTMCell => new LSTMCell(options);
