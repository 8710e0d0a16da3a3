import { number, or } from '../core/declaration.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { broadcastTo } from '../op/move.ts';
import type { CallArguments, Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { rowsOf, startOf, tableOf } from './positions.ts';

export interface SinePositionEncodingOptions extends LayerOptions {
  /** The longest wave's length over 2 pi, in steps (default 10000). */
  maxWavelength?: number;
}

const OPTIONS = LAYER.extend<SinePositionEncodingOptions>()({ maxWavelength: or(number({ least: 1 }), 10000) });

/** The sine of each step's position in even features and its cosine in odd ones, with wavelengths that grow from feature to feature.
 *  @source Vaswani et al. 2017, Attention is all you need, section 3.5; as KerasHub's layer */
export class SinePositionEncoding extends Layer {
  readonly kind = 'sinePositionEncoding';
  override readonly supportsMasking: boolean = true;
  readonly maxWavelength: number;

  constructor(options: SinePositionEncodingOptions = {}) {
    const held = OPTIONS.read('sinePositionEncoding', options);
    super('sine_position_encoding', held);
    this.maxWavelength = held.maxWavelength;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor, { stage }: Trace, args: CallArguments): Tensor {
    if (x.rank < 2) throw this.wrongInput('[*, ..., steps, features]', x.shape, 'Give each step its features.');
    const start = startOf(this.name, args);
    const [steps, features] = x.shape.slice(-2) as [number, number];
    const table = (rows: number): Tensor => constant(tableOf(rows, features, (step, i) => {
      const angle = (start + step) * this.maxWavelength ** (-(2 * Math.floor(i / 2)) / features);
      return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }), [rows, features]);
    if (stage?.positions !== undefined) return rowsOf(this.name, table(stage.cache.capacity), stage.positions, 0, x);
    return broadcastTo(table(steps), x.shape);
  }
}

/** Encodings of positions, to be added to what they are the positions of: `add().apply([x, sinePositionEncoding().apply(x)])`. A call
 *  takes `startIndex`, the position of the first step.
 *  @shape [batch, ..., steps, features], of which only the sizes matter
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if samples have fewer than two axes */
export const sinePositionEncoding = (options?: SinePositionEncodingOptions): SinePositionEncoding => new SinePositionEncoding(options);
