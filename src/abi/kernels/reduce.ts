import { dot, exact, f32, reads, size, writes, type Row } from './row.ts';

/** Over the middle of three axes. */
export const REDUCE: readonly Row[] = [
  ...(['sum', 'prod'] as const).map((name): Row => ({
    name: `reduce_${name}`,
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), ...f32('scale'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: `y[outer,inner] = scale * ${name} over mid of x[outer,mid,inner]; an empty ${name} is ${name === 'sum' ? 0 : 1}`,
    error: dot('mid + 1'),
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  })),
  ...(['max', 'min'] as const).map((name): Row => ({
    name: `reduce_${name}`,
    family: 'reduce',
    args: [...size('outer', 'mid', 'inner'), reads('x', 'outer * mid * inner'), writes('y', 'outer * inner')],
    equation: `y[outer,inner] = ${name} over mid of x[outer,mid,inner]`,
    error: exact,
    require: ['mid > 0 || outer * inner == 0'],
    units: '(outer > 1 ? outer : ceil_div(inner, 64))',
    flops: 'outer * mid * inner',
  })),
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
