import { integer } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape } from '../op/move.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { repeat } from './repeat.ts';

export interface RepeatVectorOptions extends LayerOptions {
  /** How often each row is repeated. */
  n: number;
}

const OPTIONS = LAYER.extend<RepeatVectorOptions>()({ n: integer({ least: 1 }) });

/** Makes a sequence of each row, all of whose steps are that row. */
export class RepeatVector extends Layer {
  readonly kind = 'repeatVector';
  readonly n: number;

  constructor(options: RepeatVectorOptions) {
    const held = OPTIONS.read('repeatVector', options);
    super('repeat_vector', held);
    this.n = held.n;
  }

  call(x: Tensor): Tensor {
    if (x.rank !== 2) throw this.wrongInput('[*, features]', x.shape, 'Flatten each sample to a row first.');
    return repeat(reshape(x, [x.shape[0]!, 1, x.shape[1]!]), 1, this.n);
  }
}

/** Repeats rows.
 *  @shape [batch, features] -> [batch, n, features]
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on samples that are not rows */
export const repeatVector = (options: RepeatVectorOptions): RepeatVector => new RepeatVector(options);
