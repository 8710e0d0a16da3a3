import { GRU_CELL, GRUCell, type GRUStepOptions } from './gru-cell.ts';
import { LAYER } from './layer.ts';
import { cellOptionsOf, Recurrent, RECURRENT, type RecurrentOptions } from './recurrent.ts';

export interface GRUOptions extends RecurrentOptions, GRUStepOptions {}

const OPTIONS = LAYER.extend<GRUOptions>()({ ...GRU_CELL, ...RECURRENT });

/** Gated recurrent units; see `GRUCell` for their step. */
export class GRU extends Recurrent {
  readonly kind = 'gru';
  declare readonly cell: GRUCell;

  constructor(options: GRUOptions) {
    const held = OPTIONS.read('gru', options);
    super('gru', held, new GRUCell(cellOptionsOf(GRU_CELL, held)));
  }

  remade(changes: Partial<RecurrentOptions>): GRU {
    return new GRU({ ...(this.held as unknown as GRUOptions), ...changes });
  }
}

/** A layer of gated recurrent units.
 *  @shape [batch, steps, features] -> [batch, units], or [batch, steps, units] with `returnSequences`; the state [batch, units] behind it
 *  with `returnState`
 *  @throws {ConfigError} on invalid options */
export const gru = (options: GRUOptions): GRU => new GRU(options);
