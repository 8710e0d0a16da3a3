import { linear, relu, sigmoid, tanh } from '../activations/activations.ts';
import type { ActivationFunction } from '../activations/registry.ts';
import { add } from '../op/elementwise.ts';
import { simpleSequence, type CellActivation } from '../op/recurrent.ts';
import type { HeldCell } from './cell-options.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { MATRIX_CELL, MatrixCell, type CellParts, type MatrixCellOptions } from './matrix-cell.ts';
import type { CellSteps } from './rnn-cell.ts';

export interface SimpleRNNCellOptions extends LayerOptions, MatrixCellOptions {}

const OPTIONS = LAYER.extend<SimpleRNNCellOptions>()(MATRIX_CELL);

/** The activations that the kernel of this cell can apply. */
const OF_KERNEL = new Map<ActivationFunction, CellActivation>([[linear, 'linear'], [relu, 'relu'], [sigmoid, 'sigmoid'], [tanh, 'tanh']]);

/** The step h' = activation(x kernel + h recurrentKernel + bias). */
export class SimpleRNNCell extends MatrixCell<HeldCell<typeof MATRIX_CELL>> {
  readonly kind = 'simpleRNNCell';
  protected readonly gates = 1;

  constructor(options: SimpleRNNCellOptions) {
    super('simple_rnn_cell', OPTIONS.read('simpleRNNCell', options));
  }

  get stateSize(): number {
    return this.units;
  }

  protected override get ofKernel(): boolean {
    return OF_KERNEL.has(this.activate);
  }

  protected steps(parts: CellParts): CellSteps {
    const { kernel, recurrentKernel, bias, dropInputs, dropStates } = parts;
    const read = this.kernelInputs(parts);
    return {
      whole: read && ((x, begun) => simpleSequence(read(x), { kernel, recurrentKernel, bias }, begun, OF_KERNEL.get(this.activate)!)),
      enter: (x) => this.product(x, kernel, dropInputs, bias),
      step: (_, z, [h]) => {
        const next = this.activate(add(z, this.product(h!, recurrentKernel, dropStates)));
        return [next, next];
      },
      outputIsState: true,
    };
  }
}

/** The step of a simple recurrent layer.
 *  @shape [batch, features], states [batch, units] -> [batch, units] and the new state
 *  @throws {ConfigError} on invalid options */
export const simpleRNNCell = (options: SimpleRNNCellOptions): SimpleRNNCell => new SimpleRNNCell(options);
