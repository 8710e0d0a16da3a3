import { DataError, ShapeError } from '../core/errors.ts';
import { checkInteger } from '../core/options.ts';
import { mustBeTable } from '../core/shape.ts';
import { asTensor, constant, type Tensor, type TensorLike } from '../graph/tensor.ts';

/** Class numbers as one-hot rows, for categoricalCrossentropy. A last axis of size 1 is dropped, as in Keras.
 *  @param numClasses  width of a row (default: the largest class number, and one more)
 *  @returns float32 values. @shape [...shape of y, numClasses]
 *  @throws {DataError} on values that are no whole numbers from 0 to numClasses - 1
 *  @throws {ShapeError} on more than 2^28 values
 *  @example datasets.toCategorical([0, 2], 3).toArray() // [[1, 0, 0], [0, 0, 1]]
 *  @source Keras 3, keras.utils.to_categorical */
export function toCategorical(y: TensorLike, numClasses?: number): Tensor {
  const { data, shape } = asTensor(y);
  const axes = shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  if (numClasses === undefined && data.length === 0)
    throw new ShapeError('toCategorical: the number of classes does not follow from no values. Give numClasses.');
  const width = numClasses === undefined ? undefined : checkInteger('toCategorical', 'numClasses', numClasses, 1);
  const at = data.findIndex((v) => !Number.isInteger(v) || v < 0 || v >= (width ?? Infinity));
  if (at >= 0)
    throw new DataError(
      `toCategorical: expected whole class numbers from 0${width === undefined ? '' : ` to ${width - 1}`}, received ${data[at]} at ` +
        `position ${at}. Count classes from 0${width === undefined ? '' : ', or give a larger numClasses'}.`,
    );
  let classes = width ?? 1;
  if (width === undefined) for (const v of data) classes = Math.max(classes, v + 1);
  mustBeTable('toCategorical', [...axes, classes]);
  const rows = new Float32Array(data.length * classes);
  data.forEach((k: number, i: number) => (rows[i * classes + k] = 1));
  return constant(rows, [...axes, classes]);
}
