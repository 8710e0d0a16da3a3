import { add } from '../op/elementwise.ts';
import { LAYER, type LayerOptions } from './layer.ts';
import { MATRIX_CELL, MatrixCell, type CellParts, type HeldCell, type MatrixCellOptions } from './matrix-cell.ts';
import type { CellSteps } from './rnn-cell.ts';

export interface SimpleRNNCellOptions extends LayerOptions, MatrixCellOptions {}

const OPTIONS = LAYER.extend<SimpleRNNCellOptions>()(MATRIX_CELL);

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

  protected steps({ kernel, recurrentKernel, bias, dropInputs, dropStates }: CellParts): CellSteps {
    return {
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
