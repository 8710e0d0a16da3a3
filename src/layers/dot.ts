import { boolean, kept, or } from '../core/declaration.ts';
import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { all } from '../core/realm.ts';
import { normalizeAxis, showShape, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { matmul } from '../op/gemm.ts';
import { reshape, transpose } from '../op/move.ts';
import type { Tensors } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { twoInputs } from './merge.ts';
import { unitLength } from './unit-length.ts';

export interface DotOptions extends LayerOptions {
  /** The axis of both inputs along which products are summed, or one axis for each; not that of the batch, 0. */
  axes: number | readonly [number, number];
  /** Whether to bring the inputs to Euclidean norm 1 along their axes first. The result is then their cosine similarity
   *  (default false). */
  normalize?: boolean;
}

const OPTIONS = LAYER.extend<DotOptions>()({
  axes: kept((where, name, given: number | readonly [number, number]) => {
    const pair: readonly unknown[] = Array.isArray(given) && given.length === 2 ? given : [given, given];
    if (all(pair, (axis) => Number.isInteger(axis) && axis !== 0)) return given;
    throw new ConfigError(`${where}: ${name} must be an axis or a pair of axes, not 0, that of the batch, received ${show(given)}.`);
  }),
  normalize: or(boolean(), false),
});

/** The products of two inputs, sample by sample, summed along an axis of each. */
export class Dot extends Layer {
  readonly kind = 'dot';
  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  constructor(options: DotOptions) {
    const held = OPTIONS.read('dot', options);
    super('dot', held);
    this.axes = held.axes;
    this.normalize = held.normalize;
  }

  call(inputs: Tensors): Tensor {
    const pair = twoInputs(this, inputs);
    const axes = pair.map((x, i) => {
      const axis = normalizeAxis(typeof this.axes === 'number' ? this.axes : this.axes[i]!, x.rank, this.name);
      if (axis > 0) return axis;
      throw new ShapeError(`${this.name}: axes ${show(this.axes)} names the batch of ${showShape(x.shape)}. Name an axis of samples.`);
    });
    const [a, b] = pair;
    const [atA, atB] = axes as [number, number];
    if (a.shape[0] !== b.shape[0] || a.shape[atA] !== b.shape[atB]) {
      const wanted = `inputs of one batch size, and of one size along axes ${atA} and ${atB}`;
      throw new ShapeError(`${this.name}: expected ${wanted}, received ${showShape(a.shape)} and ${showShape(b.shape)}.`);
    }
    const [x, y] = this.normalize ? [unitLength(a, atA, 1e-7), unitLength(b, atB, 1e-7)] : pair;
    const rest = ({ shape }: Tensor, at: number): number[] => shape.slice(1).toSpliced(at - 1, 1);
    const [restA, restB] = [rest(a, atA), rest(b, atB)];
    const last = (z: Tensor, at: number): Tensor => transpose(z, { axes: [...z.shape.keys()].toSpliced(at, 1).concat(at) });
    const [batch, along] = [a.shape[0]!, a.shape[atA]!];
    const product = matmul(reshape(last(x, atA), [batch, sizeOf(restA), along]), reshape(last(y, atB), [batch, sizeOf(restB), along]), {
      transposeB: true,
      precision: this.computeDtype,
    });
    const shape = [...restA, ...restB];
    return reshape(product, [batch, ...(shape.length === 0 ? [1] : shape)]);
  }

  override computeMask(): undefined {
    return undefined; // a product of sums over steps has no steps
  }
}

/** Dot products of two inputs: `t.call(layer, [a, b])`, or `layer.apply([a, b])`.
 *  @shape [batch, ...a, d, ...], [batch, ...b, d, ...] -> [batch, ...a, ..., ...b, ...], where d are the axes; [batch, 1] of two
 *    rows each
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} if batch sizes or the sizes of the axes differ, or the inputs are not two */
export const dot = (options: DotOptions): Dot => new Dot(options);
