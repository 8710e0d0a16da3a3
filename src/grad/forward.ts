import { atOnce, type Pieces } from '../core/pieces.ts';
import { rewriting } from '../graph/rewrite.ts';
import { full, placeholder, type Tensor } from '../graph/tensor.ts';
import { pullingBack } from './differentiate.ts';

/** What small changes of some tensors come to at others: forward accumulation. It uses the way back twice. With a cotangent u of `ys`,
 *  the gradient at `xs` is J^T u. The gradient of `tangents . J^T u` by u is J tangents, whatever u is, so 0 stands for u in the end.
 *  @param tangents  one for each of `xs`, of its shape
 *  @returns one tangent for each of `ys`, of its shape
 *  @source J. Townsend 2017, A new trick for calculating Jacobian vector products; Griewank & Walther 2008, chapter 3 */
export const pushForward = (ys: readonly Tensor[], xs: readonly Tensor[], tangents: readonly Tensor[]): Tensor[] =>
  atOnce(pushingForward(ys, xs, tangents));

/** As `pushForward`, in pieces. */
export function* pushingForward(ys: readonly Tensor[], xs: readonly Tensor[], tangents: readonly Tensor[]): Pieces<Tensor[]> {
  const cotangents = ys.map((y) => placeholder(y.shape, 'float32'));
  const back = yield* pullingBack(
    ys.map((y, i) => [y, cotangents[i]!]),
    xs,
  );
  const forward = yield* pullingBack(
    back.map((g, i) => [g, tangents[i]!]),
    cotangents,
  );
  const unset = new Set(cotangents);
  return yield* rewriting(forward, (t) => (unset.has(t) ? full(t.shape, 0) : undefined));
}
