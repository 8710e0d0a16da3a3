import type { Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { SavedPart } from '../core/parts.ts';
import { all } from '../core/realm.ts';
import { LAYER, type Layer } from './layer.ts';
import { Recurrent, RECURRENT, type RecurrentOptions } from './recurrent.ts';
import { RNNCell } from './rnn-cell.ts';
import { StackedRNNCells } from './stacked-rnn-cells.ts';
import { savedForm } from './wrapper.ts';

export interface RNNOptions extends RecurrentOptions {
  /** The cell whose steps are repeated, or several, each of which takes the output of the one before. */
  cell: RNNCell | readonly RNNCell[];
}

/** An option that takes a cell; a list becomes one cell. */
const cell = (): Option<RNNCell | readonly RNNCell[], RNNCell> => ({
  check: (where, name, given) => {
    if (given instanceof RNNCell) return given;
    if (Array.isArray(given) && all(given, (c) => c instanceof RNNCell)) return new StackedRNNCells({ cells: given });
    throw new ConfigError(
      `${where}: ${name} must be a cell such as layers.lstmCell({ units: 8 }), or an array of cells, received ${show(given)}. ` +
        'A cell of your own extends layers.RNNCell.',
    );
  },
  store: (held): SavedPart => savedForm(held),
});

const OPTIONS = LAYER.extend<RNNOptions>()({ cell: cell(), ...RECURRENT });

/** Repeats any cell along sequences. */
export class RNN extends Recurrent {
  readonly kind = 'rnn';

  constructor(options: RNNOptions) {
    const held = OPTIONS.read('rnn', options);
    super('rnn', held, held.cell);
  }

  override get layerOptions(): Readonly<Record<string, Layer | readonly Layer[]>> {
    return { cell: this.cell };
  }

  remade(changes: Partial<RecurrentOptions>): RNN {
    return new RNN({ ...(this.held as unknown as RNNOptions), cell: this.cell.remade(), ...changes });
  }
}

/** A recurrent layer of a cell.
 *  @shape [batch, steps, ...features] -> [batch, outputSize], or [batch, steps, outputSize] with `returnSequences`; the states behind it
 *  with `returnState`
 *  @throws {ConfigError} on invalid options */
export const rnn = (options: RNNOptions): RNN => new RNN(options);
