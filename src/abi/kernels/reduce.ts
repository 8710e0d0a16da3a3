import { TERMS } from './constants.ts';
import { dot, exact, f32, flag, reads, size, writes, type Row } from './row.ts';

/** Over the middle of three axes. */
export const REDUCE: readonly Row[] = [
  {
    name: 'reduce_sum',
    family: 'reduce',
    args: [
      ...size('outer', 'mid', 'inner'), ...f32('scale'), flag('term', TERMS.length - 1), reads('x', 'outer * mid * inner'),
      writes('y', 'outer * inner'),
    ],
    equation:
      'y[outer,inner] = scale * sum over mid of x[outer,mid,inner]; with term 1 of its absolute value, with term 2 of its square; ' +
      'an empty sum is 0',
    error: dot('mid + 1'),
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: '(term == 0 ? 1 : 2) * outer * mid * inner',
  },
  {
    name: 'reduce_prod',
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), ...f32('scale'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: 'y[outer,inner] = scale * prod over mid of x[outer,mid,inner]; an empty prod is 1',
    error: dot('mid + 1'),
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  },
  {
    name: 'reduce_max',
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), flag('term'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: 'y[outer,inner] = max over mid of x[outer,mid,inner]; with term 1 of its absolute value',
    error: exact,
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  },
  {
    name: 'reduce_min',
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: 'y[outer,inner] = min over mid of x[outer,mid,inner]',
    error: exact,
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  },
  ...(['argmax', 'argmin'] as const).map((name): Row => ({
    name,
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner', 'i32')],
    equation: `y[outer,inner] = the first index along mid of the ${name === 'argmax' ? 'largest' : 'smallest'} of x[outer,mid,inner]`,
    nan: 'the first NaN wins, as in NumPy',
    error: exact,
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  })),
];
