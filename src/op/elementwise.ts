import { kernelNamed, operandsOf } from '../abi/kernels.ts';
import type { DType } from '../core/dtype.ts';
import { ShapeError, show } from '../core/errors.ts';
import { broadcastShapes, sameShape, showShape, type Shape } from '../core/shape.ts';
import { asTensor, full, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { broadcastKind } from '../lower/elementwise.ts';
import { broadcastTo, reshape, slice } from './move.ts';

/** The public names of steps whose kernel has another name. */
const NAMES: Readonly<Record<string, string>> = {
  add_i32: 'add',
  sub: 'subtract',
  mul: 'multiply',
  div: 'divide',
  pow: 'power',
  neg: 'negative',
  equal_i32: 'equal',
  less_equal: 'lessEqual',
  select: 'where',
  is_nan: 'isnan',
};

/** Makes the node of a chain step; inputs are broadcast as in NumPy. */
function elementwise(kernel: string, inputs: readonly TensorLike[], dtype: DType = 'float32'): Tensor {
  const where = NAMES[kernel] ?? kernel;
  const xs = inputs.map((x) => asTensor(x));
  const wanted = operandsOf(kernelNamed(kernel));
  xs.forEach((x, i) => {
    const expected = wanted[i]!.dtype === 'i32' ? 'int32' : 'float32';
    if (x.dtype !== expected && kernel !== 'copy') {
      throw new ShapeError(`${where}: expected ${expected} values, received ${x.dtype} of shape ${showShape(x.shape)}. Use cast.`);
    }
  });
  const shape = xs.reduce<Shape>((s, x) => broadcastShapes(s, x.shape, where), []);
  let cols: number | undefined;
  // A chain has a single row length. An operand that needs another row length is broadcast in memory first.
  const fits = (x: Tensor): boolean => {
    const kind = broadcastKind(x.shape, shape);
    if (kind === undefined || ('cols' in kind && cols !== undefined && cols !== kind.cols)) return false;
    if ('cols' in kind) cols = kind.cols;
    return true;
  };
  const fitted = xs.map((x) => {
    // An operand that was broadcast already is read where it was before.
    if (x.op === 'broadcast_to' && fits(x.inputs[0]!)) return x.inputs[0]!;
    return fits(x) ? x : broadcastTo(x, shape);
  });
  // If all inputs have a single value in all elements, so does the result: it is computed once, without filling
  // memory.
  if (shape.length > 0 && dtype === 'float32' && xs.every((x) => uniform(x) !== undefined)) {
    const value = node(
      kernel,
      xs.map((x) => asTensor(uniform(x)!)),
      {},
      [],
    );
    if (value.concrete) return full(shape, value.item());
  }
  return node(kernel, fitted, {}, shape, dtype);
}

/** The value of all elements of a tensor, if it is known that they are equal. */
function uniform(x: Tensor): number | undefined {
  if (x.op === 'fill') return x.attrs['value'] as number;
  return x.op === 'constant' && x.size === 1 && x.dtype === 'float32' ? x.data[0] : undefined;
}

const isValue = (x: Tensor, value: number): boolean => uniform(x) === value;
const spans = (x: Tensor, other: Tensor): boolean => sameShape(broadcastShapes(x.shape, other.shape, 'elementwise'), x.shape);

export function add(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  if (x.dtype === 'int32' && y.dtype === 'int32') return elementwise('add_i32', [x, y], 'int32');
  if (isValue(y, 0) && spans(x, y)) return x;
  if (isValue(x, 0) && spans(y, x)) return y;
  return elementwise('add', [x, y]);
}

export function subtract(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  return isValue(y, 0) && spans(x, y) ? x : elementwise('sub', [x, y]);
}

export function multiply(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  if (isValue(y, 1) && spans(x, y)) return x;
  if (isValue(x, 1) && spans(y, x)) return y;
  return elementwise('mul', [x, y]);
}

export function divide(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  return isValue(y, 1) && spans(x, y) ? x : elementwise('div', [x, y]);
}

export const power = (a: TensorLike, b: TensorLike): Tensor => elementwise('pow', [a, b]);
export const maximum = (a: TensorLike, b: TensorLike): Tensor => elementwise('maximum', [a, b]);
export const minimum = (a: TensorLike, b: TensorLike): Tensor => elementwise('minimum', [a, b]);
/** 1 where a < b, else 0. Comparisons give float32. */
export const less = (a: TensorLike, b: TensorLike): Tensor => elementwise('less', [a, b]);
/** A counter and so many more. @shape counter [2] int32, the low word first; more [] int32, from 0 on */
export const count = (counter: Tensor, more: Tensor): Tensor => elementwise('count_i32', [counter, more], 'int32');
/** A counter as float32, exact below 2^24. @shape counter [2] int32; result [] */
export const countAsFloat = (counter: Tensor): Tensor =>
  elementwise(
    'cast_count_f32',
    [0, 1].map((word) => reshape(slice(counter, [word], [1]), [])),
  );
/** The rounding error of a + b: the rounded sum plus this is exact. */
export const addError = (a: TensorLike, b: TensorLike): Tensor => elementwise('add_error', [a, b]);
export const lessEqual = (a: TensorLike, b: TensorLike): Tensor => elementwise('less_equal', [a, b]);
export const greater = (a: TensorLike, b: TensorLike): Tensor => elementwise('less', [b, a]);
export const greaterEqual = (a: TensorLike, b: TensorLike): Tensor => elementwise('less_equal', [b, a]);
export function equal(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  return elementwise(x.dtype === 'int32' && y.dtype === 'int32' ? 'equal_i32' : 'equal', [x, y]);
}
export const notEqual = (a: TensorLike, b: TensorLike): Tensor => subtract(1, equal(a, b));
/** a where the condition is not 0, else b. */
export const where = (condition: TensorLike, a: TensorLike, b: TensorLike): Tensor => elementwise('select', [condition, a, b]);

export const negative = (x: TensorLike): Tensor => elementwise('neg', [x]);
export const abs = (x: TensorLike): Tensor => elementwise('abs', [x]);
export const sign = (x: TensorLike): Tensor => elementwise('sign', [x]);
export const sqrt = (x: TensorLike): Tensor => elementwise('sqrt', [x]);
export const reciprocal = (x: TensorLike): Tensor => elementwise('reciprocal', [x]);
export const rsqrt = (x: TensorLike): Tensor => reciprocal(sqrt(x));
export function square(x: TensorLike): Tensor {
  const input = asTensor(x);
  return multiply(input, input);
}
export const exp = (x: TensorLike): Tensor => elementwise('exp', [x]);
export const expm1 = (x: TensorLike): Tensor => elementwise('expm1', [x]);
export const log = (x: TensorLike): Tensor => elementwise('log', [x]);
export const log1p = (x: TensorLike): Tensor => elementwise('log1p', [x]);
export const tanh = (x: TensorLike): Tensor => elementwise('tanh', [x]);
export const sigmoid = (x: TensorLike): Tensor => elementwise('sigmoid', [x]);
export const softplus = (x: TensorLike): Tensor => elementwise('softplus', [x]);
export const erf = (x: TensorLike): Tensor => elementwise('erf', [x]);
/** x Phi(x), Phi the standard normal distribution. */
export const gelu = (x: TensorLike): Tensor => elementwise('gelu', [x]);
export const sin = (x: TensorLike): Tensor => elementwise('sin', [x]);
export const cos = (x: TensorLike): Tensor => elementwise('cos', [x]);
export const floor = (x: TensorLike): Tensor => elementwise('floor', [x]);
export const ceil = (x: TensorLike): Tensor => elementwise('ceil', [x]);
export const round = (x: TensorLike): Tensor => elementwise('round', [x]);
export const relu = (x: TensorLike): Tensor => elementwise('relu', [x]);
export const isnan = (x: TensorLike): Tensor => elementwise('is_nan', [x]);
/** dy where x > 0, else 0: the derivative of relu. x may be the input or the output of relu. */
export const reluGradient = (dy: Tensor, x: Tensor): Tensor => elementwise('relu_d', [dy, x]);
/** ln(e^a + e^b), without overflow. Equal values share the gradient equally; two equal infinities give that infinity. */
export function logaddexp(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [asTensor(a), asTensor(b)];
  const swapped = less(x, y);
  const [high, low] = [where(swapped, y, x), where(swapped, x, y)];
  // The difference of two equal infinities would be NaN. Beside an infinity no number counts, but NaN stays NaN.
  return add(high, softplus(where(equal(abs(high), Infinity), multiply(0, sign(low)), subtract(low, high))));
}
/** 1 where the value is not 0, else 0; NaN is not 0. */
const truth = (x: TensorLike): Tensor => notEqual(cast(x, 'float32'), 0);
/** 1 where x is 0, else 0. */
export const logicalNot = (x: TensorLike): Tensor => equal(cast(x, 'float32'), 0);
/** 1 where neither is 0, else 0. */
export const logicalAnd = (a: TensorLike, b: TensorLike): Tensor => multiply(truth(a), truth(b));
/** 1 where one or both are not 0, else 0. */
export const logicalOr = (a: TensorLike, b: TensorLike): Tensor => maximum(truth(a), truth(b));
/** Between the bounds. */
export const clip = (x: TensorLike, low: number, high: number): Tensor => minimum(maximum(x, low), high);

/** The values as another dtype; int32 truncates towards zero. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const input = asTensor(x);
  if (input.dtype === dtype) return input;
  if (input.dtype === 'uint8') {
    const floats = node('cast_u8_f32', [input], {}, input.shape);
    return dtype === 'float32' ? floats : cast(floats, dtype);
  }
  if (dtype === 'float32') return elementwise('cast_i32_f32', [input]);
  if (dtype === 'int32') return elementwise('cast_f32_i32', [input], 'int32');
  throw new ShapeError(`cast: expected the dtype float32 or int32, received ${show(dtype)}.`);
}
