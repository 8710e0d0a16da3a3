/** Layers and models that cannot be. */
import { ConfigError, layers, ops, sequential, setDtypePolicy, ShapeError } from '../../../src/index.ts';
import { Silent, any, net, refused } from './refused.ts';

refused([
  ['units 0', () => layers.dense({ units: 0 }), ConfigError, /dense: units must be an integer >= 1, received 0/],
  ['units -3', () => layers.dense({ units: -3 }), ConfigError, /received -3/],
  ['units 2.5', () => layers.dense({ units: 2.5 }), ConfigError, /received 2.5/],
  ['units as text', () => layers.dense({ units: any('10') }), ConfigError, /received '10'/],
  ['no options', () => layers.dense(any(undefined)), ConfigError, /dense/],
  [
    "activation 'rleu'",
    () => layers.dense({ units: 1, activation: any('rleu') }),
    ConfigError,
    /unknown activation 'rleu'. Did you mean 'relu'\?/,
  ],
  [
    'activation from the prototype',
    () => layers.dense({ units: 1, activation: any('constructor') }),
    ConfigError,
    /unknown activation 'constructor'/,
  ],
  [
    'misspelt option',
    () => layers.dense(any({ units: 1, usebias: false })),
    ConfigError,
    /unknown option 'usebias'. Did you mean 'useBias'\?/,
  ],
  ['unknown initializer', () => layers.dense({ units: 1, kernelInitializer: 'xy' as never }), ConfigError, /unknown initializer 'xy'/],
  ['dropout rate 2', () => layers.dropout({ rate: 2 }), ConfigError, /rate must be a number >= 0 and <= 1, received 2/],
  ['dropout rate NaN', () => layers.dropout({ rate: NaN }), ConfigError, /received NaN/],
  [
    'unknown dtype policy',
    () => setDtypePolicy(any('mixed_float16')),
    ConfigError,
    /unknown dtype policy 'mixed_float16'. Did you mean 'mixed_bfloat16'\? Known: float32, mixed_bfloat16/,
  ],
  ['dtype of a layer', () => layers.dense({ units: 1, dtype: any('bfloat16') }), ConfigError, /unknown dtype policy 'bfloat16'/],
  [
    'unknown precision',
    () => ops.matmul([[1]], [[1]], { precision: any('half') }),
    ConfigError,
    /unknown precision 'half'. Known: float32, bfloat16/,
  ],
  ['inputShape [0]', () => layers.dense({ units: 1, inputShape: [0] }), ConfigError, /inputShape must be .* >= 1, or null for/],
  ['input without shape', () => layers.input(any({})), ConfigError, /shape must be an array/],
  [
    'units beyond what a word holds',
    () => layers.dense({ units: 2 ** 31 }),
    ConfigError,
    /units must be an integer <= 2147483647, received 2147483648/,
  ],
  [
    'reshape to what does not fit',
    () => sequential([layers.reshape({ targetShape: [3, 3], inputShape: [8] })]),
    ShapeError,
    /reshape.*9 elements a sample, received \[\*, 8\]/,
  ],
  [
    'a layer without a name',
    () => new Silent(any({})),
    ConfigError,
    /a layer of your own: the first argument of super, its default name, must be a non-empty string, received Object/,
  ],
  [
    'trainable that is no boolean',
    () => layers.dense({ units: 1, trainable: any('no') }),
    ConfigError,
    /trainable must be true or false, received 'no'/,
  ],
  ['a model named 3', () => sequential([], { name: any(3) }), ConfigError, /sequential: name must be a non-empty string, received 3/],
  ['a layer that is none', () => sequential([any('dense')]), ConfigError, /expected a layer/],
  [
    'two layers of one name',
    () => sequential([layers.flatten({ name: 'a' }), layers.flatten({ name: 'a' })]),
    ConfigError,
    /named 'a' already/,
  ],
  ['a model without layers', () => sequential([]).build([null, 2]), ConfigError, /no layers/],
  ['summary before the shapes are known', () => sequential([layers.dense({ units: 1 })]).summary(), ConfigError, /shapes are not known/],
  ['seed 1.5', () => sequential([], { seed: 1.5 }), ConfigError, /seed must be an integer/],
  ['setWeights with too few', () => net().setWeights([]), ShapeError, /expected 4 tensors, received 0/],
  [
    'setWeights of a wrong shape',
    () => net().setWeights([[[1]], [1], [[1]], [1]]),
    ShapeError,
    /hidden\/kernel has shape \[2, 4\], received \[1, 1\]/,
  ],
]);
