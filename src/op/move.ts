import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkInteger, checkKeys, checkShape } from '../core/options.ts';
import { broadcastShapes, normalizeAxes, normalizeAxis, sameShape, showShape, sizeOf, stridesOf, type Shape } from '../core/shape.ts';
import { MAX_RANK } from '../lower/move.ts';
import { asTensor, constant, full, tensorOf, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';

/** The same values with another shape. One axis may be -1: its size follows from the others.
 *  @throws {ShapeError} if the counts differ */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const input = asTensor(x);
  checkShape('reshape', 'shape', shape, -1);
  const known = shape.reduce((size, d) => (d === -1 ? size : size * d), 1);
  const free = shape.filter((d) => d === -1).length;
  const target = shape.map((d) => (d === -1 ? (known === 0 ? 0 : input.size / known) : d));
  if (free > 1 || !target.every((d) => Number.isInteger(d) && d >= 0) || sizeOf(target) !== input.size) {
    throw new ShapeError(`reshape: ${showShape(input.shape)} has ${input.size} elements and cannot become ${showShape(shape)}.`);
  }
  if (sameShape(target, input.shape)) return input;
  if (input.op === 'fill') return full(target, input.attrs['value'] as number);
  if (input.concrete) return constant(input.data, target);
  return node('reshape', [input.op === 'reshape' ? input.inputs[0]! : input], {}, target, input.dtype);
}

/** Axes in another order (default: reversed). */
export function transpose(x: TensorLike, options: { axes?: readonly number[] } = {}): Tensor {
  checkKeys('transpose', options, ['axes']);
  const input = asTensor(x);
  const { axes } = options;
  if (axes !== undefined && !Array.isArray(axes))
    throw new ShapeError(`transpose: axes must be an array of the ${input.rank} axes in another order, received ${show(axes)}.`);
  const order = axes === undefined
    ? input.shape.map((_, i) => input.rank - 1 - i)
    : Array.from(axes, (a: number) => normalizeAxis(a, input.rank, 'transpose'));
  if (order.length !== input.rank || new Set(order).size !== input.rank) {
    throw new ShapeError(`transpose: axes must name each of the ${input.rank} axes once, received [${order.join(', ')}].`);
  }
  if (order.every((a, i) => a === i)) return input;
  checkRank('transpose', input.shape);
  const strides = stridesOf(input.shape);
  return strided(input, order.map((a) => input.shape[a]!), order.map((a) => strides[a]!), 0, { axes: order });
}

/** Repeats the input along axes of size 1 and along new leading axes (NumPy's rule). */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  const input = asTensor(x);
  checkShape('broadcastTo', 'shape', shape, 0);
  if (sameShape(input.shape, shape)) return input;
  const result = broadcastShapes(input.shape, shape, 'broadcastTo');
  if (!sameShape(result, shape)) throw new ShapeError(`broadcastTo: ${showShape(input.shape)} does not broadcast to ${showShape(shape)}.`);
  checkRank('broadcastTo', shape);
  if (input.op === 'fill') return full(shape, input.attrs['value'] as number);
  if (input.op === 'constant' && input.size === 1 && input.dtype === 'float32') return full(shape, input.data[0]!);
  const strides = stridesOf(input.shape);
  const lead = shape.length - input.rank;
  return strided(
    input,
    shape,
    shape.map((_, i) => (i < lead || input.shape[i - lead] === 1 ? 0 : strides[i - lead]!)),
    0,
    { broadcast: true },
  );
}

/** The part that begins at `start` and has `shape`. @throws {ShapeError} outside the input */
export function slice(x: TensorLike, start: readonly number[], shape: Shape): Tensor {
  const input = asTensor(x);
  checkShape('slice', 'start', start, 0);
  checkShape('slice', 'shape', shape, 0);
  if (start.length !== input.rank || shape.length !== input.rank || !start.every((s, i) => s + shape[i]! <= input.shape[i]!)) {
    throw new ShapeError(
      `slice: start [${start.join(', ')}] with shape ${showShape(shape)} does not lie within ${showShape(input.shape)}.`,
    );
  }
  if (sameShape(shape, input.shape)) return input;
  checkRank('slice', shape);
  const strides = stridesOf(input.shape);
  return strided(input, shape, strides, start.reduce((sum, s, i) => sum + s * strides[i]!, 0), { start });
}

/** Zeros, or `value`, around the input: `before` and `after` elements on each axis. */
export function pad(x: TensorLike, before: readonly number[], after: readonly number[], value = 0): Tensor {
  const input = asTensor(x);
  const shape = input.shape.map((d, i) => d + (before[i] ?? 0) + (after[i] ?? 0));
  if (sameShape(shape, input.shape)) return input;
  checkRank('pad', shape);
  return node('pad', [movable('pad', input)], { start: before, value }, shape, input.dtype);
}

/** The inputs one after another along an axis (default: the first). @throws {ShapeError} if their other axes differ */
export function concatenate(xs: readonly TensorLike[], options: { axis?: number } = {}): Tensor {
  checkKeys('concatenate', options, ['axis']);
  if (!Array.isArray(xs)) throw new ConfigError(`concatenate: expected an array of tensors, received ${show(xs)}.`);
  const inputs = Array.from(xs, (x) => (xs.length === 1 ? asTensor(x as TensorLike) : movable('concatenate', x as TensorLike)));
  const [first] = inputs;
  if (first === undefined) throw new ConfigError('concatenate: expected at least one tensor, received none.');
  const at = normalizeAxis(options.axis ?? 0, first.rank, 'concatenate');
  for (const x of inputs) {
    if (x.rank !== first.rank || x.dtype !== first.dtype || !x.shape.every((d, i) => i === at || d === first.shape[i])) {
      throw new ShapeError(
        `concatenate: expected ${first.dtype} tensors like ${showShape(first.shape)} but for axis ${at}, received ${x.dtype} ` +
        `${showShape(x.shape)}.`,
      );
    }
  }
  if (inputs.length === 1) return first;
  checkRank('concatenate', first.shape);
  const shape = first.shape.map((d, i) => (i === at ? inputs.reduce((sum, x) => sum + x.shape[at]!, 0) : d));
  return node('concatenate', inputs, { axis: at }, shape, first.dtype);
}

/** The values of several tensors one after another, flat, as the kernels of optimizers take gradients. The planner
 *  computes the inputs in place, so nothing is copied. */
export function pack(xs: readonly Tensor[]): Tensor {
  if (xs.length === 0) return full([0], 0);
  return unpackedFrom(xs) ?? node('pack', xs, {}, [xs.reduce((sum, x) => sum + x.size, 0)]);
}

/** What `unpack` made these of, if they are all of it in order. */
function unpackedFrom(xs: readonly Tensor[]): Tensor | undefined {
  let flat: Tensor | undefined;
  let along = 0;
  for (const x of xs) {
    const part = x.op === 'reshape' ? x.inputs[0]! : x;
    const [source, offset] = part.op === 'slice' ? [part.inputs[0]!, part.attrs['offset']] : [part, 0];
    if (source.rank !== 1 || source.inputs.length === 0 || offset !== along || source !== (flat ?? source)) return undefined;
    flat = source;
    along += x.size;
  }
  return flat?.size === along ? flat : undefined;
}

/** Undoes `pack`: the parts with their shapes. */
export function unpack(flat: Tensor, parts: readonly { readonly shape: Shape; readonly size: number }[]): Tensor[] {
  let along = 0;
  return parts.map(({ shape, size }) => {
    along += size;
    return reshape(slice(flat, [along - size], [size]), shape);
  });
}

/** The inputs, all of one shape, along a new axis (default: the first).
 *  @throws {ShapeError} if their shapes differ */
export function stack(xs: readonly TensorLike[], options: { axis?: number } = {}): Tensor {
  checkKeys('stack', options, ['axis']);
  if (!Array.isArray(xs) || xs.length === 0) {
    throw new ConfigError(`stack: expected an array of at least one tensor, received ${show(xs)}.`);
  }
  const inputs = Array.from(xs, (x) => asTensor(x as TensorLike));
  const { shape, dtype } = inputs[0]!;
  for (const x of inputs) {
    if (x.dtype !== dtype || !sameShape(x.shape, shape)) {
      throw new ShapeError(
        `stack: expected ${dtype} tensors of shape ${showShape(shape)} like the first, received ${x.dtype} ${showShape(x.shape)}.`,
      );
    }
  }
  const axis = normalizeAxis(options.axis ?? 0, shape.length + 1, 'stack');
  return concatenate(inputs.map((x) => expandDims(x, axis)), { axis });
}

/** Cuts x into parts along an axis (default: the first).
 *  @param indicesOrSections  the number of parts of equal size, or the indices at which all parts but the first begin
 *  @throws {ShapeError} if the axis cannot be cut like this */
export function split(x: TensorLike, indicesOrSections: number | readonly number[], options: { axis?: number } = {}): Tensor[] {
  checkKeys('split', options, ['axis']);
  const input = asTensor(x);
  const axis = normalizeAxis(options.axis ?? 0, input.rank, 'split');
  const size = input.shape[axis]!;
  const starts =
    typeof indicesOrSections === 'number'
      ? evenStarts(input.shape, axis, indicesOrSections)
      : [0, ...checkShape('split', 'indicesOrSections', indicesOrSections, 0)];
  const ends = [...starts.slice(1), size];
  if (!starts.every((start, i) => start <= ends[i]!)) {
    throw new ShapeError(
      `split: expected indices that ascend from 0 to ${size}, the size of axis ${axis} of ${showShape(input.shape)}, received ` +
      `${show(indicesOrSections)}.`,
    );
  }
  return starts.map((start, i) =>
    slice(input, input.shape.map((_, a) => (a === axis ? start : 0)), input.shape.with(axis, ends[i]! - start)),
  );
}

function evenStarts(shape: Shape, axis: number, sections: number): number[] {
  const size = shape[axis]! / checkInteger('split', 'the number of sections', sections, 1);
  if (!Number.isInteger(size)) {
    throw new ShapeError(
      `split: axis ${axis} of ${showShape(shape)} cannot be cut into ${sections} parts of one size. Give the indices at which parts begin.`,
    );
  }
  return Array.from({ length: sections }, (_, i) => i * size);
}

/** A new axis of size 1 at each of the given places of the result. */
export function expandDims(x: TensorLike, axis: number | readonly number[]): Tensor {
  const input = asTensor(x);
  const rank = input.rank + (Array.isArray(axis) ? axis.length : 1);
  const added = normalizeAxes(axis, rank, 'expandDims');
  const kept = input.shape.values();
  return reshape(input, Array.from({ length: rank }, (_, i) => (added.includes(i) ? 1 : kept.next().value!)));
}

/** x without its axes of size 1, or without those given. @throws {ShapeError} if one of those has another size */
export function squeeze(x: TensorLike, options: { axis?: number | readonly number[] | undefined } = {}): Tensor {
  checkKeys('squeeze', options, ['axis']);
  const { shape, rank } = asTensor(x);
  const axes = options.axis === undefined ? [...shape.keys()].filter((i) => shape[i] === 1) : normalizeAxes(options.axis, rank, 'squeeze');
  const other = axes.find((a) => shape[a] !== 1);
  if (other !== undefined) {
    throw new ShapeError(`squeeze: expected axes of size 1, axis ${other} of ${showShape(shape)} has size ${shape[other]}.`);
  }
  return reshape(x, shape.filter((_, i) => !axes.includes(i)));
}

/** x, treated as a constant in derivatives. */
export function stopGradient(x: TensorLike): Tensor {
  const input = asTensor(x);
  return input.concrete ? input : node('stop_gradient', [input], {}, input.shape, input.dtype);
}

function strided(
  input: Tensor, shape: Shape, strides: readonly number[], start: number,
  meaning: Readonly<Record<string, readonly number[] | boolean>>,
): Tensor {
  const op = 'axes' in meaning ? 'transpose' : 'broadcast' in meaning ? 'broadcast_to' : 'slice';
  return node(op, [movable(op === 'broadcast_to' ? 'broadcastTo' : op, input)], { ...meaning, strides, offset: start }, shape, input.dtype);
}

/** What kernels can move: values of four bytes. */
const movable = (where: string, x: TensorLike): Tensor => tensorOf(where, x, 'float32', 'int32');

function checkRank(where: string, shape: Shape): void {
  if (shape.length > MAX_RANK) throw new ShapeError(`${where}: at most ${MAX_RANK} axes are supported, received ${showShape(shape)}.`);
}
