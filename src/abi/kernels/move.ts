import { exact, f32, reads, size, updates, writes, type Row } from './row.ts';

const STRIDED_SIZE = 'd0 * d1 * d2 * d3 * d4 * d5';
/** Reach of six nested strides. */
const STRIDED =
  `(${STRIDED_SIZE} > 0 ? ` +
  '1 + (d0 - 1) * s0 + (d1 - 1) * s1 + (d2 - 1) * s2 + (d3 - 1) * s3 + (d4 - 1) * s4 + (d5 - 1) * s5 : 0)';
const SIX = [...size('d0', 'd1', 'd2', 'd3', 'd4', 'd5'), ...size('s0', 's1', 's2', 's3', 's4', 's5')];

/** The same values in other places. */
export const MOVE: readonly Row[] = [
  {
    name: 'fill',
    family: 'move',
    args: [...size('n'), ...f32('value'), writes('y', 'n')],
    equation: 'y[n] = value, bit for bit',
    error: exact,
    units: 'n',
    flops: 'n',
  },
  {
    name: 'strided_read',
    family: 'move',
    args: [...SIX, reads('x', STRIDED, 'f32', `min(${STRIDED}, ${STRIDED_SIZE})`), writes('y', STRIDED_SIZE)],
    equation: 'y[d0,...,d5] = x[i0 s0 + ... + i5 s5]: transpose, broadcast (stride 0), slice',
    error: exact,
    units: 'd0',
    flops: STRIDED_SIZE,
  },
  {
    name: 'strided_write',
    family: 'move',
    args: [...SIX, reads('x', STRIDED_SIZE), updates('y', STRIDED, STRIDED_SIZE)],
    equation: 'y[i0 s0 + ... + i5 s5] = x[d0,...,d5]; the rest of y stays: concatenate, pad',
    error: exact,
    flops: STRIDED_SIZE,
  },
  {
    name: 'cast_u8_f32',
    family: 'move',
    args: [...size('n'), reads('x', 'n', 'u8'), writes('y', 'n')],
    equation: 'y[n] = float(x[n])',
    error: exact,
    units: 'n',
    flops: 'n',
  },
  {
    name: 'record',
    family: 'move',
    args: [...size('n', 'rows'), reads('row', '1', 'i32'), reads('x', 'n'), updates('y', 'rows * n', 'n')],
    equation: 'y[row[0],n] = x[n]; a row outside 0..rows-1 writes nothing',
    error: exact,
    flops: 'n',
  },
];
