import { ConfigError } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { SymbolicTensor, type Spec } from '../graph/symbolic.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { HostData } from '../preprocessing/nested.ts';
import { readsHostData, type Tensors } from '../trace/trace.ts';
import type { ApplyOptions } from './apply.ts';
import { Layer, type BatchShape, type LayerOptions } from './layer.ts';

/** A layer that reads data on the host, such as strings, which no tensor holds, and makes tensors of them. It is applied to data, or it
 *  is the first layer behind an input of a model: fit, evaluate and predict then take such data, which it converts before the rest of
 *  the model, made of ops, sees them.
 *  @typeParam D  the data that it reads */
export abstract class HostLayer<D = HostData> extends Layer {
  constructor(defaultName: string, options: LayerOptions) {
    super(defaultName, options);
    if (this.activityRegularizer !== undefined)
      throw new ConfigError(`${this.name}: activityRegularizer is for outputs that are learnt, and this layer reads data. Leave it away.`);
  }

  /** Converts data.
   *  @param rows  whether the first axis counts samples, which then have an axis at least: [rows] becomes [rows, 1] */
  convert(data: D, rows: boolean): Tensor {
    return atOnce(this.converting(data, rows));
  }

  /** As `convert`, in pieces. */
  abstract converting(data: D, rows: boolean): Pieces<Tensor>;

  /** The shape and the dtype of what comes of data of a shape, the batch first.
   *  @throws {ConfigError} while they are not known: before `adapt`, mostly */
  abstract converted(shape: BatchShape): Pick<Spec, 'shape' | 'dtype'>;

  /** Whether `converted` knows its answer. */
  abstract get knows(): boolean;

  /** Whether data are tables, whose columns have names of their own. */
  get readsTables(): boolean {
    return false;
  }

  /** Whether inputs are read on the host. */
  get readsHostData(): true {
    return true;
  }

  /** Converts data at once, or makes the layer a part of a functional model, on the result of `input`. */
  override apply<Output = SymbolicTensor>(
    inputs: SymbolicTensor | readonly SymbolicTensor[], options?: Readonly<Record<string, unknown>>,
  ): Output;
  override apply(data: D | TensorLike): Tensor;
  override apply(inputs: TensorLike | readonly Tensor[], options?: ApplyOptions): Tensors;
  override apply(inputs: D | TensorLike | SymbolicTensor | readonly SymbolicTensor[] | readonly Tensor[]): Tensors | SymbolicTensor {
    const symbols: readonly unknown[] = Array.isArray(inputs) ? inputs : [inputs];
    if (!symbols.some((x) => x instanceof SymbolicTensor)) return this.convert(inputs as D, false);
    const [symbol] = symbols;
    if (symbols.length === 1 && symbol instanceof SymbolicTensor && symbol.call.inputs.length === 0)
      return SymbolicTensor.record(this, [symbol], {}, [{ name: this.name, ...this.converted(symbol.shape) }])[0]!;
    throw readsHostData(this.name);
  }

  call(): never {
    throw readsHostData(this.name);
  }
}
