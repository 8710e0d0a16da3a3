import type { Arg } from './kernel.ts';
import { bits, dot, f32, flag, optional, reads, size, writes, type Row } from './row.ts';

const QUERIES = 'batch * rows * groups * share';
const KEYS = 'batch * cols * groups';
const MASK =
  '(batch > 0 && rows > 0 && cols > 0 && groups > 0 && share > 0 ? ' +
  '(batch - 1) * maskB + (groups * share - 1) * maskN + (rows - 1) * maskT + (cols - 1) * maskS + 1 : 0)';

/** Sizes, what queries see, and what is dropped; `groups` heads of keys and values, each for `share` heads of queries. */
const SEEING: readonly Arg[] = [
  ...size('batch', 'rows', 'cols', 'groups', 'share', 'depth', 'width'),
  flag('causal'),
  ...size('window'),
  ...f32('scale', 'rate'),
  ...bits('seed', 'stream'),
  reads('q', `${QUERIES} * depth`),
  reads('k', `${KEYS} * depth`),
  reads('v', `${KEYS} * width`),
  optional('mask', MASK),
  ...size('maskB', 'maskN', 'maskT', 'maskS'),
  { ...optional('counter', '2'), dtype: 'i32' } as Arg,
];

/** Rows of all heads fit an int32, also where there are no rows. */
const REQUIRE = ['maskS <= 1', 'groups * max(share, 1) * max(max(depth, width), 1) <= 2147483647'];

const SOURCE =
  'Dao et al. 2022, FlashAttention: online softmax of Milakov & Gimelshein 2018 over blocks of keys; shares are computed again in the ' +
  'backward pass; random words as random_uniform';

/** Attention block by block, without the matrix of scores. */
export const ATTENTION: readonly Row[] = [
  {
    name: 'attention',
    family: 'attention',
    args: [...SEEING, writes('y', `${QUERIES} * width`), writes('lse', QUERIES)],
    equation:
      'y[b,i,n,width] = sum over keys j of z p[j] v[b,j,n / share,width], p = e^(s - lse), s[j] = scale q[b,i,n] . k[b,j,n / share], ' +
      'lse[b,n,i] = ln(sum over j of e^s) over the j that i sees: j <= i if causal, |i - j| < window if window > 0, mask[b,n,i,j] not 0; ' +
      'none seen: y = 0, lse = inf; z = 1, or with counter u[b,n,i,j] < rate ? 0 : 1 / (1 - rate), u as of random_uniform',
    error: dot('cols + depth + width + 24'),
    require: REQUIRE,
    units: 'batch * groups * share * ceil_div(rows, ATTENTION_BLOCK)',
    flops: '2 * batch * groups * share * rows * cols * (depth + width + 10)',
    source: SOURCE,
  },
  {
    name: 'attention_dx',
    family: 'attention',
    args: [
      ...SEEING,
      reads('y', `${QUERIES} * width`),
      reads('lse', QUERIES),
      reads('dy', `${QUERIES} * width`),
      writes('dq', `${QUERIES} * depth`),
      writes('dk', `${KEYS} * depth`),
      writes('dv', `${KEYS} * width`),
    ],
    equation:
      'dv[j] = sum over i, n of z p dy[i]; dq[i] = scale sum over j of g k[j], dk[j] = scale sum over i, n of g q[i], ' +
      'g = p (z dy[i] . v[j] - dy[i] . y[i]); p and z as in attention',
    error: dot('share * rows + cols + depth + 2 * width + 32'),
    require: REQUIRE,
    units:
      'batch * groups * ' +
      '(batch * groups >= ATTENTION_HEADS ? 1 : share * ceil_div(rows, ATTENTION_BLOCK) + ceil_div(cols, ATTENTION_BLOCK))',
    flops: '2 * batch * groups * share * rows * cols * (4 * depth + 3 * width + 20)',
    source: SOURCE,
  },
];
