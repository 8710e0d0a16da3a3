import { LAYER } from './layer.ts';
import { LSTM_CELL, LSTMCell, type LSTMStepOptions } from './lstm-cell.ts';
import { cellOptionsOf, Recurrent, RECURRENT, type RecurrentOptions } from './recurrent.ts';

export interface LSTMOptions extends RecurrentOptions, LSTMStepOptions {}

const OPTIONS = LAYER.extend<LSTMOptions>()({ ...LSTM_CELL, ...RECURRENT });

/** Long short-term memory; see `LSTMCell` for its step. */
export class LSTM extends Recurrent {
  readonly kind = 'lstm';
  declare readonly cell: LSTMCell;

  constructor(options: LSTMOptions) {
    const held = OPTIONS.read('lstm', options);
    super('lstm', held, new LSTMCell(cellOptionsOf(LSTM_CELL, held)));
  }

  remade(changes: Partial<RecurrentOptions>): LSTM {
    return new LSTM({ ...(this.held as unknown as LSTMOptions), ...changes });
  }
}

/** A layer of long short-term memory.
 *  @shape [batch, steps, features] -> [batch, units], or [batch, steps, units] with `returnSequences`; the states h and c, [batch, units]
 *  each, behind it with `returnState`
 *  @throws {ConfigError} on invalid options */
export const lstm = (options: LSTMOptions): LSTM => new LSTM(options);
