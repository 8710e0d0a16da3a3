/** Convolutions over up to three axes of places, channels last. The three kernels are the derivatives of one sum over
 *  all terms x w y, so that the gradients of each are the other two. */
import { EPILOGUE_ACTIVATIONS, WINOGRAD_SIDES } from './constants.ts';
import type { Arg } from './kernel.ts';
import { dot, flag, optional, reads, size, writes, type Row } from './row.ts';

/** Sizes of x, y and w; `channels` and `filters` are those of one group. `winograd` chooses the method: the number of its tiles
 *  in WINOGRAD_SIDES, 0 for sums of all terms. With `bfloat16`, both factors of each term are rounded. */
const GEOMETRY: readonly Arg[] = [
  ...size(
    'batch', 'depth', 'height', 'width', 'channels', 'outDepth', 'outHeight', 'outWidth', 'filters', 'kernelD', 'kernelH', 'kernelW',
    'strideD', 'strideH', 'strideW', 'dilationD', 'dilationH', 'dilationW', 'padD', 'padH', 'padW', 'groups',
  ),
  flag('winograd', WINOGRAD_SIDES.length - 1),
  flag('bfloat16'),
];

/** Along each axis every window touches x or its padding of zeros, and no place overflows an int32. */
const windows = (axis: string, places: string, outPlaces: string): string[] => [
  `kernel${axis} >= 1`,
  `stride${axis} >= 1`,
  `dilation${axis} >= 1`,
  `pad${axis} <= (kernel${axis} - 1) * dilation${axis}`,
  `(${outPlaces} == 0 || (${outPlaces} - 1) * stride${axis} < pad${axis} + ${places})`,
  `${outPlaces} * stride${axis} + kernel${axis} * dilation${axis} + ${places} <= 2147483647`,
];
const GEOMETRY_HOLDS: readonly string[] = [
  'groups >= 1', ...windows('D', 'depth', 'outDepth'), ...windows('H', 'height', 'outHeight'), ...windows('W', 'width', 'outWidth'),
  ...['depth', 'outDepth', 'kernelD', 'strideH', 'strideW', 'dilationH', 'dilationW', 'groups'].map((n) => `(winograd == 0 || ${n} == 1)`),
  ...['kernelH', 'kernelW'].map((n) => `(winograd == 0 || ${n} == 3)`),
  '(bfloat16 == 0 || (winograd == 0 && (channels > 1 || groups == 1)))',
];

const X = 'batch * depth * height * width * groups * channels';
const W = 'kernelD * kernelH * kernelW * channels * groups * filters';
const Y = 'batch * outDepth * outHeight * outWidth * groups * filters';

/** What is done to each element while it is in registers. */
const epilogue = (columns: string, elements: string): Arg[] => [
  optional('bias', columns),
  flag('activation', EPILOGUE_ACTIVATIONS.length - 1),
  optional('gate', elements),
];

/** Units of an output: bands of rows of one image, none if there is nothing to write. */
const bands = (depth: string, height: string, width: string, columns: string): string =>
  `(${width} * ${columns} > 0 ? batch * ${depth} * ceil_div(${height}, CONV_ROWS) * ceil_div(${width}, CONV_COLS) : 0)`;

const AT = 'x[b,o strides - pads + t dilations,g,c] w[t,c,g,f]';
/** The order of the sums decides their bits, so it is the same on every machine. */
const rounded = (order: string): string => `with bfloat16, sums are those of sbgemm, k counting ${order}`;
const COMMON: Pick<Row, 'family' | 'nan' | 'require' | 'flops' | 'source'> = {
  family: 'conv',
  nan: 'propagates; padding may be left out',
  require: GEOMETRY_HOLDS,
  flops: '2 * batch * outDepth * outHeight * outWidth * groups * filters * kernelD * kernelH * kernelW * channels',
  source: 'winograd: Lavin & Gray 2015, Fast Algorithms for Convolutional Neural Networks, section 4',
};

export const CONV: readonly Row[] = [
  {
    ...COMMON,
    name: 'conv',
    args: [...GEOMETRY, reads('x', X), reads('w', W), ...epilogue('groups * filters', Y), writes('y', Y)],
    equation:
      `y[b,o,g,f] = act(sum over taps t and c of ${AT} + bias[g,f]), then 0 where gate[b,o,g,f] is given and not > 0; ` +
      'o and t are places (d,h,w), x is 0 outside its places; by winograd, over whose tiles what is not finite spreads; ' +
      rounded('t and then c'),
    error: dot('kernelD * kernelH * kernelW * channels + 3 + 29 * winograd'),
    units: bands('outDepth', 'outHeight', 'outWidth', 'groups * filters'),
  },
  {
    ...COMMON,
    name: 'conv_dx',
    args: [...GEOMETRY, reads('dy', Y), reads('w', W), ...epilogue('groups * channels', X), writes('dx', X)],
    equation:
      'dx[b,i,g,c] = act(sum over t, f and o = (i + pads - t dilations) / strides, where that is a place of y, of dy[b,o,g,f] w[t,c,g,f] ' +
      '+ bias[g,c]), then 0 where gate[b,i,g,c] is given and not > 0; ' +
      rounded('the t, downwards, that i and the strides leave, and then f'),
    error: dot('kernelD * kernelH * kernelW * filters + 3 + 29 * winograd'),
    units: bands('depth', 'height', 'width', 'groups * channels'),
  },
  {
    ...COMMON,
    name: 'conv_dw',
    args: [...GEOMETRY, ...size('parts'), reads('x', X), reads('dy', Y), writes('dw', `parts * ${W}`)],
    equation:
      'dw[p,t,c,g,f] = sum over the images b of part p and o of x[b,o strides - pads + t dilations,g,c] dy[b,o,g,f]; each of parts has ' +
      'batch / parts images; without winograd all are one part; ' + rounded('b and then o'),
    require: [...GEOMETRY_HOLDS, 'parts >= 1', '(parts == 1 || winograd > 0)', 'ceil_div(batch, parts) * parts == batch'],
    error: dot('batch * outDepth * outHeight * outWidth + 3 + 29 * winograd'),
    units:
      '(winograd > 0 ? (parts > 1 ? parts * ceil_div(channels, 2 * GEMM_STRIP) * ceil_div(filters, 2 * GEMM_STRIP) : ' +
      'ceil_div(2 * channels, GEMM_STRIP) * ceil_div(filters, GEMM_STRIP)) : ' +
      'kernelD * kernelH * ceil_div(kernelW * channels, CONV_COLS) * ' +
      '(channels == 1 ? ceil_div(2 * groups * filters, GEMM_STRIP) : groups * ceil_div(filters, GEMM_STRIP)))',
  },
];
