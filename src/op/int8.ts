import { INT8_MOST_INPUTS, INT8_STRIP } from '../abi/kernels.ts';
import { ConfigError, ShapeError } from '../core/errors.ts';
import { showShape, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { reshape } from './move.ts';

export { INT8_MOST_INPUTS };

/** Bytes that a packed kernel of [inputs, units] takes. */
export const packedSize = (inputs: number, units: number): number => Math.ceil(units / INT8_STRIP) * Math.ceil(inputs / 4) * 4 * INT8_STRIP;

/** Packs a kernel [inputs, units] of int8 as gemm_int8 reads it: strips of units, four inputs of each unit together,
 *  with 128 added. */
export function packInt8(kernel: Int8Array, inputs: number, units: number): Uint8Array {
  const packed = new Uint8Array(packedSize(inputs, units)).fill(128);
  const groups = Math.ceil(inputs / 4);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++) {
      const strip = Math.floor(j / INT8_STRIP), group = Math.floor(i / 4);
      packed[((strip * groups + group) * INT8_STRIP + (j % INT8_STRIP)) * 4 + (i % 4)] = kernel[i * units + j]! + 128;
    }
  }
  return packed;
}

/** Product over the last axis with a kernel of bytes. Each row of x is quantised with a scale of its own.
 *  @shape x [..., inputs], packed [packedSize(inputs, units)] uint8, scale [units] -> [..., units] */
export function matmulInt8(x: Tensor, packed: Tensor, scale: Tensor): Tensor {
  const inputs = x.shape.at(-1)!, units = scale.size;
  if (x.dtype !== 'float32' || packed.size !== packedSize(inputs, units)) {
    throw new ShapeError(
      `matmulInt8: expected float32 rows that fit ${packed.size} packed bytes of ${units} units, received ${x.dtype} ` +
      `${showShape(x.shape)}.`,
    );
  }
  if (inputs > INT8_MOST_INPUTS) {
    throw new ConfigError(
      `matmulInt8: expected rows of at most ${INT8_MOST_INPUTS} numbers, received ${inputs}: their sum may not fit an int32.`,
    );
  }
  if (x.rank > 2) {
    return reshape(matmulInt8(reshape(x, [sizeOf(x.shape.slice(0, -1)), inputs]), packed, scale), [...x.shape.slice(0, -1), units]);
  }
  return node('matmul_int8', [x, packed, scale], {}, [x.shape[0]!, units]);
}
