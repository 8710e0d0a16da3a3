import { bf16 } from './bf16.ts';
import { ACTIVATIONS } from './gemm.ts';
import { correlateMagnitude, weightsMagnitude } from './winograd.ts';

/** The sizes of a convolution; channels and filters are those of one group. */
interface Geometry {
  batch: number; depth: number; height: number; width: number; channels: number;
  outDepth: number; outHeight: number; outWidth: number; filters: number;
  kernelD: number; kernelH: number; kernelW: number; strideD: number; strideH: number; strideW: number;
  dilationD: number; dilationH: number; dilationW: number; padD: number; padH: number; padW: number; groups: number;
  winograd: number; bfloat16: number;
}
interface Epilogue { bias: Float64Array | null; activation: number; gate: Float64Array | null }

/** The pairs of a place of y and a tap whose place of x exists, along one axis. */
function pairs(
  out: number, taps: number, size: number, stride: number, dilation: number, pad: number,
): [o: number, t: number, i: number][] {
  const found: [number, number, number][] = [];
  for (let o = 0; o < out; o++) {
    for (let t = 0; t < taps; t++) {
      const i = o * stride - pad + t * dilation;
      if (i >= 0 && i < size) found.push([o, t, i]);
    }
  }
  return found;
}

/** Calls `term` for every term of the sum of all x w y, with the place of each factor. */
function each(g: Geometry, term: (x: number, w: number, y: number) => void): void {
  const { batch, groups, channels, filters } = g;
  const d = pairs(g.outDepth, g.kernelD, g.depth, g.strideD, g.dilationD, g.padD);
  const h = pairs(g.outHeight, g.kernelH, g.height, g.strideH, g.dilationH, g.padH);
  const w = pairs(g.outWidth, g.kernelW, g.width, g.strideW, g.dilationW, g.padW);
  for (let b = 0; b < batch; b++) {
    for (const [od, td, id] of d) for (const [oh, th, ih] of h) for (const [ow, tw, iw] of w) {
      const x = ((b * g.depth + id) * g.height + ih) * g.width + iw;
      const tap = (td * g.kernelH + th) * g.kernelW + tw;
      const y = ((b * g.outDepth + od) * g.outHeight + oh) * g.outWidth + ow;
      for (let group = 0; group < groups; group++) {
        for (let c = 0; c < channels; c++) {
          for (let f = 0; f < filters; f++) {
            const column = group * filters + f;
            term((x * groups + group) * channels + c, (tap * channels + c) * groups * filters + column, y * groups * filters + column);
          }
        }
      }
    }
  }
}

/** Activations have slopes of at most 1; sigmoid and tanh add 4 units in the last place of a result of at most 1. */
function finish(out: Float64Array, count: number, columns: number, { bias, activation, gate }: Epilogue, absolute: boolean): void {
  for (let i = 0; i < count; i++) {
    const b = bias === null ? 0 : bias[i % columns]!;
    const y = absolute ? out[i]! + Math.abs(b) + (activation > 1 ? 4 : 0) : ACTIVATIONS[activation]!(out[i]! + b);
    out[i] = gate === null || gate[i]! > 0 ? y : 0;
  }
}

/** Images of x, and of y, for kernels that take tiles. */
const images = (g: Geometry) => ({
  ofX: (values: Float64Array) => ({ values, batch: g.batch, height: g.height, width: g.width, channels: g.channels }),
  ofY: (values: Float64Array) => ({ values, batch: g.batch, height: g.outHeight, width: g.outWidth, channels: g.filters }),
});

const sizeX = (g: Geometry): number => g.batch * g.depth * g.height * g.width * g.groups * g.channels;
const sizeW = (g: Geometry): number => g.kernelD * g.kernelH * g.kernelW * g.channels * g.groups * g.filters;
const sizeY = (g: Geometry): number => g.batch * g.outDepth * g.outHeight * g.outWidth * g.groups * g.filters;

/** A factor of the terms, as it is multiplied. */
const factor = ({ bfloat16 }: Geometry, values: Float64Array, size: number): Float64Array =>
  bfloat16 ? values.slice(0, size).map(bf16) : values;

type Conv = Geometry & Epilogue & { x: Float64Array; w: Float64Array; y: Float64Array };
function forward(args: Conv, absolute: boolean): void {
  const { y } = args;
  const [x, w] = [factor(args, args.x, sizeX(args)), factor(args, args.w, sizeW(args))];
  y.fill(0, 0, sizeY(args));
  if (absolute && args.winograd > 0) {
    const { ofX, ofY } = images(args);
    correlateMagnitude(args.winograd, ofX(x), w.subarray(0, sizeW(args)), args.padH, args.padW, ofY(y));
  } else each(args, (xi, wi, yi) => (y[yi]! += absolute ? Math.abs(x[xi]! * w[wi]!) : x[xi]! * w[wi]!));
  finish(y, sizeY(args), args.groups * args.filters, args, absolute);
}
export const conv = (args: Conv): void => forward(args, false);
export const conv_magnitude = (args: Conv): void => forward(args, true);

/** The taps of 3 x 3 as the gradient by x sees them: turned by half a circle, [9, filters, channels]. */
function turned({ channels, filters }: Geometry, w: Float64Array): Float64Array {
  return Float64Array.from({ length: 9 * channels * filters }, (_, i) => {
    const [t, f, c] = [Math.floor(i / channels / filters), Math.floor(i / channels) % filters, i % channels];
    return w[((8 - t) * channels + c) * filters + f]!;
  });
}

type ConvDx = Geometry & Epilogue & { dy: Float64Array; w: Float64Array; dx: Float64Array };
function backward(args: ConvDx, absolute: boolean): void {
  const { dx } = args;
  const [dy, w] = [factor(args, args.dy, sizeY(args)), factor(args, args.w, sizeW(args))];
  dx.fill(0, 0, sizeX(args));
  if (absolute && args.winograd > 0) {
    const { ofX, ofY } = images(args);
    correlateMagnitude(args.winograd, ofY(dy), turned(args, w), 2 - args.padH, 2 - args.padW, ofX(dx));
  } else each(args, (xi, wi, yi) => (dx[xi]! += absolute ? Math.abs(dy[yi]! * w[wi]!) : dy[yi]! * w[wi]!));
  finish(dx, sizeX(args), args.groups * args.channels, args, absolute);
}
export const conv_dx = (args: ConvDx): void => backward(args, false);
export const conv_dx_magnitude = (args: ConvDx): void => backward(args, true);

type ConvDw = Geometry & { parts: number; x: Float64Array; dy: Float64Array; dw: Float64Array };
function weights({ parts, x, dy, dw, ...all }: ConvDw, absolute: boolean): void {
  const each = { ...all, batch: all.batch / parts };
  const of = (values: Float64Array, p: number, size: number): Float64Array => values.subarray(p * size, (p + 1) * size);
  for (let p = 0; p < parts; p++) {
    weightsOfPart({ ...each, x: of(x, p, sizeX(each)), dy: of(dy, p, sizeY(each)), dw: of(dw, p, sizeW(each)) }, absolute);
  }
}
function weightsOfPart(args: Omit<ConvDw, 'parts'>, absolute: boolean): void {
  const { dw } = args;
  const [x, dy] = [factor(args, args.x, sizeX(args)), factor(args, args.dy, sizeY(args))];
  dw.fill(0, 0, sizeW(args));
  if (absolute && args.winograd > 0) {
    const { ofX, ofY } = images(args);
    weightsMagnitude(args.winograd, ofX(x), ofY(dy), args.padH, args.padW, dw);
  } else each(args, (xi, wi, yi) => (dw[wi]! += absolute ? Math.abs(x[xi]! * dy[yi]!) : x[xi]! * dy[yi]!));
}
export const conv_dw = (args: ConvDw): void => weights(args, false);
export const conv_dw_magnitude = (args: ConvDw): void => weights(args, true);
