import { dot, exact, reads, size, updates, writes, type Row } from './row.ts';

/** Rows chosen by indices. An index outside the table reads as NaN (float) and writes nothing. `group_indices`,
 *  `sum_groups` and `scatter_rows` update the rows of a table that a batch names, without a pass over the other rows. */
export const GATHER: readonly Row[] = [
  {
    name: 'gather_rows',
    family: 'gather',
    args: [
      ...size('n', 'width', 'rows'),
      reads('x', 'rows * width', 'f32', 'n * width'),
      reads('index', 'n', 'i32'),
      writes('y', 'n * width'),
    ],
    equation: 'y[n,width] = x[index[n],width]',
    nan: 'an index outside 0..rows-1 gives a row of NaN',
    error: exact,
    units: 'n',
    flops: 'n * width',
  },
  {
    name: 'gather_rows_dx',
    family: 'gather',
    args: [...size('n', 'width', 'rows'), reads('dy', 'n * width'), reads('index', 'n', 'i32'), writes('dx', 'rows * width')],
    equation: 'dx[rows,width] = sum of dy[i,width] over i with index[i] = row, in order of i',
    error: dot('n'),
    units: 'rows',
    flops: 'n * width + rows * width',
  },
  {
    name: 'gather_batch',
    family: 'gather',
    args: [
      ...size('n', 'width', 'rows', 'total'),
      reads('x', 'rows * width', 'f32', 'n * width'),
      reads('order', 'total', 'i32', 'n'),
      reads('cursor', '1', 'i32'),
      writes('y', 'n * width'),
    ],
    equation: 'y[i,width] = x[order[cursor[0] + i],width], 4-byte elements moved bit for bit',
    nan: 'a position outside 0..total-1 or a row outside 0..rows-1 gives a row of NaN bits (0x7fc00000)',
    error: exact,
    units: 'n',
    flops: 'n * width',
  },
  {
    name: 'gather_batch_u8',
    family: 'gather',
    args: [
      ...size('n', 'width', 'rows', 'total'),
      reads('x', 'rows * width', 'u8', 'n * width'),
      reads('order', 'total', 'i32', 'n'),
      reads('cursor', '1', 'i32'),
      writes('y', 'n * width'),
    ],
    equation: 'y[i,width] = float(x[order[cursor[0] + i],width])',
    nan: 'as gather_batch',
    error: exact,
    units: 'n',
    flops: 'n * width',
  },
  {
    name: 'one_hot',
    family: 'gather',
    args: [...size('n', 'depth'), reads('index', 'n', 'i32'), writes('y', 'n * depth')],
    equation: 'y[n,depth] = (index[n] == depth ? 1 : 0); an index outside gives a row of 0',
    error: exact,
    units: 'n',
    flops: 'n * depth',
  },
  {
    name: 'group_indices',
    family: 'gather',
    args: [...size('n', 'rows'), reads('index', 'n', 'i32'), writes('groups', '2 * n', 'i32')],
    equation:
      'groups[k] = 0..n-1 in order of their index, equal ones as they come, those outside 0..rows-1 last; ' +
      'groups[n + k] = index[groups[k]] where it is the first of its equals, -1 where it is not, -2 outside 0..rows-1',
    error: exact,
    flops: '8 * n',
    source: 'radix sort from the least digit on: Knuth, The art of computer programming 3, section 5.2.5',
  },
  {
    name: 'sum_groups',
    family: 'gather',
    args: [...size('n', 'width'), reads('dy', 'n * width'), reads('groups', '2 * n', 'i32'), writes('y', 'n * width')],
    equation:
      'y[k,width] = sum of dy[groups[j],width] over j = k and those behind it with groups[n + j] = -1, in order of j, ' +
      'where groups[n + k] >= 0; else 0; a position outside 0..n-1 adds nothing',
    error: dot('n'),
    units: 'n',
    flops: '2 * n * width',
  },
  {
    name: 'scatter_rows',
    family: 'gather',
    args: [...size('n', 'width', 'rows'), reads('x', 'n * width'), reads('index', 'n', 'i32'), updates('y', 'rows * width', 'n * width')],
    equation: 'y[index[k],width] = x[k,width], of equal indices the last; an index outside 0..rows-1 writes nothing',
    error: exact,
    units: 'rows',
    flops: 'n * width',
  },
];
