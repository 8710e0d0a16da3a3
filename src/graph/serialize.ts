import { ConfigError, show } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { Tensor, tensor } from './tensor.ts';

/** A tensor as a plain object, which structured clones keep: `postMessage`, `structuredClone`, IndexedDB. */
export interface SerializedTensor {
  readonly data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Int8Array<ArrayBuffer>;
  readonly shape: Shape;
}

/** A tensor as a plain object, for workers and databases: they copy objects without methods and without what is private, so that a tensor
 *  itself arrives without its values. The values are copied: what is sent may be transferred.
 *  @throws {ConfigError} if it is no tensor, or a symbolic one, which has no values
 *  @example
 *  const sent = serializeTensor(await model.predict(x));
 *  parentPort.postMessage(sent, [sent.data.buffer]);
 *  worker.on('message', (received) => deserializeTensor(received).print()); */
export function serializeTensor(value: Tensor): SerializedTensor {
  if (!(value instanceof Tensor)) throw new ConfigError(`serializeTensor: expected a tensor, received ${show(value)}.`);
  return { data: value.data.slice(), shape: [...value.shape] };
}

/** The tensor that `serializeTensor` made a plain object of, with its dtype. The values are not copied.
 *  @throws {DataError} if it is another object, such as the clone of a tensor
 *  @throws {ShapeError} if the values do not fit the shape */
export const deserializeTensor = (serialized: SerializedTensor): Tensor => tensor(serialized);
