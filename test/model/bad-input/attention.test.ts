/** Layers of attention that cannot be, or get what they cannot take. */
import { ConfigError, layers, ops, ShapeError } from '../../../src/index.ts';
import { any, refused } from './refused.ts';

const [query, value, field] = [ops.full([2, 3, 4], 1), ops.full([2, 5, 4], 1), ops.full([2, 2, 3, 4], 1)];
const mha = (options = {}): ReturnType<typeof layers.multiHeadAttention> =>
  layers.multiHeadAttention({ numHeads: 2, keyDim: 3, name: 'heads', ...options });

refused([
  ['no heads', () => mha({ numHeads: 0 }), ConfigError, /multiHeadAttention: numHeads must be an integer >= 1, received 0/],
  ['a window of 0', () => mha({ slidingWindow: 0 }), ConfigError, /slidingWindow must be an integer >= 1, received 0/],
  ['an outputShape of 0', () => mha({ outputShape: [0] }), ConfigError, /outputShape must be an array of integers >= 1, received \[0\]/],
  [
    'heads that do not divide',
    () => layers.groupQueryAttention({ headDim: 2, numQueryHeads: 3, numKeyValueHeads: 2 }),
    ConfigError,
    /numQueryHeads must be a multiple of numKeyValueHeads, received 3 and 2/,
  ],
  [
    'an unknown scoreMode',
    () => layers.attention({ scoreMode: any('sum') }),
    ConfigError,
    /unknown scoreMode of attention 'sum'.*dot, concat/,
  ],
  ['one input', () => mha().apply(query), ShapeError, /heads: expected \[query, value\] or \[query, value, key\], received one input/],
  ['four inputs', () => mha().apply([query, value, value, value]), ShapeError, /heads: expected \[query, value\] or .* received 4 inputs/],
  [
    'inputs of two axes',
    () => mha().apply([ops.full([2, 3], 1), ops.full([2, 3], 1)]),
    ShapeError,
    /heads: expected input of shape \[\*, steps, features\], received \[\*, 3\]\. Query, value and key need as many axes/,
  ],
  [
    'keys of other steps than the values',
    () => mha().apply([query, value, query]),
    ShapeError,
    /value and key the same steps; they are \[\*, 3, 4\], \[\*, 5, 4\], \[\*, 3, 4\]/,
  ],
  [
    'a batch of another size',
    () => mha().apply([query, ops.full([3, 5, 4], 1)]),
    ShapeError,
    /heads: expected query and value .* equal sizes along axes \[0\], received \[2, 3, 4\] and \[3, 5, 4\]/,
  ],
  [
    'a misspelt argument',
    () => mha().apply([query, value], { causalMask: true }),
    ConfigError,
    /heads: unknown option 'causalMask'. Did you mean 'useCausalMask'\?/,
  ],
  [
    'a flag that is none',
    () => mha().apply([query, value], { useCausalMask: 1 }),
    ConfigError,
    /heads: useCausalMask must be true or false, received 1/,
  ],
  [
    'a valueMask of other steps',
    () => mha().apply([query, value], { valueMask: [[1, 0, 1], [1, 1, 1]] }),
    ShapeError,
    /heads: expected a valueMask of shape \[2, 5\], received \[2, 3\]/,
  ],
  [
    'an attentionMask that does not fit',
    () => mha().apply([query, value], { attentionMask: ops.full([2, 3, 4], 1) }),
    ShapeError,
    /heads: expected an attentionMask of axes that broadcast to \[2, 2, 3, 5\], .* received \[2, 3, 4\]/,
  ],
  [
    'scores where none are',
    () => mha({ flashAttention: true }).apply([query, value], { returnAttentionScores: true }),
    ConfigError,
    /heads: with flashAttention true there are no scores to return/,
  ],
  [
    'a causal mask over two axes',
    () => mha().apply([field, field], { useCausalMask: true }),
    ShapeError,
    /heads: a causal mask or a window needs a single axis of steps, received \[1, 2\]/,
  ],
  [
    'attention over the batch',
    () => mha({ attentionAxes: [0] }).apply([field, field]),
    ShapeError,
    /heads: attentionAxes must name axes between batch and features, each once, received \[0\]/,
  ],
  [
    'a mask of steps of a field',
    () => mha().apply([field, field], { valueMask: ops.full([2, 2, 3], 1) }),
    ShapeError,
    /heads: expected no valueMask with inputs of 4 axes, received \[2, 2, 3\]\. Give what a query sees as attentionMask/,
  ],
  [
    'query and key of different widths',
    () => layers.attention({ name: 'a' }).apply([query, ops.full([2, 5, 3], 1)]),
    ShapeError,
    /a: expected query \[batch, queries, dim\], value .* received \[2, 3, 4\], \[2, 5, 3\], \[2, 5, 3\]/,
  ],
  [
    'an attentionMask of attention',
    () => layers.attention({ name: 'a' }).apply([query, value], { attentionMask: ops.full([2, 3, 5], 1) }),
    ConfigError,
    /a: unknown option 'attentionMask'/,
  ],
]);
