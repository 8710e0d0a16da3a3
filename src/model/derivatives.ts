import { ConfigError, show, ShapeError } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { pullBack } from '../grad/differentiate.ts';
import { pushForward } from '../grad/forward.ts';
import { asTensor, constant, placeholder, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { reshape, transpose } from '../op/move.ts';
import { evaluate } from '../run/eager.ts';
import { Trace } from '../trace/trace.ts';
import { grad, type ScalarFunction } from './grad.ts';

/** A function over ops, whose result has any shape. */
export type TensorFunction = (...xs: Tensor[]) => Tensor;

/** The value of `f` at `xs`, and its derivative in the direction of `tangents`: the product of its Jacobian with them. It costs about
 *  as much as three evaluations, whatever the number of elements.
 *  @param tangents  one for each of `xs`, of its shape
 *  @returns [value, tangent], both of the shape of f's result
 *  @throws {ShapeError} if number or shapes of the tangents differ from those of `xs` */
export function jvp(f: TensorFunction, xs: readonly TensorLike[], tangents: readonly TensorLike[]): [Tensor, Tensor] {
  const [at, along] = [listOf('jvp', 'xs', xs), listOf('jvp', 'tangents', tangents)];
  if (at.length !== along.length)
    throw new ShapeError(`jvp: expected ${at.length} tangents, one for each of xs, received ${along.length}.`);
  along.forEach((v, i) => mustFit('jvp', `tangent ${i}`, v, at[i]!));
  const [value, tangent] = computed([...at, ...along], (symbols) => {
    const inputs = symbols.slice(0, at.length);
    const y = resultOf('jvp', f, inputs);
    return [y, ...pushForward([y], inputs, symbols.slice(at.length))];
  });
  return [value!, tangent!];
}

/** The value of `f` at `xs`, and what a cotangent of it comes to at each of `xs`: the product of the transposed Jacobian with it.
 *  @param cotangent  of the shape of f's result
 *  @returns [value, gradients]: a gradient for each of `xs`, of its shape
 *  @throws {ShapeError} if the shape of the cotangent differs from that of the value */
export function vjp(f: TensorFunction, xs: readonly TensorLike[], cotangent: TensorLike): [Tensor, Tensor[]] {
  const at = listOf('vjp', 'xs', xs);
  const given = asTensor(cotangent);
  const [value, ...gradients] = computed([...at, given], (symbols) => {
    const inputs = symbols.slice(0, at.length);
    const y = resultOf('vjp', f, inputs);
    mustFit('vjp', 'the cotangent', given, y);
    return [y, ...pullBack([[y, symbols[at.length]!]], inputs)];
  });
  return [value!, gradients];
}

/** The Jacobian of `f` by its first argument, as a function of the same arguments. One scan computes it row by row, or column by column
 *  if there are fewer columns.
 *  @shape [...shape of the result, ...shape of the first argument] */
export function jacobian(f: TensorFunction): (...xs: TensorLike[]) => Tensor {
  if (typeof f !== 'function') throw new ConfigError(`jacobian: expected a function over ops, received ${show(f)}.`);
  return (...xs) => {
    const [matrix] = computed(listOf('jacobian', 'arguments', xs), (symbols) => [matrixOf(f, symbols)]);
    return matrix!;
  };
}

/** The matrix of second derivatives of a scalar function by its first argument, as a function of the same arguments.
 *  @shape [...shape of the first argument, ...shape of the first argument]
 *  @throws {ShapeError} if f's result is not a scalar */
export function hessian(f: ScalarFunction): (...xs: TensorLike[]) => Tensor {
  if (typeof f !== 'function') throw new ConfigError(`hessian: expected a function over ops, received ${show(f)}.`);
  return jacobian(grad(f));
}

function matrixOf(f: TensorFunction, inputs: readonly Tensor[]): Tensor {
  const y = resultOf('jacobian', f, inputs);
  const x = inputs[0]!;
  const shape = [...y.shape, ...x.shape];
  const byRows = y.size <= x.size;
  const unit = (t: Tensor): Tensor => reshape(t, byRows ? y.shape : x.shape);
  const line = (seed: Tensor): Tensor => (byRows ? pullBack([[y, unit(seed)]], [x]) : pushForward([y], [x], [unit(seed)]))[0]!;
  const lines = new Trace({ training: false }).scan((_, _carry, [seed]) => ({ ys: [reshape(line(seed!), [-1])] }), {
    xs: [identity(Math.min(y.size, x.size))],
  }).ys[0]!;
  return reshape(byRows ? lines : transpose(lines), shape);
}

/** The unit vectors, as rows. @shape [n, n] */
function identity(n: number): Tensor {
  const values = new Float32Array(n * n);
  for (let i = 0; i < n; i++) values[i * n + i] = 1;
  return constant(values, [n, n]);
}

/** Makes a graph of placeholders and computes it at the values of `at`; if one of these is symbolic, the graph goes on from them. */
function computed(at: readonly Tensor[], graph: (symbols: readonly Tensor[]) => readonly Tensor[]): readonly Tensor[] {
  if (at.some((x) => !x.concrete)) return graph(at);
  const symbols = at.map((x) => placeholder(x.shape, x.dtype));
  return evaluate(graph(symbols), new Map(symbols.map((s, i) => [s, at[i]!])));
}

function resultOf(where: string, f: TensorFunction, inputs: readonly Tensor[]): Tensor {
  if (typeof f !== 'function') throw new ConfigError(`${where}: expected a function over ops, received ${show(f)}.`);
  const y = asTensor(f(...inputs));
  if (y.dtype !== 'float32') throw new ShapeError(`${where}: expected a result of float32 values to differentiate, received ${y.dtype}.`);
  return y;
}

function listOf(where: string, what: string, xs: readonly TensorLike[]): Tensor[] {
  if (!Array.isArray(xs) || xs.length === 0) throw new ConfigError(`${where}: expected an array of ${what}, received ${show(xs)}.`);
  return Array.from(xs, (x: TensorLike) => asTensor(x));
}

function mustFit(where: string, what: string, v: Tensor, to: Tensor): void {
  if (!sameShape(v.shape, to.shape))
    throw new ShapeError(`${where}: ${what} must have the shape ${showShape(to.shape)}, received ${showShape(v.shape)}.`);
}
