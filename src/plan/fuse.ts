import { EPILOGUE_ACTIVATIONS } from '../abi/kernels.ts';
import { rewrite } from '../graph/rewrite.ts';
import { Tensor } from '../graph/tensor.ts';
import { ancestors } from '../graph/walk.ts';
import { broadcastKind } from '../lower/elementwise.ts';

/** For each kind of product, the activations that its epilogue can apply to a tile in registers, by their ops' names. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  matmul: EPILOGUE_ACTIVATIONS, matmul_int8: ['relu'], conv: EPILOGUE_ACTIVATIONS, conv_dx: EPILOGUE_ACTIVATIONS,
};
/** The products that can apply the gate of relu's gradient. */
const GATED: readonly string[] = ['matmul', 'conv', 'conv_dx'];

/** Moves bias, activation and the gate of relu's gradient into the product before them, so that values between them never pass
 *  through memory. Each moved op must be the only reader of its product. */
export function fuseEpilogues(roots: readonly Tensor[]): Tensor[] {
  const tensors = ancestors(roots);
  if (!tensors.some(isProduct)) return [...roots];
  const readers = new Map<Tensor, number>();
  for (const t of tensors) for (const x of t.inputs) readers.set(x, (readers.get(x) ?? 0) + 1);
  for (const root of roots) readers.set(root, Infinity);
  const fused = (t: Tensor, inputs: readonly Tensor[]): Tensor | undefined =>
    inputs.some(isProduct) ? intoProduct(t, inputs, (i) => readers.get(t.inputs[i]!) === 1) : undefined;
  return rewrite(roots, fused, tensors);
}

const isProduct = (t: Tensor): boolean => t.op in ACTIVATIONS;

/** The product with `t` as its epilogue; undefined if `t` cannot be one.
 *  @param sole  whether `t` is the only reader of input i */
function intoProduct(t: Tensor, inputs: readonly Tensor[], sole: (i: number) => boolean): Tensor | undefined {
  const follows = (i: number): boolean => isProduct(inputs[i]!) && sole(i) && inputs[i]!.shape.length === t.shape.length;
  const extend = (product: Tensor, extra: readonly Tensor[], attrs: Record<string, boolean | string>): Tensor =>
    new Tensor(product.op, [...product.inputs, ...extra], { ...product.attrs, ...attrs }, t.shape, t.dtype);
  const plain = (product: Tensor): boolean => product.attrs['activation'] === undefined && !product.attrs['gate'];

  if (t.op === 'add') {
    for (const i of [0, 1]) {
      const [product, bias] = [inputs[i]!, inputs[1 - i]!];
      const kind = follows(i) && plain(product) && !product.attrs['bias'] ? broadcastKind(bias.shape, t.shape) : undefined;
      if (kind !== undefined && kind.kind !== 'col' && bias.size === t.shape.at(-1)) return extend(product, [bias], { bias: true });
    }
  }
  if (inputs.length === 1 && follows(0) && ACTIVATIONS[inputs[0]!.op]!.includes(t.op) && plain(inputs[0]!))
    return extend(inputs[0]!, [], { activation: t.op });
  if (t.op === 'relu_d' && follows(0) && GATED.includes(inputs[0]!.op) && !inputs[0]!.attrs['gate'] && inputs[1]!.size === t.size)
    return extend(inputs[0]!, [inputs[1]!], { gate: true });
  return undefined;
}
