import { dot, f32, flag, reads, size, writes, type Row } from './row.ts';

const GEOMETRY = [...size('n', 'ih', 'iw', 'c', 'oh', 'ow'), flag('bilinear'), flag('fill', 3)];
const WITHIN = ['ih * iw > 0 || n * c == 0', 'ih < 16777216 && iw < 16777216 && oh < 16777216 && ow < 16777216'];
const SOURCE = 'TensorFlow, ImageProjectiveTransformV3: its formulas for fill modes, and halves rounded away from 0';

/** Images looked at through an affine transform: place (h, w) of y is place (p3 w + p4 h + p5, p0 w + p1 h + p2) of x, where p are the six
 *  numbers of the image. Each operation on places is rounded to float32, so that all machines look at the same places. */
export const WARP: readonly Row[] = [
  {
    name: 'warp',
    family: 'warp',
    args: [...GEOMETRY, ...f32('value'), reads('x', 'n * ih * iw * c'), reads('p', 'n * 6'), writes('y', 'n * oh * ow * c')],
    equation:
      'y[n,oh,ow,c] = x[n,ih,iw,c] at the place that p[n,6] says, linear between four places, or if bilinear = 0 the nearest; outside: ' +
      'fill 0 value, 1 nearest, 2 reflect, 3 wrap',
    error: dot('8'),
    require: WITHIN,
    units: '(ow * c > 0 ? n * oh : 1)',
    flops: '(12 * c + 16) * n * oh * ow',
    source: SOURCE,
  },
  {
    name: 'warp_dx',
    family: 'warp',
    args: [...GEOMETRY, reads('dy', 'n * oh * ow * c'), reads('p', 'n * 6'), writes('dx', 'n * ih * iw * c')],
    equation: 'dx[n,ih,iw,c] = sum of dy[n,oh,ow,c] times what warp takes of x there, in order of places of dy',
    error: dot('4 * oh * ow + 4'),
    require: WITHIN,
    units: '(ih * iw * c > 0 ? n : 1)',
    flops: '(12 * c + 16) * n * oh * ow',
    source: SOURCE,
  },
];
