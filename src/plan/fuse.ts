import { EPILOGUE_ACTIVATIONS } from '../abi/kernels.ts';
import { Tensor } from '../graph/tensor.ts';
import { ancestors, usersOf } from '../graph/walk.ts';
import { broadcastKind } from '../lower/elementwise.ts';

/** Products, and the ops that each can do to a tile in registers, by the name its epilogue knows them by. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = { matmul: EPILOGUE_ACTIVATIONS, matmul_int8: ['relu'] };

/** The same roots with bias, activation and the gate of relu's gradient taken into the products they follow, so that
 *  these never pass through memory. Each of them must be the product's only reader. */
export function fuseEpilogues(roots: readonly Tensor[]): Tensor[] {
  const tensors = ancestors(roots);
  const users = usersOf(tensors);
  const wanted = new Set(roots);
  const replaced = new Map<Tensor, Tensor>();
  for (const t of tensors) {
    const inputs = t.inputs.map((x) => replaced.get(x)!);
    const sole = (i: number): boolean => users.get(t.inputs[i]!)!.length === 1 && !wanted.has(t.inputs[i]!);
    const fused = intoProduct(t, inputs, sole);
    replaced.set(t, fused ?? (inputs.every((x, i) => x === t.inputs[i]) ? t : new Tensor(t.op, inputs, t.attrs, t.shape, t.dtype)));
  }
  return roots.map((r) => replaced.get(r)!);
}

/** The product with t as its epilogue, if t can be one. `sole(i)`: nothing but t reads input i. */
function intoProduct(t: Tensor, inputs: readonly Tensor[], sole: (i: number) => boolean): Tensor | undefined {
  const isProduct = (i: number): boolean => inputs[i]!.op in ACTIVATIONS && sole(i) && inputs[i]!.shape.length === t.shape.length;
  const extend = (product: Tensor, extra: readonly Tensor[], attrs: Record<string, boolean | string>): Tensor =>
    new Tensor(product.op, [...product.inputs, ...extra], { ...product.attrs, ...attrs }, t.shape, t.dtype);
  const plain = (product: Tensor): boolean => product.attrs['activation'] === undefined && !product.attrs['gate'];

  if (t.op === 'add') {
    for (const i of [0, 1]) {
      const [product, bias] = [inputs[i]!, inputs[1 - i]!];
      const kind = isProduct(i) && plain(product) && !product.attrs['bias'] ? broadcastKind(bias.shape, t.shape) : undefined;
      if (kind !== undefined && kind.kind !== 'col' && bias.size === t.shape.at(-1)) return extend(product, [bias], { bias: true });
    }
  }
  if (inputs.length === 1 && isProduct(0) && ACTIVATIONS[inputs[0]!.op]!.includes(t.op) && plain(inputs[0]!)) {
    return extend(inputs[0]!, [], { activation: t.op });
  }
  if (t.op === 'relu_d' && isProduct(0) && inputs[0]!.op === 'matmul' && !inputs[0]!.attrs['gate'] && inputs[1]!.size === t.size) {
    return extend(inputs[0]!, [inputs[1]!], { gate: true });
  }
  return undefined;
}
