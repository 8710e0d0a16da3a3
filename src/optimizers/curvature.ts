import type { Pieces } from '../core/pieces.ts';
import { differentiating, pullingBack } from '../grad/differentiate.ts';
import { pushingForward } from '../grad/forward.ts';
import { rewriting } from '../graph/rewrite.ts';
import { placeholder, type Tensor } from '../graph/tensor.ts';
import { walking } from '../graph/walk.ts';
import { add } from '../op/elementwise.ts';

/** The product of a matrix of second derivatives with a vector of changes of weights. @shape each as its weight */
export type Product = (changes: readonly Tensor[]) => Pieces<Tensor[]>;

/** Products with the Hessian of a loss by weights.
 *  @source Pearlmutter 1994, Fast exact multiplication by the Hessian */
export function* hessianProduct(loss: Tensor, weights: readonly Tensor[]): Pieces<Product> {
  const gradients = yield* differentiating(loss, weights);
  return (changes) => pushingForward(gradients, weights, changes);
}

/** Products with the generalised Gauss-Newton matrix of a loss by weights: J^T H J, where J is the Jacobian of the outputs and H the
 *  Hessian of the loss by the outputs. It is the Hessian of the loss of a model whose outputs are linear in the weights. So what the loss
 *  takes from weights on other ways than through the outputs, such as a penalty, counts with its whole Hessian. Where a loss goes
 *  through the logits of an output, these stand for it.
 *  @param outputs  of the model, as the loss was computed from them; several are one vector
 *  @source Schraudolph 2002, Fast curvature matrix-vector products for second-order gradient descent; Martens 2010, Deep learning via
 *    Hessian-free optimization */
export function* gaussNewtonProduct(loss: Tensor, outputs: readonly Tensor[], weights: readonly Tensor[]): Pieces<Product> {
  const ends = yield* endsOf(loss, outputs);
  const leaves = ends.map((y) => placeholder(y.shape, 'float32'));
  const [apart] = yield* rewriting([loss], (t) => leaves[ends.indexOf(t)]);
  const variables = [...leaves, ...weights];
  const slopes = yield* differentiating(apart!, variables);
  return function* (changes) {
    const moved = yield* pushingForward(ends, weights, changes);
    const curved = yield* pushingForward(slopes, variables, [...moved, ...changes]);
    const through = yield* pullingBack(
      ends.map((y, i) => [y, curved[i]!]),
      weights,
    );
    const all = through.map((g, i) => add(g, curved[ends.length + i]!));
    return yield* rewriting(all, (t) => ends[leaves.indexOf(t)]);
  };
}

/** The tensors at which a model ends and its loss begins. Some losses of probabilities read what the probabilities were made from. */
function* endsOf(loss: Tensor, outputs: readonly Tensor[]): Pieces<Tensor[]> {
  const floats = outputs.filter((y) => y.dtype === 'float32');
  const [beside] = yield* rewriting([loss], (t) => (floats.includes(t) ? placeholder(t.shape, t.dtype) : undefined));
  const read = new Set(yield* walking([beside!]));
  const ends = floats.map((y) => (LINKS.has(y.op) && read.has(y.inputs[0]!) ? y.inputs[0]! : y));
  return [...new Set(ends)];
}

/** The functions from logits to probabilities that losses know. */
const LINKS: ReadonlySet<string> = new Set(['sigmoid', 'softmax']);
