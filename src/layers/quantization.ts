import type { TypedArray } from '../core/dtype.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import { packInt8 } from '../op/int8.ts';

/** The formats to which the kernels of a layer can be quantised for inference. */
export type QuantizationMode = 'int8';

export function checkQuantizationMode(where: string, mode: unknown): QuantizationMode {
  if (mode !== 'int8') throw new ConfigError(`${where}: the quantisation mode must be 'int8', received ${show(mode)}.`);
  return mode;
}

const { abs, fround } = Math;

/** Quantises each column of a kernel by its largest absolute value. Every operation is rounded to float32.
 *  @returns integers from -127 to 127, and the factors by which columns were multiplied
 *  @shape kernel [inputs, units] -> values [inputs, units], scale [units]
 *  @source Keras 3, keras.quantizers.abs_max_quantize over axis 0 */
export function absMaxQuantize(kernel: Variable): { values: Tensor; scale: Tensor } {
  const [inputs, units] = kernel.shape as [number, number];
  const weights = kernel.read();
  const scale = new Float32Array(units);
  for (let row = 0; row < weights.length; row += units)
    for (let j = 0; j < units; j++) scale[j] = Math.max(scale[j]!, abs(weights[row + j]!));
  if (!scale.every(Number.isFinite))
    throw new DataError(
      `${kernel.name}: expected finite weights, received NaN or infinity. A model whose training diverged cannot be quantised.`,
    );
  for (let j = 0; j < units; j++) scale[j] = 127 / fround(scale[j]! + fround(1e-7));
  const values = new Int8Array(weights.length);
  for (let row = 0; row < weights.length; row += units)
    for (let j = 0; j < units; j++) values[row + j] = nearest(fround(weights[row + j]! * scale[j]!));
  return { values: constant(values, [inputs, units]), scale: constant(scale, [units]) };
}

/** Rounds to the nearest integer, halves to the even one. */
function nearest(x: number): number {
  const below = Math.floor(x),
    over = x - below;
  return over > 0.5 || (over === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

/** An int8 kernel. It is saved and read as [inputs, units]; backends read the packed form. */
export class Int8Kernel extends Variable {
  readonly packed: Variable;

  constructor(name: string, values: Tensor) {
    super(name, values, false);
    this.packed = new Variable(`${name}/packed`, this.#pack(), false);
  }

  override assign(value: Tensor): void {
    super.assign(value);
    this.packed.assign(this.#pack());
  }

  override own(values: TypedArray): void {
    super.own(values);
    this.packed.assign(this.#pack());
  }

  #pack(): Tensor {
    const packed = packInt8(this.read() as Int8Array, this.shape[0]!, this.shape[1]!);
    return constant(packed, [packed.length]);
  }
}
