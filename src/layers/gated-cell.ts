import { resolveActivation, type ActivationFunction, type ActivationLike } from '../activations/registry.ts';
import type { Option } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { sigmoid, tanh } from '../op/elementwise.ts';
import { activationOr, MATRIX_CELL, MatrixCell, type CellParts, type HeldCell, type MatrixCellOptions } from './matrix-cell.ts';
import { inTurns } from './sweep.ts';

/** Options of the cells with gates, and of the layers of such cells. */
export interface GatedCellOptions extends MatrixCellOptions {
  /** The activation of the gates; null for none (default 'sigmoid'). */
  recurrentActivation?: ActivationLike | null;
}

/** The declaration of these options. */
export const GATED_CELL: typeof MATRIX_CELL & {
  readonly recurrentActivation: Option<ActivationLike | null | undefined, ActivationLike>;
} = { ...MATRIX_CELL, recurrentActivation: activationOr('sigmoid') };

/** A cell whose gates open by an activation of their own. */
export abstract class GatedCell<Held extends HeldCell<typeof GATED_CELL>> extends MatrixCell<Held> {
  protected readonly gate: ActivationFunction;

  constructor(defaultName: string, held: Held) {
    super(defaultName, held);
    this.gate = resolveActivation(held.recurrentActivation);
  }

  /** The inputs of all steps as the kernel of this cell reads them, with what dropout leaves of them; undefined if the kernel does not
   *  compute what was asked for.
   *  @shape [batch, steps, features] -> the same */
  protected kernelInputs({ dropInputs, dropStates }: CellParts): ((x: Tensor) => Tensor) | undefined {
    const known = this.activate === tanh && this.gate === sigmoid && this.computeDtype === 'float32';
    if (!known || dropStates.length > 0 || dropInputs.length > 1) return undefined;
    const [drop] = dropInputs;
    return (x) => (drop === undefined ? x : inTurns(drop(inTurns(x))));
  }
}
