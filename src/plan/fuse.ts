import { EPILOGUE_ACTIVATIONS } from '../abi/kernels.ts';
import type { Pieces } from '../core/pieces.ts';
import { sameShape } from '../core/shape.ts';
import { rewriting, withInputs } from '../graph/rewrite.ts';
import { Tensor } from '../graph/tensor.ts';
import { usersOf, walking } from '../graph/walk.ts';
import { partsOf as partsOfConvolution } from '../lower/conv.ts';
import { broadcastKind } from '../lower/elementwise.ts';
import type { Term } from '../lower/reduce.ts';
import { immediateOf, isImmediate } from './schedule.ts';

/** For each kind of product, the activations that its epilogue can apply to a tile in registers, by their ops' names. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  matmul: EPILOGUE_ACTIVATIONS, matmul_int8: ['relu'], conv: EPILOGUE_ACTIVATIONS, conv_dx: EPILOGUE_ACTIVATIONS,
};
/** The products that can apply the gate of relu's gradient. */
const GATED: readonly string[] = ['matmul', 'conv', 'conv_dx'];

/** Moves ops into the instruction beside them, so that values between them never pass through memory: bias, activation, the gate of
 *  relu's gradient and values that are added, such as the gradient of a penalty, into the product before them; squares and absolute
 *  values into the sum behind them, and a factor of the sum into it; a factor of gradients into the update of weights. What is moved is
 *  read by nothing else, and its values stay the same to the bit. Besides, a long sum of all numbers or of few columns, and a long maximum
 *  of all, is cut into rows by its shape alone, and the gradient of a convolution's weights into those of parts of the images: sums have
 *  another order of their terms then, so that their last bits may differ from those of the sum in one piece. */
export function* fuse(roots: readonly Tensor[]): Pieces<Tensor[]> {
  const tensors = yield* walking(roots);
  const readers = yield* usersOf(tensors);
  const needed = new Set(roots);
  const readOnly = (t: Tensor, by: (reader: Tensor) => boolean): boolean => !needed.has(t) && readers.get(t)!.every(by);
  const alone = (t: Tensor): boolean => !needed.has(t) && readers.get(t)!.length === 1;
  // The product that an input is, itself or in another shape, if nothing else reads it: `x` as it has been rewritten from `t`.
  const productAt = (t: Tensor, x: Tensor): Tensor | undefined => {
    if (!alone(t)) return undefined;
    if (isProduct(x)) return x;
    return x.op === 'reshape' ? productAt(t.op === 'reshape' ? t.inputs[0]! : t, x.inputs[0]!) : undefined;
  };
  const fused = (t: Tensor, inputs: readonly Tensor[]): Tensor | undefined => {
    const sole = (i: number): boolean => alone(t.inputs[i]!);
    if (t.op === 'conv_dw') return inParts(withInputs(t, inputs));
    const product = intoProduct(t, inputs, inputs.map((x, i) => productAt(t.inputs[i]!, x)));
    if (product !== undefined) return product;
    if (!(t.op in TERMS_OF) && inputs.some(isProduct)) return undefined;
    if (t.op in SCALING) return withScale(t, inputs, (x) => readOnly(x, (reader) => reader === t || isWithin(reader, t.inputs[1]!)));
    if (!(t.op in TERMS_OF)) return scaled(t, inputs, sole);
    const term = termOf(t.inputs[0]!);
    const moves = term !== undefined && readOnly(t.inputs[0]!, ({ op }) => TERMS_OF[op]?.includes(term) === true);
    return inRows(moves ? ofTerms(t, inputs, term) : withInputs(t, inputs));
  };
  return yield* rewriting(roots, fused, tensors);
}

const isProduct = (t: Tensor): boolean => t.op in ACTIVATIONS;

/** The product with `t` as its epilogue, in the shape of `t`; undefined if `t` cannot be one.
 *  @param products  the products that inputs are, in any shape, where nothing else reads them */
function intoProduct(t: Tensor, inputs: readonly Tensor[], products: readonly (Tensor | undefined)[]): Tensor | undefined {
  const productOf = (i: number): Tensor | undefined => (products[i]?.size === t.size ? products[i] : undefined);
  const extend = (product: Tensor, extra: readonly Tensor[], attrs: Record<string, boolean | string | number>): Tensor => {
    const y = new Tensor(product.op, [...product.inputs, ...extra], { ...product.attrs, ...attrs }, product.shape, t.dtype);
    return sameShape(y.shape, t.shape) ? y : new Tensor('reshape', [y], {}, t.shape, t.dtype);
  };
  const linear = ({ attrs }: Tensor): boolean => attrs['activation'] === undefined && !attrs['gate'];

  if (t.op === 'add') {
    for (const i of [0, 1]) {
      const [product, other] = [productOf(i), inputs[1 - i]!];
      if (product === undefined || !linear(product) || product.attrs['share'] !== undefined) continue;
      const kind = product.attrs['bias'] ? undefined : broadcastKind(other.shape, t.shape);
      const wide = other.size === t.shape.at(-1) && other.size === product.shape.at(-1);
      if (kind !== undefined && kind.kind !== 'col' && wide) return extend(product, [other], { bias: true });
      if (product.op !== 'matmul' || product.attrs['precision'] !== 'float32') continue;
      const { factor, x } = withFactor(other);
      if (x.size === t.size) return extend(product, [x], { share: factor });
    }
  }
  const product = productOf(0);
  if (product === undefined) return undefined;
  if (inputs.length === 1 && ACTIVATIONS[product.op]!.includes(t.op) && linear(product)) return extend(product, [], { activation: t.op });
  if (t.op === 'relu_d' && GATED.includes(product.op) && !product.attrs['gate'] && product.attrs['share'] === undefined)
    return inputs[1]!.size === t.size ? extend(product, [inputs[1]!], { gate: true }) : undefined;
  return undefined;
}

/** A tensor as a number times another tensor. */
function withFactor(t: Tensor): { readonly factor: number; readonly x: Tensor } {
  const at = t.op === 'mul' ? t.inputs.findIndex((x) => isImmediate(x)) : -1;
  const factor = at < 0 ? 1 : Math.fround(immediateOf(t.inputs[at]!));
  // A share of 0 stands for none.
  return at < 0 || factor === 0 || t.inputs[1 - at]!.size !== t.size ? { factor: 1, x: t } : { factor, x: t.inputs[1 - at]! };
}

/** What reductions can take of each element in place of itself. */
const TERMS_OF: Readonly<Record<string, readonly Term[]>> = { reduce_sum: ['abs', 'square'], reduce_max: ['abs'] };

/** What a tensor is of another one of its size: its square or its absolute value; undefined if it is neither. Ops on elements may repeat
 *  their input, which a reduction cannot. */
function termOf({ op, inputs, size }: Tensor): Term | undefined {
  if (inputs[0]?.size !== size) return undefined;
  if (op === 'abs') return op;
  return op === 'mul' && inputs[0] === inputs[1] ? 'square' : undefined;
}

/** A reduction of squares or absolute values as one op. */
function ofTerms(t: Tensor, inputs: readonly Tensor[], term: Term): Tensor {
  return new Tensor(t.op, [inputs[0]!.inputs[0]!], { ...t.attrs, term }, t.shape, t.dtype);
}

/** Numbers from which on a sum over the first axis, or a maximum of all, is taken in rows, which threads share, and at most how many rows;
 *  and the columns from which on threads share these. */
const LONG = 1 << 16;
const ROWS = 64;
const NARROW = 512;

/** A reduction; if it is a long sum of all numbers or of few columns, as the sum of the sums of its rows, and so a long maximum of all. The
 *  shape alone decides, so that the bits do not depend on the number of threads. */
function inRows(t: Tensor): Tensor {
  const { outer, mid, inner } = t.attrs as Record<string, number>;
  let rows = ROWS;
  while (mid! % rows > 0) rows /= 2;
  const wide = t.op === 'reduce_sum' ? inner! <= NARROW : inner === 1;
  if (!(t.op in TERMS_OF) || outer !== 1 || !wide || mid! * inner! < LONG || mid! < 2 * ROWS || rows === 1) return t;
  const { scale, ...others } = t.attrs as Record<string, number>;
  const [ofRows, ofAll] = scale === undefined ? [{}, {}] : [{ scale: 1 }, { scale }];
  const parts = new Tensor(t.op, t.inputs, { ...others, outer: rows, mid: mid! / rows, ...ofRows }, [rows, inner!], t.dtype);
  return new Tensor(t.op, [parts], { outer, mid: rows, inner, ...ofAll }, t.shape, t.dtype);
}

/** The gradient of a convolution's weights; where that pays, as the sum of those of parts of the images. */
function inParts(dw: Tensor): Tensor {
  const parts = partsOfConvolution(dw);
  if (parts === 1) return dw;
  const each = new Tensor('conv_dw', dw.inputs, { ...dw.attrs, parts }, [parts, ...dw.shape], dw.dtype);
  return new Tensor('reduce_sum', [each], { outer: 1, mid: parts, inner: dw.size, scale: 1 }, dw.shape, dw.dtype);
}

/** A sum with the factor by which `t` multiplies it; undefined if `t` is no such product. */
function scaled(t: Tensor, inputs: readonly Tensor[], sole: (i: number) => boolean): Tensor | undefined {
  const at = t.op === 'mul' ? inputs.findIndex((x) => isImmediate(x)) : -1;
  const sum = inputs[1 - at];
  if (at < 0 || sum!.op !== 'reduce_sum' || sum!.attrs['scale'] !== 1 || !sole(1 - at) || sum!.size !== t.size) return undefined;
  return new Tensor(sum!.op, sum!.inputs, { ...sum!.attrs, scale: immediateOf(inputs[at]!) }, t.shape, t.dtype);
}

/** Updates of weights whose kernels multiply gradients by a factor. */
const SCALING: Readonly<Record<string, true>> = { sgd: true, sgd_momentum: true, adam: true };

/** The update with the factor of all its gradients as its operand; undefined if there is none, or there are factors already.
 *  @param own  whether nothing but the update and its own pack reads a tensor */
function withScale(t: Tensor, inputs: readonly Tensor[], own: (x: Tensor) => boolean): Tensor | undefined {
  if (t.attrs['scales'] !== 0 || t.attrs['decays'] === true) return undefined;
  const packed = inputs[1]!;
  const parts = partsOf(packed);
  const factor = parts.find((x) => x.size > 1)?.inputs.find(({ op, size }) => size === 1 && op !== 'fill');
  if (factor === undefined || !parts.every((x) => x.op === 'mul' && x.inputs.includes(factor))) return undefined;
  if (![...partsOf(t.inputs[1]!), t.inputs[1]!].every(own)) return undefined;
  const gradients = parts.map(({ inputs: [a, b] }) => (a === factor ? b! : a!));
  const g = gradients.length === 1 ? gradients[0]! : new Tensor('pack', gradients, {}, packed.shape, packed.dtype);
  return new Tensor(t.op, [inputs[0]!, g, ...inputs.slice(2), factor], { ...t.attrs, scales: 1 }, t.shape, t.dtype);
}

/** The gradients that a pack consists of, in shapes of their own. */
const partsOf = (packed: Tensor): readonly Tensor[] => (packed.op === 'pack' ? packed.inputs : [packed]).map(unshaped);

/** Whether a tensor is the pack, or a form of one of its parts. */
const isWithin = (t: Tensor, packed: Tensor): boolean =>
  t === packed || (t.op === 'reshape' && (packed.op === 'pack' || packed.op === 'reshape') && packed.inputs.some((x) => isWithin(t, x)));

const unshaped = (t: Tensor): Tensor => (t.op === 'reshape' ? unshaped(t.inputs[0]!) : t);
