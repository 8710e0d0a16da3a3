import { ConfigError, ShapeError } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';
import { add } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { sumTo } from '../op/reduce.ts';
import { RULES } from './rules.ts';

/** Gradients of a scalar with respect to the given tensors, as new nodes of the graph, by reverse accumulation. If
 *  the scalar does not depend on a tensor, its gradient is 0.
 *  @param seed  the gradient of y itself, 1 by default
 *  @throws {ShapeError} if y has more than one element and no seed is given
 *  @source Griewank & Walther 2008, Evaluating Derivatives, chapter 3 */
export function differentiate(y: Tensor, xs: readonly Tensor[], seed?: Tensor): Tensor[] {
  if (seed === undefined && y.size !== 1) {
    throw new ShapeError(`grad: expected a scalar to differentiate, received shape ${showShape(y.shape)}. Sum or average it first.`);
  }
  const graph = ancestors([y]);
  const matters = new Set<Tensor>(xs);
  for (const t of graph) if (t.inputs.some((input) => matters.has(input))) matters.add(t);

  const gradients = new Map<Tensor, Tensor>([[y, seed ?? full(y.shape, 1)]]);
  for (const t of graph.reverse()) {
    const dy = gradients.get(t);
    if (dy === undefined || !matters.has(t) || t.inputs.length === 0) continue;
    const rule = RULES[t.op];
    if (rule === undefined) throw new ConfigError(`grad: ${t.op} has no derivative.`);
    rule(t, dy).forEach((d, i) => {
      const input = t.inputs[i]!;
      if (d === null || !matters.has(input)) return;
      const fitted = sameShape(d.shape, input.shape) ? d : d.size === input.size ? reshape(d, input.shape) : sumTo(d, input.shape);
      const sofar = gradients.get(input);
      gradients.set(input, sofar === undefined ? fitted : add(sofar, fitted));
    });
  }
  return xs.map((x) => gradients.get(x) ?? full(x.shape, 0));
}
