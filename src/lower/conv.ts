import { EPILOGUE_ACTIVATIONS, WINOGRAD_SIDES } from '../abi/kernels.ts';
import type { Place } from '../abi/program.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Epilogue } from './gemm.ts';
import type { Emitter, Lowering } from './lowering.ts';
import { winogradOf } from './winograd.ts';

type Args = Record<string, number | Place | null>;

const AXES = ['D', 'H', 'W'] as const;
const PLACES = ['depth', 'height', 'width'] as const;
const OUT = ['outDepth', 'outHeight', 'outWidth'] as const;

/** Values of up to three axes, those in front filled up. */
const three = (values: readonly number[], filler: number): number[] => [...new Array<number>(3 - values.length).fill(filler), ...values];

const rounds = ({ attrs }: Tensor): boolean => attrs.precision === 'bfloat16';

/** The sizes that the kernels take of x, w and y; missing axes have a size of 1. */
function geometry(node: Tensor, x: Shape, w: Shape, y: Shape): Record<string, number> {
  const { strides, dilations, pads, groups } = node.attrs as unknown as Readonly<Record<string, readonly number[]>> & { groups: number };
  const args: Record<string, number> = { batch: x[0]!, groups, channels: w.at(-2)!, filters: w.at(-1)! / groups };
  const put = (names: readonly string[], values: readonly number[], filler: number): void =>
    three(values, filler).forEach((value, i) => (args[names[i]!] = value));
  put(PLACES, x.slice(1, -1), 1);
  put(OUT, y.slice(1, -1), 1);
  put(AXES.map((a) => `kernel${a}`), w.slice(0, -2), 1);
  put(AXES.map((a) => `stride${a}`), strides!, 1);
  put(AXES.map((a) => `dilation${a}`), dilations!, 1);
  put(AXES.map((a) => `pad${a}`), pads!, 0);
  // Where each channel is a group of its own there are no products of matrices: those stay float32.
  const bfloat16 = rounds(node) && (args.channels! > 1 || groups === 1);
  return { ...args, winograd: bfloat16 ? 0 : winogradOf(args, node.attrs.precision === 'high'), bfloat16: Number(bfloat16) };
}

/** Whether each place of y depends on one place of x: then the convolution is a product of matrices. */
function isProduct({ attrs }: Tensor, w: Shape): boolean {
  const { strides, groups } = attrs as unknown as { strides: readonly number[]; groups: number };
  return groups === 1 && sizeOf(w.slice(0, -2)) === 1 && strides.every((s) => s === 1);
}

/** Into how many parts of its images the gradient of weights by tiles is cut at most: threads share parts, while of what they share
 *  otherwise, blocks of the weights, each transforms the tiles anew. The more weights a tap has, the less the transforms cost beside the
 *  products, and the more a sum of parts does; a part has so many tiles that its last transform is small beside them. */
const PARTS = 8;
const FEW_WEIGHTS = 1 << 13;
const MANY_TILES = 512;

/** The parts of the sum that a gradient of weights is; 1 if it is better taken whole. The sizes alone decide. */
export function partsOf(dw: Tensor): number {
  const [x, dy] = dw.inputs as [Tensor, Tensor];
  const { batch, outHeight, outWidth, channels, filters, winograd } = geometry(dw, x.shape, dw.shape, dy.shape);
  if (winograd === 0 || channels! * filters! > FEW_WEIGHTS) return 1;
  const side = WINOGRAD_SIDES[winograd!]!;
  const tiles = batch! * Math.ceil(outHeight! / side) * Math.ceil(outWidth! / side);
  let parts = PARTS;
  while (parts > 1 && (batch! % parts > 0 || tiles < parts * MANY_TILES)) parts /= 2;
  return parts;
}

/** Bias, activation and gate, which are further inputs. */
function epilogue({ attrs, inputs }: Tensor, to: Emitter): Args {
  const { activation = 'linear', bias = false, gate = false } = attrs as unknown as Partial<Epilogue>;
  const rest = inputs.slice(2);
  return {
    bias: bias ? to.at(rest.shift()!) : null,
    activation: EPILOGUE_ACTIVATIONS.indexOf(activation),
    gate: gate ? to.at(rest.shift()!) : null,
  };
}

/** A convolution as a product of matrices without gaps. */
function emitProduct(node: Tensor, to: Emitter, args: Args, { gate, ...epilogue }: Args): void {
  const whole = { ...args, ...epilogue, batch: 1, strideA: 0, strideB: 0, strideC: 0 };
  if (rounds(node)) to.emit('sbgemm', { ...whole, gate: gate! });
  else to.emit('sgemm', { ...whole, alpha: 1, beta: 0, share: 0, beside: gate! });
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  conv: (y, to) => {
    const [x, w] = y.inputs as [Tensor, Tensor];
    const [k, n] = w.shape.slice(-2) as [number, number];
    const m = sizeOf(y.shape.slice(0, -1));
    if (isProduct(y, w.shape)) {
      const args = { transA: 0, transB: 0, m, n, k, a: to.at(x), lda: k, b: to.at(w), ldb: n, c: to.at(y), ldc: n };
      emitProduct(y, to, args, epilogue(y, to));
    } else to.emit('conv', { ...geometry(y, x.shape, w.shape, y.shape), x: to.at(x), w: to.at(w), y: to.at(y), ...epilogue(y, to) });
  },
  conv_dx: (dx, to) => {
    const [dy, w] = dx.inputs as [Tensor, Tensor];
    const [n, k] = w.shape.slice(-2) as [number, number];
    const m = sizeOf(dx.shape.slice(0, -1));
    if (isProduct(dx, w.shape)) {
      const args = { transA: 0, transB: 1, m, n, k, a: to.at(dy), lda: k, b: to.at(w), ldb: k, c: to.at(dx), ldc: n };
      emitProduct(dx, to, args, epilogue(dx, to));
    } else {
      const args = geometry(dx, dx.shape, w.shape, dy.shape);
      to.emit('conv_dx', { ...args, dy: to.at(dy), w: to.at(w), dx: to.at(dx), ...epilogue(dx, to) });
    }
  },
  conv_dw: (dw, to) => {
    const [x, dy] = dw.inputs as [Tensor, Tensor];
    const parts = dw.attrs['parts'] as number | undefined;
    const w = parts === undefined ? dw.shape : dw.shape.slice(1);
    const [m, n] = w.slice(-2) as [number, number];
    const k = sizeOf(dy.shape.slice(0, -1));
    if (isProduct(dw, w)) {
      const args = { transA: 1, transB: 0, m, n, k, a: to.at(x), lda: m, b: to.at(dy), ldb: n, c: to.at(dw), ldc: n };
      emitProduct(dw, to, args, { bias: null, activation: 0, gate: null });
    } else to.emit('conv_dw', { ...geometry(dw, x.shape, w, dy.shape), parts: parts ?? 1, x: to.at(x), dy: to.at(dy), dw: to.at(dw) });
  },
};
