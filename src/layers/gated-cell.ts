import { resolveActivation, type ActivationFunction } from '../activations/registry.ts';
import { sigmoid, tanh } from '../op/elementwise.ts';
import { GATE, type GateOptions, type HeldCell } from './cell-options.ts';
import { MATRIX_CELL, MatrixCell, type MatrixCellOptions } from './matrix-cell.ts';

/** Options of the cells with gates, and of the layers of such cells. */
export interface GatedCellOptions extends MatrixCellOptions, GateOptions {}

/** The declaration of these options. */
export const GATED_CELL: typeof MATRIX_CELL & typeof GATE = { ...MATRIX_CELL, ...GATE };

/** A cell whose gates open by an activation of their own. */
export abstract class GatedCell<Held extends HeldCell<typeof GATED_CELL>> extends MatrixCell<Held> {
  protected readonly gate: ActivationFunction;

  constructor(defaultName: string, held: Held) {
    super(defaultName, held);
    this.gate = resolveActivation(held.recurrentActivation);
  }

  protected override get ofKernel(): boolean {
    return this.activate === tanh && this.gate === sigmoid;
  }
}
