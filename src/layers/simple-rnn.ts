import { LAYER } from './layer.ts';
import { MATRIX_CELL, type MatrixCellOptions } from './matrix-cell.ts';
import { cellOptionsOf, Recurrent, RECURRENT, type RecurrentOptions } from './recurrent.ts';
import { SimpleRNNCell } from './simple-rnn-cell.ts';

export interface SimpleRNNOptions extends RecurrentOptions, MatrixCellOptions {}

const OPTIONS = LAYER.extend<SimpleRNNOptions>()({ ...MATRIX_CELL, ...RECURRENT });

/** Feeds the output of each step back: h' = activation(x kernel + h recurrentKernel + bias). */
export class SimpleRNN extends Recurrent {
  readonly kind = 'simpleRNN';
  declare readonly cell: SimpleRNNCell;

  constructor(options: SimpleRNNOptions) {
    const held = OPTIONS.read('simpleRNN', options);
    super('simple_rnn', held, new SimpleRNNCell(cellOptionsOf(MATRIX_CELL, held)));
  }

  remade(changes: Partial<RecurrentOptions>): SimpleRNN {
    return new SimpleRNN({ ...(this.held as unknown as SimpleRNNOptions), ...changes });
  }
}

/** A fully connected recurrent layer.
 *  @shape [batch, steps, features] -> [batch, units], or [batch, steps, units] with `returnSequences`; the state [batch, units] behind it
 *  with `returnState`
 *  @throws {ConfigError} on invalid options */
export const simpleRNN = (options: SimpleRNNOptions): SimpleRNN => new SimpleRNN(options);
