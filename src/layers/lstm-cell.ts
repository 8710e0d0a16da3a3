import type { ActivationFunction } from '../activations/registry.ts';
import { boolean, or, type Optional } from '../core/declaration.ts';
import { hashSeed } from '../core/seed.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { Initializer } from '../initializers/index.ts';
import { add, multiply } from '../op/elementwise.ts';
import { concatenate, split } from '../op/move.ts';
import { lstmSequence } from '../op/recurrent.ts';
import type { HeldCell } from './cell-options.ts';
import { GATED_CELL, GatedCell, type GatedCellOptions } from './gated-cell.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import type { CellParts } from './matrix-cell.ts';
import type { CellSteps } from './rnn-cell.ts';

/** Options of all cells that remember. */
export interface ForgetOptions {
  /** Whether the bias of the forget gate begins with ones, so that at first little is forgotten (default true). */
  unitForgetBias?: boolean;
}
export const FORGET: { readonly unitForgetBias: Optional<boolean, boolean> } = { unitForgetBias: or(boolean(), true) };

/** Options of the cell and of the layer besides those of every layer. */
export interface LSTMStepOptions extends GatedCellOptions, ForgetOptions {}

export interface LSTMCellOptions extends LayerOptions, LSTMStepOptions {}

export const LSTM_CELL: typeof GATED_CELL & typeof FORGET = { ...GATED_CELL, ...FORGET };

const OPTIONS = LAYER.extend<LSTMCellOptions>()(LSTM_CELL);

/** The bias of four gates i, f, c and o that begins with ones for f, and as it is given for the others. */
export const withForgetOnes = (given: Initializer, units: number): Initializer => ({
  ...given,
  call: (_, at) => {
    const later = at && { ...at, stream: hashSeed(at.stream, 'behind the forget gate') };
    return concatenate([given.call([units], at), full([units], 1), given.call([2 * units], later)]);
  },
});

/** What a step comes to, from the sums within its gates i, f, c and o and the memory of before.
 *  @returns the output, and as the new states the output and the memory */
export function lstmStep(
  [i, f, z, o]: readonly Tensor[], c: Tensor, gate: ActivationFunction, activate: ActivationFunction,
): readonly [Tensor, Tensor, Tensor] {
  const memory = add(multiply(gate(f!), c), multiply(gate(i!), activate(z!)));
  const output = multiply(gate(o!), activate(memory));
  return [output, output, memory];
}

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
    return withForgetOnes(given, this.units);
  }

  protected steps(parts: CellParts): CellSteps {
    const { kernel, recurrentKernel, bias, dropInputs, dropStates } = parts;
    const read = this.kernelInputs(parts);
    return {
      whole: read && ((x, begun) => lstmSequence(read(x), { kernel, recurrentKernel, bias }, begun)),
      enter: (x) => this.product(x, kernel, dropInputs, bias),
      step: (_, entered, [h, c]) => {
        const z = add(entered, this.product(h!, recurrentKernel, dropStates));
        return lstmStep(split(z, 4, { axis: -1 }), c!, this.gate, this.activate);
      },
      outputIsState: true,
    };
  }
}

/** The step of an LSTM layer.
 *  @shape [batch, features], states [batch, units] twice -> [batch, units] and the new states
 *  @throws {ConfigError} on invalid options */
export const lstmCell = (options: LSTMCellOptions): LSTMCell => new LSTMCell(options);
