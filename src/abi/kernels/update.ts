import { dot, f32, flag, optional, reads, size, updates, type Row } from './row.ts';

/** One pass over a parameter, its gradient and its slots; `sgd_rows` passes over the rows of a table that a batch names. */
export const UPDATE: readonly Row[] = [
  {
    name: 'sgd',
    family: 'update',
    args: [...size('n'), reads('rate', '1'), optional('scale', '1'), reads('g', 'n'), updates('w', 'n')],
    equation: 'w[n] -= rate[0] g, with g = scale[0] g[n]',
    error: dot('3'),
    units: 'n',
    flops: '3 * n',
  },
  {
    name: 'sgd_momentum',
    family: 'update',
    args: [
      ...size('n'),
      reads('rate', '1'),
      optional('scale', '1'),
      ...f32('momentum'),
      flag('nesterov'),
      reads('g', 'n'),
      updates('m', 'n'),
      updates('w', 'n'),
    ],
    equation: 'm[n] = momentum m - rate[0] g; w[n] += nesterov ? momentum m - rate[0] g : m, with g = scale[0] g[n]',
    error: dot('6'),
    units: 'n',
    flops: '7 * n',
    source: 'Sutskever et al. 2013, in the form of Keras',
  },
  {
    name: 'adam',
    family: 'update',
    args: [
      ...size('n'),
      reads('alpha', '1'),
      optional('decay', '1'),
      optional('scale', '1'),
      ...f32('beta1', 'beta2', 'epsilon'),
      reads('g', 'n'),
      updates('m', 'n'),
      updates('v', 'n'),
      updates('w', 'n'),
    ],
    equation:
      'm[n] += (g - m)(1 - beta1); v[n] += (g g - v)(1 - beta2); w[n] -= decay[0] w + alpha[0] m / (sqrt v + epsilon), ' +
      'with g = scale[0] g[n]',
    error: dot('16'),
    units: 'n',
    flops: '15 * n',
    source: 'Kingma & Ba 2015, section 2, last paragraph: epsilon is epsilon-hat; decay as in Loshchilov & Hutter 2019',
  },
  {
    name: 'sgd_rows',
    family: 'update',
    args: [
      ...size('n', 'width', 'rows'),
      reads('rate', '1'),
      reads('g', 'n * width'),
      reads('index', 'n', 'i32'),
      updates('w', 'rows * width', '2 * n * width'),
    ],
    equation: 'w[index[k],width] -= rate[0] g[k,width], in order of k; an index outside 0..rows-1 changes nothing',
    error: dot('n + 2'),
    units: 'rows',
    flops: '3 * n * width',
  },
];
